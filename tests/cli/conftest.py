"""A board of one's own, and one with the demo's stories, for every test of the command line."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from kanban import config
from kanban.cli.board_verbs.demo import make_demo
from tests.conftest import run_inside
from tests.served import serving

TEAM = ("Ann", "Raj", "Vi")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def own(run_cli):
    """The command line with a board of Ana of marketing."""
    assert run_cli("init", "--name", "Ana", "--team", "marketing", "--timezone", "UTC").code == 0
    return run_cli


@pytest.fixture(scope="session")
def told(tmp_path_factory):
    """A home whose board is the demo's, made once."""
    home = tmp_path_factory.mktemp("told")
    make_demo(config.places_below(home), now=lambda: NOW)
    return home


@pytest.fixture
def demo(run_cli, home, told):
    """The command line with the demo's board as one's own."""
    shutil.copytree(told, home)
    return run_cli


@pytest.fixture(scope="session")
def joined(tmp_path_factory):
    """A server that has ended, and beside it the homes of Ann, who leads the board that she made, and of Raj and Vi,
    who joined it."""
    folder = tmp_path_factory.mktemp("joined")
    with serving(folder / "server") as served, pytest.MonkeyPatch.context() as patch:
        for who, *words in [
            *((who, "join", served.url, "--token-file", served.token_file(who)) for who in TEAM),
            ("Ann", "sync"),  # and have heard of each other
            ("Raj", "sync"),
        ]:
            patch.setenv("KANBAN_HOME", str(folder / who))
            ran = run_inside(*words)
            assert ran.code == 0, ran.err
    return served


@pytest.fixture
def server(request, tmp_path):
    """A server with three accounts; with the board on it where a test is about the team."""
    like = request.getfixturevalue("joined") if "team" in request.fixturenames else None
    with serving(tmp_path / "server", like=like) as served:
        yield served


@pytest.fixture
def at(run_cli, monkeypatch, tmp_path):
    """`at("Raj", "list")`: the command line in the home of Raj."""

    def run(who, *words, stdin=""):
        monkeypatch.setenv("KANBAN_HOME", str(tmp_path / who))
        return run_cli(*words, stdin=stdin)

    return run


@pytest.fixture
def team(server, joined, at, tmp_path):
    """Ann leads the board that she made, Raj and Vi have joined it."""
    for who in TEAM:
        shutil.copytree(joined.folder.parent / who, tmp_path / who)
        where = config.places_below(tmp_path / who)
        file = config.credentials_path(where)
        file.write_text(file.read_text("utf-8").replace(joined.url, server.url), "utf-8")
        with closing(sqlite3.connect(where.database)) as connection:
            connection.execute("UPDATE remote SET url = ?", (server.url,))
            connection.commit()
    return at


@pytest.fixture
def before_zoe(server, team, tmp_path):
    """A backup of the server; after it Zoe was invited, joined, and sent a card."""
    file = str(tmp_path / "server.backup")
    assert team("Ann", "server", "backup", file, "--database", server.database).code == 0
    code = team("Ann", "member", "invite", "Zoe", "--team", "sales").out.strip()
    assert team("Zoe", "join", server.url, "--code", code).code == 0
    assert team("Zoe", "add", "Sent before").code == 0
    assert team("Zoe", "sync").code == 0
    assert team("Ann", "sync").code == 0
    return file
