"""The members of a shared board and their machines, which leads invite, change and remove; and signing in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual.content import Content
from textual.widget import Widget

from kanban import cell_width
from kanban.domain import ids
from kanban.domain.acts import board_verbs
from kanban.domain.board import ROLES, TEAMS, Board, Member
from kanban.domain.errors import UsageFault
from kanban.domain.values import text
from kanban.domain.values.text import strip_marks
from kanban.tui.dialogs.confirm import Confirm
from kanban.tui.dialogs.dialog_frame import text_widget
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.list_editor import ListEditor, Row, RowAct
from kanban.tui.dialogs.list_entry import ListEntry, list_plain_options

if TYPE_CHECKING:
    from kanban.protocol.types import SignIn


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
            ListEntry("team", "Team", list_plain_options(TEAMS), member.team if member else TEAMS[0]),
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


class PeopleDialog(ListEditor["Member | SignIn", bool]):
    """`PeopleDialog(board, me, ask, say)`; the screen answers by `show` for members, `show_devices` for machines."""

    AROUND = 6

    def __init__(
        self, board: Board, me: Member | None, ask: Callable[[PeopleAsked], None], say: Callable[[str], str] = str
    ) -> None:
        """Take `ask`, which requests a change, and `say`, which formats a time."""
        self._say = say
        self._lead = lead = me is not None and me.role == "lead"
        acts: list[RowAct[Member | SignIn]] = [
            RowAct("i,n,a", "invite" if lead else "", always=self._invite),
            RowAct(
                "enter,e",
                "team, role" if lead else "",
                self._edit,
                refusal=partial(self._refuse_member, "Only leads can change teams and roles."),
            ),
            RowAct(
                "x,d,delete",
                "remove" if lead else "",
                self._remove,
                refusal=partial(self._refuse_member, "Only leads can remove members."),
            ),
            RowAct("m", "another machine of mine", always=lambda: ask(PeopleAsked("device"))),
            RowAct("y", "copy", always=self._copy),
        ]
        super().__init__("Members", acts)
        self._board, self._me, self._ask = board, me, ask
        self._devices: tuple[SignIn, ...] = ()
        self._command = ""

    def show(self, board: Board) -> None:
        """Show the members as they are now."""
        self._board = board
        self.show_rows()

    def list_rows(self) -> list[Row[Member | SignIn]]:
        """Return the members, each with the machines that are signed in as them."""
        rows: list[Row[Member | SignIn]] = []
        for member in self._board.members:
            rows.append(Row(member.id, member, member, partial(_draw_member, member, self._me)))
            own = [device for device in self._devices if member.is_named(device.name)]
            rows += [
                Row(f"device:{device.id}", device, device, partial(_draw_device, device, self._say)) for device in own
            ]
        return rows

    def show_devices(self, devices: Sequence[SignIn]) -> None:
        """Show the machines from which people sign in."""
        self._devices = tuple(device for device in devices if not device.revoked)
        self.show(self._board)

    def show_code(self, name: str, command: str) -> None:
        """Show the command with which somebody joins; an empty name is the member's own other machine."""
        self._command = command
        who = f"{name} joins" if name else "Your other machine joins"
        self.answer_with(f"{who} with this command, once and within 48 hours. y: copy\n{command}")

    def _invite(self) -> None:
        """Ask whom to invite."""
        if not self._lead:
            self.complain("Only leads can invite people.")
            return
        self.ask_first(MemberForm(None), lambda values: self._ask(PeopleAsked("invite", **values)))

    def _refuse_member(self, sentence: str, row: Member | SignIn) -> str:
        """Return the sentence if the row is a member's, whom only leads change."""
        return sentence if isinstance(row, Member) and not self._lead else ""

    def _edit(self, row: Member | SignIn) -> None:
        """Ask for another team or role."""
        if isinstance(row, Member):
            self.ask_first(MemberForm(row), lambda values: self._ask(PeopleAsked("set", row.id, **values)))

    def _remove(self, row: Member | SignIn) -> None:
        """Remove a member from the board, or sign a machine out, after a confirmation."""
        if isinstance(row, Member):
            request, verb = PeopleAsked("remove", row.id), "remove"
            name = text.clean_line(row.name)
            sentence = f"Remove {name} from the board? Their comments stay; their cards keep their name."
        else:
            (request, sentence), verb = self._machine_request(row), "sign out"
        self.ask_first(Confirm(sentence, verb), lambda _: self._ask(request))

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

    def _copy(self) -> None:
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
    last_use = f"last seen {say(device.seen_at)}" if device.seen_at else "never seen"
    which = "this machine" if device.own else "machine"
    off = "  · off this board" if device.barred else ""
    line = Content(f"     {which} {ids.ref_of(device.id)}  {last_use}{off}").stylize("$muted")
    return [line.truncate(width, ellipsis=True)]


class SignInForm(Form[str]):
    """`SignInForm(url, name, sentence)` → the code or token that was typed."""

    def __init__(self, url: str, name: str, sentence: str) -> None:
        super().__init__(
            "Sign in", [Entry("secret", "Code", hint="a one-time code, or a token")], (("enter", "sign in"),)
        )
        self._words = (
            f"{sentence}\n{name} at {url}. Your changes wait here, nothing is lost. A lead can invite you with a code."
        )

    def content(self) -> Iterable[Widget]:
        """Return the reason and the input."""
        yield text_widget(self._words.strip())
        yield from self.entries

    def answer(self, values: dict[str, str]) -> str:
        """Return the code or token without blanks; raises UsageFault for none."""
        plain = "".join(strip_marks(values["secret"]).split())
        if not plain:
            raise UsageFault("Type the code that a lead of the board gave you.")
        return plain
