"""What the server says of its own health, to anybody, whatever else is going on."""

from __future__ import annotations

import asyncio
import gzip
import json
import sqlite3
import threading
from contextlib import closing
from types import SimpleNamespace

import pytest
from fastapi.openapi.utils import get_openapi

from kanban.domain.ids import new_id
from kanban.server import app
from kanban.server.jobs import deadline_job, health
from kanban.server.jobs.deadline_job import DeadlineJob
from kanban.server.jobs.health import LOW, HealthCheck
from kanban.server.settings import Rate, Settings
from kanban.store.database import StoreFault
from kanban.store.hub import server_database, watching
from kanban.sync.client import ANSWER
from tests.server.conftest import problem, serving
from tests.store.hub.world import World

NEVER = Rate(0.0, 0.001)


@pytest.fixture
def on_disk(tmp_path):
    made = World(f"sqlite:///{tmp_path}/server.db")
    yield made
    made.close()


async def test_it_tells_of_the_database_the_clock_and_the_disk(on_disk):
    async with serving(on_disk) as here:
        await here.app.state.clock.turn()
        answer = await here.http.get("/health")
        assert answer.status_code == 200
        said = answer.json()
        assert (said["status"], said["database"]) == ("ok", "ok")
        assert (said["clock"]["state"], said["clock"]["stuck_boards"]) == ("ok", 0)
        assert said["clock"]["passed_at"].endswith("Z")
        assert (said["disk"]["state"], said["disk"]["free_bytes"] > LOW) == ("ok", True)
        head = await here.http.head("/health")
        assert (head.status_code, head.content) == (200, b"")


async def test_it_never_has_to_wait(world, monkeypatch):
    """However much somebody asks, and whatever else waits; nothing is asked of the database more than once a second."""
    settings = Settings(per_address=NEVER, unsigned=NEVER, refusals=NEVER, unsigned_in_flight=0)
    async with serving(world, settings) as here:
        assert (await here.http.get("/v1/meta")).status_code == 429
        asked = []
        here.app.state.health._hub = world.hub
        whole = watching.touch_watch
        with monkeypatch.context() as patch:
            patch.setattr(watching, "touch_watch", lambda hub: asked.append(whole(hub)))
            answers = await asyncio.gather(*(here.http.get("/health") for _ in range(200)))
        assert {answer.status_code for answer in answers} == {200}
        assert len(asked) == 1


async def test_a_disk_that_is_nearly_full_is_told(on_disk, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: SimpleNamespace(free=LOW - 1))
    async with serving(on_disk) as here:
        said = (await here.http.get("/health")).json()
        assert (said["status"], said["disk"]["state"]) == ("degraded", "low")


async def test_a_board_whose_time_stands_still_is_told(world, monkeypatch):
    monkeypatch.setattr(deadline_job, "let_pass", lambda _, failed: failed(new_id(), KeyError("odd")))
    async with serving(world) as here:
        await here.app.state.clock.turn()
        answer = await here.http.get("/health")
        said = answer.json()
        assert (answer.status_code, said["status"]) == (200, "degraded")
        assert (said["clock"]["state"], said["clock"]["stuck_boards"]) == ("failing", 1)


async def test_a_database_that_is_away_is_told(world, monkeypatch):
    def away(_):
        raise StoreFault("It refused: no connection to db7.")

    monkeypatch.setattr(watching, "touch_watch", away)
    async with serving(world) as here:
        answer = await here.http.get("/health")
        assert problem(answer) == (503, "slow_down")
        assert (answer.json()["database"], answer.headers["retry-after"]) == ("away", "5")
        assert "db7" not in answer.text


async def test_a_database_that_hangs_is_asked_once_and_told(world, monkeypatch):
    asked, go = [], threading.Event()
    monkeypatch.setattr(health, "PATIENCE", 0.01)
    monkeypatch.setattr(health, "_look", lambda _: asked.append(1) or (go.wait(30) and ("ok", None)))
    watched = HealthCheck(world.hub, DeadlineJob(world.hub, 30.0))
    assert [(await watched.report()).database for _ in range(3)] == ["away"] * 3
    assert len(asked) == 1
    go.set()
    await watched._asking
    assert (await watched.report()).database == "ok"


async def test_a_database_that_another_program_locks_is_told_before_clients_give_up(on_disk, tmp_path, monkeypatch):
    monkeypatch.setattr(health, "LOCKED", 0.01)
    async with serving(on_disk) as here:
        assert (await here.http.get("/health")).json()["database"] == "ok"
        with closing(sqlite3.connect(tmp_path / "server.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            here.app.state.health._known = None
            answer = await here.http.get("/health")
            assert problem(answer) == (503, "slow_down")
            assert answer.json()["database"] == "locked"
            # a write that waits for the lock holds the turn, and is no reason to call the database well
            here.app.state.health._known = None
            on_disk.hub._turn.acquire()
            on_disk.hub._waits_since = 0.0
            other_thread = await asyncio.to_thread(on_disk.hub.is_locked, 0.01)
            on_disk.hub._turn.release()
            assert other_thread
            other.execute("ROLLBACK")
        here.app.state.health._known = None
        assert (await here.http.get("/health")).json()["database"] == "ok"


async def test_a_write_that_finds_the_database_locked_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(server_database, "WAIT", 0.05)
    world = World(f"sqlite:///{tmp_path}/server.db")
    async with serving(world) as here:
        with closing(sqlite3.connect(tmp_path / "server.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answers = [await here.member.ask("POST", "/v1/devices", {}) for _ in range(2)]
        for answer in answers:
            assert problem(answer) == (503, "slow_down")
            assert "locked" in answer.json()["detail"]
            assert answer.headers["retry-after"] == "5"
        assert (await here.member.ask("POST", "/v1/devices", {})).status_code == 200
    world.close()


def test_a_write_waits_for_others_only_so_long(world, monkeypatch):
    monkeypatch.setattr(server_database, "WAIT", 0.01)
    inside, go = threading.Event(), threading.Event()

    def write():
        with world.hub.writing():
            inside.set()
            go.wait(30)

    thread = threading.Thread(target=write)
    thread.start()
    inside.wait(30)
    with pytest.raises(StoreFault, match="busy"), world.hub.writing():
        pass
    go.set()
    thread.join()
    with world.hub.writing():
        pass


def test_a_write_waits_less_than_a_client_does():
    assert 2 * server_database.WAIT < ANSWER


async def test_the_description_is_written_once(here):
    packed = await here.http.get("/openapi.json")
    plain = await here.http.get("/openapi.json", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json() == json.loads(gzip.decompress(here.app.state.document[1]))


async def test_the_description_is_written_once_however_many_ask_at_once(here, monkeypatch):
    """FastAPI turns warnings off for the whole process while it writes; two threads at once undo that."""
    written = []

    def write(**words):
        written.append(words)
        return get_openapi(**words)

    monkeypatch.setattr(app, "get_openapi", write)
    answers = await asyncio.gather(*(here.http.get("/openapi.json") for _ in range(8)))
    assert len({answer.content for answer in answers}) == len(written) == 1
