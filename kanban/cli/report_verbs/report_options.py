"""What all reports take: a period, a query, a format; and the deals that they count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from kanban.cli.parsing import JSON, ExclusiveOptions, option, positional, switch
from kanban.domain.queries.query import read_days
from kanban.domain.records.deal import Deal
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
    begin, end = read_days(first or None, last or None, workspace.today)
    return Period(default(end) if begin is None and default else begin, end)


def encode_period(period: Period) -> dict[str, str | None]:
    """Return a period's days for a record."""
    return {"from": period.first.isoformat() if period.first else None, "to": period.last.isoformat()}
