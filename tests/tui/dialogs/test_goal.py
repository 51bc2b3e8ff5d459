"""The goal's page by keys: what came of each link, proposing and signing, from its figures to their cards."""

from __future__ import annotations

from datetime import date

import pytest
from textual.widgets import Input

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.goals import goal_verbs
from kanban.tui.dialogs.figures.goal_form import GoalForm
from tests.tui.boards import card_named, counted, make_board, member_of, playing, press, settled, shown
from tests.tui.dialogs.test_dashboard import set_goal

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (60, 15)])
TYPED = {"name": "Q4", "from": "1 Oct 2026", "to": "31 Dec 2026", "amount": "600000", "offers": "195",
         "accepted": "117", "sql": "65", "won": "26"}  # fmt: skip


@pytest.fixture
def board(tmp_path):
    return make_board(tmp_path / "kanban.db")


async def open_goal(pilot):
    await settled(pilot)
    await press(pilot, "r")
    await counted(pilot)
    await press(pilot, "g")
    await counted(pilot)


async def propose(pilot, **typed):
    await press(pilot, "p")
    for entry in pilot.app.screen.entries:
        if entry.name in typed:
            entry.query_one(Input).value = typed[entry.name]
    await settled(pilot)


async def test_a_lead_proposes_and_signs_a_goal(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_goal(pilot)
        assert "No goal yet" in shown(pilot)
        await propose(pilot, **TYPED)
        assert "€600,000: 195 → 117 → 65 → 26 won" in shown(pilot), "what follows shows while typing"
        await press(pilot, "enter")
        await counted(pilot)
        text = shown(pilot)
        assert "Goal · Q4" in text
        assert "proposed, waits for a lead of marketing" in text
        assert not board.board.goals or not board.board.goals[0].is_live
        await press(pilot, "s")
        await counted(pilot)
        assert "signed M Ana" in shown(pilot)
        assert "waits" not in shown(pilot).splitlines()[0]
        await press(pilot, "escape")
        await settled(pilot)
        assert "Dashboard" in shown(pilot)


async def test_it_waits_for_a_lead_of_the_other_team(board):
    raj = member_of(board, "Raj")
    board.act(lambda view: board_verbs.set_member(view, view.board.get_member(raj), {"role": "lead"}))
    async with playing(board, (80, 24)) as (_, pilot):
        await open_goal(pilot)
        await propose(pilot, **TYPED)
        await press(pilot, "enter")
        await counted(pilot)
        await press(pilot, "s")
        await counted(pilot)
        assert "signed M Ana, waits for a lead of sales" in shown(pilot)


@SIZES
async def test_it_shows_plan_and_what_came(board, size):
    set_goal(board)
    async with playing(board, size) as (_, pilot):
        await open_goal(pilot)
        text = shown(pilot)
        assert "Q4" in text.splitlines()[0]
        for words in ("plan", "to date", "actual", "offers made", "accepted", "qualified"):
            assert words in text
        if size[0] >= 80:
            for words in ("part", "alone on plan", "Beside the door", "Together", "€100,000", "signed M Ana"):
                assert words in text
            assert "enter edit plan  o cards  p propose  s sign" in text


async def test_a_figure_of_it_opens_its_cards_and_escape_comes_back(board):
    set_goal(board)
    won = card_named(board, "Wonka audit").id
    async with playing(board, (80, 24)) as (_, pilot):
        await open_goal(pilot)
        await press(pilot, "o")
        assert "No cards behind this number." in shown(pilot)
        for _ in range(10):
            await press(pilot, "j", "o")
            await settled(pilot)
            if "esc figures" in shown(pilot):
                break
        assert "esc figures" in shown(pilot)
        await press(pilot, "escape", "l", "enter")
        await settled(pilot)
        assert "esc figures" in shown(pilot)
        await press(pilot, "escape")
        await settled(pilot)
        assert "Goal · Q4" in shown(pilot)
        board.act(lambda view: verbs.edit(view, [won], {"source": "Web"}))
        await counted(pilot)
        assert "Goal · Q4" in shown(pilot)


async def test_what_does_not_fit_is_told(board):
    set_goal(board)
    async with playing(board, (80, 24)) as (_, pilot):
        await open_goal(pilot)
        await propose(pilot, name="Q5", amount="1", **{"from": "soon"})
        await press(pilot, "enter")
        assert "Can't read “soon”" in shown(pilot)


async def test_others_only_read_it(board):
    set_goal(board)
    board.member_id = member_of(board, "Raj")
    async with playing(board, (80, 24)) as (_, pilot):
        await open_goal(pilot)
        await press(pilot, "p")
        assert "Only a lead can change the goal." in shown(pilot)


def test_a_plan_is_typed_as_it_was(board):
    from_keys = goal_verbs.read_typed_plan(
        "Q4", date(2026, 10, 1), date(2026, 12, 31), "EUR",
        {"amount": "600000", "offers": "195", "accepted": "60%", "sql": "65", "won": "40%", "deals": "26",
         "deals-sql": "50%", "deals-won": "6", "deals-value": "22000"},
    )  # fmt: skip
    form = GoalForm(date(2026, 11, 26), "EUR", from_keys)
    assert form.answer({str(entry.name): entry.value for entry in form.entries}) == from_keys


def column(text, name, place):
    """A number in the line of a link."""
    (row,) = (line for line in text.splitlines() if line.strip().startswith(name))
    return row.strip().removeprefix(name).replace("[", " ").replace("]", " ").split()[place]


async def test_a_lead_types_the_plan_in_its_cells_and_what_follows_follows(board):
    set_goal(board)
    (first,) = board.board.goals
    async with playing(board, (80, 24)) as (_, pilot):
        await open_goal(pilot)
        was = shown(pilot)
        offers, accepted = (column(was, name, 0) for name in ("offers made", "accepted"))
        await press(pilot, "enter")
        assert "enter take it" in shown(pilot)
        await press(pilot, *str(int(offers) * 2))
        await settled(pilot)
        assert column(shown(pilot), "accepted", 0) == str(int(accepted) * 2), "the amounts follow while typing"
        await press(pilot, "escape")
        await settled(pilot)
        assert column(shown(pilot), "accepted", 0) == accepted
        await press(pilot, "enter", *str(int(offers) * 2), "enter")
        await settled(pilot)
        text = shown(pilot)
        assert "changed, not proposed" in text.splitlines()[0]
        assert column(text, "accepted", 0) == str(int(accepted) * 2)
        await press(pilot, "j", "enter", *"x", "enter")
        assert "Can't read “x” as accepted" in shown(pilot)
        await press(pilot, "escape", "escape")
        await settled(pilot)
        assert "changed" not in shown(pilot).splitlines()[0]
        assert column(shown(pilot), "offers made", 0) == offers, "escape drops the changes first"
        await press(pilot, "k", "enter", *str(int(offers) * 2), "enter", "p")
        await counted(pilot)
        text = shown(pilot)
        assert "waits for a lead" in text.splitlines()[0], "another goal was proposed, and is shown"
        assert column(text, "offers made", 0) == str(int(offers) * 2)
        board.reload()
        goals = {goal.hash: goal for goal in board.board.goals}
        assert len(goals) == 2
        assert goals[first.hash].is_live, "the one that counts stays as it is"


async def test_others_do_not_type_the_plan(board):
    set_goal(board)
    board.member_id = member_of(board, "Raj")
    async with playing(board, (80, 24)) as (_, pilot):
        await open_goal(pilot)
        await press(pilot, "enter")
        assert "Only a lead can change the goal." in shown(pilot)
        assert "enter take it" not in shown(pilot)


async def test_a_cell_that_is_typed_stays_in_its_place_when_the_terminal_grows(board):
    set_goal(board)
    async with playing(board, (60, 15)) as (_, pilot):
        await open_goal(pilot)
        await press(pilot, "j", "enter", *"77")
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        (row,) = (line for line in shown(pilot).splitlines() if "accepted" in line)
        assert "77" in row
        await press(pilot, "enter")
        await settled(pilot)
        assert column(shown(pilot), "accepted", 0) == "77"
