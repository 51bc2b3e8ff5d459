"""What the worker does about comments: it writes them, edits them, and keeps what was begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from kanban.domain.acts import verbs
from kanban.store.workspace import Workspace
from kanban.tui import facts, messages

if TYPE_CHECKING:
    from kanban.store.acts.writing import Written

Run = Callable[[Callable[[Workspace], "facts.Fact | None"], "Message | None"], None]
"""Does a job in turn; a refusal answers the message, which is the intent."""

Answer = Callable[[Workspace, "Written", "Message | None"], "facts.Fact"]
"""Makes of what was written the fact that the screen is told."""


class CommentJobs:
    """The jobs of one worker that have to do with comments and drafts."""

    def __init__(self, run: Run, answer: Answer) -> None:
        self._run, self._answer = run, answer

    def send(self, intent: messages.CommentAsked) -> None:
        """Write a comment; its draft is dropped once it is kept."""

        def job(workspace: Workspace) -> facts.Fact:
            result = workspace.act(lambda view: verbs.comment(view, intent.card, intent.body))
            workspace.drop_draft(intent.card, intent.known)
            self.read_drafts()
            return self._answer(workspace, result, intent)

        self._run(job, intent)

    def edit(self, intent: messages.CommentEditAsked) -> None:
        """Put other words into a comment; what was kept of them is dropped then."""

        def job(workspace: Workspace) -> facts.Fact:
            result = workspace.act(lambda view: verbs.edit_comment(view, intent.comment, intent.body))
            workspace.drop_draft(intent.comment)
            self.read_drafts()
            return self._answer(workspace, result, intent)

        self._run(job, intent)

    def keep_draft(self, intent: messages.DraftKept) -> None:
        """Keep what was begun and not sent; new words that a comment has by now are none."""

        def job(workspace: Workspace) -> facts.Fact:
            bodies = {comment.id: comment.body for comment in workspace.comments(intent.card)} if intent.comment else {}
            body = "" if bodies.get(intent.comment) == intent.body else intent.body
            workspace.keep_draft(intent.comment or intent.card, body, intent.known)
            return facts.DraftsRead(frozenset(workspace.draft_cards()), intent.comment)

        self._run(job, None)

    def read_drafts(self) -> None:
        """Tell on which cards the member began something."""
        self._run(lambda workspace: facts.DraftsRead(frozenset(workspace.draft_cards())), None)
