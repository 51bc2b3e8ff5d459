"""What every request must keep to, before any route sees it."""

from __future__ import annotations

import asyncio
import gzip
import threading
from contextlib import asynccontextmanager
from itertools import islice

import pytest

from kanban.server import limits
from kanban.server.requests import bodies
from kanban.server.requests.body_reader import BodyReader
from kanban.server.requests.limiters import ClientGone, KeyedLimiter, RateLimiter, neighbourhood
from kanban.server.settings import Rate, Settings
from kanban.store import hub as store
from tests.server.conftest import problem, serving
from tests.store.hub.world import BOARD_ID

PUSH = f"/v1/boards/{BOARD_ID}/push"
JSON = {"Content-Type": "application/json"}


# -- over HTTP


async def test_more_than_is_allowed_on_the_wire(here):
    assert problem(await here.member.ask("POST", PUSH, b"[" + b" " * (1 << 20) + b"]")) == (413, "too_large")


async def test_more_than_is_allowed_unpacked(here):
    bomb = gzip.compress(bytes(20 << 20))
    assert problem(await here.member.ask("POST", PUSH, bomb, headers={"Content-Encoding": "gzip"})) == (
        413,
        "too_large",
    )


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b"{", {}, (422, "invalid")),
        (b"nothing", {}, (400, "invalid")),
        (b"\xff\xfe\xfa", {}, (400, "invalid")),
        (b'"half', {}, (400, "invalid")),
        (b"1" * 5_000, {}, (422, "invalid")),
        (b'{"changes": NaN}', {}, (422, "invalid")),
        (b"[]", {}, (422, "invalid")),
        (b"{}", {}, (422, "invalid")),
        (b'{"changes": 1}', {}, (422, "invalid")),
        (b'{"changes": [], "epoch": "\\u0000", "device": "d"}', {}, (422, "invalid")),
        (b'{"changes": [], "epoch": "e", "device": "\\ud800"}', {}, (422, "invalid")),
        (b'{"changes": [1], "epoch": "e", "device": "d"}', {}, (422, "invalid")),
        (b"[" * 100 + b"]" * 100, {}, (422, "invalid")),
        (b"{}", {"Content-Type": "text/plain"}, (415, "unsupported")),
        (b"{}", {"Content-Type": ""}, (415, "unsupported")),
        (b"{}", {"Content-Encoding": "br"}, (415, "unsupported")),
        (b"{}", {"Content-Encoding": "gzip"}, (400, "invalid")),
        (gzip.compress(b"{}", mtime=0)[:-1], {"Content-Encoding": "gzip"}, (400, "invalid")),
        (b"{}", {"X-Kanban-Protocol": "0"}, (426, "too_old")),
        (b"{}", {"X-Kanban-Protocol": "one"}, (422, "invalid")),
    ],
)
async def test_odd_bodies(here, body, headers, expected):
    assert problem(await here.member.ask("POST", PUSH, body, headers=headers)) == expected


async def test_an_older_client_may_still_read(world):
    async with serving(world, Settings(min_protocol=3)) as here:
        headers = {"X-Kanban-Protocol": "2"}
        assert (await here.member.ask("GET", "/v1/boards", headers=headers)).status_code == 200
        refused = await here.member.push(world.member, headers=headers)
        assert problem(refused) == (426, "too_old")
        assert "version 3" in refused.json()["detail"]


async def never(*first):
    """A body that begins, and then nothing comes for ever."""
    for piece in first:
        yield piece
    await asyncio.Event().wait()


async def test_a_body_that_never_comes_is_given_up(world):
    async with serving(world, Settings(body_seconds=0.01, unsigned_seconds=0.01)) as here:
        for somebody, path in ((here.member, PUSH), (here.anybody, "/v1/join")):
            answer = await somebody.ask("POST", path, content=never(b"{"), headers=JSON)
            assert problem(answer) == (503, "slow_down")
            assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize("path", [PUSH, "/v1/devices", "/v1/boards", "/v1/nowhere", "/health"])
@pytest.mark.parametrize("token", ["", "Bearer kbt_unknown", "Basic Ym86eA=="])
async def test_nothing_is_unpacked_or_parsed_before_the_token_is_known(here, monkeypatch, path, token):
    monkeypatch.setattr(bodies, "read", lambda *_, **__: pytest.fail("it was read"))
    headers = JSON | {"Authorization": token} if token else JSON
    answer = await here.http.post(path, content=gzip.compress(b"[]"), headers=headers | {"Content-Encoding": "gzip"})
    assert problem(answer) == (401, "unauthorized")


