"""The client against servers that answer, break off, stall, babble, or are something else: one clear sentence each."""

from __future__ import annotations

import json
import threading
import time

import httpx
import pytest

from kanban.domain.errors import UsageFault
from kanban.protocol.types import Stopped
from kanban.sync import client as module
from kanban.sync.client import Client, token_of
from kanban.sync.network_errors import LONGEST_WAIT
from tests.sync.faulty import CERTIFICATE, Faulty, answer, closed_port, problem

TOKEN = "kbt_0123456789abcdefghijklmnopqrstuvwxyz"
PAGE = {"epoch": "e1", "from": 0, "to": 0, "head": 0, "changes": [], "server_time": 5}
META = {"name": "kanban", "version": "1.0", "protocol": 1, "min_protocol": 1, "server_time": 1}


def scripted(reply, **settings):
    """A client whose every request is answered with this, without a socket."""
    seen = []

    def handle(request):
        seen.append(request)
        return reply(request) if callable(reply) else reply

    client = Client("https://boards.example.org", TOKEN, transport=httpx.MockTransport(handle), **settings)
    client.seen = seen
    return client


def stopped(client, ask=lambda client: client.pull("b1", "e1", 0, None, 500)):
    with pytest.raises(Stopped) as caught:
        ask(client)
    said = str(caught.value)
    assert TOKEN not in said
    assert "\n" not in said
    assert said.endswith(".")
    return caught.value


# -- what it asks


def test_a_page_is_asked_for_with_token_and_protocol():
    client = scripted(httpx.Response(200, json=PAGE))
    page = client.pull("b1", "e1", 7, "c7", 500)
    (asked,) = client.seen
    assert (page.head, page.server_ms) == (0, 5)
    assert str(asked.url) == "https://boards.example.org/v1/boards/b1/changes?epoch=e1&since=7&limit=500&tip=c7"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["x-kanban-protocol"] == "1"


def test_a_server_below_a_path_is_reached_there():
    client = Client(
        "https://example.org/boards/", TOKEN, transport=httpx.MockTransport(lambda r: seen.append(r) or pong)
    )
    seen, pong = [], httpx.Response(200, json=META)
    assert client.meta().version == "1.0"
    assert str(seen[0].url) == "https://example.org/boards/v1/meta"


def test_a_small_push_goes_as_it_is_and_a_large_one_compressed():
    reply = {"epoch": "e1", "head": 0, "verdicts": [], "server_time": 0}
    with Faulty(lambda *_: answer(reply)) as server, Client(server.url, TOKEN) as client:
        client.push("b1", {"epoch": "e1", "device": "d1", "changes": []})
        client.push("b1", {"epoch": "e1", "device": "d1", "changes": ["ä" * 20_000]})
    small, large = server.requests
    assert "content-encoding" not in small.headers
    assert large.headers["content-encoding"] == "gzip"
    assert large.json["changes"] == ["ä" * 20_000]
    assert large.wire < 1_000


def test_ids_can_not_lead_elsewhere():
    client = scripted(httpx.Response(204))
    client.revoke("../boards?x=1")
    assert client.seen[0].url.raw_path == b"/v1/devices/..%2Fboards%3Fx%3D1"


def test_the_account_calls_read_what_the_server_tells():
    board = {
        "id": "b1", "name": "Pipe\x1b[31mline", "head": 3, "epoch": "e1", "state": "open", "member": "m1",
        "team": "sales", "role": "lead",
    }  # fmt: skip
    device = {"id": "t1", "name": "Ann", "devices": ["d1"], "made_at": "2026-11-23T10:00:00Z", "seen_at": None}
    replies = {
        "/v1/me": {"account": "a1", "name": "Ann"},
        "/v1/boards": {"boards": [board]},
        "/v1/boards/b1/open": board,
        "/v1/boards/b1/invites": {"code": "ABCD-EFGH"},
        "/v1/devices": {"code": "IJKL"},
        "/v1/join": {"token": TOKEN, "account": "a1", "name": "Ann"},
        "/v1/boards/b1/devices": {"devices": [device]},
    }
    client = scripted(lambda request: httpx.Response(200, json=replies[request.url.path]))
    assert client.fetch_account().name == "Ann"
    assert "\x1b" not in client.boards()[0].name
    assert client.open("b1", "d1", 3).role == "lead"
    assert client.invite("b1", "Raj", "sales", "member") == "ABCD-EFGH"
    assert client.invite_another_device() == "IJKL"
    assert client.join("X").token == TOKEN
    (found,) = client.devices("b1")
    assert (found.devices, found.seen_at, found.revoked, found.own) == (("d1",), "", False, False)
    assert json.loads(client.seen[3].content) == {"name": "Raj", "team": "sales", "role": "member"}


