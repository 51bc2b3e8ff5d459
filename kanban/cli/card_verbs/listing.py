"""`kanban list`: cards in the order of the board, as JSON, CSV or a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from json import dumps
from typing import TYPE_CHECKING, Any

from kanban.cli import output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, ExclusiveOptions, option, positional, read_count, switch, verb
from kanban.domain import queries, values
from kanban.domain.card import RECORD
from kanban.domain.clock import load_zone, utc_now
from kanban.store import search
from kanban.store.reading.card_records import Listing

if TYPE_CHECKING:
    from argparse import Namespace

    from kanban.domain.board import Member
    from kanban.domain.clock import Now
    from kanban.store.workspace import Workspace

Record = dict[str, Any]

_COUNTS = ("comments_marketing", "comments_sales")
COLUMNS = (
    *(
        column
        for name in RECORD
        if name not in {"id", "handoff", "activities", "stale", "deleted"}
        for column in (_COUNTS if name == "comments" else (name,))
    ),
    "id",
)
"""What `--csv` prints: a record laid flat."""


def run_list(args: Namespace) -> int:
    """Print the cards that the query finds."""
    source = " ".join([*args.query, *([f'sort:"{args.sort}"'] if args.sort else [])])
    listing, records = _open_listing(args, source)
    _print_records(records, listing.board.timezone, source, json=args.json, csv=args.csv)
    return 0


def print_cards(opened: Workspace, card_ids: Sequence[str], *, json: bool, csv: bool) -> None:
    """Print cards by their ids, in the order of the board, as a list of a query prints them."""
    listing = Listing(opened.database, opened.board.id)
    with opened.database.faults():
        records = listing.records(
            opened.member_id,
            where="id IN (SELECT value FROM json_each(?))",
            values=[dumps(card_ids)],
            now=opened.now() if json else None,
        )
        _print_records(records, listing.board.timezone, "", json=json, csv=csv)


def _print_records(records: Iterator[Record], zone: str, source: str, *, json: bool, csv: bool) -> None:
    if json:
        output.write_json_list(records)
    elif csv:
        output.write_csv(COLUMNS, (_flatten(record) for record in records))
    else:
        _write_table(list(records), zone, source)


def _open_listing(args: Namespace, source: str) -> tuple[Listing, Iterator[Record]]:
    """Return the listing and its records."""
    opened = open_workspace_of(args)
    if args.view:
        source = f"{opened.find_view(args.view).query} {source}".strip()
    listing = Listing(opened.database, opened.board.id)
    if source:
        return listing, find_records(listing, opened.me, source, args.limit, opened.now, stale=args.json)
    return listing, _find_all(listing, opened, args.limit, stale=args.json)


def _find_all(listing: Listing, opened: Workspace, limit: int | None, *, stale: bool) -> Iterator[Record]:
    with listing.database.faults():
        yield from listing.records(opened.member_id, limit=limit, now=opened.now() if stale else None)


def find_records(
    listing: Listing,
    reader: Member | None,
    source: str,
    limit: int | None,
    now: Now,
    *,
    stale: bool = False,
) -> Iterator[Record]:
    """Yield the records that a query finds, in the order of the board, and whether each is `stale` if that is wanted.

    Raises UsageFault before the first.
    """
    with listing.database.faults():
        board = listing.board
        dialect = search.client_dialect.DeviceDialect(listing.connection, board)
        compiler = search.query_sql.Compiler(dialect, board, reader, now())
        parsed_query = queries.query.parse(source, compiler.today)
        where = compiler.compile_where(parsed_query)
        order = ""
        if parsed_query.sort:
            order = search.sort_order.order_sql(board, parsed_query.sort)
        yield from listing.records(
            reader.id if reader else None,
            limit=limit,
            where=where.sql,
            values=where.values,
            deleted=parsed_query.has_deleted_term,
            order=order,
            now=compiler.now if stale else None,
        )


def _flatten(record: Record) -> list[object]:
    talk = record["comments"]
    more = {
        "labels": ", ".join(record["labels"]),
        "comments_marketing": talk["marketing"],
        "comments_sales": talk["sales"],
    }
    return [more[name] if name in more else record[name] for name in COLUMNS]


def _format_due(record: Record, today: date) -> str:
    next_on = record["next_on"]
    return values.dates.format_due(date.fromisoformat(next_on), record["next_time"], today) if next_on else ""


def _write_table(records: list[Record], zone: str, source: str) -> None:
    if not records:
        hint = queries.query.suggest_term(queries.query.parse(source, utc_now().date()))
        output.say(" ".join(filter(None, ("No cards match.", hint))))
        return
    today, rows = utc_now().astimezone(load_zone(zone)).date(), []
    for record in records:
        value = record["value"]
        owner = record["marketing_owner"] if record["side"] == "marketing" else record["sales_owner"]
        due = _format_due(record, today)
        talk = [f"{letter}{count}" for letter, count in zip("MS", record["comments"].values(), strict=True) if count]
        rows.append(
            [
                record["ref"],
                record["title"],
                record["company"] or "",
                values.money.format_short_money(int(value.replace(".", "")), record["currency"]) if value else "",
                record["stage"],
                owner or "",
                " ".join(part for part in (record["next_step"], due) if part),
                " ".join([*talk, *("•" for _ in range(record["unread"]))]),
            ]
        )
    output.write_table(
        ("ref", "title", "company", "value", "stage", "owner", "next", "talk"),
        rows,
        right=("value",),
        yielding=("title", "next", "company", "owner"),
    )


VERBS = {
    "list": verb(
        run_list,
        positional("query", "QUERY", "what to find, as the board's filter has it", nargs="*"),
        option("--view", "NAME", "find what a saved view finds (and the query too)"),
        option("--sort", "FIELD,…", "by these fields and not as on the board; -FIELD: from the greatest down"),
        option("--limit", "N", "at most so many", type=read_count),
        ExclusiveOptions((JSON, switch("--csv", "print CSV"))),
        takes_terms=True,
        signed=("--sort",),
        rest="query",
        examples=(
            "kanban list 'stage:engaged value>=10000 -label:vip' --limit 20",
            "kanban list source:'\"Trade Show\"' --json",
            "kanban list mine --sort -value,next",
        ),
    )
}
