"""A question to the database ends when somebody stops it, and whoever asks next is answered."""

from __future__ import annotations

import threading

import pytest

from kanban.protocol.types import Stopped
from kanban.store import hub as server
from kanban.store.hub.cards.portable_sql import ask
from tests.store.hub.world import BOARD_ID, World

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(3600)",
}


def test_a_question_that_runs_is_stopped(world: World) -> None:
    stopper, asked, told = server.QueryStopper(), threading.Event(), list[Exception]()

    def run() -> None:
        try:
            with world.hub.reading() as connection, stopper.watching(connection):
                asked.set()
                ask(connection, ENDLESS[connection.dialect.name])
        except Stopped as stopped:
            told.append(stopped)

    thread = threading.Thread(target=run)
    thread.start()
    asked.wait()
    stopper.stop()
    thread.join()
    assert [str(each) for each in told] == ["The query was stopped before it finished; try a narrower one."]
    assert server.cards(world.hub, world.member.caller, BOARD_ID).cards == ()


def test_what_was_stopped_before_is_not_asked(world: World) -> None:
    stopper = server.QueryStopper()
    stopper.stop()
    with pytest.raises(Stopped, match="was stopped"):
        server.cards(world.hub, world.member.caller, BOARD_ID, stopper=stopper)


def test_a_question_that_is_over_can_be_stopped_without_harm(world: World) -> None:
    card, stopper = world.member.add(), server.QueryStopper()
    (found,) = server.cards(world.hub, world.member.caller, BOARD_ID, stopper=stopper).cards
    stopper.stop()
    assert found.id == card
    assert len(server.cards(world.hub, world.member.caller, BOARD_ID).cards) == 1
