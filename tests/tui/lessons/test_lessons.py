"""A debrief after a deal was won or lost, and a walk whose end is nowhere on the screen before it is reached."""

from __future__ import annotations

import pytest

from kanban.domain.acts import activity_verbs, verbs
from kanban.domain.lessons import lesson_verbs
from kanban.store import lessons
from kanban.tui.dialogs.inbox_dialog import InboxDialog
from kanban.tui.dialogs.lessons.debrief_dialog import DebriefDialog
from kanban.tui.dialogs.lessons.walk_screen import WalkScreen
from tests.tui.boards import card_named, counted, make_board, member_of, playing, press, settled, shown

WORDS = "the pilot came too late"


@pytest.fixture
def board(tmp_path):
    return make_board(tmp_path / "board.db")


def close(board, title="Stark retrofit"):
    """Let a rep call about a deal and lose it; a word follows. Its marketer is Ana, who acts."""
    card, ana = card_named(board, title), board.member_id
    board.act(lambda view: verbs.edit(view, [card.id], {"close_on": "2027-03-03", "marketing_owner": "Ana"}))
    board.member_id = member_of(board, "Raj")
    board.act(lambda view: activity_verbs.log_activity(view, [card.id], "call", "no answer"))
    lost = next(stage for stage in board.board.stages if stage.ending == "lost")
    board.act(lambda view: verbs.move(view, [card.id], to=lost, inputs={"lost_reason": "competitor"}))
    board.act(lambda view: verbs.comment(view, card.id, "They bought elsewhere."))
    board.member_id = ana
    return card


def learnt(board, card):
    return lessons.card_lessons.list_lessons(board, card)


async def test_a_walk_hides_the_end_until_it_is_reached(board):
    card = close(board)
    async with playing(board) as (screen, pilot):
        screen.parts.lessons.action_walk()
        await settled(pilot)
        assert isinstance(pilot.app.screen, WalkScreen)
        seen = 0
        while "how it ended: hidden" in shown(pilot):
            seen += 1
            page = shown(pilot)
            assert "Stark retrofit" in page
            assert [word for word in ("Lost", "competitor", "3 Mar", "elsewhere") if word in page] == []
            await press(pilot, "tab")
            card_page = shown(pilot)
            assert "the card as it was" in card_page
            assert [word for word in ("Lost", "competitor", "3 Mar", "Close", "elsewhere") if word in card_page] == []
            await press(pilot, "tab", *"ring", "enter")
            assert seen < 10
        assert seen >= 2
        assert "Lost" in shown(pilot)
        assert "competitor" in shown(pilot)
        assert "you said  ring" in shown(pilot)
        assert learnt(board, card.id) == []
        await press(pilot, "s")
        assert "Shared with the thread." in shown(pilot)
        (shared,) = learnt(board, card.id)
        assert [answer.words for answer in shared.answers] == ["ring"] * seen


async def test_it_stops_and_goes_on_where_it_was(board):
    close(board)
    async with playing(board) as (screen, pilot):
        screen.parts.lessons.action_walk()
        await settled(pilot)
        await press(pilot, *"first", "enter")
        await press(pilot, "escape")
        assert pilot.app.screen is screen
        screen.parts.lessons.action_walk()
        await settled(pilot)
        assert "you said  first" in shown(pilot)
        await press(pilot, "ctrl+n")
        assert lessons.walks.list_own(board)[0].step >= 3 or lessons.walks.list_own(board)[0].ended_at


async def test_the_inbox_of_a_marketer_proposes_it(board):
    close(board)
    async with playing(board) as (_, pilot):
        await press(pilot, "i")
        assert isinstance(pilot.app.screen, InboxDialog)
        page = shown(pilot)
        assert "a closed deal to walk" in page
        assert "Lost" not in "\n".join(line for line in page.splitlines() if "walk" in line or "Stark" in line)
        await press(pilot, "G", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, WalkScreen)


async def test_with_nothing_closed_there_is_no_walk(board):
    async with playing(board) as (screen, pilot):
        screen.parts.lessons.action_walk()
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "Nothing more to walk this week." in shown(pilot)


async def test_a_debrief_is_asked_once_a_rep_has_closed_a_deal(board):
    board.member_id = member_of(board, "Raj")
    card = card_named(board, "Stark retrofit")
    async with playing(board) as (screen, pilot):
        await press(pilot, "6", "m", *"won", "enter")
        if not isinstance(pilot.app.screen, DebriefDialog):
            await press(pilot, "enter")
        assert isinstance(pilot.app.screen, DebriefDialog)
        assert "Won · Stark retrofit · one question" in shown(pilot)
        await press(pilot, "enter")
        assert "Say it in a line or two" in shown(pilot)
        await press(pilot, *"dear", "enter")
        assert pilot.app.screen is screen
        assert [one.words for one in learnt(board, card.id)] == ["dear"]


async def test_the_thread_shows_debriefs_and_walks(board):
    card = close(board)
    board.act(lambda view: lesson_verbs.debrief(view, card.id, WORDS))
    async with playing(board) as (_, pilot):
        await pilot.app.screen.parts.search.go_to(card.id)
        await settled(pilot)
        await press(pilot, "enter")
        assert "※" in shown(pilot)
        assert "debrief: the pilot came" in shown(pilot)


async def test_the_review_walks_one_deal_without_its_end(board):
    close(board)
    async with playing(board) as (_, pilot):
        await press(pilot, "P")
        await counted(pilot)
        await press(pilot, "7")
        page = shown(pilot)
        assert "Stark retrofit" in page
        assert [word for word in ("Lost", "competitor", "Won") if word in page] == []
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, WalkScreen)
        assert "how it ended: hidden" in shown(pilot)
