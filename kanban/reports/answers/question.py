"""What is asked of a report, and what a report may ask of the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Protocol

from kanban.domain.activity import Activity
from kanban.domain.board import Board
from kanban.domain.clock import iso
from kanban.domain.errors import UsageFault
from kanban.domain.guesses.guess import Guess
from kanban.domain.journeys.journey import Journey
from kanban.domain.journeys.tally_counts import Tallies
from kanban.domain.playbook.book import Playbook
from kanban.domain.queries.query import read_day, read_days
from kanban.domain.records.deal import Deal
from kanban.domain.values.dates import format_full_date
from kanban.domain.values.moments import day_bounds, find_today
from kanban.domain.wants.want import WantedCards
from kanban.reports.period import Period, find_month
from kanban.reports.rates import Bounds


class Facts(Protocol):
    """What the store reads of a board, on a device or on a server. All but `list_closed_journeys` obey the query."""

    @property
    def missing_history(self) -> str:
        """What is to be said where a part of the board's history is not here; empty where it is whole."""

    @property
    def tallies(self) -> Tallies | None:
        """What the store counts without journeys; None where journeys alone tell: of another day, or on a server."""

    def list_journeys(self) -> Sequence[Journey]:
        """Return the journeys of the cards; read once."""

    def list_offered_journeys(self) -> Sequence[Journey]:
        """Return the journeys of the cards that sales was offered or gave back, and perhaps of others."""

    def list_closed_journeys(self) -> Iterable[Journey] | None:
        """Return the journeys of all closed deals of the board; None where their history is not all here."""

    def list_deals(self, *, is_closed: bool | None = None, closed_since: str = "") -> Iterable[Deal]:
        """Return the deals: the open ones, the closed ones, or both. Those closed before a UTC time are left out."""

    def read_activities(self, cards: Sequence[str]) -> Mapping[str, Sequence[Activity]]:
        """Return the activities on some cards, by card."""

    def read_playbook(self) -> Playbook:
        """Return the plays with the objections that these cards met."""

    def read_wants(self) -> WantedCards:
        """Return the wants of the board with how the cards that count stand now."""

    def list_guesses(self) -> Iterable[Guess]:
        """Return the guesses about the cards of the board that may be seen."""

    def count_stale(self) -> Mapping[str, int] | None:
        """Return how many cards are stale now, by the id of their stage; None where another day is asked about."""


@dataclass(frozen=True)
class Question:
    """What is asked of a report."""

    board: Board
    query: str
    """As it was typed; the facts obey it."""
    period: Period
    today: date
    now: str
    """The present, UTC."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What else was asked, by the name of the option; what is absent or None was not."""
    as_of: date | None = None
    """Only what was known at the end of this day counts; `today` and `now` are then."""

    @property
    def bounds(self) -> Bounds:
        """The UTC times of the period."""
        return self.period.instants(self.board.zone)

    @property
    def before(self) -> Bounds | None:
        """The UTC times of the period before; None without a first day."""
        before = self.period.before
        return before.instants(self.board.zone) if before else None

    @property
    def is_over(self) -> bool:
        """Whether the period is over: open deals, which belong to the present, say nothing of it."""
        return self.period.last < self.today

    @property
    def yesterday(self) -> date:
        """The last day that is over; the calendar's first day has none before it."""
        return self.today - timedelta(days=1) if self.today > date.min else self.today

    def encode(self, report: str) -> dict[str, Any]:
        """Return the beginning of a report's record."""
        day = {"as_of": self.as_of.isoformat()} if self.as_of else {}
        return {"report": report, **encode_period(self.period), "query": self.query or None, **day}

    def encode_before(self) -> dict[str, str | None]:
        """Return the days of the period before."""
        return encode_period(self.period.before) if self.period.before else {}


@dataclass(frozen=True)
class AskedDays:
    """The days that a report was asked for."""

    first: date | None
    last: date
    today: date
    """The day that counts as today."""
    now: str
    """The present of that day, UTC."""
    as_of: date | None
    """The day whose knowledge counts; None for all that is known."""

    def find_known_before(self, zone: tzinfo) -> str | None:
        """Return the UTC time before which something had to be known to count; None for everything."""
        return day_bounds(self.as_of, zone)[1] if self.as_of else None


class Answer(Protocol):
    """A counted report."""

    def encode(self) -> dict[str, Any]:
        """Return its record."""

    def list_cards(self, figure: str) -> list[str]:
        """Return the ids of the cards that a figure counts; raises UsageFault for another word."""


def encode_period(period: Period) -> dict[str, str | None]:
    """Return a period's days for a record."""
    return {"from": period.first.isoformat() if period.first else None, "to": period.last.isoformat()}


def read_day_count(typed: str | None) -> int | None:
    """Return a number of days typed as `30d` or `30`; raises UsageFault."""
    if typed is None:
        return None
    match = re.fullmatch(r"(\d{1,4})\s*d?", typed.strip(), re.ASCII)
    if not match or not int(match[1]):
        raise UsageFault(f"Can't read “{typed}” as a number of days. Try 30d.")
    return int(match[1])


def find_days(first: str | None, last: str | None, as_of: str | None, now: datetime, zone: tzinfo) -> AskedDays:
    """Return the days that were typed; raises UsageFault where one can't be read, or is after another."""
    today = find_today(now, zone)
    if not as_of:
        return AskedDays(*read_days(first or None, last or None, today), today, iso(now), None)
    day = read_day(as_of, today)
    if day > today:
        raise UsageFault(
            f"{format_full_date(day)} is still to come; what was known can be asked of days that are over."
        )
    begin, until = read_days(first or None, last or None, day)
    return AskedDays(begin, until, day, min(iso(now), day_bounds(day, zone)[1]), day)


def read_month(typed: str) -> tuple[str, str]:
    """Return the first and the last day of a month typed as `2026-12`; raises UsageFault."""
    month = find_month(typed.strip())
    if month is None:
        raise UsageFault(f"Can't read “{typed}” as a month. Try 2026-12.")
    return month.first.isoformat() if month.first else "", month.last.isoformat()


def plain(typed: str) -> str:
    """Return the name of a figure as it is compared: folded, with single blanks."""
    return " ".join(typed.casefold().split())
