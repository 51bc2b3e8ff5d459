"""What needs attention on a shared board, and who takes part in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from kanban.domain.acts.view import View
from kanban.domain.board import Member
from kanban.domain.change import Act
from kanban.domain.errors import KanbanError
from kanban.domain.values import moments, text
from kanban.tui import messages
from kanban.tui.screens.sharing import Sharing

if TYPE_CHECKING:
    from kanban.sync.client import Client
    from kanban.sync.server_answers import SignIn
    from kanban.tui.dialogs.attention_dialog import Tray
    from kanban.tui.dialogs.boards.people import People, PeopleAsked

Answer = TypeVar("Answer")


class Attending(Sharing):
    """The tray and the members."""

    def show_notes(self) -> None:
        """Show what needs attention where it stands open."""
        tray = self._tray()
        if tray:
            tray.show(self.read(self.workspace.notes, []))

    def written(self, event: messages.BoardWritten) -> None:
        """Show members as they are now."""
        super().written(event)
        people = self._people()
        if people and event.board is not None:
            people.show(self.workspace.board)

    def complain(self, sentence: str) -> None:
        """Say why an errand came to nothing, where it was asked for."""
        people = self._people()
        if people:
            people.complain(sentence)
        else:
            super().complain(sentence)

    # -- what needs attention

    def action_attention(self) -> None:
        """Show what the server refused and others overtook; to whom is signed out, where to sign in."""
        if self.signed_out:
            self.ask_sign_in()
            return
        if self.standing is not None and self.standing.moved_to:
            self.ask_move()
            return
        if not self.shared:
            self.tell("Nothing needs attention: this board stays on this machine.")
            return
        from kanban.tui.dialogs.attention_dialog import Tray

        def left(card: str | None) -> None:
            if card:
                kept = self.read(lambda: self.workspace.merged_into(card), None)
                self.run_worker(self.reach(kept.id if kept else card))

        self.app.push_screen(Tray(self.read(self.workspace.notes, []), self._title, self._deal, self._said_at), left)

    def _said_at(self, at: str) -> str:
        workspace = self.workspace
        return moments.format_whole(at, workspace.today, workspace.board.timezone)

    def _tray(self) -> Tray | None:
        if len(self.app.screen_stack) == 1:
            return None
        from kanban.tui.dialogs.attention_dialog import Tray

        return next((screen for screen in self.app.screen_stack if isinstance(screen, Tray)), None)

    def _title(self, card: str) -> str:
        try:
            return self.workspace.card(card).title
        except KanbanError:
            return "a card that is gone"

    def _deal(self, note: str, what: str) -> None:
        """Do with a note what the tray asks for."""
        if what == "retry":
            self.worker.retry(note)
        else:
            self.worker.discard(note)

    def on_refused(self, event: messages.Refused) -> None:
        """Say it in the dialog that asked for it."""
        dialog = self._tray() or self._people()
        if dialog:
            dialog.complain(event.sentence)

    # -- who takes part

    def action_member(self) -> None:
        """Ask who acts; on a shared board show who takes part."""
        if not self.shared:
            super().action_member()
            return
        from kanban.tui.dialogs.boards.people import People

        self.app.push_screen(People(self.workspace.board, self.workspace.me, self._ask_people, self._said_at))
        me = self.workspace.me
        if me:
            self.errand(lambda: self._spoken(lambda client, board: client.devices(board)), self._devices_came)

    def _devices_came(self, devices: Sequence[SignIn]) -> None:
        people = self._people()
        if people:
            people.show_devices(devices)

    def _people(self) -> People | None:
        if len(self.app.screen_stack) == 1:
            return None
        from kanban.tui.dialogs.boards.people import People

        return next((screen for screen in self.app.screen_stack if isinstance(screen, People)), None)

    def _spoken(self, ask: Callable[[Client, str], Answer]) -> Answer:
        """Ask the server something, in an errand's thread."""
        from kanban.sync.client import Client

        url = self.state.url if self.state else ""
        with Client(url, self.token(url)) as client:
            return ask(client, self.workspace.board.id)

    def _ask_people(self, asked: PeopleAsked) -> None:
        board = self.workspace.board
        member = board.member(asked.member)
        match asked.kind:
            case "invite":
                self.errand(
                    lambda: self._spoken(lambda client, id_: client.invite(id_, asked.name, asked.team, asked.role)),
                    lambda code: self._show_code(asked.name, code),
                )
            case "device":
                self.errand(
                    lambda: self._spoken(lambda client, _: client.another_device()),
                    lambda code: self._show_code("", code),
                )
            case "revoke":
                self.errand(
                    lambda: self._spoken(lambda client, _: client.revoke(asked.device)), lambda _: self._revoked()
                )
            case "bar" | "admit" as kind:
                self.errand(
                    lambda: self._spoken(lambda client, board_id: getattr(client, kind)(board_id, asked.device)),
                    lambda _: self._revoked(),
                )
            case "set" if member:
                changed = {"team": asked.team, "role": asked.role}
                from kanban.domain.acts import board_verbs

                self.worker.act(lambda view: board_verbs.set_member(view, member, changed))
            case "remove" if member:
                self.worker.act(lambda view: _removed(view, member))

    def _revoked(self) -> None:
        self.errand(lambda: self._spoken(lambda client, board: client.devices(board)), self._devices_came)

    def _show_code(self, name: str, code: str) -> None:
        people = self._people()
        if people and self.state:
            people.show_code(name, f"kanban join {self.state.url} --code {code}")


def _removed(view: View, member: Member) -> Act:
    """Take a member off, and say how their cards are found, which somebody else is to have."""
    from kanban.domain.acts import board_verbs

    name = text.clean_line(member.name).replace('"', "")
    act = board_verbs.remove_member(view, member)
    return act._replace(warnings=(f'/owner:"{name}" finds the cards to be given on',))
