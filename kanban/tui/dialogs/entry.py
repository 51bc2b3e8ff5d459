"""A line of a form: label, input, and below them how the input is read or why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from kanban import cell_width
from kanban.domain.errors import KanbanError
from kanban.domain.values import text
from kanban.tui.widgets.inputs.line_input import LineInput

Reading = Callable[[str], str]
"""Returns how a value is read (`→ Fri 27 Nov`, or nothing); raises KanbanError for one that is refused."""


class Entry(Vertical):
    """One line of a form."""

    keys: Sequence[tuple[str, str]] = ()
    """Further keys in this line, each with the verb of its act."""

    def __init__(
        self,
        name: str,
        called: str,
        value: str = "",
        *,
        hint: str = "",
        words: Sequence[str] = (),
        commas: bool = False,
        reading: Reading | None = None,
        above: str = "",
        unit: str = "",
        selects: bool = False,
    ) -> None:
        """Take label and value; `hint` is the placeholder, `above` a text over the line, `unit` follows a number.

        With `selects` the value is a proposal: whoever comes into the line and types replaces it.
        """
        super().__init__(name=name)
        self._unit = text.clean_line(unit)
        self._before = text.clean_line(value).strip()
        self._above = text.clean(above)
        self._called, self._reading = text.clean_line(called), reading
        self._line = LineInput(value, placeholder=hint, words=words, commas=commas, selects=selects)
        self._note = Static(classes="note")

    def compose(self) -> ComposeResult:
        """Yield the text above, the line with label and input, and the note below."""
        if self._above:
            yield Static(Content(self._above), classes="above")
        unit = [Static(Content(f" {self._unit}"), classes="unit")] if self._unit else []
        called = Static(Content(cell_width.shorten(self._called, 16)), classes="called")
        yield Horizontal(called, self._line, *unit, classes="line")
        yield self._note

    @property
    def value(self) -> str:
        """The typed text, without blanks at its ends."""
        return self._line.value.strip()

    @property
    def is_changed(self) -> bool:
        """Whether the value differs from the one at the start."""
        return self.value != self._before

    def fill(self, value: str) -> None:
        """Put another text into the line."""
        self._line.value = value

    def hint(self, words: str) -> None:
        """Set the placeholder."""
        self._line.placeholder = words

    def enter(self) -> None:
        """Give it the focus."""
        self._line.focus()

    def check(self) -> None:
        """Raise KanbanError for a refused value, after showing the reason and moving the focus here."""
        if self._reading is None:
            return
        try:
            self._reading(self.value)
        except KanbanError as error:
            self.say(str(error), wrong=True)
            self.enter()
            raise

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence below the line."""
        self._note.update(Content(text.clean(sentence)))
        self._note.set_class(bool(sentence), "-some")
        self._note.set_class(wrong, "-wrong")

    @on(Input.Changed)
    def _preview(self) -> None:
        try:
            self.say(self._reading(self.value) if self._reading and self.value else "")
        except KanbanError:
            self.say("")
