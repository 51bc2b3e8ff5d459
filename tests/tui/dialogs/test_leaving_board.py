"""A shared board that is left while its background is still being loaded: nothing goes on behind it."""

from __future__ import annotations

import threading

import pytest

from kanban.sync import loop
from kanban.sync.loop import Loop
from kanban.tui.parts.team.sharing import Sharing
from tests.served import colleagues, serving
from tests.tui.boards import make_board, settled, shown
from tests.tui.team.test_sharing import at, until


@pytest.fixture
def ann(tmp_path):
    with serving(tmp_path / "server") as served, colleagues(served, tmp_path, "Ann") as people:
        yield people[0]


class Held(Loop):
    """A background that takes its time to be made."""

    made: threading.Event
    go_on: threading.Event
    started: list[Loop]

    def __init__(self, *words):
        self.made.set()
        assert self.go_on.wait(30)
        super().__init__(*words)

    def start(self):
        self.started.append(self)
        super().start()


@pytest.fixture
def held(monkeypatch):
    Held.made, Held.go_on, Held.started = threading.Event(), threading.Event(), []
    monkeypatch.setattr(loop, "Loop", Held)
    yield Held
    for each in Held.started:
        each.close()


def starting():
    """The threads that load the background."""
    return [each for each in threading.enumerate() if each.name == "sync start"]


async def test_a_background_that_comes_too_late_is_not_started(ann, held, home):
    other = make_board(home / "data" / "kanban.db")
    async with at(ann) as (screen, pilot):
        await until(pilot, held.made.is_set)
        await screen.turn_to(other)
        held.go_on.set()
        await until(pilot, lambda: not starting())
        assert (held.started, screen.parts.sharing._loop) == ([], None)
        await settled(pilot)
    other.close()


async def test_nor_where_the_program_was_left_meanwhile(ann, held):
    async with at(ann) as (screen, pilot):
        await until(pilot, held.made.is_set)
    held.go_on.set()
    for each in starting():
        each.join(30)
    assert (held.started, screen.parts.sharing._loop) == ([], None)


async def test_it_is_started_where_the_board_is_still_open(ann, held):
    async with at(ann) as (screen, pilot):
        await until(pilot, held.made.is_set)
        held.go_on.set()
        await until(pilot, lambda: held.started)
        assert held.started == [screen.parts.sharing._loop]
        await until(pilot, lambda: "● synced" in shown(pilot))
    assert screen.parts.sharing._loop is None


async def test_a_board_that_is_left_at_the_last_moment_ends_its_background(ann, held, monkeypatch):
    """Between the look whether the board is still open and the start."""
    async with at(ann) as (screen, pilot):
        await until(pilot, held.made.is_set)
        leaving, closed = threading.Thread(target=screen.parts.sharing.end_loop), []
        monkeypatch.setattr(held, "close", lambda self: (closed.append(self), Loop.close(self)))

        def leave_before(sharing, loop):
            if loop is not None:
                leaving.start()
                leaving.join(0.2)  # it is held up until the start is done
            sharing.__dict__["kept"] = loop

        monkeypatch.setattr(
            Sharing, "_loop", property(lambda sharing: sharing.__dict__.get("kept"), leave_before), raising=False
        )
        held.go_on.set()
        await until(pilot, lambda: not starting())
        leaving.join(30)
        assert (len(held.started), closed, screen.parts.sharing._loop) == (1, held.started, None)
