"""The board as text: both bands, each lane with its count and value, and its first cards."""

from __future__ import annotations

from datetime import date

from kanban.cell_width import pad, shorten
from kanban.cli import output
from kanban.domain.board import Board, Stage
from kanban.domain.card import CardSummary
from kanban.domain.values.dates import format_due
from kanban.domain.values.money import format_short_money
from kanban.store.reading import read
from kanban.store.reading.read import LaneTotals
from kanban.store.workspace import Workspace

SHOWN = 5
"""Cards of an open lane."""
BANDS = {"marketing": "MARKETING", "door": "DOOR", "sales": "SALES"}


def write_board(workspace: Workspace) -> None:
    """Print the board on stdout."""
    board, today = workspace.board, workspace.today
    with workspace.database.faults():
        totals = read.count_totals(workspace.connection, board, workspace.now())
        summaries = {
            stage.id: read.read_top(
                workspace.connection, board, workspace.me, stage.id, 0 if stage.is_closed else SHOWN
            )
            for stage in board.stages
        }
    me = workspace.me
    who = f" · {me.name}, {me.team}" if me else ""
    output.write_line(f"{board.name}{who} · {output.several(sum(total.cards for total in totals.values()), 'card')}")
    band = ""
    for stage in board.stages:
        if stage.side != band:
            band = stage.side
            output.write_line(f"\n── {BANDS[band]} " + "─" * (60 - len(BANDS[band])))
        output.write_line(f"{pad(stage.name, 14)}{format_lane(totals[stage.id])}")
        for summary in summaries[stage.id]:
            output.write_line(f"  {format_card(summary, stage, board, today)}")
        more = totals[stage.id].cards - len(summaries[stage.id])
        if summaries[stage.id] and more:
            output.write_line(f"  … and {more:,} more")


def format_lane(total: LaneTotals) -> str:
    """Format a lane's heading: its count, its sums by currency, how many cards are stale."""
    sums = " + ".join(format_short_money(value, currency) for currency, value in total.values)
    parts = [f"{total.cards:,}", sums, f"{total.stale:,} stale" if total.stale else ""]
    return " · ".join(part for part in parts if part)


def format_card(summary: CardSummary, stage: Stage, board: Board, today: date) -> str:
    """Format a card as one line: ref, title, company and value, owner, next step, comments by team."""
    letter, owner = ("M", summary.marketing_owner) if stage.side == "marketing" else ("S", summary.sales_owner)
    value = format_short_money(summary.value, summary.currency) if summary.value is not None else ""
    due = date.fromisoformat(summary.next_on) if summary.next_on else None
    step = " ".join(
        part for part in (summary.next_step or "", format_due(due, summary.next_time, today) if due else "") if part
    )
    late = " (overdue)" if due and due < today and not stage.is_closed else ""
    counted = (("M", summary.marketing_comments), ("S", summary.sales_comments))
    talk = " ".join(f"{team}{count}" for team, count in counted if count)
    parts = (
        shorten(summary.title, 40),
        shorten(summary.company or "", 24),
        value,
        f"{letter} {board.owner_name(owner)}" if owner else "",
        shorten(step, 40) + late,
        talk + (" •" if summary.has_unread else ""),
    )
    return f"{summary.ref}  " + " · ".join(part for part in parts if part.strip())
