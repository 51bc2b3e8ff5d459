"""The next five cards: chosen in a thread of its own, and what the member says of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from kanban.domain import waiting
from kanban.domain.errors import KanbanError
from kanban.reports import next_five
from kanban.store import log, suggestions
from kanban.store.replica import invalidations
from kanban.tui import dialogs
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from kanban.domain.waiting.next_card import ClosedDeals
    from kanban.reports.next_five.next_choice import NextCard, NextFive
    from kanban.reports.next_five.next_reasons import Reason
    from kanban.store.workspace import Workspace
    from kanban.tui import facts
    from kanban.tui.dialogs.figures.next_forms import TypedSkip
    from kanban.tui.parts.cards import Cards
    from kanban.tui.parts.figures.dashboard import Dashboard
    from kanban.tui.parts.handoffs import Handoffs
    from kanban.tui.parts.search import Search


class NextFivePart(Part):
    """Shows the next five cards."""

    def __init__(
        self,
        host: Host,
        cards: Cards,
        search: Search,
        handoffs: Handoffs,
        dashboard: Dashboard,
        ask_member: Callable[[], None],
    ) -> None:
        """Take the function that asks who acts, for a board where nobody does."""
        super().__init__(host)
        self._cards, self._search, self._handoffs = cards, search, handoffs
        self._dashboard, self._ask_member = dashboard, ask_member
        self._closed: tuple[int, ClosedDeals] | None = None
        """How closed deals ended, as of a row of the log."""
        self._last: tuple[str, NextFive] | None = None
        """The member, and the cards that were shown to them last."""
        self._state: tuple[object, ...] = ()
        """The state of the board, and the minute, for which those were chosen."""
        self._number = 0
        """How often the cards were asked for: only the last answer is shown."""

    @property
    def dialog(self) -> dialogs.figures.next_screen.NextScreen | None:
        """The open page."""
        return self.find_dialog(lambda: dialogs.figures.next_screen.NextScreen)

    def on_opened(self) -> None:
        """Forget the board before."""
        self._closed = self._last = None
        self._state = ()
        self._number += 1

    def on_written(self, _: facts.Written) -> None:
        """Choose again where something was written."""
        if dialog := self.dialog:
            dialog.action_refresh_cards()

    def action_next_five(self) -> None:
        """Show the next five cards."""
        me = self.host.workspace.me
        if me is None:
            self._ask_member()
            return

        def go_to(card: str | None) -> None:
            if card:
                self.host.run_worker(self._search.visit(card, self.action_next_five))

        name = f"{me.team[0].upper()} {me.name}"
        five = self._last[1] if self._last and self._last[0] == me.id else None
        screen = dialogs.figures.next_screen.NextScreen
        self.host.ask(screen(name, self._read, self._ask, five, is_fresh=self._is_fresh(me.id)), go_to)

    # -- reading

    def _read(self) -> None:
        self._number += 1
        self.host.run_worker(partial(self._read_in_thread, self._number), thread=True, exclusive=True, group="next")

    def _is_fresh(self, member: str) -> bool:
        """Whether nothing was written since the cards were chosen for a member, and it is the same minute."""
        if self._last is None or self._last[0] != member:
            return False
        unknown: tuple[object, ...] = ()
        state = self.read(lambda: self._read_state(self.host.workspace), unknown)
        return bool(state) and self._state == state

    def _read_state(self, workspace: Workspace) -> tuple[object, ...]:
        """Return what the choice depends on: the log, what changed without a row in it, the member, and the minute."""
        connection = workspace.connection
        minute = workspace.now().replace(second=0, microsecond=0)
        return log.read_head(connection), invalidations.read_newest(connection), workspace.member_id, minute

    def _read_in_thread(self, number: int) -> None:
        five, sentence, state = None, "", tuple[object, ...]()
        try:
            with closing(self.host.workspace.open_sibling()) as workspace, workspace.database.faults():
                state = self._read_state(workspace)
                five = self._choose(workspace)
        except KanbanError as fault:
            sentence = str(fault)
        self.host.call_later(partial(self._show, number, five, sentence, state))

    def _choose(self, workspace: Workspace) -> NextFive | None:
        me, board, now = workspace.me, workspace.board, workspace.now()
        if me is None:
            return None
        head = log.read_head(workspace.connection)
        if self._closed is None or self._closed[0] != head:
            self._closed = head, suggestions.next_cards.read_closed_deals(workspace.connection, board)
        cards = suggestions.next_cards.read_waiting(workspace.connection, board, me, now)
        return next_five.next_choice.choose(
            cards.cards, self._closed[1], now, board.zone, skipped=cards.skipped, more=cards.more
        )

    def _show(self, number: int, five: NextFive | None, sentence: str, state: tuple[object, ...]) -> None:
        dialog = self.dialog
        if number != self._number:
            return
        me = self.host.workspace.me
        if five and me:
            self._last, self._state = (me.id, five), state
        if dialog is None:
            return
        if five:
            dialog.show(five)
        else:
            dialog.complain(sentence)

    # -- what is done with a card

    def _ask(self, chosen: NextCard, reason: Reason, what: str) -> None:
        card = chosen.card
        match what:
            case "open" if reason.query:
                self._list_cards(reason)
            case "open":
                if dialog := self.dialog:
                    dialog.dismiss(card.id)
            case "skip":
                self.host.ask(
                    dialogs.figures.next_forms.SkipForm(card.title, self.host.workspace.today),
                    partial(self._skip, card.id),
                )
            case "unskip":
                self.host.worker.act(lambda view: waiting.next_marks.unskip(view, card.id))
            case "doubt":
                fact = f"{reason.field} {getattr(card, reason.field)}"
                self.host.ask(
                    dialogs.figures.next_forms.DoubtForm(card.title, fact), partial(self._doubt, card.id, reason.field)
                )
            case "log":
                self._cards.ask_activity((card.id,))
            case _:
                self._handoffs.hand_over((card.id,))

    def _list_cards(self, reason: Reason) -> None:
        """List the cards that a reason counts."""
        workspace, query = self.host.workspace, reason.query or ""
        ids: list[str] = self.read(lambda: [card.id for card, _, _ in workspace.list_cards(query)], [])
        self._dashboard.list_cards(reason.text, ids, lambda: self.dialog, self.action_next_five)

    def _skip(self, card: str, typed: TypedSkip | None) -> None:
        if typed:
            self.host.worker.act(lambda view: waiting.next_marks.skip(view, card, typed.why, typed.until))

    def _doubt(self, card: str, field: str, right: str | None) -> None:
        if right is not None:
            self.host.worker.act(lambda view: waiting.next_marks.doubt(view, card, field, right))
