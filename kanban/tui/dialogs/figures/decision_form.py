"""Asks for a decision: what, who sees to it, by when, and what will show that it worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kanban.domain.board import Board, Member
from kanban.domain.errors import UsageFault
from kanban.domain.values import dates
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """What was typed."""

    words: str
    owner: Member
    due_on: date
    measure: str


class DecisionForm(Form[TypedDecision]):
    """`DecisionForm(board, today, owner, about)` → the decision; `about` names the card that it is on."""

    def __init__(self, board: Board, today: date, owner: str, about: str) -> None:
        self._board, self._today = board, today
        entries = [
            Entry("what", "What", hint="e.g. first call within a day", reading=_require_words),
            Entry("owner", "Owner", owner, words=[member.name for member in board.members],
                  reading=self._read_owner, selects=True),
            Entry("on", "By", dates.format_full_date(today + timedelta(days=7)), hint="+1w, fri, 1 Dec",
                  reading=self._read_day, selects=True),
            Entry("measure", "Worked if", hint="e.g. median under 8 h", reading=_require_measure),
        ]  # fmt: skip
        heading = f"Decision on {about}" if about else "Decision"
        super().__init__(heading, entries, (("enter", "decide"), ("tab", "next field")))

    def _read_owner(self, typed: str) -> str:
        member = self._board.find_member(typed) if typed else None
        if member is None:
            raise UsageFault("Type who sees to it.")
        return f"→ {member.name}, {member.team}"

    def _read_day(self, typed: str) -> str:
        if not typed:
            raise UsageFault("Type a day: +1w, fri, 1 Dec.")
        day = dates.parse_day(typed, self._today)
        return f"→ {dates.format_full_date(day)}"

    def answer(self, values: dict[str, str]) -> TypedDecision:
        """Return the decision."""
        owner = self._board.find_member(values["owner"])
        return TypedDecision(values["what"], owner, dates.parse_day(values["on"], self._today), values["measure"])


def _require_words(words: str) -> str:
    if not words:
        raise UsageFault("Say what was decided.")
    return ""


def _require_measure(words: str) -> str:
    if not words:
        raise UsageFault("Say what will show that it worked.")
    return ""
