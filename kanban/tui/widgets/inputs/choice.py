"""A choice of one among a few options, made with the arrows, space or a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget


class Choice(Widget, can_focus=True):
    """Options in a row, or one below another; the chosen one has a mark, not only a colour."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l,space", "go(1)", "Next", show=False),
        Binding("left,h", "go(-1)", "Previous", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another option is chosen."""

        key: str

    place: reactive[int] = reactive(0, layout=False)
    """The place of the chosen option."""

    def __init__(
        self, options: Sequence[tuple[str, str, str]], *, below: bool = False, name: str | None = None
    ) -> None:
        """Take (key, label, style) of each option; with `below` each has its own line, and up and down choose too."""
        super().__init__(name=name)
        self._options, self._below = list(options), below

    @property
    def key(self) -> str:
        """The key of the chosen option."""
        return self._options[self.place][0]

    def choose(self, key: str) -> None:
        """Choose an option before anything shows."""
        self.set_reactive(Choice.place, [option[0] for option in self._options].index(key))

    def watch_place(self) -> None:
        """Post the new choice."""
        self.post_message(self.Changed(self.key))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Return one line for all options, or one for each."""
        return len(self._options) if self._below else 1

    def render(self) -> RenderResult:
        """Return the options; the chosen one has the selection's colours while this has the focus."""
        parts = []
        for place, (_, label, style) in enumerate(self._options):
            here = place == self.place
            option = Content(f" {'●' if here else '○'} {label} ")
            if here:
                option = option.stylize("$selection-text on $selection" if self.has_focus else f"bold {style}")
            else:
                option = option.stylize(style or "$muted")
            parts.append(option.stylize(Style.from_meta({"place": place})))
        return Content("\n" if self._below else " ").join(parts)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Choose with up and down if each option has its own line; at the ends, let the key pass."""
        steps = {"down": 1, "up": -1}.get(event.key, 0)
        if self._below and steps and 0 <= self.place + steps < len(self._options):
            event.stop()
            self.place += steps

    def on_click(self, event: events.Click) -> None:
        """Choose the option that was clicked."""
        if (place := event.style.meta.get("place")) is not None:
            self.place = place

    def action_go(self, steps: int) -> None:
        """Choose the next option; after the last, the first."""
        self.place = (self.place + steps) % len(self._options)
