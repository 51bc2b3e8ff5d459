"""What all reports take: a period, a query, a format; and the deals that they count."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from kanban.cli.parsing import JSON, ExclusiveOptions, option, positional, switch
from kanban.domain.errors import UsageFault
from kanban.domain.queries.query import read_past_day
from kanban.domain.records.deal import Deal
from kanban.domain.values.dates import format_full_date, parse_day, weekday
from kanban.reports.period import Period
from kanban.store.reading import deals
from kanban.store.workspace import Workspace

PERIOD = (
    option("--from", "DAY", "the first day (the beginning): 1 Oct, 1 Jan 2026, 30d", dest="first"),
    option("--to", "DAY", "the last day (today)", dest="last"),
)
QUERY = positional("query", "QUERY", "count only cards that it finds, as they are now", nargs="*")
FORMATS = ExclusiveOptions((JSON, switch("--csv", "print CSV")))


def read_deals(workspace: Workspace, query: str, *, is_closed: bool | None = None) -> Iterator[Deal]:
    """Yield the deals that a query finds: the open ones, the closed ones, or both."""
    condition = workspace.condition(query) if query else None
    with workspace.database.faults():
        yield from deals.read_deals(workspace.connection, workspace.board, condition, is_closed=is_closed)


def read_period(
    workspace: Workspace, first: str | None, last: str | None, default: Callable[[date], date] | None = None
) -> Period:
    """Return the period that was asked for; without a first day from the one on that `default` has for the last.

    Raises UsageFault where its days are the wrong way round.
    """
    today = workspace.today
    begin = read_day(first, today) if first else None
    end = read_day(last, today, begin) if last else today
    if begin is None and default:
        begin = default(end)
    if begin and begin > end:
        raise UsageFault(
            f"--from {format_full_date(begin)} is after --to {format_full_date(end)}; give the earlier day first."
        )
    return Period(begin, end)


def read_day(typed: str, today: date, begin: date | None = None) -> date:
    """Return a typed day. Without its year it is the first such day from `begin` on, else the last one up to today."""
    plain = typed.strip()
    dotted = "." in plain and plain[-1] in ".0123456789"
    for year in (begin.year, begin.year + 1) if begin else (today.year, today.year - 1):
        with contextlib.suppress(UsageFault):
            day = parse_day(f"{plain.rstrip('.')}.{year}" if dotted else f"{plain} {year}", today)
            if begin <= day if begin else day <= today:
                return day
    day = date.fromisoformat(read_past_day(plain, today))
    is_weekday = day > today and weekday(day).casefold() == plain.casefold()[:3]
    return day - timedelta(weeks=1) if is_weekday else day


def encode_period(period: Period) -> dict[str, str | None]:
    """Return a period's days for a record."""
    return {"from": period.first.isoformat() if period.first else None, "to": period.last.isoformat()}
