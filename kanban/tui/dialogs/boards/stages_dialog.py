"""The board's stages: add, edit, reorder, remove. Changes apply at once and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from kanban import cell_width
from kanban.domain.acts import board_verbs
from kanban.domain.board import SIDES, Board, Stage
from kanban.domain.card import FIELDS
from kanban.domain.errors import UsageFault
from kanban.domain.values import fields, text
from kanban.tui.dialogs.cards.move_to import SIGNS
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.list_entry import ListEntry, plain_options
from kanban.tui.widgets.card import field_rows
from kanban.tui.widgets.line_list import Block, Lines


@dataclass(frozen=True, slots=True)
class StageEdit:
    """One change to the stages, for `kanban.domain.acts.board_verbs`."""

    kind: Literal["add", "set", "move", "remove"]
    stage: str
    """The stage's id; for `add`, the new stage comes after this one."""
    pairs: dict[str, str] = field(default_factory=dict)
    """Settings as typed; `add` has a name among them."""
    steps: int = 0
    """Places to the right (negative: left), for `move`."""


UNASKED = frozenset({"title", "currency", "probability"})
"""Fields that a stage can't require: every card has them, or they go with another field."""

Ask = Callable[[StageEdit], None]
"""Requests a change; the screen answers with `StagesEditor.show`."""


class StageForm(Form[dict[str, str]]):
    """`StageForm(stage)` → the settings that changed, as typed; without a `stage`, those of a new one."""

    def __init__(self, stage: Stage | None) -> None:
        self._before = list_settings(stage) if stage else {"name": ""}
        entries = [_make_entry(name, value) for name, value in self._before.items()]
        heading = f"Stage {stage.name}" if stage else "New stage"
        super().__init__(heading, entries)

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return the settings that changed."""
        return {name: value for name, value in values.items() if value != self._before[name]}


HINTS = {"name": "a name", "probability": "40%", "limit": "none", "stale_after": "never"}
UNITS = {"limit": "cards at most", "stale_after": "days without an act"}
CALLED = {"stale_after": "Stale after", "outcome": "Cards in it are", "required": "Asks for"}


def _make_entry(name: str, value: str) -> Entry:
    """Return the entry of a setting: a list if its values are known, otherwise an input."""
    called = CALLED.get(name, name.capitalize())
    match name:
        case "side":
            return ListEntry(name, called, plain_options(SIDES), value)
        case "outcome":
            return ListEntry(name, called, (("", "open"), ("won", "won"), ("lost", "lost")), value)
        case "required":
            known = [(field, field_rows.label_field(field)) for field in FIELDS if field not in UNASKED]
            return ListEntry(name, called, known, value, several=True, none="nothing")
        case _:
            return Entry(
                name, called, value, hint=HINTS[name], unit=UNITS.get(name, ""), reading=partial(_check_setting, name)
            )


def _check_setting(name: str, typed: str) -> str:
    """Raise KanbanError for a refused value of a setting."""
    if name == "probability" and not typed:
        raise UsageFault("The probability of a stage can't be empty.")
    board_verbs.read_stage({name: typed})
    return ""


def list_settings(stage: Stage) -> dict[str, str]:
    """Return a stage's settings as people type them."""
    return {
        "name": text.clean_line(stage.name),
        "side": stage.side,
        "probability": f"{stage.probability:.0%}",
        "limit": "" if stage.limit is None else str(stage.limit),
        "stale_after": "" if stage.stale_after is None else str(stage.stale_after),
        "outcome": stage.outcome or "",
        "required": ", ".join(text.clean_line(name) for name in stage.required),
    }


class StageList(Lines):
    """The stages, the leftmost first."""


class StagesEditor(Dialog[bool]):
    """`StagesEditor(board, ask)`; the screen answers with `show` and the board, or with `complain` and a reason."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,e", "edit", "Edit", show=False),
        Binding("a,n", "add", "Add", show=False),
        Binding("J,shift+down", "shift(1)", "Right", show=False),
        Binding("K,shift+up", "shift(-1)", "Left", show=False),
        Binding("x,d,delete", "remove", "Remove", show=False),
    ]

    def __init__(self, board: Board, ask: Ask) -> None:
        super().__init__("Stages", (("enter", "edit"), ("a", "add"), ("J K", "move"), ("x", "remove")), leave="close")
        self._board, self._ask = board, ask
        self._list = StageList()

    def content(self) -> Iterable[Widget]:
        """Return the list."""
        yield self._list

    def on_mount(self) -> None:
        """Show the stages."""
        self.show(self._board)
        self._list.focus()

    def show(self, board: Board) -> None:
        """Show the stages as they are now."""
        anew = not self._list.cursor
        self._board = board
        self.complain("")
        wide = max(cell_width.cells(text.clean_line(stage.name)) for stage in board.stages)
        blocks = [Block(s.id, (s, wide), partial(_draw_stage, s, min(wide, 24))) for s in board.stages]
        self._list.styles.height = len(blocks)
        self._list.show_blocks(blocks, anew=anew)

    def on_resize(self, event: Resize) -> None:
        """Leave lines for the frame and a sentence."""
        self._list.styles.max_height = max(1, event.size.height - 4)

    @property
    def _stage(self) -> Stage | None:
        return next((stage for stage in self._board.stages if stage.id == self._list.cursor), None)

    def action_edit(self) -> None:
        """Edit the settings of the stage under the cursor."""
        if (stage := self._stage) is None:
            return

        def change(pairs: dict[str, str] | None) -> None:
            if pairs:
                self._ask(StageEdit("set", stage.id, pairs))

        self.app.push_screen(StageForm(stage), change)

    def action_add(self) -> None:
        """Add a stage after the one under the cursor."""
        if (stage := self._stage) is None:
            return

        def add(pairs: dict[str, str] | None) -> None:
            if pairs:
                self._ask(StageEdit("add", stage.id, pairs))

        self.app.push_screen(StageForm(None), add)

    def action_shift(self, steps: int) -> None:
        """Move the stage under the cursor along the board."""
        if stage := self._stage:
            self._ask(StageEdit("move", stage.id, steps=steps))

    def action_remove(self) -> None:
        """Ask to remove the stage under the cursor; one with cards is refused."""
        if stage := self._stage:
            self._ask(StageEdit("remove", stage.id))


def _draw_stage(stage: Stage, wide: int, width: int) -> list[Content]:
    """Return a stage with its settings, in one line."""
    marks = [f"{stage.probability:>4.0%}"]
    marks.append(stage.outcome or (f"stale {stage.stale_after} d" if stage.stale_after else "never stale"))
    if stage.limit is not None:
        marks.append(f"≤ {stage.limit}")
    if stage.required:
        marks.append(
            "asks for: " + ", ".join(fields.format_in_sentence(text.clean_line(name)) for name in stage.required)
        )
    if stage.outcome == "won" and "value" not in stage.required:
        marks.append("better with: value (enter: Asks for)")
    line = Content.assemble(
        (f" {SIGNS[stage.side]}", f"bold ${stage.side}"),
        (cell_width.pad(text.clean_line(stage.name), wide), f"${stage.side}"), ("  " + "  ".join(marks), "$muted"),
    )  # fmt: skip
    return [line.truncate(width, ellipsis=True)]
