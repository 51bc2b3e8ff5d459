"""Opening what a verb works on: the places, the settings, the board, as one of its members."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from kanban import config
from kanban.cli import output
from kanban.config import Config, Places
from kanban.domain.errors import NotFound, Refused
from kanban.store.database import StoreFault
from kanban.store.opening import open_as_it_is, open_workspace
from kanban.store.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable


class Opened(NamedTuple):
    """A board with what belongs to it on this machine."""

    workspace: Workspace
    places: Places
    config: Config


def workspace(args: Namespace) -> Workspace:
    """Open the board that the words name, as the member that they name."""
    return opened(args.as_name, args.board).workspace


def opened(as_name: str | None, board: str | None, where: Places | None = None) -> Opened:
    """Open a board by its name, else the chosen one, else the first; as a member by name, else who acts here.

    Raises NotFound where there is no such board or member.
    """
    where = where or config.places()
    settings = config.load(where)
    for problem in settings.problems:
        output.say(f"kanban: {problem}")
    found = _chosen(where, settings, board)
    found.member_id = member_of(found, settings, as_name)
    with suppress(StoreFault):  # a sealed disk is still read
        found.let_time_pass()
    return Opened(found, where, settings)


def board_as_it_is(board: str | None) -> Workspace:
    """Open a board as `opened` finds it, to look at it alone: nothing is said, made or brought forward, and no time passes.

    Raises as `opened` does.
    """
    where = config.places()
    return _chosen(where, config.load(where), board, open_as_it_is)


def _chosen(
    where: Places, settings: Config, board: str | None, open_board: Callable[..., Workspace] = open_workspace
) -> Workspace:
    if board is None and settings.board:
        with suppress(NotFound):  # the one that was chosen is gone: the first one stands in
            return open_board(where.database, settings.board)
    return open_board(where.database, board)


def member_of(found: Workspace, settings: Config, as_name: str | None) -> str | None:
    """Return the id of who acts: on a shared board who signed in; else the one named, the one remembered, or the only one.

    Raises Refused for another one than who signed in.
    """
    board = found.board
    shared = found.remote()
    if shared is not None:
        if as_name is not None and board.find_member(as_name).id != shared.member:
            raise Refused(
                f"{board.name} is shared, and {shared.name} is signed in here; others act from their own machines."
            )
        return shared.member
    if as_name is not None:
        return board.find_member(as_name).id
    remembered = settings.as_member.get(board.id)
    if remembered and board.member(remembered):
        return remembered
    return board.members[0].id if len(board.members) == 1 else None
