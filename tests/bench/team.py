"""A team at its server, over HTTP: a new device fetching a large board, a week's edits sent, and many open streams
told."""

from __future__ import annotations

import os
import selectors
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

import httpx

from kanban.config import Places, find_places, read_credentials
from kanban.domain.acts import verbs
from kanban.protocol.types import MOST_PAGE
from kanban.store.hub import add_account, open_hub
from kanban.store.opening import list_boards, open_workspace
from tests.bench.intake import cards_alone, leads
from tests.bench.table import Table
from tests.terminal import kanban

WAITING, STREAMS, POKES = 5_000, 200, 40


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    """Measure it all at one server in a process of its own."""
    file = leads(folder, cards)
    if file is None:
        return
    with served(folder) as (url, tokens):
        first, second = ({**os.environ, "KANBAN_HOME": str(folder / name)} for name in ("first", "second"))
        timed(first, "join", url, "--token-file", tokens[0])
        timed(first, "import", str(file))
        published = timed(first, "sync")
        table.add(f"sending an import of {cards:,} leads", published, None, 150, "s")
        booted = timed(second, "join", url, "--token-file", tokens[1])
        home = find_places(second)
        floor = cards_alone(home.database, folder)
        table.add(f"a new device: its board of {cards:,} cards is there", booted, floor, 12, "s")
        followed = timed(second, "sync")
        count, history = history_alone(home.database, folder)
        table.add(f"the same: its whole history of {count:,} changes too", booted + followed, floor + history, 12, "s")
        with signed_in(home) as client:
            board = board_of(home)
            table.add(
                "the same: the board on the wire, packed",
                pages(client, board, "snapshot", "after") / 1e6,
                None,
                20,
                "MB",
            )
            table.add(
                "the same: its history on the wire, packed",
                pages(client, board, "history", "before") / 1e6,
                None,
                60,
                "MB",
            )
        edit(home, WAITING)
        sent = timed(second, "sync")
        table.add(f"sending {WAITING:,} edits that waited", sent, None, 20, "s")
        fan_out(table, url, tokens[2:], home)


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Hold a server with two people, and as many tokens more as there are streams; yield address and files of
    tokens."""
    database = f"sqlite:///{folder / 'team.db'}"
    hub = open_hub(database)
    files = []
    for number in range(2 + STREAMS):
        files.append(str(folder / f"{number}.token"))
        Path(files[-1]).write_text(add_account(hub, f"P{number}", "marketing", "lead" if number == 0 else "member")[1])
    hub.close()
    command = kanban("serve", "--database", database, "--port", "0")
    env = {**os.environ, "KANBAN_HOME": str(folder)}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1], files
        finally:
            process.terminate()


def timed(env: dict[str, str], *argv: str) -> float:
    """Return the seconds that a verb takes."""
    begin = time.perf_counter()
    subprocess.run(kanban(*argv), env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def board_of(home: Places) -> str:
    """Return the id of the only board at a home."""
    ((board, _),) = list_boards(home.database)
    return board


def signed_in(home: Places) -> httpx.Client:
    """Return a client for who is signed in at a home."""
    ((url, known),) = read_credentials(home).items()
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {known.token}"}, timeout=60)


def history_alone(database: Path, folder: Path) -> tuple[int, float]:
    """Return how many changes there are, and the seconds sqlite3 needs to write their rows, with the same indexes,
    at once."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(folder / "history.db")) as floor:
        rows = {name: source.execute(f"SELECT * FROM {name} ORDER BY n").fetchall() for name in ("change", "tx")}
        floor.execute("PRAGMA journal_mode=WAL")
        for name in rows:
            for (statement,) in source.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql NOT NULL", (name,)
            ):
                floor.execute(statement)
        floor.commit()
        begin = time.perf_counter()
        for name, some in rows.items():
            floor.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(some[0]))})", some)
        floor.commit()
        return len(rows["change"]), time.perf_counter() - begin


def pages(client: httpx.Client, board: str, what: str, name: str) -> int:
    """Return how many bytes all pages of a board have, as they come over the wire; each says by a name how to go on."""
    size, asked = 0, dict[str, str | int]({"before": 1 << 52, "limit": MOST_PAGE} if what == "history" else {})
    while True:
        answer = client.get(f"/v1/boards/{board}/{what}", params=asked)
        size += answer.num_bytes_downloaded
        following = answer.raise_for_status().json()[name]
        if following is None:
            return size
        asked[name] = following


def edit(home: Places, count: int) -> None:
    """Change so many cards by hand."""
    workspace = open_workspace(home.database, board_of(home))
    workspace.member_id = next(member.id for member in workspace.board.members if member.name == "P1")
    ids = [row[0] for row in workspace.connection.execute("SELECT id FROM card ORDER BY n LIMIT ?", (count,))]
    for number, card in enumerate(ids):
        workspace.act(lambda view, card=card, number=number: verbs.edit(view, [card], {"value": number}))
    workspace.close()


def fan_out(table: Table, url: str, tokens: list[str], home: Places) -> None:
    """Write again and again, and see when each of many streams tells of it."""
    there = urlsplit(url)
    with ExitStack() as stack, selectors.DefaultSelector() as readable, signed_in(home) as client:
        for file in tokens:
            stream = stack.enter_context(socket.create_connection((there.hostname, there.port), 30))
            head = (
                f"GET /v1/events HTTP/1.1\r\nHost: {there.netloc}\r\nAuthorization: Bearer "
                f"{Path(file).read_text()}\r\n\r\n"
            )
            stream.sendall(head.encode())
            stream.setblocking(False)
            readable.register(stream, selectors.EVENT_READ)
        board, took = board_of(home), []
        collect(readable, len(tokens), 2)
        for number in range(POKES):
            begin = time.perf_counter()
            client.post(f"/v1/boards/{board}/cards", json={"title": f"Poke {number}"}).raise_for_status()
            took += [(at - begin) * 1000 for at in collect(readable, len(tokens), 5)]
        print(f"told {len(took):,} of {POKES * len(tokens):,}", file=sys.stderr)
    table.add(f"{len(tokens)} streams, from a write to its poke: median", median(took), None, 100, "ms")
    table.add("the same: 99 % within", quantiles(took, n=100)[-1], None, 300, "ms")


def collect(readable: selectors.BaseSelector, count: int, patience: float) -> list[float]:
    """Return when each stream spoke, at most so many seconds from now."""
    spoke: dict[int, float] = {}
    until = time.perf_counter() + patience
    while len(spoke) < count and (left := until - time.perf_counter()) > 0:
        for key, _ in readable.select(left):
            if b"event: poke" in key.fileobj.recv(65536):  # type: ignore[union-attr]
                spoke.setdefault(key.fd, time.perf_counter())
    return list(spoke.values())
