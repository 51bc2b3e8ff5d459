"""Writers in processes of their own, all on one board; and a reader that follows its log."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from contextlib import contextmanager
from unittest import mock

from sqlalchemy import Connection, text

from kanban.domain.change import CARD
from kanban.domain.ids import new_id
from kanban.store import hub as server
from kanban.store.hub import accepting, places, tables
from tests.store.hub.world import BOARD_ID, STAGES, Device, World

PROCESSES, THREADS, BATCH = 2, 4, 5
CHANGES = int(os.environ.get("KANBAN_POSTGRES_CHANGES", "2000"))
"""How many changes all of them push."""


def serial(connection: Connection, board: str) -> places.Row:
    """What stands in the place of the lock to show what it is for: numbers from a counter that waits for nobody."""
    row = places.glanced(connection, board)
    with connection.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        sql = text("UPDATE numbers SET n = n + :some RETURNING n - :some")
        row.head = other.execute(sql, {"some": BATCH}).scalar_one()
    return row


@contextmanager
def lock(kept: bool):
    """Push with the board's row locked, or without."""
    if kept:
        yield
    else:
        with mock.patch.object(accepting, "locked", serial):
            yield


def write(url: str, token: str, name: int, count: int, kept: bool) -> None:
    """Push so many batches from each of a few threads."""
    hub = server.open_hub(url)
    caller = server.caller_of(hub, token)
    assert caller is not None
    info = server.board_info(hub, caller, BOARD_ID)
    world = World.__new__(World)
    world.hub, world.now = hub, 1_800_000_000_000

    def one(thread: int) -> None:
        device = Device(world, caller, info.member, info.epoch)
        for _ in range(count):
            made = [
                device.change(
                    CARD, new_id(), {"created": True, "title": f"{name}.{thread}", "stage": STAGES["MQL"]}, "create"
                )
                for _ in range(BATCH)
            ]
            device.push(*made)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(THREADS)]
    with lock(kept):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    hub.close()


def follow(
    world: World, url: str, read: Callable[[int], tuple[list[str], int]], *, kept: bool
) -> tuple[list[str], int]:
    """Let everybody write while a reader follows; returns the ids that it read, and how many changes the log has."""
    first = world.viewer.pull().head
    with world.hub.writing() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS numbers (n BIGINT)"))
        connection.execute(text("TRUNCATE numbers"))
        connection.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": first})
    count = CHANGES // (PROCESSES * THREADS * BATCH)
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=write, args=(url, world.tokens["member"], name, count, kept))
        for name in range(PROCESSES)
    ]
    for writer in writers:
        writer.start()
    found, cursor = list[str](), first
    while True:
        over = not any(writer.is_alive() for writer in writers)
        ids, cursor = read(cursor)
        found += ids
        if over and not ids:
            break
    assert [writer.exitcode for writer in writers] == [0] * PROCESSES
    with world.hub.reading() as connection:
        sql = text(f"SELECT count(*) FROM {tables.change.name} WHERE seq > :first")
        return found, connection.execute(sql, {"first": first}).scalar_one()
