"""Key hints: which keys matter where the focus is, and how many of them fit into a line or a frame.

A widget that takes the focus has a `hint_place`, or what it stands in has; below is what the footer says there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from textual.content import Content
from textual.widget import Widget

from kanban.cell_width import cells
from kanban.domain.values.text import clean_line
from kanban.tui.commands import Command, Situation
from kanban.tui.widgets.bars.bar import Bit


@dataclass(frozen=True, slots=True)
class Hint:
    """A key, or a few that belong together, and the verb of what they do."""

    keys: str
    verb: str
    command: str = ""
    """The id of the command that a click on it calls."""

    @property
    def width(self) -> int:
        """Its cells in a footer, with the two blanks behind it."""
        return cells(self.keys) + cells(self.verb) + 3


Wanted = str | tuple[str, str] | Hint
"""A command by its id, the same with another verb, or keys that are no command's."""

STAGE: Wanted = ("move_left move_right", "stage")
SECTIONS: Wanted = ("panel_thread panel_history panel_fields panel_lines", "sections")
WIDTH: Wanted = ("narrower wider", "width")
TO_BOARD: Wanted = ("switch", "board")
CLOSE: Wanted = ("panel_close", "close card")

ON_CARD: tuple[Wanted, ...] = (
    "handoff", "open", "comment", "done", STAGE, "filter", "new", "edit", "move", "select", "label", "assign",
    ("palette", "commands"), "inbox", "views", "mine", "undo", "copy", "merge", "delete", "fold",
)  # fmt: skip
BESIDE_CARD: tuple[Wanted, ...] = (
    ("switch", "card"), "handoff", "comment", "done", STAGE, ("escape", "close card"), "edit", "move", "select", "label", "assign",
    WIDTH, "filter", ("palette", "commands"), "inbox", "undo", "copy",
)  # fmt: skip
SELECTED: tuple[Wanted, ...] = (
    STAGE, "move", "edit", "comment", "handoff", "label", "assign", "delete", "select", "select_all", ("escape", "drop selection"),
    "copy", ("palette", "commands"), "undo",
)  # fmt: skip
NO_CARD: tuple[Wanted, ...] = (
    "new", "filter", ("palette", "commands"), "inbox", "views", "mine", "undo", "restore", "boards", "agreement", "theme",
    "quit",
)  # fmt: skip
ON_LINE: tuple[Wanted, ...] = (
    "handoff", STAGE, "move", "label", SECTIONS, WIDTH, ("panel_link_left panel_link_right", "links"), "copy", CLOSE, "filter", "undo",
)  # fmt: skip
"""What the footer says in every section of the card, behind what the section has of its own."""

ENTER, ESC = "enter", "esc"

PLACES: Mapping[str, tuple[Wanted, ...]] = {
    "thread": ("panel_write", ("panel_reply", "reply"), TO_BOARD, ("panel_unfold", "unfold"), ("panel_acts", "acts"), *ON_LINE),
    "own comment": ("panel_write", ("panel_rewrite", "edit"), ("panel_retract", "delete"), TO_BOARD, ("panel_unfold", "unfold"), *ON_LINE),
    "deleting": (("panel_retract", "delete the comment"), Hint("any other key", "keep it")),
    "history": ("panel_write", TO_BOARD, SECTIONS, ("panel_down panel_up", "line"), "undo", CLOSE),
    "fields": (("panel_edit", "edit"), ("panel_clear", "clear"), TO_BOARD, ("panel_down panel_up", "field"), "panel_write", *ON_LINE),
    "field": (Hint(ENTER, "save"), Hint(ESC, "cancel"), Hint("tab", "complete")),
    "field of a list": (Hint(ENTER, "save"), Hint(ESC, "cancel"), Hint("↑ ↓", "choose"), Hint("tab", "complete")),
    "lines": (("panel_tick", "tick"), ("panel_untick", "untick"), TO_BOARD, "agreement", "panel_write", *ON_LINE),
    "links": (("panel_link_open", "open"), ("panel_link_remove", "take off"), ("panel_link_left panel_link_right", "link"), TO_BOARD, SECTIONS, CLOSE),
    "composer": (("panel_send", "send"), Hint(ESC, "keep draft"), Hint("@", "name"), TO_BOARD),
    "comment again": (("panel_send", "save"), Hint(ESC, "keep draft"), Hint("@", "name"), TO_BOARD),
    "names": (Hint("tab", "take name"), Hint("↑ ↓", "choose"), Hint(ESC, "close names"), ("panel_send", "send")),
    "filter": (Hint(ENTER, "keep"), Hint(ESC, "show all"), Hint("↓", "board")),
}  # fmt: skip
"""What the footer says where something else than the lanes has the focus."""

