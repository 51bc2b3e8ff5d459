"""Push and pull in changes a second, against raw sqlite3 writing the same rows: on SQLite, and on PostgreSQL where
asked for.

Of all batches the best one counts, for both: it is the program that is measured, and not what else the machine does.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from kanban.domain.change import CARD, COMMENT, Change
from kanban.domain.ids import new_id
from kanban.protocol.types import MOST_CHANGES
from kanban.store import hub as server
from kanban.store.hub import server_tables
from tests.bench.table import Table
from tests.postgres import cluster
from tests.store.hub.world import STAGES, World

CHANGES = 10_000
_WRITTEN = (server_tables.change, server_tables.entity)


def a_days_work(world: World, count: int) -> list[list[Change]]:
    """Batches as a device sends them: of each ten changes four make a card, three edit one, two move one, one
    comments."""
    device, cards, made = world.member, list[str](), list[Change]()
    for number in range(count):
        match number % 10:
            case 0 | 1 | 2 | 3:
                cards.append(new_id())
                registers = {
                    "created": True, "title": f"Lead {number}", "company": "Acme GmbH", "contact": "Jane Doe",
                    "email": "jane@acme.example", "value": 1_200_000, "currency": "EUR", "source": "web",
                    "stage": STAGES["Nurture"], "rank": f"a{number:06}",
                }  # fmt: skip
                made.append(device.change(CARD, cards[-1], registers, "create"))
            case 4 | 5 | 6:
                made.append(device.change(CARD, cards[number // 3 % len(cards)], {"title": f"Lead {number}, edited"}))
            case 7 | 8:
                move = {"stage": STAGES["MQL"], "rank": f"b{number:06}"}
                made.append(device.change(CARD, cards[number // 7 % len(cards)], move, "move"))
            case _:
                registers = {
                    "created": True, "card": cards[number % len(cards)], "author": device.member, "team": "sales",
                    "kind": "comment", "body": "Called, and they will think about it until Friday.",
                }  # fmt: skip
                made.append(device.change(COMMENT, new_id(), registers, "comment"))
    return [made[at : at + MOST_CHANGES] for at in range(0, count, MOST_CHANGES)]


def raw(world: World, folder: Path, first: int) -> float:
    """Return how many changes a second sqlite3 alone writes, as rows that are at hand, in as many transactions."""
    target = sqlite3.connect(folder / "raw.db", isolation_level=None)
    target.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    rows: dict[str, list[tuple[object, ...]]] = {}
    with world.hub.reading() as connection:
        for table in _WRITTEN:
            columns = ", ".join(column.name for column in table.columns)
            unique = (
                "PRIMARY KEY (board, seq), UNIQUE (board, id)"
                if table is server_tables.change
                else "PRIMARY KEY (board, etype, id)"
            )
            target.execute(f"CREATE TABLE {table.name} ({columns}, {unique})")
            found = connection.execute(select(table).where(table.c.seq > first).order_by(table.c.seq))
            rows[table.name] = [tuple(row) for row in found]
    count = len(rows["hub_change"])
    batches, best = count // MOST_CHANGES, 0.0
    for number in range(batches):
        begin = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        for name, all_rows in rows.items():
            size = len(all_rows) // batches + 1
            some = all_rows[number * size : (number + 1) * size]
            target.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(all_rows[0]))})", some)
        target.execute("COMMIT")
        best = max(best, MOST_CHANGES / (time.perf_counter() - begin))
    target.close()
    return best


def measure(table: Table, folder: Path, name: str, url: str, floor: float | None, most: tuple[float, float]) -> float:
    """Add how many changes a second are pushed and pulled; returns the floor."""
    world = World(url, durable=True)
    first = world.viewer.pull().head
    speeds = []
    for batch in a_days_work(world, CHANGES):
        begin = time.perf_counter()
        world.member.push(*batch)
        speeds.append(len(batch) / (time.perf_counter() - begin))
    floor = floor or raw(world, folder, first)
    table.add(f"push, {MOST_CHANGES} at once, {name}", max(speeds), floor, most[0], "/s", least=True)
    since, speeds = first, []
    while since < first + CHANGES:
        begin = time.perf_counter()
        page = world.viewer.pull(since)
        speeds.append(len(page.changes) / (time.perf_counter() - begin))
        since = page.to
    table.add(f"pull, {MOST_CHANGES} at once, {name}", max(speeds), floor, most[1], "/s", least=True)
    single = [world.member.change(CARD, new_id(), {"created": True, "title": "x"}, "create") for _ in range(100)]
    begin = time.perf_counter()
    for change in single:
        world.member.push(change)
    table.add(f"push, 1 at once, {name}", (time.perf_counter() - begin) / len(single) * 1000, None, 20, "ms")
    world.close()
    return floor


@contextmanager
def _postgres() -> Iterator[str | None]:
    why = cluster.missing()
    if why:
        print(f"skipped: {why}", file=sys.stderr)
        yield None
    else:
        with cluster.running() as url:
            yield url


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    floor = measure(table, folder, "SQLite", f"sqlite:///{folder / 'server.db'}", None, (0.08, 0.3))
    with _postgres() as url:
        if url:
            server.open_hub(url).close()
            measure(table, folder, "PostgreSQL", url, floor, (0.03, 0.3))
