"""`kanban import`: files of other programs, and exports of this one, into the board."""

from __future__ import annotations

import gc
from argparse import Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kanban.cli import asking, output
from kanban.cli.data_verbs import import_memory, import_text
from kanban.cli.data_verbs.import_options import ImportOptions
from kanban.cli.data_verbs.import_rejects import write_rejects
from kanban.cli.data_verbs.import_sources import Opened, Outcome, TableSource, open_sources
from kanban.cli.data_verbs.reader_process import FEW_LOOKS
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import FILES, JSON, Argument, option, options, positional, split_pairs, switch, verb
from kanban.cli.progress import draw_progress, write_progress, write_safe
from kanban.domain.acts import board_verbs
from kanban.domain.board import TEAMS
from kanban.domain.errors import KanbanError, NotFound, Refused, UsageFault
from kanban.exchange.leads.preview import Preview, encode_preview, join_previews
from kanban.store.importing.saved_cards import count_saved_cards, list_imports
from kanban.store.local import comment_state

if TYPE_CHECKING:
    from kanban.cli.data_verbs.reader_process import FileRejects
    from kanban.exchange.files.file_table import Question
    from kanban.store.workspace import Workspace


def run_import(args: Namespace) -> int:
    """Import files; return 1 if nothing could be imported."""
    workspace = open_workspace_of(args)
    paths = [_check_file(Path(name)) for name in args.files]
    if args.forget:
        return import_memory.run_forget(workspace, paths, json=args.json)
    if not paths:
        raise UsageFault("Say which files to import, such as kanban import leads.csv.")
    gc.set_threshold(FEW_LOOKS)
    import_options = ImportOptions.read(args, paths)
    while True:
        with ExitStack() as stack:
            opened = open_sources(workspace, paths, import_options, stack, is_last_dry=args.dry_run)
            asks_all = _can_ask(args) and not args.yes
            question = next((some for some in opened.questions if asks_all or some.assumed is None), None)
            if question is None or (args.dry_run and not _can_ask(args)):
                return _import_sources(workspace, opened, args, question)
        import_options.answer(question, _ask(question) if _can_ask(args) else None)


def _can_ask(args: Namespace) -> bool:
    """Tell whether somebody is there to answer questions."""
    return not args.json and asking.is_person()


def _ask(question: Question) -> str:
    """Ask on the terminal for what the files don't tell; an empty line takes what is assumed, or leaves."""
    output.say(f"{question.title}.")
    for number, choice in enumerate(question.choices, 1):
        mark = " (Enter)" if choice.value == question.assumed else ""
        sentence = f"{choice.words}{': ' * bool(choice.sample)}{choice.sample}{mark}"
        asking.show_choice(number, output.fit_line(sentence, 74))
    while answer := asking.ask_line(f"Which one? [1-{len(question.choices)}]"):
        for number, choice in enumerate(question.choices, 1):
            if answer.casefold() in {str(number), choice.value.casefold()}:
                return choice.value
    return question.assumed or ""


def _import_sources(workspace: Workspace, opened: Opened, args: Namespace, question: Question | None) -> int:
    """Show and write what was opened; with an open question only show it."""
    plan: Preview | None = None
    asks = not args.yes and _can_ask(args) and output.is_terminal()
    if args.dry_run or asks:
        plan = _join(opened, _take(opened, args, "Reading", dry=True))
        if not args.json:
            import_text.write_preview(plan)
    if args.dry_run:
        assert plan is not None  # noqa: S101 - made above
        if args.json:
            output.write_json(encode_preview(plan, is_dry_run=True))
        if question is not None:
            raise UsageFault(question.sentence)
        return 1 if plan.rejects and not plan.leads else 0
    if plan is not None and not _settle(opened, args, plan):
        return 0
    outcomes = _write(workspace, opened, args)
    preview = _join(opened, outcomes)
    rejects = [*opened.rejects, *(some for outcome in outcomes for some in outcome.rejects)]
    reject_files, unwritten = _write_rejects(rejects, args.rejects)
    import_text.say_result(preview, reject_files, plan)
    if args.json:
        output.write_json({**encode_preview(preview, is_dry_run=False), "reject_files": [*map(str, reject_files)]})
    else:
        output.write_line(import_text.format_counts(preview, "Imported"))
    if unwritten:
        raise unwritten
    return 1 if preview.rejects and not preview.leads else 0


def _settle(opened: Opened, args: Namespace, plan: Preview) -> bool:
    """Ask what was shown leaves open; False where there is nothing to import, raises Refused for a no."""
    if plan.matches and args.match in {None, "ask"} and asking.confirm(_describe_matches(plan)):
        for source in opened.sources:
            if isinstance(source, TableSource):
                source.match = "name"
        plan = _join(opened, _take(opened, args, "Reading", dry=True))
        output.write_line(import_text.format_counts(plan, "Would import"))
    return _confirm(plan)


def _write(workspace: Workspace, opened: Opened, args: Namespace) -> list[Outcome]:
    """Write what was opened; if that is stopped or fails, say what is on the board."""
    _claim(workspace, split_pairs(args.member, "NAME=TEAM"))
    known = frozenset(list_imports(workspace))
    try:
        return _take(opened, args, "Importing", dry=False)
    except KeyboardInterrupt:
        saved = count_saved_cards(workspace, known)  # of the last batch nobody may have told yet
        if args.progress:
            write_safe(saved)
        else:
            _report_stopped(saved)
        raise
    except KanbanError as fault:
        saved = count_saved_cards(workspace, known)
        if saved:  # the fault tells of the batch that failed, and earlier ones are on the board
            reason = str(fault).replace(", so nothing was changed", "").rstrip(".")
            fault.args = (f"{reason}." if args.progress else f"{reason}. Before that {_describe_safe(saved)}.",)
        if args.progress:
            write_safe(saved)
        raise


