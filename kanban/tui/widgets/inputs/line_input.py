"""Inputs of one line: pasted text is cleaned, tab takes the completion, escape cancels."""

from __future__ import annotations

import os
from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.suggester import Suggester
from textual.widgets import Input
from textual.widgets.input import Selection

from kanban.domain.values import text


class Completer(Suggester):
    """Completes what is typed; tab takes it."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the value with its end completed and the typed letters kept; None without a completion."""
        completed = self.complete(value)
        return value + completed[len(value) :] if completed else None

    @abstractmethod
    def complete(self, value: str) -> str | None:
        """Return the value with its end completed, spelled as the completion is; None without one."""


class WordCompleter(Completer):
    """Completes with the first known word that begins as typed; with `commas`, the last word of a list."""

    def __init__(self, words: Sequence[str], *, commas: bool = False) -> None:
        super().__init__()
        self._words = [text.clean_line(word) for word in words]
        self._commas = commas

    def complete(self, value: str) -> str | None:
        """Return the value with its last word completed, spelled as the known word; None without a match."""
        before, part = "", value
        if self._commas:
            head, comma, tail = value.rpartition(",")
            part = tail.lstrip().removeprefix("-")
            before = head + comma + tail[: len(tail) - len(part)]
        needle = part.casefold()
        if not needle or any(word.casefold() == needle for word in self._words):
            return None  # no word is begun, or it is complete
        return next((before + word for word in self._words if word.casefold().startswith(needle)), None)


class PathCompleter(Completer):
    """Completes the path of a file; hidden files only after a typed dot."""

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[Path, int] | None = None
        self._names: list[str] = []
        """What is in the folder that was looked at last: each letter that is typed asks again."""

    def complete(self, value: str) -> str | None:
        """Return the path with its last part completed, a folder with a slash; None without a match."""
        folder, name = os.path.split(value)
        if not value or "\0" in value:
            return None
        try:
            place = Path(folder or ".").expanduser()
            listed = place, place.stat().st_mtime_ns
            if listed != self._listed:
                self._names, self._listed = sorted(os.listdir(place)), listed  # noqa: PTH208 - names are enough
        except (OSError, RuntimeError, ValueError):
            return None
        for entry in islice(self._names, bisect_left(self._names, name), None):
            if not entry.startswith(name):
                return None
            if name.startswith(".") or not entry.startswith("."):
                is_folder = os.path.isdir(place / entry)  # noqa: PTH112 - unlike others it raises for no odd link
                completed = value[: len(value) - len(name)] + entry + ("/" if is_folder else "")
                return completed if text.clean_line(completed) == completed else None
        return None


def join_lines(pasted: str) -> str:
    """Return pasted text as one line: its lines joined by blanks, empty ones left out."""
    return " ".join(line.strip() for line in text.clean(pasted).split("\n") if line.strip())


class OneLine(Input):
    """Textual's input, for text of one line whatever is pasted."""

    def _on_paste(self, event: events.Paste) -> None:
        """Insert pasted lines joined by blanks; Textual's input would take only the first line."""
        event.prevent_default()
        event.stop()
        if pasted := join_lines(event.text):
            start, end = self.selection
            self.replace(pasted, min(start, end), max(start, end))

    def validate_value(self, value: str) -> str:
        """Return the value without control characters, whether it comes from keys, a paste or a program."""
        return value if value.isprintable() else text.clean(value).replace("\n", " ").replace("\t", " ")


class LineInput(OneLine):
    """An input without a frame."""

    DEFAULT_CSS = """
    LineInput { background: $surface; color: $foreground; }
    LineInput:focus { background-tint: $foreground 0%; }
    LineInput>.input--placeholder, LineInput>.input--suggestion { color: $muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Leave", show=False),
        Binding("tab", "take", "Complete", show=False),
    ]

    @dataclass
    class GivenUp(Message):
        """Escape was pressed: what was typed is discarded."""

        input: LineInput

        @property
        def control(self) -> LineInput:
            """The input."""
            return self.input

    came_with = ""
    """The value when it got the focus, which tab does not complete."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        words: Sequence[str] = (),
        commas: bool = False,
        paths: bool = False,
        selects: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        suggester = PathCompleter() if paths else WordCompleter(words, commas=commas) if words else None
        super().__init__(
            placeholder=placeholder,
            suggester=suggester,
            compact=True,
            select_on_focus=selects,
            id=id,
        )
        # Input's own argument needs the app, which may not exist before the widget is mounted.
        start = text.clean_line(value)
        self.set_reactive(Input.value, start)
        self.set_reactive(Input.selection, Selection.cursor(len(start)))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the line; nothing after it was removed, when Textual may ask one last time."""
        return super().render_lines(crop) if self.is_attached else []

    def on_focus(self) -> None:
        """Remember the value before typing begins."""
        self.came_with = self.value

    def complete_with(self, words: Sequence[str], *, commas: bool = False) -> None:
        """Set the words that complete the value."""
        self.suggester = WordCompleter(words, commas=commas) if words else None

    def action_take(self) -> None:
        """Take the completion of a word that was typed here, or go to the next input."""
        completed = self.suggester.complete(self.value) if isinstance(self.suggester, Completer) else None
        if self.value != self.came_with and completed and completed != self.value:
            self.value = completed
            self.cursor_position = len(completed)
        else:
            self.screen.focus_next()

    def action_give_up(self) -> None:
        """Post that what was typed is discarded."""
        self.post_message(self.GivenUp(self))
