"""A machine of version 0.1.0 joins, pulls and pushes as it did, or is told 426 and nothing is lost; what waited is
sent by today's."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from kanban.domain.clock import utc_now
from kanban.server.app import create_app
from kanban.server.settings import Settings
from kanban.store.hub.maintenance.hub_compacting import compact
from kanban.store.hub.server_database import open_hub
from tests.made_by_0_1_0 import files
from tests.made_by_0_1_0.replaying import Replayed, lacks, verdicts

EXCHANGES = files.recorded()["exchanges"]
OF_A_MACHINE = [each for each in EXCHANGES if "x-kanban-protocol" in each["headers"]]
"""What is no machine, such as a web form, speaks no version of the protocol."""

LEAD_REVOKED = EXCHANGES[-1]
"""What a machine hears that a lead signed out: by now a lead takes the board from it, and leaves it signed in."""

PUBLISHED = next(each for n, each in enumerate(EXCHANGES) if EXCHANGES[n - 1]["path"].endswith("/open"))
"""What comes after publishing: by now nobody else is put on the board by it."""

PUSHES = [each for each in EXCHANGES if each["path"].endswith("/push")]


def expected_status(exchange):
    """Return the status with which today's server answers."""
    return 403 if exchange is LEAD_REVOKED else exchange["status"]


@pytest.fixture
def hub(tmp_path, moment):
    """A server's store that holds what the one of 0.1.0 held."""
    files.restore("server", tmp_path / "server.db")
    opened = open_hub(f"sqlite:///{tmp_path / 'server.db'}", durable=False)
    yield opened
    opened.close()


@asynccontextmanager
async def asked(hub, moment, **settings):
    """Hold a machine of 0.1.0 that speaks to a server."""
    app = create_app(hub, Settings(**settings))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=files.ADDRESS) as client:
        yield Replayed(client, moment)


def held(hub):
    """Return all that a server's boards hold, and who may sign in."""
    tables = ("hub_board", "hub_change", "hub_entity", "hub_verdict", "hub_code", "hub_account", "hub_membership")
    with hub.reading() as connection:
        return {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in tables}


def can_be_asked(exchange, before):
    """Whether a server that took no write can answer it: it is about a board that is there, and what came before is
    there."""
    token, asked = exchange["headers"].get("authorization", "").removeprefix("Bearer "), httpx.URL(exchange["path"])
    heads = {row.id: row.head for row in before["hub_board"]}
    board = asked.path.split("/")[3] if asked.path.startswith("/v1/boards/") else None
    known = token in files.recorded()["tokens"].values() and (board is None or board in heads)
    return known and int(asked.params.get("since", 0)) <= heads.get(board, 0)


def test_the_recording_holds_what_a_machine_does():
    kinds = {(each["method"], each["path"].partition("?")[0].rpartition("/")[2]) for each in EXCHANGES}
    assert kinds >= {
        ("GET", "meta"), ("GET", "me"), ("GET", "boards"), ("GET", "snapshot"), ("GET", "changes"), ("GET", "history"),
        ("GET", "cards"), ("POST", "join"), ("POST", "push"), ("POST", "boards"), ("POST", "open"), ("POST", "invites"),
        ("POST", "cards"),
    }  # fmt: skip
    assert {each["headers"]["x-kanban-protocol"] for each in PUSHES} == {"1"}
    assert {each["headers"]["user-agent"] for each in PUSHES} == {"kanban/0.1.0"}
    assert len({change["verb"] for push in PUSHES for change in push["body"]["changes"]}) > 20


async def test_every_card_is_as_it_was(hub, moment):
    headers = {"Authorization": f"Bearer {files.recorded()['tokens']['Ana']}"}
    async with asked(hub, moment) as machine:
        boards = (await machine.client.get("/v1/boards", headers=headers)).json()["boards"]
        (board,) = [each["id"] for each in boards if each["name"] == files.BOARD]
        said = await machine.client.get(f"/v1/boards/{board}/cards?limit=500", headers=headers)
    files.alike(said.json()["cards"], files.expected("server.cards")["cards"])


async def test_a_machine_joins_pulls_and_pushes(hub, moment):
    async with asked(hub, moment) as machine:
        for exchange in EXCHANGES:
            status, answer = await machine.ask(exchange)
            what = f"{exchange['method']} {exchange['path']}: {answer}"
            assert status == expected_status(exchange), what
            assert lacks(exchange["answer"], answer) == ([".changes: 0"] if exchange is PUBLISHED else []), what
            if exchange in PUSHES:
                assert verdicts(answer) == verdicts(exchange["answer"]), what


async def test_a_machine_joins_pulls_and_pushes_at_a_server_that_was_compacted(hub, moment):
    """Also where its undo gives a card back a place that the server has given up."""
    async with asked(hub, moment) as machine:
        given_up = 0
        for exchange in EXCHANGES:
            status, answer = await machine.ask(exchange)
            what = f"{exchange['method']} {exchange['path']}: {answer}"
            assert status == expected_status(exchange), what
            if exchange in PUSHES:
                assert verdicts(answer) == verdicts(exchange["answer"]), what
            given_up += compacted(hub).ranks
    assert given_up > 3


def compacted(hub):
    """Compact a server as if two months had passed."""
    now, hub.now = hub.now, lambda: utc_now() + timedelta(days=60)
    try:
        return compact(hub)
    finally:
        hub.now = now


async def test_a_machine_that_is_too_old_may_read_and_loses_nothing(hub, moment):
    before, reads = held(hub), set()
    async with asked(hub, moment, min_protocol=2) as machine:
        for exchange in OF_A_MACHINE:
            if exchange["method"] != "GET":
                status, answer = await machine.ask(exchange)
                assert (status, answer["kind"]) == (426, "too_old")
            elif can_be_asked(exchange, before):
                assert (await machine.ask(exchange))[0] == 200
                reads.add(httpx.URL(exchange["path"]).path.rpartition("/")[2])
    assert reads >= {"changes", "devices", "me"}
    assert held(hub) == before
    async with asked(hub, moment) as machine:  # once that is over, all that waited is taken as it stands
        for exchange in EXCHANGES:
            assert (await machine.ask(exchange))[0] == expected_status(exchange)
