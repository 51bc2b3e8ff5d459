"""`kanban today`: what a member promised to do, and the cards for which they have promised nothing."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, datetime
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, verb
from kanban.domain.errors import Refused
from kanban.domain.values import moments
from kanban.domain.values.dates import format_day, format_due
from kanban.domain.values.money import format_short_money
from kanban.domain.waiting.today import SECTIONS, count_due

if TYPE_CHECKING:
    from kanban.domain.waiting.today import TodayRow
    from kanban.store.workspace import Workspace

COLUMNS = ("card", "when", "what", "title", "company", "value", "stage")


def run(args: Namespace) -> int:
    """Print what the member is to do."""
    workspace = open_workspace_of(args)
    if workspace.me is None:
        raise Refused("Say whose day to show: --as NAME, or make a board with kanban init.")
    rows = workspace.list_promises()
    if args.json:
        output.write_json([row.encode() for row in rows])
    elif not rows:
        output.say("Nothing waits for you today.")
    else:
        _write_sections(rows, workspace)
    return 0


def _write_sections(rows: list[TodayRow], workspace: Workspace) -> None:
    """Print a table for each section that has rows."""
    now = workspace.now()
    due = count_due(rows, moments.day_bounds(workspace.today, workspace.board.zone)[1])
    output.write_line(
        f"{format_day(workspace.today, workspace.today)}: {due.today:,} due today, {due.late:,} late, "
        f"{sum(row.section == 'none' for row in rows):,} without a next step"
    )
    for section, title in SECTIONS.items():
        members = [row for row in rows if row.section == section]
        if members:
            output.write_line()
            output.write_line(f"{title} ({len(members):,})")
            output.write_table(
                COLUMNS,
                [_format_row(row, workspace, now) for row in members],
                right=("value",),
                yielding=("title", "what", "company", "stage"),
            )


def _format_row(row: TodayRow, workspace: Workspace, now: datetime) -> list[str]:
    value = "" if row.value is None else format_short_money(row.value, row.currency)
    return [row.ref, _format_due(row, workspace, now), row.step, row.title, row.company, value, row.stage]


def _format_due(row: TodayRow, workspace: Workspace, now: datetime) -> str:
    match row.section:
        case "answers":
            if not row.due:
                return ""
            end = moments.format_near(row.due, workspace.today, workspace.board.timezone)
            return f"{'late since' if row.is_overdue else 'until'} {end}"
        case "none":
            return f"quiet {moments.format_age(row.touched_at, now)}"
        case _:
            return format_due(date.fromisoformat(row.due), row.time or None, workspace.today)


VERBS = {"today": verb(run, JSON, examples=("kanban today", "kanban --as Raj today --json"))}
