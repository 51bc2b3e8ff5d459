"""Writers in processes of their own, all on one board; and a reader that follows its log."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from contextlib import contextmanager
from importlib import import_module
from unittest import mock

from sqlalchemy import Connection, text

from kanban.domain import clock
from kanban.domain.change import CARD
from kanban.domain.ids import new_id
from kanban.store import hub as server
from kanban.store.hub import board_rows, server_tables
from tests.store.hub.world import BOARD_ID, STAGES, Device, World

CHANGES = int(os.environ.get("KANBAN_POSTGRES_CHANGES", "2000"))
"""How many changes all of them push, about."""

PROCESSES, THREADS, BATCH = 2, 4, max(5, CHANGES // 4_000)


def serial(connection: Connection, board: str) -> board_rows.BoardRow:
    """What stands in the place of the lock to show what it is for: numbers from a counter that waits for nobody."""
    row = board_rows.read_row(connection, board)
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
        with mock.patch.object(import_module("kanban.store.hub.push"), "lock_row", serial):
            yield


def write(url: str, token: str, name: int, count: int, kept: bool) -> None:
    """Push so many batches from each of a few threads."""
    world = World.__new__(World)
    world.now = 1_800_000_000_000
    hub = world.hub = server.open_hub(url, now=lambda: clock.from_ms(world.now))
    caller = server.caller_of(hub, token)
    assert caller is not None
    info = server.board_info(hub, caller, BOARD_ID)

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


Read = Callable[[int], tuple[list[str], int]]
"""Reads ids behind a number, and tells behind which to go on."""


def follow(world: World, url: str, *readers: Read, kept: bool) -> tuple[list[list[str]], int]:
    """Let everybody write while readers follow; returns the ids that each read, and how many changes the log has."""
    first = world.viewer.pull().head
    with world.hub.writing() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS numbers (n BIGINT)"))
        connection.execute(text("TRUNCATE numbers"))
        connection.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": first})
    count = CHANGES // (PROCESSES * THREADS * BATCH)
    context = multiprocessing.get_context("spawn")
    token = world.tokens["member"]
    writers = [context.Process(target=write, args=(url, token, name, count, kept)) for name in range(PROCESSES)]
    for writer in writers:
        writer.start()
    found: list[list[str]] = [[] for _ in readers]
    cursors = [first] * len(readers)
    over = False
    while not over:
        over = not any(writer.is_alive() for writer in writers)
        for number, read in enumerate(readers):
            ids: list[str] | None = None
            while ids is None or (over and ids):
                ids, cursors[number] = read(cursors[number])
                found[number] += ids
    assert [writer.exitcode for writer in writers] == [0] * PROCESSES
    with world.hub.reading() as connection:
        sql = text(f"SELECT count(*) FROM {server_tables.change.name} WHERE seq > :first")
        return found, connection.execute(sql, {"first": first}).scalar_one()
