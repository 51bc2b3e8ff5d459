"""A pipeline review, and a decision made in one: text, owner, day, what will show that it worked, kept or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Literal

from kanban.domain import clock
from kanban.domain.errors import KanbanError
from kanban.domain.values import text
from kanban.domain.values.moments import to_local

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.change import Json

Kept = Literal["kept", "not kept"]
VERDICTS: tuple[Kept, ...] = ("kept", "not kept")

LONGEST = 300
"""The most characters of a decision's text, and of what will show that it worked."""

EARLIEST = "2000-01-01T00:00:00Z"
"""No pipeline review, decision or verdict is older (UTC): a time before is a slip, or made up."""

MOST_DAYS_AHEAD = 3653
"""Days after which nothing is decided to be done."""

MINUTES = 45
"""How long a review should take."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A pipeline review."""

    id: str
    begun_at: str
    """UTC, ISO 8601."""
    begun_by: str
    """The id of a member."""
    ended_at: str = ""
    """UTC; empty while it goes on, and where nobody ended it."""
    ended_by: str = ""
    figures: Mapping[str, Json] | None = None
    """What the agenda counted when it ended, for its minutes."""

    def is_on(self, zone: tzinfo, today: date) -> bool:
        """Return whether it goes on: one that nobody ended is over at midnight."""
        return not self.ended_at and self.find_day(zone) == today

    def find_day(self, zone: tzinfo) -> date | None:
        """Return the day on which it began."""
        moment = to_local(self.begun_at, zone)
        return moment.date() if moment else None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided in a pipeline review."""

    id: str
    meeting: str
    """The id of the meeting."""
    text: str
    owner: str
    """The id of the member who sees to it."""
    due_on: str
    """ISO date."""
    measure: str
    """What will show that it worked; may be empty."""
    card: str | None
    author: str
    at: str
    """UTC, ISO 8601."""
    verdict: Kept | None = None
    judged_by: str = ""
    judged_at: str = ""


def read_meeting(entity: str, registers: Mapping[str, Json]) -> Meeting | None:
    """Return the meeting in an entity's registers; None where it was undone, or is none."""
    begun_at, begun_by = _read_time(registers, "begun_at"), _read_text(registers, "begun_by")
    if registers.get("deleted") is True or not begun_at or not begun_by:
        return None
    figures = registers.get("figures")
    ended_at, ended_by = _read_time(registers, "ended_at"), _read_text(registers, "ended_by")
    return Meeting(entity, begun_at, begun_by, ended_at, ended_by, figures if isinstance(figures, Mapping) else None)


def read_decision(entity: str, registers: Mapping[str, Json]) -> Decision | None:
    """Return the decision in an entity's registers; None where it was undone or erased, or is none."""
    texts = {name: _read_text(registers, name) for name in ("meeting", "text", "owner", "due_on", "author")}
    at, verdict = _read_time(registers, "at"), registers.get("verdict")
    if registers.get("deleted") is True or not at or not all(texts.values()):
        return None
    return Decision(
        entity, texts["meeting"], texts["text"], texts["owner"], texts["due_on"], _read_text(registers, "measure"),
        _read_text(registers, "card") or None, texts["author"], at,
        verdict if verdict in VERDICTS else None,
        _read_text(registers, "judged_by"), _read_time(registers, "judged_at"),
    )  # fmt: skip


def _read_text(registers: Mapping[str, Json], name: str) -> str:
    value = registers.get(name)
    return text.shorten(text.clean_line(value), LONGEST) if isinstance(value, str) else ""


def _read_time(registers: Mapping[str, Json], name: str) -> str:
    value = registers.get(name)
    try:
        return value if isinstance(value, str) and clock.from_iso(value) else ""
    except (KanbanError, ValueError):
        return ""
