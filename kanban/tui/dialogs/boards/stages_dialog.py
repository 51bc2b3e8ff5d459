"""The board's stages: add, edit, reorder, remove. Changes apply at once and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from textual.content import Content

from kanban import cell_width
from kanban.domain.acts import board_verbs, stage_marks
from kanban.domain.board import MARKS, SIDES, Board, Stage
from kanban.domain.card import FIELDS
from kanban.domain.errors import UsageFault
from kanban.domain.values import fields, text
from kanban.tui.dialogs.cards.move_to import SIGNS
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.list_editor import BoardEditor, Row, RowAct
from kanban.tui.dialogs.list_entry import ListEntry, list_plain_options
from kanban.tui.widgets.card import field_rows


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
    marks_to: str = ""
    """The id of the stage that takes over the marks of a removed one."""


UNASKED = frozenset({"title", "currency", "probability"})
"""Fields that a stage can't require: every card has them, or they go with another field."""

Ask = Callable[[StageEdit], None]
"""Requests a change; the screen answers with `StagesEditor.show`."""


class StageForm(Form[dict[str, str]]):
    """`StageForm(stage, mark)` → the settings that changed, as typed; without a `stage`, those of a new one."""

    def __init__(self, stage: Stage | None, mark: str = "") -> None:
        self._before = {**list_settings(stage), "mark": mark} if stage else {"name": ""}
        entries = [_make_entry(name, value) for name, value in self._before.items()]
        heading = f"Stage {stage.name}" if stage else "New stage"
        super().__init__(heading, entries)

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return the settings that changed."""
        changed = {name: value for name, value in values.items() if value != self._before[name]}
        if changed.get("mark") == "":
            stage_marks.read_mark("")
        return changed


class MarkHeir(Form[str]):
    """`MarkHeir(stage, board)` → the id of the stage that takes over the marks of one that is removed."""

    def __init__(self, stage: Stage, board: Board) -> None:
        marks = stage_marks.format_marks(board.list_marks(stage.id))
        options = [(other.id, text.clean_line(other.name)) for other in board.stages if other.id != stage.id]
        near = board.find_stage_beside(stage.id, 1)
        here = near.id if near.id != stage.id else board.find_stage_beside(stage.id, -1).id
        entry = ListEntry("stage", "Mark goes to", options, here, needed=True)
        super().__init__(f"Remove {text.clean_line(stage.name)}, marked {marks}", [entry], (("enter", "remove"),))

    def answer(self, values: dict[str, str]) -> str:
        """Return the stage's id."""
        return values["stage"]


HINTS = {
    "name": "a name",
    "probability": "40%",
    "limit": "none",
    "stale_after": "never",
    "guidance": "e.g. agree on a date for the demo",
}
UNITS = {"limit": "cards at most", "stale_after": "days without an act"}
CALLED = {"stale_after": "Stale after", "outcome": "Cards in it are", "required": "Asks for"}


def _make_entry(name: str, value: str) -> Entry:
    """Return the entry of a setting: a list if its values are known, otherwise an input."""
    called = CALLED.get(name, name.capitalize())
    match name:
        case "side":
            return ListEntry(name, called, list_plain_options(SIDES), value)
        case "outcome":
            return ListEntry(name, called, (("", "open"), ("won", "won"), ("lost", "lost")), value)
        case "mark":
            marks = [("", "no mark"), *((mark, stage_marks.format_marks([mark])) for mark in MARKS)]
            return ListEntry(name, called, marks, value, none="no mark")
        case "required":
            options = [(field, field_rows.label_field(field)) for field in FIELDS if field not in UNASKED]
            return ListEntry(name, called, options, value, several=True, none="nothing")
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
        "guidance": text.clean_line(stage.guidance),
    }


class StagesEditor(BoardEditor[Stage]):
    """`StagesEditor(board, ask)`; the screen answers with `show` and the board, or with `complain` and a reason."""

    def __init__(self, board: Board, ask: Ask) -> None:
        acts: list[RowAct[Stage]] = [
            RowAct("enter,e", "edit", self._edit),
            RowAct("a,n", "add", self._add),
            RowAct("J,shift+down", "move", lambda stage: ask(StageEdit("move", stage.id, steps=1)), label="J K"),
            RowAct("K,shift+up", do=lambda stage: ask(StageEdit("move", stage.id, steps=-1))),
            RowAct("x,d,delete", "remove", self._remove),
        ]
        super().__init__("Stages", acts, board)
        self._ask = ask

    def list_rows(self) -> list[Row[Stage]]:
        """Return the stages, the leftmost first."""
        stages = self._board.stages
        wide = max(cell_width.cells(text.clean_line(stage.name)) for stage in stages)
        rows = [(stage, self._board.list_marks(stage.id)) for stage in stages]
        return [Row(s.id, s, (s, marks, wide), partial(_draw_stage, s, marks, min(wide, 24))) for s, marks in rows]

    def _edit(self, stage: Stage) -> None:
        """Edit the settings of a stage."""
        mark = next(iter(self._board.list_marks(stage.id)), "")
        self.ask_first(StageForm(stage, mark), lambda pairs: self._ask(StageEdit("set", stage.id, pairs)))

    def _remove(self, stage: Stage) -> None:
        """Remove a stage; ask first which one takes over its marks."""
        if not self._board.list_marks(stage.id):
            self._ask(StageEdit("remove", stage.id))
            return
        question = MarkHeir(stage, self._board)
        self.ask_first(question, lambda heir: self._ask(StageEdit("remove", stage.id, marks_to=heir)))

    def _add(self, stage: Stage) -> None:
        """Add a stage after this one."""
        self.ask_first(StageForm(None), lambda pairs: self._ask(StageEdit("add", stage.id, pairs)))


def _draw_stage(stage: Stage, borne: Sequence[str], wide: int, width: int) -> list[Content]:
    """Return a stage with its settings, in one line."""
    marks = [f"{stage.probability:>4.0%}"]
    marks.append(stage.outcome or (f"stale {stage.stale_after} d" if stage.stale_after else "never stale"))
    if borne:
        marks.append(f"marked {stage_marks.format_marks(borne)}")
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
