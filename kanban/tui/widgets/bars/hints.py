"""Key hints: which keys matter where the focus is, and how many of them fit into a line or a frame.

A widget that takes the focus, or one of its parents, has a `hint_place`; `PLACES` has the footer's hints for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from textual.content import Content
from textual.widget import Widget

from kanban.cell_width import cells
from kanban.domain.values.text import clean_line
from kanban.tui.commands import Command, CommandContext
from kanban.tui.widgets.bars.bar import BarText


class Hint(NamedTuple):
    """A key, or a few that belong together, with the verb of its act."""

    keys: str
    verb: str
    command: str = ""
    """The id of the command that a click runs."""

    @property
    def width(self) -> int:
        """Its cells in a footer, with the two blanks after it."""
        return cells(self.keys) + cells(self.verb) + 3


HintSpec = str | tuple[str, str] | Hint
"""A command by its id, a command with another verb, or keys that belong to no command."""

STAGE: HintSpec = ("move_left move_right", "stage")
LOG: HintSpec = ("log", "log")
SECTIONS: HintSpec = ("panel_thread panel_history panel_fields panel_lines", "sections")
WIDTH: HintSpec = ("narrower wider", "width")
TO_BOARD: HintSpec = ("switch", "board")
CLOSE: HintSpec = ("panel_close", "close card")

ON_CARD: tuple[HintSpec, ...] = (
    "handoff", "open", "comment", LOG, "done", STAGE, "filter", "new", "edit", "move", "select", "label",
    ("assign", "assign"), ("palette", "commands"), "today", "dashboard", "inbox", "views", "mine", "undo", "copy",
    "merge", "delete", "fold",
)  # fmt: skip
BESIDE_CARD: tuple[HintSpec, ...] = (
    ("switch", "card"), "handoff", "comment", LOG, "done", STAGE, ("escape", "close card"), "edit", "move", "select",
    "label", "assign", WIDTH, "filter", ("palette", "commands"), "today", "inbox", "undo", "copy",
)  # fmt: skip
SELECTED: tuple[HintSpec, ...] = (
    STAGE, "move", "edit", "comment", LOG, "handoff", "label", "assign", "delete", "select", "select_all",
    ("escape", "drop selection"), "copy", ("palette", "commands"), "undo",
)  # fmt: skip
NO_CARD: tuple[HintSpec, ...] = (
    "new", "filter", ("palette", "commands"), "today", "dashboard", "inbox", "views", "mine", "undo", "restore",
    "boards",
    "agreement",
    "theme", "quit",
)  # fmt: skip
ON_LINE: tuple[HintSpec, ...] = (
    "handoff", LOG, STAGE, "move", "label", SECTIONS, WIDTH, ("panel_link_left panel_link_right", "links"), "copy",
    CLOSE, "filter", "undo",
)  # fmt: skip
"""The hints of every section of the card, after the section's own."""

ENTER, ESC = "enter", "esc"

PLACES: Mapping[str, tuple[HintSpec, ...]] = {
    "thread": (
        "panel_write", ("panel_reply", "reply"), TO_BOARD, ("panel_unfold", "unfold"), ("panel_acts", "acts"), *ON_LINE,
    ),
    "own comment": (
        "panel_write", ("panel_rewrite", "edit"), ("panel_retract", "delete"), TO_BOARD, ("panel_unfold", "unfold"),
        *ON_LINE,
    ),
    "deleting": (("panel_retract", "delete it"), Hint("any other key", "keep it")),
    "history": ("panel_write", TO_BOARD, SECTIONS, ("panel_down panel_up", "line"), "undo", CLOSE),
    "fields": (
        ("panel_edit", "edit"), ("panel_clear", "clear"), TO_BOARD, ("panel_down panel_up", "field"), "panel_write",
        *ON_LINE,
    ),
    "field": (Hint(ENTER, "save"), Hint(ESC, "cancel"), Hint("tab", "complete")),
    "field of a list": (Hint(ENTER, "save"), Hint(ESC, "cancel"), Hint("↑ ↓", "choose"), Hint("tab", "complete")),
    "lines": (("panel_tick", "tick"), ("panel_untick", "untick"), TO_BOARD, "agreement", "panel_write", *ON_LINE),
    "links": (
        ("panel_link_open", "open"), ("panel_link_remove", "remove"), ("panel_link_left panel_link_right", "link"),
        TO_BOARD, SECTIONS, CLOSE,
    ),
    "composer": (("panel_send", "send"), Hint(ESC, "keep draft"), Hint("@", "name"), TO_BOARD),
    "comment again": (("panel_send", "save"), Hint(ESC, "keep draft"), Hint("@", "name"), TO_BOARD),
    "names": (Hint("tab", "take name"), Hint("↑ ↓", "choose"), Hint(ESC, "close names"), ("panel_send", "send")),
    "filter": (Hint(ENTER, "keep"), Hint(ESC, "show all"), Hint("↓", "board")),
}  # fmt: skip
"""The footer's hints by place, wherever something other than the lanes has the focus."""

