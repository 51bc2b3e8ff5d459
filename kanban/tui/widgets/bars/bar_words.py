"""What header, status line and footer say: words out of plain facts, without a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kanban.cell_width import shorten
from kanban.domain.board import Board, Member
from kanban.domain.values.text import format_count
from kanban.tui.commands import Command
from kanban.tui.widgets.bars.bar import Bit
from kanban.tui.widgets.board_view.card_face import LETTERS, OVERDUE

if TYPE_CHECKING:
    from kanban.domain.inbox import Entry


class Filtered(NamedTuple):
    """What the header says of the filter."""

    source: str = ""
    """As it was typed."""
    mine: bool = False
    shown: int = 0
    """How many cards are left."""


LOCAL = (Bit("● local"),)
"""What the header says of a board that stays on this machine."""


def header(
    board: Board, me: Member | None, total: int, filtered: Filtered, width: int, server: Sequence[Bit] = LOCAL,
    inbox: Sequence[Bit] = (),
) -> tuple[list[Bit], list[Bit]]:  # fmt: skip
    """Return the header: where one is, who one is, what waits, how the data stands; what is filtered, and what that leaves.

    `server` says how the board stands with its server; what is not as it should be is said in little room too.
    """
    left = [Bit(f" {shorten(board.name, 30)}", "strong", "boards"), Bit(" ▾   ", "muted", "boards")]
    if me:
        left += [Bit(f"{LETTERS[me.team]} ", me.team, "member"), Bit(shorten(me.name, 24), "text", "member")]
        if width >= 100 or (width >= 70 and all(bit.kind == "muted" for bit in server)):
            left.append(Bit(f" · {me.team}", "muted", "member"))
    else:
        left.append(Bit("nobody yet", "warning", "member"))
    left += inbox
    said = [bit for bit in server if width >= 70 or bit.kind != "muted"]
    for place, bit in enumerate(said):
        left += [Bit(" · " if place else "   "), bit]
    right: list[Bit] = []
    if filtered.mine:
        right.append(Bit("mine  ", "strong", "mine"))
    if filtered.source:
        right.append(Bit(f"/{shorten(filtered.source, max(8, width // 4))}  ", "strong", "filter"))
    if right:
        right += [Bit(f"{filtered.shown:,}", "strong"), Bit(f" of {total:,} ", "muted")]
    else:
        right.append(Bit(f"{format_count(total, 'card')} ", "muted"))
    return left, right


def waits(entries: Sequence[Entry], *, wide: bool) -> list[Bit]:
    """Return what the header says of the inbox: how much waits, and how much of it is overdue. An empty one is not told."""
    if not entries:
        return []
    from kanban.domain.inbox import format_count  # noqa: PLC0415 - the first frame knows of nothing that waits

    bits = [Bit("   "), Bit(f"inbox {format_count(entries)}", "unread", "inbox")]
    if late := sum(each.overdue for each in entries):
        bits.append(Bit(f" {OVERDUE}{late:,}{' overdue' if wide else ''}", "overdue", "inbox"))
    return bits


def told(said: str, warnings: Sequence[str], back: Command | None) -> list[Bit]:
    """Return what the status line says of what was done, and by which command it is taken `back`."""
    bits = [Bit(f" {said}", "text")]
    if back and back.keys:
        bits += [Bit("   "), Bit(back.first, "strong", back.id), Bit(f": {back.short}", "muted", back.id)]
    bits += [Bit(f"   {warning}", "warning") for warning in warnings]
    return bits
