"""`kanban want`: what reps need of marketing, how far each want is, and what would match it today."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, positional, read_count, switch, verb
from kanban.domain.values import dates
from kanban.domain.values.dates import format_full_date
from kanban.domain.values.money import format_short_money
from kanban.domain.wants import want_verbs
from kanban.domain.wants.want import find_want
from kanban.domain.wants.want_rights import build_record
from kanban.store.suggestions import want_cards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.domain.change import Json
    from kanban.domain.wants.want import WantProgress
    from kanban.store.workspace import Workspace


def run_list(args: Namespace) -> int:
    """Print the wants: those that are open, and those that ended this week."""
    workspace = open_workspace_of(args)
    listed = [row for row in _list_progress(workspace) if args.all or row.is_recent(workspace.today)]
    records = [_build_record(workspace, row) for row in listed]
    if args.json:
        output.write_json(records)
        return 0
    if not records:
        output.say("No wants; as sales, kanban want add QUERY --by DAY --number N makes one.")
        return 0
    rows = [
        [
            str(record["place"]), str(record["owner"]), str(record["query"]), f"{record['tied']} of {record['number']}",
            format_full_date(date.fromisoformat(str(record["by"]))), str(record["state"]),
            str(record["would_match"]), str(record["because"] or ""),
        ]
        for record in records
    ]  # fmt: skip
    head = ("want", "for", "cards", "has", "until", "state", "would match", "because")
    output.write_table(head, rows, right=("want", "would match"), yielding=("cards", "because"))
    return 0


def run_add(args: Namespace) -> int:
    """Make a want."""
    workspace = open_workspace_of(args)
    by = dates.parse_day(args.by, workspace.today)
    query, because = " ".join(args.query), args.because or ""
    result = workspace.act(lambda view: want_verbs.add_want(view, query, args.number, by, because))
    output.narrate(result.summary, result.warnings)
    if args.json:
        record = next(one for one in _list_records(workspace) if one["id"] == result.entity_ids[0])
        output.write_json(record)
    return 0


def run_end(args: Namespace) -> int:
    """End a want."""
    workspace = open_workspace_of(args)
    want = find_want(workspace.board.wants, args.want)
    result = workspace.act(lambda view: want_verbs.end_want(view, want))
    output.narrate(result.summary, result.warnings)
    if args.json:
        output.write_json(next(one for one in _list_records(workspace) if one["id"] == want.id))
    return 0


def run_show(args: Namespace) -> int:
    """Print the cards that are tied to a want, and those that would match it today."""
    workspace = open_workspace_of(args)
    want = find_want(workspace.board.wants, args.want)
    row = next(one for one in _list_progress(workspace) if one.want.id == want.id)
    if args.json:
        record = _build_record(workspace, row)
        output.write_json({**record, "cards": list(row.cards), "matching": list(row.matching)})
        return 0
    _write_cards(workspace, f"Tied to it ({len(row.cards)} of {want.number})", row.cards)
    _write_cards(workspace, f"Would match today ({len(row.matching):,})", row.matching)
    return 0


def _list_records(workspace: Workspace) -> list[dict[str, Json]]:
    return [_build_record(workspace, row) for row in _list_progress(workspace)]


def _list_progress(workspace: Workspace) -> list[WantProgress]:
    with workspace.database.faults():
        return want_cards.list_progress(workspace.connection, workspace.board, workspace.now())


def _build_record(workspace: Workspace, row: WantProgress) -> dict[str, Json]:
    plain = build_record(row.want, workspace.board, len(row.cards), workspace.today)
    return {"place": row.place, **plain, "would_match": len(row.matching)}


def _write_cards(workspace: Workspace, heading: str, ids: Sequence[str]) -> None:
    cards = [workspace.card(card) for card in ids[:50]]
    output.write_line(heading)
    rows = [
        [
            card.ref, card.title, card.company or "",
            "" if card.value is None else format_short_money(card.value, card.currency),
            workspace.board.lane_of(card.stage).name,
        ]
        for card in cards
    ]  # fmt: skip
    if rows:
        output.write_table(("card", "title", "company", "value", "stage"), rows, right=("value",), yielding=("title",))


_WANT = positional("want", "WANT", "its number in the list, or how its filter begins")

VERBS = {
    "want": verb(
        run_list,
        switch("--all", "those that ended earlier, too"),
        JSON,
        examples=(
            "kanban want add 'field.Industry:manufacturing value>=5000' --by +4w --number 10",
            "kanban want list",
            "kanban want show 1",
        ),
        below={
            "list": verb(
                run_list,
                switch("--all", "those that ended earlier, too"),
                JSON,
                says="the wants, how many cards each has, and how many would match today",
            ),
            "add": verb(
                run_add,
                positional("query", "QUERY", "which cards, as in kanban list", nargs="+"),
                option("--by", "DAY", "until when: 30 Nov, +4w", required=True),
                option("--number", "N", "how many", type=read_count, required=True),
                option("--because", "TEXT", "why such cards: a case study, a reference"),
                JSON,
                rest="query",
                takes_terms=True,
                says="ask for so many cards, as sales",
            ),
            "show": verb(run_show, _WANT, JSON, says="the cards that are tied to a want, and what would match today"),
            "end": verb(run_end, _WANT, JSON, says="end a want before its day"),
        },
    )
}
