"""A board that goes to a server: its background, what the header says of it, signing in.

Nothing here is loaded for a board that stays on this machine but this module itself; HTTP and the loop are imported in a
thread, after the first frame.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from kanban import cell_width, config
from kanban.domain.errors import KanbanError, Refused
from kanban.domain.values import text
from kanban.store.workspace import Workspace
from kanban.tui import messages
from kanban.tui.board_worker import ODD
from kanban.tui.commands import find
from kanban.tui.screens.ruling import Ruling
from kanban.tui.widgets.bars.bar import Bit, Kind

if TYPE_CHECKING:
    from kanban.store.replica.sync_status import SyncState
    from kanban.sync.account import SignIn
    from kanban.sync.loop import Loop, Report
    from kanban.sync.status import Standing

Answer = TypeVar("Answer")

WHAT_TO_DO = " says what to do"

TONES: dict[str, Kind] = {"good": "muted", "busy": "text", "warning": "warning", "attention": "unread"}
"""How the header draws each tone of `kanban.sync.status`."""


class Synced(messages.Fact):
    """What the background has to tell of the board's server."""

    report: Report


class Sharing(Ruling):
    """What a shared board has beside the others."""

    state: SyncState | None = None
    """What was known when the board was opened; None where it stays on this machine."""
    standing: Standing | None = None
    _loop: Loop | None = None
    _left = False
    _starting = Lock()
    """Held while a loop is started or taken away: one thread does the former, another the latter."""

    def _take(self, workspace: Workspace) -> None:
        super()._take(workspace)
        self._end_loop()
        self._left = False
        self.state = self.standing = None
        try:
            self.state = workspace.sync_state()
        except KanbanError:  # the first frame will say what is wrong with the file
            return
        if self.state:
            from kanban.sync.status import standing_of

            self.standing = standing_of(self.state)
            self.worker.shared = True

    def _set_to_work(self) -> None:
        super()._set_to_work()
        if self.state:
            self.worker.marks()
            Thread(target=self._begin_loop, args=(self.workspace,), name="sync start", daemon=True).start()

    def on_unmount(self) -> None:
        """End what goes on in the background."""
        self._end_loop()

    # -- the loop

    def _begin_loop(self, workspace: Workspace) -> None:
        """Load and start the loop, in a thread: httpx alone takes longer than the first frame."""
        from kanban.sync.board_sync import open_side
        from kanban.sync.loop import Loop

        path, board, now = workspace.database.path, workspace.board.id, workspace.now
        loop = Loop(lambda: open_side(path, board, self.token, now), self._report)
        with self._starting:
            if self._left or self.workspace is not workspace:
                return
            self._loop = loop
            loop.start()

    def _report(self, report: Report) -> None:
        self.post_message(Synced(report))

    def _end_loop(self) -> None:
        with self._starting:
            self._left = True
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.close()

    def token(self, url: str) -> str:
        """Return what signs in to the server; raises Refused where nothing does."""
        known = config.read_credentials(self._places).get(url)
        if known is None:
            raise Refused("This machine is signed out of the server; sign in again with !.")
        return known.token

    @property
    def _places(self) -> config.Places:
        where: config.Places = getattr(self.app, "where")  # noqa: B009 - every app that has a board has its places
        return where

    def on_synced(self, event: Synced) -> None:
        """Show how the board stands, and what came."""
        before, report = self.standing, event.report
        self.standing = report.standing
        if report.changed:
            self.worker.look()
        if report.outcome is not None:
            self.worker.marks()
            self._tell_notes([*report.outcome.refused, *report.outcome.overtaken])
            if report.standing.stopped not in {"", "offline", "slow_down"} and (
                before is None or before.stopped != report.standing.stopped
            ):
                self.tell(report.standing.sentence, "warning")
            card = self.open_card
            if card and before and before.history_left and not report.standing.history_left:
                self.follow(card)  # its past is all here now
        self.say_header()
        self.show_notes()

    def show_notes(self) -> None:
        """Show what needs attention where it stands open."""

    def _tell_notes(self, notes: Sequence[Any]) -> None:
        if not notes:
            return
        note = notes[-1]
        said = f"Not taken: {note.detail}" if note.kind == "refused" and note.detail else note.said
        more = f"   and {len(notes) - 1:,} more" if len(notes) > 1 else ""
        key = find(self.commands, "attention").first
        hint = f"   {key}" if key else ""
        room = max(20, self.app.size.width - len(hint) - len(WHAT_TO_DO) - len(more) - 2)
        bits = [Bit(f" {cell_width.shorten(text.clean_line(said), room)}{more}", "warning")]
        if key:
            bits += [Bit(hint, "strong", "attention"), Bit(WHAT_TO_DO, "muted", "attention")]
        self.status.tell(bits)

    def on_waiting(self, event: messages.Waiting) -> None:
        """Mark the cards that the server does not have as they are here."""
        if event.cards != self.model.waiting:
            self.model.waiting = event.cards
            self.lanes.draw()

    def written(self, event: messages.BoardWritten) -> None:
        """Send what was written here, or by another program on this machine."""
        super().written(event)
        if self.standing is None:
            return
        self._count()
        self.show_notes()
        if self._loop is not None and (event.made or event.waiting):
            self._loop.nudge()

    def _count(self) -> None:
        """Count at once what waits and what needs attention; the loop tells when something has gone."""
        state = self.read(self.workspace.sync_state, None)
        if state and self.standing and self.state:
            moved = state.url != self.state.url
            self.state = state
            if moved and self._loop is not None:
                self._loop.ask()
            self.standing = replace(self.standing, waiting=state.waiting, held=state.held, attention=state.attention)

    def on_cursor_moved(self, _: messages.CursorMoved) -> None:
        """Somebody is there: look more often at what others do."""
        if self._loop is not None:
            self._loop.attend()

    # -- the header

    @property
    def shared(self) -> bool:
        """Whether the board goes to a server."""
        return self.state is not None

    @property
    def server(self) -> Sequence[Bit]:
        """What is said of the server that the board goes to."""
        if self.standing is None:
            return super().server
        from kanban.sync.status import phrases

        return [
            Bit(each.text, TONES[each.tone], "attention" if each.tone == "attention" else "sync")
            for each in phrases(self.standing, self.workspace.today, self.workspace.board.timezone)
        ]

    # -- asking for a round, signing in

    def action_sync(self) -> None:
        """Send and fetch now."""
        if self.signed_out:
            self.ask_sign_in()
        elif self._loop is not None:
            self._loop.ask()
            self.tell("Syncing…")
        else:
            self.tell("This board stays on this machine; kanban publish URL shares it.")

    @property
    def signed_out(self) -> bool:
        """Whether the server refused the token."""
        return self.standing is not None and self.standing.stopped == "unauthorized"

    def ask_sign_in(self) -> None:
        """Ask for a code or a token."""
        from kanban.tui.dialogs.boards.sign_in import SignInForm

        if self.state is None:
            return
        url, sentence = self.state.url, self.standing.sentence if self.standing else ""

        def given(secret: str | None) -> None:
            if secret:
                self.errand(lambda: self._sign_in(url, secret), self._signed_in)

        self.app.push_screen(SignInForm(url, self.state.name, sentence), given)

    def ask_move(self) -> None:
        """Ask whether the board is to go where its server says that it is now."""
        from kanban.tui.dialogs.confirm import Confirm

        state, standing = self.state, self.standing
        if state is None or standing is None:
            return
        old, new = state.url, standing.moved_to

        def sure(yes: bool | None) -> None:
            if yes:
                self.errand(lambda: self._move(old, new), moved)

        def moved(_: None) -> None:
            self._count()
            self.tell(f"The board goes to {new} from now on.")

        said = (
            f"{old} says that the server is at {new} now. What was done here waits, nothing is lost.\n"
            "Going there sends your sign-in to that address: do so if whoever keeps the server told you of it."
        )
        self.app.push_screen(Confirm(said, "go there", heading="Server moved"), sure)

    def _move(self, old: str, new: str) -> None:
        """Let the board go to another address, in an errand's thread."""
        from kanban.sync.server_move import move, replicas_at

        def keep(signed: SignIn) -> None:
            config.keep_credentials(
                self._places, signed.url, config.Credentials(signed.token, signed.account, signed.name)
            )

        with closing(self.workspace.sibling()) as own:
            move(replicas_at(own.database, old, own.now), new, keep, token=self.token(old))
        config.keep_credentials(self._places, old, None)

    def _sign_in(self, url: str, secret: str) -> SignIn:
        """Sign in, in an errand's thread; raises Refused for somebody else than whose the board is here."""
        from kanban.sync.account import follow, revoke_if_refused, sign_in
        from kanban.sync.server_move import replicas_at

        token, code = (secret, "") if secret.startswith("kbt_") else ("", secret)
        signed = sign_in(url, token=token, code=code)
        with revoke_if_refused(signed, code), closing(self.workspace.sibling()) as own:
            follow(replicas_at(own.database, url, own.now), signed)
        return signed

    def _signed_in(self, signed: SignIn) -> None:
        config.keep_credentials(self._places, signed.url, config.Credentials(signed.token, signed.account, signed.name))
        self.tell(f"Signed in as {signed.name}.")
        if self._loop is not None:
            self._loop.ask()

    def errand(self, work: Callable[[], Answer], done: Callable[[Answer], None]) -> None:
        """Ask the server for something in a thread of its own, and go on with the answer here."""

        def run() -> None:
            try:
                answer = work()
            except KanbanError as fault:
                self.call_later(self.complain, str(fault))
            except Exception:
                logging.getLogger(__name__).exception("an errand to the server failed")
                self.call_later(self.complain, ODD)
            else:
                self.call_later(done, answer)

        Thread(target=run, name="sync errand", daemon=True).start()

    def complain(self, sentence: str) -> None:
        """Say why an errand came to nothing."""
        self.tell(sentence, "error")
