"""The real thing: a process on a free loopback port, from its start to its end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
from contextlib import ExitStack, closing, contextmanager

import httpx
import pytest

from kanban import server
from kanban.domain.change import CARD
from kanban.domain.errors import KanbanError
from kanban.domain.ids import new_id
from kanban.protocol import wire
from kanban.server.serve import ServeOptions, _check
from kanban.store import hub as store
from kanban.store.hub.maintenance.single_server import lock_alone
from tests.brood import KANBAN
from tests.server.forked_server import IMPATIENT, ForkedServer
from tests.store.hub.world import BOARD_ID, STAGES, World

SOON = 30.0
"""Seconds after which a test gives up; a busy machine starts a process in some of them."""


@pytest.fixture
def database(tmp_path):
    """A database with a board and people on it, as a server left it: its URL, and the people."""
    made = World(f"sqlite:///{tmp_path}/server.db")
    made.close()
    return made


@contextmanager
def running(*words, home, brood=None, call=KANBAN):
    """Hold `kanban serve` with these words, forked from a brood or started; gives the process and its address."""
    words = ["serve", "--port", "0", *words]
    if brood is not None:
        process = ForkedServer(brood, words, home, call)
    else:
        process = subprocess.Popen(
            [sys.executable, "-m", "kanban", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=home.parent,
            env={**os.environ, "KANBAN_HOME": str(home)},
        )  # fmt: skip
    try:
        line = process.stdout.readline()
        assert line.startswith("Serving on "), process.stderr.read() if process.poll() is not None else line
        yield process, line.removeprefix("Serving on ").strip()
    finally:
        if not process.stdout.closed:
            process.kill()
            process.communicate()


def test_a_life_of_a_server(database, tmp_path, home):
    words = ("--database", f"sqlite:///{tmp_path}/server.db")
    with running(*words, home=home) as (process, url):
        assert url.startswith("http://127.0.0.1:")
        headers = {"Authorization": f"Bearer {database.tokens['member']}"}
        with httpx.Client(base_url=url, headers=headers, timeout=SOON) as http:
            assert http.get("/v1/meta").json()["name"] == "kanban"
            assert http.get("/health").json()["status"] == "ok"
            device = database.devices["member"]
            with http.stream("GET", "/v1/events", timeout=SOON) as stream:
                assert stream.headers["content-type"].startswith("text/event-stream")
                heard = stream.iter_lines()
                assert next(heard) == "event: poke"
                before = json.loads(next(heard).removeprefix("data: "))["head"]
                registers = {"created": True, "title": "Acme", "stage": STAGES["Nurture"], "rank": "a0"}
                change = device.change(CARD, new_id(), registers, "create")
                body = {"epoch": device.epoch, "device": device.id, "changes": [wire.encode_change(change)]}
                pushed = http.post(f"/v1/boards/{BOARD_ID}/push", json=body).json()
                assert pushed["verdicts"][0]["status"] == "applied"
                told = [
                    json.loads(line.removeprefix("data: "))
                    for line in (next(heard), next(heard), next(heard))
                    if line[:4] == "data"
                ]
                assert told == [{"board": BOARD_ID, "head": before + 1}]
                asked = {"epoch": device.epoch, "since": before}
                page = wire.decode_page(http.get(f"/v1/boards/{BOARD_ID}/changes", params=asked).json())
                assert [each.id for each in page.changes] == [change.id]
                process.send_signal(signal.SIGTERM)
                assert list(heard) == [""]  # the stream ends as it should, not in the middle
        _, err = process.communicate(timeout=SOON)
        assert process.returncode == 0
        lines = [json.loads(line) for line in err.splitlines()]
        assert [line["status"] for line in lines if line.get("path") == "/v1/events"] == [200]
        assert not [line for line in lines if line["level"] != "info"]
        events = [line for line in lines if "event" in line]
        assert [each["event"] for each in events] == ["started", "stopping", "stopped"]
        begun = events[0]
        assert (begun["url"], begun["database"], begun["pid"], begun["workers"]) == (url, "sqlite", process.pid, 1)


def test_a_request_that_runs_is_finished(database, brood, tmp_path, home):
    """Told to stop in the middle of a request, the server still answers it."""
    with running("--database", f"sqlite:///{tmp_path}/server.db", home=home, brood=brood) as (process, url):
        address = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
        body = json.dumps({"title": "Acme"}).encode()
        head = (
            f"POST /v1/boards/{BOARD_ID}/cards HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            f"{database.tokens['member']}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        with (
            socket.create_connection(address, timeout=SOON) as early,
            socket.create_connection(address, timeout=SOON) as late,
        ):
            early.sendall(head)
            late.sendall(head.replace(b"POST", b"GET"))  # so that the server has surely begun with the first
            late.sendall(body)
            assert late.recv(100).startswith(b"HTTP/1.1")
            process.send_signal(signal.SIGTERM)
            early.sendall(body)
            assert early.recv(100).startswith(b"HTTP/1.1 201")
        process.communicate(timeout=SOON)
        assert process.returncode == 0


def test_it_ends_however_much_still_runs(database, brood, tmp_path, home):
    """Writes that wait for a lock, streams, half requests and answers that nobody reads: none of them keeps it from
    ending."""
    words = ("--database", f"sqlite:///{tmp_path}/server.db")
    with (
        ExitStack() as held,
        running(*words, home=home, brood=brood, call=IMPATIENT) as (process, url),
    ):
        address = ("127.0.0.1", int(url.rsplit(":", 1)[1]))

        def send(*lines):
            client = held.enter_context(socket.create_connection(address, timeout=SOON))
            client.sendall("\r\n".join(lines).encode())
            return client

        lock = held.enter_context(closing(sqlite3.connect(tmp_path / "server.db", isolation_level=None)))
        lock.execute("BEGIN IMMEDIATE")
        host, token = "Host: x", f"Authorization: Bearer {database.tokens['member']}"
        streams = [send("GET /v1/events HTTP/1.1", host, token, "", "") for _ in range(5)]
        body = ("Content-Type: application/json", "Content-Length: 17", "", '{"title": "Acme"}')
        for path in ("/v1/devices", f"/v1/boards/{BOARD_ID}/cards"):
            for _ in range(10):
                send(f"POST {path} HTTP/1.1", host, token, *body)
                send(f"POST {path} HTTP/1.1", host, token, *body[:-1], '{"ti')
        for _ in range(5):
            send("GET /v1/meta HTTP/1.1", "Host:")
            send(*(["GET /openapi.json HTTP/1.1", host, "", ""] * 50))
        assert all(stream.recv(100).startswith(b"HTTP/1.1 200") for stream in streams)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=SOON)
        assert process.returncode == 0
        events = [line["event"] for line in map(json.loads, err.splitlines()) if "event" in line]
        assert events == ["started", "stopping", "stopped"]


def test_it_logs_no_more_than_asked(database, brood, tmp_path, home):
    words = ("--database", f"sqlite:///{tmp_path}/server.db", "--log-level", "warning")
    with running(*words, home=home, brood=brood) as (process, url):
        assert httpx.get(f"{url}/v1/meta", timeout=SOON).status_code == 200
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=SOON)
    assert err == ""


def certify(folder, number):
    """Write a certificate for this machine, with its key."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-set_serial", str(number), "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip


