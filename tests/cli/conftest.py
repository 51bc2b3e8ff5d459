"""A board of one's own, and one with the demo's stories, for every test of the command line."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from kanban import config
from kanban.cli.demo import make_demo

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
    make_demo(config.places_below(home), now=NOW)
    return home


@pytest.fixture
def demo(run_cli, home, told):
    """The command line with the demo's board as one's own."""
    shutil.copytree(told, home)
    return run_cli
