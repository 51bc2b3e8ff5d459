"""A server's REST filters, pushes and pulls against a read of one card, over HTTP: on SQLite, and on PostgreSQL where
asked for.

Every ratio is to the median read of one card, by turns with what is measured.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from kanban.domain.change import CARD, COMMENT
from kanban.domain.ids import new_id
from kanban.protocol import wire
from kanban.protocol.types import MOST_CHANGES
from kanban.store import hub as store
from tests.bench.intake import resident
from tests.bench.sync import _postgres
from tests.bench.table import Table
from tests.store.hub.world import BOARD_ID, STAGES, World
from tests.terminal import kanban

PATH = f"/v1/boards/{BOARD_ID}"
AT_ONCE, STREAMS = 50, 500

FILTERS = {
    "a word that no card has": "xyzzy", "an amount that no card has": "value>=900000000",
    "a field that no card has so": 'field.Industry="x"', "whom no comment mentions": "mentions:nobody",
    "what is late of one person": "overdue owner:nobody", "two words that many have": "lead acme",
    "one card of all": "ref=0000000|title:17-alone", "the first hundred": "",
}  # fmt: skip


def grow(world: World, before: int, cards: int) -> None:
    """Push cards as an import does: each with the usual fields, every tenth with a comment and a custom field."""
    device, stages = world.member, [STAGES[name] for name in ("Nurture", "Engaged", "MQL")]
    for start in range(before, cards, 400):
        made = []
        for number in range(start, min(start + 400, cards)):
            card = new_id()
            registers: dict[str, Any] = {
                "created": True, "title": f"Lead {number}-alone", "company": f"Acme {number % 997} GmbH",
                "contact": "Jane Doe", "email": f"jane{number}@acme.example", "phone": f"+49 30 {number:07}",
                "value": 100 * (number % 20_000), "currency": "EUR", "source": ("web", "fair", "webinar")[number % 3],
                "stage": stages[number % 3], "rank": f"a{number:06}", "next_on": "2030-01-01",
                "label.vip": number % 7 == 0,
            }  # fmt: skip
            if number % 10 == 0:
                registers["field.Industry"] = ("Steel", "Textile", "Food")[number % 3]
            made.append(device.change(CARD, card, registers, "create"))
            if number % 10 == 0:
                said = {"created": True, "card": card, "author": device.member, "team": "sales", "kind": "comment",
                        "body": "Called, and they will think about it until Friday."}  # fmt: skip
                made.append(device.change(COMMENT, new_id(), said, "comment"))
        for at in range(0, len(made), MOST_CHANGES):
            assert {verdict.status for verdict in device.push(*made[at : at + MOST_CHANGES]).verdicts} == {"applied"}


@contextmanager
def serving(folder: Path, url: str) -> Iterator[tuple[str, int]]:
    """Hold `kanban serve` over a database; gives its address and its process id."""
    env = {**os.environ, "KANBAN_HOME": str(folder / "home")}
    words = kanban("serve", "--port", "0", "--database", url, "--log-level", "warning")
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().removeprefix("Serving on ").strip(), process.pid
    finally:
        process.terminate()
        process.wait(30)


Ask = Callable[[], httpx.Response]


def timed(times: int, ask: Ask, read: Ask) -> tuple[float, float]:
    """Return the median milliseconds of a request, and of a read of one card by turns with it: a busy machine slows
    both."""
    taken: dict[Ask, list[float]] = {ask: [], read: []}
    for _ in range(times):
        for each, some in taken.items():
            begin = time.perf_counter()
            response = each()
            some.append((time.perf_counter() - begin) * 1000)
            assert response.status_code < 300, response.text
    return median(taken[ask]), median(taken[read])


def measure(table: Table, folder: Path, name: str, url: str, sizes: list[int]) -> None:
    """Add what is asked of a server at each of several sizes of its board."""
    world, before = World(url, durable=True), 0
    tokens = [store.add_account(world.hub, f"Listener {n}", "sales", "viewer")[1] for n in range(STREAMS // 50)]
    for cards in sizes:
        grow(world, before, cards)
        before = cards
        with serving(folder, url) as (address, pid):
            one_size(table, world, f"{name}, {cards:,} cards", address, 10 if cards <= 20_000 else 50)
            if cards == sizes[-1]:
                table.add(f"memory, {name}, {cards:,} cards", resident(pid), None, 300, "MB")
                asyncio.run(streams(table, name, address, pid, tokens))
    world.close()


def one_size(table: Table, world: World, where: str, address: str, most: float) -> None:
    """Add filters, a push and a pull as multiples of a read, and what fifty filters at once leave to others."""
    headers = {"Authorization": f"Bearer {world.tokens['member']}"}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as http:
        card = http.get(f"{PATH}/cards", params={"limit": 1}).json()["cards"][0]["id"]

        def read() -> httpx.Response:
            return http.get(f"{PATH}/cards/{card}")

        alone = 0.0
        for what, source in FILTERS.items():
            taken = timed(20, lambda source=source: http.get(f"{PATH}/cards", params={"q": source}), read)
            table.add(f"{what}, {where}", *taken, most, "ms")
            alone = max(alone, taken[0] / 1000)
        device = world.member

        def push() -> httpx.Response:
            change = wire.encode_change(device.change(CARD, new_id(), {"created": True, "title": "x"}, "create"))
            return http.post(f"{PATH}/push", json={"epoch": device.epoch, "device": device.id, "changes": [change]})

        table.add(f"push of one change, {where}", *timed(30, push, read), 10, "ms")
        pull = {"epoch": device.epoch, "since": push().json()["head"] - 1}
        taken = timed(50, lambda: http.get(f"{PATH}/changes", params=pull), read)
        table.add(f"pull of one change, {where}", *taken, 5, "ms")
    asyncio.run(fifty(table, where, address, headers, pull, alone))


async def fifty(
    table: Table, where: str, address: str, headers: dict[str, str], pull: dict[str, Any], alone: float
) -> None:
    """Add the slowest answer of `/health` and of a pull while fifty filters run at once that take so many seconds
    `alone`."""
    slowest = {"health": 0.0, "pull": 0.0}
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60, limits=limits) as http:
        begin = time.perf_counter()
        asked = [asyncio.ensure_future(http.get(f"{PATH}/cards", params={"q": f"xyzzy{n}"})) for n in range(AT_ONCE)]
        while not all(task.done() for task in asked):
            for name, path, params in (("health", "/health", {}), ("pull", f"{PATH}/changes", pull)):
                at = time.perf_counter()
                assert (await http.get(path, params=params)).status_code == 200
                slowest[name] = max(slowest[name], time.perf_counter() - at)
        assert {task.result().status_code for task in asked} == {200}
        table.add(f"fifty filters at once, all answered, {where}", time.perf_counter() - begin, AT_ONCE * alone, 2, "s")
    for name, seconds in slowest.items():
        table.add(f"the same: the slowest {name} meanwhile", seconds, None, 1, "s")


async def streams(table: Table, name: str, address: str, pid: int, tokens: list[str]) -> None:
    """Add what an open live stream costs in memory, at five hundred of them."""
    before, limits = resident(pid), httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as http:
        opened = []
        for number in range(STREAMS):
            headers = {"Authorization": f"Bearer {tokens[number % len(tokens)]}"}
            response = await http.send(http.build_request("GET", "/v1/events", headers=headers), stream=True)
            assert response.status_code == 200
            opened.append(response)
        each = (resident(pid) - before) * 1024 / STREAMS
        table.add(f"{STREAMS} open streams, each, {name}", each, None, 100, "KiB")
        for response in opened:
            await response.aclose()


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    sizes = sorted({1_000, min(20_000, cards), cards})
    measure(table, folder, "SQLite", f"sqlite:///{folder / 'filters.db'}", sizes)
    with _postgres() as url:
        if url:
            measure(table, folder, "PostgreSQL", url, sizes)