TYPING = frozenset({"field", "field of a list", "composer", "comment again", "names", "filter"})
"""Where a letter is text: help then has the key that is none."""


def place_of(focused: Widget | None) -> str:
    """Return where the focus is: `board` unless what has it, or what that stands in, says otherwise."""
    for node in focused.ancestors_with_self if focused else ():
        place = getattr(node, "hint_place", "")
        if place:
            return str(place)
    return "board"


def wanted(place: str, now: Situation) -> tuple[Wanted, ...]:
    """Return what the footer says at a place, what matters most first."""
    if place in PLACES:
        return PLACES[place]
    if now.selected:
        return SELECTED
    if now.panel:
        return BESIDE_CARD
    return ON_CARD if now.card else NO_CARD


def footer(commands: Iterable[Command], place: str, now: Situation, width: int) -> list[Bit]:
    """Return the footer's line: as many hints as fit, help always last."""
    known = {command.id: command for command in commands}
    bits = [Bit(" ")]
    if now.selected and place not in PLACES:
        hidden = f" ({now.hidden:,} hidden)" if now.hidden else ""
        bits = [Bit(f" {now.selected:,} selected{hidden}  ", "strong")]
    hints = [*_hints(wanted(place, now), known, now), _help(known, typing=place in TYPING)]
    room = width - cells(bits[0].text)
    kept = fitting(hints, room)
    counted = len(bits[0].text) > 1  # the number of what is selected comes first
    if counted and sum(hint.width for hint in kept) - 2 > room:
        kept = kept[-1:]
    for hint in kept:
        bits += [Bit(hint.keys, "strong", hint.command), Bit(f" {hint.verb}  ", "muted", hint.command)]
    return [*bits[:-1], replace(bits[-1], text=bits[-1].text.rstrip())]


def _hints(some: Iterable[Wanted], known: Mapping[str, Command], now: Situation) -> Iterator[Hint]:
    """Yield the hints of commands that have keys and make sense now."""
    for each in some:
        if isinstance(each, Hint):
            yield each
            continue
        names, verb = each if isinstance(each, tuple) else (each, "")
        found = [known[name] for name in names.split() if name in known and known[name].keys]
        if not found or not all(command.available(now) for command in found):
            continue
        if found[0].id == "handoff":
            verb = now.act
            if not verb:
                continue
        keys = " ".join(command.first for command in found)
        yield Hint(keys, verb or found[0].short, "" if len(found) > 2 else found[-1].id)


def _help(known: Mapping[str, Command], *, typing: bool) -> Hint:
    """Return the hint for help; where one types, with its key that is no letter."""
    keys = [key for key in known["help"].label.split() if not typing or len(key) > 1] if "help" in known else []
    return Hint(keys[0] if keys else "?", "help", "help")


def fitting(hints: Sequence[Hint], width: int) -> list[Hint]:
    """Return the hints that fit into a line, left out from the right; the first and the last one always stay."""
    if len(hints) < 3:
        return list(hints)
    left = width - hints[0].width - (hints[-1].width - 2)
    kept = [hints[0]]
    for hint in hints[1:-1]:
        left -= hint.width
        if left < 0:
            break
        kept.append(hint)
    return [*kept, hints[-1]]


def line(hints: Sequence[Hint], width: int) -> Content:
    """Return a footer of these hints, as pages and dialogs have it."""
    parts: list[tuple[str, str] | str] = [" "]
    for hint in fitting(hints, width - 1):
        parts += [(hint.keys, "bold $lane-title"), f" {hint.verb}  "]
    return Content.assemble(*parts).stylize_before("$muted").rstrip()


def framed(hints: Sequence[Hint], width: int) -> str:
    """Return what stands in a frame: `Enter: send · Esc: cancel`."""
    said = [
        f"{hint.keys[:1].upper()}{hint.keys[1:]}: {hint.verb}" if len(hint.keys) > 1 else f"{hint.keys}: {hint.verb}"
        for hint in hints
    ]
    while len(said) > 2 and cells(" · ".join(said)) > width:
        del said[-2]
    return clean_line(" · ".join(said))
