"""The inbox by keys: what waits, in the header and in the list, and answered where it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.handoffs import contest, handoff_verbs
from tests.tui.boards import card_named, lane_of, make_board, member_of, playing, press, settled, shown
from tests.tui.cards import NOW

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


@pytest.fixture
def board(tmp_path):
    made = make_board(tmp_path / "kanban.db")
    made.act(lambda view: board_verbs.set_member(view, made.board.find_member("Raj"), {"role": "lead"}))
    return made


def as_member(board, name):
    board.member_id = member_of(board, name)


def offered(board, title, to="Raj"):
    """Ana offers a card."""
    as_member(board, "Ana")
    card = card_named(board, title)
    given = {"why": "asked for a price", "offer_to": member_of(board, to)}
    board.act(lambda view: handoff_verbs.offer(view, card.id, given))
    return card.id


def raj_returns(board, title, reason, **more):
    card = offered(board, title)
    as_member(board, "Raj")
    board.act(lambda view: handoff_verbs.send_back(view, card, {"return_reason": reason, **more}))
    return card


async def test_an_empty_inbox_is_calm(board):
    async with playing(board) as (_, pilot):
        await settled(pilot)
        assert "inbox" not in shown(pilot)
        await press(pilot, "i")
        assert "Nothing waits for you." in shown(pilot)
        await press(pilot, "escape")
        assert "Nothing waits for you." not in shown(pilot)


@SIZES
async def test_an_offer_is_asked_about_and_accepted_from_the_inbox(board, size):
    card = offered(board, "Umbrella pilot")
    as_member(board, "Raj")
    async with playing(board, size) as (screen, pilot):
        await settled(pilot)
        assert "inbox 1" in shown(pilot)
        await press(pilot, "i")
        assert "an offer to answer  M Ana  asked for a price" in shown(pilot)
        assert "8h left, until " in shown(pilot)
        await press(pilot, "a", *"ask", "enter", *"who signs", "enter")
        await settled(pilot)
        assert board.card(card).value_of("handoff")["state"] == "asked"
        assert "an offer to answer" not in shown(pilot)
        ana = board.open_sibling()
        as_member(ana, "Ana")
        ana.act(lambda view: handoff_verbs.answer(view, card, "The CFO."))
        ana.close()
        screen.worker.look_for_changes()
        await settled(pilot)
        assert "an offer to answer" in shown(pilot)
        await press(pilot, "a", "enter", *"call her", "tab", *"fri", "enter")
        assert lane_of(board, "Umbrella pilot") == "Accepted"
        await settled(pilot)
        assert "Nothing waits for you." in shown(pilot)


async def test_a_question_waits_for_marketing_live(board):
    card = offered(board, "Umbrella pilot")
    as_member(board, "Ana")
    other = board.open_sibling()
    other.member_id = member_of(board, "Raj")
    async with playing(board) as (screen, pilot):
        await settled(pilot)
        assert "inbox" not in shown(pilot)
        other.act(lambda view: handoff_verbs.ask(view, card, "Who signs?"))
        screen.worker.look_for_changes()
        await settled(pilot)
        assert "inbox 1" in shown(pilot)
        await press(pilot, "i", "a", "enter", *"the CFO", "enter")
        await settled(pilot)
        assert board.card(card).value_of("handoff")["state"] == "offered"
        assert "Nothing waits for you." in shown(pilot)
    other.close()


@SIZES
async def test_a_returned_card_is_there_on_its_day_and_is_offered_again(board, size):
    raj_returns(board, "Umbrella pilot", "bad timing", again=(NOW.date() + timedelta(days=7)).isoformat())
    as_member(board, "Ana")
    board.mark_read(card_named(board, "Umbrella pilot").id)
    async with playing(board.open_sibling(), size) as (screen, pilot):
        await settled(pilot)
        await press(pilot, "i")
        assert "Nothing waits for you." in shown(pilot)
    later = board.open_sibling()
    later.now = lambda: NOW + timedelta(days=7)
    async with playing(later, size) as (screen, pilot):
        await settled(pilot)
        await press(pilot, "i")
        entry = next(each for each in screen.parts.inbox._entries if each.kind == "returned")
        assert (entry.title, entry.words) == ("Umbrella pilot", "bad timing")
        assert "to try again  S Raj  bad timing" in shown(pilot)


async def test_comments_are_answered_and_marked_as_read(board):
    acme, hooli = card_named(board, "Acme pilot"), card_named(board, "Stark retrofit")
    as_member(board, "Raj")
    board.act(lambda view: verbs.comment(view, acme.id, "They called."))
    board.act(lambda view: verbs.comment(view, hooli.id, "@ana, do you know them?"))
    as_member(board, "Ana")
    async with playing(board) as (_, pilot):
        await settled(pilot)
        assert "inbox 2" in shown(pilot)
        await press(pilot, "i", "a", *"no", "enter")
        await settled(pilot)
        assert [note.body for note in board.list_comments(hooli.id)][-1] == "no"
        assert "mentions you" not in shown(pilot)
        assert "unread  S Raj  They called." in shown(pilot)
        await press(pilot, "x")
        await settled(pilot)
        assert "Nothing waits for you." in shown(pilot)
        assert not board.list_unread(acme.id)


async def test_what_waits_for_an_answer_is_not_read_away_and_enter_opens_the_card(board):
    offered(board, "Umbrella pilot")
    as_member(board, "Raj")
    async with playing(board) as (screen, pilot):
        await settled(pilot)
        await press(pilot, "i", "x")
        assert "needs an action, not just reading" in shown(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert screen.parts.panel.card_id == card_named(board, "Umbrella pilot").id


async def test_a_return_is_contested_on_the_card_and_ruled_on_in_the_inbox(board):
    card = raj_returns(board, "Umbrella pilot", "no budget")
    as_member(board, "Ana")
    async with playing(board) as (_, pilot):
        await press(pilot, "1", "g", "a", *"contest", "enter", *"they have 40k", "enter")
        assert contest.read(board.card(card).extra).words == "they have 40k"
        await settled(pilot)
        await press(pilot, "i", "a", *"over", "enter", "enter")
        assert contest.read(board.card(card).extra).rulings["marketing"].verdict == "overturn"
        await press(pilot, "escape", "M", *"raj", "enter")
        await settled(pilot)
        await press(pilot, "i")
        assert "a contested return to rule on  M Ana  no budget: they have 40k" in shown(pilot)
        await press(pilot, "a", *"over", "enter", *"seen", "enter")
        assert contest.read(board.card(card).extra).outcome == "overturn"


async def test_who_is_away_says_so_by_one_key(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "w")
        assert board.reload().find_member("Ana").away
        assert "Ana is away" in shown(pilot)
        await press(pilot, "w")
        assert not board.reload().find_member("Ana").away


async def test_what_leads_ruled_shows_where_the_like_is_returned_again(board):
    card = raj_returns(board, "Umbrella pilot", "no budget")
    as_member(board, "Ana")
    board.act(lambda view: contest.contest(view, card, "They do."))
    board.act(lambda view: contest.rule_on(view, card, "overturn"))
    as_member(board, "Raj")
    board.act(lambda view: contest.rule_on(view, card, "overturn"))
    async with playing(board) as (_, pilot):
        await press(pilot, "6", "a")
        assert "§ overturned: They do." in shown(pilot)


async def test_an_open_card_tells_how_its_contest_stands(board):
    card = raj_returns(board, "Umbrella pilot", "no budget")
    as_member(board, "Ana")
    board.act(lambda view: contest.contest(view, card, "They do."))
    async with playing(board) as (_, pilot):
        await press(pilot, "1", "g", "enter")
        assert "§ return contested (They do.): marketing to rule" in shown(pilot)
