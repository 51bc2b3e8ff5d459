"""Queries that look at a whole board hold nobody up: they wait in a line of their own, and end when nobody waits for
them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kanban.server.requests.query_slots import NOBODY
from kanban.server.settings import Settings
from kanban.store.search.conditions import Condition
from kanban.store.search.query_sql import Compiler
from tests.server.conftest import Here, problem, serving
from tests.store.hub.world import BOARD_ID, World

PATH = f"/v1/boards/{BOARD_ID}/cards"
ENDLESS = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) > 0"


@pytest.fixture
async def endless(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let queries never end by themselves; the event tells that one has reached the database."""
    begun, loop = asyncio.Event(), asyncio.get_running_loop()

    def where(_compiler: Compiler, _query: Any) -> Condition:
        loop.call_soon_threadsafe(begun.set)
        return Condition(ENDLESS)

    monkeypatch.setattr(Compiler, "compile_where", where)
    return begun


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """In a file: in memory all share one connection, and would wait for each other."""
    made = World(f"sqlite:///{tmp_path / 'server.db'}")
    made.member.add(title="Looked at")
    yield made
    made.close()


class Client:
    """One who asks for cards over ASGI, and may leave."""

    def __init__(self, here: Here, token: str) -> None:
        self.left, self.messages = asyncio.Event(), list[dict[str, Any]]()
        self._begun = False
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": PATH, "raw_path": PATH.encode(), "query_string": b"q=acme",
            "headers": [(b"authorization", f"Bearer {token}".encode())], "client": ("127.0.0.1", 1),
            "server": ("server", 80), "root_path": "",
        }  # fmt: skip
        self.task = asyncio.create_task(here.app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if not self._begun:
            self._begun = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        self.messages.append(message)

    async def answer(self) -> tuple[int, dict[str, Any]]:
        await self.task
        body = b"".join(message.get("body", b"") for message in self.messages[1:])
        return self.messages[0]["status"], json.loads(body or b"{}")


async def test_a_query_stops_when_its_client_has_gone(world: World, endless: asyncio.Event) -> None:
    async with serving(world) as here:
        client = Client(here, world.tokens["member"])
        await endless.wait()
        client.left.set()
        assert await client.answer() == (NOBODY, {})


async def test_a_query_that_waits_in_line_goes_with_its_client(world: World, endless: asyncio.Event) -> None:
    async with serving(world, Settings(queries_each=1)) as here:
        first = Client(here, world.tokens["member"])
        await endless.wait()
        second = Client(here, world.tokens["member"])
        second.left.set()
        assert await second.answer() == (NOBODY, {})
        first.left.set()
        await first.task


async def test_a_query_that_takes_too_long_is_told_so(world: World, endless: asyncio.Event) -> None:
    async with serving(world, Settings(query_seconds=0.05)) as here:
        response = await here.member.ask("GET", PATH)
        assert problem(response) == (503, "slow_down")
        assert "longer than 0.05 s" in response.json()["detail"]
        assert response.headers["retry-after"] == "1"


async def test_queries_end_when_the_server_stops(world: World, endless: asyncio.Event) -> None:
    async with serving(world, Settings(queries_each=1)) as here:
        clients = [Client(here, world.tokens["member"]) for _ in range(3)]
        await endless.wait()
        here.app.state.stop()
        answers = [await client.answer() for client in clients]
        assert [status for status, _ in answers] == [503] * 3
        assert problem(await here.member.ask("GET", PATH)) == (503, "slow_down")


async def test_nobody_waits_behind_fifty_queries(world: World, endless: asyncio.Event) -> None:
    async with serving(world) as here:
        clients = [Client(here, world.tokens[role]) for role in ("member", "viewer") for _ in range(25)]
        await endless.wait()
        async with asyncio.timeout(10):  # they would wait for ever
            assert (await here.anybody.ask("GET", "/health")).json()["database"] == "ok"
            epoch = world.member.epoch
            asked = {"epoch": epoch, "since": 0}
            pulled = await here.member.ask("GET", f"/v1/boards/{BOARD_ID}/changes", params=asked)
            assert pulled.status_code == 200
            made = await here.member.ask("POST", PATH, {"title": "Meanwhile"})
            assert made.status_code == 201
        assert not any(client.task.done() for client in clients)
        here.app.state.stop()
        await asyncio.gather(*(client.task for client in clients))


async def test_a_board_from_before_an_upgrade_is_made_ready_while_the_server_serves(world: World) -> None:
    world.member.add(title="Another")
    with world.hub.writing() as connection:
        for name in ("hub_card", "hub_field", "hub_comment"):
            connection.exec_driver_sql(f"DELETE FROM {name}")
        connection.exec_driver_sql(f"INSERT INTO hub_building (board, after) VALUES ('{BOARD_ID}', '')")
    async with serving(world) as here:
        async with asyncio.timeout(20):
            while (response := await here.viewer.ask("GET", PATH)).status_code == 503:
                assert problem(response) == (503, "slow_down")
                assert int(response.headers["retry-after"]) > 0
                await asyncio.sleep(0)
        assert [card["title"] for card in response.json()["cards"]] == ["Looked at", "Another"]
