"""Signing in to a server, joining its boards, and publishing a board there.

Credentials come in and go out as `SignedIn`; the command line and the screens store them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from kanban.domain import permissions
from kanban.domain.errors import NotFound, Refused
from kanban.domain.values.naming import is_called
from kanban.domain.values.text import clean_line, shorten
from kanban.protocol.types import MOST_CHANGES, Stopped
from kanban.protocol.wire import VERSION, encode_change
from kanban.store.replica.replica import Replica
from kanban.store.workspace import Workspace
from kanban.sync.client import Client
from kanban.sync.server_answers import BoardInfo, ServerInfo
from kanban.sync.sync_round import MOST_BYTES, Progress, RoundResult, run_round

Connect = Callable[[str, str], Client]
"""Returns a client for an address and a token; tests pass another one."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in to one server, and with which token."""

    url: str
    token: str
    account: str
    name: str

    def __repr__(self) -> str:
        """Return it without the token."""
        return f"SignedIn(url={self.url!r}, account={self.account!r}, name={self.name!r})"


def sign_in(url: str, *, token: str = "", code: str = "", connect: Connect = Client) -> SignedIn:
    """Find out who one is on a server, with a token or for a one-time code; raises Stopped.

    A code is worth nothing afterwards: keep what comes back before anything else is done.
    """
    with connect(url, "") as anybody:
        _check_protocol(anybody.url, anybody.meta())
        if code:
            joined = anybody.join(code.strip())
            return SignedIn(anybody.url, joined.token, joined.account, joined.name)
    with connect(url, token) as client:
        me = client.fetch_account()
        return SignedIn(client.url, token, me.account, me.name)


def follow(replicas: Sequence[Replica], signed: SignedIn, *, connect: Connect = Client) -> None:
    """Let boards that go to that server belong to the account that has just signed in.

    After a restore somebody who came later than the backup has another account, but is the same member: their unsent
    changes go on as theirs. Raises Refused when a board belongs to another member, whose unsent changes these are; and
    Stopped.
    """
    others = [(replica, replica.remote()) for replica in replicas]
    others = [(replica, here) for replica, here in others if here.account != signed.account]
    if not others:
        return
    with connect(signed.url, signed.token) as client:
        members = {board.id: board.member for board in client.boards() if board.joined}
    for _, here in others:
        if members.get(here.board) != here.member:
            raise Refused(
                f"That signs in {signed.name}, but {here.name} is signed in there on this machine. Use another "
                "KANBAN_HOME, or kanban leave first."
            )
    for replica, _ in others:
        replica.belong_to(signed.account, signed.name)


@contextmanager
def revoke_if_refused(signed: SignedIn, code: str, *, connect: Connect = Client) -> Iterator[None]:
    """Revoke the token that a code gave when what follows is refused.

    Nobody would have that token, and no other invitation could be made under the same name.
    """
    try:
        yield
    except Refused as refused:
        if not code:
            raise
        with suppress(Stopped), connect(signed.url, signed.token) as client:
            client.revoke(client.fetch_account().token)
        raise Refused(f"{refused} The code is used up: ask for another one.") from refused


