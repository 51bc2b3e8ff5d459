"""A shared board: its sync loop, its state in the header, signing in, and the list of what needs attention.

For a board that stays on this machine this module alone is loaded; HTTP and the loop are loaded in a thread, after the
first frame.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from kanban import cell_width, config, sync
from kanban.domain.errors import KanbanError, Refused
from kanban.domain.values import moments, text
from kanban.store.workspace import Workspace
from kanban.tui import dialogs, facts, messages, reasons
from kanban.tui.commands import Command, find
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets.bars import bar_words
from kanban.tui.widgets.bars.bar import BarText, Kind
from kanban.tui.widgets.bars.status_line import StatusLine

if TYPE_CHECKING:
    from kanban.store.replica.conflicts.conflict_notes import ConflictNote
    from kanban.store.replica.sync_status import SyncState
    from kanban.sync.account import SignedIn
    from kanban.sync.client import Client
    from kanban.sync.loop import Loop, LoopReport
    from kanban.sync.status import SyncStatus
    from kanban.tui.parts.panel import Panel
    from kanban.tui.parts.search import Search

Answer = TypeVar("Answer")

WHAT_TO_DO = " says what to do"

TONES: dict[str, Kind] = {"good": "muted", "busy": "text", "warning": "warning", "attention": "unread"}
"""How the header draws each tone of `kanban.sync.status`."""


class Sharing(Part):
    """What only a shared board has."""

    def __init__(
        self, host: Host, panel: Panel, search: Search, status: StatusLine, commands: Sequence[Command]
    ) -> None:
        super().__init__(host)
        self._panel, self._search, self._status, self._commands = panel, search, status, commands
        self.state: SyncState | None = None
        """What was known when the board was opened; None if it stays on this machine."""
        self.status: SyncStatus | None = None
        self._loop: Loop | None = None
        self._has_left = False
        self._starting = Lock()
        """Held while a loop is started or taken away: one thread does the former, another the latter."""

    def on_opened(self) -> None:
        """Stop syncing the board before, and check whether this one is shared."""
        self.end_loop()
        self._has_left = False
        self.state = self.status = None
        try:
            self.state = self.host.workspace.sync_state()
        except KanbanError:  # the first frame will say what is wrong with the file
            return
        if self.state:
            self.status = sync.status.status_of(self.state)
            self.host.worker.is_shared = True

    def on_started(self) -> None:
        """Start to sync in the background."""
        if self.state:
            self.host.worker.save_marks()
            Thread(target=self._begin_loop, args=(self.host.workspace,), name="sync start", daemon=True).start()

    def on_closed(self) -> None:
        """Stop the background work."""
        self.end_loop()

    # -- the loop

    def _begin_loop(self, workspace: Workspace) -> None:
        """Load and start the loop, in a thread: httpx alone takes longer than the first frame."""
        open_replica = sync.board_sync.open_side
        path, board, now = workspace.database.path, workspace.board.id, workspace.now
        loop = sync.loop.Loop(lambda: open_replica(path, board, self.token, now), self._report)
        with self._starting:
            if self._has_left or self.host.workspace is not workspace:
                return
            self._loop = loop
            loop.start()

    def _report(self, report: LoopReport) -> None:
        self.host.post_message(facts.Reported(facts.Synced(report)))

    def end_loop(self) -> None:
        """Stop the loop, and start no other for this board."""
        with self._starting:
            self._has_left = True
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.close()

    def token(self, url: str) -> str:
        """Return the token for the server; raises Refused if there is none."""
        credentials = config.read_credentials(self._places).get(url)
        if credentials is None:
            raise Refused("This machine is signed out of the server; sign in again with !.")
        return credentials.token

    @property
    def _places(self) -> config.Places:
        places: config.Places = getattr(self._status.app, "where")  # noqa: B009 - every app with a board has them
        return places

    def on_synced(self, fact: facts.Synced) -> None:
        """Show the state of sync, and what arrived."""
        before, report = self.status, fact.report
        self.status = report.status
        if report.has_changes:
            self.host.worker.look_for_changes()
        if report.outcome is not None:
            self.host.worker.save_marks()
            self._announce_notes([*report.outcome.refused, *report.outcome.overtaken])
            if report.status.stopped not in {"", "offline", "slow_down"} and (
                before is None or before.stopped != report.status.stopped
            ):
                self.host.say(report.status.sentence, "warning")
            if before and before.history_left and not report.status.history_left:
                self._panel.refresh(self._panel.card_id)  # its past is all here now
        self.host.draw_bars()
        self._show_notes()

    def _announce_notes(self, notes: Sequence[Any]) -> None:
        if not notes:
            return
        note = notes[-1]
        sentence = f"Not taken: {note.detail}" if note.kind == "refused" and note.detail else note.summary
        more = f"   and {len(notes) - 1:,} more" if len(notes) > 1 else ""
        key = find(self._commands, "attention").first
        hint = f"   {key}" if key else ""
        room = max(20, self.host.width - len(hint) - len(WHAT_TO_DO) - len(more) - 2)
        bits = [BarText(f" {cell_width.shorten(text.clean_line(sentence), room)}{more}", "warning")]
        if key:
            bits += [BarText(hint, "strong", "attention"), BarText(WHAT_TO_DO, "muted", "attention")]
        self._status.tell(bits)

    def on_waiting_read(self, fact: facts.WaitingRead) -> None:
        """Mark the cards that the server does not have as they are here."""
        if fact.cards != self.host.model.waiting:
            self.host.model.waiting = fact.cards
            self.host.lanes.draw()

    def on_written(self, fact: facts.Written) -> None:
        """Send what was written here, or by another program on this machine."""
        if self.status is None:
            return
        self._count()
        self._show_notes()
        if self._loop is not None and (fact.entity_ids or fact.waiting):
            self._loop.nudge()

    def _count(self) -> None:
        """Count at once what waits and what needs attention; the loop reports when something was sent."""
        state = self.read(self.host.workspace.sync_state, None)
        if state and self.status and self.state:
            moved = state.url != self.state.url
            self.state = state
            if moved and self._loop is not None:
                self._loop.ask()
            self.status = replace(
                self.status, waiting=state.waiting, held_changes=state.held_changes, attention=state.attention
            )

    def on_cursor_moved(self, _: messages.CursorMoved) -> None:
        """Sync more often while the user is active."""
        if self._loop is not None:
            self._loop.attend()

    # -- the header

    @property
    def is_shared(self) -> bool:
        """Whether the board goes to a server."""
        return self.state is not None

    @property
    def bits(self) -> Sequence[BarText]:
        """The header's text about the server."""
        if self.status is None:
            return bar_words.LOCAL
        workspace = self.host.workspace
        return [
            BarText(phrase.text, TONES[phrase.tone], "attention" if phrase.tone == "attention" else "sync")
            for phrase in sync.status.phrases(self.status, workspace.today, workspace.board.timezone)
        ]

    # -- what needs attention

    @property
    def dialog(self) -> dialogs.attention_dialog.AttentionDialog | None:
        """The open list of what needs attention."""
        return self.find_dialog(lambda: dialogs.attention_dialog.AttentionDialog)

    def _show_notes(self) -> None:
        """Show what needs attention, if the list is open."""
        if tray := self.dialog:
            tray.show(self._read_notes())

    def _read_notes(self) -> list[ConflictNote]:
        nothing: list[ConflictNote] = []
        return self.read(self.host.workspace.list_notes, nothing)

    def action_attention(self) -> None:
        """Show what the server refused and others overtook; if this machine is signed out, ask to sign in."""
        host, workspace = self.host, self.host.workspace
        if self.is_signed_out:
            self._ask_sign_in()
            return
        if self.status is not None and self.status.moved_to:
            self._ask_move()
            return
        if not self.is_shared:
            host.say("Nothing needs attention: this board stays on this machine.")
            return

        def go_to(card: str | None) -> None:
            if card:
                merged = self.read(lambda: workspace.merged_into(card), None)
                host.run_worker(self._search.go_to(merged.id if merged else card))

        host.ask(
            dialogs.attention_dialog.AttentionDialog(self._read_notes(), self._title_of, self._deal, self.write_moment),
            go_to,
        )

    def write_moment(self, at: str) -> str:
        """Return a moment as people write it."""
        workspace = self.host.workspace
        return moments.format_whole(at, workspace.today, workspace.board.timezone)

    def _title_of(self, card: str) -> str:
        try:
            return self.host.workspace.card(card).title
        except KanbanError:
            return "a card that is gone"

    def _deal(self, note: str, act: str) -> None:
        """Do the chosen act with a note."""
        if act == "retry":
            self.host.worker.retry(note)
        else:
            self.host.worker.discard(note)

    # -- asking for a round, signing in

    def action_sync(self) -> None:
        """Send and fetch now."""
        if self.is_signed_out:
            self._ask_sign_in()
        elif self._loop is not None:
            self._loop.ask()
            self.host.say("Syncing…")
        else:
            self.host.say("This board stays on this machine; it has no server.")

    @property
    def is_signed_out(self) -> bool:
        """Whether the server refused the token."""
        return self.status is not None and self.status.stopped == "unauthorized"

    def _ask_sign_in(self) -> None:
        """Ask for a one-time code or a token."""
        if self.state is None:
            return
        url, sentence = self.state.url, self.status.sentence if self.status else ""

        def sign_in(secret: str | None) -> None:
            if secret:
                self.request(lambda: self._sign_in(url, secret), self._keep_sign_in)

        self.host.ask(dialogs.boards.people_dialog.SignInForm(url, self.state.name, sentence), sign_in)

    def _sign_in(self, url: str, secret: str) -> SignedIn:
        """Sign in, in a thread; raises Refused for another member than the one of this machine."""
        account, moving = sync.account, sync.server_move
        token, code = (secret, "") if secret.startswith("kbt_") else ("", secret)
        signed = account.sign_in(url, token=token, code=code)
        with account.revoke_if_refused(signed, code), closing(self.host.workspace.open_sibling()) as own:
            account.follow(moving.replicas_at(own.database, url, own.now), signed)
        return signed

    def _keep_sign_in(self, signed: SignedIn) -> None:
        self._keep_credentials(signed)
        self.host.say(f"Signed in as {signed.name}.")
        if self._loop is not None:
            self._loop.ask()

    def _keep_credentials(self, signed: SignedIn) -> None:
        credentials = config.Credentials(signed.token, signed.account, signed.name)
        config.keep_credentials(self._places, signed.url, credentials)

    def _ask_move(self) -> None:
        """Ask whether to move to the address that the server gives now."""
        state, status = self.state, self.status
        if state is None or status is None:
            return
        old, new = state.url, status.moved_to

        def move(yes: bool | None) -> None:
            if yes:
                self.request(lambda: self._move(old, new), announce)

        def announce(_: None) -> None:
            self._count()
            self.host.say(f"The board goes to {new} from now on.")

        sentence = (
            f"{old} says that the server is at {new} now. What was done here waits, nothing is lost.\n"
            "Going there sends your sign-in to that address: do so if whoever keeps the server told you of it."
        )
        self.host.ask(dialogs.confirm.Confirm(sentence, "go there", heading="Server moved"), move)

    def _move(self, old: str, new: str) -> None:
        """Move the board to another address, in a thread."""
        moving = sync.server_move
        with closing(self.host.workspace.open_sibling()) as own:
            replicas = moving.replicas_at(own.database, old, own.now)
            moving.move(replicas, new, self._keep_credentials, token=self.token(old))
        config.keep_credentials(self._places, old, None)

    # -- asking the server

    def ask_server(self, ask: Callable[[Client, str], Answer]) -> Answer:
        """Ask the server something about this board, in a thread."""
        url = self.state.url if self.state else ""
        with sync.client.Client(url, self.token(url)) as client:
            return ask(client, self.host.workspace.board.id)

    def request(
        self,
        work: Callable[[], Answer],
        on_answer: Callable[[Answer], None],
        complain: Callable[[str], None] | None = None,
    ) -> None:
        """Ask the server for something in a thread of its own, and go on with the answer here."""
        fail = complain or (lambda sentence: self.host.say(sentence, "error"))

        def run() -> None:
            try:
                answer = work()
            except KanbanError as fault:
                self.host.call_later(partial(fail, str(fault)))
            except Exception:
                logging.getLogger(__name__).exception("a request to the server failed")
                self.host.call_later(partial(fail, reasons.ODD))
            else:
                self.host.call_later(partial(on_answer, answer))

        Thread(target=run, name="server request", daemon=True).start()
