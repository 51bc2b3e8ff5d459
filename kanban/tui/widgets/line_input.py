"""An input of one line: what is pasted is made harmless, tab takes the completion, escape gives up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from kanban.domain import text


class Completions(Suggester):
    """Completes with the first of the known words that begins so; with `commas`, the last of several words."""

    def __init__(self, words: Sequence[str], *, commas: bool = False) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._words = [text.clean_line(word) for word in words]
        self._commas = commas

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole value with its end completed, None where nothing begins so; case as it was typed."""
        completed = self.complete(value)
        return value + completed[len(value) :] if completed else None

    def complete(self, value: str) -> str | None:
        """Return the whole value with its end completed as the word is written, None where nothing begins so."""
        kept, part = "", value
        if self._commas:
            head, comma, tail = value.rpartition(",")
            part = tail.lstrip().removeprefix("-")
            kept = head + comma + tail[: len(tail) - len(part)]
        wanted = part.casefold()
        if not wanted:
            return None
        return next((kept + word for word in self._words if word.casefold().startswith(wanted)), None)


class LineInput(Input):
    """Textual's input without its frame."""

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
        """Escape: what was typed is not wanted."""

        input: LineInput

        @property
        def control(self) -> LineInput:
            """The input."""
            return self.input

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        words: Sequence[str] = (),
        commas: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        suggester = Completions(words, commas=commas) if words else None
        super().__init__(
            text.clean_line(value),
            placeholder=placeholder,
            suggester=suggester,
            compact=True,
            select_on_focus=False,
            id=id,
        )

    def validate_value(self, value: str) -> str:
        """Make harmless whatever comes in, by keys, by paste or by a program."""
        return value if value.isprintable() else text.clean(value).replace("\n", " ").replace("\t", " ")

    def complete_with(self, words: Sequence[str], *, commas: bool = False) -> None:
        """Complete with other words from now on."""
        self.suggester = Completions(words, commas=commas) if words else None

    def action_take(self) -> None:
        """Take the completion if there is one, else go on to the next input."""
        completed = self.suggester.complete(self.value) if isinstance(self.suggester, Completions) else None
        if completed and completed != self.value:
            self.value = completed
            self.cursor_position = len(completed)
        else:
            self.screen.focus_next()

    def action_give_up(self) -> None:
        """Tell that nothing is to be done."""
        self.post_message(self.GivenUp(self))
