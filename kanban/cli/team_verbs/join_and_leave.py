"""`kanban join|publish|leave`: boards that a team shares over a server, and one's own on this machine."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from kanban import config, sync
from kanban.cli import output, team_verbs
from kanban.cli.asking import confirm
from kanban.cli.init import BOARD, find_local_zone
from kanban.cli.open_board import open_named_board
from kanban.cli.parsing import JSON, option, positional, split_pairs, switch, verb
from kanban.cli.progress import draw_progress
from kanban.cli.team_verbs.secret_file import read_secret
from kanban.config import Credentials, Places
from kanban.domain.clock import utc_now
from kanban.domain.errors import KanbanError, Refused, UsageFault
from kanban.protocol.types import Stopped
from kanban.store.opening import create_board, list_boards, open_workspace
from kanban.store.replica.replica import Replica
from kanban.store.schema import open_database

if TYPE_CHECKING:
    from kanban.store.workspace import Workspace
    from kanban.sync.account import SignedIn
    from kanban.sync.sync_round import RoundResult


# -- join


def run_join(args: Namespace) -> int:
    """Sign in and fetch a board; what is fetched opens from now on."""
    where = config.find_places()
    config.make_places(where)
    signed = _sign_in(where, args)
    with sync.client.Client(signed.url, signed.token) as client:
        infos = client.boards()
        accepted = sync.account.accept_invitation(client, infos, args.board)
        if not infos and accepted is None:
            with draw_progress("publishing") as update:
                workspace = _create_replica(where, args.board or BOARD, signed, client.fetch_account().team)
                outcome = sync.account.publish(workspace, signed, client, {}, lambda _, done, of: update(done, of))
            summary = f"Made the board {workspace.board.name} on {signed.url}; {signed.name} leads it"
        else:
            info = accepted or sync.account.choose_board(infos, args.board)
            replica = Replica(open_database(where.database), info.id, utc_now)
            known = replica.find_remote()
            if known is not None and known.url != signed.url:
                raise Refused(
                    f"{info.name} is here already and goes to {known.url}; "
                    f"kanban move-server {signed.url} gives it that address."
                )
            with draw_progress("fetching") as update:
                if known is None:
                    outcome = sync.account.join(replica, signed, info, client, lambda _, done, of: update(done, of))
                else:
                    outcome = sync.sync_round.run_round(
                        replica, client, progress=lambda _, done, of: update(done, of), history=False
                    )
            summary = f"{'Joined' if known is None else 'Signed in to'} {info.name} on {signed.url} as {signed.name}"
            if outcome.stopped and known is None and not outcome.is_booted:
                raise outcome.stopped
            workspace = open_workspace(where.database, info.id)
    _remember(where, workspace)
    return _report_fetch(workspace, outcome, summary, args)


def _create_replica(where: Places, name: str, signed: SignedIn, team: str) -> Workspace:
    known_boards = list_boards(where.database) if where.database.exists() else []
    if any(known.casefold() == name.casefold() for _, known in known_boards):
        raise Refused(
            f"The server has no board yet, and this machine has one called {name}: "
            f"share it with kanban publish {signed.url}, or make another one with --board NAME."
        )
    return create_board(
        where.database, name, signed.name, "sales" if team == "sales" else "marketing", timezone=find_local_zone()
    )


def _sign_in(where: Places, args: Namespace) -> SignedIn:
    """Sign in with the arguments, else with saved credentials; save them before anything can fail."""
    url, code = sync.address.normalize_address(args.url), getattr(args, "code", None)
    if code and args.token_file:
        raise UsageFault("Give --code or --token-file, not both.")
    known = config.read_credentials(where).get(url)
    hashed = sync.account.code_hash(code) if code else ""
    if known and hashed and known.code == hashed:  # it was traded before a question came, or the line broke off
        signed = sync.account.sign_in(url, token=known.token)
    elif code:
        signed = sync.account.sign_in(url, code=code)
    elif args.token_file:
        signed = sync.account.sign_in(url, token=sync.client.token_of(read_secret(args.token_file)))
    elif known:
        signed = sync.account.sign_in(url, token=known.token)
    else:
        raise UsageFault(f"Say how you sign in to {url}: --code CODE, or --token-file FILE.")
    with sync.account.revoke_if_refused(signed, code or ""):
        _check_same_person(where, signed)
    config.keep_credentials(where, url, Credentials(signed.token, signed.account, signed.name, hashed))
    return signed


def _check_same_person(where: Places, signed: SignedIn) -> None:
    """Raise Refused if a board of that server is signed in as somebody else here."""
    if not where.database.exists():
        return
    database = open_database(where.database)
    try:
        sync.account.follow(sync.server_move.replicas_at(database, signed.url, utc_now), signed)
    finally:
        database.close()


def _remember(where: Places, workspace: Workspace) -> None:
    board = workspace.board
    remote = Replica(workspace.database, board.id, workspace.now).remote()
    config.remember(where, board=board.id, member=(board.id, remote.member))
    workspace.member_id = remote.member


def _report_fetch(workspace: Workspace, outcome: RoundResult, summary: str, args: Namespace) -> int:
    remote = Replica(workspace.database, workspace.board.id, workspace.now).remote()
    me = workspace.me
    if args.json:
        output.write_json(
            {
                "board": workspace.board.name,
                "id": workspace.board.id,
                "url": remote.url,
                "member": me.name if me else None,
                "team": me.team if me else None,
                "role": me.role if me else None,
                "stopped": outcome.stopped.kind if outcome.stopped else None,
                "history_left": outcome.older,
            }
        )
    if outcome.stopped:
        output.say(f"{summary}, but it is not all here yet; kanban sync goes on with it.")
        raise outcome.stopped
    output.narrate(summary + (f", {me.role} of {me.team}" if me else ""))
    if outcome.older:
        older = output.several(outcome.older, "older change")
        output.narrate(
            f"The cards are here; {older} of their history follow with kanban sync or while the board is open"
        )
    return 0


# -- publish


def run_publish(args: Namespace) -> int:
    """Take the board to a server."""
    opened = open_named_board(args.as_name, args.board)
    workspace = opened.workspace
    mapping = {
        workspace.board.find_member(name).id: other.strip()
        for name, other in split_pairs(args.map_member, "NAME=ACCOUNT")
    }
    signed = _sign_in(opened.places, args)
    with sync.client.Client(signed.url, signed.token) as client, draw_progress("publishing") as update:
        outcome = sync.account.publish(workspace, signed, client, mapping, lambda _, done, of: update(done, of))
    _remember(opened.places, workspace)
    workspace.reload()
    code = _report_fetch(workspace, outcome, f"Published {workspace.board.name} on {signed.url} as {signed.name}", args)
    for name, other in split_pairs(args.map_member, "NAME=ACCOUNT"):
        who = output.fit_line(other, 40), output.fit_line(name, 40)
        output.say(f"{who[0]} may join as {who[1]}: kanban join {signed.url} --board {workspace.board.id}")
    return code


# -- leave


def run_leave(args: Namespace) -> int:
    """Leave a shared board: keep its copy as a local board, or remove it."""
    opened = open_named_board(args.as_name, args.board)
    workspace = opened.workspace
    replica = Replica(workspace.database, workspace.board.id, workspace.now)
    remote, name = replica.remote(), workspace.board.name
    if not args.keep:
        _check_may_leave(name, replica.count_waiting() + replica.count_held(), drop=args.drop_unsent, yes=args.yes)
    lacks = ""
    if args.keep:
        lacks = _fetch_rest(opened.places, replica, name, insist=args.yes)
        replica.detach()
    else:
        replica.forget()
    result = f"its copy stays on this machine{lacks}" if args.keep else "it is removed from this machine"
    output.narrate(f"Left {name} on {remote.url}; {result}")
    others = (
        Replica(workspace.database, board, workspace.now).find_remote()
        for board, _ in list_boards(opened.places.database)
    )
    if not any(other and other.url == remote.url for other in others):
        _sign_out(opened.places, remote.url)
    return 0


def _check_may_leave(name: str, waiting: int, *, drop: bool, yes: bool) -> None:
    """Raise Refused unless a board may be taken off this machine, with what was never sent; asks on a terminal."""
    if drop or (yes and not waiting):
        return
    if not waiting:
        if not confirm(f"This removes {name} from this machine; --keep keeps a copy. Go on?"):
            raise Refused(f"Nothing was done; kanban leave --keep keeps the copy of {name}, --yes removes it.")
        return
    unsent = output.several(waiting, "change")
    if yes or not confirm(
        f"This removes {name} from this machine, and {unsent} of yours that the server never got. Go on?"
    ):
        raise Refused(
            f"Nothing was done: {unsent} of {name} {'was' if waiting == 1 else 'were'} never sent. "
            "kanban sync sends what it can, kanban leave --keep keeps the copy, and --drop-unsent leaves without them."
        )


def _sign_out(where: Places, url: str) -> None:
    """Revoke this machine's token on the server, and forget it; say so if the server can't be reached."""
    known = config.read_credentials(where).get(url)
    if known is None:
        return
    try:
        with sync.client.Client(url, known.token) as client:
            client.revoke(client.fetch_account().token)
    except KanbanError as fault:
        if not (isinstance(fault, Stopped) and fault.kind == "unauthorized"):
            output.say(
                f"{url} could not be told that this machine signs out ({str(fault).rstrip('.')}); "
                "its token stays good there until somebody revokes it with kanban member revoke."
            )
    config.keep_credentials(where, url, None)


def _fetch_rest(where: Places, replica: Replica, name: str, *, insist: bool) -> str:
    """Fetch the rest of a board's history; return a note on what could not be fetched."""
    if replica.find_older_needed() is None:
        return ""
    stopped = _fetch_history(where, replica)
    remaining = output.several(replica.remote().older_left, "older change")
    if stopped is None:
        return ""
    if not insist:
        raise Refused(
            f"{remaining} of {name}'s history are on the server alone, and could not be fetched "
            f"({str(stopped).rstrip('.')}); kanban leave --keep --yes leaves without them."
        )
    return f", without {remaining} that the server alone has"


