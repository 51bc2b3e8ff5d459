"""The inbox: the count in the header, and the list in which each entry can be answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kanban import domain, store
from kanban.tui import dialogs, messages
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets.bars.bar import BarText
from kanban.tui.widgets.bars.bar_words import describe_inbox

if TYPE_CHECKING:
    from kanban.domain.waiting.inbox import InboxEntry
    from kanban.tui import facts
    from kanban.tui.parts.cards import Cards
    from kanban.tui.parts.handoffs import Handoffs
    from kanban.tui.parts.search import Search

WIDE = 100
"""Columns from which on the header says `overdue` in words."""


class Inbox(Part):
    """The member's inbox."""

    def __init__(
        self,
        host: Host,
        cards: Cards,
        search: Search,
        handoffs: Handoffs,
        ask_member: Callable[[], None],
        show_wants: Callable[[], None],
        walk: Callable[[str], None],
    ) -> None:
        """Take functions: who acts, for a board where nobody does; show the wants; walk a closed deal."""
        super().__init__(host)
        self._cards, self._search, self._handoffs, self._ask_member = cards, search, handoffs, ask_member
        self._show_wants, self._walk = show_wants, walk
        self._entries: Sequence[InboxEntry] | None = None

    @property
    def dialog(self) -> dialogs.inbox_dialog.InboxDialog | None:
        """The open inbox."""
        return self.find_dialog(lambda: dialogs.inbox_dialog.InboxDialog)

    def on_opened(self) -> None:
        """Clear the entries of the board before."""
        self._entries = None

    def on_member_picked(self, _: messages.MemberPicked) -> None:
        """Clear the entries of the member before."""
        self._entries = None
        self.host.draw_bars()

    @property
    def bits(self) -> Sequence[BarText]:
        """The header's text: how many entries wait, and how many are overdue."""
        return describe_inbox(self._entries or (), wide=self.host.width >= WIDE)

    def on_inbox_read(self, fact: facts.InboxRead) -> None:
        """Update the count, and the list if it is open."""
        if fact.entries == self._entries or fact.member != self.host.workspace.member_id:
            return
        self._entries = fact.entries
        self.host.draw_bars()
        if dialog := self.dialog:
            dialog.show(self.host.workspace.board, self._list_all())

    def action_inbox(self) -> None:
        """Show what waits."""
        host, workspace = self.host, self.host.workspace
        if workspace.me is None:
            self._ask_member()
            return

        def go_to(entry: InboxEntry | None) -> None:
            if entry and entry.kind == "want":
                self._show_wants()
            elif entry and entry.kind == "walk":
                self._walk(entry.card)
            elif entry:
                host.run_worker(self._search.go_to(entry.card))

        host.ask(
            dialogs.inbox_dialog.InboxDialog(workspace.board, self._list_all(), workspace.now, self._answer), go_to
        )

    def _list_all(self) -> Sequence[InboxEntry] | None:
        """Return the entries with this week's walk, which is chosen when the inbox opens and not counted before."""
        nothing: list[InboxEntry] = []
        walks = self.read(lambda: store.lessons.walks.list_entries(self.host.workspace), nothing)
        return (*self._entries, *walks) if self._entries is not None else None

    def _answer(self, entry: InboxEntry, what: str) -> None:
        """Do the chosen act with an entry."""
        if what == "read":
            self.host.worker.resolve_entry(entry)
        elif entry.kind in {"want", "walk"}:
            if dialog := self.dialog:
                dialog.dismiss(entry)
        elif what == "comment" or entry.kind in {"mention", "unread", "notice", "ruled"}:
            self._reply(entry)
        else:
            acts = [act for act in domain.waiting.inbox.ACTS[entry.kind] if act != "withdraw"]
            self._handoffs.hand_over((entry.card,), acts)

    def _reply(self, entry: InboxEntry) -> None:
        """Ask for a one-line comment; answering marks the card as read."""
        before = partial(self.host.worker.resolve_entry, entry) if entry.is_done_by_reading else None
        self._cards.ask_comment(entry.card, before)
