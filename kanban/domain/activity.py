"""Activities: calls, e-mails and meetings with a prospect, and how they went.

A comment says what somebody thinks; an activity says what was done. Each one is an attempt; where the prospect was
reached, it is a contact too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain import clock
from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.change import Json
    from kanban.domain.values.business_time import Calendar

OUTCOMES: dict[str, tuple[str, ...]] = {
    "call": ("reached", "no answer"),
    "email": ("sent", "reply"),
    "meeting": ("held", "no show"),
}
"""The kinds, each with its outcomes."""

CONTACTS = frozenset({"reached", "reply", "held"})
"""Outcomes where the prospect was reached; all others are attempts alone."""

TITLES = {"call": "Call", "email": "E-mail", "meeting": "Meeting"}
"""What people call each kind."""

WITH_ARTICLE = {"call": "a call", "email": "an e-mail", "meeting": "a meeting"}

_OTHER_WORDS = {
    "mail": "email", "phone": "call", "appointment": "meeting", "noanswer": "no answer", "noreply": "sent",
    "replied": "reply", "answered": "reply", "noshow": "no show", "done": "held",
}  # fmt: skip


class Activity(NamedTuple):
    """An activity on a card. Its card, kind, outcome, time, author and team never change."""

    id: str
    card: str
    kind: str
    outcome: str
    done_at: str
    """When it took place, UTC."""
    author: str
    """A member's id; empty for an imported one."""
    team: str
    """The author's team at that time; empty for an imported one."""
    text: str = ""
    logged_at: str = ""
    """When it was written down, UTC."""
    deleted: bool = False
    imported_by: str = ""
    """The id of the member who imported it."""
    author_in_file: str = ""
    """The author's name in the file."""

    @property
    def is_contact(self) -> bool:
        """Whether the prospect was reached."""
        return self.outcome in CONTACTS

    @property
    def is_imported(self) -> bool:
        """Whether a file brought it; nobody here logged it then."""
        return not self.author

    @property
    def label(self) -> str:
        """What it was and how it went: `Call · no answer`."""
        return f"{TITLES[self.kind]} · {self.outcome}"


EARLIEST = "1900-01-01T00:00:00Z"
"""None took place before (UTC): an earlier time stands for an empty cell, or is a slip."""


def read(activity_id: str, registers: Mapping[str, Json], logged_at: str) -> Activity | None:
    """Return an activity from its registers; None where they make none, as those of a newer version may."""
    card, kind, outcome, done_at, team = (
        registers.get(name) for name in ("card", "kind", "outcome", "done_at", "team")
    )
    if not isinstance(card, str) or not isinstance(kind, str) or outcome not in OUTCOMES.get(kind, ()):
        return None
    if not isinstance(done_at, str) or not _is_moment(done_at):
        return None
    return Activity(
        activity_id, card, kind, str(outcome), done_at, _read_line(registers.get("author")),
        team if isinstance(team, str) and team in {"marketing", "sales"} else "",
        _read_text(registers.get("text")), logged_at, registers.get("deleted") is True,
        _read_line(registers.get(IMPORTED_BY)), _read_line(registers.get(AUTHOR_IN_FILE)),
    )  # fmt: skip


def find_activity(logged: Sequence[Activity], name: str) -> Activity:
    """Return the one of a card's activities that is meant: by its number, from 1, by its id, or `last`.

    Raises NotFound.
    """
    plain = text.clean_line(name).strip().casefold()
    for number, entry in enumerate(logged, 1):
        if plain in {str(number), entry.id} or (plain == "last" and number == len(logged)):
            return entry
    known = f"it has 1 to {len(logged)}" if logged else "nothing was logged on it yet"
    raise NotFound(f"The card has no activity “{text.shorten(plain, 40)}”; {known}.")


def _is_moment(value: str) -> bool:
    try:
        return clock.iso(clock.from_iso(value)) == value
    except (UsageFault, ValueError, OverflowError):
        return False


def _read_line(value: Json) -> str:
    return text.clean_line(value) if isinstance(value, str) else ""


def _read_text(value: Json) -> str:
    return text.clean(value).strip() if isinstance(value, str) else ""


# -- words


def find_kind(word: str) -> str:
    """Return the kind that a word means. Raises UsageFault."""
    plain = _squash(word)
    for kind in OUTCOMES:
        if plain in {kind, f"{kind}s"} or _OTHER_WORDS.get(plain) == kind:
            return kind
    raise UsageFault(f"Unknown activity “{text.shorten(text.clean_line(word), 40)}”. Choose call, email or meeting.")


def find_outcome(kind: str, word: str) -> str:
    """Return the outcome of this kind that a word means. Raises UsageFault."""
    plain = _squash(word)
    for outcome in OUTCOMES[kind]:
        if plain == _squash(outcome) or _OTHER_WORDS.get(plain) == outcome:
            return outcome
    choices = " or ".join(OUTCOMES[kind])
    raise UsageFault(
        f"{WITH_ARTICLE[kind].capitalize()} has no outcome “{text.shorten(text.clean_line(word), 40)}”. "
        f"Choose {choices}."
    )


def _squash(word: str) -> str:
    return "".join(char for char in text.fold(word) if char.isalnum())


# -- counted


def is_late(activity: Activity, calendar: Calendar) -> bool:
    """Whether an activity was written down more than a business day after it took place."""
    if activity.is_imported or not activity.logged_at:
        return False
    done, logged = clock.from_iso(activity.done_at), clock.from_iso(activity.logged_at)
    return calendar.count_worked(done, logged) > calendar.hours.seconds


def find_counted_time(activity: Activity, calendar: Calendar) -> str:
    """Return the time by which an activity counts for a service level, UTC: what is logged late counts from then."""
    return activity.logged_at if is_late(activity, calendar) else activity.done_at


def describe(logged: Activity, numbers: Mapping[str, str], calendar: Calendar, at: Callable[[str], str]) -> str:
    """Return what stands on one line of it: `Call · no answer · 1st attempt · added Thu 26 Nov 10:02`.

    `numbers` are those of `number_attempts`; `at` formats when a late one was written down.
    """
    late = f"added {at(logged.logged_at)}" if is_late(logged, calendar) else ""
    return " · ".join(part for part in (logged.label, numbers.get(logged.id, ""), late) if part)


def list_known(by_card: Mapping[str, Sequence[Activity]], before: str | None) -> Mapping[str, Sequence[Activity]]:
    """Return the activities, by card, that were logged before a time in UTC; all of them where it is None."""
    if before is None:
        return by_card
    return {card: [entry for entry in logged if entry.logged_at < before] for card, logged in by_card.items()}


def count_attempts_since(activities: Iterable[Activity], offered_at: str, team: str = "sales") -> int:
    """Return how many attempts a team made since an offer."""
    return sum(
        activity.team == team and activity.done_at >= offered_at and not activity.deleted for activity in activities
    )


def number_attempts(activities: Iterable[Activity]) -> dict[str, str]:
    """Return what to call activities by their ids, which come oldest first.

    Attempts are counted until the prospect was reached (`1st attempt`), which is the `1st contact`; later ones have
    no number.
    """
    names: dict[str, str] = {}
    for number, activity in enumerate(activities, 1):
        if activity.is_contact:
            names[activity.id] = "1st contact"
            break
        names[activity.id] = f"{format_ordinal(number)} attempt"
    return names


def format_ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
