"""Connections that idle, dawdle or pour: a server on a real socket, and clients that speak HTTP byte by byte."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
import uvicorn

from kanban.server.app import create_app
from kanban.server.requests.connections import OpenConnections
from kanban.server.serve import ServeOptions, _bind, _build_config
from kanban.server.settings import Settings
from tests.store.hub.world import BOARD_ID

SOON = 30.0
"""Seconds after which a test gives up; what it waits for takes a moment."""

HEAD = b"GET /v1/meta HTTP/1.1\r\nHost: x\r\n"


@asynccontextmanager
async def listening(world, proxies=None, **numbers):
    """Hold a server with these settings; gives its port and itself."""
    plan = ServeOptions("sqlite://", "127.0.0.1", 0, proxies=proxies, settings=Settings(**numbers))
    bound = _bind("127.0.0.1", 0)
    server = uvicorn.Server(_build_config(plan, create_app(world.hub, plan.settings)))
    task = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        async with asyncio.timeout(SOON):
            while not server.started:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)
            yield bound.getsockname()[1]
    finally:
        server.should_exit = True
        await task


class Client:
    """One connection."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def send(self, *pieces):
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()

    async def answer(self):
        """The next answer: its status and body, and whether the server closes."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        status, fields = int(head.split()[1]), head.lower()
        length = int(fields.partition(b"content-length: ")[2].split(b"\r\n")[0])
        return status, json.loads(await self.reader.readexactly(length))

    async def ended(self):
        """What comes until the server closes."""
        try:
            return await self.reader.read()
        except ConnectionError:
            return b""


@asynccontextmanager
async def connected(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Client(reader, writer)
    finally:
        writer.close()


@pytest.mark.parametrize("begun", [b"GET ", HEAD, HEAD + b"X-A: " + b"a" * 100])
async def test_half_a_head_is_not_waited_for(world, begun):
    async with listening(world, head_seconds=0.05) as port, connected(port) as client:
        await client.send(begun)
        assert await client.ended() == b""


async def test_a_head_that_comes_byte_by_byte_is_not_waited_for(world):
    async with listening(world, head_seconds=0.05) as port, connected(port) as client:
        ended = asyncio.create_task(client.ended())
        while not ended.done():
            with suppress(ConnectionError):
                await client.send(b"X")
            await asyncio.sleep(0.005)
        assert ended.result() == b""


async def test_who_says_nothing_is_hung_up_on(world):
    async with listening(world, head_seconds=0.05) as port, connected(port) as client:
        assert await client.ended() == b""


async def test_a_second_request_has_to_come_whole_too(world):
    async with listening(world, head_seconds=0.1) as port, connected(port) as client:
        await client.send(HEAD + b"\r\n")
        assert (await client.answer())[0] == 200
        await client.send(HEAD)
        assert await client.ended() == b""


async def test_a_connection_that_idles_between_requests_ends(world):
    async with listening(world, idle_seconds=0) as port, connected(port) as client:
        await client.send(HEAD + b"\r\n")
        assert (await client.answer())[0] == 200
        assert await client.ended() == b""


async def test_requests_behind_each_other_are_answered_in_turn(world):
    async with listening(world) as port, connected(port) as client:
        await client.send((HEAD + b"\r\n") * 20)
        assert [(await client.answer())[0] for _ in range(20)] == [200] * 20


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (HEAD + b"X-A: b\r\n" * 101 + b"\r\n", 431),
        (HEAD + b"X-A: " + b"a" * 40_000, 431),
        (b"GET /" + b"a" * 40_000, 431),
        (b"\r\n\r\n\r\n", 400),
        (b"NONSENSE\r\n\r\n", 400),
        (HEAD + b"X A: b\r\n\r\n", 400),
        (b"GET /v1/meta HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    ],
)
async def test_what_is_no_request_is_answered_with_a_problem(world, sent, status):
    async with listening(world, head_seconds=0.5) as port, connected(port) as client:
        await client.send(sent)
        said, problem = await client.answer()
        assert (said, problem["status"], problem["kind"]) == (status, status, "invalid")
        assert problem["detail"]


async def test_a_body_in_tiny_chunks_is_refused(world):
    async with listening(world) as port, connected(port) as client:
        head = (
            f"POST /v1/boards/{BOARD_ID}/push HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.tokens['member']}\r\n"
        )
        await client.send(head.encode(), b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        await client.send(b"1\r\nx\r\n" * 5_000)
        status, problem = await client.answer()
        assert (status, problem["kind"]) == (400, "invalid")
        assert "chunks" in problem["detail"]
        assert await client.ended() == b""


async def test_a_body_in_chunks_of_some_size_is_taken(world):
    body = json.dumps({"epoch": world.member.epoch, "device": world.member.id, "changes": []}).encode() + b" " * 90_000
    async with listening(world) as port, connected(port) as client:
        head = (
            f"POST /v1/boards/{BOARD_ID}/push HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.tokens['member']}\r\n"
        )
        await client.send(head.encode(), b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        for at in range(0, len(body), 100):
            await client.send(b"%x\r\n%s\r\n" % (len(body[at : at + 100]), body[at : at + 100]))
        await client.send(b"0\r\n\r\n")
        assert (await client.answer())[0] == 200


async def test_who_never_reads_is_hung_up_on(world):
    """Its answers would stay in the server's memory for as long as it likes."""
    card = world.lead.add()
    for _ in range(60):
        world.lead.comment(card, "x" * 30_000)
    async with listening(world, stall_seconds=0.1) as port, connected(port) as client:
        ask = (
            f"GET /v1/boards/{BOARD_ID}/snapshot HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            f"{world.tokens['viewer']}\r\n\r\n"
        )
        client.writer.transport.pause_reading()
        while True:  # the server reads no more requests than it answers, and then it hangs up
            client.writer.write(ask.encode())
            try:
                await client.writer.drain()
            except ConnectionError:
                break
            await asyncio.sleep(0.01)


