"""The board as a whole: keys in, intents, what the store then holds, and what stands on the screen."""

from __future__ import annotations

import pytest

from kanban.config import Config, find_places
from kanban.domain.acts import board_verbs, verbs
from kanban.tui import app, messages
from tests.tui.boards import (
    card_named,
    compare,
    cursor,
    lane_of,
    make_board,
    member_of,
    playing,
    press,
    screen_text,
    settled,
    shown,
    titles,
)  # fmt: skip


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


def asked(screen, kind):
    """Have the screen keep what it is told of a kind, and return where."""
    heard = []
    before = screen.post_message

    def keep(message):
        if isinstance(message, kind):
            heard.append(message)
        return before(message)

    screen.post_message = keep
    return heard


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 50), (60, 15), (20, 5)])
async def test_it_looks_so(board, size):
    async with playing(board, size=size) as (_, pilot):
        compare(f"board-{size[0]}x{size[1]}", screen_text(pilot.app))


async def test_what_was_kept_of_another_database_is_not_told_here(board, home, monkeypatch):
    mine = find_places().database.with_name("kanban.db.before-9")
    monkeypatch.setattr(app, "COPIES", [home / "elsewhere" / "kanban.db.before-9"])
    async with playing(board) as (_, pilot):
        assert "before-9" not in shown(pilot)
    app.COPIES.append(mine)
    async with playing(make_board(home / "data" / "again.db"), size=(200, 50)) as (_, pilot):
        assert "a copy of it as it was is kept" in shown(pilot)


async def test_the_cursor_goes_about(board):
    async with playing(board) as (screen, pilot):
        assert cursor(screen) == "Acme pilot"
        await press(pilot, "j")
        assert cursor(screen) == "Globex renewal"
        await press(pilot, "l")
        assert cursor(screen).startswith("東京")  # the same row of the next lane
        await press(pilot, "k", "h", "G")
        assert cursor(screen) == "Initech seats"
        await press(pilot, "g", "4")
        assert cursor(screen) == "Soylent rollout"
        await press(pilot, "right", "left", "left")
        assert cursor(screen) == "Umbrella pilot"


async def test_a_lane_that_is_folded_opens_for_the_cursor(board):
    async with playing(board) as (screen, pilot):
        assert "Wonka audit" not in shown(pilot)
        await press(pilot, "9")
        assert cursor(screen) == "Wonka audit"
        assert "Wonka audit" in shown(pilot)
        await press(pilot, "1")
        assert "Wonka audit" not in shown(pilot)


async def test_a_key_asks_and_the_store_answers(board):
    async with playing(board) as (screen, pilot):
        heard = asked(screen, messages.MoveAsked)
        await press(pilot, "L")
        assert heard == [messages.MoveAsked((card_named(board, "Acme pilot").id,), 1)]
        assert lane_of(board, "Acme pilot") == "Engaged"
        assert cursor(screen) == "Acme pilot"
        assert "Moved “Acme pilot” to Engaged" in shown(pilot)
        await press(pilot, "u")
        assert lane_of(board, "Acme pilot") == "Nurture"
        assert titles(board, "Nurture")[0] == "Acme pilot"
        await press(pilot, "U")
        assert lane_of(board, "Acme pilot") == "Engaged"


async def test_of_fast_presses_none_is_lost(board):
    async with playing(board) as (screen, pilot):
        await pilot.press("L", "L", "H", "L")
        await settled(pilot)
        assert lane_of(board, "Acme pilot") == "MQL"
        assert (screen.model.lane, cursor(screen)) == (board.board.find_stage("MQL").id, "Acme pilot")


async def test_a_card_moves_within_its_lane(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "J")
        assert titles(board, "Nurture") == ["Globex renewal", "Acme pilot", "Initech seats"]
        await press(pilot, "J", "K", "K")
        assert titles(board, "Nurture") == ["Acme pilot", "Globex renewal", "Initech seats"]
        assert cursor(screen) == "Acme pilot"
        await press(pilot, "K")
        assert "at the top already" in shown(pilot)


async def test_what_is_selected_is_moved_together(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "space", "space")
        assert "2 selected" in shown(pilot)
        assert cursor(screen) == "Initech seats"
        await press(pilot, "L")
        assert titles(board, "Engaged")[:2] == ["Acme pilot", "Globex renewal"]
        await press(pilot, "escape", "A")
        assert len(screen.model.selected) == 1
        await press(pilot, "A")
        assert not screen.model.selected


