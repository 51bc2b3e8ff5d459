"""What every request must keep to, before any route sees it."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.server.bodies import Broken, Intake, TooLarge, too_deep
from kanban.server.rates import Buckets, neighbourhood
from kanban.server.settings import Rate, Settings
from tests.server.conftest import problem, serving
from tests.store.hub.world import BOARD_ID

PUSH = f"/v1/boards/{BOARD_ID}/push"


# -- bodies


def taken(pieces, most_wire=1 << 20, most_body=8 << 20):
    intake = Intake(most_wire, most_body, packed=True)
    for piece in pieces:
        intake.feed(piece)
    return intake.whole()


@given(st.binary(max_size=5_000), st.integers(1, 700))
def test_what_was_packed_comes_out_however_it_is_cut(body, size):
    packed = gzip.compress(body)
    assert taken([packed[n : n + size] for n in range(0, len(packed), size)]) == body


def test_a_bomb_is_noticed_while_it_is_small():
    bomb = gzip.compress(bytes(64 << 20))
    intake = Intake(1 << 20, 8 << 20, packed=True)
    with pytest.raises(TooLarge):
        intake.feed(bomb)
    assert sum(map(len, intake._parts)) <= 8 << 20


@pytest.mark.parametrize(
    "packed",
    [
        b"plain",
        gzip.compress(b"whole", mtime=0)[:-4],
        gzip.compress(b"one", mtime=0) + b"more",
        zlib.compress(b"other"),
    ],
)
def test_what_is_no_gzip_is_broken(packed):
    with pytest.raises(Broken):
        taken([packed])


def depth(value):
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


nested = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text('[]{}"\\a', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('[]{}"\\', max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(nested, st.integers(0, 6))
def test_depth_is_found_without_parsing(value, most):
    assert too_deep(json.dumps(value).encode(), most) == (depth(value) > most)


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        (b"[" * (8 << 20), True),
        (b"[]" * (4 << 20), False),
        (b'{"a":' * 1_000_000, True),
        (b"][", True),
        (b'["' + b'\\"' * (4 << 20), True),
        (b'"' + b"\\" * (4 << 20), False),
        (b'"\\"' * (2 << 20), False),
        (b'["[",[]]' * (1 << 20), False),
    ],
)
def test_hostile_bodies_are_looked_through_in_one_go(body, deep):
    """Each is as large as a body may be; a search that begins anew at every sign would take hours."""
    assert too_deep(body, 20) == deep


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
        (b"1" * 5_000, {}, (400, "invalid")),
        (b"[]", {}, (422, "invalid")),
        (b"{}", {}, (422, "invalid")),
        (b'{"changes": 1}', {}, (422, "invalid")),
        (b'{"changes": [], "epoch": "\\u0000", "device": "d"}', {}, (422, "invalid")),
        (b'{"changes": [], "epoch": "e", "device": "\\ud800"}', {}, (422, "invalid")),
        (b'{"changes": [1], "epoch": "e", "device": "d"}', {}, (422, "invalid")),
        (b"[" * 100 + b"]" * 100, {}, (422, "invalid")),
        (b"{}", {"Content-Type": "text/plain"}, (415, "invalid")),
        (b"{}", {"Content-Type": ""}, (415, "invalid")),
        (b"{}", {"Content-Encoding": "br"}, (415, "invalid")),
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


async def test_a_body_that_never_comes_is_given_up(world):
    async def never():
        yield b"{"
        await asyncio.Event().wait()

    async with serving(world, Settings(body_seconds=0.01)) as here:
        answer = await here.http.post(PUSH, content=never(), headers={"Content-Type": "application/json"})
        assert problem(answer) == (503, "slow_down")
        assert answer.headers["retry-after"] == "1"


# -- rates


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_a_bucket_fills_again():
    clock = Clock()
    bucket = Buckets(Rate(2, 0.5), clock)
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
