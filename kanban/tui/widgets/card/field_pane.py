"""A card's fields, edited where they stand: enter opens the line under the cursor, enter keeps it, escape leaves it.

Where a field is chosen from a list, that opens below the line: arrows choose, letters find.
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
from kanban.tui.messages import EditAsked, LinkAsked, LinkOpened, NothingDone, UnlinkAsked
from kanban.tui.widgets.card import field_rows
from kanban.tui.widgets.card.field_list import FieldList, heading_lines, row_lines
from kanban.tui.widgets.card.field_rows import ADD_FIELD, ADD_LINK, LABELS, LINKS, Row
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.inputs import options
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.inputs.type_ahead import Choices
from kanban.tui.widgets.line_list import Block

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


MOST = 7
"""Lines of a list below the line."""


class FieldPane(Container):
    """The rows, and the line in which one of them is edited."""

    @property
    def hint_place(self) -> str:
        """Where the focus is, for the footer."""
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
    FieldPane Choices { layer: above; position: absolute; display: none; background: $panel; scrollbar-background: $panel; }
    FieldPane Choices.-open { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._list = FieldList()
        self._line = LineInput()
        self._choices = Choices()
        self._choices.can_focus = False
        self._options: options.Options | None = None
        """Among which the field is chosen that is being edited."""
        self._view: CardView | None = None
        self._rows: dict[str, Row] = {}
        self._editing: str | None = None
        self._note: tuple[str, str, bool] = ("", "", False)
        self._labels: tuple[str, ...] = ()
        self._beside = False
        self._rows_wanted = 1
        self._whole = False
        """All fields are shown, although the pane stands beside the thread: one came to edit them."""

    def compose(self) -> ComposeResult:
        """Lay the line over the rows, and its list."""
        yield self._list
        yield self._line
        yield self._choices

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
        named = [cell_width.cells(row.called) for _, group in groups for row in group]
        wide = min(13 if self._beside else 24, max(named, default=0) + 2)
        for place, (heading, group) in enumerate(groups):
            if heading:
                head = partial(heading_lines, heading, first=place == 0)
                blocks.append(Block(f"heading {heading}", place, head, stop=False))
            for row in group:
                note = self._note if self._note[0] == row.key else ("", "", False)
                blocks.append(Block(row.key, (row, note, wide), partial(row_lines, row, note, wide)))
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
        known = options.of_field(row.key, self._view.board)
        self._options = known.with_value(row.typed) if known else None
        words = [item.label for item in known.items] if known else self._labels if row.key == LABELS else ()
        self._line.complete_with(words, commas=row.key == LABELS)
        self._line.placeholder = (row.shown or known.none) if known else HINTS.get(row.key, "")
        self._line.value = "" if known else row.typed
        self._line.cursor_position = len(self._line.value)
        self._say(row.key, "")
        self._line.add_class("-open")
        self._list_options(row.typed)
        self._place()
        self._line.focus()

    def _list_options(self, start: str | None) -> None:
        """Show what fits what is typed, the cursor on `start` where it is among that."""
        self._choices.set_class(self._options is not None, "-open")
        if self._options:
            found = self._options.fitting(self._line.value)
            here = start is not None and any(item.key == start for item in found)
            blocks = options.blocks_of(found, self._options.none)
            self._choices.show_blocks(blocks, anew=True, start=options.block_key(start or "") if here else None)
            self._rows_wanted = max(1, len(found))

    def action_choose(self, steps: int) -> None:
        """Go along the list, round at its ends."""
        if self._editing:
            self._say(self._editing, "")
        before = self._choices.cursor
        self._choices.action_step(steps)
        if self._choices.cursor == before:
            self._choices.action_edge(-1 if steps > 0 else 1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the arrows to others where there is no list."""
        return self._options is not None if action == "choose" else super().check_action(action, parameters)

    def on_mouse_down(self, event: MouseDown) -> None:
        """Keep the focus on the line when its list is clicked."""
        if self._options and self._choices.region.contains(int(event.screen_x), int(event.screen_y)):
            event.prevent_default()

    @on(Choices.Clicked)
    def _clicked(self, event: Message) -> None:
        event.stop()
        self._finish()

    def _may(self, row: Row) -> bool:
        """Whether the member may edit; if not, the reason shows below the row."""
        me = self._view.me if self._view else None
        try:
            if me:
                permissions.require_role(me, "member", "edit cards")
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
        """Keep the line over its row."""
        self.call_after_refresh(self._place)

    def _say(self, key: str, sentence: str, *, wrong: bool = False) -> None:
        self._choices.set_class(self._options is not None and not sentence, "-open")  # it would hide the sentence
        if self._note != (key, sentence, wrong):
            self._note = (key, sentence, wrong)
            self._draw()

    def _close(self) -> None:
        self._editing = self._options = None
        self._choices.remove_class("-open")
        self._note = ("", "", False)
        self._line.remove_class("-open")

    def _shrink(self) -> None:
        if self._whole and not self.has_focus_within:
            self._whole = False
            self._draw()

    @on(Input.Changed)
    def _preview(self, event: Input.Changed) -> None:
        event.stop()
        if self._editing and self._options:
            self._list_options(None if event.value else self._rows[self._editing].typed)
            self._say(self._editing, "")
            self._place()
        elif self._editing and self._view:
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
        self._finish()

    def _finish(self) -> None:
        """Keep what was typed or chosen, unless the field does not take it."""
        row, view = self._rows.get(self._editing or ""), self._view
        if row is None or view is None:
            return
        given = options.value_at(self._choices.cursor) if self._options else self._line.value
        try:
            message = self._asked(row, self._line.value if given is None else given, view)
            if given is None:
                raise UsageFault(options.NO_MATCH)
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
        permissions.require_kept_fields(view.board, view.card, registers)
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
