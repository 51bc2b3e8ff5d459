"""The input for a comment, and the list of names that complete a mention."""

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
"""The most names offered at once."""

_MENTION = re.compile(r"(?:^|(?<=[\s(\[>]))@([\w.-]*(?: \w*)?)$")


class CommentInput(TextArea):
    """The text of a comment; whatever is typed or pasted is cleaned of control characters."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("panel_send", "send"),
        Binding("escape", "leave", "Keep the draft", show=False),
    ]

    class Sent(Message):
        """Send the text."""

    class Left(Message):
        """The writer left with escape; the text stays as a draft."""

    class NameKey(Message):
        """A key for the list of names."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    refuge: Widget | None = None
    """The widget that gets the focus on escape, at once: the next key may already be on its way."""

    offering = False
    """Whether the list of names is open; it then gets the arrows, tab and enter."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines; none after it was removed, when Textual may ask one last time."""
        return super().render_lines(crop) if self.is_attached else []

    def edit(self, edit: Edit) -> EditResult:
        """Apply an edit, with its new text cleaned."""
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
        """The text after the @ before the cursor; None if no name is being typed."""
        match = self._match_mention()
        return match[1] if match else None

    def put_name(self, name: str) -> None:
        """Replace the mention being typed with a name."""
        if match := self._match_mention():
            row, column = self.cursor_location
            self.replace(f"@{name} ", (row, match.start(1) - 1), (row, column))

    def _match_mention(self) -> re.Match[str] | None:
        row, column = self.cursor_location
        return _MENTION.search(self.document.get_line(row)[:column])

    def action_send(self) -> None:
        """Send the comment."""
        self.post_message(self.Sent())

    def action_leave(self) -> None:
        """Close the list of names, or leave and keep the draft."""
        if self.offering:
            self.post_message(self.NameKey("escape"))
            return
        if self.refuge is not None:
            self.screen.set_focus(self.refuge)
        self.post_message(self.Left())


class NameList(Static):
    """The members that are offered, one per line, with a cursor."""

    class Clicked(Message):
        """A name was clicked; the cursor is on it now."""

    offered: tuple[Member, ...] = ()
    """The offered members, empty while the list is closed."""
    _place = 0

    @property
    def chosen(self) -> Member | None:
        """The member under the cursor."""
        return self.offered[self._place] if self.offered else None

    def offer(self, members: Sequence[Member]) -> None:
        """Offer these members."""
        self.offered = tuple(members[:MOST_NAMES])
        self.go(-self._place)

    def tell(self, sentence: str) -> None:
        """Show a sentence instead of names."""
        self.offered = ()
        self.update(Content(f" {sentence} ").stylize("$warning"))

    def go(self, steps: int) -> None:
        """Move the cursor; from the ends to the other end."""
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


def match_names(members: Sequence[Member], typed: str) -> list[Member]:
    """Return the members with a name, or a word of it, that begins with `typed`; none if only one fits, typed whole."""
    needle = text.fold(typed)
    matches = [member for member in members if any(part.startswith(needle) for part in _name_parts(member.name))]
    return [] if len(matches) == 1 and text.fold(matches[0].name) == needle else matches


def is_nobody(members: Sequence[Member], typed: str) -> bool:
    """Return whether no member's name begins with the first word of `typed`."""
    first = text.fold(typed.split(maxsplit=1)[0] if typed.split() else "")
    names = [part for member in members for name in (member.name, *member.aliases) for part in _name_parts(name)]
    return bool(first) and not any(name.startswith(first.rstrip(".,-")) for name in names)


def _name_parts(name: str) -> list[str]:
    folded = text.fold(name)
    return [folded, *folded.split()]
