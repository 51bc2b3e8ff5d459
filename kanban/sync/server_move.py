"""Moving boards to their server's new address, once it is known to be the same server."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kanban.domain.clock import Now
from kanban.domain.errors import Refused
from kanban.protocol.types import Stopped
from kanban.store.database import Database
from kanban.store.replica import remote
from kanban.store.replica.replica import Replica
from kanban.sync.account import Connect, SignedIn, revoke_if_refused, sign_in
from kanban.sync.client import Client

Keep = Callable[[SignedIn], None]
"""Stores the credentials of the new address, before the boards move."""


def replicas_at(database: Database, url: str, now: Now) -> list[Replica]:
    """Return the boards of a database whose server is at an address."""
    with database.faults():
        return [Replica(database, board, now) for board in remote.list_boards_of_server(database.connection, url)]


def move(
    replicas: Sequence[Replica],
    url: str,
    keep: Keep,
    *,
    token: str = "",
    code: str = "",
    restored: bool = False,
    connect: Connect = Client,
) -> None:
    """Move all boards of one server to its new address, or none; unsent changes stay as they are.

    The address is first asked what it is, without a token. The token is sent there because a person named the address.
    Raises Refused, with the way out, when it is another server, or when a board began a new epoch there (unless the
    server was `restored` from a backup: then the next round handles that). Raises Stopped when it can't be asked.
    """
    try:
        signed = sign_in(url, token=token, code=code, connect=connect)
    except Stopped as stop:
        if stop.kind != "unauthorized" or code:
            raise
        raise Refused(
            f"The server at {url} does not know this machine's token: it is another server, or was restored from an "
            "older backup. Nothing was changed. If it is the right one, ask a lead for a code: kanban move-server "
            f"{url} --code CODE."
        ) from stop
    with revoke_if_refused(signed, code, connect=connect):
        _check(replicas, url, signed, restored=restored, connect=connect)
    keep(signed)
    for replica in replicas:
        replica.belong_to(signed.account, signed.name)
        replica.move(signed.url)


def _check(replicas: Sequence[Replica], url: str, signed: SignedIn, *, restored: bool, connect: Connect) -> None:
    """Raise Refused unless an address belongs to the server of all these boards."""
    with connect(signed.url, signed.token) as client:
        boards = {board.id: board for board in client.boards()}
    for replica in replicas:
        here = replica.remote()
        info = boards.get(here.board)
        same = restored and info is not None and info.member == here.member  # who came after the backup comes back anew
        if here.account != signed.account and not same:
            raise Refused(
                f"At {url} that signs in {signed.name}, another account than {here.name}'s at {here.url}: it is "
                "another server. Nothing was changed."
            )
        if info is None:
            raise Refused(
                f"The server at {url} does not have this board for {signed.name}: it is another server, or was "
                "restored from an older backup. Nothing was changed. Ask the server's operator for its address."
                + (" To move one board alone, add --board NAME." if len(replicas) > 1 else "")
            )
        if info.epoch != here.epoch and not restored:
            raise Refused(
                f"The board at {url} was restored from a backup and lacks changes of {here.url}. Nothing was changed. "
                f"If the server moved that way, kanban move-server {url} --restored sends what it lacks."
            )