# -- what comes back instead


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (401, "unauthorized", 1),
        (403, "forbidden", 1),
        (404, "unknown_board", 1),
        (409, "epoch", 1),
        (409, "gap", 1),
        (409, "device_forked", 1),
        (413, "too_large", 1),
        (422, "invalid", 1),
        (426, "too_old", 1),
        (429, "slow_down", 4),
        (503, "slow_down", 4),
    ],
)
def test_the_servers_own_refusals_are_told_in_its_words(status, kind, code):
    body = {"kind": kind, "detail": "Not\x1b[2J now.", "epoch": "e2"}
    headers = {"content-type": "application/problem+json", "retry-after": "7"}
    fault = stopped(scripted(httpx.Response(status, content=json.dumps(body), headers=headers)))
    assert (fault.kind, fault.exit_code, fault.retry_after, fault.epoch) == (kind, code, 7.0, "e2")
    assert str(fault) == "Not␛[2J now."


def test_a_refusal_that_is_not_our_servers_is_no_refusal():
    """A proxy that wants a password says 401 too; nobody is to sign in anew for that."""
    for status in (401, 403, 404, 409, 418):
        assert stopped(scripted(httpx.Response(status, html="<h1>Nay</h1>"))).kind == "offline"
        lie = {"kind": "device_forked", "detail": "."}
        headers = {"content-type": "application/problem+json"}
        if status != 409:
            reply = httpx.Response(status, content=json.dumps(lie), headers=headers)
            assert stopped(scripted(reply)).kind == "offline"


@pytest.mark.parametrize("value", ["-1", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "1e9", "²", ""])
def test_odd_waits_are_passed_over(value):
    assert stopped(scripted(httpx.Response(429, headers=[(b"retry-after", value.encode())]))).retry_after is None


def test_nobody_makes_it_wait_for_a_year():
    assert stopped(scripted(httpx.Response(503, headers={"retry-after": "31536000"}))).retry_after == LONGEST_WAIT


def test_a_sign_in_page_of_the_network_is_not_an_answer():
    fault = stopped(scripted(httpx.Response(200, html="<html>Welcome to the hotel</html>")))
    assert fault.kind == "offline"
    assert "is not a kanban server" in str(fault)
    assert "a web page" in str(fault)


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, json={"hello": "world"}),
        httpx.Response(200, json=[1, 2, 3]),
        httpx.Response(200, json={**PAGE, "to": 3}),
        httpx.Response(200, content=b"{nonsense", headers={"content-type": "application/json"}),
        httpx.Response(200, content=b"[" * 200_000, headers={"content-type": "application/json"}),
        httpx.Response(200, content=b"\xff\xfe\xfa", headers={"content-type": "application/json"}),
        httpx.Response(204),
        httpx.Response(500, text="Traceback (most recent call last)"),
        httpx.Response(502, html="<h1>Bad gateway</h1>"),
    ],
)
def test_what_is_something_else_is_offline(reply):
    fault = stopped(scripted(reply))
    assert (fault.kind, fault.exit_code) == ("offline", 4)
    assert "Traceback" not in str(fault)


def test_a_server_of_another_kind_does_not_pass_for_one():
    for other in ({**META, "name": "gitea"}, {**META, "protocol": "1"}, {"status": "ok"}):
        assert "is not a kanban server" in str(stopped(scripted(httpx.Response(200, json=other)), Client.meta))


def test_a_redirect_is_told_and_never_followed():
    client = scripted(httpx.Response(302, headers={"location": "https://evil.example/v1"}))
    fault = stopped(client)
    assert "https://evil.example/v1" in str(fault)
    assert len(client.seen) == 1


@pytest.mark.parametrize(
    ("status", "location", "to"),
    [
        (308, "https://new.example/v1/boards/b1/changes", "https://new.example"),
        (301, "https://new.example/kanban/v1/boards/b1/changes?since=0", "https://new.example/kanban"),
        (308, "http://new.example/v1/boards", ""),
        (308, "https://new.example/login", ""),
        (308, "https://ana:pw@new.example/v1/boards", ""),
        (302, "https://new.example/v1/boards", ""),
        (410, "https://new.example/v1/boards", ""),
    ],
)
def test_a_permanent_redirect_is_a_server_that_moved(status, location, to):
    client = scripted(httpx.Response(status, headers={"location": location}))
    fault = stopped(client)
    assert (fault.kind, fault.to) == ("moved" if to else "offline", to)
    assert len(client.seen) == 1
    assert f"kanban move-server {to}" in str(fault) or not to


# -- the net itself


def test_nothing_listens():
    url = f"http://127.0.0.1:{closed_port()}"
    fault = stopped(Client(url, TOKEN))
    assert fault.kind == "offline"
    assert str(fault) == f"No answer at {url}: the server is down, or the address is wrong."


def test_no_such_machine():
    fault = stopped(Client("https://boards.invalid", TOKEN))
    assert "boards.invalid" in str(fault)
    assert fault.kind == "offline"


