"""`kanban export`: cards to a file or to stdout, as CSV, an Excel workbook or JSON lines."""

from __future__ import annotations

import codecs
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kanban.cli import history_notice, output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import FILES, option, positional, switch, verb
from kanban.cli.progress import draw_count
from kanban.domain.card import Card
from kanban.domain.errors import UsageFault
from kanban.domain.history import list_teams
from kanban.exchange.files import export, workbook_export
from kanban.store import lessons, playbooks, whole_file
from kanban.store.reading import vocabulary
from kanban.store.suggestions import guessing
from kanban.store.workspace import Workspace

FORMATS = ("csv", "jsonl", "xlsx")


_FORMATS_BY_SUFFIX = {"jsonl": "jsonl", "ndjson": "jsonl", "json": "jsonl", "xlsx": "xlsx"}


def run_export(args: Namespace) -> int:
    """Write the cards that a query finds; a file is whole or not there at all."""
    workspace = open_workspace_of(args)
    suffix = Path(args.file).suffix.removeprefix(".")
    form = args.format or _FORMATS_BY_SUFFIX.get(suffix.lower(), "csv")
    if form == "xlsx":
        workbook_export.check_writer()
    source = " ".join(args.query)
    workspace.condition(source)  # says what is wrong with a query before anything is written
    if args.file != "-":
        whole_file.check(Path(args.file), force=args.force)
    chosen = _read_ids(args.cards) if args.cards else None
    card_count = 0

    def cards() -> Iterator[Card]:
        nonlocal card_count
        for card, _, _ in draw_count(workspace.list_cards(source), "Exporting"):
            if chosen is None or card.id in chosen:
                card_count += 1
                yield card

    with workspace.database.faults():
        if form == "xlsx":
            _write_workbook(workspace, args, cards())
        else:
            lines = _encode_csv(workspace, cards()) if form == "csv" else _encode_json_lines(workspace, cards())
            if args.file == "-":
                for line in lines:
                    sys.stdout.write(output.escape_line(line))
            else:
                _write_file(Path(args.file), lines, bom=form == "csv", force=args.force)
    if form == "jsonl":
        history_notice.warn_of_missing_history(workspace, then=" and is left out")
    output.narrate(f"Wrote {output.several(card_count, 'card')}" + ("" if args.file == "-" else f" to {args.file}"))
    return 0


def _read_ids(name: str) -> frozenset[str]:
    """Read the ids of cards, one a line, from a file or stdin."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, ValueError) as fault:
        raise UsageFault(f"The ids of the cards can't be read from {output.fit_line(name, 60)}: {fault}.") from fault
    return frozenset(text.split())


def _list_custom_fields(workspace: Workspace) -> Sequence[str]:
    return vocabulary.custom_fields(workspace.connection, workspace.board.id)


def _encode_csv(workspace: Workspace, cards: Iterable[Card]) -> Iterator[str]:
    return export.encode_csv(cards, workspace.board, _list_custom_fields(workspace))


def _write_workbook(workspace: Workspace, args: Namespace, cards: Iterable[Card]) -> None:
    custom = _list_custom_fields(workspace)
    if args.file == "-":
        if sys.stdout.isatty():
            raise UsageFault("A workbook is no text for a terminal: name a file, such as cards.xlsx.")
        workbook_export.write_workbook(sys.stdout.buffer, cards, workspace.board, custom)
        return
    with whole_file.open_draft(Path(args.file), force=args.force) as file:
        workbook_export.write_workbook(file, cards, workspace.board, custom)


def _encode_json_lines(workspace: Workspace, cards: Iterable[Card]) -> Iterator[str]:
    board, teams = workspace.board, list_teams(workspace.member_changes())
    plays = playbooks.list_plays(workspace)
    yield export.encode_board(board, plays)
    for card in cards:
        comments, activities = workspace.list_comments(card.id), workspace.list_activities(card.id)
        objections = playbooks.list_objections(workspace, card.id)
        changes = workspace.list_changes(card.id)
        learnt = lessons.card_lessons.list_lessons(workspace, card.id)
        guesses = guessing.list_shown(workspace, card.id)
        yield export.encode_card(card, board, comments, activities, changes, teams, objections, plays, learnt, guesses)


def _write_file(path: Path, lines: Iterable[str], *, bom: bool, force: bool) -> None:
    with whole_file.open_draft(path, force=force) as file:
        if bom:  # without it Excel on Windows reads UTF-8 as cp1252
            file.write(codecs.BOM_UTF8)
        for line in lines:
            file.write(line.encode("utf-8", "replace"))


_NOTE = (
    "A link, FIFO, device or /dev/fd/N is written through; a file keeps its mode, a new one is for you alone (0600).\n"
)

VERBS = {
    "export": verb(
        run_export,
        positional("file", "FILE", "where to, - for stdout", complete=FILES),
        positional("query", "QUERY", "which cards (all)", nargs="*"),
        option("--format", says="csv, xlsx, or jsonl with comments and history (by FILE's name)", choices=FORMATS),
        option("--cards", "IDS", "only the cards whose ids are in this file, one a line; - for stdin"),
        switch("--force", "replace FILE if it is there already"),
        takes_terms=True,
        rest="query",
        note=_NOTE,
        examples=("kanban export leads.csv 'stage:nurture owner:ana'", "kanban export - --format jsonl > all.jsonl"),
    )
}
