"""Keeping a server's database small: superseded ranks lose their value, and free pages go back to the disk.

History stays for ever. Only a card's former place in its lane is useless a month after it was moved on: the numbered
row stays, with who, when and which register, so that copies count as whole and digests stay the same; the value goes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, text, update

from kanban.domain.acts.erasing import SUPERSEDED_DAYS, drop_rank, find_superseded_ranks
from kanban.domain.clock import stamp_at
from kanban.store.hub import server_tables
from kanban.store.hub.board_rows import body_of, change_of, lock_row

if TYPE_CHECKING:
    from kanban.domain.change import Change
    from kanban.store.hub.server_database import Hub

PIECE = 200
"""Entities that are handled under one lock: some milliseconds."""

QUICK = 256 << 20
"""Bytes of an SQLite file up to which it is rewritten while in use: a second or two, in which nobody writes."""

WORTH = 0.2
"""Share of free pages from which on rewriting a file is worth it."""

_C, _B = server_tables.change.c, server_tables.board.c
_CROWDED = text(
    "SELECT entity FROM hub_change WHERE board = :board AND stamp < :before AND purged = 0 "
    'AND body LIKE \'%"rank":"%\' AND body NOT LIKE \'%"mac":"%\' GROUP BY entity HAVING count(*) > 1'
)
"""Entities that were ranked more than once: nearly all that may have something to lose, and few that do not."""
_STORIES = select(server_tables.change).where(
    _C.board == bindparam("board"), _C.entity.in_(bindparam("ids", expanding=True))
)
_WRITE = (
    update(server_tables.change)
    .where(_C.board == bindparam("b_board"), _C.seq == bindparam("b_seq"))
    .values(body=bindparam("left"))
)


@dataclass(frozen=True, slots=True)
class CompactingResult:
    """The result of compacting."""

    ranks: int
    """How many superseded ranks lost their value."""
    before: int
    """Bytes of the database."""
    after: int
    free: int
    """Empty bytes, which are used again before the file grows."""


def compact(
    hub: Hub, *, served: bool = False, rest: Callable[[], bool] = lambda: True, most: int = QUICK
) -> CompactingResult:
    """Compact a server's database in pieces; between them `rest` lets others write, and returns whether to go on.

    A served SQLite file is rewritten only up to `most` bytes, because nobody can write meanwhile.
    """
    before, ranks, goes_on = _measure_size(hub), 0, True
    with hub.reading() as connection:
        boards = connection.execute(select(_B.id).where(_B.state == "open")).scalars().all()
    for board in boards:
        stamp = stamp_at(hub.now_ms() - SUPERSEDED_DAYS * 86_400_000)
        with hub.reading() as connection:
            crowded = connection.execute(_CROWDED, {"board": board, "before": stamp}).scalars().all()
        for start in range(0, len(crowded), PIECE):
            ranks += _forget_ranks(hub, board, crowded[start : start + PIECE], stamp)
            goes_on = rest()
            if not goes_on:
                break
    if goes_on:
        _give_back(hub, most if served else None)
    return CompactingResult(ranks, before, _measure_size(hub), _count_free_pages(hub))


def _forget_ranks(hub: Hub, board: str, entities: Sequence[str], before: str) -> int:
    with hub.writing() as connection:
        lock_row(connection, board)
        histories: dict[tuple[str, str], list[Change]] = {}
        for row in connection.execute(_STORIES, {"board": board, "ids": entities}):
            if not row.purged:
                histories.setdefault((row.etype, row.entity), []).append(change_of(row))
        old = [change for history in histories.values() for change in find_superseded_ranks(history, before)]
        if old:
            rows = [{"b_board": board, "b_seq": change.seq, "left": body_of(drop_rank(change))} for change in old]
            connection.execute(_WRITE, rows)
    return len(old)


# -- free pages


def _give_back(hub: Hub, most: int | None) -> None:
    """Give empty pages back to the disk."""
    if hub.postgres:
        with hub.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM hub_change"))
    elif (
        hub.folder is not None
        and _count_free_pages(hub) >= WORTH * _measure_size(hub)
        and (most is None or _measure_size(hub) <= most)
    ):
        file = hub.engine.url.database or ""
        with (
            hub.turn(),
            closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as connection,
            suppress(sqlite3.OperationalError),  # another program writes, or the disk is full: another night
        ):
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _measure_size(hub: Hub) -> int:
    sql = "SELECT pg_database_size(current_database())" if hub.postgres else _PAGES.format(of="page_count")
    with hub.reading() as connection:
        return int(connection.execute(text(sql)).scalar_one())


def _count_free_pages(hub: Hub) -> int:
    if hub.postgres:
        return 0  # its own housekeeping sees to that
    with hub.reading() as connection:
        return int(connection.execute(text(_PAGES.format(of="freelist_count"))).scalar_one())


_PAGES = "SELECT {of} * page_size FROM pragma_{of}, pragma_page_size"