async def test_who_reads_slowly_gets_all_of_it(world):
    card = world.lead.add()
    for _ in range(60):
        world.lead.comment(card, "x" * 30_000)
    async with listening(world, stall_seconds=0.5, stall_bytes=10_000) as port, connected(port) as client:
        ask = (
            f"GET /v1/boards/{BOARD_ID}/snapshot HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            f"{world.tokens['viewer']}\r\n"
        )
        await client.send(ask.encode() + b"Connection: close\r\n\r\n")
        size = 0
        while piece := await client.reader.read(50_000):
            size += len(piece)
            await asyncio.sleep(0.01)
        assert size > 60 * 30_000


async def test_so_many_connections_come_from_one_address_without_a_token(world):
    async with listening(world, unsigned_connections=3) as port:
        signed = {"Authorization": f"Bearer {world.tokens['member']}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=signed) as member:
            assert (await member.get("/v1/me")).status_code == 200
            async with connected(port) as one, connected(port) as two, connected(port) as three:
                for each in (one, two, three):
                    await each.send(HEAD + b"\r\n")
                    assert (await each.answer())[0] == 200
                async with connected(port) as fourth:
                    status, problem = await fourth.answer()
                    assert (status, problem["kind"]) == (503, "slow_down")
                assert (await member.get("/v1/me")).status_code == 200


async def test_so_many_connections_are_held(world):
    async with listening(world, connections=2) as port, connected(port) as one, connected(port) as two:
        for each in (one, two):
            await each.send(HEAD + b"\r\n")
            assert (await each.answer())[0] == 200
        async with connected(port) as third:
            assert (await third.answer())[0] == 503


async def test_a_proxy_speaks_for_many(world):
    async with (
        listening(world, proxies="127.0.0.1", unsigned_connections=1) as port,
        connected(port) as one,
        connected(port) as two,
    ):
        for each in (one, two):
            await each.send(HEAD + b"\r\n")
            assert (await each.answer())[0] == 200


@pytest.mark.parametrize(
    ("proxies", "host", "so"),
    [
        (None, "127.0.0.1", False),
        ("127.0.0.1,::1", "127.0.0.1", True),
        ("127.0.0.1,::1", "::1", True),
        ("10.0.0.0/8", "10.2.3.4", True),
        ("10.0.0.0/8", "11.2.3.4", False),
        ("*", "203.0.113.9", True),
        ("proxy.example", "203.0.113.9", False),
        ("*", "nowhere", False),
    ],
)
def test_which_addresses_are_proxies(proxies, host, so):
    assert OpenConnections(Settings(), proxies).is_proxy(host) == so


async def test_without_a_token_a_body_is_refused_before_it_has_come(world):
    async with listening(world) as port, connected(port) as client:
        await client.send(
            b"POST /v1/boards HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 900000\r\n\r\n"
        )
        status, problem = await client.answer()
        assert (status, problem["kind"]) == (401, "unauthorized")
        assert await client.ended() == b""


@pytest.mark.parametrize("length", ["9" * 20, "9" * 19, str(1 << 64), "1000000000000", "0" * 6 + "9" * 14])
@pytest.mark.parametrize("role", ["", "member"])
async def test_a_body_that_could_never_come_is_refused_before_it_has(world, role, length):
    async with listening(world, body_seconds=60, unsigned_seconds=60) as port, connected(port) as client:
        token = f"Authorization: Bearer {world.tokens[role]}\r\n" if role else ""
        path = f"/v1/boards/{BOARD_ID}/push" if role else "/v1/join"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{token}Content-Length: "
            f"{length}\r\n\r\n"
        )
        await client.send(head.encode())
        async with asyncio.timeout(20):
            status, problem = await client.answer()
        assert (status, problem["kind"]) == (413, "too_large")


async def test_who_expects_a_word_first_gets_it_with_a_token(world):
    body = b"{}"
    async with listening(world) as port, connected(port) as client:
        head = (
            f"POST /v1/devices HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.tokens['member']}\r\nExpect: "
            "100-continue\r\n"
        )
        await client.send(head.encode() + b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n")
        assert (await client.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
        await client.send(body)
        assert (await client.answer())[0] == 200
