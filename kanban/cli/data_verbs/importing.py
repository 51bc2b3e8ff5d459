"""`kanban import`: files of other programs, and exports of this one, into the board."""

from __future__ import annotations

import csv
import gc
import io
from argparse import Namespace
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from kanban.cli import history_notice, output
from kanban.cli.data_verbs.import_memory import ImportMemory
from kanban.cli.data_verbs.import_plan import encode_plan, report_guesses, show_plan
from kanban.cli.data_verbs.reader_process import FEW_LOOKS, Job, Report, read
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import FILES, JSON, option, options, positional, split_pairs, switch, verb
from kanban.cli.progress import draw_progress
from kanban.domain import clock
from kanban.domain.acts import board_verbs
from kanban.domain.board import TEAMS
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.records.arrival import ImportResult
from kanban.domain.records.card_row import guard_cell
from kanban.domain.values import fields
from kanban.exchange.files import json_lines
from kanban.exchange.recognition.sheet import Sheet
from kanban.exchange.recognition.stage_words import StageMap
from kanban.store import whole_file
from kanban.store.importing.importer import Intake
from kanban.store.importing.replay import Replay
from kanban.store.local import comment_state

if TYPE_CHECKING:
    from kanban.store.importing.planner import Window
    from kanban.store.workspace import Workspace

SHOWN = 10
"""Rejected rows that are named on stderr; all of them go to the file of rejects."""

Reject = tuple[str, int, str, Sequence[str]]
"""File, line, reason, cells."""


@dataclass(slots=True)
class Outcome:
    """What came of all files."""

    results: list[ImportResult] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    files: Report | None = None
    rows: int = 0
    """Rows of tables that went in."""
    cards: int = 0
    """Leads that those rows came to."""
    safe: int = 0
    """Leads of the part under way that made or changed a card and are committed."""

    def batch(self, result: ImportResult) -> None:
        """Record a committed batch."""
        self.safe = result.created + result.updated

    def part(self, result: ImportResult) -> None:
        """Record a part that was imported completely."""
        self.results.append(result)
        self.safe = 0

    def total(self, name: str) -> int:
        """Return a count over all parts of the import."""
        return sum(getattr(result, name) for result in self.results)


def run_import(args: Namespace) -> int:
    """Import files; return 1 if nothing could be imported."""
    workspace = open_workspace_of(args)
    for name in args.files:
        _check_file(Path(name))
    if not args.dry_run:
        _claim(workspace, split_pairs(args.member, "NAME=TEAM"))
    gc.set_threshold(FEW_LOOKS)
    outcome = Outcome()
    exports = [Path(name) for name in args.files if json_lines.is_export(Path(name))]
    tables = [Path(name) for name in args.files if Path(name) not in exports]
    try:
        if exports and workspace.remote() is not None:
            _import_as_tables(workspace, exports, tables, args, outcome)
            exports = []
        elif tables:
            _import_tables(workspace, tables, args, outcome)
        for path in exports:
            _import_export(workspace, path, args, outcome)
    except KeyboardInterrupt:
        if not args.dry_run:
            _report_stopped(outcome)
        raise
    _report(workspace, args, outcome)
    return 1 if outcome.rejects and not outcome.total("leads") else 0


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise UsageFault(f"{path} is a folder; name the files in it.")
    if not path.exists():
        raise NotFound(f"There is no file {path}.")


def _claim(workspace: Workspace, teams_by_name: Sequence[tuple[str, str]]) -> None:
    for name, team in teams_by_name:
        board_verbs.read_choice(team, TEAMS, "A team")
        if not any(member.answers_to(name) for member in workspace.board.members):
            act_result = workspace.act(partial(board_verbs.add_member, name=name, team=team))
            with workspace.database.writing() as connection:
                comment_state.begin_reading(connection, act_result.entity_ids[0])


# -- tables


