"""Opening a board that is there, and founding one."""

from __future__ import annotations

from pathlib import Path

from kanban import domain
from kanban.domain.board import DEFAULT_STAGES, Team
from kanban.domain.change import BOARD, MEMBER, STAGE, Act, Step
from kanban.domain.clock import Now, utc_now
from kanban.domain.errors import NotFound
from kanban.domain.ids import new_id
from kanban.domain.values.naming import is_called
from kanban.store import acts, entities
from kanban.store.database import Database, StoreFault, check_file
from kanban.store.schema import HEAD, open_database, read_version
from kanban.store.workspace import Workspace

NO_BOARD = "There is no board here yet; kanban init --name NAME --team marketing makes one, kanban demo shows one."


def list_boards(path: Path, *, deleted: bool = False) -> list[tuple[str, str]]:
    """Return (id, name) of the boards in a database that exists (or of those deleted there), the oldest first."""
    database = open_database(path)
    try:
        with database.faults():
            return entities.list_boards(database.connection, deleted=deleted)
    finally:
        database.close()


def open_workspace(path: Path, board: str | None = None, member: str | None = None, *, now: Now = utc_now) -> Workspace:
    """Open a board by its name or id (the first one unless given), as a member given by id.

    Raises NotFound where the database has no such board, and StoreFault.
    """
    check_file(path)
    if not path.exists():
        raise NotFound(NO_BOARD)
    return _open_board(open_database(path), board, member, now)


def open_as_it_is(path: Path, board: str | None = None) -> Workspace:
    """Open a board to look at it, as nobody; the file is neither made nor brought forward.

    Raises as `open_workspace` does.
    """
    check_file(path)
    if not path.exists():
        raise NotFound(NO_BOARD)
    database = Database(path)
    try:
        if read_version(database) != HEAD:
            raise StoreFault(f"{path} was written by another version.")  # noqa: TRY301 - closes it
    except BaseException:
        database.close()
        raise
    return _open_board(database, board, None, utc_now)


def _open_board(database: Database, board: str | None, member: str | None, now: Now) -> Workspace:
    try:
        with database.faults():
            present = entities.list_boards(database.connection)
            matches = [
                board_and_name for board_and_name in present if board is None or is_called(board, *board_and_name)
            ]
            if not matches:
                known = ", ".join(name for _, name in present)
                reason = f"No board is called “{board}”; there are {known}." if known else NO_BOARD
                raise NotFound(reason)  # noqa: TRY301
            return Workspace(database, matches[0][0], member, now=now)
    except BaseException:
        database.close()
        raise


def create_board(
    path: Path, name: str, maker: str, team: Team, *, currency: str = "EUR", timezone: str = "UTC", now: Now = utc_now
) -> Workspace:
    """Make a board with the default stages; its maker leads it. Returns it open, as the maker."""
    database = open_database(path)
    try:
        board_id, member_id = new_id(), new_id()
        steps = [
            Step(BOARD, board_id, {"created": True, "name": name, "currency": currency, "timezone": timezone}, "found"),
            Step(MEMBER, member_id, {"created": True, "name": maker, "team": team, "role": "lead"}, "found"),
        ]
        disqualifying = domain.acts.disqualifying

        def stage_id(title: str) -> str:
            return disqualifying.derive_stage_id(board_id) if title == disqualifying.NAME else new_id()

        ranks = domain.rank.make_keys_between(None, None, len(DEFAULT_STAGES))
        for place, (title, side, probability, outcome, stale, required) in zip(ranks, DEFAULT_STAGES, strict=True):
            steps.append(
                Step(
                    STAGE,
                    stage_id(title),
                    {
                        "created": True,
                        "name": title,
                        "side": side,
                        "rank": place,
                        "probability": probability,
                        "outcome": outcome,
                        "stale_after": stale,
                        "required": list(required),
                    },
                    "found",
                )
            )
        act = Act("found", tuple(steps), f"Made the board {name}")
        with database.writing() as connection:
            acts.writing.record(connection, board_id, member_id, now(), act, new_id())
        return Workspace(database, board_id, member_id, now=now)
    except BaseException:
        database.close()
        raise
