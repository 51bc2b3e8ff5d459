"""A board on a real file with two people, and a clock that stands until it is told to go."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.change import Change, Json
from kanban.store import log
from kanban.store.opening import create_board
from kanban.store.workspace import Workspace

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Clockwork:
    """The present moment, as the tests turn it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        """Let time pass, in the words of `timedelta`."""
        self.now += timedelta(**by)


def whole_log(connection: sqlite3.Connection, board: str) -> list[Change]:
    """The whole log of a board, in the order in which it was made."""
    return list(log.read(connection, f"{log.SELECT} WHERE tx.board = ? ORDER BY {log.ORDER}", [board]))


@pytest.fixture
def clockwork() -> Clockwork:
    return Clockwork()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kanban.db"


@pytest.fixture
def ana(file: Path, clockwork: Clockwork) -> Iterator[Workspace]:
    """The board as Ana of marketing has it open, who leads it."""
    workspace = create_board(file, "Pipeline", "Ana", "marketing", now=clockwork)
    yield workspace
    workspace.close()


@pytest.fixture
def ben(ana: Workspace) -> Iterator[Workspace]:
    """The same board as Ben of sales has it open."""
    workspace = joined(ana, "Ben", "sales")
    yield workspace
    workspace.close()


def joined(workspace: Workspace, name: str, team: str, role: str = "member") -> Workspace:
    """Add a member, and open the board as them over a connection of their own."""
    made = workspace.act(lambda view: board_verbs.add_member(view, name, team, role)).entity_ids
    other = workspace.open_sibling()
    other.member_id = made[0]
    return other


def add(workspace: Workspace, title: str, stage: str | None = None, **registers: Json) -> str:
    """Add a card, and return its id."""
    where = workspace.board.find_stage(stage) if stage else None
    return workspace.act(lambda view: verbs.create(view, {"title": title, **registers}, stage=where)).entity_ids[0]
