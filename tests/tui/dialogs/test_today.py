"""Today by keys: what was promised, in the header and in the list, kept or moved where it stands."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.domain.handoffs import handoff_verbs
from kanban.tui.dialogs.today_dialog import TodayDialog
from tests.tui.boards import CARDS, card_named, make_board, member_of, playing, press, settled, shown

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)])


@pytest.fixture
def board(tmp_path):
    """Raj has a late step, one for today (the clock stands at Thu 26 Nov 2026), and a card without any."""
    made = make_board(tmp_path / "kanban.db", (*CARDS, ("Wayne renewal", "Proposal", {"company": "Wayne"})))
    made.member_id = member_of(made, "Raj")
    for title, registers in (
        ("Stark retrofit", {"next_step": "demo", "next_on": "2026-11-20"}),
        ("Wayne renewal", {"next_step": "send the quote", "next_on": made.today.isoformat()}),
    ):
        made.act(lambda view, title=title, registers=registers: verbs.edit(
            view, [card_named(made, title).id], {"sales_owner": "Raj", **registers}
        ))  # fmt: skip
    return made


async def open_today(pilot):
    await settled(pilot)
    await press(pilot, "T")


@SIZES
async def test_it_shows_what_runs_out_first(board, size):
    async with playing(board, size) as (_, pilot):
        await open_today(pilot)
        text = shown(pilot)
        assert "today 1 !1" in text
        assert text.index("Late 1") < text.index("demo") < text.index("Today 1") < text.index("send the quote")
        assert "Fri 20 Nov" in text


async def test_a_late_step_is_done_there(board):
    async with playing(board) as (_, pilot):
        await open_today(pilot)
        await press(pilot, "x", *"call", "tab", *"+3d", "enter")
        await settled(pilot)
        card = card_named(board, "Stark retrofit")
        assert (card.next_step, card.next_on) == ("call", "2026-11-29")
        assert "Late" not in shown(pilot)
        assert "This week" in shown(pilot)


async def test_a_call_is_logged_there_and_moves_the_step(board):
    async with playing(board) as (_, pilot):
        await open_today(pilot)
        await press(pilot, "p", "n", "enter")
        await settled(pilot)
        card = card_named(board, "Stark retrofit")
        assert [logged.label for logged in board.list_activities(card.id)] == ["Call · no answer"]
        assert card.next_on == "2026-11-30"
        assert "Late" not in shown(pilot)


async def test_a_step_moves_to_another_day(board):
    async with playing(board) as (_, pilot):
        await open_today(pilot)
        await press(pilot, "plus", *"tomorrow", "enter")
        await settled(pilot)
        assert card_named(board, "Stark retrofit").next_on == "2026-11-27"
        assert "This week 1" in shown(pilot)
        await press(pilot, "escape", "u")
        await settled(pilot)
        assert card_named(board, "Stark retrofit").next_on == "2026-11-20"


async def test_an_offer_is_answered_there(board):
    board.member_id = member_of(board, "Ana")
    offered = card_named(board, "Umbrella pilot").id
    given = {"why": "asked for a price", "offer_to": member_of(board, "Raj")}
    board.act(lambda view: handoff_verbs.offer(view, offered, given))
    board.member_id = member_of(board, "Raj")
    async with playing(board) as (_, pilot):
        await open_today(pilot)
        assert "To answer 1" in shown(pilot)
        await press(pilot, "a")
        assert "Accept" in shown(pilot)


async def test_the_cursor_passes_the_headings_by(board):
    async with playing(board) as (_, pilot):
        await open_today(pilot)
        await press(pilot, "j", "enter")
        await settled(pilot)
        assert "Wayne renewal" in shown(pilot)
        assert "send the quote" in shown(pilot)


async def test_nothing_promised_is_calm(tmp_path):
    made = make_board(tmp_path / "kanban.db")
    async with playing(made) as (_, pilot):
        await settled(pilot)
        assert "today" not in shown(pilot).split("\n")[0]
        await press(pilot, "T")
        assert "Nothing waits for you today." in shown(pilot) or "No next step" in shown(pilot)


async def test_a_key_that_does_not_fit_says_why(board):
    async with playing(board) as (_, pilot):
        await open_today(pilot)
        await press(pilot, "a")
        assert "Nothing to answer here." in shown(pilot)


async def test_an_offer_is_not_done_but_answered(board):
    board.member_id = member_of(board, "Ana")
    offered = card_named(board, "Umbrella pilot").id
    given = {"why": "asked for a price", "offer_to": member_of(board, "Raj")}
    board.act(lambda view: handoff_verbs.offer(view, offered, given))
    board.member_id = member_of(board, "Raj")
    async with playing(board) as (_, pilot):
        await open_today(pilot)
        await press(pilot, "x")
        assert "It waits for an answer. a: answer" in shown(pilot)
        assert "To answer 1" in shown(pilot)


async def test_an_empty_list_offers_no_keys_of_a_row(tmp_path):
    made = make_board(tmp_path / "kanban.db", ())
    async with playing(made, size=(80, 24)) as (_, pilot):
        await settled(pilot)
        await press(pilot, "T")
        assert "Nothing waits for you today." in shown(pilot)
        assert not any(
            hint in shown(pilot) for hint in ("Enter: open", "enter open", "x done", "a answer", "c comment")
        )
        assert "Esc: close" in shown(pilot)


async def test_rows_that_are_read_before_the_list_is_composed_are_shown(board):
    """The store may answer before Textual has made the box: the keys in its border wait for it."""
    async with playing(board) as (_, pilot):
        await settled(pilot)
        dialog = TodayDialog(board.board, board.now, lambda *_: None)
        pilot.app.push_screen(dialog)
        dialog.show(board.board, ())  # its turn to compose has not come yet
        await settled(pilot)
        assert "Nothing" in shown(pilot)
        assert "Esc: close" in shown(pilot)