async def test_a_code_takes_a_kilobyte_at_most(here):
    code = (await here.lead.ask("POST", "/v1/devices", {})).json()["code"]
    padded = b'{"code": "' + code.encode() + b'"' + b" " * 1_000 + b"}"
    assert problem(await here.anybody.ask("POST", "/v1/join", padded)) == (413, "too_large")
    packed = await here.anybody.ask("POST", "/v1/join", gzip.compress(padded), headers={"Content-Encoding": "gzip"})
    assert problem(packed) == (413, "too_large")
    assert (await here.anybody.ask("POST", "/v1/join", {"code": code})).status_code == 200


async def test_two_bodies_at_once_come_from_one_address_without_a_token(world):
    async with serving(world, Settings(unsigned_bodies=2)) as here:
        begun, rest = [asyncio.Event(), asyncio.Event()], asyncio.Event()

        async def slow(event):
            yield b'{"code":'
            event.set()
            await rest.wait()
            yield b'"nobody"}'

        waiting = [
            asyncio.create_task(here.anybody.ask("POST", "/v1/join", content=slow(e), headers=JSON)) for e in begun
        ]
        await asyncio.gather(*(event.wait() for event in begun))
        third = await here.anybody.ask("POST", "/v1/join", {"code": "mine"})
        assert problem(third) == (429, "slow_down")
        assert third.headers["retry-after"]
        assert (await here.member.push(world.member)).status_code == 200  # a token is no guest
        rest.set()
        assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [404, 404]
        assert (await here.anybody.ask("POST", "/v1/join", {"code": "mine"})).status_code == 404


async def test_all_bodies_together_have_so_much_room(world):
    async with serving(world, Settings(body_room=100_000, body_room_each=60_000)) as here:
        big = b'{"a": "' + b"x" * 50_000
        begun, rest = asyncio.Event(), asyncio.Event()

        async def slow():
            yield big
            begun.set()
            await rest.wait()
            yield b'"}'

        first = asyncio.create_task(here.member.ask("POST", PUSH, content=slow(), headers=JSON))
        await begun.wait()
        for somebody in (
            here.member,
            here.lead,
        ):  # one has used up their own share, the other one would take more than there is
            full = await somebody.ask("POST", PUSH, big + b'"}')
            assert problem(full) == (503, "slow_down")
            assert full.headers["retry-after"] == "5"
        rest.set()
        assert (await first).status_code == 422
        assert (await here.lead.ask("POST", PUSH, big + b'"}')).status_code == 422  # there is room again


async def test_of_large_bodies_few_are_held_at_once(world, monkeypatch):
    """Parsed, one may take a hundred times what came: it is held until the answer begins, and an account has one at
    a time."""
    held, most = 0, 0
    whole = BodyReader.parse

    @asynccontextmanager
    async def counted(intake, body, receive):
        nonlocal held, most
        async with whole(intake, body, receive) as found:
            held += 1
            most = max(most, held)
            yield found
            held -= 1

    monkeypatch.setattr(BodyReader, "parse", counted)
    async with serving(world, Settings(large=10)) as here:
        pushes = [here.member.ask("POST", PUSH, {"changes": "none"}) for _ in range(8)]
        assert {answer.status_code for answer in await asyncio.gather(*pushes)} == {422}
    assert (most, held) == (1, 0)


async def test_a_token_that_is_revoked_while_its_body_comes_is_worth_nothing(world, monkeypatch):
    monkeypatch.setattr(limits, "STALE_SECONDS", 0.0)

    async def slow():
        yield b'{"title": '
        store.revoke(world.hub, "Member")
        yield b'"Acme"}'

    async with serving(world) as here:
        answer = await here.member.ask("POST", f"/v1/boards/{BOARD_ID}/cards", content=slow(), headers=JSON)
        assert problem(answer) == (401, "unauthorized")


# -- at once


@asynccontextmanager
async def held_up(here, somebody, count, monkeypatch):
    """Hold so many requests that do not end, each once it has begun or waits."""
    go = threading.Event()
    monkeypatch.setattr(store, "boards_of", lambda *_: go.wait(60) and [])
    tasks = [asyncio.create_task(somebody.ask("GET", "/v1/boards")) for _ in range(count)]
    try:
        while len(here.app.state.turns) < count:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)
        yield tasks
    finally:
        go.set()
        await asyncio.gather(*tasks)