def _write_rejects(rejects: Sequence[FileRejects], target: str | None) -> tuple[list[Path], Refused | None]:
    """Write the rejected rows; return their files, and why there are none though there are such rows."""
    try:
        return write_rejects(rejects, target), None
    except Refused as fault:
        return [], fault


def _check_file(path: Path) -> Path:
    if path.is_dir():
        raise UsageFault(f"{path} is a folder; name the files in it.")
    if not path.exists():
        raise NotFound(f"There is no file {path}.")
    if not path.is_file():  # nothing is opened before: that would wait for whoever writes into a pipe
        raise UsageFault(f"{path} is a pipe or a device, and a table is read twice: save it to a file first.")
    return path


def _take(opened: Opened, args: Namespace, title: str, *, dry: bool) -> list[Outcome]:
    """Read every source, and write it unless `dry`."""
    show = write_progress() if args.progress else draw_progress(title)
    with show as update:
        return [source.take(update, dry=dry) for source in opened.sources]


def _join(opened: Opened, outcomes: Sequence[Outcome]) -> Preview:
    early = Preview(rejects=tuple(import_text.list_rejects(opened.rejects)), notes=tuple(opened.notes))
    return join_previews([*(outcome.preview for outcome in outcomes), early])


def _confirm(preview: Preview) -> bool:
    """Ask whether to import what was shown; False where there is nothing new, raises Refused for a no."""
    if not preview.is_new:
        output.say("Nothing new to import.")
        return False
    if not asking.confirm(import_text.format_question(preview)):
        raise Refused("Nothing was imported; --yes imports without asking.")
    return True


def _describe_matches(preview: Preview) -> str:
    if len(preview.matches) == 1:
        return "1 row looks like an existing card. Does it belong to that card?"
    return f"{len(preview.matches):,} rows look like existing cards. Do they belong to those cards?"


def _claim(workspace: Workspace, teams_by_name: Sequence[tuple[str, str]]) -> None:
    for name, team in teams_by_name:
        board_verbs.read_choice(team, TEAMS, "A team")
        if not any(member.is_named(name) for member in workspace.board.members):
            act_result = workspace.act(partial(board_verbs.add_member, name=name, team=team))
            with workspace.database.writing() as connection:
                comment_state.begin_reading(connection, act_result.entity_ids[0])


def _report_stopped(safe: int) -> None:
    """Report what a stopped import left on the board."""
    if safe:
        output.say(f"Stopped: {_describe_safe(safe)}.")
    else:
        output.say("Stopped before anything was imported; the same command starts again.")


def _describe_safe(cards: int) -> str:
    stay = f"{output.several(cards, 'lead')} went in and {'stays' if cards == 1 else 'stay'}"
    return f"{stay}; the same command imports the rest, kanban undo removes them"


def _of_files(name: str, metavar: str, says: str) -> Argument:
    """Describe an option that holds for all files, or for the one that it names, and may stand several times."""
    return option(name, metavar, says, action="append", default=[])


_NOTE = (
    "On a terminal it shows what it understood and asks before it imports. Without a terminal it imports at once.\n"
    "If the files leave something open, it asks; without a terminal it names the option and imports nothing.\n"
)

VERBS = {
    "import": verb(
        run_import,
        positional(
            "files",
            "FILE",
            "files of any program: CSV, Excel, JSON, vCard; or an export of this one",
            complete=FILES,
            nargs="*",
        ),
        options("--map", "COLUMN=FIELD", "read a column as this field, also next time: --map 'Mobile no.=phone'"),
        options(
            "--map-stage", "WORD=STAGE", "read a stage of the file as this one, also next time: --map-stage Hot=MQL"
        ),
        option("--stage", "NAME", "put new cards here if their row names no stage: --stage Engaged"),
        options("--set", "FIELD=VALUE", "fill a field that the row leaves empty: --set source=Eventbrite label=event"),
        options("--member", "NAME=TEAM", "make an owner of the file a member: --member 'Ana Roe=sales'"),
        option(
            "--match",
            says="which rows update a card that is here: those with its e-mail address (email), also those with its "
            "name and company (name), only those with its record id (never); ask shows rows with the name and company "
            "and asks, without a terminal it does as email",
            choices=("ask", "email", "name", "never"),
        ),
        _of_files(
            "--dates",
            "[FILE=]ORDER",
            "read 03/04/2025 as 3 April (dmy) or as 4 March (mdy): --dates mdy, --dates deals.csv=dmy",
        ),
        _of_files(
            "--encoding", "[FILE=]NAME", "read the letters of a file so: --encoding cp1250, --encoding leads.csv=cp1250"
        ),
        option("--delimiter", "SIGN", "split the cells of a CSV file at this: , ; | or tab"),
        _of_files(
            "--sheet", "[FILE=]NAME", "read this sheet of a workbook: --sheet Visitors, --sheet 'fair.xlsx=Visitors'"
        ),
        option("--rejects", "FILE", "write rows that can't go in to this file instead of FILE.rejects.csv"),
        switch("--dry-run", "show what would happen, and change nothing"),
        switch("--yes", "import without asking"),
        switch(
            "--forget", "import nothing, and forget what --map and --map-stage said: for the columns of FILEs, else all"
        ),
        switch("--progress", "write a line of JSON on stderr for each step"),
        JSON,
        rest="files",
        note=_NOTE,
        examples=(
            "kanban import Leads.csv Deals.csv --dry-run",
            "kanban import leads.csv --map 'Mobile no.=phone' --map-stage 'Needs Analysis=Discovery'",
            "kanban import visitors.csv --stage Engaged --set source=Eventbrite --set label=event",
            "kanban import --forget leads.csv",
        ),
    )
}
