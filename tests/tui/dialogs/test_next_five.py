"""The next five by keys: reasons, the cards behind them, a skip and a doubt."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.tui.dialogs.figures.next_screen import NextScreen
from tests.tui.boards import card_named, counted, make_board, member_of, playing, press, settled, shown

CLOSED = tuple(
    (
        f"{'Fair' if n < 20 else 'Web'} deal {n}",
        "Lost" if 20 <= n < 38 else "Won",
        {"source": "Fair" if n < 20 else "Web"},
    )
    for n in range(40)
)
OPEN = (
    ("Stark retrofit", "Discovery", {"company": "Stark", "source": "Fair", "value": "75000"}),
    ("Wayne renewal", "Proposal", {"company": "Wayne", "source": "never seen"}),
)


@pytest.fixture
def board(tmp_path):
    """Raj owns two deals; of 40 closed ones the fair won all its twenty."""
    made = make_board(tmp_path / "kanban.db", (*OPEN, *CLOSED))
    made.member_id = member_of(made, "Raj")
    for title, registers in (
        ("Stark retrofit", {}),
        ("Wayne renewal", {"next_step": "quote", "next_on": "2026-11-20"}),
    ):
        made.act(lambda view, title=title, registers=registers: verbs.edit(
            view, [card_named(made, title).id], {"sales_owner": "Raj", **registers}
        ))  # fmt: skip
    return made


async def open_five(pilot):
    await settled(pilot)
    await press(pilot, "N")
    await counted(pilot)
    assert isinstance(pilot.app.screen, NextScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15), (40, 12)])
async def test_it_shows_the_cards_with_their_reasons(board, size):
    async with playing(board, size) as (_, pilot):
        await open_five(pilot)
        text = shown(pilot)
        assert text.index("Wayne renewal") < text.index("step late since") < text.index("Stark retrofit")
        assert "source Fair 20/20 won" in text
        assert "40 closed deals" in text


async def test_a_reason_opens_the_cards_that_it_counts(board):
    async with playing(board) as (_, pilot):
        await open_five(pilot)
        await press(pilot, "j")
        assert "Source: 20 of 20 closed deals won. The board: 22 of 40" in shown(pilot)
        await press(pilot, "enter")
        await counted(pilot)
        assert "20 cards" in shown(pilot)
        assert "Web deal" not in shown(pilot)


async def test_a_card_is_skipped_with_a_reason_and_a_day(board):
    async with playing(board) as (_, pilot):
        await open_five(pilot)
        await press(pilot, "s", "enter")
        await counted(pilot)
        assert "Wayne renewal" not in shown(pilot)
        assert "1 skipped" in shown(pilot)
        (mark,) = card_named(board, "Wayne renewal").registers("skip.").values()
        assert mark == {"until": "2026-11-28", "why": "waiting for them"}


async def test_what_is_not_true_is_asked_of_marketing_and_hidden(board):
    async with playing(board) as (_, pilot):
        await open_five(pilot)
        await press(pilot, "exclamation_mark")
        assert "Only a reason that rests on a fact" in shown(pilot)
        await press(pilot, "j", "exclamation_mark", *"by web", "enter")
        await counted(pilot)
        assert card_named(board, "Stark retrofit").registers("doubt.")["source"]["says"] == "by web"
        assert "source Fair" not in shown(pilot)


async def test_the_last_five_stand_there_at_once_the_next_time(board):
    async with playing(board) as (_, pilot):
        await open_five(pilot)
        await press(pilot, "escape")
        screen = pilot.app.screen
        await press(pilot, "N")
        assert pilot.app.screen is not screen
        assert "Wayne renewal" in shown(pilot)
        await counted(pilot)
        assert "refreshing" not in shown(pilot)


async def test_enter_on_what_counts_no_cards_opens_the_card(board):
    async with playing(board) as (screen, pilot):
        await open_five(pilot)
        await press(pilot, "enter")
        await counted(pilot)
        assert pilot.app.screen is screen
        assert screen.model.card_summary.title == "Wayne renewal"


async def test_the_same_five_are_not_chosen_again_until_something_is_written(board, monkeypatch):
    async with playing(board) as (screen, pilot):
        await open_five(pilot)
        part = screen.parts.next_five
        chosen = []
        choose = part._choose
        monkeypatch.setattr(part, "_choose", lambda workspace: chosen.append(1) or choose(workspace))
        await press(pilot, "escape", "N")
        await counted(pilot)
        assert ("Wayne renewal" in shown(pilot), "refreshing" in shown(pilot), len(chosen)) == (True, False, 0)
        await press(pilot, "escape")
        board.act(lambda view: verbs.edit(view, [card_named(board, "Stark retrofit").id], {"title": "Stark II"}))
        await press(pilot, "N")
        await counted(pilot)
        assert ("Stark II" in shown(pilot), len(chosen)) == (True, 1)


async def test_v_shows_the_skipped_cards_and_s_lets_one_come_again(board):
    async with playing(board) as (_, pilot):
        await open_five(pilot)
        await press(pilot, "s", "enter")
        await counted(pilot)
        await press(pilot, "v")
        assert "Skipped · S Raj" in shown(pilot)
        assert "until" in shown(pilot)
        await press(pilot, "s")
        await counted(pilot)
        assert "No card is skipped. v: next five" in shown(pilot)
        await press(pilot, "v")
        assert "Next five · S Raj" in shown(pilot)
        assert "skipped until" not in shown(pilot)