def _import_tables(workspace: Workspace, paths: list[Path], args: Namespace, outcome: Outcome) -> None:
    board = workspace.board
    overrides = {column: _read_target(name) for column, name in split_pairs(args.map, "COLUMN=FIELD")}
    delimiter = {"tab": "\t", "\\t": "\t"}.get(args.delimiter, args.delimiter)
    reading = {"encoding": args.encoding, "delimiter": delimiter, "sheet_name": args.sheet}
    words = dict(split_pairs(args.map_stage, "WORD=STAGE"))

    def sheets(fields: Mapping[str, str]) -> list[Sheet]:
        return [Sheet(path, **reading, overrides=fields) for path in paths]

    memory = ImportMemory(workspace, sheets({}), overrides)
    columns = {**memory.columns, **overrides}
    recognised = sheets(columns)
    options = {
        "overrides": columns,
        "stage_words": memory.stage_words(recognised, words),
        "stage": args.stage,
        "constants": split_pairs(args.set, "FIELD=VALUE"),
        "dates": args.dates,
        **reading,
    }
    job = Job(workspace.database.path, board.id, paths, workspace.member_id or "", clock.iso(workspace.now()), options)
    importer = Intake(workspace, lambda result: _describe_progress(result, paths), dry=args.dry_run)
    items = read(job, workspace, importer.lane_ends, dry=args.dry_run)
    with draw_progress("Importing") as update, closing(items):
        files = next(items)
        assert isinstance(files, Report)  # noqa: S101 - it comes first
        total = files.total

        def progress(result: ImportResult) -> None:
            outcome.batch(result)
            update(result.leads, total)

        def windows() -> Iterator[Window]:
            nonlocal files
            for item in items:
                if isinstance(item, Report):
                    files = item
                else:
                    yield item

        outcome.part(importer.take(windows(), progress))
    outcome.files, outcome.cards = files, outcome.results[-1].leads
    outcome.rows = files.total - len(files.rejected)
    outcome.rejects += [(row.file, row.line, row.reason, row.row) for row in files.rejected]
    if not args.dry_run:
        memory.keep(recognised, overrides, words)


def _read_target(name: str) -> str:
    """Return the import target that `--map` names; an unknown name is a custom field."""
    return name if name in {"ignore", "first_name", "last_name", "stage", "created_at"} else _field(name)


def _field(name: str) -> str:
    try:
        return fields.find_register(name)
    except UsageFault:
        return name


def _describe_progress(result: ImportResult, paths: Sequence[Path]) -> str:
    names = " and ".join(path.name for path in paths[:3]) + (" and more" if len(paths) > 3 else "")
    return f"Imported {result.leads:,} {'lead' if result.leads == 1 else 'leads'} from {names}"


# -- exports of this program


def _import_export(workspace: Workspace, path: Path, args: Namespace, outcome: Outcome) -> None:
    stages = StageMap(workspace.board.stages, dict(split_pairs(args.map_stage, "WORD=STAGE")))
    broken: list[tuple[int, str]] = []

    def cards() -> Generator[tuple[str, Any], None, None]:
        for card in json_lines.read_cards(path, broken):
            yield card.id, card.changes

    replay = Replay(
        workspace,
        lambda name: stages.choose(name, "any").stage.id,
        lambda result: _describe_progress(result, [path]),
        dry=args.dry_run,
    )
    with draw_progress("Importing") as update, closing(cards()) as waiting:

        def progress(result: ImportResult) -> None:
            outcome.batch(result)
            update(result.leads, None)

        outcome.part(replay.run(waiting, progress))
    outcome.rejects += [(path.name, line, reason, ()) for line, reason in broken]


def _import_as_tables(
    workspace: Workspace, exports: list[Path], tables: list[Path], args: Namespace, outcome: Outcome
) -> None:
    """Import exports as tables of their cards' last state.

    On a shared board nobody may write changes in other people's names, so the history is left out.
    """
    with TemporaryDirectory(prefix="kanban-") as folder:
        row_files = []
        for number, path in enumerate(exports):
            broken: list[tuple[int, str]] = []
            target = Path(folder, str(number), path.name)
            target.parent.mkdir()
            with target.open("w", encoding="utf-8", newline="") as file:
                json_lines.write_rows(json_lines.read_cards(path, broken), file)
            outcome.rejects += [(path.name, line, reason, ()) for line, reason in broken]
            row_files.append(target)
        _import_tables(workspace, [*tables, *row_files], args, outcome)
    output.say(
        f"{workspace.board.name} is shared: its cards came with their comments, and without who did what before."
    )


# -- telling