def test_with_a_certificate_it_speaks_https(database, brood, tmp_path, home):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate with")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    certify(tmp_path, 1)
    words = ("--database", f"sqlite:///{tmp_path}/server.db", "--tls-cert", str(cert), "--tls-key", str(key))
    with running(*words, home=home, brood=brood) as (_, url):
        assert url.startswith("https://127.0.0.1:")
        with httpx.Client(verify=ssl.create_default_context(cafile=cert), timeout=SOON) as http:
            assert http.get(f"{url}/v1/meta").json()["name"] == "kanban"
        body = json.dumps({"code": "no-such-code"})
        head = (
            "POST /v1/join HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
            f"{len(body)}\r\n\r\n"
        )
        address = url.removeprefix("https://").split(":")
        for _ in range(5):  # head and body are records of their own, which come together
            with (
                socket.create_connection((address[0], int(address[1])), SOON) as plain,
                ssl.create_default_context(cafile=cert).wrap_socket(plain, server_hostname=address[0]) as line,
            ):
                line.sendall(head.encode())
                line.sendall(body.encode())
                assert line.recv(1 << 16).startswith(b"HTTP/1.1 404 "), "the code was read, and is not known"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"host": "0.0.0.0"}, "without HTTPS tokens would be sent unencrypted"),
        ({"host": "example.com"}, "--behind-proxy"),
        ({"certificate": "cert.pem"}, "both --tls-cert and --tls-key"),
        ({"certificate": "cert.pem", "key": "key.pem"}, "There is no file"),
        ({"certificate": "odd.pem", "key": "odd.pem"}, "not a certificate and its key"),
    ],
)
def test_what_would_put_tokens_in_the_open_is_refused(tmp_path, more, said):
    (tmp_path / "odd.pem").write_text("nothing")
    files = {name: tmp_path / value if name != "host" else value for name, value in more.items()}
    with pytest.raises(KanbanError, match=said):
        _check(ServeOptions(**{"database": "sqlite://", "host": "127.0.0.1", "port": 0} | files))


