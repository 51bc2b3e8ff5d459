"""Who acts, who is away, and on a shared board who takes part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from kanban.domain import acts
from kanban.domain.board import Member
from kanban.domain.change import Act
from kanban.domain.values import text
from kanban.tui import dialogs, messages, reasons
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.protocol.types import SignIn
    from kanban.sync.client import Client
    from kanban.tui import facts
    from kanban.tui.parts.panel import Panel
    from kanban.tui.parts.team.sharing import Sharing

Answer = TypeVar("Answer")


class Members(Part):
    """The dialogs about members."""

    def __init__(self, host: Host, panel: Panel, sharing: Sharing) -> None:
        super().__init__(host)
        self._panel, self._sharing = panel, sharing

    @property
    def dialog(self) -> dialogs.boards.people_dialog.PeopleDialog | None:
        """The open list of people."""
        return self.find_dialog(lambda: dialogs.boards.people_dialog.PeopleDialog)

    # -- who acts

    def action_member(self) -> None:
        """Ask who acts; on a shared board show who takes part."""
        board, me = self.host.workspace.board, self.host.workspace.me
        if self._sharing.is_shared:
            self.host.ask(
                dialogs.boards.people_dialog.PeopleDialog(board, me, self._change, self._sharing.write_moment)
            )
            if me:
                self._list_devices()
            return

        def act_as(answer: str | dialogs.switch_dialogs.NewMember | None) -> None:
            if isinstance(answer, dialogs.switch_dialogs.NewMember):
                self.host.worker.add_member(messages.MemberAsked(answer.name, answer.team))
            elif answer:
                self.act_as(answer)

        self.host.ask(dialogs.switch_dialogs.SwitchMember(board, me), act_as)

    def act_as(self, member: str) -> None:
        """Act and read as another member from now on."""
        host = self.host
        host.workspace.member_id = member
        host.worker.act_as(member)
        host.model.card_summaries.clear()
        host.lanes.draw()
        self._panel.refresh(self._panel.card_id)
        host.post_message(messages.MemberPicked(member))
        if me := host.workspace.me:
            host.say(f"Acting as {me.name} ({me.team}).")

    def action_away(self) -> None:
        """Say that the member is away, or back."""
        me = self.host.workspace.me
        if me is None:
            self.host.do_nothing(reasons.NOBODY)
        elif self.may("commenter", "be away"):
            self.host.worker.act(lambda view: acts.board_verbs.set_away(view, me, away=not me.away))

    def on_written(self, fact: facts.Written) -> None:
        """Act as the member who was just added; show members as they are now."""
        if isinstance(fact.intent, messages.MemberAsked) and fact.entity_ids:
            self.act_as(fact.entity_ids[0])
        if fact.board is not None and (people := self.dialog):
            people.show(self.host.workspace.board)

    # -- who takes part in a shared board

    def _change(self, change: dialogs.boards.people_dialog.PeopleAsked) -> None:
        """Make the change that the list of people asks for."""
        worker, member = self.host.worker, self.host.workspace.board.get_member(change.member)
        match change.kind:
            case "invite":
                self._request(
                    lambda client, board: client.invite(board, change.name, change.team, change.role),
                    lambda code: self._show_code(change.name, code),
                )
            case "device":
                self._request(lambda client, _: client.invite_another_device(), lambda code: self._show_code("", code))
            case "revoke":
                self._request(lambda client, _: client.revoke(change.device), lambda _: self._list_devices())
            case "bar":
                self._request(lambda client, board: client.bar(board, change.device), lambda _: self._list_devices())
            case "admit":
                self._request(lambda client, board: client.admit(board, change.device), lambda _: self._list_devices())
            case "set" if member:
                changed = {"team": change.team, "role": change.role}
                worker.act(lambda view: acts.board_verbs.set_member(view, member, changed))
            case "remove" if member:
                worker.act(lambda view: remove_member(view, member))

    def _request(self, ask: Callable[[Client, str], Answer], on_answer: Callable[[Answer], None]) -> None:
        """Ask the server something; a refusal is shown in the list of people, if that is open."""
        self._sharing.request(lambda: self._sharing.ask_server(ask), on_answer, self._complain)

    def _complain(self, sentence: str) -> None:
        if people := self.dialog:
            people.complain(sentence)
        else:
            self.host.say(sentence, "error")

    def _list_devices(self) -> None:
        self._request(lambda client, board: client.devices(board), self._show_devices)

    def _show_devices(self, devices: Sequence[SignIn]) -> None:
        if people := self.dialog:
            people.show_devices(devices)

    def _show_code(self, name: str, code: str) -> None:
        state = self._sharing.state
        if (people := self.dialog) and state:
            people.show_code(name, f"kanban join {state.url} --code {code}")


def remove_member(view: View, member: Member) -> Act:
    """Remove a member; the warning says how to find their cards, which need another owner."""
    name = text.clean_line(member.name).replace('"', "")
    act = acts.board_verbs.remove_member(view, member)
    return act._replace(warnings=(f'/owner:"{name}" finds the cards to be given on',))
