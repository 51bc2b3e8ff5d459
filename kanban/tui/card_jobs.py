"""The worker's jobs on cards: moves and the fields they lack, comments and their drafts, imports taken back."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from kanban.domain import acts, agreements, handoffs, permissions
from kanban.domain.acts import verbs
from kanban.domain.acts.view import View
from kanban.domain.change import Act
from kanban.domain.errors import Refused
from kanban.domain.values import fields
from kanban.store import log, reading
from kanban.store.workspace import Workspace
from kanban.tui import facts, messages

if TYPE_CHECKING:
    from kanban.domain.board import Stage
    from kanban.store.acts import writing
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
        """Edit a comment or an activity, and drop the draft of the edit."""
        edit = acts.activity_verbs.edit_activity if intent.is_activity else verbs.edit_comment

        def job(workspace: Workspace) -> facts.Fact:
            result = workspace.act(lambda view: edit(view, intent.comment, intent.body))
            workspace.drop_draft(intent.comment)
            self.read_drafts()
            return self._answer(workspace, result, intent)

        self._run(job, intent)

    def act_on_draft(self, verb: writing.Verb, place: str) -> None:
        """Do an act that was written in a form, and drop its draft once it is kept."""

        def job(workspace: Workspace) -> facts.Fact:
            result = workspace.act(verb)
            workspace.drop_draft(place)
            return self._answer(workspace, result, None)

        self._run(job, None)

    def keep_draft(self, intent: messages.DraftKept) -> None:
        """Save a draft; an edit equal to the comment is no draft."""

        def job(workspace: Workspace) -> facts.Fact:
            bodies = (
                {comment.id: comment.body for comment in workspace.list_comments(intent.card)} if intent.comment else {}
            )
            body = "" if bodies.get(intent.comment) == intent.body else intent.body
            workspace.keep_draft(intent.comment or intent.card, body, intent.known)
            return facts.DraftsRead(frozenset(workspace.draft_cards()), intent.comment)

        self._run(job, None)

    def read_drafts(self) -> None:
        """Report which cards have a draft of the member."""
        self._run(lambda workspace: facts.DraftsRead(frozenset(workspace.draft_cards())), None)


class MoveJobs:
    """The jobs of one worker that have to do with moves."""

    def __init__(self, run: Run, answer: Answer) -> None:
        self._run, self._answer = run, answer

    def move(self, intent: messages.MoveAsked, inputs: Mapping[str, str] | None = None) -> None:
        """Move cards; `inputs` are fields, as they were typed, that the move brings along."""

        def job(workspace: Workspace) -> facts.Fact:
            def verb(view: View) -> Act:
                stage = view.board.stage(intent.stage) if intent.stage else None
                registers = fields.read_all(inputs, view.board, view.today, crossing=True) if inputs else None
                return verbs.move(
                    view, intent.cards, to=stage, steps=intent.steps, before=intent.before, inputs=registers
                )

            if inputs is None and (winning := _ask_win_reason(workspace, intent)):
                return winning
            try:
                return self._answer(workspace, workspace.act(verb), intent)
            except handoffs.handoff_verbs.OptedOut as doubt:
                return facts.OptOutFound(intent, inputs or {}, _describe_opt_outs(workspace, intent.cards, str(doubt)))
            except permissions.MissingFields as missing:
                met = _count_meeting(workspace, intent.cards, missing.stage) if len(intent.cards) > 1 else 0
                return facts.FieldsLacking(
                    intent, inputs or {}, missing.card, missing.stage, missing.names, missing.called, met
                )

        self._run(job, None)


def _ask_win_reason(workspace: Workspace, intent: messages.MoveAsked) -> facts.FieldsLacking | None:
    """Return the question why a deal is won, with the fields it lacks; None if the move wins no deal."""
    board = workspace.board
    for card in map(workspace.card, intent.cards):
        stage = board.stage(intent.stage) if intent.stage else board.find_stage_ahead(card.stage, intent.steps)
        if permissions.is_winning(board, card, stage):
            return facts.FieldsLacking(intent, {}, card, stage, permissions.find_missing_fields(stage, card, {}), {})
    return None


def _describe_opt_outs(workspace: Workspace, cards: Sequence[str], sentence: str) -> str:
    """Return the sentence on cards of people who opted out: how many of several there are, else `sentence`."""
    find = handoffs.handoff_verbs.find_opt_out
    opted_out = sum(find(workspace.board, workspace.card(card)) is not None for card in cards)
    if opted_out < 2:
        return sentence
    return f"{opted_out:,} of these {len(cards):,} cards are of people who want no contact or can't be reached."


def _count_meeting(workspace: Workspace, cards: Sequence[str], stage: Stage) -> int:
    """Return how many of these cards meet all lines that guard a stage."""
    lines = agreements.gate.find_effective_version(workspace.board).content.list_guarding(stage.id)
    return reading.requirements.count_meeting(workspace.connection, workspace.board, cards, lines)


def take_back_imports(workspace: Workspace, known: Container[str], own: set[str]) -> Written:
    """Undo the member's imports that are not among the `known` acts, the last one first; they become `own` acts.

    Raises Refused where something else was done after them.
    """
    result: Written | None = None
    while True:
        past = log.list_acts(workspace.connection, workspace.board.id, workspace.member_id or "")
        target = acts.undo.find_next_undo(past)
        if target is None or target.verb != "import" or target.id in known:
            break
        own.add(target.id)
        result = workspace.undo(own)
        own.add(result.act)
    if result is None:
        raise Refused("You did something else after the import: undo that first.")
    return result
