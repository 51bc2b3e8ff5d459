"""Keys typed faster than the screen follows: each goes to what the key before it brought about, and none is a
command for chance."""

from __future__ import annotations

import pytest
from textual import events

from kanban import config
from kanban.config import Config
from kanban.domain.acts import verbs
from kanban.tui.app import KanbanApp
from tests.tui.boards import key_is_waiting, make_board, playing, settled
from tests.tui.cards import screen_text, until

ESC = "escape"
NAMED = {
    " ": "space",
    "-": "minus",
    "/": "slash",
    "!": "exclamation_mark",
    ESC: ESC,
    "enter": "enter",
    "ctrl+s": "ctrl+s",
}


@pytest.fixture
def board(home):
    return make_board(home / "kanban.db")


async def burst(pilot, *keys: str) -> None:
    """Let keys arrive all at once, as a quick typist on a slow line sends them."""
    for key in keys:
        pilot.app.post_message(events.Key(NAMED.get(key, key), key if len(key) == 1 else None))
    while key_is_waiting(pilot.app):
        await pilot.pause(0.01)
    await settled(pilot)


def texts(screen) -> str:
    return "\n".join(screen_text(screen.app))


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_words_behind_the_comment_key_are_the_comment(board, size):
    async with playing(board, size=size) as (screen, pilot):
        card = screen.model.card_summary
        await burst(pilot, "c", *"next unknown jHLx", "ctrl+s")
        await settled(pilot)
        assert [note.body for note in board.list_comments(card.id)] == ["next unknown jHLx"]
        assert len(list(board.list_cards())) == 9
        assert screen.model.board.lane_of(board.card(card.id).stage).name == "Nurture", "H and L moved nothing"


async def test_keys_behind_escape_are_the_boards_again(board):
    async with playing(board, size=(140, 40)) as (screen, pilot):
        first = screen.model.card_summary
        await burst(pilot, "c", *"kept", ESC, ESC, "j", "c", *"other", "ctrl+s")
        await settled(pilot)
        second = board.find("Globex renewal")
        assert board.read_draft(first.id) == "kept"
        assert [note.body for note in board.list_comments(second.id)] == ["other"]


async def test_words_for_a_card_that_is_gone_are_dropped(board):
    async with playing(board) as (screen, pilot):
        screen.board.poll = lambda: None  # it has not looked yet
        card = screen.model.card_summary
        board.connection.execute("DELETE FROM card WHERE id = ?", (card.id,))
        await burst(pilot, "c", *"nxd!", "enter", "d")
        assert "What you type now is ignored." in texts(screen)
        assert len(list(board.list_cards())) == 8


@pytest.mark.parametrize(("key", "says"), [("n", "New card"), ("slash", "")])
async def test_words_behind_a_dialogs_key_are_typed_into_it(board, key, says):
    async with playing(board) as (screen, pilot):
        pilot.app.post_message(events.Key(key, None))
        await burst(pilot, *"Jdcx")
        assert "Jdcx" in texts(screen)
        assert says in texts(screen)


async def test_a_paste_waits_for_its_turn_too(board):
    async with playing(board) as (screen, pilot):
        card = screen.model.card_summary
        pilot.app.post_message(events.Key("c", "c"))
        pilot.app.post_message(events.Paste("from the clipboard"))
        await burst(pilot, "!", "ctrl+s")
        await settled(pilot)
        assert [note.body for note in board.list_comments(card.id)] == ["from the clipboard!"]


async def test_a_key_whose_widget_went_away_holds_up_no_other(board):
    async with playing(board, size=(140, 40)) as (screen, pilot):
        await burst(pilot, "c", "x")
        await burst(pilot, ESC, ESC, "enter", ESC, ESC, "n", ESC, "slash", ESC, "j", "k", "j")
        board.act(lambda view: verbs.edit(view, [screen.model.card_summary.id], {"phone": "1"}))
        await settled(pilot)
        assert not key_is_waiting(pilot.app)
        assert screen.model.card_summary.title == "Globex renewal"


async def test_keys_behind_the_one_that_quits_go_nowhere(board):
    app = KanbanApp(board, config.find_places(), Config())
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for key in "qjnxq":
            app.post_message(events.Key(key, key))
        await until(pilot, lambda: app._exit)
    assert app.return_value in {None, 0}
    board.close()
