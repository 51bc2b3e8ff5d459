"""Today: the count in the header, and the list in which each promise can be kept or moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kanban import domain
from kanban.domain import acts
from kanban.tui import dialogs, messages
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets.bars.bar import BarText
from kanban.tui.widgets.bars.bar_words import describe_today

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.waiting.today import DueSteps, TodayRow
    from kanban.tui import facts
    from kanban.tui.parts.cards import Cards
    from kanban.tui.parts.handoffs import Handoffs
    from kanban.tui.parts.search import Search


class Today(Part):
    """What the member promised."""

    def __init__(
        self, host: Host, cards: Cards, search: Search, handoffs: Handoffs, ask_member: Callable[[], None]
    ) -> None:
        """Take the function that asks who acts, for a board where nobody does."""
        super().__init__(host)
        self._cards, self._search, self._handoffs, self._ask_member = cards, search, handoffs, ask_member
        self._due: DueSteps | None = None

    @property
    def dialog(self) -> dialogs.today_dialog.TodayDialog | None:
        """The open list."""
        return self.find_dialog(lambda: dialogs.today_dialog.TodayDialog)

    def on_opened(self) -> None:
        """Clear the count of the board before."""
        self._due = None

    def on_member_picked(self, _: messages.MemberPicked) -> None:
        """Clear the count of the member before."""
        self._due = None
        self.host.draw_bars()

    @property
    def bits(self) -> Sequence[BarText]:
        """The header's text: how many next steps are due today, and how many are late."""
        return describe_today(self._due)

    def on_inbox_read(self, fact: facts.InboxRead) -> None:
        """Update the count, and read the list again if it is open."""
        if fact.member != self.host.workspace.member_id:
            return
        if fact.due != self._due:
            self._due = fact.due
            self.host.draw_bars()
        if self.dialog:
            self.host.worker.read_today()

    def on_today_read(self, fact: facts.TodayRead) -> None:
        """Show what was read."""
        dialog = self.dialog
        if dialog and fact.member == self.host.workspace.member_id:
            dialog.show(self.host.workspace.board, fact.rows)

    def action_today(self) -> None:
        """Show what the member promised."""
        host, workspace = self.host, self.host.workspace
        if workspace.me is None:
            self._ask_member()
            return

        def go_to(row: TodayRow | None) -> None:
            if row:
                host.run_worker(self._search.go_to(row.card))

        host.ask(dialogs.today_dialog.TodayDialog(workspace.board, workspace.now, self._act), go_to)
        host.worker.read_today()

    def _act(self, row: TodayRow, what: str) -> None:
        """Do the chosen act with a row."""
        match what:
            case "done":
                self.host.post_message(messages.DoneAsked(row.card))
            case "later":
                self._postpone(row)
            case "log":
                self._cards.ask_activity((row.card,))
            case "comment":
                self._cards.ask_comment(row.card)
            case _:
                me = self.host.workspace.me
                answers = domain.waiting.inbox.ACTS["offer" if me and me.team == "sales" else "question"]
                acts = [act for act in answers if act != "withdraw"]
                self._handoffs.hand_over((row.card,), acts)

    def _postpone(self, row: TodayRow) -> None:
        """Ask for another day of the next step."""
        host = self.host

        def move(due: tuple[date, str | None] | None) -> None:
            if due:
                day, time = due
                moved = {"next_on": day.isoformat(), "next_time": time}
                host.worker.act(lambda view: acts.verbs.edit(view, [row.card], moved))

        host.ask(dialogs.cards.card_forms.OtherDay(host.workspace.board, row.step, host.workspace.today), move)