@pytest.mark.parametrize("more", [{"host": "localhost"}, {"host": "::1"}, {"host": "0.0.0.0", "proxies": "10.0.0.1"}])
def test_what_is_safe_is_not(more):
    _check(ServeOptions(**{"database": "sqlite://", "host": "127.0.0.1", "port": 0} | more))


def test_what_keeps_it_from_starting_is_one_sentence(run_cli, tmp_path):
    database = ("--database", f"sqlite:///{tmp_path}/server.db")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ran = run_cli("serve", *database, "--port", port)
    assert (ran.code, ran.out) == (1, "")
    assert (
        ran.err
        == f"kanban: The port {port} of 127.0.0.1 is taken by another program; choose another one with --port, or "
        "0 for a free one.\n"
    )
    with lock_alone(database[1]):
        second = run_cli("serve", *database, "--port", "0")
    assert (second.code, second.out) == (1, "")
    assert second.err.startswith(
        f"kanban: Another kanban serve (process {os.getpid()}) has {tmp_path}/server.db open; stop it"
    )
    assert second.err.count("\n") == 1
    workers = run_cli("serve", *database, "--workers", "2")
    assert (workers.code, "PostgreSQL" in workers.err) == (2, True)
    nowhere = run_cli("serve", "--database", f"sqlite:///{tmp_path}/no/such/folder.db")
    assert (nowhere.code, nowhere.err.count("\n")) == (1, 1)
    odd = run_cli("serve", "--database", "mongodb://x")
    assert (odd.code, "is not a database address" in odd.err) == (2, True)
    far = run_cli("serve", *database, "--host", "203.0.113.1", "--behind-proxy")
    assert (far.code, "not an address of this machine" in far.err) == (1, True)


def test_without_the_extra_it_says_what_to_install(run_cli, monkeypatch):
    monkeypatch.delitem(vars(server), "serve", raising=False)  # where it stays once it is loaded
    for name in [name for name in sys.modules if name.startswith("kanban.server.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fastapi", None)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    ran = run_cli("serve")
    assert ran.code == 1
    assert (
        ran.err
        == 'kanban: A server needs more than a board does; install it with pip install "joint-kanban[server]".\n'
    )
    assert store.push


def test_an_empty_server_says_how_somebody_gets_in(brood, tmp_path, home):
    words = ("--database", f"sqlite:///{tmp_path}/empty.db", "--log-level", "warning")
    with running(*words, home=home, brood=brood) as (process, _):
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=SOON)
    assert err.startswith("Nobody has an account here yet")
    assert "kanban server member add NAME --team marketing --role lead --database URL" in err


def shown(url):
    """The certificate that a server shows to who comes now."""
    address = url.removeprefix("https://").split(":")
    return ssl.get_server_certificate((address[0], int(address[1])))


def until(process, event):
    """Read the log of a server to the line of an event."""
    for line in process.stderr:
        if event in line:
            return json.loads(line)
    raise AssertionError(event)


def test_a_renewed_certificate_is_read_at_a_hangup_and_a_bad_one_changes_nothing(database, brood, tmp_path, home):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate with")
    certify(tmp_path, 1)
    words = ("--database", f"sqlite:///{tmp_path}/server.db")
    words += ("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"))
    with running(*words, home=home, brood=brood) as (process, url):
        first = shown(url)
        assert first.strip() == (tmp_path / "cert.pem").read_text().strip()
        certify(tmp_path, 2)
        process.send_signal(signal.SIGHUP)
        assert until(process, '"certificate"')["said"] == "read again"
        second = shown(url)
        assert second.strip() == (tmp_path / "cert.pem").read_text().strip()
        assert second != first
        (tmp_path / "key.pem").write_text("half of")
        process.send_signal(signal.SIGHUP)
        bad = until(process, '"certificate"')
        assert bad["level"] == "error"
        assert "the one before is still used" in bad["said"]
        assert shown(url) == second


def test_a_server_that_moved_says_so_to_everybody_and_does_nothing_else(brood, tmp_path, home):
    words = ("--database", f"sqlite:///{tmp_path}/old.db", "--moved-to", "boards.example.org")
    with running(*words, home=home, brood=brood) as (_, url), httpx.Client(base_url=url, timeout=SOON) as http:
        for sent in (http.get("/v1/boards/b/changes?since=3"), http.post("/v1/join", json={"code": "x" * 5_000})):
            assert (sent.status_code, sent.json()["kind"]) == (308, "moved")
            assert sent.headers["location"].startswith("https://boards.example.org/v1/")
        assert http.get("/v1/boards/b/changes?since=3").headers["location"].endswith("/v1/boards/b/changes?since=3")
        assert http.get("/health").status_code == 200
