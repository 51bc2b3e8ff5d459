"""kill -9 of clients and server in the middle of syncing: what was acknowledged is there, once.

`KANBAN_KILLS=1000` kills as often.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
from contextlib import closing

import pytest

from kanban.store.hub import add_account, open_hub
from tests.brood import KANBAN, PATIENCE
from tests.end_to_end.conftest import Machine

KILLS = int(os.environ.get("KANBAN_KILLS", "12"))
SEED = 20_261_123
NAMES = ("Ann", "Raj")


class Running:
    """A process that prints lines, and is killed and started again."""

    def __init__(self, brood, call, words, errors, **env):
        self._brood, self._call, self._words, self._env, self._errors = brood, call, words, env, errors
        self._news = threading.Condition()
        self.lines, self._number = [], None

    def start(self, *more):
        """Start it, after it was killed too."""
        (words, self._stdin), (stdout, lines) = os.pipe(), os.pipe()
        with self._errors.open("ab") as errors:
            self._number = self._brood.start(
                self._call, [*self._words, *more], self._env, [words, lines, errors.fileno()]
            )
        os.close(words)
        os.close(lines)
        self._reader = threading.Thread(target=self._read, args=(os.fdopen(stdout, encoding="utf-8"),), daemon=True)
        self._reader.start()

    def _read(self, pipe):
        with pipe:
            for line in pipe:
                if line.endswith("\n"):
                    with self._news:
                        self.lines.append(line.rstrip("\n"))
                        self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def wait_lines(self, count):
        """Wait until it has printed so many lines in all."""
        with self._news:
            there = self._news.wait_for(lambda: len(self.lines) >= count or not self._reader.is_alive(), PATIENCE)
        assert there, f"nothing comes any more after {self.lines[-1:]}"
        assert len(self.lines) >= count, self._errors.read_text("utf-8")

    def kill(self):
        """End it as a power cut would."""
        self._finish(signal.SIGKILL)

    def end(self):
        """Let it end by itself."""
        os.close(self._stdin)
        self._stdin = None
        self._finish()

    def terminate(self):
        """Tell it to end."""
        self._finish(signal.SIGTERM)

    def _finish(self, by=0):
        if self._number is not None:
            self._brood.end(self._number, by)
            self._number = None
            self._reader.join(PATIENCE)
            if self._stdin is not None:
                os.close(self._stdin)


@pytest.fixture
def folder(tmp_path):
    """Where the server has its files."""
    made = tmp_path / "server"
    made.mkdir()
    return made


@pytest.fixture
def tokens(folder):
    """The files with the tokens of three people."""
    hub = open_hub(f"sqlite:///{folder / 'hub.db'}")
    files = {}
    for name, team in (("Ann", "marketing"), ("Raj", "sales"), ("Eve", "sales")):
        files[name] = folder / f"{name}.token"
        files[name].write_text(add_account(hub, name, team, "lead" if name == "Ann" else "member")[1], "utf-8")
    hub.close()
    return files


@pytest.fixture
def running():
    """The processes of a test, none of which outlives it."""
    started = []
    yield started
    for each in started:
        each.kill()


def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(brood, folder, tokens, tmp_path, running):
    print(f"{KILLS} kills, seed {SEED}")
    dice = random.Random(SEED)
    serve = ["serve", "--database", f"sqlite:///{folder / 'hub.db'}", "--port"]
    server = Running(brood, KANBAN, serve, folder / "errors", KANBAN_HOME=str(folder))
    running.append(server)
    server.start("0")
    server.wait_lines(1)
    url = server.lines[0].split()[-1]
    port = url.rsplit(":", 1)[1].rstrip("/")
    machines = {name: Machine(tmp_path / name, brood) for name in tokens}
    people = {}
    for name in NAMES:
        ran = machines[name].run("join", url, "--token-file", str(tokens[name]))
        assert ran.code == 0, ran.err
        assert machines[name].run("add", f"{name}'s own").code == 0
        assert machines[name].run("sync").code == 0
        (board,) = machines[name].told("board", "list")
        words = [str(machines[name].home), name]
        people[name] = Running(brood, "tests.end_to_end.editing:main", words, tmp_path / f"{name}.errors")
        running.append(people[name])
        people[name].start("0", board["id"])
    victims = [*NAMES, "server"]
    for kill in range(1, KILLS + 1):
        victim = dice.choice(victims)
        more = dice.randint(1, 25)
        watched = people[victim if victim in people else dice.choice(NAMES)]
        watched.wait_lines(len(watched.lines) + more)
        if victim == "server":
            server.kill()
            server.start(port)
            server.wait_lines(len(server.lines) + 1)
        else:
            people[victim].kill()
            people[victim].start(str(kill), board["id"])
    for person in people.values():
        person.end()
    for name in NAMES * 2:
        ran = machines[name].run("sync")
        assert ran.code == 0, ran.err
    ran = machines["Eve"].run("join", url, "--token-file", str(tokens["Eve"]))
    assert ran.code == 0, ran.err
    boards = [[card | {"unread": None} for card in machine.told("list")] for machine in machines.values()]
    assert boards[0] == boards[1] == boards[2]
    server.terminate()
    _judge({name: person.lines for name, person in people.items()}, boards[2], machines["Eve"])
    for file in (folder / "hub.db", *(machine.database for machine in machines.values())):
        with closing(sqlite3.connect(file)) as connection, connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
    _dense(folder / "hub.db")


def _judge(printed, cards, eve):
    """Hold what was printed against what a machine has that only ever saw the server."""
    titles = [card["title"] for card in cards]
    assert len(titles) == len(set(titles))
    for name, lines in printed.items():
        told = [line.split(" ", 1) for line in lines]
        assert {what for kind, what in told if kind == "card"} <= set(titles)
        own = next(card for card in cards if card["title"] == f"{name}'s own")
        bodies = [comment["body"] for comment in eve.told("comments", own["ref"])]
        assert len(bodies) == len(set(bodies))
        assert {what for kind, what in told if kind == "comment"} <= set(bodies)
        last = max(int(what) for kind, what in told if kind == "value")
        assert round(float(own["value"]) * 100) >= last


def _dense(database):
    connection = sqlite3.connect(database)
    numbers = [seq for (seq,) in connection.execute("SELECT seq FROM hub_change ORDER BY seq")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert connection.execute("SELECT count(*) FROM hub_verdict").fetchone() == (0,)
    connection.close()
