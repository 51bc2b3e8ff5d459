"""A card's links in one line: click or enter opens one."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from kanban import cell_width
from kanban.domain.card import LINK, Card
from kanban.domain.values import text
from kanban.tui.commands import bound
from kanban.tui.messages import LinkOpened, NothingDone, UnlinkAsked

LONGEST = 32
"""Cells of a link's name."""


class LinkLine(Widget, can_focus=True):
    """One line of links; hidden if the card has none."""

    DEFAULT_CSS = """
    LinkLine { height: 1; background: $surface; color: $foreground; padding: 0 1; display: none; }
    LinkLine.-some { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "Link before", show=False),
        Binding("right,l", "step(1)", "Link after", show=False),
        bound("panel_link_open", "open"),
        bound("panel_link_remove", "remove"),
    ]

    hint_place = "links"

    chosen: reactive[int] = reactive(0)
    """The place of the link under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._card = ""
        self._links: list[tuple[str, str, str]] = []

    def show(self, card: Card | None) -> None:
        """Show this card's links."""
        self._card, self._links = (card.id, list_links(card)) if card else ("", [])
        self.set_class(bool(self._links), "-some")
        self.chosen = min(self.chosen, max(0, len(self._links) - 1))
        self.refresh()

    def render(self) -> RenderResult:
        """Return the names, starting with the first from which the chosen one still fits."""
        width = self.content_size.width
        start = 0
        while start < self.chosen and self._draw_links(start, self.chosen + 1).cell_length > width:
            start += 1
        return self._draw_links(start, len(self._links)).truncate(max(1, width), ellipsis=True)

    def _draw_links(self, start: int, end: int) -> Content:
        parts = [Content("links").stylize("$muted")] + ([Content("…").stylize("$muted")] if start else [])
        for place, (_, name, url) in enumerate(self._links[start:end], start):
            here = self.has_focus and place == self.chosen
            style = "$selection-text on $selection" if here else "$primary"
            part = Content(f"{cell_width.shorten(name, LONGEST)} ↗").stylize(style)
            parts.append(part.stylize(Style.from_meta({"url": url, "place": place})))
        return Content("  ").join(parts)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Open the link under the mouse."""
        if url := event.style.meta.get("url"):
            self.chosen = event.style.meta.get("place", 0)
            self.post_message(LinkOpened(url))

    @property
    def has_links(self) -> bool:
        """Whether the card has links."""
        return bool(self._links)

    def walk(self, steps: int) -> None:
        """Take the focus; if it has the focus already, go to another link."""
        if self.has_focus:
            self.action_step(steps)
        elif self._links:
            self.focus()

    def action_step(self, steps: int) -> None:
        """Go to another link."""
        before = self.chosen
        self.chosen = max(0, min(len(self._links) - 1, self.chosen + steps))
        if self.chosen == before:
            self.post_message(NothingDone(f"This is the {'last' if steps > 0 else 'first'} link."))

    def action_open(self) -> None:
        """Open the link under the cursor."""
        if self._links:
            self.post_message(LinkOpened(self._links[self.chosen][2]))

    def action_remove(self) -> None:
        """Ask to remove the link under the cursor; undo restores it."""
        if self._links:
            self.post_message(UnlinkAsked(self._card, self._links[self.chosen][0]))


def list_links(card: Card) -> list[tuple[str, str, str]]:
    """Return (id, name, address) of each of a card's links; malformed ones are left out."""
    links = []
    for key, value in card.registers(LINK).items():
        if isinstance(value, dict) and isinstance(value.get("url"), str):
            url = text.clean_line(str(value["url"]))
            name = text.clean_line(str(value.get("name") or url))
            links.append((key, name or url, url))
    return links
