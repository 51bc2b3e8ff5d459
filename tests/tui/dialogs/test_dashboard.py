"""The dashboard by keys: figures of both teams, and from each figure to exactly its cards."""

from __future__ import annotations

import asyncio
import re
import threading
from datetime import date

import pytest
from textual.widgets import Input

from kanban.domain import commitments
from kanban.domain.acts import verbs
from kanban.domain.goals import goal_verbs
from kanban.domain.handoffs import handoff_verbs
from kanban.reports.answers import forecast_answer
from tests.tui.boards import CARDS, card_named, counted, make_board, member_of, playing, press, settled, shown
from tests.tui.cards import until

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (60, 15)])


@pytest.fixture
def board(tmp_path):
    """Nine cards of two weeks ago, one of them won (the clock stands at Thu 26 Nov 2026); one was offered since."""
    made = make_board(
        tmp_path / "kanban.db",
        (*CARDS, ("Gone south", "Lost", {"value": "100", "sales_owner": "Raj", "lost_reason": "price"})),
    )
    offered = card_named(made, "Umbrella pilot").id
    given = {"why": "asked for a price", "offer_to": member_of(made, "Raj")}
    made.act(lambda view: handoff_verbs.offer(view, offered, given))
    return made


async def open_dashboard(pilot):
    await settled(pilot)
    await press(pilot, "r")
    await counted(pilot)


@SIZES
async def test_it_answers_five_questions(board, size):
    async with playing(board, size) as (_, pilot):
        await open_dashboard(pilot)
        text = shown(pilot)
        assert "Dashboard · 1 Oct 2026 – 26 Nov 2026" in text
        for section in ("1 Funnel", "2 Handoffs"):
            assert section in text
        if size[0] >= 80:
            assert "5 Win rate" in text
            assert "all cards" in text
        assert "counting" not in text
        assert "esc board" in text or size[0] < 80


async def test_a_figure_opens_exactly_its_cards(board):
    async with playing(board, (120, 40)) as (_, pilot):
        await open_dashboard(pilot)
        await press(pilot, "2")
        assert "[1]" in shown(pilot)
        await press(pilot, "enter")
        text = shown(pilot)
        assert "Offers made" in text
        assert "1 card" in text
        assert "Umbrella pilot" in text
        assert "Handoff" in text
        await press(pilot, "escape")
        assert "[1]" in shown(pilot), "it comes back to the same figure"
        await press(pilot, "enter", "enter")
        await settled(pilot)
        assert "Dashboard" not in shown(pilot)
        assert "asked for a price" in shown(pilot), "the card stands open"


