"""Logging what was done with a prospect: one key, a letter and enter; the thread, the face and undo."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kanban.domain.acts import activity_verbs, verbs
from kanban.tui.dialogs.cards.log_activity import ROWS, LogActivity
from tests.tui.boards import make_board, playing, press, settled, shown
from tests.tui.cards import NOW


@pytest.fixture
def board(tmp_path):
    return make_board(tmp_path / "board.db")


def card_of(board, title):
    return board.find(title)


async def test_three_keys_log_a_call_without_an_answer_and_move_the_step(board):
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await press(pilot, "p")
        assert isinstance(screen.app.screen, LogActivity)
        assert "Activity: “Acme pilot”" in shown(pilot)
        await press(pilot, "n", "enter")
        await settled(pilot)
        assert "Logged a call: no answer (“Acme pilot”)" in shown(pilot)
        card = card_of(board, "Acme pilot")
        (logged,) = board.list_activities(card.id)
        assert (logged.label, logged.author) == ("Call · no answer", board.member_id)
        assert (card.next_step, card.next_on) == ("call the CFO", "2026-11-30")  # two working days after Thu 26 Nov
        await press(pilot, "u")
        await settled(pilot)
        assert board.list_activities(card.id) == []


async def test_a_meeting_with_its_note_its_time_and_the_next_step(board):
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "p", "h", "tab", *"The CFO decides", "tab", *"yesterday 14:00")
        assert "→ Wed 25 Nov 14:00" in shown(pilot)
        await press(pilot, "tab", "end", *("backspace",) * 20, *"send the quote", "tab", *"fri", "enter")
        await settled(pilot)
        card = card_of(board, "Acme pilot")
        (logged,) = board.list_activities(card.id)
        assert (logged.label, logged.text, logged.done_at) == (
            "Meeting · held",
            "The CFO decides",
            "2026-11-25T13:00:00Z",
        )
        assert (card.next_step, card.next_on) == ("send the quote", "2026-11-27")
        assert "»1" in shown(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        text = shown(pilot)
        assert "Meeting · held" in text
        assert "The CFO decides" in text


async def test_a_time_ahead_or_unreadable_is_refused_in_its_place(board):
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await press(pilot, "p", "tab", "tab", *"9.70", "enter")
        await settled(pilot)
        assert "as a time. Try 9:30" in " ".join(shown(pilot).split())
        assert isinstance(screen.app.screen, LogActivity)
        await press(pilot, "escape")
        await settled(pilot)
        assert board.list_activities(card_of(board, "Acme pilot").id) == []


async def test_several_cards_at_once(board):
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "space", "j", "space", "p")
        assert "Activity: 2 cards" in shown(pilot)
        await press(pilot, "s", "enter")
        await settled(pilot)
        assert "Logged an e-mail: sent (2 cards)" in shown(pilot)
        logged = [
            len(board.list_activities(card_of(board, title).id))
            for title in ("Acme pilot", "Globex renewal", "Initech seats")
        ]
        assert sum(logged) == 2


async def test_every_letter_chooses_its_row_and_arrows_go_round(board):
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await press(pilot, "p")
        rows = screen.app.screen.query_one("OutcomeRows")
        for letter, kind, outcome in ROWS:
            await press(pilot, letter)
            assert rows.chosen == (kind, outcome)
        await press(pilot, "down")
        assert rows.chosen == ROWS[0][1:]
        await press(pilot, "up")
        assert rows.chosen == ROWS[-1][1:]


async def test_a_thread_tells_attempts_until_somebody_was_reached(board):
    card = card_of(board, "Globex renewal")
    for outcome, days in (("no answer", 3), ("no answer", 2), ("reached", 1)):
        board.now = lambda days=days: _before(days)
        board.act(
            lambda view, outcome=outcome: activity_verbs.log_activity(
                view, [card.id], "call", outcome, words="\x1b[31m[b]Hi[/b]"
            )
        )
    board.now = lambda: _before(0)
    board.act(lambda view: verbs.comment(view, card.id, "Well done"))
    async with playing(board, size=(120, 40)) as (_, pilot):
        await press(pilot, "j", "enter")
        await settled(pilot)
        text = shown(pilot)
        for words in ("Call · no answer · 1st", "Call · no answer · 2nd", "Call · reached · 1st", "[b]Hi[/b]"):
            assert words in " ".join(text.split()), text
        assert "\x1b" not in text


def _before(days):
    return NOW - timedelta(days=days)
