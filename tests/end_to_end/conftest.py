"""A demo board, made once and copied for every test that changes it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kanban import config
from kanban.cli.board_verbs.demo import make_demo
from tests.brood import Brood
from tests.conftest import Ran
from tests.forked_terminal import ForkedScreen, ForkedTerminal
from tests.terminal import Screen, Terminal, kanban


@dataclass(frozen=True, slots=True)
class Machine:
    """A home of its own, with the command line and the board's screen on it."""

    home: Path
    brood: Brood | None = None
    """Where its processes come from; without one each is started."""

    @property
    def env(self) -> dict[str, str]:
        """What the environment is to say."""
        return {"KANBAN_HOME": str(self.home)}

    @property
    def database(self) -> Path:
        """Its boards."""
        return self.home / "data" / "kanban.db"

    def run(self, *argv: str, **env: str) -> Ran:
        """Do a verb in a process of its own."""
        if self.brood is not None:
            return self.brood.run(*argv, **self.env, **env)
        done = subprocess.run(
            kanban(*argv),
            env={**os.environ, **self.env, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def told(self, *argv: str) -> Any:
        """Return what a verb tells as JSON."""
        ran = self.run(*argv, "--json")
        assert ran.code == 0, ran.err
        return ran.json

    def screen(self, *argv: str, size: tuple[int, int] = (120, 40), **env: str) -> Screen:
        """Open the board on a terminal; what the environment is to say is read while a program is imported, so that
        starts one."""
        if self.brood is not None and not env:
            return ForkedScreen(self.brood, argv, size=size, env=self.env)
        return Screen(kanban(*argv), size=size, env={**self.env, **env})

    def terminal(self, *argv: str, size: tuple[int, int] = (80, 24)) -> Terminal:
        """Do a verb on a terminal."""
        if self.brood is not None:
            return ForkedTerminal(self.brood, argv, size=size, env=self.env)
        return Terminal(kanban(*argv), size=size, env=self.env)


@pytest.fixture(scope="session")
def told_board(tmp_path_factory):
    """A home whose own board is a demo of 60 cards."""
    home = tmp_path_factory.mktemp("told")
    make_demo(config.places_below(home), 60)
    return home


@pytest.fixture
def empty(tmp_path, brood):
    """A machine on which nobody ever started the program."""
    return Machine(tmp_path / "home", brood)


@pytest.fixture
def machine(empty, told_board):
    """A machine with a board of 60 cards."""
    shutil.copytree(told_board, empty.home)
    return empty
