"""What the board does for the agreement: shows its screen, writes what it asks for, replays in a thread, ticks lines."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from kanban.domain.errors import KanbanError
from kanban.domain.values import text
from kanban.tui import messages
from kanban.tui.commands import Command, find
from kanban.tui.screens.attending import Attending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.domain.agreements.agreement import Content, Version
    from kanban.domain.handoffs.precedent import Precedent
    from kanban.store.workspace import Workspace
    from kanban.tui.screens.agreement import AgreementScreen

MOST_PRECEDENTS = 2
"""Precedents that are shown where a line is judged."""

EVERY = 0.1
"""Seconds between two words on how far a replay has come."""


class Agreeing(Attending):
    """The agreement."""

    def __init__(self, workspace: Workspace, commands: Sequence[Command], greeting: str = "") -> None:
        super().__init__(workspace, commands, greeting)
        self._told_of = {version.hash for version in workspace.board.versions}
        """Hashes of the versions that one knows of."""

    def action_agreement(self) -> None:
        """Show what each stage means."""
        from kanban.tui.screens.agreement import AgreementScreen, Asks

        workspace = self.workspace
        asks = Asks(self._propose, self._sign, self._replay)
        none: list[Precedent] = []
        ruled = tuple(self.read(workspace.precedents, none))
        self.app.push_screen(AgreementScreen(workspace.board, workspace.me, workspace.today, asks, ruled))

    def _agreement(self) -> AgreementScreen | None:
        if len(self.app.screen_stack) == 1:
            return None
        from kanban.tui.screens.agreement import AgreementScreen

        return next((screen for screen in self.app.screen_stack if isinstance(screen, AgreementScreen)), None)

    def _propose(self, content: Content) -> None:
        from kanban.domain.agreements import signing

        self.worker.act(lambda view: signing.propose(view, content), messages.AgreementAsked("propose"))

    def _sign(self, version: Version) -> None:
        from kanban.domain.agreements import signing

        self.worker.act(lambda view: signing.sign(view, version), messages.AgreementAsked("sign"))

    def written(self, event: messages.BoardWritten) -> None:
        """Show the agreement as it is now; what was just proposed is replayed at once."""
        super().written(event)
        if event.board is not None:
            self._tell_of_proposals(event)
        screen = self._agreement()
        if screen is None:
            return
        if event.board is not None:
            screen.show(self.workspace.board, self.workspace.me)
        if isinstance(event.asked, messages.AgreementAsked):
            screen.tell(f"{event.said}.")
            if event.asked.what == "propose" and event.made:
                screen.replay()

    def _tell_of_proposals(self, event: messages.BoardWritten) -> None:
        """Say that somebody proposed a version which waits for one's own signature, once for each."""
        me, board = self.workspace.me, self.workspace.board
        if me is None or me.role != "lead":
            return
        from kanban.domain.agreements import signing

        waiting = {each.hash: each for each in signing.list_signable(board) if me.team not in each.signatures}
        new = [each for digest, each in waiting.items() if digest not in self._told_of and each.by != me.id]
        self._told_of |= waiting.keys()
        if new and not event.said:
            key = find(self.commands, "agreement").first or "the palette"
            event.said = f"{board.find_person_name(new[0].by)} proposed an agreement, which waits for your signature: {key} shows it."

    def on_refused(self, event: messages.Refused) -> None:
        """Say it on the screen that asked for it."""
        screen = self._agreement()
        if screen and isinstance(event.asked, messages.AgreementAsked):
            screen.complain(event.sentence)

    # -- replaying

    def _replay(self, content: Content, first: date, last: date) -> None:
        """Replay in a thread of its own; a new one ends the one before."""
        self.run_worker(lambda: self._tried(content, first, last), thread=True, exclusive=True, group="replay")

    def _tried(self, content: Content, first: date, last: date) -> None:
        from kanban.store.acts.agreement_backtest import replay

        worker, due = get_current_worker(), time.monotonic() + EVERY

        def told(done: int, total: int | None) -> None:
            nonlocal due
            if worker.is_cancelled:
                raise Cancelled
            if (now := time.monotonic()) >= due:
                due = now + EVERY
                self.post_message(messages.Replaying(done, total or done))

        workspace = self.workspace.sibling()
        try:
            with workspace.database.faults():
                some = replay(workspace.connection, workspace.board, content, first, last, told)
                missing = workspace.missing_history()
            self.post_message(messages.Replayed(tuple(some), first, last, missing))
        except Cancelled:
            return
        except KanbanError as fault:
            self.post_message(messages.Refused(str(fault), messages.AgreementAsked("replay")))
        finally:
            workspace.close()

    def on_replaying(self, event: messages.Replaying) -> None:
        """Say how far a replay has come."""
        if screen := self._agreement():
            screen.progress(event.done, event.total)

    def on_replayed(self, event: messages.Replayed) -> None:
        """Show what came of a replay."""
        if screen := self._agreement():
            screen.replayed(event.some, event.first, event.last, missing=event.missing)

    # -- ticking

    def on_tick_asked(self, event: messages.TickAsked) -> None:
        """Ask for the evidence, and tick the line."""
        from kanban.domain.agreements import gate
        from kanban.domain.handoffs.precedent import find_precedents
        from kanban.tui.dialogs.cards.line_to_team import Say

        try:
            line = gate.find_line(self.workspace.board, event.line)
            card = self.workspace.card(event.card)
            if self.workspace.me:
                gate.require_may_tick(self.workspace.board, card, self.workspace.me, line)
        except KanbanError as fault:
            self.tell(str(fault), "warning")
            return
        if not event.on:
            self.worker.act(lambda view: gate.untick(view, event.card, line), event)
            return

        def said(words: str | None) -> None:
            if words:
                self.worker.act(lambda view: gate.tick(view, event.card, line, words), event)

        ruled = find_precedents(self.read(self.workspace.precedents, []), line=line.id)[:MOST_PRECEDENTS]
        above = "\n".join(
            [
                gate.name_line(self.workspace.board, card, line),
                *(f"precedent: a return for this line was {each.summary}" for each in ruled),
            ]
        )
        question = Say("Tick the line", "Shown by", "one line of evidence", verb="tick", above=text.clean(above))
        self.app.push_screen(question, said)


class Cancelled(Exception):
    """A newer replay was asked for, or the board is closing."""
