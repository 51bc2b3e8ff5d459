"""The dashboard: counted in a thread of its own, so that the board's keys never wait for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from kanban.domain.errors import KanbanError
from kanban.store.reading import read
from kanban.store.search.conditions import Condition
from kanban.tui import dialogs, facts
from kanban.tui.parts import figures
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets.bars.bar import BarText
from kanban.tui.widgets.bars.bar_words import describe_goal

if TYPE_CHECKING:
    from textual.screen import Screen

    from kanban.domain.card import Card
    from kanban.domain.goals.goal_progress import GoalProgress
    from kanban.reports.dashboard import Dashboard as Counted
    from kanban.tui.dialogs.figures.dashboard_screen import Place
    from kanban.tui.parts.search import Search
    from kanban.tui.widgets.dashboard_view.figure_lines import Figure

MOST_CARDS = 500
"""How many cards of a figure are listed."""

EVERY = 0.2
"""Seconds between two reports of the progress."""


DRAWING = 1.0
"""Seconds at most for which the counting waits until its first figures are drawn: both want the same processor."""


class Cancelled(Exception):
    """Other figures were asked for, or the program ends."""


class Dashboard(Part):
    """Counts the figures, and opens the cards behind them."""

    def __init__(self, host: Host, search: Search, open_goal: Callable[[], object]) -> None:
        super().__init__(host)
        self._search, self._open_goal = search, open_goal
        self._asked = 0
        """How often figures were asked for: only the last answer is shown."""
        self._is_drawn = threading.Event()
        """What was counted so far stands on the screen."""
        self._goal: GoalProgress | None = None
        self._last: Counted | None = None
        """The figures of this quarter that were counted last: they show until they are counted again."""

    @property
    def bits(self) -> Sequence[BarText]:
        """The header's text: the number of both teams."""
        return describe_goal(self._goal, self.host.width)

    def on_inbox_read(self, fact: facts.InboxRead) -> None:
        """Show how the goal stands."""
        if fact.goal != self._goal:
            self._goal = fact.goal
            self.host.draw_bars()

    @property
    def dialog(self) -> dialogs.figures.dashboard_screen.DashboardScreen | None:
        """The open dashboard."""
        return self.find_dialog(lambda: dialogs.figures.dashboard_screen.DashboardScreen)

    def action_dashboard(self) -> None:
        """Show the figures of this quarter: those of the last time at first, which are then counted again."""
        place = dialogs.figures.dashboard_screen.Place(0, "", None, self._last, 0, (0, 0))
        self._open(place if self._last else None)

    def _open(self, place: Place | None) -> None:
        screen = dialogs.figures.dashboard_screen.DashboardScreen
        self.host.ask(screen(self._count, self._open_cards, self._write_page, self._open_goal, place))

    def on_opened(self) -> None:
        """Forget what is being counted on the board before, and its goal."""
        self._asked += 1
        self._goal = self._last = None

    def on_counted(self, fact: facts.Counted) -> None:
        """Show the figures that were counted last."""
        screen = self.dialog
        if fact.number != self._asked:
            self._is_drawn.set()
            return
        if fact.dashboard and not (fact.dashboard.pending or fact.dashboard.query or screen is None or screen.quarter):
            self._last = fact.dashboard
        if screen is None:
            self._is_drawn.set()
            return
        if fact.dashboard:
            screen.show(fact.dashboard)
            screen.call_after_refresh(self._is_drawn.set)
        else:
            screen.complain(fact.sentence)

    def on_count_advanced(self, fact: facts.CountAdvanced) -> None:
        """Show how far the counting is."""
        screen = self.dialog
        if screen and fact.number == self._asked:
            screen.show_progress(fact.percent)

    def _count(self, quarter: int, query: str, currency: str | None) -> None:
        self._asked += 1
        count = partial(self._count_in_thread, self._asked, quarter, query, currency)
        self.host.run_worker(count, thread=True, exclusive=True, group="dashboard")

    def _count_in_thread(self, number: int, quarter: int, query: str, currency: str | None) -> None:
        worker, due = get_current_worker(), time.monotonic() + EVERY

        def advance(done: int, total: int) -> None:
            nonlocal due
            if worker.is_cancelled:
                raise Cancelled
            if time.monotonic() >= due:
                due = time.monotonic() + EVERY
                self.host.post_message(facts.Reported(facts.CountAdvanced(number, 100 * done // total)))

        try:
            with closing(self.host.workspace.open_sibling()) as workspace, workspace.database.faults():
                for dashboard in figures.counting.count_dashboard(workspace, quarter, query, currency, advance):
                    self._is_drawn.clear()
                    self.host.post_message(facts.Reported(facts.Counted(number, dashboard)))
                    if worker.is_cancelled:
                        return
                    if dashboard.pending:
                        self._is_drawn.wait(DRAWING)
        except Cancelled:
            return
        except KanbanError as fault:
            self.host.post_message(facts.Reported(facts.Counted(number, None, str(fault))))

    def _write_page(self, dashboard: Counted, name: str) -> str:
        return figures.counting.write_page(dashboard, self.host.workspace.board.name, name)

    def _open_cards(self, figure: Figure) -> None:
        if screen := self.dialog:
            self.list_cards(figure.title, figure.cards, lambda: self.dialog, lambda: self._open(screen.place))

    def list_cards(
        self,
        title: str,
        ids: Sequence[str],
        find_page: Callable[[], Screen[str | None] | None],
        reopen: Callable[[], None],
        start: str = "",
    ) -> None:
        """List the cards of a figure, the cursor on `start`. One that is picked opens on the board.

        The page of the figure closes for it; Esc on the card opens it again (`reopen`), with this list.
        """
        cards: list[Card] = self.read(lambda: self._read_cards(ids[:MOST_CARDS]), [])

        def go_to(card: str | None) -> None:
            page = find_page()
            if card and page:
                page.dismiss(None)
                self.host.run_worker(self._search.visit(card, lambda: come_back(card)))

        def come_back(card: str) -> None:
            reopen()
            self.list_cards(title, ids, find_page, reopen, card)

        board = self.host.workspace.board
        self.host.ask(dialogs.figures.figure_cards.FigureCards(board, title, cards, len(ids), start), go_to)

    def _read_cards(self, ids: Sequence[str]) -> list[Card]:
        workspace = self.host.workspace
        condition = Condition("id IN (SELECT value FROM json_each(?))", [_encode_ids(ids)], is_by_id=True)
        return [card for card, _, _ in read.list_cards(workspace.connection, workspace.board, condition, None, "")]


def _encode_ids(ids: Sequence[str]) -> str:
    return "[" + ",".join(f'"{card}"' for card in ids) + "]"
