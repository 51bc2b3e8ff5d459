"""What years of work weigh: a board of 100,000 cards with 2,000,000 changes, before and after compacting, on server and
client.

Making it takes a quarter of an hour, so this part runs only where it is named.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import httpx

from kanban.config import find_places
from kanban.domain.change import CARD, COMMENT
from kanban.domain.clock import now_ms
from kanban.domain.ids import new_id
from kanban.protocol import wire
from kanban.protocol.types import MOST_CHANGES
from kanban.store.database import Database
from kanban.store.disk.compacting import compact
from tests.bench.server import PATH, grow, serving
from tests.bench.table import Table
from tests.bench.team import timed
from tests.store.hub.world import STAGES, World
from tests.terminal import kanban

QUIET_DAYS = 40
"""Days before today in which nothing happened, so that all of it is old enough to be compacted."""
MARKETING = ("Nurture", "Engaged", "MQL")


def years(world: World, changes: int) -> None:
    """Push so many changes of a board's cards: of ten three are moves, three put a card elsewhere in its lane, three
    edit, one comments."""
    device = world.member
    with world.hub.reading() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM hub_entity WHERE etype = 'card'").scalars().all()
    step = max(1, (now_ms() - QUIET_DAYS * 86_400_000 - world.now) // max(1, changes))
    for start in range(0, changes, MOST_CHANGES):
        made = []
        for number in range(start, min(start + MOST_CHANGES, changes)):
            card, rank = ids[number * 7919 % len(ids)], f"b{number:07}"
            world.now += step
            match number % 10:
                case 0 | 1 | 2:
                    stage = STAGES[MARKETING[number // 10 % 3]]
                    made.append(device.change(CARD, card, {"stage": stage, "rank": rank}, "move"))
                case 3 | 4 | 5:
                    made.append(device.change(CARD, card, {"rank": rank}, "reorder"))
                case 6:
                    made.append(device.change(CARD, card, {"next_step": f"Call {number}", "next_on": "2030-01-01"}))
                case 7 | 8:
                    made.append(device.change(CARD, card, {"value": number}))
                case _:
                    said = {"created": True, "card": card, "author": device.member, "team": "sales", "kind": "comment",
                            "body": "Called, and they will think about it until Friday."}  # fmt: skip
                    made.append(device.change(COMMENT, new_id(), said, "comment"))
        pushed = device.push(*made)
        assert {verdict.status for verdict in pushed.verdicts} == {"applied"}
        device.base = pushed.head


def size(database: Path) -> float:
    """Return the MB that a database takes with what stands beside it."""
    return sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*")) / 1e6


def measure(table: Table, folder: Path, when: str, url: str, token: str, world: World) -> Path:
    """Add what a server and a new device take of time and disk; returns the device's database."""
    database = folder / "growth.db"
    home = folder / f"device {when}"
    shutil.rmtree(home, ignore_errors=True)
    env = {**os.environ, "KANBAN_HOME": str(home)}
    table.add(f"server.db, {when}", size(database), None, 4_000, "MB")
    began = time.perf_counter()
    with serving(folder, url) as (address, _):
        table.add(f"the server serves, {when}", time.perf_counter() - began, None, 10, "s")
        headers = {"Authorization": f"Bearer {world.tokens['member']}"}
        with httpx.Client(base_url=address, headers=headers, timeout=60) as http:
            device, taken = world.device("member"), {"push": [0.0], "pull": [0.0]}
            card = http.get(f"{PATH}/cards", params={"limit": 1}).json()["cards"][0]["id"]
            for number in range(20):
                change = wire.encode_change(device.change(CARD, card, {"value": number}))
                body = {"epoch": device.epoch, "device": device.id, "changes": [change]}
                at = time.perf_counter()
                head = http.post(f"{PATH}/push", json=body).raise_for_status().json()["head"]
                taken["push"].append(time.perf_counter() - at)
                at = time.perf_counter()
                http.get(f"{PATH}/changes", params={"epoch": device.epoch, "since": head - 1}).raise_for_status()
                taken["pull"].append(time.perf_counter() - at)
            for name, some in taken.items():
                table.add(f"a {name} of one change, {when}", sorted(some)[len(some) // 2] * 1000, None, 50, "ms")
        file = folder / "token"
        file.write_text(token, "utf-8")
        table.add(
            f"a new device: the board is there, {when}",
            timed(env, "join", address, "--token-file", str(file)),
            None,
            60,
            "s",
        )
        table.add(f"the same: its whole history too, {when}", timed(env, "sync"), None, 900, "s")
        move = ["move", board_card(env), "engaged"]
        table.add(f"kanban.db of that device, {when}", size(find_places(env).database), None, 4_000, "MB")
        table.add(f"kanban move there, {when}", min(timed(env, *move) for _ in range(5)), None, 2, "s")
        table.add(
            f"kanban list --limit 20 there, {when}",
            min(timed(env, "list", "--limit", "20") for _ in range(5)),
            None,
            2,
            "s",
        )
    return find_places(env).database


def board_card(env: dict[str, str]) -> str:
    """Return the ref of a card that a home shows first."""
    words = kanban("list", "--limit", "1", "stage:Nurture")
    out = subprocess.run(words, env=env, check=True, capture_output=True, text=True).stdout
    return out.splitlines()[1].split()[0]


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    """Measure it before and after compacting: twenty changes a card."""
    url = f"sqlite:///{folder / 'growth.db'}"
    world = World(url, durable=False)
    grow(world, 0, cards)
    years(world, 20 * cards - world.device("lead").base)
    token = world.tokens["lead"]
    before = measure(table, folder, "before", url, token, world)
    began = time.perf_counter()
    env = {**os.environ, "KANBAN_HOME": str(folder / "home")}
    done = subprocess.run(
        kanban("server", "compact", "--database", url), env=env, check=True, capture_output=True, text=True
    )
    table.add("kanban server compact", time.perf_counter() - began, None, 600, "s")
    print((done.stdout + done.stderr).strip())
    was, began = size(before), time.perf_counter()
    local = Database(before)
    ranks = compact(local, now_ms())
    local.close()
    table.add("an idle client compacts", time.perf_counter() - began, None, 600, "s")
    table.add("kanban.db of the first device, after", size(before), was, 1.01, "MB")
    print(f"{ranks:,} superseded ranks lost their value on the client.")
    measure(table, folder, "after", url, token, world)
    world.close()