async def test_an_account_has_so_many_requests_in_flight(world, monkeypatch):
    async with serving(world, Settings(in_flight=3)) as here, held_up(here, here.member, 3, monkeypatch) as tasks:
        fourth = await here.member.ask("GET", "/v1/me")
        assert problem(fourth) == (429, "slow_down")
        assert fourth.headers["retry-after"] == "2"
        assert (await here.lead.ask("GET", "/v1/me")).status_code == 200
        assert (await here.http.get("/health")).status_code == 200
    assert [task.result().status_code for task in tasks] == [200, 200, 200]


async def test_who_asks_for_much_waits_for_a_turn_and_others_do_not(world, monkeypatch):
    async with serving(world, Settings(running=2)) as here, held_up(here, here.member, 6, monkeypatch) as tasks:
        assert (await here.lead.ask("GET", "/v1/me")).status_code == 200
    assert [task.result().status_code for task in tasks] == [200] * 6


async def test_a_server_that_stops_lets_nobody_wait_for_a_turn(world, monkeypatch):
    async with serving(world, Settings(running=1)) as here, held_up(here, here.member, 3, monkeypatch) as tasks:
        here.app.state.stop()
        stopped = [await each for each in islice(asyncio.as_completed(tasks), 2)]  # whoever they are
        assert [problem(each) for each in stopped] == [(503, "slow_down")] * 2
        assert stopped[0].headers["retry-after"] == "5"
    assert sorted(task.result().status_code for task in tasks) == [200, 503, 503]


async def test_who_leaves_while_waiting_is_not_worked_for():
    turns, began = KeyedLimiter(1), []

    async def wait(name, leaving):
        async with turns.turn(name, leaving):
            began.append(len(began))

    gone, never = asyncio.Event(), asyncio.Event()
    async with turns.turn("a", never.wait):
        leaves, stays = (asyncio.create_task(wait("a", each.wait)) for each in (gone, never))
        cancelled = asyncio.create_task(wait("a", never.wait))
        while len(turns) < 4:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0)
        gone.set()
        cancelled.cancel()
        with pytest.raises(ClientGone):
            await leaves
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        assert not began
    await stays
    assert (began, len(turns)) == ([0], 0)


# -- rates


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_a_bucket_fills_again():
    clock = Clock()
    bucket = RateLimiter(Rate(2, 0.5), clock)
    assert [bucket.take("a"), bucket.take("a"), bucket.take("a"), bucket.take("b")] == [0, 0, 2, 0]
    clock.now += 1
    assert bucket.take("a") == 1
    clock.now += 1
    assert bucket.take("a") == 0


def test_one_subscriber_is_one_address():
    assert neighbourhood("2001:db8:1:2:3::4") == neighbourhood("2001:db8:1:2::9") != neighbourhood("2001:db8:1:3::9")
    assert neighbourhood("203.0.113.4") == "203.0.113.4"
    assert neighbourhood("testclient") == "testclient"


async def test_too_many_requests_with_one_token_wait(world):
    async with serving(world, Settings(per_token=Rate(2, 0.1))) as here:
        answers = [await here.member.ask("GET", "/v1/me") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert problem(answers[2]) == (429, "slow_down")
        assert 1 <= int(answers[2].headers["retry-after"]) <= 10
        assert (await here.lead.ask("GET", "/v1/me")).status_code == 200
        for spelt in ("bearer ", "BEARER ", "Bearer  ", "Bearer   "):
            again = await here.http.get("/v1/me", headers={"Authorization": spelt + world.tokens["member"]})
            assert problem(again) == (429, "slow_down")


async def test_too_many_requests_from_one_address_wait(world):
    async with serving(world, Settings(per_address=Rate(2, 0.1))) as here:
        assert [(await here.anybody.ask("GET", "/v1/meta")).status_code for _ in range(3)] == [200, 200, 429]


async def test_whoever_guesses_waits_and_others_of_that_address_do_not(world):
    async with serving(world, Settings(refusals=Rate(2, 0.01))) as here:
        assert (await here.lead.ask("GET", "/v1/me")).status_code == 200
        codes = [(await here.anybody.ask("POST", "/v1/join", {"code": f"wrong-{n}"})).status_code for n in range(3)]
        assert codes == [404, 404, 429]
        assert (await here.someone("kbt_guess").ask("GET", "/v1/me")).status_code == 429
        assert (await here.lead.ask("GET", "/v1/me")).status_code == 200
