"""The line of tabs between the card panel's head and its sections."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget


class TabLine(Widget):
    """`╶─ 1 Thread 4 ── 2 History 12 ── 3 Fields ──────╴`."""

    DEFAULT_CSS = """
    TabLine { height: 1; background: $surface; }
    """

    @dataclass
    class Picked(Message):
        """A section was clicked."""

        section: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._tabs: tuple[tuple[int, str, str, str], ...] = ()
        self._here = ""

    def show(self, tabs: tuple[tuple[int, str, str, str], ...], here: str) -> None:
        """Show tabs of (number, section, title, count or note); `here` is the open section."""
        if (tabs, here) != (self._tabs, self._here):
            self._tabs, self._here = tabs, here
            self.refresh()

    def render(self) -> RenderResult:
        """Return the line; titles are shortened until it fits."""
        width = self.size.width
        for longest in (2, 1, 0):
            parts = [self._draw_tab(*tab, longest) for tab in self._tabs]
            rule = " ── " if longest == 2 else "  "
            line = Content("╶─ ").stylize("$muted") + Content(rule).stylize("$muted").join(parts) + " "
            if line.cell_length <= width - 2:
                break
        rest = "─" * (width - line.cell_length - 1) + "╴"
        return (line + Content(rest).stylize("$muted")).truncate(max(1, width))

    def _draw_tab(self, number: int, section: str, title: str, more: str, longest: int) -> Content:
        name = title if longest else title[:3]
        style = "bold $lane-title" if section == self._here else "$muted"
        # Brackets too, for terminals without bold and for people who can't see it.
        label = Content(f"[{name}]" if section == self._here else name).stylize(style)
        parts = [Content(f"{number} ").stylize("$muted"), label]
        if more and longest == 2:
            parts.append(Content(f" {more}").stylize("$muted"))
        return Content("").join(parts).stylize(Style.from_meta({"section": section}))

    def on_click(self, event: events.Click) -> None:
        """Ask for the section under the mouse."""
        if section := event.style.meta.get("section"):
            self.post_message(self.Picked(section))
