"""Exports cards: in which format, which ones, and to which file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.widget import Widget

from kanban.domain.errors import Refused, UsageFault
from kanban.domain.values import text
from kanban.tui.dialogs.form import LineForm, label_row
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


class ExportForm(LineForm[ExportAnswer]):
    """`ExportForm(formats, cards, name)` → an ExportAnswer; a file that is there is replaced after a second enter."""

    DEFAULT_CSS = """
    ExportForm .called { width: 10; }
    """

    def __init__(self, formats: Sequence[str], cards: Sequence[tuple[str, str]], name: str) -> None:
        """Take the formats, (key, words) of the sets of cards, the likeliest last, and the name of the file."""
        super().__init__("Export", (("enter", "export"), ("tab", "next, complete")))
        self._format = Choice([(form, FORMATS[form], "") for form in formats], below=True)
        self._cards = Choice([(key, words, "") for key, words in cards], below=True)
        self._cards.choose(cards[-1][0])
        self._name = text.clean_line(name).replace("/", "-").replace("\\", "-")
        self._line = LineInput(f"{self._name}.csv", paths=True)
        self._target = Target()

    def content(self) -> Iterable[Widget]:
        """Return the choices and the line for the path."""
        yield label_row("Format", self._format)
        yield label_row("Cards", self._cards, "apart")
        yield label_row("File", self._line, "apart")

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

    def read_answer(self) -> ExportAnswer:
        """Return what to export; raises KanbanError for a path that can't be written, or is taken."""
        self._line.focus()
        return ExportAnswer(self._format.key, self._cards.key, self._target.read(self._line.value))


class Target:
    """The file to write: one that is there is replaced when its path is given a second time."""

    def __init__(self) -> None:
        self._asked: Path | None = None

    def read(self, typed: str) -> Path:
        """Return the path; raises UsageFault if it can't be one, and Refused before a file is replaced."""
        path = _read_path(typed)
        if path.exists() and path != self._asked:
            self._asked = path
            raise Refused(f"{text.clean_line(path.name)} is there already. Enter again: replace it")
        return path


def _read_path(typed: str) -> Path:
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
