"""The card that stands open: beside the board where there is room, over it where there isn't."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.timer import Timer

from kanban.domain.acts import verbs
from kanban.domain.errors import KanbanError
from kanban.domain.values import links
from kanban.store.workspace import Workspace
from kanban.tui import messages
from kanban.tui.screens.frame import Part

if TYPE_CHECKING:
    from kanban.domain.card import Card
    from kanban.tui.dialogs.cards.find_card import CardLine
    from kanban.tui.widgets.card.card_panel import CardPanel
    from kanban.tui.widgets.card_view import CardView

BESIDE = 120
"""Columns from which on the panel stands beside the board."""

NARROWEST, WIDEST = 40, 90
"""Columns of the panel beside the board, at least and at most: eyes lose longer lines."""

USUAL, LEAST_BOARD = 54, 42
"""Columns of the panel where nobody moved its edge and the screen is narrow; columns that are left to the board."""

STEP = 4
"""Columns by which a key moves the edge."""

ROOMY = 180
"""Columns of the screen from which on the fields stand beside the thread."""

WITH_FIELDS = 78
"""Columns of a panel in which thread and fields have room beside each other."""

REST = 0.12
"""Seconds that the cursor rests on a card before an open panel shows it."""

FOUND = 8
"""Cards that are offered for what was typed."""


class Reading(Part):
    """Shows one card whole, and hands on what is asked for it."""

    panel: CardPanel | None = None
    _over = False
    """The panel has the whole room, and covers the board."""
    _aside = False
    """The board is browsed while the panel is open: where that covers it, it is out of sight for so long."""
    _resting: Timer | None = None
    _unread: frozenset[str] = frozenset()
    card_width = 0
    """Columns of the panel as its edge was moved last; 0 where it never was."""

    @property
    def open_card(self) -> str | None:
        """The id of the card in the panel."""
        return self.panel.view.card.id if self.panel and self.panel.view else None

    @property
    def linked(self) -> bool:
        """Whether the open card has links."""
        return bool(self.panel and self.panel.has_links)

    def on_resize(self, event: events.Resize) -> None:
        """Put the panel beside the board or over it."""
        self._over = event.size.width < BESIDE
        self._place_panel()

    def _place_panel(self) -> None:
        self.lanes.display = self.panel is None or not self._over or self._aside
        if self.panel is not None:
            self.panel.display = not (self._over and self._aside)
            screen, width = self.app.size.width, self.panel_width
            self.panel.styles.width = screen if self._over else width
            self.panel.set_layout(edge=not self._over, fields=screen >= ROOMY and width >= WITH_FIELDS)

    @property
    def panel_width(self) -> int:
        """The columns of a panel beside the board: as its edge was moved last, within what the screen allows."""
        screen = self.app.size.width
        wanted = self.card_width or max(USUAL, screen * 46 // 100)
        return max(NARROWEST, min(wanted, WIDEST, screen - LEAST_BOARD))

    def action_wider(self) -> None:
        """Make the open card wider."""
        self._widen(self.panel_width + STEP)

    def action_narrower(self) -> None:
        """Make the open card narrower."""
        self._widen(self.panel_width - STEP)

    def _widen(self, columns: int, *, held: bool = False) -> None:
        if self.panel is None or self._over:
            self.do_nothing(
                "No card is open."
                if self.panel is None
                else f"Below {BESIDE} columns an open card has the whole width."
            )
            return
        before = self.panel_width
        self.card_width = columns
        self.card_width = self.panel_width
        if self.card_width != before:
            self._place_panel()
        elif columns != before and not held:
            self.do_nothing(f"The card can't be {'wider' if columns > before else 'narrower'} on this screen.")
        if not held:
            self.app.post_message(messages.WidthChosen(self.card_width))

    def on_edge_moved(self, event: messages.EdgeMoved) -> None:
        """Put the edge where it was dragged to."""
        event.stop()
        self._widen(self.app.size.width - event.column, held=event.held)

    async def turn_to(self, workspace: Workspace, said: str = "") -> None:
        """Close the card before another board comes."""
        await self.close_card()
        await super().turn_to(workspace, said)

    @property
    def unsent(self) -> tuple[str, str, str] | None:
        """The card and the text that is being written for it, and the comment that it is to replace; None while nobody writes."""
        return self.panel.unsent if self.panel else None

    async def go_on_writing(self, card: str, body: str, comment: str) -> None:
        """Let a text that was being written be written on, on a board that was opened anew; else keep it for pasting."""
        self.read(lambda: self.workspace.keep_draft(comment or card, body), None)
        if await self.show_card(card) and self.panel:
            self._turn(aside=False)
            self.panel.write()
            return
        if body.strip():
            self.app.copy_to_clipboard(body)
        self.refuse_text(
            "The card is not in the database any more."
            + (" What you wrote is in the clipboard." if body.strip() else "")
        )

    def refuse_text(self, sentence: str) -> None:
        """Say why nothing can be typed here, and take the keys that are typed all the same: none is a command of the board."""
        from kanban.tui.dialogs.not_writable import NotWritable

        self.app.push_screen(NotWritable(sentence))

    def drop_drag(self) -> bool:
        """Leave what the mouse drags as it was before; tell whether it dragged something."""
        return self.lanes.drop_drag() or (self.panel is not None and self.panel.cancel_edge_drag())

    # -- between card and board

    async def action_switch(self) -> None:
        """Go from the board to the open card, or back."""
        face = self.model.face
        if self.panel is None:
            self.do_nothing("No card is open.")
        elif self.lanes.has_focus:
            if face and face.id != self.open_card:
                await self.show_card(face.id)
            self._turn(aside=False)
            if self.panel is not None:
                self.panel.take_focus()
        else:
            self._turn(aside=True)
            self.lanes.focus()

    def _turn(self, *, aside: bool) -> None:
        self._aside = aside
        self._place_panel()

    # -- opening and closing

    async def on_card_opened(self, event: messages.CardOpened) -> None:
        """Show a card, and go to it."""
        await self.show_card(event.card)
        if self.panel:
            self._turn(aside=False)
            self.panel.open_section("thread")

    async def show_card(self, card: str) -> bool:
        """Show a card in the panel, which is made when it is first needed; tell whether it could be shown."""
        if self.panel is None:
            from kanban.tui.widgets.card.card_panel import CardPanel

            self.panel = CardPanel()
            self._turn(aside=False)
            await self.middle.mount(self.panel)
        shown = self.follow(card)
        if shown:
            self.worker.mark_read(card)
        elif self.panel is not None and self.panel.view is None:  # it may have been closed while it was made
            await self.close_card()
        self.say_keys()
        return shown

    def follow(self, card: str) -> bool:
        """Show a card in the panel that is there, as it is now; tell whether it could be shown."""
        if self.panel is None:
            return False
        try:
            self.panel.show(self._view(card), self.labels())
        except KanbanError as fault:
            self.tell(str(fault), "warning")
            return False
        return True

    def _view(self, card_id: str) -> CardView:
        from kanban.domain import history
        from kanban.domain.agreements import gate
        from kanban.tui.widgets.card_view import CardView

        workspace = self.workspace
        card, board = workspace.card(card_id), workspace.board
        comments = workspace.comments(card_id)
        unread = frozenset(workspace.unread(card_id))
        self._unread = unread | (self._unread if card_id == self.open_card else frozenset())
        return CardView(
            board=board,
            me=workspace.me,
            card=card,
            now=workspace.now(),
            comments=comments,
            events=history.list_events(workspace.changes(card_id), board, card_id, workspace.today),
            missing_history=workspace.missing_history(card_id),
            unread=self._unread,
            draft=workspace.draft(card_id),
            edits=workspace.edit_drafts([each.id for each in comments]),
            missing=gate.list_missing(board, card),
        )

    def labels(self) -> tuple[str, ...]:
        """Return the labels that are in use on this board."""
        from kanban.store.reading import vocabulary

        workspace = self.workspace
        return self.read(lambda: tuple(vocabulary.label_counts(workspace.connection, workspace.board.id)), ())

    async def on_panel_closed(self, _: messages.PanelClosed) -> None:
        """Back to the board; what is dragged is let go first."""
        if not self.drop_drag():
            await self.close_card()

    async def close_card(self) -> None:
        """Close the panel."""
        if self.panel is not None:
            panel, self.panel = self.panel, None
            self._turn(aside=False)
            self.lanes.focus()
            await panel.remove()
            self.say_keys()

    def on_cursor_moved(self, event: messages.CursorMoved) -> None:
        """Let an open panel follow the cursor, once it rests."""
        if self.panel is not None and event.card:
            if self._resting:
                self._resting.stop()
            card = event.card
            self._resting = self.set_timer(REST, lambda: self._follow(card))

    async def _follow(self, card: str) -> None:
        if self.panel is not None and self.panel.display and not self.panel.is_typing:  # out of sight nothing is read
            await self.show_card(card)

    def written(self, event: messages.BoardWritten) -> None:
        """Show the open card as it is now."""
        super().written(event)
        card = self.open_card
        if card and (card in event.cards or event.board is not None):
            self.follow(card)

    # -- what the panel asks for

    def on_comment_asked(self, event: messages.CommentAsked) -> None:
        """Write the comment."""
        self.worker.comments.send(event)

    def on_comment_edit_asked(self, event: messages.CommentEditAsked) -> None:
        """Put other words into a comment."""
        self.worker.comments.edit(event)

    def on_retract_asked(self, event: messages.RetractAsked) -> None:
        """Take a comment back."""
        self.worker.act(lambda view: verbs.retract_comment(view, event.comment))

    def on_draft_kept(self, event: messages.DraftKept) -> None:
        """Keep what was typed and not sent."""
        self.worker.comments.keep_draft(event)

    def on_drafts_read(self, event: messages.DraftsRead) -> None:
        """Mark the cards on which something was begun, and the comment that has new words."""
        if event.cards != self.model.drafts:
            self.model.drafts = event.cards
            self.lanes.draw()
        if event.comment and self.open_card:
            self.follow(self.open_card)

    def on_edit_asked(self, event: messages.EditAsked) -> None:
        """Set fields of the card."""
        self.worker.edit([event.card], event.pairs)

    def on_link_asked(self, event: messages.LinkAsked) -> None:
        """Put a link on the card."""
        self.worker.act(lambda view: verbs.link(view, event.card, event.url, event.name))

    def on_unlink_asked(self, event: messages.UnlinkAsked) -> None:
        """Take a link off the card."""
        self.worker.act(lambda view: verbs.unlink(view, event.card, event.link))

    def on_link_opened(self, event: messages.LinkOpened) -> None:
        """Open a page in the browser, and a file with what this machine opens it with."""
        from kanban.tui.files import file_address

        try:
            self.app.open_url(file_address(event.url) if links.is_path(event.url) else event.url)
        except KanbanError as fault:
            self.tell(str(fault), "warning")
        else:
            self.tell(f"Opened {event.url}")

    def on_refused(self, event: messages.Refused) -> None:
        """Let a comment that could not be kept stay in the text."""
        if self.panel and isinstance(event.asked, messages.CommentAsked | messages.CommentEditAsked):
            self.panel.allow_comment_resend()

    # -- finding

    async def look_up(self, typed: str) -> Sequence[CardLine]:
        """Find cards by typing: by words, a filter or the beginning of a ref."""
        return await asyncio.to_thread(self._cards_like, typed)

    def _cards_like(self, typed: str) -> list[CardLine]:
        """Find cards in a thread of its own."""
        from kanban.tui.dialogs.cards.find_card import CardLine

        workspace = self.workspace.sibling()
        try:
            found = self.cards_like(workspace, typed, FOUND)
        finally:
            workspace.close()
        board = workspace.board
        return [
            CardLine(card.id, card.ref, card.title, card.company or "", board.lane_of(card.stage).name)
            for card in found
        ]

    @staticmethod
    def cards_like(workspace: Workspace, typed: str, most: int) -> list[Card]:
        """Return the cards that are found by words, a filter or the beginning of a ref; none for a filter that is none."""
        try:
            found = {card.id: card for card, _, _ in workspace.listed(typed, most)}
            if typed.isalnum():
                found |= {card.id: card for card, _, _ in workspace.listed(f"ref:{typed.lower()}", most)}
        except KanbanError:
            return []
        return [*found.values()][:most]
