"""What a member says of a card among the next five: skip it until a day, or a fact of it is not true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kanban.domain.errors import UsageFault
from kanban.domain.values import dates
from kanban.domain.waiting.next_marks import SKIP_REASONS
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form

DAYS = 2
"""For how long a card is skipped if nobody types another day."""


@dataclass(frozen=True, slots=True)
class TypedSkip:
    """What was typed."""

    why: str
    until: date


class SkipForm(Form[TypedSkip]):
    """`SkipForm(title, today)` → why to skip the card, and until when."""

    def __init__(self, title: str, today: date) -> None:
        self._today = today
        day = dates.format_full_date(today + timedelta(days=DAYS))
        entries = [
            Entry("why", "Why", SKIP_REASONS[0], words=SKIP_REASONS, reading=_require_words),
            Entry("until", "Until", day, hint="+2d, fri, 1 Dec", reading=self._read_day),
        ]
        super().__init__(f"Skip · {title}", entries, (("enter", "skip"),))

    def _read_day(self, typed: str) -> str:
        day = dates.parse_day(typed, self._today) if typed else None
        if day is None or day <= self._today:
            raise UsageFault("Type a day ahead: +2d, fri, 1 Dec.")
        return f"→ {dates.format_full_date(day)}"

    def answer(self, values: dict[str, str]) -> TypedSkip:
        """Return the reason and the day."""
        return TypedSkip(values["why"], dates.parse_day(values["until"], self._today))


class DoubtForm(Form[str]):
    """`DoubtForm(title, fact)` → what is right instead; may be empty."""

    def __init__(self, title: str, fact: str) -> None:
        entries = [Entry("right", "What is right?", hint="e.g. they came by the web form")]
        super().__init__(f"Not true · {fact} · {title}", entries, (("enter", "ask marketing"),))

    def answer(self, values: dict[str, str]) -> str:
        """Return what is right."""
        return values["right"]


def _require_words(words: str) -> str:
    if not words:
        raise UsageFault("Say why.")
    return ""
