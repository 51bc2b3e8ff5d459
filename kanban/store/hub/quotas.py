"""How much an account may have on a server: more than anybody needs, but not enough to harm others."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, func, select

from kanban.domain import clock
from kanban.protocol.types import Stopped
from kanban.store.hub import server_tables

UNOPENED, BOARDS = 20, 200
"""Boards that an account is publishing, and boards that it has published."""

CODES = 500
"""Valid unused codes of an account: a lead may invite a whole company at once."""

MACHINES, MACHINES_A_DAY = 50, 100
"""Machines of an account that are signed in, and those that signed in within a day."""

DEVICES = 1_000
"""Device ids of one token: a machine restored from a copy takes a new one."""

DAY_MS = 24 * 3_600_000

LATER = 3_600.0
"""Seconds after which to try again."""


def check_boards(connection: Connection, account: str) -> None:
    """Raise Stopped if an account may publish no more boards."""
    mine = server_tables.board.c.publisher == account
    unopened = _count(connection, server_tables.board, mine, server_tables.board.c.state == "publishing")
    if unopened >= UNOPENED:
        raise _build_full_error(
            f"{unopened} boards of yours were begun here and never opened; finish publishing one of them first."
        )
    if _count(connection, server_tables.board, mine) >= BOARDS:
        raise _build_full_error(f"You have published {BOARDS} boards here, which is as many as one account may.")


def check_codes(connection: Connection, account: str, now_ms: int) -> None:
    """Raise Stopped if an account may make no more codes."""
    code = server_tables.code.c
    if (
        _count(connection, server_tables.code, code.by == account, code.used_at.is_(None), code.until_ms > now_ms)
        >= CODES
    ):
        raise _build_full_error(f"{CODES} codes of yours wait to be used; each ends 48 hours after it was made.")


def check_machines(connection: Connection, account: str, now_ms: int) -> None:
    """Raise Stopped if an account may sign in on no more machines."""
    token = server_tables.token.c
    mine, since = token.account == account, clock.iso_ms(now_ms - DAY_MS)
    if _count(connection, server_tables.token, mine, token.revoked_at.is_(None)) >= MACHINES:
        raise _build_full_error(f"{MACHINES} machines are signed in to that account; sign one of them out first.")
    if _count(connection, server_tables.token, mine, token.made_at > since) >= MACHINES_A_DAY:
        raise _build_full_error(
            f"{MACHINES_A_DAY} machines have signed in to that account within a day; try again tomorrow."
        )


def check_devices(connection: Connection, token: str) -> None:
    """Raise Stopped if a token may have no more device ids."""
    if _count(connection, server_tables.device, server_tables.device.c.token == token) >= DEVICES:
        raise _build_full_error(f"This sign-in has had {DEVICES:,} device ids; sign in again with a code.")


def _count(connection: Connection, table: Table, *which: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(table).where(*which)).scalar_one()


def _build_full_error(sentence: str) -> Stopped:
    return Stopped("too_many", sentence, retry_after=LATER)