async def test_the_cursor_goes_from_figure_to_figure(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_dashboard(pilot)
        assert "[10]" in shown(pilot)  # all ten reached Nurture
        await press(pilot, "l")
        assert "[7]" in shown(pilot)
        await press(pilot, "j")
        assert "[10]" not in shown(pilot)
        await press(pilot, "k", "h")
        assert "[10]" in shown(pilot)


async def test_sections_open_by_tab_and_number(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_dashboard(pilot)
        assert "▾ 1 Funnel" in shown(pilot)
        await press(pilot, "tab")
        assert "▾ 2 Handoffs" in shown(pilot)
        assert "▸ 1 Funnel" in shown(pilot)
        await press(pilot, "5")
        assert "▾ 5 Win rate" in shown(pilot)
        await press(pilot, "tab")
        assert "▾ 1 Funnel" in shown(pilot)


async def test_another_quarter_is_counted(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_dashboard(pilot)
        await press(pilot, "left_square_bracket")
        await counted(pilot)
        text = shown(pilot)
        assert "1 Jul 2026 – 30 Sep 2026" in text
        assert "no card reached a stage yet" in text
        assert "no offer yet" in text
        await press(pilot, "right_square_bracket")
        await counted(pilot)
        assert "1 Oct 2026" in shown(pilot)
        await press(pilot, "right_square_bracket")
        assert "This is the present quarter." in shown(pilot)


async def test_a_query_counts_its_cards_alone(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_dashboard(pilot)
        await press(pilot, "slash", *"owner:raj", "enter")
        await counted(pilot)
        assert "owner:raj" in shown(pilot)
        assert "[4]" in shown(pilot)
        await press(pilot, "slash", "ctrl+u", *"value>", "enter")
        await counted(pilot)
        text = shown(pilot)
        assert "owner:raj" in text, "what was counted last stays"
        assert "value" in text.splitlines()[-2] + text.splitlines()[-3]
        await press(pilot, "slash", "escape", "escape")
        await settled(pilot)
        assert "Dashboard" not in shown(pilot)


@pytest.mark.parametrize("is_committed", [True, False])
async def test_it_tells_what_is_committed(board, is_committed):
    deal = card_named(board, "Stark retrofit")
    board.member_id = member_of(board, "Raj")
    board.act(lambda view: verbs.edit(view, [deal.id], {"sales_owner": "Raj", "value": 120_000, "currency": "EUR"}))
    if is_committed:
        board.act(lambda view: commitments.commit(view, deal.id))
    async with playing(board, (200, 50)) as (_, pilot):
        await open_dashboard(pilot)
        await press(pilot, "4")
        assert "Weighted €" in shown(pilot)
        assert ("· committed €1,200" in shown(pilot)) is is_committed
        assert ("committed" in shown(pilot)) is is_committed


async def test_amounts_in_another_currency(board):
    async with playing(board, (80, 24)) as (_, pilot):
        board.act(
            lambda view: verbs.edit(view, [card_named(board, "Stark retrofit").id], {"value": 100, "currency": "USD"})
        )
        await open_dashboard(pilot)
        assert "EUR only" in shown(pilot)
        await press(pilot, "m")
        await counted(pilot)
        assert "USD only" in shown(pilot)
        await press(pilot, "3")
        assert "$1" in shown(pilot)


async def test_an_empty_board_says_what_each_line_waits_for(tmp_path):
    made = make_board(tmp_path / "kanban.db", ())
    async with playing(made, (80, 24)) as (_, pilot):
        await open_dashboard(pilot)
        text = shown(pilot)
        for words in ("no card reached a stage yet", "no offer yet", "no open deals", "no deal closed"):
            assert words in text
        await press(pilot, "enter", "j", "l", "tab")
        assert "%" not in shown(pilot)


async def test_hostile_names_are_drawn_harmless(board):
    board.act(
        lambda view: verbs.edit(
            view,
            [card_named(board, "Wonka audit").id],
            {"source": "\x1b]52;c;x\x07[/red] evil", "title": "[b]\u202e\x1b[2J"},
        )
    )
    async with playing(board, (120, 40)) as (_, pilot):
        await open_dashboard(pilot)
        await press(pilot, "5", "enter")
        text = shown(pilot)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[b]" in text


async def test_it_fits_another_width(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await open_dashboard(pilot)
        await pilot.resize_terminal(130, 40)
        await settled(pilot)
        assert "▾" not in shown(pilot)
        assert "4 Forecast" in shown(pilot).splitlines()[4]


def set_goal(board):
    """Propose and sign a goal of this quarter for both teams."""
    plan = goal_verbs.read_typed_plan(
        "Q4", date(2026, 10, 1), date(2026, 12, 31), "EUR",
        {"amount": "100000", "offers": "20", "accepted": "50%", "sql": "50%", "won": "40%"},
    )  # fmt: skip
    board.act(lambda view: goal_verbs.propose_goal(view, plan))
    board.act(lambda view: goal_verbs.sign_goal(view, board.board.goals[0]))
    assert board.board.goals[0].is_live, "sales has no lead here"


@SIZES
async def test_the_number_stands_on_top(board, size):
    set_goal(board)
    async with playing(board, size) as (_, pilot):
        await open_dashboard(pilot)
        lines = shown(pilot).splitlines()
        (number,) = [line for line in lines if "Q4 · Won" in line]
        assert "of €100,000" in number
        assert "plan 6" in number
        if size[1] >= 24:
            assert any("short of the plan to date" in line for line in lines)
            assert any(line.strip().startswith("Why:") for line in lines)


@pytest.mark.parametrize(("width", "words"), [(160, ("of €100,000", "┊", "plan 6")), (100, ("Q4 ", "plan 6"))])
async def test_the_header_has_the_number(board, width, words):
    set_goal(board)
    async with playing(board, (width, 40)) as (_, pilot):
        await settled(pilot)
        head = shown(pilot).splitlines()[0]
        assert all(word in head for word in words), head


async def test_without_history_the_other_figures_stand(board, monkeypatch):
    words = "Older history is still to come from the server"
    monkeypatch.setattr("kanban.store.reading.history_gaps.describe_missing", lambda *_: words)
    async with playing(board, (120, 40)) as (_, pilot):
        await open_dashboard(pilot)
        text = shown(pilot)
        assert f"not counted: o{words[1:]}" in text
        assert "Gone south" not in text
        assert "4 Forecast" in text
        assert "all" in text
        assert "1 of" in text


async def test_w_writes_a_page(board, tmp_path):
    page = tmp_path / "figures.html"
    async with playing(board, (120, 40)) as (_, pilot):
        await open_dashboard(pilot)
        for name in (page, tmp_path / "figures-2.html"):
            await press(pilot, "w")
            pilot.app.screen.query_one(Input).value = str(page)
            await press(pilot, "enter")
            assert "Wrote the page" in shown(pilot)
            assert name.read_text("utf-8").startswith("<!DOCTYPE html>")
        await press(pilot, "w")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "no" / "such.html")
        await press(pilot, "enter")
        assert "There is no folder" in shown(pilot)
        await press(pilot, "w", "escape")
        assert "Dashboard" in shown(pilot)


AMOUNT = r"([+−])€([\d,]+)k"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_why_adds_up_as_it_is_shown(board, size):
    """The parts of both chains stand there at each width, and what they come to: the shortfall in thousands."""
    plan = goal_verbs.read_typed_plan(
        "Q4", date(2026, 10, 1), date(2026, 12, 31), "EUR",
        {"amount": "900000", "offers": "20", "accepted": "50%", "sql": "50%", "won": "40%", "deals": "9",
         "deals-sql": "50%", "deals-won": "2", "deals-value": "30000"},
    )  # fmt: skip
    board.act(lambda view: goal_verbs.propose_goal(view, plan))
    board.act(lambda view: goal_verbs.sign_goal(view, board.board.goals[0]))
    board.member_id = member_of(board, "Raj")
    board.act(lambda view: verbs.edit(view, [card_named(board, "Stark retrofit").id], {"value": 1_234_567_89}))
    async with playing(board, size) as (_, pilot):
        await open_dashboard(pilot)
        lines = shown(pilot).splitlines()
        start = next(place for place, words in enumerate(lines) if words.strip().startswith("Why:"))
        why = lines[start]
        while lines[start + 1].strip():
            start += 1
            why += lines[start]
        parts, _, total = (
            [int(number.replace(",", "")) * (-1 if sign == "−" else 1) for sign, number in re.findall(AMOUNT, words)]
            for words in why.partition(" = ")
        )
        whole = sum(parts)
        assert total in ([], [whole])
        assert "beside" in why
        assert len(parts) >= 2
        short = next(words for words in lines if "of the plan to date" in words)
        assert f"{abs(whole):,}," in short or f"{abs(whole) + 1:,}," in short or f"{abs(whole) - 1:,}," in short


async def test_a_quarter_that_is_over_has_no_forecast_of_today(board):
    card = card_named(board, "Stark retrofit").id
    board.act(lambda view: verbs.edit(view, [card], {"value": 100_00, "currency": "EUR", "close_on": "2026-12-24"}))
    async with playing(board, (80, 24)) as (_, pilot):
        await open_dashboard(pilot)
        await press(pilot, "4")
        assert "Dec 2026" in shown(pilot)
        await press(pilot, "left_square_bracket")
        await counted(pilot)
        assert "Dec 2026" not in shown(pilot)
        assert "1 Jul 2026" in shown(pilot)


async def test_a_query_is_not_compared_with_the_whole_goal(board):
    set_goal(board)
    async with playing(board, (80, 24)) as (_, pilot):
        await open_dashboard(pilot)
        assert "of €100,000" in shown(pilot)
        await press(pilot, "slash", *"owner:raj", "enter")
        await counted(pilot)
        assert "of €100,000" not in shown(pilot)
        assert "The goal Q4 counts all cards" in shown(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_escape_on_a_card_comes_back_to_the_figure(board, size):
    async with playing(board, size) as (_, pilot):
        await open_dashboard(pilot)
        await press(pilot, "slash", *"owner:raj", "enter")
        await counted(pilot)
        await press(pilot, "1", "enter")
        assert "Reached Nurture" in shown(pilot)
        await press(pilot, "j", "enter")
        await settled(pilot)
        assert "Reached Nurture" not in shown(pilot)
        assert "Thread" in shown(pilot), "the card stands open"
        await press(pilot, "escape")
        await counted(pilot)
        assert "Reached Nurture" in shown(pilot), "the list of cards"
        await press(pilot, "escape")
        await settled(pilot)
        assert "owner:raj" in shown(pilot), "with the same query"
        assert "[4]" in shown(pilot), "on the same figure"
        await press(pilot, "escape")
        await settled(pilot)
        assert "Dashboard" not in shown(pilot)
        await press(pilot, "enter", "escape")
        await settled(pilot)
        assert "Dashboard" not in shown(pilot), "a card that was opened on the board goes back to the board"


async def test_first_figures_show_while_the_others_are_counted(board, monkeypatch):
    """What comes first stands there before the rest is counted; the next time all of the last time does."""
    begun, going_on = threading.Event(), threading.Event()
    look_back = forecast_answer.look_back

    def wait(question, facts):
        begun.set()
        assert going_on.wait(10)
        return look_back(question, facts)

    monkeypatch.setattr(forecast_answer, "look_back", wait)
    async with playing(board, (120, 40)) as (_, pilot):
        await settled(pilot)
        await press(pilot, "r")
        await asyncio.to_thread(begun.wait, 10)
        await until(pilot, lambda: "Nurture" in shown(pilot))
        assert "counting" in shown(pilot)
        going_on.set()
        await counted(pilot)
        assert "counting" not in shown(pilot)
        whole = shown(pilot)
        begun.clear()
        going_on.clear()
        await press(pilot, "escape", "r")
        await asyncio.to_thread(begun.wait, 10)
        assert "counting" in shown(pilot)
        assert [line.rstrip() for line in shown(pilot).splitlines()[2:]] == [
            line.rstrip() for line in whole.splitlines()[2:]
        ]
        going_on.set()
        await counted(pilot)
