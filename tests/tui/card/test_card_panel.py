"""The card panel as a whole: its head, its history, and that neither hostile text nor any size breaks it."""

from __future__ import annotations

import pytest

from kanban.domain import history
from kanban.tui.messages import LinkOpened, UnlinkAsked
from kanban.tui.widgets.card.card_panel import CardPanel
from tests.tui.cards import (
    ANA,
    BO,
    BOARD,
    CHANGES,
    EVE,
    HOSTILE,
    RAJ,
    card,
    change,
    comment,
    harmful,
    opened,
    panel_with,
    rows_with,
    screen_text,
    typed,
    until,
    view,
)  # fmt: skip

# -- the head


@pytest.mark.parametrize("size", [(40, 10), (60, 15), (80, 24), (120, 40), (120, 50)])
async def test_the_head_says_what_where_who_and_what_next(size):
    async with opened(widget=panel_with(), size=size) as (app, _):
        shown = screen_text(app)
        assert "Acme pilot" in shown[0]
        assert "k7q2mxa" in shown[0]
        assert "[Handoff]" in shown[1]
        if size[1] > 10:
            assert "Acme GmbH" in "".join(shown)
            assert "held by S sales · 3 h" in "".join(shown)
        assert rows_with(app, "The CFO.")


async def test_the_trail_shows_the_present_stage_whatever_the_width():
    async with opened(widget=panel_with(card=card(stage="s7")), size=(44, 24)) as (app, _):
        assert "… " in screen_text(app)[1]
        assert "[Negotiation]" in screen_text(app)[1]


async def test_a_lost_card_says_why_and_a_lacking_one_what_it_lacks():
    lost = card(stage="s9", next_step=None, next_on=None, lost_reason="price")
    async with opened(widget=panel_with(card=lost)) as (app, _):
        assert rows_with(app, "because price")
        assert rows_with(app, "› [Lost]")
    async with opened(widget=panel_with(missing=("lost_reason",))) as (app, _):
        assert rows_with(app, "Handoff asks for the lost reason")


async def test_an_overdue_step_is_said_to_be():
    async with opened(widget=panel_with(card=card(next_on="2026-11-20"))) as (app, _):
        assert rows_with(app, "call the CFO Fri 20 Nov, overdue")
    long = card(next_on="2026-11-20", next_step="read the whole thread again and answer")
    async with opened(widget=panel_with(card=long), size=(40, 24)) as (app, _):
        assert rows_with(app, "… Fri 20 Nov, overdue")


async def test_a_link_opens_by_click_and_by_enter():
    async with opened(widget=panel_with()) as (app, pilot):
        row = next(n for n, line in enumerate(screen_text(app)) if "proposal.pdf" in line)
        await pilot.click(offset=(10, row))
        app.widget.query_one("LinkLine").focus()
        await pilot.press("enter", "x")
        await pilot.pause()
        assert app.heard[:2] == [LinkOpened("https://files.example/proposal.pdf")] * 2
        assert app.heard[2:] == [UnlinkAsked("0199-card", "1")]


# -- the history


async def test_the_history_tells_every_act():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("2")
        await until(pilot, lambda: rows_with(app, "set the value to €12,000.00"))
        (moved,) = rows_with(app, "moved it from Nurture to Handoff")
        assert "Thu 26 Nov 09:15" in moved
        assert "M Ana" in moved


async def test_history_that_is_not_all_here_says_so():
    missing = "Older history is still to come from the server"
    async with opened(widget=panel_with(missing_history=missing), size=(60, 30)) as (app, pilot):
        await pilot.pause()
        app.query_one(CardPanel).open_section("history")
        await until(pilot, lambda: rows_with(app, "Older history"))
        app.query_one(CardPanel).show(view())
        await until(pilot, lambda: not rows_with(app, "Older history"))


# -- the worst


def bearing(words, number):
    """A card with these words in every place that can hold some."""
    me, other = ANA._replace(name=words), RAJ._replace(name=words)
    stages = tuple(stage._replace(name=words) for stage in BOARD.all_stages)
    board = BOARD._replace(all_members=(me, other), all_stages=stages)
    each = card(
        id=f"card {number}", title=words, company=words, contact=words, email=words, source=words, campaign=words,
        next_step=words, next_on=words, labels=(words,), marketing_owner=words, ref=words[:9],
        extra={"link.1": {"url": words, "name": words}, "link.2": words, f"field.{words}": words},
    )  # fmt: skip
    changes = [
        *CHANGES,
        change(9, "edit", ANA, title=words, **{f"label.{words}": True}),
        change(10, "done", RAJ, next_step=words),
    ]
    return view(
        board=board, me=me, card=each, comments=[comment(n, who, words) for n, who in enumerate((me, other, BO))],
        events=history.list_events(changes, board), draft=words, missing=(f"field.{words}",),
    )  # fmt: skip


@pytest.mark.parametrize("section", ["thread", "history", "fields"])
async def test_hostile_text_is_drawn_harmless_everywhere(section):
    async with opened(widget=panel_with(), size=(60, 24)) as (app, pilot):
        for number, words in enumerate(HOSTILE):
            app.widget.show(bearing(words, number))
            app.widget.open_section(section)
            await pilot.press("j", "enter", "k")
            await pilot.pause()
            assert harmful(app) == [], words[:40]
            await pilot.press("escape")


@pytest.mark.parametrize("size", [(20, 5), (8, 3), (40, 10), (200, 50)])
@pytest.mark.parametrize("section", ["thread", "history", "fields"])
async def test_no_size_breaks_it(size, section):
    async with opened(widget=panel_with(), size=size) as (app, pilot):
        app.widget.open_section(section)
        await pilot.press("j", "k", "enter", "escape", "G", "g", "pagedown", "pageup")
        app.widget.write()
        await typed(pilot, "hello @e")
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert rows_with(app, "hello @e")


async def test_no_card_is_said_to_be_open():
    async with opened(widget=CardPanel()) as (app, pilot):
        assert rows_with(app, "No card is open.")
        app.widget.show(view(me=EVE))
        await pilot.pause()
        assert rows_with(app, "Acme pilot")
        app.widget.show(None)
        await pilot.pause()
        assert not rows_with(app, "Acme pilot")
