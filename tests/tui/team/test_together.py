"""Two programs on one board: what another one writes shows here, and the cursor stays with its card."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from kanban.domain.acts import board_verbs, verbs
from tests.tui.boards import card_named, cursor, lane_of, make_board, member_of, playing, press, settled, shown


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


@contextmanager
def elsewhere(board):
    """The same board in another program."""
    other = board.open_sibling()
    try:
        yield other
    finally:
        other.close()


async def follows(screen, pilot):
    """Look, as the screen does twice a second."""
    screen.board.poll()
    await settled(pilot)


async def test_a_move_elsewhere_shows_here(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "j")
        with elsewhere(board) as other:
            other.act(lambda view: verbs.move(view, [card_named(other, "Acme pilot").id], steps=2))
        await follows(screen, pilot)
        mql = screen.model.lane_models[board.board.find_stage("MQL").id]
        assert screen.model.card_summaries[mql.shown[0]].title == "Acme pilot"
        assert cursor(screen) == "Globex renewal"
        assert "u: undo" not in shown(pilot)


async def test_the_cursor_follows_its_card_to_another_lane(board):
    async with playing(board) as (screen, pilot):
        with elsewhere(board) as other:
            other.act(lambda view: verbs.move(view, [card_named(other, "Acme pilot").id], steps=2))
        await follows(screen, pilot)
        assert cursor(screen) == "Acme pilot"
        assert screen.model.lane == board.board.find_stage("MQL").id


async def test_a_card_deleted_elsewhere_leaves_the_cursor_where_it_was(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "j")
        with elsewhere(board) as other:
            other.act(lambda view: verbs.delete(view, [card_named(other, "Globex renewal").id]))
        await follows(screen, pilot)
        assert (cursor(screen), screen.model.place) == ("Initech seats", 1)


async def test_a_great_many_at_once(board):
    """An import, say: whole lanes are read anew."""
    async with playing(board) as (screen, pilot):
        await press(pilot, "j", "slash", *"card", "enter")
        with elsewhere(board) as other:
            for number in range(70):
                other.act(lambda view, number=number: verbs.create(view, {"title": f"Card {number}"}))
        await follows(screen, pilot)
        assert "70 of 79" in shown(pilot)
        await press(pilot, "escape")
        assert len(screen.model.lane_models[board.board.stages[0].id].shown) == 73
        assert "79 cards" in shown(pilot)


async def test_both_write_at_once_and_nothing_is_lost(board):
    async with playing(board) as (screen, pilot):
        with elsewhere(board) as other:
            await pilot.press("L", "L")
            other.act(lambda view: verbs.move(view, [card_named(other, "Globex renewal").id], steps=1))
        await settled(pilot)
        await follows(screen, pilot)
        assert (lane_of(board, "Acme pilot"), lane_of(board, "Globex renewal")) == ("MQL", "Engaged")
        engaged = screen.model.lane_models[board.board.find_stage("Engaged").id]
        assert screen.model.card_summaries[engaged.shown[0]].title == "Globex renewal"


async def test_a_comment_elsewhere_marks_the_card_unread_and_reading_it_takes_the_mark_away(board):
    card = card_named(board, "Acme pilot").id
    async with playing(board) as (screen, pilot):
        with elsewhere(board) as other:
            other.member_id = member_of(other, "Raj")
            other.act(lambda view: verbs.comment(view, card, "Call me"))
        await follows(screen, pilot)
        assert "✎ S1 •" in shown(pilot)
        await press(pilot, "enter")
        assert "Call me" in shown(pilot)
        await press(pilot, "escape")
        assert "✎ S1 •" not in shown(pilot)
        assert "✎ S1" in shown(pilot)


async def test_an_open_card_shows_what_is_written_to_it(board):
    card = card_named(board, "Acme pilot").id
    async with playing(board) as (screen, pilot):
        await press(pilot, "enter")
        with elsewhere(board) as other:
            other.act(lambda view: verbs.comment(view, card, "Fresh words"))
        await follows(screen, pilot)
        assert "Fresh words" in shown(pilot)


async def test_members_and_settings_from_elsewhere(board):
    async with playing(board) as (screen, pilot):
        with elsewhere(board) as other:
            other.act(lambda view: board_verbs.set_board(view, {"name": "The Pipe"}))
        await follows(screen, pilot)
        assert "The Pipe" in shown(pilot)