async def test_a_move_that_lacks_a_field_asks_for_it_there(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board) as (_, pilot):
        await press(pilot, "6", "m", *"lost", "enter")
        assert "price" in shown(pilot)
        assert lane_of(board, "Stark retrofit") == "Discovery"
        await press(pilot, *"budget", "enter")
        assert lane_of(board, "Stark retrofit") == "Lost"
        assert card_named(board, "Stark retrofit").lost_reason == "no budget"
        await press(pilot, "escape", "u")  # the question why they decided so is skipped
        assert (lane_of(board, "Stark retrofit"), card_named(board, "Stark retrofit").lost_reason) == (
            "Discovery",
            None,
        )


async def test_leaving_that_question_leaves_the_card_where_it_was(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board) as (_, pilot):
        await press(pilot, "6", "m", *"lost", "enter", "escape")
        assert lane_of(board, "Stark retrofit") == "Discovery"
        assert "stays where it was" in shown(pilot)


async def test_move_to_finds_a_stage_by_typing(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "m", *"enga", "enter")
        assert lane_of(board, "Acme pilot") == "Engaged"
        assert cursor(screen) == "Acme pilot"
        top, *others = titles(board, "Engaged")
        assert top == "Acme pilot"
        await press(pilot, "m", *"bottom", "enter")
        assert titles(board, "Engaged") == [*others, "Acme pilot"]
        await press(pilot, "m", *"top", "enter")
        assert titles(board, "Engaged") == ["Acme pilot", *others]


async def test_a_new_card_comes_to_the_top_with_the_cursor_on_it(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "l", "n")
        await press(pilot, *"Tyrell", "tab", *"Tyrell", "tab", *"12k", "enter")
        assert titles(board, "Engaged")[0] == "Tyrell"
        assert card_named(board, "Tyrell").value == 1_200_000
        assert cursor(screen) == "Tyrell"
        assert "Added “Tyrell” to Engaged" in shown(pilot)


async def test_deleting_and_bringing_back(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "j", "d")
        assert titles(board, "Nurture") == ["Acme pilot", "Initech seats"]
        assert cursor(screen) == "Initech seats"  # the card that is now where it was
        await press(pilot, "R", "enter")
        assert titles(board, "Nurture") == ["Acme pilot", "Globex renewal", "Initech seats"]
        assert cursor(screen) == "Initech seats"


async def test_many_are_deleted_only_when_asked_again(home):
    board = make_board(home / "data" / "kanban.db", [(f"Card {n}", "Nurture", {}) for n in range(30)])
    async with playing(board) as (_, pilot):
        await press(pilot, "A", "d")
        assert "Delete 30 cards" in shown(pilot)
        await press(pilot, "escape")
        assert len(titles(board, "Nurture")) == 30
        await press(pilot, "d", "enter")
        assert titles(board, "Nurture") == []
        await press(pilot, "u")
        assert len(titles(board, "Nurture")) == 30


async def test_bulk_fields_and_labels(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "space", "space", "e")
        await press(pilot, *"hot", "enter")
        assert [card_named(board, name).labels for name in ("Acme pilot", "Globex renewal")] == [
            ("hot", "vip"),
            ("hot",),
        ]
        assert card_named(board, "Initech seats").labels == ()


async def test_the_next_step_is_done_and_another_follows(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "x")
        await press(pilot, *"send offer", "tab", *"fri", "enter")
        card = card_named(board, "Acme pilot")
        assert (card.next_step, card.next_on) == ("send offer", "2026-11-27")


async def test_the_reference_is_copied(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "y")
        assert pilot.app.clipboard == card_named(board, "Acme pilot").ref


async def test_folding_by_hand(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "z")
        assert "Acme pilot" not in shown(pilot)
        assert cursor(screen) == "Hooli trial"
        await press(pilot, "h", "z")
        await press(pilot, "l")
        assert "Acme pilot" in shown(pilot)


async def test_somebody_else_acts_from_now_on(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "M", *"raj", "enter")
        assert "S Raj · sales" in shown(pilot)
        await press(pilot, "L")
        history = board.list_changes(card_named(board, "Acme pilot").id)
        assert history[-1].actor == member_of(board, "Raj")


async def test_a_new_member_begins_with_everything_read(board):
    board.act(lambda view: verbs.comment(view, card_named(board, "Acme pilot").id, "Hello"))
    async with playing(board) as (_, pilot):
        await press(pilot, "M", *"Zoe", "down", "enter")
        assert "Zoe · sales" in shown(pilot)
        assert not board.has_unread_mark(card_named(board, "Acme pilot").id)


