"""The inbox on the board's screen: what waits in the header, and each entry answered where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanban.domain.acts import verbs
from kanban.tui import messages, reasons
from kanban.tui.screens.handing import Handing
from kanban.tui.screens.setting_up import SettingUp
from kanban.tui.widgets.bars.bar import Bit
from kanban.tui.widgets.bars.bar_words import describe_inbox

if TYPE_CHECKING:
    from kanban.domain.inbox import Entry
    from kanban.store.workspace import Workspace
    from kanban.tui.dialogs.inbox_dialog import Inbox

WIDE = 100
"""Columns from which on the header says `overdue` in words."""


class Answering(Handing, SettingUp):
    """What waits for the member."""

    _entries: Sequence[Entry] | None = None

    def _take(self, workspace: Workspace) -> None:
        """Forget what waited on another board."""
        super()._take(workspace)
        self._entries = None

    def act_as(self, member: str) -> None:
        """Forget what waits for who acted before."""
        self._entries = None
        super().act_as(member)

    @property
    def inbox_said(self) -> Sequence[Bit]:
        """How much waits, and how much of it is overdue."""
        return describe_inbox(self._entries or (), wide=self.app.size.width >= WIDE)

    def on_inbox_read(self, event: messages.InboxRead) -> None:
        """Say how much waits, and show it where the inbox stands open."""
        if event.entries == self._entries or event.member != self.workspace.member_id:
            return
        self._entries = event.entries
        self.say_header()
        if inbox := self._inbox():
            inbox.show(self.workspace.board, event.entries)

    def on_refused(self, event: messages.Refused) -> None:
        """Say it in the inbox where that stands open."""
        if inbox := self._inbox():
            inbox.complain(event.sentence)

    def action_inbox(self) -> None:
        """Show what waits."""
        if self.workspace.me is None:
            self.action_member()
            return
        from kanban.tui.dialogs.inbox_dialog import Inbox

        def left(entry: Entry | None) -> None:
            if entry:
                self.run_worker(self.reach(entry.card))

        workspace = self.workspace
        self.app.push_screen(Inbox(workspace.board, self._entries, workspace.now, self._answer), left)

    def _inbox(self) -> Inbox | None:
        if len(self.app.screen_stack) == 1:
            return None
        from kanban.tui.dialogs.inbox_dialog import Inbox

        return next((screen for screen in self.app.screen_stack if isinstance(screen, Inbox)), None)

    def _answer(self, entry: Entry, what: str) -> None:
        """Do with an entry what the inbox asks for."""
        if what == "read":
            self.worker.deal(entry)
        elif what == "comment" or entry.kind in {"mention", "unread", "notice", "ruled"}:
            self._reply(entry)
        elif entry.kind == "overdue":
            self.post_message(messages.DoneAsked(entry.card))
        else:
            from kanban.domain.inbox import ACTS

            self.hand_over((entry.card,), [act for act in ACTS[entry.kind] if act != "withdraw"])

    def _reply(self, entry: Entry) -> None:
        """Ask for a comment in a line; who answers has read what they answer."""
        from kanban.tui.dialogs.cards.line_to_team import Say

        def said(words: str | None) -> None:
            if words:
                if entry.is_done_by_reading:
                    self.worker.deal(entry)
                self.worker.act(lambda view: verbs.comment(view, entry.card, words))

        self.app.push_screen(Say(f"Comment: {self.named((entry.card,))}", "Comment", "what is to be said"), said)

    # -- who is here

    def action_away(self) -> None:
        """Say that the member is away, or back."""
        me = self.workspace.me
        if me is None:
            self.do_nothing(reasons.NOBODY)
        elif self.may("commenter", "be away"):
            from kanban.domain.acts import board_verbs

            self.worker.act(lambda view: board_verbs.set_away(view, me, away=not me.away))