def _report(workspace: Workspace, args: Namespace, outcome: Outcome) -> None:
    if outcome.rejects and not args.dry_run:
        file = Path(args.rejects or f"{args.files[0]}.rejects.csv")
        _write_rejects(file, outcome.rejects)
        several = len(outcome.rejects) > 1
        output.say(
            f"{output.several(len(outcome.rejects), 'row')} could not be imported; "
            f"{'they are' if several else 'it is'} in {file} with the reason{'s' * several}."
        )
    for name, line, reason, _ in outcome.rejects[:SHOWN]:
        output.say(f"  {name}, line {line}: {reason}")
    for note in outcome.files.notes if outcome.files else ():
        output.say(note)
    if outcome.rows > outcome.cards:
        output.say(
            f"{outcome.rows:,} rows make {output.several(outcome.cards, 'card')}, "
            "as rows about the same lead are merged."
        )
    if not args.dry_run:
        report_guesses(outcome.files)
    _report_custom_fields(workspace, outcome)
    if args.dry_run and not args.json:
        show_plan(outcome.files)
    counts = {name: outcome.total(name) for name in ("created", "updated", "unchanged")}
    if args.json:
        output.write_json(
            {**counts, "rejected": len(outcome.rejects), **(encode_plan(outcome.files) if args.dry_run else {})}
        )
        return
    would = "Would import" if args.dry_run else "Imported"
    output.write_line(
        f"{would} {output.several(outcome.total('leads'), 'lead')}: {counts['created']:,} new, "
        f"{counts['updated']:,} updated, {counts['unchanged']:,} unchanged, "
        f"{output.several(len(outcome.rejects), 'row')} rejected."
    )


def _report_stopped(outcome: Outcome) -> None:
    """Report what a stopped import left on the board."""
    safe = outcome.safe + outcome.total("created") + outcome.total("updated")
    if safe:
        imported = f"{output.several(safe, 'lead')} went in and {'stays' if safe == 1 else 'stay'}"
        output.say(f"Stopped: {imported}; the same command imports the rest, kanban undo removes them.")
    else:
        output.say("Stopped before anything was imported; the same command starts again.")


def _report_custom_fields(workspace: Workspace, outcome: Outcome) -> None:
    kept_fields = [pair for result in outcome.results for pair in result.kept_fields]
    for card_id, name in kept_fields[:SHOWN]:
        output.say(
            f"  kept the {fields.format_in_sentence(name)} of {workspace.card(card_id).ref}, which was changed here"
        )
    if len(kept_fields) > SHOWN:
        output.say(f"  and {len(kept_fields) - SHOWN:,} more that were changed here")
    unread = [line for result in outcome.results for line in result.unread]
    for line in unread[:SHOWN]:
        output.say(f"  {line}")
    if len(unread) > SHOWN:
        output.say(f"  and {len(unread) - SHOWN:,} more edited cells that could not be taken")
    if kept_fields:
        history_notice.warn_of_missing_history(workspace, then=", so some of these may have come out of a file before")
    if outcome.total("deleted"):
        deleted_count = outcome.total("deleted")
        which = (
            "leads are cards that were deleted here; they stay"
            if deleted_count > 1
            else "lead is a card that was deleted here; it stays"
        )
        output.say(f"{deleted_count:,} {which} deleted.")


def _write_rejects(file: Path, rejects: Sequence[Reject]) -> None:
    try:
        with whole_file.open_draft(file, force=True) as raw:
            opened = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
            writer = csv.writer(opened)
            writer.writerow(("file", "line", "reason", "cells"))
            for name, line, reason, cells in rejects:
                writer.writerow((name, line, reason, *map(guard_cell, cells)))
            opened.flush()
            opened.detach()
    except (Refused, NotFound) as error:
        raise Refused(f"The rejected rows were not kept: {error} --rejects names another file.") from error


VERBS = {
    "import": verb(
        run_import,
        positional(
            "files", "FILE", "CSV, Excel, JSON or vCard of any program, or an export", complete=FILES, nargs="+"
        ),
        options("--map", "COLUMN=FIELD", "what a column is; remembered for columns of that name"),
        options("--map-stage", "WORD=STAGE", "what a stage or status of the file is here; remembered for such columns"),
        option("--stage", "NAME", "the stage of new cards whose rows name none"),
        options("--set", "FIELD=VALUE", "what every card gets where its rows say nothing; labels are added"),
        options("--member", "NAME=TEAM", "an owner in the file who is a member"),
        option("--dates", says="how 03/04/2025 is read, where the file does not tell", choices=("dmy", "mdy")),
        option("--encoding", "NAME", "the file's, where it is guessed wrong"),
        option("--delimiter", "SIGN", "what is between cells: , ; | or tab"),
        option("--sheet", "NAME", "which sheet of a workbook"),
        option("--rejects", "FILE", "where rows that can't go in are written (FILE.rejects.csv)"),
        switch("--dry-run", "show what would happen and change nothing"),
        JSON,
        rest="files",
        examples=(
            "kanban import Leads.csv Deals.csv --dry-run",
            "kanban import leads.csv --map 'Mobile no.=phone' --map-stage 'Needs Analysis=Discovery'",
            "kanban import visitors.csv --stage Engaged --set source=Eventbrite --set label=event",
        ),
    )
}
