"""`kanban member invite|devices|revoke|admit`: who may sign in to a shared board, and from which machines."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.card_verbs.comments import format_local_time
from kanban.cli.parsing import JSON, NAME, TEAM_AND_ROLE, positional, switch, verb
from kanban.cli.team_verbs.served import connect, open_served
from kanban.domain import ids
from kanban.domain.acts import board_verbs
from kanban.domain.errors import NotFound, UsageFault

if TYPE_CHECKING:
    from kanban.cli.team_verbs.served import ServedBoard
    from kanban.protocol.types import SignIn

HOURS = 48
"""How long a code is good for."""


def run_invite(args: Namespace) -> int:
    """Invite somebody; print their one-time code on stdout."""
    board = open_served(args)
    name = board_verbs.read_name(args.name, "member")
    with connect(board) as client:
        code = client.invite(board.remote.board, name, args.team, args.role)
    return _report_code(board.remote.url, code, f"{name} joins", args)


def _report_code(url: str, code: str, who: str, args: Namespace) -> int:
    command = f"kanban join {url} --code {code}"
    if args.json:
        output.write_json({"code": code, "url": url, "command": command, "hours": HOURS})
    else:
        output.write_line(code)
    output.say(f"{who} with: {command} (within {HOURS} hours, once).")
    return 0


def run_devices(args: Namespace) -> int:
    """Print who is signed in from where, or a code for another machine of one's own."""
    board = open_served(args)
    with connect(board) as client:
        if args.add:
            return _report_code(board.remote.url, client.invite_another_device(), "Your other machine joins", args)
        devices = [device for device in client.devices(board.remote.board) if not device.revoked]
    if args.json:
        output.write_json(
            [
                {
                    "id": device.id,
                    "ref": ids.ref_of(device.id),
                    "name": device.name,
                    "devices": list(device.devices),
                    "made_at": device.made_at or None,
                    "seen_at": device.seen_at or None,
                    "this": device.own,
                    "off_this_board": device.barred,
                }
                for device in devices
            ]
        )
        return 0
    rows = []
    for device in devices:
        own, status = "*" if device.own else "", "off this board" if device.barred else ""
        rows.append(
            [
                own,
                ids.ref_of(device.id),
                device.name,
                _format_time(device.made_at, board),
                _format_time(device.seen_at, board),
                status,
            ]
        )
    output.write_table(("", "device", "member", "since", "last seen", "status"), rows)
    return 0


def _format_time(at: str, board: ServedBoard) -> str:
    return format_local_time(at, board.opened.workspace) if at else "never"


def run_revoke(args: Namespace) -> int:
    """Sign out a machine of one's own, or take the board from somebody else's."""
    board = open_served(args)
    with connect(board) as client:
        device = _find_sign_in(
            [other for other in client.devices(board.remote.board) if not other.revoked], args.device
        )
        if device.mine is False:
            client.bar(board.remote.board, device.id)
            name = board.opened.workspace.board.name
            output.narrate(f"Removed {name} from a machine of {device.name}; kanban member admit gives it back")
            return 0
        client.revoke(device.id)  # a server of version 0.1.0 signs out anybody's, and does not tell whose it is
    output.narrate(
        f"Signed out a machine of {device.name}; it is refused from now on" + (": this one" if device.own else "")
    )
    return 0


def run_admit(args: Namespace) -> int:
    """Let a machine have the board again."""
    board = open_served(args)
    with connect(board) as client:
        device = _find_sign_in(
            [other for other in client.devices(board.remote.board) if not other.revoked], args.device
        )
        client.admit(board.remote.board, device.id)
    output.narrate(f"A machine of {device.name} has {board.opened.workspace.board.name} again")
    return 0


def _find_sign_in(devices: list[SignIn], typed: str) -> SignIn:
    plain = typed.strip().casefold()
    exact = [device for device in devices if plain in {device.id, ids.ref_of(device.id)}]
    matches = exact or [
        device
        for device in devices
        if plain and (ids.ref_of(device.id).startswith(plain) or device.name.casefold() == plain)
    ]
    if len(matches) > 1:
        many = ", ".join(f"{ids.ref_of(device.id)} ({device.name})" for device in matches)
        raise UsageFault(f"“{output.fit_line(typed, 40)}” could be any of these machines: {many}.")
    if not matches:
        raise NotFound(f"No machine is called “{output.fit_line(typed, 40)}”; kanban member devices shows them all.")
    return matches[0]


_DEVICE = positional("device", "DEVICE", "as kanban member devices shows it")
_REVOKE = (
    "A lead takes this board from any machine, such as a lost laptop; it stays signed in for its other boards. "
    "Who keeps\nthe server signs it out altogether: kanban server member revoke.\n"
)

VERBS = {
    "invite": verb(
        run_invite,
        NAME,
        *TEAM_AND_ROLE,
        JSON,
        says="let somebody join from their own machine; prints a one-time code",
        examples=("kanban member invite Raj --team sales",),
    ),
    "devices": verb(
        run_devices,
        switch("--add", "print a one-time code for another machine of your own"),
        JSON,
        says="which machines are signed in; --add prints a code for another one of yours",
    ),
    "revoke": verb(
        run_revoke,
        _DEVICE,
        says="sign your own machine out for good; take the board from somebody else's",
        note=_REVOKE,
    ),
    "admit": verb(run_admit, _DEVICE, says="give the board back to a machine from which it was taken"),
}
"""The verbs below `kanban member` that ask the server."""
