"""The card that is open: beside the board if there is room, over it if there isn't."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.timer import Timer

from kanban import domain, store
from kanban.domain import acts, agreements, values
from kanban.domain.errors import KanbanError, Refused
from kanban.store import reading
from kanban.tui import dialogs, messages, widgets
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets import card as card_widgets
from kanban.tui.widgets.board_view.board_area import BoardArea

if TYPE_CHECKING:
    from kanban.tui import facts

BESIDE = 120
"""Columns from which on the panel stands beside the board."""

NARROWEST, WIDEST = 40, 90
"""Columns of the panel beside the board, at least and at most: eyes lose longer lines."""

USUAL, LEAST_BOARD = 54, 42
"""Columns of the panel if nobody moved its edge and the screen is narrow; columns that are left to the board."""

STEP = 4
"""Columns by which a key moves the edge."""

ROOMY = 180
"""Columns of the screen from which on the fields stand beside the thread."""

WITH_FIELDS = 78
"""Columns of a panel in which thread and fields have room beside each other."""

REST = 0.12
"""Seconds that the cursor rests on a card before an open panel shows it."""


class Panel(Part):
    """Shows one open card, and passes its intents to the worker."""

    intents = (messages.CommentAsked, messages.CommentEditAsked)

    def __init__(self, host: Host, board_area: BoardArea, wanted_width: int = 0) -> None:
        """Take the widget that holds the board, and the columns that the user last chose (0: none chosen)."""
        super().__init__(host)
        self.widget: card_widgets.card_panel.CardPanel | None = None
        self._board_area = board_area
        self._wanted_width = wanted_width
        self._is_covering = False
        """The panel has the whole room, and covers the board."""
        self._is_aside = False
        """The board is browsed while the panel is open: a panel that covers it is out of sight for so long."""
        self._resting: Timer | None = None
        self._unread: frozenset[str] = frozenset()
        self._way_back: Callable[[], object] | None = None
        """What follows when the card is closed: the page from which it was opened."""

    @property
    def card_id(self) -> str | None:
        """The id of the card in the panel."""
        return self.widget.view.card.id if self.widget and self.widget.view else None

    @property
    def has_links(self) -> bool:
        """Whether the open card has links."""
        return bool(self.widget and self.widget.has_links)

    @property
    def unsent(self) -> tuple[str, str, str] | None:
        """The card, the text being written and the comment that it edits, if any; None if nothing is being written."""
        return self.widget.unsent if self.widget else None

    # -- its place

    def fit(self, width: int) -> None:
        """Put the panel beside the board or over it, for a screen of this width."""
        self._is_covering = width < BESIDE
        self._place_panel()

    def _place_panel(self) -> None:
        self.host.lanes.display = self.widget is None or not self._is_covering or self._is_aside
        if self.widget is not None:
            self.widget.display = not (self._is_covering and self._is_aside)
            screen, width = self.host.width, self.width
            self.widget.styles.width = screen if self._is_covering else width
            self.widget.set_layout(edge=not self._is_covering, fields=screen >= ROOMY and width >= WITH_FIELDS)

    @property
    def width(self) -> int:
        """The columns of a panel beside the board: as the user chose, within what the screen allows."""
        screen = self.host.width
        columns = self._wanted_width or max(USUAL, screen * 46 // 100)
        return max(NARROWEST, min(columns, WIDEST, screen - LEAST_BOARD))

    def action_wider(self) -> None:
        """Make the open card wider."""
        self._widen(self.width + STEP)

    def action_narrower(self) -> None:
        """Make the open card narrower."""
        self._widen(self.width - STEP)

    def _widen(self, columns: int, *, is_dragged: bool = False) -> None:
        if self.widget is None or self._is_covering:
            self.host.do_nothing(
                "No card is open."
                if self.widget is None
                else f"Below {BESIDE} columns an open card has the whole width."
            )
            return
        before = self.width
        self._wanted_width = columns
        self._wanted_width = self.width
        if self._wanted_width != before:
            self._place_panel()
        elif columns != before and not is_dragged:
            self.host.do_nothing(f"The card can't be {'wider' if columns > before else 'narrower'} on this screen.")
        if not is_dragged:
            self.host.post_message(messages.WidthChosen(self._wanted_width))

    def on_edge_moved(self, event: messages.EdgeMoved) -> None:
        """Move the edge to where it was dragged."""
        self._widen(self.host.width - event.column, is_dragged=event.is_dragged)

    def drop_drag(self) -> bool:
        """Cancel dragging; return whether something was dragged."""
        return self.host.lanes.drop_drag() or (self.widget is not None and self.widget.cancel_edge_drag())

    # -- between card and board

    async def action_switch(self) -> None:
        """Go from the board to the open card, or back."""
        summary = self.host.model.card_summary
        if self.widget is None:
            self.host.do_nothing("No card is open.")
        elif self.host.lanes.has_focus:
            if summary and summary.id != self.card_id:
                await self.show_card(summary.id)
            self._turn(aside=False)
            if self.widget is not None:
                self.widget.take_focus()
        else:
            self._turn(aside=True)
            self.host.lanes.focus()

    def _turn(self, *, aside: bool) -> None:
        self._is_aside = aside
        self._place_panel()

    # -- opening and closing

    async def on_card_opened(self, event: messages.CardOpened) -> None:
        """Show a card, and go to it."""
        self._way_back = None
        await self.show_card(event.card)
        if self.widget:
            self._turn(aside=False)
            self.widget.open_section("thread")

    async def show_card(self, card: str) -> bool:
        """Show a card in the panel, which is created at its first use; return whether the card could be shown."""
        if self.widget is None:
            self.widget = card_widgets.card_panel.CardPanel()
            self._turn(aside=False)
            await self._board_area.mount(self.widget)
        refreshed = self.refresh(card)
        if refreshed:
            self.host.worker.mark_read(card)
        elif self.widget is not None and self.widget.view is None:  # it may have been closed while it was made
            await self.close()
        self.host.draw_bars()
        return refreshed

    def come_back(self, way: Callable[[], object]) -> None:
        """Do something when the open card is closed, unless another one is opened on the board before."""
        if self.widget is not None:
            self._way_back = way

    def refresh(self, card: str | None) -> bool:
        """Show a card as it is now, if a panel is open; return whether it could be shown."""
        if self.widget is None or card is None:
            return False
        try:
            self.widget.show(self._build_view(card), self.labels())
        except KanbanError as fault:
            self.host.say(str(fault), "warning")
            return False
        return True

    def _build_view(self, card_id: str) -> widgets.card_view.CardView:
        workspace = self.host.workspace
        card, board = workspace.card(card_id), workspace.board
        comments, changes = workspace.list_comments(card_id), workspace.list_changes(card_id)
        objections = store.playbooks.list_objections(workspace, card_id)
        unread = frozenset(workspace.list_unread(card_id))
        self._unread = unread | (self._unread if card_id == self.card_id else frozenset())
        return widgets.card_view.CardView(
            board=board,
            me=workspace.me,
            card=card,
            now=workspace.now(),
            comments=comments,
            activities=workspace.list_activities(card_id),
            objections=objections,
            guesses=store.suggestions.guessing.list_guesses(workspace, card_id),
            play_titles={play.id: play.title for play in store.playbooks.list_plays(workspace)} if objections else {},
            lessons=store.lessons.card_lessons.list_lessons(workspace, card_id),
            events=domain.history.list_events(
                changes, board, card_id, workspace.today, domain.history.list_teams(workspace.member_changes())
            ),
            missing_history=workspace.describe_missing_history(card_id),
            unread=self._unread,
            draft=workspace.read_draft(card_id),
            edits=workspace.edit_drafts([comment.id for comment in comments]),
            missing=agreements.gate.list_missing(board, card),
            earlier=reading.earlier_deals.find_earlier(workspace.connection, board.id, card),
        )

    def labels(self) -> tuple[str, ...]:
        """Return the labels that are in use on this board."""
        workspace = self.host.workspace
        count = reading.vocabulary.label_counts
        return self.read(lambda: tuple(count(workspace.connection, workspace.board.id)), ())

    async def on_panel_closed(self, _: messages.PanelClosed) -> None:
        """Go back to the board; cancel dragging first."""
        if not self.drop_drag():
            await self.close()

    async def close(self) -> None:
        """Close the panel."""
        if self.widget is not None:
            widget, self.widget = self.widget, None
            self._turn(aside=False)
            self.host.lanes.focus()
            await widget.remove()
            self.host.draw_bars()
            way, self._way_back = self._way_back, None
            if way:
                way()

    def on_opened(self) -> None:
        """Forget where a card of the board before was opened."""
        self._way_back = None

    def on_cursor_moved(self, event: messages.CursorMoved) -> None:
        """Show the card under the cursor in an open panel, once the cursor rests."""
        if self.widget is not None and event.card:
            if self._resting:
                self._resting.stop()
            card = event.card
            self._resting = self.host.set_timer(REST, lambda: self._follow(card))

    async def _follow(self, card: str) -> None:
        if (
            self.widget is not None and self.widget.display and not self.widget.is_typing
        ):  # out of sight nothing is read
            await self.show_card(card)

    def on_written(self, fact: facts.Written) -> None:
        """Show the open card as it is now."""
        if self.card_id in fact.cards or fact.board is not None:
            self.refresh(self.card_id)

    # -- typing

    async def open_to_type(self, card: str) -> bool:
        """Open a card to type in it; if it is gone, say so and ignore what is typed."""
        if await self.show_card(card):
            self._turn(aside=False)
            return True
        self.refuse_text("This card can't be opened: it is not in the database any more.")
        return False

    def refuse_text(self, sentence: str) -> None:
        """Say why nothing can be typed here, and swallow typed keys, so that none is a command."""
        self.host.ask(dialogs.confirm.NotWritable(sentence))

    async def go_on_writing(self, card: str, body: str, comment: str) -> None:
        """Restore a text in the making after the board was reopened; if its card is gone, copy it for pasting."""
        self.read(lambda: self.host.workspace.keep_draft(comment or card, body), None)
        if await self.show_card(card) and self.widget:
            self._turn(aside=False)
            self.widget.write()
            return
        if body.strip():
            self.host.copy(body)
        self.refuse_text(
            "The card is not in the database any more."
            + (" What you wrote is in the clipboard." if body.strip() else "")
        )

    # -- what the panel asks for

    def on_comment_asked(self, event: messages.CommentAsked) -> None:
        """Write the comment."""
        self.host.worker.comments.send(event)

    def on_comment_edit_asked(self, event: messages.CommentEditAsked) -> None:
        """Edit a comment."""
        self.host.worker.comments.edit(event)

    def on_retract_asked(self, event: messages.RetractAsked) -> None:
        """Delete a comment or an activity."""
        delete = acts.activity_verbs.delete_activity if event.is_activity else acts.verbs.retract_comment
        self.host.worker.act(lambda view: delete(view, event.comment))

    def on_draft_kept(self, event: messages.DraftKept) -> None:
        """Save a draft."""
        self.host.worker.comments.keep_draft(event)

    def on_drafts_read(self, fact: facts.DraftsRead) -> None:
        """Mark the cards with a draft, and the comment with an edit."""
        if fact.cards != self.host.model.drafts:
            self.host.model.drafts = fact.cards
            self.host.lanes.draw()
        if fact.comment:
            self.refresh(self.card_id)

    def on_edit_asked(self, event: messages.EditAsked) -> None:
        """Set fields of the card."""
        self.host.worker.edit([event.card], event.pairs)

    def on_link_asked(self, event: messages.LinkAsked) -> None:
        """Add a link to the card."""
        self.host.worker.act(lambda view: acts.verbs.link(view, event.card, event.url, event.name))

    def on_unlink_asked(self, event: messages.UnlinkAsked) -> None:
        """Remove a link from the card."""
        self.host.worker.act(lambda view: acts.verbs.unlink(view, event.card, event.link))

    def on_link_opened(self, event: messages.LinkOpened) -> None:
        """Open a page in the browser, and a file with what this machine opens it with."""
        try:
            self._board_area.app.open_url(
                find_file_address(event.url) if values.links.is_path(event.url) else event.url
            )
        except KanbanError as fault:
            self.host.say(str(fault), "warning")
        else:
            self.host.say(f"Opened {event.url}")

    def on_refused(self, _: facts.Refused) -> None:
        """Keep the text of a comment that could not be saved."""
        if self.widget:
            self.widget.allow_comment_resend()


def find_file_address(path: str) -> str:
    """Return the address under which the system opens a file; raises Refused where this machine has no such file."""
    windows = os.name == "nt"
    if values.links.is_windows_path(path) is not windows and not path.startswith("~"):
        raise Refused(
            f"{path} is a file of {'another system' if windows else 'Windows'}, which this machine can't open."
        )
    file = Path(path).expanduser()
    if not file.is_absolute():
        raise Refused(f"{path} does not say where it begins, so it can't be opened; give the whole path.")
    if not file.exists():
        raise Refused(f"There is no {path} on this machine.")
    return file.as_uri()
