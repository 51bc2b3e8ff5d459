"""The inbox: what waits for the member in the header, and each entry answered where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kanban import domain
from kanban.domain.acts import verbs
from kanban.tui import dialogs, messages
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets.bars.bar import BarText
from kanban.tui.widgets.bars.bar_words import describe_inbox

if TYPE_CHECKING:
    from kanban.domain.inbox import InboxEntry
    from kanban.tui import facts
    from kanban.tui.parts.cards import Cards
    from kanban.tui.parts.handoffs import Handoffs
    from kanban.tui.parts.search import Search

WIDE = 100
"""Columns from which on the header says `overdue` in words."""


class Inbox(Part):
    """What waits for the member."""

    def __init__(
        self, host: Host, cards: Cards, search: Search, handoffs: Handoffs, ask_member: Callable[[], None]
    ) -> None:
        """Take what asks who acts, for when nobody does."""
        super().__init__(host)
        self._cards, self._search, self._handoffs, self._ask_member = cards, search, handoffs, ask_member
        self._entries: Sequence[InboxEntry] | None = None

    @property
    def dialog(self) -> dialogs.inbox_dialog.InboxDialog | None:
        """The open inbox."""
        return self.find_dialog(lambda: dialogs.inbox_dialog.InboxDialog)

    def on_opened(self) -> None:
        """Forget what waited on another board."""
        self._entries = None

    def on_member_picked(self, _: messages.MemberPicked) -> None:
        """Forget what waited for who acted before."""
        self._entries = None
        self.host.draw_bars()

    @property
    def bits(self) -> Sequence[BarText]:
        """How much waits, and how much of it is overdue, for the header."""
        return describe_inbox(self._entries or (), wide=self.host.width >= WIDE)

    def on_inbox_read(self, fact: facts.InboxRead) -> None:
        """Say how much waits, and show it if the inbox is open."""
        if fact.entries == self._entries or fact.member != self.host.workspace.member_id:
            return
        self._entries = fact.entries
        self.host.draw_bars()
        if dialog := self.dialog:
            dialog.show(self.host.workspace.board, fact.entries)

    def action_inbox(self) -> None:
        """Show what waits."""
        host, workspace = self.host, self.host.workspace
        if workspace.me is None:
            self._ask_member()
            return

        def go_to(entry: InboxEntry | None) -> None:
            if entry:
                host.run_worker(self._search.go_to(entry.card))

        host.ask(dialogs.inbox_dialog.InboxDialog(workspace.board, self._entries, workspace.now, self._answer), go_to)

    def _answer(self, entry: InboxEntry, what: str) -> None:
        """Do with an entry what the inbox asks for."""
        if what == "read":
            self.host.worker.deal(entry)
        elif what == "comment" or entry.kind in {"mention", "unread", "notice", "ruled"}:
            self._reply(entry)
        elif entry.kind == "overdue":
            self.host.post_message(messages.DoneAsked(entry.card))
        else:
            acts = [act for act in domain.inbox.ACTS[entry.kind] if act != "withdraw"]
            self._handoffs.hand_over((entry.card,), acts)

    def _reply(self, entry: InboxEntry) -> None:
        """Ask for a comment in a line; who answers has read what they answer."""
        worker = self.host.worker

        def comment(words: str | None) -> None:
            if words:
                if entry.is_done_by_reading:
                    worker.deal(entry)
                worker.act(lambda view: verbs.comment(view, entry.card, words))

        heading = f"Comment: {self._cards.name_of((entry.card,))}"
        self.host.ask(dialogs.cards.hand_over.AskLine(heading, "Comment", "what is to be said"), comment)
