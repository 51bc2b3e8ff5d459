"""The text of a comment as it is written, and the names that are offered to complete it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.widgets.text_area import Edit, EditResult

from kanban import cell_width
from kanban.domain.board import Member
from kanban.domain.values import text
from kanban.tui.commands import bound

MOST_NAMES = 5
"""Names that are offered at once."""

_MENTION = re.compile(r"(?:^|(?<=[\s(\[>]))@([\w.-]*(?: \w*)?)$")


class Words(TextArea):
    """The text itself; whatever comes in by key or paste is made harmless."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("panel_send", "send"),
        Binding("escape", "leave", "Keep the draft", show=False),
    ]

    class Sent(Message):
        """What is written is to be sent."""

    class Left(Message):
        """Escape: what is written is kept as a draft."""

    class NameKey(Message):
        """A key for the list of names."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    refuge: Widget | None = None
    """What gets the focus when one leaves: at once, for the next key is meant for it."""

    offering = False
    """Whether a list of names stands open, which then gets the keys that choose."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the text; nothing once it was taken off the screen, when Textual may ask for it a last time."""
        return super().render_lines(crop) if self.is_attached else []

    def edit(self, edit: Edit) -> EditResult:
        """Change the text, with what is new in it made harmless."""
        edit.text = text.clean(edit.text)
        return super().edit(edit)

    async def _on_key(self, event: events.Key) -> None:
        if self.offering and event.key in {"up", "down", "tab", "enter"}:
            event.prevent_default()
            event.stop()
            self.post_message(self.NameKey(event.key))
            return
        await super()._on_key(event)

    @property
    def mention(self) -> str | None:
        """What stands behind the last @ before the cursor, None where no name is being typed."""
        match = self._match()
        return match[1] if match else None

    def put_name(self, name: str) -> None:
        """Put a name in place of what was typed of it."""
        if match := self._match():
            row, column = self.cursor_location
            self.replace(f"@{name} ", (row, match.start(1) - 1), (row, column))

    def _match(self) -> re.Match[str] | None:
        row, column = self.cursor_location
        return _MENTION.search(self.document.get_line(row)[:column])

    def action_send(self) -> None:
        """Send it."""
        self.post_message(self.Sent())

    def action_leave(self) -> None:
        """Close the names, or leave and keep the draft."""
        if self.offering:
            self.post_message(self.NameKey("escape"))
            return
        if self.refuge is not None:
            self.screen.set_focus(self.refuge)
        self.post_message(self.Left())


class NameList(Static):
    """The members that are offered, one a line, the cursor on one of them."""

    class Clicked(Message):
        """A name was clicked; it is the chosen one now."""

    offered: tuple[Member, ...] = ()
    """The members, empty while nothing is offered."""
    _place = 0

    @property
    def chosen(self) -> Member | None:
        """The member under the cursor."""
        return self.offered[self._place] if self.offered else None

    def offer(self, members: Sequence[Member]) -> None:
        """Offer these members."""
        self.offered = tuple(members[:MOST_NAMES])
        self.go(-self._place)

    def tell(self, said: str) -> None:
        """Say something in place of names."""
        self.offered = ()
        self.update(Content(f" {said} ").stylize("$warning"))

    def go(self, steps: int) -> None:
        """Move the cursor, round at the ends."""
        self._place = (self._place + steps) % len(self.offered) if self.offered else 0
        lines = []
        for place, member in enumerate(self.offered):
            letter, name = member.team[:1].upper(), cell_width.shorten(text.clean_line(member.name), 40)
            line = Content.assemble((f" {letter} ", f"bold ${member.team}"), f"{name} ")
            if place == self._place:
                line = line.stylize("$selection-text on $selection")
            lines.append(line.stylize(Style.from_meta({"name": place})))
        self.update(Content("\n").join(lines))

    def on_click(self, event: events.Click) -> None:
        """Choose the name under the mouse."""
        if (place := event.style.meta.get("name")) is not None:
            self.go(place - self._place)
            self.post_message(self.Clicked())


def named_so(members: Sequence[Member], typed: str) -> list[Member]:
    """Return the members whose name, or a word of it, begins so; none once a single name is typed whole."""
    wanted = text.fold(typed)
    found = [each for each in members if any(part.startswith(wanted) for part in _parts(each.name))]
    return [] if len(found) == 1 and text.fold(found[0].name) == wanted else found


def is_nobody(members: Sequence[Member], typed: str) -> bool:
    """Return whether what stands behind an @ is the name of no member, and the beginning of none."""
    first = text.fold(typed.split(maxsplit=1)[0] if typed.split() else "")
    names = [part for member in members for name in (member.name, *member.aliases) for part in _parts(name)]
    return bool(first) and not any(name.startswith(first.rstrip(".,-")) for name in names)


def _parts(name: str) -> list[str]:
    folded = text.fold(name)
    return [folded, *folded.split()]
