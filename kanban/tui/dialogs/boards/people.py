"""The members of a shared board and their machines; leads invite, change and remove them here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from kanban import cell_width
from kanban.domain import ids
from kanban.domain.acts import board_verbs
from kanban.domain.board import ROLES, TEAMS, Board, Member
from kanban.domain.values import text
from kanban.tui.dialogs.confirm import Confirm
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.list_entry import ListEntry, plain_options
from kanban.tui.widgets.line_list import Block, Lines

if TYPE_CHECKING:
    from kanban.sync.server_answers import SignIn


@dataclass(frozen=True, slots=True)
class PeopleAsked:
    """A change of the members or their machines."""

    kind: Literal["invite", "device", "revoke", "bar", "admit", "set", "remove"]
    member: str = ""
    """The member's id, for `set` and `remove`."""
    device: str = ""
    """The sign-in's id, for `revoke`, `bar` and `admit`."""
    name: str = ""
    team: str = ""
    role: str = ""


MAY = {
    "viewer": "reads",
    "commenter": "also comments",
    "member": "also works on cards",
    "lead": "also sets up the board",
}
"""What each role may do, in addition to the one before it."""


class MemberForm(Form[dict[str, str]]):
    """`MemberForm(member)` → name, team and role; without the name for a present member."""

    def __init__(self, member: Member | None) -> None:
        entries: list[Entry] = [
            ListEntry("team", "Team", plain_options(TEAMS), member.team if member else TEAMS[0]),
            ListEntry(
                "role", "Role", [(role, f"{role}: {MAY[role]}") for role in ROLES], member.role if member else "member"
            ),
        ]
        if member is None:
            entries.insert(0, Entry("name", "Name", hint="e.g. Ana Meyer", reading=_check_name))
        heading = text.clean_line(member.name) if member else "Invite somebody"
        super().__init__(heading, entries, (("enter", "save" if member else "make a code"), ("tab", "next field")))

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return the values as they are."""
        return values


def _check_name(typed: str) -> str:
    board_verbs.read_name(typed, "member")
    return ""


class PeopleList(Lines):
    """The members, each with the machines that are signed in as them."""


class People(Dialog[bool]):
    """`People(board, me, ask, say)`; the screen answers with `show` for members and `show_devices` for machines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i,n,a", "invite", "Invite", show=False),
        Binding("enter,e", "edit", "Team and role", show=False),
        Binding("m", "device", "Another machine", show=False),
        Binding("x,d,delete", "remove", "Remove or sign out", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]

    def __init__(
        self, board: Board, me: Member | None, ask: Callable[[PeopleAsked], None], say: Callable[[str], str] = str
    ) -> None:
        """Take `ask`, which requests a change, and `say`, which formats a time."""
        self._say = say
        self._lead = me is not None and me.role == "lead"
        own = ("m", "another machine of mine")
        hints = (
            (("i", "invite"), ("enter", "team, role"), ("x", "remove"), own, ("y", "copy"))
            if self._lead
            else (own, ("y", "copy"))
        )
        super().__init__("Members", hints, leave="close")
        self._board, self._me, self._ask = board, me, ask
        self._devices: tuple[SignIn, ...] = ()
        self._list = PeopleList()
        self._command = ""

    def content(self) -> Iterable[Widget]:
        """Return the list."""
        yield self._list

    def on_mount(self) -> None:
        """Show the members."""
        self.show(self._board)
        self._list.focus()

    def on_resize(self, event: Resize) -> None:
        """Leave lines for the frame and a sentence."""
        self._list.styles.max_height = max(1, event.size.height - 6)

    def show(self, board: Board) -> None:
        """Show the members as they are now."""
        anew = not self._list.cursor
        self._board = board
        blocks = []
        for member in board.members:
            blocks.append(Block(member.id, member, partial(_draw_member, member, self._me)))
            own = [device for device in self._devices if member.answers_to(device.name)]
            blocks += [Block(f"device:{device.id}", device, partial(_draw_device, device, self._say)) for device in own]
        self._list.styles.height = len(blocks)
        self._list.show_blocks(blocks, anew=anew)

    def show_devices(self, devices: Sequence[SignIn]) -> None:
        """Show the machines from which people sign in."""
        self._devices = tuple(device for device in devices if not device.revoked)
        self.show(self._board)

    def show_code(self, name: str, command: str) -> None:
        """Show the command with which somebody joins; an empty name is the member's own other machine."""
        self._command = command
        who = f"{name} joins" if name else "Your other machine joins"
        self.answer_with(f"{who} with this command, once and within 48 hours. y: copy\n{command}")

    @property
    def _member(self) -> Member | None:
        return next((member for member in self._board.members if member.id == self._list.cursor), None)

    @property
    def _device(self) -> SignIn | None:
        return next((device for device in self._devices if f"device:{device.id}" == self._list.cursor), None)

    def action_invite(self) -> None:
        """Ask whom to invite."""
        if not self._lead:
            self.complain("Only leads can invite people.")
            return

        def invite(values: dict[str, str] | None) -> None:
            if values:
                self._ask(PeopleAsked("invite", name=values["name"], team=values["team"], role=values["role"]))

        self.app.push_screen(MemberForm(None), invite)

    def action_edit(self) -> None:
        """Ask for another team or role."""
        member = self._member
        if member is None:
            return
        if not self._lead:
            self.complain("Only leads can change teams and roles.")
            return

        def change(values: dict[str, str] | None) -> None:
            if values:
                self._ask(PeopleAsked("set", member.id, team=values["team"], role=values["role"]))

        self.app.push_screen(MemberForm(member), change)

    def action_device(self) -> None:
        """Ask for a code for another machine of one's own."""
        self._ask(PeopleAsked("device"))

    def action_remove(self) -> None:
        """Remove a member from the board, or sign a machine out, after a confirmation."""
        member, device = self._member, self._device
        if device is not None:
            request, sentence = self._machine_request(device)
        elif member is not None and self._lead:
            request = PeopleAsked("remove", member.id)
            name = text.clean_line(member.name)
            sentence = f"Remove {name} from the board? Their comments stay; their cards keep their name."
        else:
            self.complain("Only leads can remove members.")
            return

        def remove(yes: bool | None) -> None:
            if yes:
                self._ask(request)

        self.app.push_screen(Confirm(sentence, "sign out" if device else "remove"), remove)

    def _machine_request(self, device: SignIn) -> tuple[PeopleAsked, str]:
        """Return the request for a machine and its question: sign out one's own, give or take the board for others'."""
        name = text.clean_line(device.name)
        if device.barred and self._lead:
            return PeopleAsked("admit", device=device.id), f"Let this machine of {name} use the board again?"
        if device.mine is False:
            sentence = f"Remove the board from this machine of {name}? It stays signed in for its other boards."
            return PeopleAsked("bar", device=device.id), sentence
        sentence = f"Sign out this machine of {name}? Changes that it has not sent stay on it."
        return PeopleAsked("revoke", device=device.id), sentence

    def action_copy(self) -> None:
        """Copy the command that was shown last."""
        if self._command:
            self.app.copy_to_clipboard(self._command)
            self.answer_with("Copied.")


def _draw_member(member: Member, me: Member | None, width: int) -> list[Content]:
    notes = (
        [member.team, member.role] + (["away"] if member.away else []) + (["you"] if me and me.id == member.id else [])
    )
    line = Content.assemble(
        (f" {member.team[:1].upper()} ", f"bold ${member.team}"),
        (cell_width.shorten(text.clean_line(member.name), 30), "bold"), (f"  {' · '.join(notes)}", "$muted"),
    )  # fmt: skip
    return [line.truncate(width, ellipsis=True)]


def _draw_device(device: SignIn, say: Callable[[str], str], width: int) -> list[Content]:
    seen = f"last seen {say(device.seen_at)}" if device.seen_at else "never seen"
    which = "this machine" if device.own else "machine"
    off = "  · off this board" if device.barred else ""
    line = Content(f"     {which} {ids.ref_of(device.id)}  {seen}{off}").stylize("$muted")
    return [line.truncate(width, ellipsis=True)]
