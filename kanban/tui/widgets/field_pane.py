"""A card's fields, edited where they stand: enter opens the line under the cursor, enter keeps it, escape leaves it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.events import DescendantBlur
from textual.geometry import Offset
from textual.message import Message
from textual.style import Style
from textual.widgets import Input

from kanban.domain import fields, rules, text
from kanban.domain.errors import KanbanError
from kanban.tui import reasons
from kanban.tui.commands import bound
from kanban.tui.messages import EditAsked, LinkAsked, LinkOpened, NothingDone, UnlinkAsked
from kanban.tui.widgets import field_rows
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.field_rows import ADD_FIELD, ADD_LINK, LABELS, LINKS, Row
from kanban.tui.widgets.line_input import LineInput
from kanban.tui.widgets.lines import Block, Lines

HINTS = {
    ADD_LINK: "https://… and a name for it",
    ADD_FIELD: "NAME = value",
    LABELS: "vip, dach",
    "value": "12k, 1.234,56 €",
    "next_on": "fri, +2w, 1 Dec",
    "close_on": "fri, +2w, 1 Dec",
    "probability": "40%",
    "email": "jane@acme.example",
}
"""What may be typed, in the empty line."""


class FieldList(Lines):
    """The rows, one under another."""

    hint_place = "fields"

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("panel_edit", "edit"),
        bound("panel_clear", "clear"),
    ]

    class EditWanted(Message):
        """The row under the cursor is to be edited, or its link to be opened."""

    class ClearWanted(Message):
        """The row under the cursor is to be emptied, or its link taken off."""

    def action_edit(self) -> None:
        """Edit the row under the cursor."""
        self.post_message(self.EditWanted())

    def action_clear(self) -> None:
        """Empty the row under the cursor."""
        self.post_message(self.ClearWanted())

    def picked(self) -> None:
        """Edit by double click."""
        self.action_edit()


class FieldPane(Container):
    """The rows, and the line in which one of them is edited."""

    hint_place = "field"

    DEFAULT_CSS = """
    FieldPane { height: 1fr; layers: below above; background: $surface; }
    FieldPane FieldList { layer: below; }
    FieldPane LineInput { layer: above; position: absolute; display: none; background: $panel; }
    FieldPane LineInput.-open { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._list = FieldList()
        self._line = LineInput()
        self._view: CardView | None = None
        self._rows: dict[str, Row] = {}
        self._editing: str | None = None
        self._note: tuple[str, str, bool] = ("", "", False)
        self._labels: tuple[str, ...] = ()
        self._beside = False
        self._whole = False
        """All fields are shown, although the pane stands beside the thread: one came to edit them."""

    def compose(self) -> ComposeResult:
        """Lay the line over the rows."""
        yield self._list
        yield self._line

    @property
    def editing(self) -> bool:
        """Whether a line is open."""
        return self._editing is not None

    def focus_rows(self, key: str | None = None) -> None:
        """Give the rows the focus, the cursor on `key`; beside the thread those without a value come to light."""
        if self._beside and not self._whole:
            self._whole = True
            self._draw()
        if key in self._rows:
            self._list.cursor = key
            self._list.show_cursor()
        self._list.focus()

    def walk_links(self, steps: int) -> None:
        """Give the rows the focus, the cursor on the next link."""
        links = [key for key in self._rows if key.startswith(LINKS)]
        if not links:
            return
        here, focused = self._list.cursor, self._list.has_focus
        place = links.index(here) + steps if focused and here in links else 0
        if not 0 <= place < len(links):
            self.post_message(NothingDone(f"This is the {'last' if steps > 0 else 'first'} link."))
            return
        self._list.cursor = links[place]
        self._list.show_cursor()
        self._list.focus()

    def show(self, view: CardView, labels: tuple[str, ...] = (), *, beside: bool = False) -> None:
        """Show this card's fields; a line of the same card that is being edited stays open.

        `beside` the thread those without a value are left out, until one comes to edit.
        """
        self._beside = self._list.quiet = beside
        anew = self._view is None or self._view.card.id != view.card.id
        self._view, self._labels = view, labels
        if anew:
            self._close()
        grouped = field_rows.rows(view)
        self._rows = {row.key: row for _, group in grouped for row in group}
        if self._editing not in self._rows:
            self._close()
        self._draw(anew=anew)

    def _draw(self, *, anew: bool = False) -> None:
        if self._view is None:
            return
        blocks = []
        made = field_rows.rows if not self._beside else field_rows.beside if self._whole else field_rows.brief
        groups = made(self._view)
        named = [text.cells(row.called) for _, group in groups for row in group]
        wide = min(13 if self._beside else 24, max(named, default=0) + 2)
        for place, (heading, group) in enumerate(groups):
            if heading:
                head = partial(_heading, heading, first=place == 0)
                blocks.append(Block(f"heading {heading}", place, head, stop=False))
            for row in group:
                note = self._note if self._note[0] == row.key else ("", "", False)
                blocks.append(Block(row.key, (row, note, wide), partial(_lines, row, note, wide)))
        self._wide = wide
        self._list.show_blocks(blocks, anew=anew)
        self._place()

    # -- the line

    @on(FieldList.EditWanted)
    def _open(self, event: Message) -> None:
        event.stop()
        row = self._rows.get(self._list.cursor or "")
        if row is None or self._view is None:
            return
        if row.url:
            self.post_message(LinkOpened(row.url))
            return
        if not self._may(row):
            return
        self._editing = row.key
        words = self._labels if row.key == LABELS else field_rows.words(row.key, self._view.board)
        self._line.complete_with(words, commas=row.key == LABELS)
        self._line.placeholder = HINTS.get(row.key, "")
        self._line.value = row.typed
        self._line.cursor_position = len(row.typed)
        self._say(row.key, "")
        self._line.add_class("-open")
        self._place()
        self._line.focus()

    def _may(self, row: Row) -> bool:
        """Whether the member may edit; if not, the reason shows below the row."""
        me = self._view.me if self._view else None
        try:
            if me:
                rules.may(me, "member", "edit cards")
        except KanbanError as error:
            self._say(row.key, str(error), wrong=True)
            return False
        if me is None:
            self.post_message(NothingDone(reasons.NOBODY))
        return me is not None

    def _place(self) -> None:
        """Lay the line over the row that is being edited, with room below it for a sentence."""
        if self._editing is None:
            return
        self._list.show_cursor(below=2)
        top = self._list.screen_row(self._editing)
        if top is None:
            return
        left = self._wide + 2
        self._line.styles.offset = Offset(left, top)
        self._line.styles.width = max(8, self.size.width - left - 2)

    def on_resize(self) -> None:
        """Keep the line over its row."""
        self.call_after_refresh(self._place)

    def _say(self, key: str, sentence: str, *, wrong: bool = False) -> None:
        if self._note != (key, sentence, wrong):
            self._note = (key, sentence, wrong)
            self._draw()

    def _close(self) -> None:
        self._editing = None
        self._note = ("", "", False)
        self._line.remove_class("-open")

    def _shrink(self) -> None:
        if self._whole and not self.has_focus_within:
            self._whole = False
            self._draw()

    @on(Input.Changed)
    def _preview(self, event: Input.Changed) -> None:
        event.stop()
        if self._editing and self._view:
            said = field_rows.preview(self._editing, event.value, self._view.board, self._view.today)
            self._say(self._editing, said)

    @on(LineInput.GivenUp)
    def _leave(self, event: LineInput.GivenUp) -> None:
        event.stop()
        self._close()
        self._draw()
        self._list.focus()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Leave the field as it was when the focus goes elsewhere, and show no more than has a value."""
        self.call_later(self._shrink)
        if event.widget is self._line and self._editing:
            self._close()
            self._draw()

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        event.stop()
        row, view = self._rows.get(self._editing or ""), self._view
        if row is None or view is None:
            return
        try:
            message = self._asked(row, event.value, view)
        except KanbanError as error:
            self._say(row.key, str(error), wrong=True)
            self._place()
            return
        self._close()
        self._draw()
        self._list.focus()
        if message:
            self.post_message(message)

    @staticmethod
    def _asked(row: Row, given: str, view: CardView) -> Message | None:
        """Return what is to be asked for; raises KanbanError where a field does not take what was typed."""
        if row.key == ADD_LINK:
            url, _, name = given.strip().partition(" ")
            return LinkAsked(view.card.id, url, name.strip()) if url else None
        if given == row.typed:
            return None
        pairs = field_rows.pairs(row, given, view.card)
        registers = fields.read_all(pairs, view.board, view.today, view.card)
        rules.kept_required(view.board, view.card, registers)
        return EditAsked(view.card.id, pairs) if pairs else None

    @on(FieldList.ClearWanted)
    def _clear(self, event: Message) -> None:
        event.stop()
        row, view = self._rows.get(self._list.cursor or ""), self._view
        if row is None or view is None or not self._may(row):
            return
        if row.key.startswith(LINKS):
            self.post_message(UnlinkAsked(view.card.id, row.key.removeprefix(LINKS)))
        elif row.shown:
            try:
                message = self._asked(row, "", view)
            except KanbanError as error:
                self._say(row.key, str(error), wrong=True)
                return
            if message:
                self.post_message(message)
        else:
            self.post_message(NothingDone(f"{row.called} is empty already."))


def _heading(heading: str, width: int, *, first: bool) -> list[Content]:
    line = Content(f" {heading}").stylize("bold $lane-title").truncate(width)
    return [line] if first else [Content(""), line]


def _lines(row: Row, note: tuple[str, str, bool], wide: int, width: int) -> list[Content]:
    """Return a row: name, value, and below it a sentence where there is one."""
    if not row.shown and row.key in {ADD_FIELD, ADD_LINK}:
        line = Content(f"  {row.called}").stylize("$muted")
    else:
        value = (
            Content(row.shown)
            if row.shown
            else Content("asked for here" if row.missing else "–").stylize("$overdue" if row.missing else "$muted")
        )
        if row.url:
            value = Content.assemble((row.shown, "$primary"), "  ", (row.url, "$muted")).stylize(
                Style.from_meta({"url": row.url})
            )
        line = Content.assemble("  ", (text.pad(text.shorten(row.called, wide - 1), wide), "$muted"), value)
    made = [line.truncate(width, ellipsis=True)]
    _, sentence, wrong = note
    if sentence:
        indent = Content(" " * (wide + 2 if width - wide > 24 else 2))
        style = "$overdue" if wrong else "$muted"
        made += [(indent + part).stylize(style) for part in Content(sentence).wrap(max(8, width - indent.cell_length))]
    return made
