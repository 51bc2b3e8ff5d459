"""A card's fields, edited in place: enter opens the field under the cursor, enter saves it, escape cancels.

For a field with fixed values a list opens below the input: arrows choose, letters search.
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import DescendantBlur, MouseDown
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input

from kanban import cell_width
from kanban.domain import permissions
from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.values import fields
from kanban.tui import reasons
from kanban.tui.messages import CardOpened, EditAsked, LinkAsked, LinkOpened, NothingDone, UnlinkAsked
from kanban.tui.widgets.card import field_rows
from kanban.tui.widgets.card.field_list import FieldList, draw_heading, draw_row
from kanban.tui.widgets.card.field_rows import ADD_FIELD, ADD_LINK, LABELS, LINKS, FieldRow
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.inputs import options
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.inputs.type_ahead import TypeAheadList
from kanban.tui.widgets.line_list import Block

HINTS = {
    ADD_LINK: "https://… and a name for it",
    ADD_FIELD: "Industry = Steel",
    LABELS: "vip, dach",
    "value": "12k, 1.234,56 €",
    "next_on": "fri, +2w, 1 Dec 14:30",
    "next_time": "14:30",
    "close_on": "fri, +2w, 1 Dec",
    "probability": "40%",
    "email": "jane@acme.example",
}
"""Placeholders of the empty input: examples of what can be typed."""


MOST = 7
"""The most lines of the list below the input."""


class FieldPane(Container):
    """The rows, and the input that is laid over the row being edited."""

    @property
    def hint_place(self) -> str:
        """The footer's hint place."""
        return "field of a list" if self._options else "field"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "choose(1)", "Down", show=False),
        Binding("up,ctrl+p", "choose(-1)", "Up", show=False),
    ]
    DEFAULT_CSS = """
    FieldPane { height: 1fr; layers: below above; background: $surface; }
    FieldPane FieldList { layer: below; }
    FieldPane LineInput { layer: above; position: absolute; display: none; background: $panel; }
    FieldPane LineInput.-open { display: block; }
    FieldPane TypeAheadList {
        layer: above; position: absolute; display: none; background: $panel; scrollbar-background: $panel;
    }
    FieldPane TypeAheadList.-open { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._list = FieldList()
        self._line = LineInput()
        self._choices = TypeAheadList()
        self._choices.can_focus = False
        self._options: options.Options | None = None
        """The values of the field being edited; None if it is typed freely."""
        self._view: CardView | None = None
        self._rows: dict[str, FieldRow] = {}
        self._editing: str | None = None
        self._note: tuple[str, str, bool] = ("", "", False)
        self._labels: tuple[str, ...] = ()
        self._is_beside = False
        self._rows_wanted = 1
        self._is_whole = False
        """All fields are shown, although the pane is beside the thread, because the focus is here."""

    def compose(self) -> ComposeResult:
        """Yield the rows, then the input and its list, which lie above them."""
        yield self._list
        yield self._line
        yield self._choices

    @property
    def is_editing(self) -> bool:
        """Whether a field is being edited."""
        return self._editing is not None

    def focus_rows(self, key: str | None = None) -> None:
        """Give the rows the focus with the cursor on `key`; beside the thread, show the empty fields too."""
        if self._is_beside and not self._is_whole:
            self._is_whole = True
            self._draw()
        if key in self._rows:
            self._list.cursor = key
            self._list.show_cursor()
        self._list.focus()

    def walk_links(self, steps: int) -> None:
        """Give the rows the focus with the cursor on a link, `steps` from the present one."""
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
        """Show this card's fields; a field of the same card that is being edited stays open.

        `list_narrow_rows` the thread, fields without a value are left out until the pane gets the focus.
        """
        self._is_beside = self._list.is_quiet = beside
        anew = self._view is None or self._view.card.id != view.card.id
        self._view, self._labels = view, labels
        if anew:
            self._close_input()
        grouped = field_rows.list_rows(view)
        self._rows = {row.key: row for _, group in grouped for row in group}
        if self._editing not in self._rows:
            self._close_input()
        self._draw(anew=anew)

    def _draw(self, *, anew: bool = False) -> None:
        if self._view is None:
            return
        blocks = []
        list_groups = (
            field_rows.list_rows
            if not self._is_beside
            else field_rows.list_narrow_rows
            if self._is_whole
            else field_rows.list_brief_rows
        )
        groups = list_groups(self._view)
        widths = [cell_width.cells(row.called) for _, group in groups for row in group]
        wide = min(13 if self._is_beside else 24, max(widths, default=0) + 2)
        for place, (heading, group) in enumerate(groups):
            if heading:
                head = partial(draw_heading, heading, first=place == 0)
                blocks.append(Block(f"heading {heading}", place, head, is_stop=False))
            for row in group:
                note = self._note if self._note[0] == row.key else ("", "", False)
                blocks.append(Block(row.key, (row, note, wide), partial(draw_row, row, note, wide)))
        self._wide = wide
        self._list.show_blocks(blocks, anew=anew)
        self._place_input()

    # -- the input

    @on(FieldList.EditWanted)
    def _open_input(self, event: Message) -> None:
        event.stop()
        row = self._rows.get(self._list.cursor or "")
        if row is None or self._view is None:
            return
        if row.url or row.card:
            self.post_message(LinkOpened(row.url) if row.url else CardOpened(row.card))
            return
        if not self._check_may_edit(row):
            return
        self._editing = row.key
        choices = options.options_for(row.key, self._view.board)
        self._options = choices.add_value(row.typed) if choices else None
        words = [item.label for item in choices.items] if choices else self._labels if row.key == LABELS else ()
        self._line.complete_with(words, commas=row.key == LABELS)
        self._line.placeholder = (row.text or choices.none) if choices else HINTS.get(row.key, "")
        self._line.value = "" if choices else row.typed
        self._line.cursor_position = len(self._line.value)
        self._show_note(row.key, "")
        self._line.add_class("-open")
        self._list_options(row.typed)
        self._place_input()
        self._line.focus()

    def _list_options(self, start: str | None) -> None:
        """List the values that match what is typed, the cursor on `start` if it is among them."""
        self._choices.set_class(self._options is not None, "-open")
        if self._options:
            items = self._options.find_items(self._line.value)
            here = start is not None and any(item.key == start for item in items)
            blocks = options.list_blocks(items, self._options.none)
            self._choices.show_blocks(blocks, anew=True, start=options.block_key(start or "") if here else None)
            self._rows_wanted = max(1, len(items))

    def action_choose(self, steps: int) -> None:
        """Move along the list; from its ends to the other end."""
        if self._editing:
            self._show_note(self._editing, "")
        before = self._choices.cursor
        self._choices.action_step(steps)
        if self._choices.cursor == before:
            self._choices.action_edge(-1 if steps > 0 else 1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the arrows pass if there is no list."""
        return self._options is not None if action == "choose" else super().check_action(action, parameters)

    def on_mouse_down(self, event: MouseDown) -> None:
        """Keep the focus on the input when its list is clicked."""
        if self._options and self._choices.region.contains(int(event.screen_x), int(event.screen_y)):
            event.prevent_default()

    @on(TypeAheadList.Clicked)
    def _take_clicked(self, event: Message) -> None:
        event.stop()
        self._finish()

    def _check_may_edit(self, row: FieldRow) -> bool:
        """Return whether the member may edit; if not, show the reason below the row."""
        me = self._view.me if self._view else None
        try:
            if me:
                permissions.require_role(me, "member", "edit cards")
        except KanbanError as error:
            self._show_note(row.key, str(error), wrong=True)
            return False
        if me is None:
            self.post_message(NothingDone(reasons.NOBODY))
        return me is not None

    def _place_input(self) -> None:
        """Lay the input over the row being edited, with room for a sentence below, and the list below or above it."""
        if self._editing is None:
            return
        rows = min(self._rows_wanted, MOST, max(1, self.size.height - 1)) if self._options else 0
        self._list.show_cursor(below=max(2, rows))
        top = self._list.screen_row(self._editing)
        if top is None:
            return
        left, width = self._wide + 2, max(8, self.size.width - self._wide - 4)
        self._line.styles.offset = Offset(left, top)
        self._line.styles.width = width
        below = self.size.height - top - 1
        if self._options:
            up = rows > below < top
            rows = min(rows, top if up else max(1, below))
            self._choices.styles.offset = Offset(left, top - rows if up else top + 1)
            self._choices.styles.width, self._choices.styles.height = width, rows

    def on_resize(self) -> None:
        """Keep the input over its row."""
        self.call_after_refresh(self._place_input)

    def _show_note(self, key: str, sentence: str, *, wrong: bool = False) -> None:
        self._choices.set_class(self._options is not None and not sentence, "-open")  # the list would hide the sentence
        if self._note != (key, sentence, wrong):
            self._note = (key, sentence, wrong)
            self._draw()

    def _close_input(self) -> None:
        self._editing = self._options = None
        self._choices.remove_class("-open")
        self._note = ("", "", False)
        self._line.remove_class("-open")

    def _hide_empty(self) -> None:
        if self._is_whole and not self.has_focus_within:
            self._is_whole = False
            self._draw()

    @on(Input.Changed)
    def _preview(self, event: Input.Changed) -> None:
        event.stop()
        if self._editing and self._options:
            self._list_options(None if event.value else self._rows[self._editing].typed)
            self._show_note(self._editing, "")
            self._place_input()
        elif self._editing and self._view:
            reading = field_rows.preview(self._editing, event.value, self._view.board, self._view.today)
            self._show_note(self._editing, reading)

    @on(LineInput.GivenUp)
    def _cancel(self, event: LineInput.GivenUp) -> None:
        event.stop()
        self._close_input()
        self._draw()
        self._list.focus()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Cancel the edit when the focus goes elsewhere, and hide the empty fields again."""
        self.call_later(self._hide_empty)
        if event.widget is self._line and self._editing:
            self._close_input()
            self._draw()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self._finish()

    def _finish(self) -> None:
        """Post the edit that was typed or chosen; if the field refuses it, show why and stay open."""
        row, view = self._rows.get(self._editing or ""), self._view
        if row is None or view is None:
            return
        typed = options.value_of_key(self._choices.cursor) if self._options else self._line.value
        try:
            message = self._build_request(row, self._line.value if typed is None else typed, view)
            if typed is None:
                raise UsageFault(options.NO_MATCH)
        except KanbanError as error:
            self._show_note(row.key, str(error), wrong=True)
            self._place_input()
            return
        self._close_input()
        self._draw()
        self._list.focus()
        if message:
            self.post_message(message)

    @staticmethod
    def _build_request(row: FieldRow, typed: str, view: CardView) -> Message | None:
        """Return the message for what was typed, None without a change; raises KanbanError if the field refuses it."""
        if row.key == ADD_LINK:
            url, _, name = typed.strip().partition(" ")
            return LinkAsked(view.card.id, url, name.strip()) if url else None
        if typed == row.typed:
            return None
        pairs = field_rows.read_entry(row, typed, view.card)
        registers = fields.read_all(pairs, view.board, view.today, view.card)
        permissions.require_kept_fields(view.board, view.card, registers)
        return EditAsked(view.card.id, pairs) if pairs else None

    @on(FieldList.ClearWanted)
    def _clear(self, event: Message) -> None:
        event.stop()
        row, view = self._rows.get(self._list.cursor or ""), self._view
        if row is None or view is None or not self._check_may_edit(row):
            return
        if row.card:
            self.post_message(NothingDone("Enter opens the earlier deal."))
        elif row.key.startswith(LINKS):
            self.post_message(UnlinkAsked(view.card.id, row.key.removeprefix(LINKS)))
        elif row.text:
            try:
                message = self._build_request(row, "", view)
            except KanbanError as error:
                self._show_note(row.key, str(error), wrong=True)
                return
            if message:
                self.post_message(message)
        else:
            self.post_message(NothingDone(f"{row.called} is empty already."))
