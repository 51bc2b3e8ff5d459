"""The pipeline review by keys: two consecutive ones, decisions kept and not kept, a ruling on the spot, minutes."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from kanban.domain.acts import verbs
from kanban.domain.handoffs import contest, handoff_verbs
from kanban.domain.meetings import meeting_verbs
from kanban.store.opening import open_workspace
from tests.tui.boards import at, card_named, counted, make_board, member_of, playing, press, settled, shown

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (60, 15)])


def acting(board, name, act):
    """Do something as somebody else."""
    me, board.member_id = board.member_id, member_of(board, name)
    board.act(act)
    board.member_id = me


@pytest.fixture
def board(tmp_path):
    """A board (Thu 26 Nov 2026) with a contested return, a return and an offer that waits."""
    board = make_board(tmp_path / "kanban.db")
    for title in ("Umbrella pilot", "Globex renewal", "Initech seats"):
        card = card_named(board, title).id
        given = {"why": "asked for a price", "offer_to": member_of(board, "Raj")}
        board.act(lambda view, card=card, given=given: handoff_verbs.offer(view, card, given))
        if title != "Initech seats":
            back = {"return_reason": "no budget", "again": "2027-01-11"}
            acting(board, "Raj", lambda view, card=card, back=back: handoff_verbs.send_back(view, card, back))
    card = card_named(board, "Umbrella pilot").id
    board.act(lambda view: contest.contest(view, card, "He named 20k on the phone"))
    return board


async def open_review(pilot):
    await settled(pilot)
    await press(pilot, "P")
    await counted(pilot)


async def do(pilot, *keys):
    await press(pilot, *keys)
    await counted(pilot)


async def decide(pilot, words, owner, day, measure=""):
    await press(pilot, "d")
    for entry, typed in zip(pilot.app.screen.query(Input), (words, owner, day, measure), strict=True):
        entry.value = typed
    await do(pilot, "enter")


@SIZES
async def test_it_opens_with_last_time_and_the_movement(board, size):
    async with playing(board, size) as (_, pilot):
        await open_review(pilot)
        text = shown(pilot)
        assert "Pipeline review · Thu 26 Nov" in text
        assert "[1 Last time]" in text or "1 of 8  Last time" in text
        assert "Nothing was decided yet." in text
        assert "open at the start" in text
        assert "not begun" in text
        assert "b begin" in text


async def test_each_item_lists_its_cards_with_why_they_are_there(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_review(pilot)
        await press(pilot, "4")
        text = shown(pilot)
        assert "0 expired · 2 returned · 0 overturned · 1 contested · 1 waiting" in text
        lines = [line for line in text.splitlines() if "€" in line or "$" in line][:3]
        assert [name in line for name, line in zip(("Umbrella", "Globex", "Initech"), lines, strict=True)] == [True] * 3
        assert "contested · returned: no budget" in lines[0]
        assert "answer until" in lines[2]
        assert "Contested by Ana: “He named 20k on the phone”" in text, "the card under the cursor"
        assert "r rule" in text
        await press(pilot, "down")
        assert "r rule" not in shown(pilot)
        await press(pilot, "]")
        assert "First response" in shown(pilot)
        await press(pilot, "]")
        assert "Every objection on an open card has an answer." in shown(pilot)
        await press(pilot, "]", "]", "]")
        assert "the last item" in shown(pilot)


async def test_a_contested_return_is_ruled_on_the_spot(board):
    async with playing(board, (80, 24)) as (screen, pilot):
        await open_review(pilot)
        await press(pilot, "4", "r")
        assert "Overturn the return" in shown(pilot)
        await press(pilot, "enter")
        await do(pilot, "enter")
        assert "1 overturned · 0 contested · 2 waiting" in shown(pilot)
        registers = card_named(screen.workspace, "Umbrella pilot").extra
        assert contest.read(registers).outcome == "overturn"


async def test_a_card_opens_on_the_board(board):
    async with playing(board, (80, 24)) as (screen, pilot):
        await open_review(pilot)
        await press(pilot, "4", "enter")
        await settled(pilot)
        assert len(pilot.app.screen_stack) == 1
        assert screen.model.card_summary.title == "Umbrella pilot"


async def test_two_reviews_with_decisions_kept_and_not_kept(board, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ids = board.board.id, board.member_id
    async with playing(board, (80, 24)) as (_, pilot):
        await open_review(pilot)
        await do(pilot, "b")
        assert "0 of 45 min" in shown(pilot)
        await decide(pilot, "First call within a day", "Raj", "+1w", "median under 8 h")
        await press(pilot, "4")
        await decide(pilot, "Ask who said it", "Bo", "fri", "names")
        await press(pilot, "8")
        text = shown(pilot)
        assert "[8 Decisions]" in text
        assert "S Raj" in text
        assert "worked if: median under 8 h" in text
        assert "M Bo" in text
        assert "Umbrella pilot" in text
        await do(pilot, "e")
        assert "not begun" in shown(pilot)
        card = card_named(board, "Umbrella pilot")
        decisions = [comment for comment in board.list_comments(card.id) if comment.kind == "decision"]
        assert [comment.body.splitlines()[0] for comment in decisions] == ["Ask who said it"]

    board = open_workspace(tmp_path / "kanban.db", *ids, now=at(-6))
    stark = card_named(board, "Stark retrofit").id
    board.act(lambda view: verbs.move(view, [stark], to=view.board.find_stage("Won")))
    board.now = at(-7)
    async with playing(board, (80, 24)) as (_, pilot):
        await open_review(pilot)
        text = shown(pilot)
        assert "since Thu 26 Nov" in text
        assert text.count("? open") == 2
        assert "− won" in text
        assert "y kept" in text
        await do(pilot, "y")
        assert "✓ kept" in shown(pilot)
        await do(pilot, "down", "n")
        assert "✗ not kept" in shown(pilot)
        await do(pilot, "x")
        assert "? open" in shown(pilot)
        await do(pilot, "n")
        await do(pilot, "b")
        await decide(pilot, "Name the decision maker", "Ana", "+1w", "a name")
        await press(pilot, "m")
        text = shown(pilot)
        assert "Pipeline review · 3 Dec 2026" in text
        await press(pilot, "w")
        pilot.app.screen.query_one(Input).value = "minutes.md"
        await press(pilot, "enter")
        assert "Wrote the minutes" in shown(pilot)
        await press(pilot, "m")
        await do(pilot, "e")
        first, second = board.reload().meetings
    minutes = (tmp_path / "minutes.md").read_text("utf-8")
    assert "1. ✓ kept · First call within a day" in minutes
    assert "2. ✗ not kept · Ask who said it" in minutes
    assert "| − won | €75,000 | 1 |" in minutes
    assert "1. Name the decision maker" in minutes
    assert first.ended_at
    assert second.ended_at
    before, after = ({one["currency"]: one for one in meeting.figures["movement"]} for meeting in (first, second))
    assert before["EUR"]["end"] == after["EUR"]["start"]
    assert after["EUR"]["won"] == {"value": "75000.00", "deals": 1}


async def test_what_can_t_be_done_is_said(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_review(pilot)
        await do(pilot, "e")
        assert "No pipeline review goes on. b: begin" in shown(pilot)
        await press(pilot, "y")
        assert "Only a decision of last time is kept or not" in shown(pilot)
        await press(pilot, "2", "r")
        assert "No card under the cursor" in shown(pilot)
        await press(pilot, "4", "down", "r")
        assert "No return of" in shown(pilot)


async def test_undo_takes_a_decision_off(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_review(pilot)
        await decide(pilot, "Not so", "Raj", "+1w", "a figure")
        assert len(board.reload().decisions) == 1
        await do(pilot, "u")
        assert board.reload().decisions == ()


async def test_it_is_read_without_colours(board, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    board.act(meeting_verbs.begin)
    async with playing(board, (80, 24)) as (_, pilot):
        await open_review(pilot)
        await press(pilot, "4")
        assert "▌ Umbrella" in shown(pilot) or "▌" in shown(pilot)
        assert "[4 Handoffs]" in shown(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_escape_on_a_card_comes_back_to_the_item(board, size):
    async with playing(board, size) as (_, pilot):
        await open_review(pilot)
        await do(pilot, "4")
        await press(pilot, "j")
        cursor = pilot.app.screen.query_one("ReviewList").cursor
        await do(pilot, "enter")
        assert "Pipeline review" not in shown(pilot)
        await do(pilot, "escape")
        assert "Pipeline review" in shown(pilot)
        assert "[4 Handoffs]" in shown(pilot)
        assert pilot.app.screen.query_one("ReviewList").cursor == cursor
        await do(pilot, "1", "enter")
        if "enter open" in shown(pilot):  # a list of cards
            await do(pilot, "enter", "escape", "escape")
        assert "[1 Last time]" in shown(pilot)


async def test_a_decision_is_about_no_card_where_that_is_meant(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_review(pilot)
        await do(pilot, "b", "4")
        await press(pilot, "d")
        assert "Decision on " in shown(pilot)
        await press(pilot, "escape", "D")
        assert "Decision on " not in shown(pilot)
        assert "Decision" in shown(pilot)


async def test_a_proposed_value_is_replaced_by_typing(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_review(pilot)
        await do(pilot, "b")
        await press(pilot, "d", *"call", "tab", *"Raj", "tab", *"fri", "tab", *"now", "enter")
        await counted(pilot)
        decision = board.board.meetings and pilot.app.screen.review.agenda.decided[0]
        assert str(decision.due_on) == "2026-11-27"
        assert decision.owner == member_of(board, "Raj")