@pytest.mark.parametrize("trusted", [False, True])
def test_a_certificate_that_does_not_match(trusted, monkeypatch):
    if trusted:  # known, but for another machine
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE / "certificate.pem"))
    with Faulty(lambda *_: answer(PAGE), tls=True) as server, Client(server.url, TOKEN) as client:
        fault = stopped(client)
    assert "certificate" in str(fault)
    assert ("127.0.0.1" in str(fault).partition("(")[2]) is trusted
    assert server.requests == []


def test_https_to_a_server_that_speaks_http():
    with Faulty(lambda *_: answer(PAGE)) as server, Client(server.url.replace("http:", "https:"), TOKEN) as client:
        assert stopped(client).kind == "offline"


def cut(*_):
    return answer(PAGE)[:-20]


def broken_packing(*_):
    return answer(b"\x1f\x8b\x08\x00 no gzip at all", content_encoding="gzip")


def no_http(*_):
    return b"SSH-2.0-OpenSSH_9.2\r\n"


def nothing(*_):
    return b""


@pytest.mark.parametrize("script", [cut, broken_packing, no_http, nothing])
def test_half_an_answer_is_none(script):
    with Faulty(script) as server, Client(server.url, TOKEN) as client:
        assert stopped(client).kind == "offline"


def test_an_answer_without_an_end_is_given_up(monkeypatch):
    monkeypatch.setattr(module, "MOST_ANSWER", 1 << 20)

    def babble(_, talk):
        talk.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[")
        while not talk.server.healed.is_set():
            talk.send(b"0," * 50_000)

    with Faulty(babble) as server, Client(server.url, TOKEN) as client:
        assert "no end" in str(stopped(client))


def test_a_stall_ends_in_time():
    def stall(_, talk):
        talk.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{")
        talk.stall()

    with Faulty(stall) as server, Client(server.url, TOKEN, answer=0.2) as client:
        assert "in time" in str(stopped(client))


def test_an_answer_that_trickles_ends_in_time():
    def trickle(_, talk):
        talk.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n")
        while not talk.server.healed.wait(0.02):
            talk.send(b" ")

    with Faulty(trickle) as server, Client(server.url, TOKEN, answer=5.0, whole=0.2) as client:
        assert "in time" in str(stopped(client))


@pytest.mark.parametrize(
    "begun", [b"", b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{"]
)
def test_what_another_thread_waits_for_can_be_ended(begun):
    reached = threading.Event()

    def stall(_, talk):
        talk.send(begun)
        reached.set()
        talk.stall()

    with Faulty(stall) as server, Client(server.url, TOKEN) as client:
        caught = []
        waiting = threading.Thread(target=lambda: caught.append(stopped(client)))
        waiting.start()
        assert reached.wait(5)
        began = time.monotonic()
        client.abort()
        waiting.join(5)
        assert time.monotonic() - began < 2
        assert caught[0].kind == "offline"
        assert stopped(client).kind == "offline", "and nothing is asked from then on"


# -- events


def test_events_come_as_they_come():
    def stream(_, talk):
        talk.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n: ping\n\n")
        talk.send(b"event: poke\n\n")

    with Faulty(stream) as server, Client(server.url, TOKEN) as client, client.events() as pieces:
        assert b"".join(pieces) == b": ping\n\nevent: poke\n\n"


def test_a_mute_stream_is_given_up():
    def mute(_, talk):
        talk.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        talk.stall()

    def read(client):
        with client.events() as pieces:
            list(pieces)

    with Faulty(mute) as server, Client(server.url, TOKEN, mute=0.2) as client:
        assert "in time" in str(stopped(client, read))


def test_a_stream_that_is_refused_or_something_else():
    def read(client):
        with client.events():
            raise AssertionError("there is none")

    refused = {"content-type": "application/problem+json"}
    body = json.dumps({"kind": "unauthorized", "detail": "Sign in again."})
    assert stopped(scripted(httpx.Response(401, content=body, headers=refused)), read).kind == "unauthorized"
    assert "a web page" in str(stopped(scripted(httpx.Response(200, html="<p>")), read))


# -- tokens


@pytest.mark.parametrize("typed", ["", "kbt", "two words", "kbt_abc\r\nX-Evil: 1", "kbt_ä123456789", "x" * 201])
def test_what_is_no_token_is_not_sent(typed):
    with pytest.raises(UsageFault) as caught:
        token_of(typed)
    assert len(typed) < 4 or typed not in str(caught.value)


def test_a_token_file_may_end_in_a_line_break():
    assert token_of(f" {TOKEN}\r\n") == TOKEN


def test_the_answer_to_a_problem_is_kept_short():
    with Faulty(lambda *_: problem(422, "invalid", "x" * 5_000)) as server, Client(server.url, TOKEN) as client:
        assert len(str(stopped_any(client))) <= 300


def stopped_any(client):
    with pytest.raises(Stopped) as caught:
        client.fetch_account()
    return caught.value
