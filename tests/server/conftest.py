"""A server without a socket: the app over a store in memory, and somebody of every role who speaks to it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from kanban.domain.change import Change
from kanban.protocol import wire
from kanban.server.app import create_app
from kanban.server.settings import Settings
from tests.store.hub.world import BOARD_ID, Device, World


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


class Speaker:
    """Somebody who speaks to the server with a token, in JSON unless told otherwise."""

    def __init__(self, http: httpx.AsyncClient, token: str | None) -> None:
        self.http = http
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def ask(self, method: str, path: str, body: object = None, **more: Any) -> httpx.Response:
        headers = self.headers | more.pop("headers", {})
        if body is not None:
            headers = {"Content-Type": "application/json"} | headers
            more["content"] = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.request(method, path, headers=headers, **more)

    async def push(self, device: Device, *changes: Change | dict[str, Any], **more: Any) -> httpx.Response:
        told = [each if isinstance(each, dict) else wire.encode_change(each) for each in changes]
        body = {"epoch": device.epoch, "device": device.id, "changes": told}
        return await self.ask("POST", f"/v1/boards/{BOARD_ID}/push", body, **more)


class Here:
    """A running app and everybody who may speak to it."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world = world
        self.app = create_app(world.hub, settings)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://server")
        self.anybody = Speaker(self.http, None)
        for role, token in world.tokens.items():
            setattr(self, role, Speaker(self.http, token))

    def someone(self, token: str) -> Speaker:
        return Speaker(self.http, token)


@asynccontextmanager
async def serving(world: World, settings: Settings | None = None) -> AsyncIterator[Here]:
    """Hold a running app."""
    here = Here(world, settings or Settings())
    async with here.app.router.lifespan_context(here.app), here.http:
        yield here


@pytest.fixture
async def here(world: World) -> AsyncIterator[Here]:
    async with serving(world) as running:
        yield running


def problem(response: httpx.Response) -> tuple[int, str]:
    """Status and kind of a problem, which is whole and of the right type."""
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["detail"]
    assert "Traceback" not in response.text
    return body["status"], body["kind"]