async def test_stages_are_set_up_and_the_board_follows(board):
    async with playing(board, size=(200, 50)) as (_, pilot):
        await press(pilot, "s", "e", "tab")
        await press(pilot, "shift+tab", *["backspace"] * 7, *"Fresh", "enter")
        await press(pilot, "escape")
        assert "Fresh" in shown(pilot)
        assert board.board.stages[0].name == "Fresh"


async def test_the_boards_own_settings_are_typed_and_said_no_to(board):
    async with playing(board, size=(120, 40)) as (_, pilot):
        await press(pilot, "colon", *"board settings", "enter")
        await press(pilot, "tab", *"USD", "tab", "tab", "tab", *"soon", "enter")
        assert "soon" in shown(pilot)
        assert board.board.currency == "EUR"
        await press(pilot, *["backspace"] * 4, *"2026-12-25", "enter")
        assert (board.board.currency, board.board.holidays) == ("USD", ("2026-12-25",))
        await press(pilot, "u")
        assert (board.board.currency, board.board.holidays) == ("EUR", ())


async def test_a_stage_that_is_added_gets_a_lane(board):
    async with playing(board, size=(200, 50)) as (screen, pilot):
        other = board.open_sibling()
        other.act(lambda view: board_verbs.add_stage(view, "Waiting", after=view.board.stages[1]))
        other.close()
        screen.board.poll()
        await settled(pilot)
        assert "Waiting" in shown(pilot)
        assert cursor(screen) == "Acme pilot"


async def test_the_palette_does_and_finds(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "colon", *"undo")
        assert "Undo" in shown(pilot)
        await press(pilot, *["backspace"] * 4, *"stark")
        await pilot.app.workers.wait_for_complete()
        await press(pilot, "enter")
        assert cursor(screen) == "Stark retrofit"
        assert screen.parts.panel.card_id == card_named(board, "Stark retrofit").id
        await press(pilot, "escape", "ctrl+p", *"engaged", "enter")
        assert cursor(screen) == "Hooli trial"


async def test_keys_are_the_users(board):
    settings = Config(keys={"move_right": ("f5",), "quit": (), "delete": ("Q",)})
    async with playing(board, settings=settings) as (_, pilot):
        await press(pilot, "L", "q", "d")
        assert lane_of(board, "Acme pilot") == "Nurture"
        await press(pilot, "f5")
        assert lane_of(board, "Acme pilot") == "Engaged"
        await press(pilot, "Q")
        assert card_named(board, "Acme pilot").deleted


async def test_a_refusal_is_a_sentence_and_nothing_changes(board):
    board.act(lambda view: board_verbs.set_member(view, view.board.find_member("Raj"), {"role": "viewer"}))
    board.member_id = member_of(board, "Raj")
    async with playing(board) as (_, pilot):
        await press(pilot, "L")
        assert "A viewer can't move cards." in shown(pilot)
        assert lane_of(board, "Acme pilot") == "Nurture"


async def test_a_warning_stands_beside_what_was_done(board):
    engaged = board.board.find_stage("Engaged")
    board.act(lambda view: board_verbs.set_stage(view, engaged, {"limit": 2}))
    async with playing(board) as (_, pilot):
        await press(pilot, "L")
        assert "over its limit of 2" in shown(pilot)
        assert "3/2" in shown(pilot)


async def test_another_board_is_made_and_opened(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "b", *"Partners", "enter")
        await settled(pilot)
        assert "Partners" in shown(pilot)
        assert "No cards yet." in shown(pilot)
        await press(pilot, "b", *"Pipe", "enter")
        await settled(pilot)
        assert "Acme pilot" in shown(pilot)


async def test_a_theme_is_tried_on_and_kept(board):
    async with playing(board) as (screen, pilot):
        before = screen.board_styles
        await press(pilot, "t", *"kanban-light", "enter")
        assert pilot.app.theme == "kanban-light"
        assert screen.board_styles is not before
        await press(pilot, "t", *"nord", "escape")
        assert pilot.app.theme == "kanban-light"


async def test_it_is_too_small_and_then_it_is_not(board):
    async with playing(board, size=(20, 5)) as (_, pilot):
        assert "This terminal is" in shown(pilot)
        await pilot.resize_terminal(100, 30)
        await settled(pilot)
        assert "Acme pilot" in shown(pilot)
        assert "This terminal is" not in shown(pilot)
