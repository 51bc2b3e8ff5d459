"""Exports cards: in which format, which ones, and to which file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.inputs.choice import Choice
from kanban.tui.widgets.inputs.line_input import LineInput

FORMATS = {"csv": "csv, for spreadsheets", "jsonl": "jsonl, with comments and history", "xlsx": "xlsx, Excel"}


@dataclass(frozen=True, slots=True)
class ExportAnswer:
    """What to export."""

    form: str
    cards: str
    """`all`, `filter` or `selected`."""
    path: Path


class ExportForm(Dialog[ExportAnswer]):
    """`ExportForm(formats, cards, name)` → an ExportAnswer; a file that is there is replaced after a second enter."""

    DEFAULT_CSS = """
    ExportForm .row { height: auto; }
    ExportForm .apart { margin-top: 1; }
    ExportForm .called { width: 10; color: $muted; }
    ExportForm Choice { width: 1fr; height: auto; }
    ExportForm LineInput { width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "export", "Export", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]

    def __init__(self, formats: Sequence[str], cards: Sequence[tuple[str, str]], name: str) -> None:
        """Take the formats, (key, words) of the sets of cards, the likeliest last, and the name of the file."""
        super().__init__("Export", (("enter", "export"), ("tab", "next, complete")))
        self._format = Choice([(form, FORMATS[form], "") for form in formats], below=True)
        self._cards = Choice([(key, words, "") for key, words in cards], below=True)
        self._cards.set_reactive(Choice.place, len(cards) - 1)
        self._name = text.clean_line(name).replace("/", "-").replace("\\", "-")
        self._line = LineInput(f"{self._name}.csv", paths=True)
        self._asked = ""

    def content(self) -> Iterable[Widget]:
        """Return the choices and the line for the path."""
        yield Horizontal(_label("Format"), self._format, classes="row")
        yield Horizontal(_label("Cards"), self._cards, classes="row apart")
        yield Horizontal(_label("File"), self._line, classes="row apart")

    def on_mount(self) -> None:
        """Begin with the format."""
        self._format.focus()

    @on(Choice.Changed)
    def _follow_format(self, event: Choice.Changed) -> None:
        """Let the file's name end like the chosen format."""
        event.stop()
        path = Path(self._line.value.strip())
        if path.suffix.removeprefix(".") in FORMATS:
            self._line.value = str(path.with_suffix(f".{self._format.key}"))

    @on(Input.Changed)
    def _clear_complaint(self, event: Input.Changed) -> None:
        event.stop()
        self.complain("")

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_export()

    def action_export(self) -> None:
        """Close with the answer, or say what is wrong with the path."""
        try:
            path = read_target(self._line.value)
        except KanbanError as fault:
            self._line.focus()
            self.complain(str(fault))
            return
        if path.exists() and self._asked != str(path):
            self._asked = str(path)
            self._line.focus()
            self.complain(f"{text.clean_line(path.name)} is there already. Enter again: replace it")
            return
        self.dismiss(ExportAnswer(self._format.key, self._cards.key, path))


def _label(name: str) -> Static:
    return Static(Content(name), classes="called")


def read_target(typed: str) -> Path:
    """Return the path of a file to write; raises UsageFault if it can't be one."""
    words = typed.strip()
    try:
        path = Path(words).expanduser().absolute()
        is_folder, has_parent = path.is_dir(), path.parent.is_dir()
    except (OSError, RuntimeError, ValueError) as fault:
        raise UsageFault(f"“{text.shorten(text.clean_line(words), 60)}” is no path.") from fault
    if not words or is_folder:
        raise UsageFault("Name the file, not only its folder.")
    if not has_parent:
        raise UsageFault(f"There is no folder {text.clean_line(str(path.parent))}.")
    return path