TYPING = frozenset({"field", "field of a list", "composer", "comment again", "names", "filter"})
"""The places where a letter is text: there the help hint shows a key that is no letter."""


def find_hint_place(focused: Widget | None) -> str:
    """Return the hint place of the focused widget or of its nearest parent that has one; `board` without any."""
    for node in focused.ancestors_with_self if focused else ():
        place = getattr(node, "hint_place", "")
        if place:
            return str(place)
    return "board"


def list_hints(place: str, now: CommandContext) -> tuple[HintSpec, ...]:
    """Return the hints of a place, the most important first."""
    if place in PLACES:
        return PLACES[place]
    if now.selected:
        return SELECTED
    if now.has_panel:
        return BESIDE_CARD
    return ON_CARD if now.has_card else NO_CARD


def draw_footer(commands: Iterable[Command], place: str, now: CommandContext, width: int) -> list[BarText]:
    """Return the bits of the footer: as many hints as fit, help always last."""
    by_id = {command.id: command for command in commands}
    bits = [BarText(" ")]
    if now.selected and place not in PLACES:
        hidden = f" ({now.hidden:,} hidden)" if now.hidden else ""
        bits = [BarText(f" {now.selected:,} selected{hidden}  ", "strong")]
    hints = [*_resolve_hints(list_hints(place, now), by_id, now), _help_hint(by_id, typing=place in TYPING)]
    room = width - cells(bits[0].text)
    fitting = fit_hints(hints, room)
    counted = len(bits[0].text) > 1  # the number of selected cards stands before the hints
    if counted and sum(hint.width for hint in fitting) - 2 > room:
        fitting = fitting[-1:]
    for hint in fitting:
        bits += [BarText(hint.keys, "strong", hint.command), BarText(f" {hint.verb}  ", "muted", hint.command)]
    return [*bits[:-1], bits[-1]._replace(text=bits[-1].text.rstrip())]


def _resolve_hints(specs: Iterable[HintSpec], by_id: Mapping[str, Command], now: CommandContext) -> Iterator[Hint]:
    """Yield the hints of commands that have keys and are available now."""
    for spec in specs:
        if isinstance(spec, Hint):
            yield spec
            continue
        names, verb = spec if isinstance(spec, tuple) else (spec, "")
        commands = [by_id[name] for name in names.split() if name in by_id and by_id[name].keys]
        if not commands or not all(command.available(now) for command in commands):
            continue
        if commands[0].id == "handoff":
            verb = now.act
            if not verb:
                continue
        keys = " ".join(command.first for command in commands)
        yield Hint(keys, verb or commands[0].short, "" if len(commands) > 2 else commands[-1].id)


def _help_hint(by_id: Mapping[str, Command], *, typing: bool) -> Hint:
    """Return the hint for help; while typing, with the key that is no letter."""
    keys = [key for key in by_id["help"].label.split() if not typing or len(key) > 1] if "help" in by_id else []
    return Hint(keys[0] if keys else "?", "help", "help")


def fit_hints(hints: Sequence[Hint], width: int) -> list[Hint]:
    """Return the hints that fit into `width` cells; the first and the last always stay."""
    if len(hints) < 3:
        return list(hints)
    left = width - hints[0].width - (hints[-1].width - 2)
    fitted = [hints[0]]
    for hint in hints[1:-1]:
        left -= hint.width
        if left < 0:
            break
        fitted.append(hint)
    return [*fitted, hints[-1]]


def draw_hint_line(hints: Sequence[Hint], width: int) -> Content:
    """Return the footer of a page or a dialog with these hints."""
    parts: list[tuple[str, str] | str] = [" "]
    for hint in fit_hints(hints, width - 1):
        parts += [(hint.keys, "bold $lane-title"), f" {hint.verb}  "]
    return Content.assemble(*parts).stylize_before("$muted").rstrip()


def frame_hints(hints: Sequence[Hint], width: int) -> str:
    """Return the hints in a frame's border: `Enter: send · Esc: cancel`."""
    parts = [
        f"{hint.keys[:1].upper()}{hint.keys[1:]}: {hint.verb}" if len(hint.keys) > 1 else f"{hint.keys}: {hint.verb}"
        for hint in hints
    ]
    while len(parts) > 2 and cells(" · ".join(parts)) > width:
        del parts[-2]
    return clean_line(" · ".join(parts))
