"""What header, status line and footer say: words out of plain facts, without a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain.board import Board, Member
from kanban.domain.text import shorten
from kanban.tui.commands import Command, Situation
from kanban.tui.widgets.bar import Bit
from kanban.tui.widgets.face import LETTERS, OVERDUE

if TYPE_CHECKING:
    from kanban.domain.inbox import Entry

HELD = ("left", "down", "up", "right")
"""The four keys that the footer shows as one."""

EMPTY = (*HELD, "new", "filter", "palette", "help", "quit")
ON_CARD = (*HELD, "move_left", "move_right", "open", "comment", "new", "filter", "undo", "help", "palette", "quit")
CHOSEN = ("move_left", "move_right", "move", "edit", "delete", "select", "escape", "help")
OPEN = ("comment", "edit", "move_left", "move_right", "move", "escape", "undo", "help")
"""The commands that the footer shows, those that matter most first: no card, on one, with several, with one open."""

PAIRS = {"move_left": ("move_right", "stage")}
"""Commands that the footer shows as one with another, and what it calls them."""


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
        right.append(Bit(f"{total:,} card{'' if total == 1 else 's'} ", "muted"))
    return left, right


def waits(entries: Sequence[Entry], *, wide: bool) -> list[Bit]:
    """Return what the header says of the inbox: how much waits, and how much of it is overdue. An empty one is not told."""
    if not entries:
        return []
    from kanban.domain.inbox import counted  # noqa: PLC0415 - the first frame knows of nothing that waits

    bits = [Bit("   "), Bit(f"inbox {counted(entries)}", "unread", "inbox")]
    if late := sum(each.overdue for each in entries):
        bits.append(Bit(f" {OVERDUE}{late:,}{' overdue' if wide else ''}", "overdue", "inbox"))
    return bits


def footer(commands: Sequence[Command], now: Situation, width: int) -> list[Bit]:
    """Return the few keys that matter now, as many as fit."""
    wanted = OPEN if now.panel else CHOSEN if now.selected else ON_CARD if now.card else EMPTY
    known = {command.id: command for command in commands}
    bits: list[Bit] = []
    if now.selected and not now.panel:
        bits.append(Bit(f" {now.selected:,} selected  ", "strong"))
    else:
        bits.append(Bit(" "))
    used = len(bits[0].text)
    for keys, title, command in _entries(wanted, known, now):
        size = len(keys) + len(title) + 3
        if used + size > width:
            break
        bits += [Bit(keys, "strong", command), Bit(f" {title}  ", "muted", command)]
        used += size
    return bits


def _entries(wanted: Iterable[str], known: dict[str, Command], now: Situation) -> Iterable[tuple[str, str, str]]:
    """Yield (keys, what they do, command) of what the footer has to show."""
    held = [known[name].first for name in HELD if name in known and known[name].keys]
    paired = {other for other, _ in PAIRS.values()}
    for name in wanted:
        command = known.get(name)
        if command is None or not command.keys or not command.available(now) or name in paired:
            continue
        if name in HELD:
            if name == HELD[0] and held:
                yield " ".join(held), "move", ""
        elif name in PAIRS and PAIRS[name][0] in known and known[PAIRS[name][0]].keys:
            other, title = PAIRS[name]
            yield f"{command.first} {known[other].first}", title, other
        else:
            yield command.first, command.short, name


def told(said: str, warnings: Sequence[str], undo: Command | None) -> list[Bit]:
    """Return what the status line says of what was done."""
    bits = [Bit(f" {said}", "text")]
    if undo and undo.keys:
        bits += [Bit("   "), Bit(undo.first, "strong", undo.id), Bit(" takes it back", "muted", undo.id)]
    bits += [Bit(f"   {warning}", "warning") for warning in warnings]
    return bits