def _fetch_history(where: Places, replica: Replica) -> KanbanError | None:

    url = replica.remote().url
    try:
        with (
            sync.client.Client(url, team_verbs.served.require_credentials(where, url).token) as client,
            draw_progress("fetching its history") as update,
        ):
            return sync.sync_round.fetch_history(replica, client, progress=lambda _, done, of: update(done, of))
    except KanbanError as fault:
        return fault


_SIGNING = (
    positional("url", "URL", "the server's address, such as https://kanban.example.org"),
    option("--token-file", "FILE", "a file with the token alone in it; - reads stdin"),
)
_MAP_MEMBER = "a member of this board and the account on the server that they are: it is invited to join as that member"
_JOIN = (
    "Neither kanban init nor a board is needed before. On a server that has no board yet this makes one, led by you.\n"
    "Where several boards are yours, --board names one; who signed in once needs neither token nor code again.\n"
    "A board to which somebody invited your account is joined by naming it: that accepts.\n"
    "It is done when the cards are here; their older history follows while the board is open, and with kanban sync.\n"
)
_PUBLISH = (
    "The board goes with its whole history. Broken off, the same command goes on with it.\n"
    "Nobody but you is on it there: --map-member and kanban member invite invite people.\n"
)
_LEAVE = (
    "On the server, and for everybody else, the board stays as it is. "
    "With changes that were never sent it leaves only with\n"
    "--keep or --drop-unsent. With the last board of a server this machine signs out of it.\n"
    "With --keep what is still to come of its older history is fetched first; "
    "where the server can't be reached, --yes leaves\nwithout it, and such a copy can't be published any more.\n"
)

VERBS = {
    "join": verb(
        run_join,
        *_SIGNING,
        option("--code", "CODE", "a one-time code, as kanban member invite prints it"),
        JSON,
        note=_JOIN,
        examples=(
            "kanban join https://kanban.example.org --code K7Q2-MABX-93TD",
            "kanban join https://kanban.example.org --token-file token.txt --board Pipeline",
        ),
    ),
    "publish": verb(
        run_publish,
        *_SIGNING,
        option("--map-member", "NAME=ACCOUNT", _MAP_MEMBER, action="append", default=[]),
        JSON,
        code=None,
        note=_PUBLISH,
        examples=("kanban publish https://kanban.example.org --token-file token.txt --map-member 'Raj P.=Raj Patel'",),
    ),
    "leave": verb(
        run_leave,
        switch("--keep", "keep the copy of the board that is on this machine"),
        switch("--drop-unsent", "leave also with changes that were never sent; they are lost"),
        switch("--yes", "don't ask"),
        note=_LEAVE,
        examples=("kanban leave --keep",),
    ),
}
