"""Live streams: who is told what, and when a stream ends."""

from __future__ import annotations

import asyncio
import json

import pytest

from kanban.protocol.types import Stopped
from kanban.server.live import Live
from kanban.server.settings import Settings
from kanban.store import hub as store
from kanban.store.database import StoreFault
from kanban.store.hub import watching
from tests.server.conftest import serving
from tests.store.hub.world import BOARD_ID

SOON = 5.0
"""Seconds after which a test gives up on what should happen at once."""


def events(piece):
    found = []
    for each in piece.decode().split("\n\n")[:-1]:
        kind, data = each.split("\n")
        found.append((kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


async def coming(lines):
    """The events of the next piece; none where the stream has ended."""
    async with asyncio.timeout(SOON):
        return events(await anext(lines, b""))


@pytest.fixture
async def live(world):
    made = Live(world.hub, Settings(watch_seconds=SOON * 10))
    async with made.running():
        yield made


def listening(live, world, role):
    caller = world.caller(role)
    return live.lines(live.open(caller.account, caller.token_id, {BOARD_ID: world.devices[role].push().head}))


async def test_a_stream_begins_with_where_its_boards_are(live, world):
    head = world.lead.push().head
    assert await coming(listening(live, world, "viewer")) == [("poke", {"board": BOARD_ID, "head": head})]


async def test_a_write_pokes_everybody_once(live, world):
    streams = [listening(live, world, role) for role in ("viewer", "member")]
    for stream in streams:
        await coming(stream)
    for _ in range(3):
        await asyncio.to_thread(world.lead.add)
    for stream in streams:
        assert await coming(stream) == [("poke", {"board": BOARD_ID, "head": world.lead.push().head})]


async def test_boards_of_others_are_not_told(live, world):
    mine = listening(live, world, "member")
    await coming(mine)
    live.poke_streams("another board", 7)
    live.poke_streams(BOARD_ID, 10_000)
    assert await coming(mine) == [("poke", {"board": BOARD_ID, "head": 10_000})]


async def test_silence_is_broken_by_pings(world):
    live = Live(world.hub, Settings(ping_seconds=0.01))
    async with live.running():
        mine = listening(live, world, "member")
        await coming(mine)
        ((kind, data),) = await coming(mine)
    assert kind == "ping"
    assert data["server_time"] > 0


async def test_a_revoked_token_ends_its_streams_and_no_other(live, world):
    theirs, mine = listening(live, world, "member"), listening(live, world, "viewer")
    await coming(theirs)
    await coming(mine)
    store.revoke(world.hub, "Member")
    live.look()
    assert await coming(theirs) == []
    await asyncio.to_thread(world.lead.add)
    assert [kind for kind, _ in await coming(mine)] == ["poke"]


async def test_a_member_who_was_taken_off_hears_no_more(live, world):
    theirs = listening(live, world, "member")
    await coming(theirs)
    world.lead.offer("member", world.member.member, {"deleted": True}, "member")
    await coming(theirs)
    live.look()
    assert await coming(theirs) == []


async def test_a_look_finds_what_nobody_told_of(live, world):
    mine = listening(live, world, "member")
    await coming(mine)
    world.hub.listeners.clear()
    world.lead.add()
    world.hub.listeners.append(live.announce)
    live.look()
    assert await coming(mine) == [("poke", {"board": BOARD_ID, "head": world.lead.push().head})]


async def test_a_head_that_fell_back_is_told_too(live, world):
    token = world.caller("member").token_id
    mine = live.lines(live.open("somebody", token, {BOARD_ID: 10_000}))
    await coming(mine)
    live.look()
    assert await coming(mine) == [("poke", {"board": BOARD_ID, "head": world.lead.push().head})]


async def test_a_server_that_stops_ends_its_streams_and_opens_none(live, world):
    mine = listening(live, world, "member")
    await coming(mine)
    live.stop()
    assert await coming(mine) == []
    with pytest.raises(Stopped) as stopped:
        listening(live, world, "member")
    assert stopped.value.kind == "slow_down"


async def test_an_account_has_so_many_streams_and_its_oldest_goes(world):
    live = Live(world.hub, Settings(streams_per_account=2))
    async with live.running():
        mine = [listening(live, world, "member") for _ in range(2)]
        for stream in mine:
            await coming(stream)
        assert await coming(listening(live, world, "member"))
        assert await coming(mine[0]) == []


async def test_where_an_address_has_all_it_may_others_have_room(world):
    live = Live(world.hub, Settings(streams_per_address=2))
    caller = world.caller("viewer")
    async with live.running():
        greedy = [live.lines(live.open(caller.account, caller.token_id, {BOARD_ID: 1}, "office")) for _ in range(2)]
        for stream in greedy:
            await coming(stream)
        member = world.caller("member")
        theirs = live.lines(live.open(member.account, member.token_id, {BOARD_ID: 1}, "office"))
        assert await coming(theirs)
        assert await coming(greedy[0]) == []
        with pytest.raises(Stopped, match="no room"):
            live.open(world.caller("lead").account, "token", {}, "office")
        assert live.open(world.caller("lead").account, "token", {}, "elsewhere")


async def test_where_it_is_full_the_oldest_goes_of_whoever_has_most(world):
    live = Live(world.hub, Settings(most_streams=3))
    async with live.running():
        greedy = [listening(live, world, "viewer") for _ in range(3)]
        for stream in greedy:
            await coming(stream)
        for role, gone in zip(("lead", "member"), greedy, strict=False):
            assert await coming(listening(live, world, role))
            assert await coming(gone) == []
        with pytest.raises(Stopped, match="no room"):
            listening(live, world, "commenter")


async def test_a_look_that_fails_is_made_again(live, world, monkeypatch):
    mine = listening(live, world, "member")
    await coming(mine)
    failed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def fail(*_):
        loop.call_soon_threadsafe(failed.set)
        raise StoreFault("away")

    with monkeypatch.context() as patched:
        patched.setattr(watching, "heads", fail)
        live.look()
        async with asyncio.timeout(SOON):
            await failed.wait()
    store.revoke(world.hub, "Member")
    live.look()
    assert await coming(mine) == []


async def test_over_http_the_stream_is_of_events(world):
    async with serving(world) as here:
        here.app.state.live.stop()  # a transport without a socket gives an answer once it has ended
        refused = await here.member.ask("GET", "/v1/events")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
