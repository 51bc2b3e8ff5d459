"""A guess on the board: asked in two steps, kept out of the other team's sight, shown once both are in."""

from __future__ import annotations

import pytest

from kanban.domain.guesses import guess_verbs
from kanban.store.suggestions import guessing
from tests.tui.boards import make_board, playing, press, shown

TITLE = "Umbrella pilot"


@pytest.fixture
def board(tmp_path):
    return make_board(tmp_path / "board.db")


def find(board):
    return next(card.id for card, *_ in board.list_cards() if card.title == TITLE)


def become(board, name):
    board.member_id = next(member.id for member in board.board.members if member.name == name)


def read(board):
    return {one.team: (one.first, one.chance, one.reason) for one in guessing.list_guesses(board, find(board))}


def guess(board, name, percent):
    me = board.member_id
    become(board, name)
    board.act(lambda view: guess_verbs.guess_outcome(view, find(board), percent, None))
    board.member_id = me


async def test_first_the_guess_then_the_rate_and_one_change(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "percent_sign")
        first = shown(pilot)
        assert "How likely is Won? In per cent." in first
        assert "won" not in first.split("How likely")[1].split("Enter")[0]
        await press(pilot, "6", "enter")
        assert "You said 60. The board's closed cards: 1 of 1 won." in shown(pilot)
        await press(pilot, "h", "enter")
        assert "Changed the guess of “Umbrella pilot”: 50 %" in shown(pilot)
        assert read(board) == {"marketing": (60, 50, "")}
        await press(pilot, "percent_sign")
        assert "M Ana 60, then 50" in shown(pilot)
        assert "Sales has not guessed yet." in shown(pilot)
        assert "Out of sight only: both use this computer." in shown(pilot)


async def test_escape_keeps_the_first_guess(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "percent_sign", "escape")
        assert read(board) == {}
        await press(pilot, "percent_sign", "t", "enter", "escape")
        assert read(board) == {"marketing": (100, None, "")}
        await press(pilot, "percent_sign")
        assert "Esc: keep 100" in shown(pilot)
        await press(pilot, "enter")
        assert read(board) == {"marketing": (100, None, "")}
        await press(pilot, "u")
        assert read(board) == {}


async def test_the_other_teams_chance_is_on_no_screen(board):
    guess(board, "Ana", 70)
    become(board, "Raj")
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "enter")
        for keys in ((), ("2",), ("3",), ("4",), ("1",), ("percent_sign",), ("8", "l", "enter", "enter")):
            text = shown(pilot)
            without_scale = "\n".join(line for line in text.splitlines() if "80   90" not in line)
            assert "70" not in without_scale, (keys, text)
            await press(pilot, *keys)
        await press(pilot, "percent_sign")
        assert "M Ana 70, kept · S Raj 90, kept" in shown(pilot)
        await press(pilot, "escape")
        assert "% M Ana 70, kept · S Raj 90, kept" in shown(pilot)


async def test_a_closed_card_is_not_guessed_and_tells_what_was(board):
    guess(board, "Ana", 70)
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "percent_sign")
        assert "2 of 2" in shown(pilot)
        await press(pilot, "escape", "9", "percent_sign")
        assert "Only an open card can be guessed." in shown(pilot)


@pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 40)])
async def test_the_scale_fits(board, size):
    async with playing(board, size) as (_, pilot):
        await press(pilot, "3", "percent_sign", "l")
        assert "[60]" in shown(pilot)
        for chance in range(0, 101, 10):
            assert f"{chance}" in shown(pilot)
