"""What the worker does about comments: it writes them, edits them, and keeps what was begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from kanban.domain.acts import verbs
from kanban.store.workspace import Workspace
from kanban.tui import messages

if TYPE_CHECKING:
    from kanban.store.acts.writing import Written

Run = Callable[[Callable[[Workspace], "Message | None"], "Message | None"], None]
"""Does a job in turn; the message is the intent that a refusal answers."""

Answer = Callable[[Workspace, "Written", "Message | None"], Message]
"""Makes of what was written what the screen is told."""


class CommentJobs:
    """The jobs of one worker that have to do with comments and drafts."""

    def __init__(self, run: Run, answer: Answer) -> None:
        self._run, self._answer = run, answer

    def send(self, asked: messages.CommentAsked) -> None:
        """Write a comment; its draft is dropped once it is kept."""

        def job(workspace: Workspace) -> Message:
            result = workspace.act(lambda view: verbs.comment(view, asked.card, asked.body))
            workspace.drop_draft(asked.card, asked.known)
            self.read_drafts()
            return self._answer(workspace, result, asked)

        self._run(job, asked)

    def edit(self, asked: messages.CommentEditAsked) -> None:
        """Put other words into a comment; what was kept of them is dropped then."""

        def job(workspace: Workspace) -> Message:
            result = workspace.act(lambda view: verbs.edit_comment(view, asked.comment, asked.body))
            workspace.drop_draft(asked.comment)
            self.read_drafts()
            return self._answer(workspace, result, asked)

        self._run(job, asked)

    def keep_draft(self, asked: messages.DraftKept) -> None:
        """Keep what was begun and not sent; new words that a comment has by now are none."""

        def job(workspace: Workspace) -> Message:
            known = {each.id: each.body for each in workspace.comments(asked.card)} if asked.comment else {}
            body = "" if known.get(asked.comment) == asked.body else asked.body
            workspace.keep_draft(asked.comment or asked.card, body, asked.known)
            return messages.DraftsRead(frozenset(workspace.draft_cards()), asked.comment)

        self._run(job, None)

    def read_drafts(self) -> None:
        """Tell on which cards the member began something."""
        self._run(lambda workspace: messages.DraftsRead(frozenset(workspace.draft_cards())), None)
