"""`kanban report`: the figures of a period."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from kanban.cli import output
from kanban.cli.card_verbs.listing import print_cards
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, ExclusiveOptions, option, positional, switch, verb
from kanban.domain.errors import UsageFault
from kanban.domain.queries.query import read_past_day
from kanban.domain.records.deal import Deal
from kanban.domain.values.dates import format_full_date
from kanban.domain.values.money import format_short_money
from kanban.reports import winrate
from kanban.reports.period import Period
from kanban.reports.rates import format_share
from kanban.reports.winrate import Closed, WinRate
from kanban.store.reading.deals import read_closed_deals
from kanban.store.workspace import Workspace

TITLES = {"source": "By source", "campaign": "By campaign", "owner": "By sales owner"}
MOST = 15
"""How many names a group shows as text."""

COLUMNS = ("won", "lost", "win rate", "95 %", "won value", "by value")
CSV_COLUMNS = (
    "by",
    "name",
    "won",
    "lost",
    "n",
    "rate",
    "low",
    "high",
    "currency",
    "won_value",
    "lost_value",
    "value_rate",
)


def run_win_rate(args: Namespace) -> int:
    """Print the win rate of a period, or the cards that one of its figures counts."""
    workspace = open_workspace_of(args)
    period, query = _read_period(workspace, args.first, args.last), " ".join(args.query)
    zone = ZoneInfo(workspace.board.timezone)
    bounds = period.instants(zone)
    if args.cards:
        ids = winrate.select_cards(_read_deals(workspace, query), bounds, args.cards)
        print_cards(workspace, ids, json=args.json, csv=args.csv)
        return 0
    before = period.before
    report = winrate.build_win_rate(_read_deals(workspace, query), bounds, before.instants(zone) if before else None)
    if args.json:
        output.write_json({"report": "winrate", **_encode_period(period), "query": query or None, **report.encode()})
    elif args.csv:
        output.write_csv(CSV_COLUMNS, _flatten(report))
    else:
        _write_text(report, period, workspace.today)
    return 0


def _read_deals(workspace: Workspace, query: str) -> Iterator[Deal]:
    condition = workspace.condition(query) if query else None
    with workspace.database.faults():
        yield from read_closed_deals(workspace.connection, workspace.board, condition)


def _read_period(workspace: Workspace, first: str | None, last: str | None) -> Period:
    """Return the period that was asked for; raises UsageFault where its days are the wrong way round."""
    today = workspace.today
    end = date.fromisoformat(read_past_day(last, today)) if last else today
    begin = date.fromisoformat(read_past_day(first, today)) if first else None
    if begin and begin > end:
        raise UsageFault(
            f"--from {format_full_date(begin)} is after --to {format_full_date(end)}; give the earlier day first."
        )
    return Period(begin, end)


def _encode_period(period: Period) -> dict[str, str | None]:
    return {"from": period.first.isoformat() if period.first else None, "to": period.last.isoformat()}


def _write_text(report: WinRate, period: Period, today: date) -> None:
    days = f"{format_full_date(period.first)} – " if period.first else "Everything until "
    output.write_line(f"Win rate · {days}{format_full_date(period.last)}{' (today)' if period.last == today else ''}")
    if not report.total.rate.whole:
        output.write_line("No deal was won or lost in this time.")
    else:
        output.write_table(("", *COLUMNS), [["All", *_format_row(report.total)]], right=COLUMNS)
        for group, names in report.groups.items():
            if list(names) != [None]:
                output.write_line()
                rows = [[name or f"(no {group})", *_format_row(closed)] for name, closed in list(names.items())[:MOST]]
                output.write_table((TITLES[group], *COLUMNS), rows, right=COLUMNS, yielding=(TITLES[group],))
                if len(names) > MOST:
                    deals = sum(closed.rate.whole for closed in list(names.values())[MOST:])
                    output.write_line(
                        f"… and {len(names) - MOST:,} more with {output.several(deals, 'deal')}: --csv has all"
                    )
    if report.before and period.before and period.before.first:
        earlier = f"{format_full_date(period.before.first)} – {format_full_date(period.before.last)}"
        output.write_line()
        output.write_line(f"The period before ({earlier}): {_format_rate(report.before) or 'no deal was won or lost'}")
    if report.total.without_value:
        output.write_line()
        counted = output.several(report.total.without_value, "deal")
        output.write_line(f"Without a value, so not counted by value: {counted}")


def _format_row(closed: Closed) -> list[str]:
    by_value = [format_share(won, won + lost) for won, lost in _list_values(closed) if won + lost]
    won_values = [format_short_money(closed.value_won[code], code or None) for code in closed.currencies]
    rate = closed.rate
    return [
        f"{closed.won:,}", f"{closed.lost:,}", rate.format(), rate.format_interval(),
        " + ".join(won_values), " · ".join(by_value),
    ]  # fmt: skip


def _list_values(closed: Closed) -> list[tuple[int, int]]:
    return [(closed.value_won[code], closed.value_lost[code]) for code in closed.currencies]


def _format_rate(closed: Closed) -> str:
    rate = closed.rate
    return f"{rate.format()}{f' of {rate.whole:,}' if rate.format_interval() else ''}" if rate.whole else ""


def _flatten(report: WinRate) -> Iterator[list[Any]]:
    """Yield a row for each currency of all deals together and of each name."""
    yield from _flatten_closed("all", None, report.total)
    for group, names in report.groups.items():
        for name, closed in names.items():
            yield from _flatten_closed(group, name, closed)


def _flatten_closed(group: str, name: str | None, closed: Closed) -> Iterator[list[Any]]:
    record = closed.encode()
    low, high = record["interval"] or (None, None)
    start = [group, name, *(record[key] for key in ("won", "lost", "n", "rate")), low, high]
    for values in record["values"] or [dict.fromkeys(("currency", "won", "lost", "rate"))]:
        yield [*start, values["currency"], values["won"], values["lost"], values["rate"]]


PERIOD = (
    option("--from", "DAY", "the first day (the beginning): 1 Jan 2026, 30d", dest="first"),
    option("--to", "DAY", "the last day (today)", dest="last"),
)
QUERY = positional("query", "QUERY", "count only cards that it finds, as they are now", nargs="*")
FORMATS = ExclusiveOptions((JSON, switch("--csv", "print CSV")))


def run_list(args: Namespace) -> int:
    """Print which reports there are."""
    reports = {name: below.says for name, below in VERBS["report"].below.items()}
    if args.json:
        output.write_json([{"report": name, "says": says} for name, says in reports.items()])
    else:
        output.write_table(("report", "shows"), [[name, says] for name, says in reports.items()])
    return 0


VERBS = {
    "report": verb(
        run_list,
        JSON,
        examples=(
            "kanban report winrate --from '1 Oct' --to '31 Dec'",
            "kanban report winrate 'owner:ana value>=10000' --json",
            "kanban report winrate 'source:\"Trade Show\"' --from 90d --cards lost",
        ),
        below={
            "winrate": verb(
                run_win_rate,
                QUERY,
                *PERIOD,
                option(
                    "--cards", "FIGURE", "list the cards that it counts: won, lost or closed", choices=winrate.FIGURES
                ),
                FORMATS,
                takes_terms=True,
                rest="query",
                says="won deals of all that were closed, by source, campaign and owner",
            ),
        },
    )
}
