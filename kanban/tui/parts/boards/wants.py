"""The wants of reps: listed for both teams, made from the board's filter."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from kanban.domain import wants
from kanban.domain.change import Act
from kanban.domain.errors import KanbanError
from kanban.domain.values.text import format_count, shorten
from kanban.store import suggestions
from kanban.tui import dialogs
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.domain.card import Card
    from kanban.domain.wants.want import WantProgress
    from kanban.tui import facts
    from kanban.tui.dialogs.boards.wants_dialog import TypedWant, WantsDialog
    from kanban.tui.parts.filter import Filter
    from kanban.tui.parts.handoffs import Handoffs
    from kanban.tui.parts.search import Search


class Wants(Part):
    """The dialog about wants."""

    def __init__(self, host: Host, board_filter: Filter, search: Search, handoffs: Handoffs) -> None:
        super().__init__(host)
        self._filter, self._search, self._handoffs = board_filter, search, handoffs

    @property
    def dialog(self) -> WantsDialog | None:
        """The open list of wants."""
        return self.find_dialog(lambda: dialogs.boards.wants_dialog.WantsDialog)

    def action_wants(self) -> None:
        """Show the wants."""
        workspace = self.host.workspace
        self.host.ask(dialogs.boards.wants_dialog.WantsDialog(workspace.board, workspace.today, self._ask))
        self._read()

    def on_written(self, _: facts.Written) -> None:
        """Show the wants as they are now."""
        if self.dialog:
            self._read()

    def _read(self) -> None:
        self.host.run_worker(self._read_in_thread, thread=True, exclusive=True, group="wants")

    def _read_in_thread(self) -> None:
        listed, sentence = list[wants.want.WantProgress](), ""
        try:
            with closing(self.host.workspace.open_sibling()) as workspace, workspace.database.faults():
                listed = suggestions.want_cards.list_progress(workspace.connection, workspace.board, workspace.now())
        except KanbanError as fault:
            sentence = str(fault)
        self.host.call_later(partial(self._show, listed, sentence))

    def _show(self, listed: Sequence[WantProgress], sentence: str) -> None:
        if dialog := self.dialog:
            dialog.show(self.host.workspace.board, listed)
            dialog.complain(sentence)

    def _ask(self, row: WantProgress | None, what: str) -> None:
        """Do what was chosen with a want, or make one."""
        if row is None:
            form = dialogs.boards.wants_dialog.WantForm(self._filter.query, self.host.workspace.today)
            self.host.ask(form, self._add)
        elif what == "offer":
            self._offer(row)
        elif what == "end":
            self.host.worker.act(lambda view: wants.want_verbs.end_want(view, row.want))
        else:
            ids = row.cards if what == "cards" else row.matching
            screen = dialogs.figures.figure_cards.FigureCards
            cards: list[Card] = self.read(lambda: [self.host.workspace.card(card) for card in ids[:500]], [])
            self.host.ask(screen(self.host.workspace.board, row.want.query, cards, len(ids)), self._go_to)

    def _offer(self, row: WantProgress) -> None:
        """Tie the cards that would match, as many as it lacks, and offer them: the want's owner is proposed first."""
        workspace, dialog = self.host.workspace, self.dialog
        me = workspace.me
        if dialog is None or me is None or not self.may("member", "hand cards over"):
            return
        if me.team != "marketing":
            dialog.complain("Only marketing can offer cards.")
            return
        cards: list[Card] = self.read(lambda: [workspace.card(card) for card in (*row.cards, *row.matching)], [])
        lanes = {stage.id for stage in workspace.board.stages if stage.side == "marketing" and not stage.is_closed}
        room = row.want.number - len(row.cards)
        tied = [card.id for card in cards[: len(row.cards)] if workspace.board.lane_of(card.stage).id in lanes]
        new = [card.id for card in cards[len(row.cards) :] if workspace.board.lane_of(card.stage).id in lanes][:room]
        if not (tied or new):
            dialog.complain("None of its cards is with marketing.")
            return
        dialog.dismiss(None)
        if new:
            ties = wants.want_verbs.build_ties(row.want, new)
            count = format_count(len(new), "card")
            self.host.worker.act(
                lambda _: Act("tie", ties, f"Tied {count} to the want “{shorten(row.want.query, 40)}”")
            )
        self._handoffs.hand_over((*tied, *new), ["offer"])

    def _go_to(self, card: str | None) -> None:
        if card and (dialog := self.dialog):
            dialog.dismiss(None)
            self.host.run_worker(self._search.go_to(card))

    def _add(self, typed: TypedWant | None) -> None:
        if typed:
            self.host.worker.act(
                lambda view: wants.want_verbs.add_want(view, typed.query, typed.number, typed.by, typed.because)
            )
