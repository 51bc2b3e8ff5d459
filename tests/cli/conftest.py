"""A board of one's own, and one with the demo's stories, for every test of the command line."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from kanban import config
from kanban.cli.demo import make_demo
from tests.served import serving

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


@pytest.fixture
def server(tmp_path):
    with serving(tmp_path / "server") as served:
        yield served


@pytest.fixture
def at(run_cli, monkeypatch, tmp_path):
    """`at("Raj", "list")`: the command line in the home of Raj."""

    def run(who, *words, stdin=""):
        monkeypatch.setenv("KANBAN_HOME", str(tmp_path / who))
        return run_cli(*words, stdin=stdin)

    return run


@pytest.fixture
def team(server, at):
    """Ann leads the board that she made, Raj and Vi have joined it."""
    for who in ("Ann", "Raj", "Vi"):
        ran = at(who, "join", server.url, "--token-file", server.token_file(who))
        assert ran.code == 0, ran.err
    for who in ("Ann", "Raj"):  # and have heard of each other
        assert at(who, "sync").code == 0
    return at
