"""The footer follows the focus: which keys it names where, and that no hint is ever cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.acts import verbs
from kanban.domain.handoffs.holders import STATES, acts_of
from kanban.tui.commands import COMMANDS, PANEL, CommandContext, set_keys
from kanban.tui.widgets.bars.hints import PLACES, TYPING, Hint, draw_footer, fit_hints, frame_hints
from tests.tui.boards import card_named, make_board, member_of, playing, press, screen_text
from tests.tui.cards import BOARD, opened

KNOWN = (*COMMANDS, *PANEL)

situations = st.builds(
    CommandContext, has_card=st.booleans(), selected=st.integers(0, 3), hidden=st.integers(0, 2),
    has_panel=st.booleans(), is_lead=st.booleans(), has_next_step=st.booleans(), is_shared=st.booleans(),
    has_links=st.booleans(), act=st.sampled_from(["", "offer", "answer offer", "rule on the return"]),
)  # fmt: skip


def line(place, now, width):
    """The footer as text."""
    return "".join(bit.text for bit in draw_footer(KNOWN, place, now, width))


@given(st.sampled_from(["board", *PLACES]), situations, st.integers(40, 400))
def test_hints_are_left_out_from_the_right_and_never_cut(place, now, width):
    whole, said = line(place, now, 10_000), line(place, now, width)
    assert said.endswith(" f1 help" if place in TYPING else " ? help")
    assert len(said) <= width
    left = said.removesuffix("f1 help").removesuffix("? help").rstrip()
    assert whole.startswith(left)
    assert whole[len(left) :][:2] in {"  ", ""}  # it ends where a hint does
    assert left.strip()


@given(st.lists(st.text("abc ", min_size=1, max_size=9), min_size=1, max_size=9), st.integers(1, 60))
def test_the_first_and_the_last_always_stay(verbs_, width):
    hints = [Hint("x", verb) for verb in verbs_]
    kept = fit_hints(hints, width)
    assert (kept[0], kept[-1]) == (hints[0], hints[-1])
    assert kept[:-1] == hints[: len(kept) - 1]


def test_at_200_columns_the_line_is_used():
    now = CommandContext(has_card=True, act="offer", has_next_step=True)
    assert len(line("board", now, 200)) > 180
    for word in ("a offer", "x step done", "p log", "# labels", "i inbox", "V views"):
        assert word in line("board", now, 200)
    assert line("board", now, 80).startswith(" a offer  enter open  c comment  p log  x step done  H L stage")


def test_what_is_selected_is_counted_and_what_of_it_is_hidden_too():
    assert line("board", CommandContext(has_card=True, selected=3), 80).startswith(" 3 selected  H L stage")
    assert line("board", CommandContext(has_card=True, selected=3, hidden=2), 80).startswith(" 3 selected (2 hidden)  ")


def test_the_users_keys_are_named():
    keys = {"comment": ("f3",), "panel_send": ("f4",), "help": ("f9",)}
    mine = (*set_keys(COMMANDS, keys), *set_keys(PANEL, keys))
    said = "".join(bit.text for bit in draw_footer(mine, "board", CommandContext(has_card=True), 100))
    assert "f3 comment" in said
    assert said.endswith("f9 help")
    assert "f4 send" in "".join(bit.text for bit in draw_footer(mine, "composer", CommandContext(), 100))


def test_a_frame_names_keys_with_a_colon():
    hints = [Hint("enter", "offer to sales"), Hint("tab", "next field"), Hint("J K", "order"), Hint("esc", "cancel")]
    assert frame_hints(hints, 70) == "Enter: offer to sales · Tab: next field · J K: order · Esc: cancel"
    assert frame_hints(hints, 40) == "Enter: offer to sales · Esc: cancel"


@given(
    st.sampled_from(["marketing", "sales"]),
    st.sampled_from(BOARD.stages),
    st.sampled_from([None, *STATES]),
    st.booleans(),
)
def test_an_act_is_named_only_where_one_fits(team, stage, state, door):
    acts = acts_of(team, stage.side, state, closed=stage.is_closed, door=door)
    if stage.is_closed:
        assert acts == []
    if team == "marketing":
        assert not {"accept", "ask", "return"} & {*acts}
    else:
        assert not {"offer", "answer", "withdraw"} & {*acts}


# -- on the screen


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


def last(pilot):
    """The last line of the screen."""
    return screen_text(pilot.app)[-1].rstrip()


async def test_it_follows_the_focus_from_board_to_card_to_composer_to_fields(board):
    async with playing(board) as (_, pilot):
        assert last(pilot).startswith(" a offer  enter open  c comment  p log  x step done")
        await press(pilot, "enter")
        assert last(pilot).startswith(" c comment  r reply  tab board")
        await press(pilot, "c")
        assert last(pilot) == " ctrl+s send  esc keep draft  @ name  tab board  f1 help"
        await press(pilot, "at")
        assert last(pilot).startswith(" tab take name  ↑ ↓ choose  esc close names")
        await press(pilot, "escape", "escape", "3")
        assert last(pilot).startswith(" enter edit  x clear  tab board")
        await press(pilot, "enter")
        assert last(pilot) == " enter save  esc cancel  tab complete  f1 help"
        await press(pilot, "escape", "2")
        assert last(pilot).startswith(" c comment  tab board  1 2 3 4 sections")
        await press(pilot, "4")
        assert last(pilot).startswith(" enter tick  x untick  tab board")
        await press(pilot, "tab")
        assert last(pilot).startswith(" tab card  a offer  c comment")
        await press(pilot, "slash")
        assert last(pilot) == " enter keep  esc show all  ↓ board  f1 help"


async def test_a_field_of_a_list_says_how_to_choose(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "enter", "3", *["j"] * 8, "enter")
        assert "GBP £" in "\n".join(screen_text(pilot.app))
        assert last(pilot) == " enter save  esc cancel  ↑ ↓ choose  tab complete  f1 help"
        await press(pilot, *"usd", "enter")
        assert card_named(board, "Acme pilot").currency == "USD"
        assert card_named(board, "Acme pilot").value == 1_200_000


async def test_forms_name_the_keys_of_the_list_that_is_open(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "s", "enter", "tab")
        assert last(pilot) == " tab next field  ↑ ↓ choose  f1 help"
        await press(pilot, *["tab"] * 5)
        assert last(pilot) == " tab next field  ↑ ↓ choose  space on or off  f1 help"
        await press(pilot, "tab")
        assert last(pilot) == " tab next field  f1 help"


async def test_ones_own_comment_may_be_edited_and_another_answered(board):
    acme = card_named(board, "Acme pilot").id
    board.act(lambda view: verbs.comment(view, acme, "Mine"))
    board.member_id = member_of(board, "Raj")
    board.act(lambda view: verbs.comment(view, acme, "Not mine"))
    board.member_id = member_of(board, "Ana")
    async with playing(board) as (_, pilot):
        await press(pilot, "enter", "G")
        assert last(pilot).startswith(" c comment  r reply")
        await press(pilot, "k")
        assert last(pilot).startswith(" c comment  e edit  x delete")
        await press(pilot, "e")
        assert last(pilot).startswith(" ctrl+s save  esc keep draft")


@pytest.mark.parametrize(("who", "lane", "said"), [
    ("Ana", "1", "a offer"), ("Ana", "6", ""), ("Raj", "1", ""), ("Raj", "4", "a accept"), ("Raj", "6", "a return"),
    ("Raj", "9", ""),
])  # fmt: skip
async def test_the_act_between_the_teams_is_the_one_that_fits(board, who, lane, said):
    board.member_id = member_of(board, who)
    async with playing(board) as (_, pilot):
        await press(pilot, lane)
        assert last(pilot).startswith(f" {said}" if said else " enter open")
        await press(pilot, "enter")
        assert (said in last(pilot)) if said else (" a " not in last(pilot))


async def test_an_offer_is_answered_and_a_question_too(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "a", *"now", "enter", "4")
        assert last(pilot).startswith(" a withdraw")
        await press(pilot, "M", *"raj", "enter")
        assert last(pilot).startswith(" a answer offer")
        await press(pilot, "a", *"ask", "enter", *"who signs", "enter", "M", *"ana", "enter")
        assert last(pilot).startswith(" a answer ")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("keys", "frame", "footer_"),
    [
        (("n",), "Enter: add · Esc: cancel", " tab next field  f1 help"),
        (("m",), "Enter: move · Esc: cancel", " ↑ ↓ choose  f1 help"),
        (("i",), "Esc: close", " ? help"),
        (("3", "a"), "Enter: offer to sales · Esc: cancel", " tab next field  f1 help"),
        (("V",), "Enter: show · Esc: cancel", " ctrl+r remove  ↑ ↓ choose  f1 help"),
        (("colon",), "Enter: run or open · Esc: cancel", " ↑ ↓ choose  f1 help"),
        (("number_sign",), "Enter: save · Esc: cancel", " tab on or off  ↑ ↓ choose  f1 help"),
        (("R",), "Enter: restore · Esc: cancel", " ↑ ↓ choose  f1 help"),
        (("s",), "Enter: edit · Esc: close", " a add  J K move  x remove  ? help"),
    ],
)
async def test_each_dialog_names_a_key_once_in_its_frame_or_in_the_last_line(board, size, keys, frame, footer_):
    async with playing(board, size=size) as (_, pilot):
        await press(pilot, *keys)
        assert any(f" {frame} " in row for row in screen_text(pilot.app))
        assert last(pilot) == footer_
        await press(pilot, "f1")
        assert "type to find" in "\n".join(screen_text(pilot.app))
        await press(pilot, "escape", "escape")
        assert last(pilot).startswith(" a offer")


async def test_help_is_a_letter_where_one_types_and_a_key_where_one_does_not(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "i", "question_mark")
        assert "type to find" in "\n".join(screen_text(pilot.app))
        await press(pilot, "escape", "escape", "n", "question_mark")
        assert "type to find" not in "\n".join(screen_text(pilot.app))
        assert last(pilot).endswith(" f1 help")


async def test_the_welcome_promises_no_help_that_is_not_there():
    from kanban.tui.screens.welcome import WelcomeScreen  # noqa: PLC0415 - only here

    async with opened(dialog=WelcomeScreen()) as (app, pilot):
        await pilot.pause()
        assert screen_text(app)[-1].rstrip() == " tab next  ← → choose"
        assert any("Enter: begin · Esc: quit" in row for row in screen_text(app))
