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


# A named tuple, as are all values that every verb defines at its start: `dataclasses` alone would take 5 ms of it.
class OpenedBoard(NamedTuple):
    """A board with what belongs to it on this machine."""

    workspace: Workspace
    places: Places
    config: Config


def open_workspace_of(args: Namespace) -> Workspace:
    """Open the board that the words name, as the member that they name."""
    return open_named_board(args.as_name, args.board).workspace


def open_named_board(as_name: str | None, board: str | None, where: Places | None = None) -> OpenedBoard:
    """Open a board by its name, else the chosen one, else the first; as a member by name, else who acts here.

    Raises NotFound where there is no such board or member.
    """
    where = where or config.find_places()
    settings = config.load(where)
    for problem in settings.problems:
        output.say(f"kanban: {problem}")
    workspace = _open_chosen(where, settings, board)
    workspace.member_id = find_member_id(workspace, settings, as_name)
    with suppress(StoreFault):  # a sealed disk is still read
        workspace.let_time_pass()
    return OpenedBoard(workspace, where, settings)


def open_board_unchanged(board: str | None) -> Workspace:
    """Open a board read-only, as `open_named_board` finds it.

    Nothing is printed or migrated, and no deadline runs. Raises as `open_named_board` does.
    """
    where = config.find_places()
    return _open_chosen(where, config.load(where), board, open_as_it_is)


def _open_chosen(
    where: Places, settings: Config, board: str | None, open_board: Callable[..., Workspace] = open_workspace
) -> Workspace:
    if board is None and settings.board:
        with suppress(NotFound):  # the one that was chosen is gone: the first one stands in
            return open_board(where.database, settings.board)
    return open_board(where.database, board)


def find_member_id(workspace: Workspace, settings: Config, as_name: str | None) -> str | None:
    """Return the id of the acting member, or None where nobody is known.

    On a shared board that is who signed in; else the one named, the one remembered, or the only member.
    Raises Refused for another one than who signed in.
    """
    board = workspace.board
    shared = workspace.remote()
    if shared is not None:
        if as_name is not None and board.find_member(as_name).id != shared.member:
            raise Refused(
                f"{board.name} is shared, and {shared.name} is signed in here; others act from their own machines."
            )
        return shared.member
    if as_name is not None:
        return board.find_member(as_name).id
    remembered = settings.as_member.get(board.id)
    if remembered and board.get_member(remembered):
        return remembered
    return board.members[0].id if len(board.members) == 1 else None
