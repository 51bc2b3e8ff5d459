"""The agreement: shows its screen, writes what it asks for, replays in a thread, ticks requirements."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from kanban.domain import agreements, handoffs
from kanban.domain.errors import KanbanError
from kanban.domain.values import text
from kanban.store import acts as store_acts
from kanban.tui import dialogs, facts, messages
from kanban.tui.commands import Command, find
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from kanban.domain.agreements.agreement import Content, Version
    from kanban.domain.handoffs.precedent import Precedent

MOST_PRECEDENTS = 2
"""Precedents that are shown where a requirement is judged."""

EVERY = 0.1
"""Seconds between two words on how far a replay has come."""


class Agreement(Part):
    """The agreement's screen, its replays, and the ticks on cards."""

    intents = (messages.AgreementAsked,)

    def __init__(self, host: Host, commands: Sequence[Command]) -> None:
        super().__init__(host)
        self._commands = commands
        self._known = {version.hash for version in host.workspace.board.versions}
        """Hashes of the versions that the member was told of."""

    def action_agreement(self) -> None:
        """Show the agreement."""
        workspace = self.host.workspace
        actions = dialogs.agreement_screen.AgreementActions(self._propose, self._sign, self._replay)
        nothing: list[Precedent] = []
        precedents = tuple(self.read(workspace.list_precedents, nothing))
        self.host.ask(
            dialogs.agreement_screen.AgreementScreen(
                workspace.board, workspace.me, workspace.today, actions, precedents
            )
        )

    @property
    def screen(self) -> dialogs.agreement_screen.AgreementScreen | None:
        """The agreement's screen, if it is open."""
        return self.find_dialog(lambda: dialogs.agreement_screen.AgreementScreen)

    def _propose(self, content: Content) -> None:
        intent = messages.AgreementAsked("propose")
        self.host.worker.act(lambda view: agreements.signing.propose(view, content), intent)

    def _sign(self, version: Version) -> None:
        intent = messages.AgreementAsked("sign")
        self.host.worker.act(lambda view: agreements.signing.sign(view, version), intent)

    def on_written(self, fact: facts.Written) -> None:
        """Show the agreement as it is now; what was just proposed is replayed at once."""
        if fact.board is not None:
            self._announce_proposals(fact)
        screen = self.screen
        if screen is None:
            return
        if fact.board is not None:
            screen.show(self.host.workspace.board, self.host.workspace.me)
        if isinstance(fact.intent, messages.AgreementAsked):
            screen.tell(f"{fact.sentence}.")
            if fact.intent.what == "propose" and fact.entity_ids:
                screen.replay()

    def _announce_proposals(self, fact: facts.Written) -> None:
        """Announce each proposed version that waits for the member's signature, once."""
        me, board = self.host.workspace.me, self.host.workspace.board
        if me is None or me.role != "lead":
            return
        waiting = {
            version.hash: version
            for version in agreements.signing.list_signable(board)
            if me.team not in version.signatures
        }
        new = [version for digest, version in waiting.items() if digest not in self._known and version.by != me.id]
        self._known |= waiting.keys()
        if new and not fact.sentence:
            key = find(self._commands, "agreement").first or "the palette"
            who = board.find_person_name(new[0].by)
            self.host.say(f"{who} proposed an agreement, which waits for your signature: {key} shows it.")

    def on_refused(self, fact: facts.Refused) -> None:
        """Show the refusal on the agreement's screen."""
        if screen := self.screen:
            screen.complain(fact.sentence)

    # -- replaying

    def _replay(self, content: Content, first: date, last: date) -> None:
        """Replay in a thread of its own; a new one ends the one before."""
        self.host.run_worker(
            lambda: self._replay_in_thread(content, first, last), thread=True, exclusive=True, group="replay"
        )

    def _replay_in_thread(self, content: Content, first: date, last: date) -> None:
        worker, due = get_current_worker(), time.monotonic() + EVERY

        def report(fact: facts.Fact) -> None:
            self.host.post_message(facts.Reported(fact))

        def advance(done: int, total: int | None) -> None:
            nonlocal due
            if worker.is_cancelled:
                raise Cancelled
            if (now := time.monotonic()) >= due:
                due = now + EVERY
                report(facts.ReplayAdvanced(done, total or done))

        workspace = self.host.workspace.open_sibling()
        try:
            with workspace.database.faults():
                replay = store_acts.agreement_backtest.replay
                trials = replay(workspace.connection, workspace.board, content, first, last, advance)
                missing = workspace.describe_missing_history()
            report(facts.Replayed(tuple(trials), first, last, missing))
        except Cancelled:
            return
        except KanbanError as fault:
            report(facts.Refused(str(fault), messages.AgreementAsked("replay")))
        finally:
            workspace.close()

    def on_replay_advanced(self, fact: facts.ReplayAdvanced) -> None:
        """Show the progress of a replay."""
        if screen := self.screen:
            screen.show_progress(fact.done, fact.total)

    def on_replayed(self, fact: facts.Replayed) -> None:
        """Show the result of a replay."""
        if screen := self.screen:
            screen.show_replay(fact.some, fact.first, fact.last, missing=fact.missing)

    # -- ticking

    def on_tick_asked(self, event: messages.TickAsked) -> None:
        """Ask for the evidence, and tick the requirement."""
        gate, host, board = agreements.gate, self.host, self.host.workspace.board
        try:
            line = gate.find_line(board, event.line)
            card = host.workspace.card(event.card)
            if host.workspace.me:
                gate.require_may_tick(board, card, host.workspace.me, line)
        except KanbanError as fault:
            host.say(str(fault), "warning")
            return
        if not event.is_ticked:
            host.worker.act(lambda view: gate.untick(view, event.card, line), event)
            return

        def tick(words: str | None) -> None:
            if words:
                host.worker.act(lambda view: gate.tick(view, event.card, line, words), event)

        nothing: list[Precedent] = []
        precedents = handoffs.precedent.find_precedents(
            self.read(host.workspace.list_precedents, nothing), line=line.id
        )
        lines = [
            gate.name_line(board, card, line),
            *(
                f"precedent: a return for this requirement was {ruling.summary}"
                for ruling in precedents[:MOST_PRECEDENTS]
            ),
        ]
        above = text.clean("\n".join(lines))
        host.ask(
            dialogs.form.AskLine("Tick the requirement", "Shown by", "one line of evidence", verb="tick", above=above),
            tick,
        )


class Cancelled(Exception):
    """A newer replay was asked for, or the board is closing."""
