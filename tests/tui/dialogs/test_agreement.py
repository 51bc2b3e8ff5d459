"""The agreement by keys: read, edited, proposed, replayed and signed on its screen; asked for at moves; ticked in
the panel."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.agreements import agreement_document, agreement_lines, gate, signing
from kanban.domain.handoffs import contest, handoff_verbs
from kanban.domain.values import dates
from kanban.store.acts import agreement_backtest
from tests.tui.boards import card_named, lane_of, make_board, member_of, playing, press, shown

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])

DOCUMENT = {
    "line": [
        {"id": "email", "stage": ["MQL", "Handoff"], "fact": "has:email", "says": "We can write to them"},
        {"id": "budget", "stage": "MQL", "judgement": "They told us a budget"},
        {"id": "decider", "stage": "Discovery", "judgement": "We met who decides"},
    ],
    "levels": {"answer": "4h"},
}


@pytest.fixture
def board(tmp_path):
    """A board that Ana leads for marketing and Raj for sales."""
    made = make_board(tmp_path / "kanban.db")
    raj = made.board.find_member("Raj")
    made.act(lambda view: board_verbs.set_member(view, raj, {"role": "lead"}))
    return made


def agree(board, document=None):
    """Let both leads sign a version."""
    content = agreement_document.read_document(document or DOCUMENT, board.board)
    board.act(lambda view: signing.propose(view, content))
    version = signing.list_signable(board.board)[0]
    ana = board.member_id
    for member in (ana, member_of(board, "Raj")):
        board.member_id = member
        board.act(lambda view: signing.sign(view, version))
    board.member_id = ana


async def settled(pilot):
    """Wait for a replay that goes on in a thread."""
    await pilot.app.workers.wait_for_complete()
    await press(pilot)


@SIZES
async def test_what_was_shipped_is_shown_as_unsigned(board, size):
    async with playing(board, size) as (_, pilot):
        await press(pilot, "=")
        assert "Default agreement  not signed" in shown(pilot)
        assert "The e-mail is known" in shown(pilot)
        await press(pilot, "s")
        assert "No version waits for a signature for marketing" in shown(pilot)
        await press(pilot, "escape")
        assert "Acme pilot" in shown(pilot)


@SIZES
async def test_a_lead_edits_in_place_proposes_and_both_sign(board, size):
    async with playing(board, size) as (_, pilot):
        await press(pilot, "=", "n", *"budget known", "tab", "tab", "tab", "enter")
        assert "Draft on the default: 1 new (requirements)" in shown(pilot)
        await press(pilot, "escape")
        assert "The draft is not proposed" in shown(pilot)
        await press(pilot, "p")
        await settled(pilot)
        assert "proposed" in shown(pilot)
        assert "Replayed over" in shown(pilot)
        assert [line.says for line in board.reload().versions[0].content.lines][1] == "budget known"
        await press(pilot, "s", "enter")
        assert "a lead of sales has yet to" in shown(pilot)
        await press(pilot, "escape", "M", *"raj", "enter", "=")
        assert "S ○ waits for Raj" in shown(pilot)
        await press(pilot, "s", "enter")
        assert "live as v1" in shown(pilot)
        assert board.reload().agreement is not None


async def test_lines_are_changed_moved_and_removed(board):
    agree(board)
    async with playing(board, (120, 40)) as (_, pilot):
        await press(pilot, "=", "J")
        assert "Draft on v1" in shown(pilot)
        await press(pilot, "u", "x")
        assert "1 removed (requirements)" in shown(pilot)
        await press(pilot, "u", "g", "j", "enter", "end", *" first", "enter")
        assert "They told us a budget first" in shown(pilot)
        assert "~" in shown(pilot)
        await press(pilot, "u")
        assert "Dropped the draft" in shown(pilot)
        await press(pilot, "j", "j", "j", "enter", "tab", "backspace", "backspace", "2", "h", "enter")
        assert "answer to an offer 2h" in shown(pilot)
        await press(pilot, "j", "enter", *"no need, other", "enter")
        assert "no need · other" in shown(pilot)
        await press(pilot, "p")
        await settled(pilot)
        newest = signing.list_signable(board.reload())[0]
        assert (newest.content.levels.answer, newest.content.return_reasons) == (7200, ("no need", "other"))


async def test_who_leads_nobody_reads_it(board):
    agree(board)
    async with playing(board) as (_, pilot):
        await press(pilot, "M", *"bo", "enter", "=", "x")
        assert "A lead may edit" in shown(pilot)
        assert "We can write to them" in shown(pilot)


@SIZES
async def test_a_replay_tells_who_would_have_come_in(board, size):
    agree(board)
    async with playing(board, size) as (_, pilot):
        await press(pilot, "=", "r", "enter")
        await settled(pilot)
        assert "MQL 1→0; of the 1 that drop out, 0 were won, 0 were returned" in " ".join(shown(pilot).split())
        assert "is ticked by hand and can't be replayed" in " ".join(shown(pilot).split())


async def test_a_replay_looks_back_so_a_day_without_its_year_is_one_that_was(board):
    agree(board)
    today = board.today
    tomorrow = today + timedelta(days=1)
    day = f"{tomorrow.day} {tomorrow:%b}"
    async with playing(board, (120, 40)) as (_, pilot):
        await press(pilot, "=", "r", "ctrl+u", *day, "tab", "ctrl+u", *"today")
        assert f"→ {dates.format_date(dates.parse_day(f'{day} {today.year - 1}', today), today)}" in shown(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert f"Replayed over {day} {tomorrow.year - 1} to" in " ".join(shown(pilot).split())


async def test_a_replay_refuses_days_the_wrong_way_round(board):
    async with playing(board, (120, 40)) as (_, pilot):
        await press(pilot, "=", "r", "ctrl+u", *"30d", "tab", "ctrl+u", *"90d", "enter")
        assert "give the earlier day first" in " ".join(shown(pilot).split())


async def test_one_may_leave_while_a_replay_goes_on(board, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    histories = agreement_backtest._read_histories

    def slow(*words):
        begun.set()
        assert go_on.wait(20)
        return histories(*words)

    monkeypatch.setattr(agreement_backtest, "_read_histories", slow)
    agree(board)
    async with playing(board, (120, 40)) as (_, pilot):
        await press(pilot, "=", "r", "enter")
        assert begun.wait(20)
        await press(pilot, "escape")
        go_on.set()
        await settled(pilot)
        assert "Acme pilot" in shown(pilot)
        await press(pilot, "=")
        assert "Replayed" not in shown(pilot)


async def test_other_versions_are_a_key_away(board):
    agree(board)
    agree(board, {**DOCUMENT, "levels": {"answer": "2h"}})
    async with playing(board, (120, 40)) as (_, pilot):
        await press(pilot, "=")
        assert "Agreement v2" in shown(pilot)
        await press(pilot, "G", "k", "enter")
        assert "Agreement v1" in shown(pilot)
        assert "answer to an offer 4h" in shown(pilot)


@SIZES
async def test_a_judgement_is_asked_for_where_the_move_lacks_it(board, size):
    agree(board)
    hooli = card_named(board, "Hooli trial").id
    board.act(lambda view: verbs.edit(view, [hooli], {"email": "jane@hooli.example"}))
    async with playing(board, size) as (_, pilot):
        await press(pilot, "2", "L")
        assert "They told us a budget" in shown(pilot)
        assert "✓ We can write to them" in shown(pilot)
        await press(pilot, "enter")
        assert "Type the evidence" in shown(pilot)
        await press(pilot, *"20k", "enter")
        assert lane_of(board, "Hooli trial") == "MQL"
        tick = agreement_lines.tick_of(card_named(board, "Hooli trial"), gate.find_line(board.board, "budget"))
        assert tick.evidence == "20k"
        await press(pilot, "u")
        assert lane_of(board, "Hooli trial") == "Engaged"


async def test_a_fact_that_is_not_met_is_told_in_the_status_line(board):
    agree(board)
    async with playing(board) as (_, pilot):
        await press(pilot, "2", "L")
        assert "does not meet requirement 1 of agreement v1 for MQL" in shown(pilot)
        assert lane_of(board, "Hooli trial") == "Engaged"


async def test_faces_tell_how_many_lines_ahead_are_met(board):
    agree(board)
    async with playing(board, (120, 40)) as (_, pilot):
        assert "? v1 0/2" in shown(pilot)
        assert "v1 1/2" in shown(pilot)  # Globex has an e-mail
        assert "incomplete" not in shown(pilot)


async def test_the_offer_shows_the_lines_met(board):
    agree(board)
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "a")
        assert "Agreement v1: 0 of 1 met" in shown(pilot)
        assert "○ We can write to them" in shown(pilot)


@SIZES
async def test_lines_are_ticked_and_unticked_on_the_card(board, size):
    agree(board)
    async with playing(board, size) as (_, pilot):
        await press(pilot, "3", "enter", "4")
        assert "They told us a budget" in shown(pilot)
        await press(pilot, "j", "enter", *"they said so", "enter")
        assert "they said so" in shown(pilot)
        budget = gate.find_line(board.reload(), "budget")
        assert agreement_lines.tick_of(card_named(board, "Umbrella pilot"), budget).evidence == "they said so"
        await press(pilot, "x")
        assert agreement_lines.tick_of(card_named(board, "Umbrella pilot"), budget) is None
        await press(pilot, "k", "enter")
        assert "is a fact" in shown(pilot)


async def test_what_both_leads_ruled_is_shown_where_the_line_stands_and_is_judged(board):
    agree(board)
    card = card_named(board, "Globex renewal").id
    ana, raj = board.member_id, member_of(board, "Raj")
    for member, verb in (
        (ana, lambda view: handoff_verbs.offer(view, card, {"why": "now"})),
        (raj, lambda view: handoff_verbs.send_back(view, card, {"return_reason": "no need"})),
        (ana, lambda view: contest.contest(view, card, "They said it twice", line="budget")),
        (ana, lambda view: contest.rule_on(view, card, "overturn")),
        (raj, lambda view: contest.rule_on(view, card, "overturn")),
    ):
        board.member_id = member
        board.act(verb)
    board.member_id = ana
    async with playing(board, (120, 40)) as (_, pilot):
        await press(pilot, "=")
        said = "precedent: a return for it was overturned on “Globex renewal”"
        assert said in shown(pilot)
        await press(pilot, "escape", "3", "enter", "4", "j", "enter")
        assert "They said it twice" in shown(pilot)


async def test_a_lead_is_told_of_what_another_one_proposed(board):
    other = board.open_sibling()
    other.member_id = member_of(board, "Raj")
    content = agreement_document.read_document(DOCUMENT, board.board)
    async with playing(board) as (screen, pilot):
        other.act(lambda view: signing.propose(view, content))
        screen.worker.look_for_changes()
        await press(pilot)
        assert "Raj proposed an agreement, which waits for your signature: = shows it" in shown(pilot)
    other.close()


async def test_what_is_typed_into_an_agreement_is_never_markup(board):
    agree(board, {"line": [{"stage": "MQL", "judgement": "[red]a [/] \x1b[31m budget[/red]"}]})
    async with playing(board, (120, 40)) as (_, pilot):
        await press(pilot, "=")
        assert "[red]a [/]" in shown(pilot)
        await press(pilot, "r", "enter")
        await settled(pilot)
        assert "[red]a [/]" in shown(pilot)
        await press(pilot, "escape", "3", "enter", "4")
        assert "[red]a [/]" in shown(pilot)
