"""A week of work at 80×24, by keys alone: activities, a lead that is given up, Today, the dashboard, two reviews."""

from __future__ import annotations

from textual.widgets import Input

from kanban.domain.handoffs import handoff_verbs
from kanban.store.opening import open_workspace
from tests.tui.boards import at, card_named, counted, make_board, member_of, playing, press, settled, shown
from tests.tui.dialogs.test_pipeline_review import decide, do

TERMINAL = (80, 24)
OFFERED = ("Acme pilot", "Globex renewal", "Hooli trial")


def offer(board, titles):
    """Offer cards to Raj in the name of who acts."""
    raj = member_of(board, "Raj")
    for title in titles:
        card = card_named(board, title).id
        board.act(
            lambda view, card=card: handoff_verbs.offer(view, card, {"why": "asked for a price", "offer_to": raj})
        )


async def go_to(pilot, title):
    """Put the cursor on a card by its title."""
    await press(pilot, "/", *title, "enter")
    await settled(pilot)


async def test_a_week(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "kanban.db"
    ana = make_board(path)
    ids, raj = (ana.board.id, ana.member_id), member_of(ana, "Raj")
    ana.now = at(8)
    offer(ana, OFFERED)  # nobody answers, so they run out
    ana.now = at(0)
    ana.let_time_pass()
    offer(ana, ["Umbrella pilot"])
    ana.close()

    # Raj: a call without an answer, and a meeting that was held
    board = open_workspace(path, ids[0], raj, now=at(0))
    stark, umbrella = (card_named(board, title).id for title in ("Stark retrofit", "Umbrella pilot"))
    async with playing(board, TERMINAL) as (_, pilot):
        await go_to(pilot, "Stark")
        await press(pilot, "p", "n", "enter")
        await settled(pilot)
        assert "Logged a call: no answer" in shown(pilot)
        await press(
            pilot, "p", "h", "tab", *"The CFO decides", "tab", "tab", *"send the quote", "tab", *"today", "enter"
        )
        await settled(pilot)
        assert [one.label for one in board.list_activities(stark)] == ["Call · no answer", "Meeting · held"]
        await press(pilot, "escape")

        # Today, from top to bottom: the offer is accepted, the step is done with the next one
        await press(pilot, "T")
        text = shown(pilot)
        dialog = text[text.index("Today · Thu 26 Nov") :]
        assert dialog.index("To answer 1") < dialog.index("Umbrella") < dialog.index("send the quote")
        await press(pilot, "a")
        assert "Hand over “Umbrella pilot”" in shown(pilot)
        await press(pilot, "enter")
        await press(pilot, *"call the CFO", "tab", *"+4d", "enter")
        await settled(pilot)
        assert board.board.lane_of(board.card(umbrella).stage).name == "Accepted"
        assert "To answer" not in shown(pilot)
        await press(pilot, "x", *"ask who signs", "tab", *"+3d", "enter")
        await settled(pilot)
        assert board.card(stark).next_step == "ask who signs"
        text = shown(pilot)
        assert "Today 1" not in text
        assert text.index("This week 1") < text.index("ask who signs")

    # Ana: a lead that was never worth offering
    board = open_workspace(path, *ids, now=at(0))
    async with playing(board, TERMINAL) as (_, pilot):
        await go_to(pilot, "Initech")
        await press(pilot, "m", *"disq", "enter")
        assert "why is it disqualified?" in shown(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        initech = card_named(board, "Initech seats")
        assert (board.board.lane_of(initech.stage).name, bool(initech.lost_reason)) == ("Disqualified", True)
        await press(pilot, "escape")

        # the dashboard: from "expired 3" to the three cards
        await press(pilot, "r")
        await counted(pilot)
        await press(pilot, "2")
        for _ in range(12):
            if "[3]" in shown(pilot) and "expired" in next(row for row in shown(pilot).splitlines() if "[3]" in row):
                break
            await press(pilot, "j")
        await press(pilot, "enter")
        await settled(pilot)
        text = shown(pilot)
        assert "Expired" in text.splitlines()[0]
        assert "3 cards" in text.splitlines()[0]
        assert all(title in text for title in OFFERED)
        assert "Umbrella" not in text
        await press(pilot, "escape", "escape")

        # the first review
        await press(pilot, "P")
        await counted(pilot)
        await do(pilot, "b")
        await do(pilot, "4")
        assert "3 expired" in shown(pilot)
        await decide(pilot, "Answer within a day", "Raj", "+1w", "no offer expires")
        await decide(pilot, "One page on prices", "Bo", "fri", "it is linked")
        await do(pilot, "e")

    # the next one: kept, not kept, and the minutes
    board = open_workspace(path, *ids, now=at(-7))
    async with playing(board, TERMINAL) as (_, pilot):
        await press(pilot, "P")
        await counted(pilot)
        text = shown(pilot)
        assert "Answer within a day" in text
        assert text.count("? open") == 2
        await do(pilot, "y")
        await do(pilot, "down", "n")
        text = shown(pilot)
        assert "✓ kept" in text
        assert "✗ not kept" in text
        await do(pilot, "b")
        await decide(pilot, "Ask for the CFO first", "Raj", "+1w", "named on each card")
        await press(pilot, "m", "w")
        pilot.app.screen.query_one(Input).value = "minutes.md"
        await press(pilot, "enter")
        await settled(pilot)
    minutes = (tmp_path / "minutes.md").read_text("utf-8")
    for words in ("✓ kept · Answer within a day", "✗ not kept · One page on prices", "Ask for the CFO first", "Raj"):
        assert words in minutes