def code_hash(code: str) -> str:
    """Return the hash under which the server keeps a one-time code, however it was typed."""
    plain = code.strip().lower().replace("-", "").replace(" ", "").translate(str.maketrans("oil", "011"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _check_protocol(url: str, meta: ServerInfo) -> None:
    if meta.min_protocol > VERSION:
        raise Stopped("too_old", f"The server at {url} is newer than this kanban; upgrade this one first.")
    if meta.protocol < VERSION:
        raise Stopped("invalid", f"The server at {url} is older than this kanban; have it upgraded first.")


# -- joining


def choose_board(boards: Sequence[BoardInfo], wanted: str | None) -> BoardInfo:
    """Return the board with this name or id, or the only one; raises NotFound, Refused."""
    names = ", ".join(map(_distinct_name(boards), boards))
    if wanted is None:
        if len(boards) > 1:
            raise Refused(f"The server has several boards for you: {names}; name one with --board NAME or its id.")
        matches = list(boards)
    else:
        matches = [board for board in boards if _is_meant(wanted, board.id, board.name)]
    if not matches:
        wanted_name = shorten(clean_line(wanted or ""), 40)
        raise NotFound(f"The server has no board “{wanted_name}” for you; it has {names or 'none'}.")
    if len(matches) > 1:
        many = ", ".join(map(_distinct_name(matches), matches))
        raise Refused(f"{len(matches)} boards there have that name; name one with --board ID: {many}.")
    if matches[0].state == "publishing":
        raise Refused(f"{matches[0].name or 'The board'} is still being published; try again in a moment.")
    return matches[0]


def _distinct_name(boards: Sequence[BoardInfo]) -> Callable[[BoardInfo], str]:
    """Return a function that names each board: by its name, and where two share it with id and owner."""
    counts = Counter(board.name.casefold() for board in boards)

    def name_of(board: BoardInfo) -> str:
        name = shorten(board.name, 40)
        if counts[board.name.casefold()] == 1:
            return name
        return f"{name} ({board.id}{f', of {shorten(board.owner, 40)}' if board.owner else ''})"

    return name_of


def accept_invitation(client: Client, boards: Sequence[BoardInfo], wanted: str | None) -> BoardInfo | None:
    """Accept the invitation to the wanted board and return it; None when there is none, or one is a member already.

    Raises Refused when no board was named but there are invitations: nobody is put on a board unasked.
    """
    if any(_is_meant(wanted, board.id, board.name) for board in boards) or (wanted is None and boards):
        return None
    invited = client.invitations()
    if wanted is None and invited:
        first = invited[0]
        names = shorten(first.name, 40), shorten(first.by, 40)
        raise Refused(
            f"{names[1]} invites you to {names[0]}: kanban join {client.url} --board “{names[0]}” accepts that."
        )
    matches = [invitation for invitation in invited if _is_meant(wanted, invitation.board, invitation.name)]
    if len(matches) > 1:
        many = ", ".join(f"{invitation.board} (by {shorten(invitation.by, 40)})" for invitation in matches)
        raise Refused(f"You are invited to several boards of that name; name one by its id: {many}.")
    return client.enter(matches[0].board) if matches else None


def _is_meant(wanted: str | None, board: str, name: str) -> bool:
    return wanted is not None and is_called(wanted, board, name)


def join(
    replica: Replica, signed: SignedIn, info: BoardInfo, client: Client, progress: Progress | None = None
) -> RoundResult:
    """Copy a board of the server to this machine; raises Stopped, and Refused when it is here already.

    When the copying breaks off (`RoundResult.stopped`), the next round continues it. Older history comes with later
    rounds.
    """
    if not info.joined:
        info = client.enter(info.id)
    replica.attach(url=signed.url, account=signed.account, member=info.member, name=signed.name, epoch=info.epoch)
    return run_round(replica, client, progress=progress, history=False)


# -- publishing


def publish(
    workspace: Workspace,
    signed: SignedIn,
    client: Client,
    mapping: Mapping[str, str],
    progress: Progress | None = None,
) -> RoundResult:
    """Publish a board of this machine to a server, with its whole history; whoever acts here leads it there.

    `mapping` is member (id) to account (name or id): these accounts are invited. All members but the publisher can't
    sign in. When it breaks off (`RoundResult.stopped`), calling it again continues. Raises Refused, and Stopped before
    anything was sent.
    """
    me, board = workspace.me, workspace.board
    if me is None:
        raise Refused("Say who publishes the board: --as NAME.")
    permissions.require_role(me, "lead", "publish the board")
    replica = Replica(workspace.database, board.id, workspace.now)
    remote = replica.find_remote()
    if remote is not None and (remote.state != "publishing" or remote.url != signed.url):
        raise Refused(f"{board.name} is already on {remote.url}; kanban leave disconnects it.")
    info = client.create_board(board.id, replica.device, {**mapping, me.id: signed.account})
    if remote is None:
        if info.state == "open":
            raise Refused(f"{board.name} is on that server already; kanban join {signed.url} fetches it.")
        replica.publish(url=signed.url, account=signed.account, member=me.id, name=signed.name, epoch=info.epoch)
    meta = client.meta()
    replica.takes(meta.takes, meta.entities)
    if newer := replica.find_newer_edition():
        raise Refused(
            f"This board has “{newer}”, which the server does not know yet. Have the server upgraded, then run kanban "
            "publish again."
        )
    try:
        send(replica, client, progress)
    except Stopped as stopped:
        return RoundResult(stopped=stopped)
    return run_round(replica, client, progress=progress)


def send(replica: Replica, client: Client, progress: Progress | None = None) -> None:
    """Push the whole log of a board that is being published, and open the board; raises Stopped, Refused."""
    sent, most = 0, MOST_CHANGES
    while True:
        while changes := replica.list_outgoing(most, MOST_BYTES):
            body = {
                "epoch": replica.remote().epoch,
                "device": changes[0].device,
                "changes": list(map(encode_change, changes)),
            }
            try:
                pushed = client.push(replica.board, body)
            except Stopped as stop:
                if stop.kind != "too_large" or len({change.tx for change in changes}) == 1:
                    raise
                most = max(1, len(changes) // 2)
                continue
            replica.note_answer(pushed)
            sent += len(changes)
            if progress:
                progress("push", sent, sent + replica.count_waiting())
        info = client.open(replica.board, replica.device, replica.find_last_sent())
        if replica.finish_publishing(info.head):
            return
