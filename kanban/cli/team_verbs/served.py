"""A board opened with its server, for the verbs that talk to it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban import config, sync
from kanban.cli.open_board import OpenedBoard, open_named_board
from kanban.domain.errors import Refused
from kanban.store.replica.replica import Replica

if TYPE_CHECKING:
    from kanban.config import Credentials, Places
    from kanban.store.replica.remote import Remote


@dataclass(frozen=True, slots=True)
class ServedBoard:
    """A board of this machine that goes to a server."""

    opened: OpenedBoard
    replica: Replica
    remote: Remote
    credentials: Credentials


def open_served(args: Namespace) -> ServedBoard:
    """Open the board that the words name, with its credentials.

    Raises NotFound for a board that is on no server, Refused where this machine is signed out.
    """
    opened = open_named_board(args.as_name, args.board)
    replica = Replica(opened.workspace.database, opened.workspace.board.id, opened.workspace.now)
    remote = replica.remote()
    return ServedBoard(opened, replica, remote, require_credentials(opened.places, remote.url))


def require_credentials(where: Places, url: str) -> Credentials:
    """Return the credentials for a server; raises Refused where this machine is signed out."""
    known = config.read_credentials(where).get(url)
    if known is None:
        raise Refused(f"This machine is signed out of {url}; sign in again with kanban join {url} --code CODE.")
    return known


@contextmanager
def connect(board: ServedBoard) -> Iterator[sync.client.Client]:
    """Yield a client of the board's server; closed afterwards."""
    with sync.client.Client(board.remote.url, board.credentials.token) as client:
        yield client
