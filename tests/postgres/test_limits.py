"""Limits and health are the same on PostgreSQL."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sqlalchemy import create_engine

from kanban.server.app import create_app
from kanban.server.settings import Rate, Settings
from kanban.store.hub.server_database import Hub
from tests.store.hub.world import BOARD_ID, World


def asking(hub: Hub, token: str = "", settings: Settings | None = None) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    transport = httpx.ASGITransport(create_app(hub, settings or Settings()))
    return httpx.AsyncClient(transport=transport, base_url="http://server", headers=headers)


async def test_health_tells_how_the_database_is(world: World) -> None:
    async with asking(world.hub) as http:
        found = await http.get("/health")
    assert (found.status_code, found.json()["database"]) == (200, "ok")
    assert found.json()["disk"]["state"] == "unknown", "the database's disk is elsewhere"
    nowhere = create_engine("postgresql+psycopg://kanban@/none?host=/nowhere")
    async with asking(Hub(nowhere)) as http:
        gone = await http.get("/health")
    nowhere.dispose()
    assert (gone.status_code, gone.json()["database"]) == (503, "away")


async def test_too_much_is_turned_away(world: World) -> None:
    token = world.tokens["member"]
    async with asking(world.hub) as http:
        assert (await http.get("/v1/boards")).status_code == 401
    settings = Settings(per_token=Rate(2, 0.001))
    async with asking(world.hub, token, settings) as http:
        said = [(await http.get("/v1/boards")).status_code for _ in range(3)]
        assert said == [200, 200, 429]
    async with asking(world.hub, token) as http:
        huge = await http.post(f"/v1/boards/{BOARD_ID}/push", json={"changes": ["x" * (2 << 20)]})
        assert huge.status_code == 413


@pytest.mark.parametrize("path", ["cards?q=nothing-is-called-so", "changes?epoch={epoch}&since=0"])
async def test_fifty_at_once_are_all_answered_and_health_does_not_wait_for_them(world: World, path: str) -> None:
    for _ in range(5):
        world.member.add()
    async with asking(world.hub, world.tokens["member"]) as http:
        asked = [http.get(f"/v1/boards/{BOARD_ID}/{path.format(epoch=world.member.epoch)}") for _ in range(50)]
        *answers, health = await asyncio.gather(*asked, http.get("/health"))
    assert {each.status_code for each in answers} == {200}
    assert health.status_code == 200
