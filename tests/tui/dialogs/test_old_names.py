"""A name that something had before: it is given to something new only after the screen said what uses it and
somebody agreed."""

from __future__ import annotations

import pytest

from kanban.domain.acts import label_verbs, verbs
from kanban.domain.automations import rule_verbs
from kanban.domain.automations.rule_document import RuleDraft
from tests.tui.boards import card_named, make_board, playing, press, settled, shown


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


def names(board):
    """The stages' names, from the left."""
    return [stage.name for stage in board.board.stages]


async def renamed(pilot, to):
    """Call the first stage something else, in the dialog of the stages."""
    await press(pilot, "s", "enter", *["backspace"] * len("Nurture"), *to, "enter")


def flat(pilot):
    """What the screen shows, without frames and line breaks."""
    return " ".join(shown(pilot).replace("│", " ").split())


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_a_new_stage_gets_an_old_name_only_when_asked_and_what_uses_it_is_named(board, size):
    board.save_view("Quiet ones", "stage:nurture stale")
    async with playing(board, size=size) as (_, pilot):
        await renamed(pilot, "Cold")
        assert names(board)[0] == "Cold"
        await press(pilot, "a", *"Nurture", "enter")
        assert "“Nurture” is a former name of Cold" in flat(pilot)
        assert "It is used by the view “Quiet ones”." in flat(pilot)
        assert "Enter: use anyway · Esc: cancel" in shown(pilot)
        await press(pilot, "escape")
        assert names(board) == ["Cold", *names(board)[1:]]
        assert "Nurture" not in names(board)
        await press(pilot, "a", *"nurture", "enter", "enter")
        assert names(board)[:2] == ["Cold", "nurture"]
        await press(pilot, "escape", "u")
        assert "nurture" not in names(board)


async def test_a_stage_that_takes_an_old_name_asks_too_but_not_for_its_own(board):
    async with playing(board) as (_, pilot):
        await renamed(pilot, "Cold")
        await press(pilot, "j", "enter", *["backspace"] * len("Engaged"), *"Nurture", "enter")
        assert "“Nurture” is a former name of Cold" in flat(pilot)
        assert "Nothing saved here uses it." in flat(pilot)
        await press(pilot, "n")
        assert names(board)[:2] == ["Cold", "Engaged"]
        await press(pilot, "k", "enter", *["backspace"] * len("Cold"), *"Nurture", "enter")
        assert "is a former name" not in flat(pilot)
        assert names(board)[:2] == ["Nurture", "Engaged"]


async def test_rules_and_requirements_that_use_the_old_name_are_named_as_well(board):
    draft = RuleDraft("Greet", when="commented", condition="stage:nurture", then=("label hi",))
    board.act(lambda view: rule_verbs.add_rule(view, draft.name, draft.registers(view.board, view.today)))
    async with playing(board) as (_, pilot):
        await renamed(pilot, "Cold")
        await press(pilot, "a", *"Nurture", "enter")
        assert "It is used by the rule “Greet”." in flat(pilot)


async def test_the_old_name_of_a_label_finds_the_label_and_makes_no_second_one(board):
    acme, globex = card_named(board, "Acme pilot").id, card_named(board, "Globex renewal").id
    board.act(lambda view: label_verbs.rename_label(view, [acme], "vip", "top customer", anyway=False))
    async with playing(board) as (_, pilot):
        await press(pilot, "j", "number_sign", *"vip")
        assert "top customer" in shown(pilot)
        assert "new label" not in shown(pilot)
        await press(pilot, "enter")
        assert board.card(globex).labels == ("top customer",)


async def test_a_view_of_the_same_name_is_replaced_only_by_an_item_that_says_so(board):
    board.save_view("Mine", "owner:ana")
    async with playing(board) as (_, pilot):
        await press(pilot, "slash", *"stale", "enter", "V", *"mine")
        assert "Replace the view “Mine” with this filter" in shown(pilot)
        await press(pilot, "enter")
        assert [(view.name, view.query) for view in board.list_views()] == [("Mine", "owner:ana")]
        await press(pilot, "slash", *["backspace"] * 20, *"stale", "enter", "V", *"mine", "down", "enter")
        assert [(view.name, view.query) for view in board.list_views()] == [("mine", "stale")]
        await press(pilot, "V", *"Late ones")
        assert "Save this filter as “Late ones”" in shown(pilot)


async def test_a_filter_goes_on_finding_a_label_that_another_window_renames(board):
    card = card_named(board, "Acme pilot").id
    board.act(lambda view: verbs.edit(view, [card], {"label.old": True}))
    other = board.open_sibling()
    async with playing(board) as (screen, pilot):
        await press(pilot, "slash", *"label:old", "enter")
        assert "1 of" in shown(pilot)
        other.act(lambda view: label_verbs.rename_label(view, [card], "old", "new"))
        screen.board.poll()
        await settled(pilot)
        assert "1 of" in shown(pilot)
        assert "Acme pilot" in shown(pilot)
    other.close()
