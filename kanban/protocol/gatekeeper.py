"""What a server asks of a change at the gate of a stage: the agreement's lines, and whose ticks may be set.

Devices ask the same in `gate`, at once and in more words; this is what no client can be trusted with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kanban.domain import gate, lines
from kanban.domain.card import HANDOFF
from kanban.domain.holding import state_of

if TYPE_CHECKING:
    from kanban.domain.agreement import Line
    from kanban.domain.board import Board, Member
    from kanban.domain.card import Card
    from kanban.domain.change import Change, Json
    from kanban.domain.state import State
    from kanban.domain.traffic import Code

Why = tuple["Code", str]
"""The code of a refusal, and the sentence."""


class Book(Protocol):
    """What the gatekeeper looks into."""

    @property
    def board(self) -> Board:
        """The board as it is now, with the versions of its agreement."""
        ...

    def card_after(self, change: Change) -> Card:
        """Return the card that a change is of, as it is once the change is taken."""
        ...


def stopped(book: Book, actor: Member, there: State | None, change: Change) -> Why | None:
    """Return why a change of a card may not pass the agreement, None where it may."""
    for name, value in change.set.items():
        if name.startswith(lines.TICK):
            why = _tick(book.board, actor, name.removeprefix(lines.TICK), value, change)
            if why:
                return why
    passed = change.set.get(gate.PASSED)
    if passed is not None and not _known(book.board, passed):
        return "invalid", "No version of the agreement is called so that this card is said to have passed under."
    past, to = there.registers.get("stage") if there else None, change.set.get("stage")
    if change.verb == "import" or not isinstance(past, str) or not isinstance(to, str):
        return None
    board = book.board
    stage = board.lane_of(to)
    version = board.agreement
    guarding = version.content.guarding(stage.id) if version else ()
    # of any other verb the doorkeeper has seen to it that this state leads back
    back = change.verb not in {"undo", "redo"} and state_of(change.set.get(HANDOFF)) in gate.BACKWARDS
    if not guarding or board.lane_of(past).id == stage.id or back:
        return None
    unmet = [check.line for check in gate.checks(board, book.card_after(change), guarding) if not check.met]
    if unmet and version:
        number = version.content.number(unmet[0])
        return (
            "stage_gate",
            f"{stage.name} asks for line {number} of the agreement {board.called(version)}: {unmet[0].says}.",
        )
    return None


def _tick(board: Board, actor: Member, name: str, value: Json, change: Change) -> Why | None:
    """A tick is set by the team whose line it is, in one's own name; undo may bring a team mate's back."""
    line = _line(board, name)
    if line is None or line.kind == "fact":
        return "invalid", "The agreement has no such line that could be ticked."
    if actor.team != line.team:
        return "forbidden", f"“{line.says}” is {gate.whose(line.team)} line, and only they tick it."
    if value is None:
        return None
    tick = lines.read_tick(value)
    if tick is None or len(tick.evidence) > gate.LONGEST_EVIDENCE:
        return "invalid", "That is no tick."
    by = board.member(tick.by)
    own = tick.by == actor.id or (change.verb in {"undo", "redo"} and by is not None and by.team == line.team)
    return None if own else ("forbidden", "A line is ticked in one's own name.")


def _line(board: Board, name: str) -> Line | None:
    """Return the line with this id: of the live version, else of the newest one that has it."""
    for version in (*reversed(board.agreements), *board.versions):
        for line in version.content.lines:
            if line.id == name:
                return line
    return None


def _known(board: Board, value: Json) -> bool:
    found = gate.read_passed(value)
    return found is not None and any(version.hash == found.version for version in board.agreements)
