"""The words of header and status line, from plain facts and without a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kanban import domain
from kanban.cell_width import shorten
from kanban.domain.board import Board, Member
from kanban.domain.values.money import format_short_money
from kanban.domain.values.text import format_count
from kanban.tui.commands import Command
from kanban.tui.widgets.bars.bar import BarText
from kanban.tui.widgets.board_view.card_face import LETTERS, OVERDUE

if TYPE_CHECKING:
    from kanban.domain.goals.goal_progress import GoalProgress
    from kanban.domain.waiting.inbox import InboxEntry
    from kanban.domain.waiting.today import DueSteps


class FilterState(NamedTuple):
    """The filter, for the header."""

    source: str = ""
    """As it was typed."""
    is_mine: bool = False
    card_count: int = 0
    """How many cards match."""


WIDE_GOAL = 130
"""Cells from which on the header has the goal with its amounts and a bar."""

LOCAL = (BarText("● local"),)
"""The header's word for a board that stays on this machine."""


def draw_header(
    board: Board, me: Member | None, total: int, filtered: FilterState, width: int, server: Sequence[BarText] = LOCAL,
    inbox: Sequence[BarText] = (),
) -> tuple[list[BarText], list[BarText]]:  # fmt: skip
    """Return the header's left and right bits: board, member, inbox and server; filter and number of cards.

    `server` is the state of synchronization. On narrow terminals only its problems are shown.
    """
    left = [BarText(f" {shorten(board.name, 30)}", "strong", "boards"), BarText(" ▾   ", "muted", "boards")]
    if me:
        left += [BarText(f"{LETTERS[me.team]} ", me.team, "member"), BarText(shorten(me.name, 24), "text", "member")]
        if width >= 100 or (width >= 70 and all(bit.kind == "muted" for bit in server)):
            left.append(BarText(f" · {me.team}", "muted", "member"))
    else:
        left.append(BarText("nobody yet", "warning", "member"))
    left += inbox
    visible = [bit for bit in server if width >= 70 or bit.kind != "muted"]
    for place, bit in enumerate(visible):
        left += [BarText(" · " if place else "   "), bit]
    right: list[BarText] = []
    if filtered.is_mine:
        right.append(BarText("mine  ", "strong", "mine"))
    if filtered.source:
        right.append(BarText(f"/{shorten(filtered.source, max(8, width // 4))}  ", "strong", "filter"))
    if right:
        right += [BarText(f"{filtered.card_count:,}", "strong"), BarText(f" of {total:,} ", "muted")]
    else:
        right.append(BarText(f"{format_count(total, 'card')} ", "muted"))
    return left, right


def describe_inbox(entries: Sequence[InboxEntry], *, wide: bool) -> list[BarText]:
    """Return the header's bits for the inbox: how many entries wait and how many are overdue; none if it is empty."""
    if not entries:
        return []
    bits = [BarText("   "), BarText(f"inbox {domain.waiting.inbox.format_count(entries)}", "unread", "inbox")]
    if late := sum(entry.is_overdue for entry in entries):
        bits.append(BarText(f" {OVERDUE}{late:,}{' overdue' if wide else ''}", "overdue", "inbox"))
    return bits


def describe_today(due: DueSteps | None) -> list[BarText]:
    """Return the header's bits for Today: how many steps and answers are due today and are late; none without any."""
    if not due or not (due.today or due.late):
        return []
    bits = [BarText("   "), BarText(f"today {due.today:,}" if due.today else "today", "strong", "today")]
    if due.late:
        bits.append(BarText(f" {OVERDUE}{due.late:,}", "overdue", "today"))
    return bits


def describe_goal(goal: GoalProgress | None, width: int) -> list[BarText]:
    """Return the header's bits for the number of both teams, as much as there is room for; none without a goal.

    The bar is filled as far as was won; its mark stands where the plan is.
    """
    if goal is None or goal.amount <= 0 or width < 70:
        return []
    won, due = (round(100 * minor / goal.amount) for minor in (goal.won, goal.to_date))
    text = f"{won} %, plan {due} %"
    if width >= WIDE_GOAL:
        cells = ["▓" if place * 10 < won else "░" for place in range(10)]
        cells.insert(min(10, max(0, due // 10)), "┊")
        amounts = [
            format_short_money(minor, goal.currency) if goal.currency else f"{minor:,}"
            for minor in (goal.won, goal.amount)
        ]
        text = f"{amounts[0]} of {amounts[1]} {''.join(cells)} {text}"
    return [BarText("   "), BarText(f"{shorten(goal.name, 16)} {text}", "strong", "dashboard")]


def describe_result(result: str, warnings: Sequence[str], back: Command | None) -> list[BarText]:
    """Return the status line after an act: its result, the key that takes it `back`, and warnings."""
    bits = [BarText(f" {result}", "text")]
    if back and back.keys:
        bits += [BarText("   "), BarText(back.first, "strong", back.id), BarText(f": {back.short}", "muted", back.id)]
    bits += [BarText(f"   {warning}", "warning") for warning in warnings]
    return bits
