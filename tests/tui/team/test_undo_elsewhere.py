"""Undo in one window names what was done elsewhere before it takes that back, and never does so unasked."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.domain.acts.undo import DoneElsewhere
from tests.tui.boards import card_named, lane_of, make_board, member_of, playing, press, settled, shown


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


def elsewhere(board, verb, who="Ana"):
    """Do something in another window of a member."""
    other = board.open_sibling()
    other.member_id = member_of(board, who)
    result = other.act(verb)
    other.close()
    return result


def move(board, title, steps=1):
    """Move a card in another window."""
    card = card_named(board, title).id
    return elsewhere(board, lambda view: verbs.move(view, [card], steps=steps))


async def test_what_was_done_in_another_window_is_named_and_undone_on_a_yes_only(board):
    async with playing(board) as (screen, pilot):
        move(board, "Globex renewal")
        screen.board.poll()
        await settled(pilot)
        await press(pilot, "u")
        assert "Moved “Globex renewal” to Engaged" in shown(pilot)
        assert "Enter: undo · Esc: cancel" in shown(pilot)
        assert lane_of(board, "Globex renewal") == "Engaged"
        await press(pilot, "escape")
        assert lane_of(board, "Globex renewal") == "Engaged"
        await press(pilot, "u", "enter")
        assert lane_of(board, "Globex renewal") == "Nurture"


async def test_what_was_done_here_is_undone_at_once(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "L", "u")
        assert lane_of(board, "Acme pilot") == "Nurture"
        await press(pilot, "U")
        assert lane_of(board, "Acme pilot") == "Engaged"
        await press(pilot, "u")
        assert lane_of(board, "Acme pilot") == "Nurture"


async def test_of_two_windows_the_later_act_is_never_taken_for_ones_own(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "L")
        move(board, "Globex renewal")
        screen.board.poll()
        await settled(pilot)
        await press(pilot, "u")
        assert "Moved “Globex renewal”" in shown(pilot)
        assert (lane_of(board, "Acme pilot"), lane_of(board, "Globex renewal")) == ("Engaged", "Engaged")
        await press(pilot, "enter", "u")
        assert (lane_of(board, "Acme pilot"), lane_of(board, "Globex renewal")) == ("Nurture", "Nurture")


async def test_an_act_that_comes_while_the_question_stands_is_asked_about_too(board):
    async with playing(board) as (_, pilot):
        move(board, "Globex renewal")
        await press(pilot, "u")
        move(board, "Initech seats")
        await press(pilot, "enter")
        assert (lane_of(board, "Globex renewal"), lane_of(board, "Initech seats")) == ("Engaged", "Engaged")
        assert "Moved “Initech seats” to Engaged" in shown(pilot)


async def test_a_redo_of_what_was_undone_elsewhere_is_named_too(board):
    move(board, "Globex renewal")
    other = board.open_sibling()
    other.undo()
    other.close()
    async with playing(board) as (_, pilot):
        await press(pilot, "U")
        assert "Enter: redo · Esc: cancel" in shown(pilot)
        assert lane_of(board, "Globex renewal") == "Nurture"
        await press(pilot, "enter")
        assert lane_of(board, "Globex renewal") == "Engaged"


async def test_what_another_member_did_is_nobodys_to_undo(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "L")
        card = card_named(board, "Globex renewal").id
        elsewhere(board, lambda view: verbs.comment(view, card, "Mine"), "Bo")
        screen.board.poll()
        await settled(pilot)
        await press(pilot, "u")
        assert lane_of(board, "Acme pilot") == "Nurture"
        assert [note.body for note in board.list_comments(card)] == ["Mine"]


def test_without_a_list_of_ones_own_every_act_counts(board):
    done = move(board, "Globex renewal")
    with pytest.raises(DoneElsewhere, match="Moved “Globex renewal” to Engaged"):
        board.undo(set())
    assert lane_of(board, "Globex renewal") == "Engaged"
    board.undo({done.act})
    assert lane_of(board, "Globex renewal") == "Nurture"
    board.redo()
    assert lane_of(board, "Globex renewal") == "Engaged"
    board.close()
