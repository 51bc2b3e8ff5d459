"""`kanban calendar`: a member's next steps as a file for their calendar."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kanban.cli import output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import positional, switch, verb
from kanban.domain.errors import Refused
from kanban.exchange.calendar_file import CalendarStep, build_calendar
from kanban.store import reading, whole_file


def run(args: Namespace) -> int:
    """Write the member's next steps; a file is whole or not there at all."""
    workspace = open_workspace_of(args)
    me = workspace.me
    if me is None:
        raise Refused("Say whose next steps to write: --as NAME, or make a board with kanban init.")
    with workspace.database.faults():
        rows = list(reading.today.list_planned_steps(workspace.connection, workspace.board, me))
    name = f"{workspace.board.name}: {me.name}"
    content = build_calendar(name, (CalendarStep(*row) for row in rows), workspace.board.zone)
    if args.file == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return 0
    with whole_file.open_draft(Path(args.file), force=args.force) as file:
        file.write(content)
    output.narrate(f"Wrote {output.several(len(rows), 'next step')} to {args.file}")
    return 0


VERBS = {
    "calendar": verb(
        run,
        positional("file", "FILE", "such as steps.ics; - is stdout"),
        switch("--force", "replace the file that is there"),
        examples=("kanban calendar steps.ics", "kanban --as Raj calendar steps.ics --force"),
    ),
}
