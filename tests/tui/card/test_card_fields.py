"""The fields of the card panel: each edited in its place, refused there, and kept while the card is given anew."""

from __future__ import annotations

from textual.widgets import Input

from kanban.tui.messages import CardOpened, EditAsked, LinkAsked, LinkOpened, PanelClosed, UnlinkAsked
from tests.tui.cards import BOARD, VERA, card, opened, panel_with, rows_with, typed, view


async def test_a_field_is_edited_in_its_place():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.edit_field("email")
        await pilot.press("enter", "ctrl+u")
        await typed(pilot, "nobody")
        await pilot.press("enter")
        await pilot.pause()
        assert rows_with(app, "“nobody” is not an e-mail address")
        assert app.widget.is_typing
        await typed(pilot, "@acme.example")
        await pilot.press("enter")
        await pilot.pause()
        assert app.heard == [EditAsked("0199-card", {"email": "nobody@acme.example"})]
        assert not app.widget.is_typing
        assert not rows_with(app, "is not an e-mail")


async def test_a_field_that_is_left_stays_as_it_was():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.edit_field("company")
        await pilot.press("e")
        await typed(pilot, "xyz")
        await pilot.press("escape")
        await pilot.pause()
        assert app.heard == []
        assert rows_with(app, "Company")[0].rstrip().endswith("Acme GmbH")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.heard[0], PanelClosed)


async def test_a_day_says_how_it_is_read_while_it_is_typed():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.edit_field("close_on")
        await pilot.press("enter")
        await typed(pilot, "+6w")
        await pilot.pause()
        assert rows_with(app, "→ Thu 7 Jan")
        await pilot.press("enter")
        await pilot.pause()
        assert app.heard == [EditAsked("0199-card", {"close_on": "+6w"})]


async def test_an_owner_is_completed_with_a_member():
    async with opened(widget=panel_with(card=card(sales_owner=None))) as (app, pilot):
        app.widget.edit_field("sales_owner")
        await pilot.press("enter")
        await typed(pilot, "ev")
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert app.heard == [EditAsked("0199-card", {"sales_owner": "Eve Lindqvist"})]


async def test_labels_are_typed_as_the_list_that_is_to_be():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.edit_field("labels")
        await pilot.press("enter", "ctrl+u")
        await typed(pilot, "vip, hot")
        await pilot.press("enter")
        await pilot.pause()
        assert app.heard == [EditAsked("0199-card", {"label": "hot, -dach"})]


async def test_fields_and_links_of_ones_own_are_added():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.edit_field("add field")
        await pilot.press("enter")
        await typed(pilot, "Size")
        await pilot.press("enter")
        await pilot.pause()
        assert rows_with(app, "as Name = value")
        await typed(pilot, " = 120")
        await pilot.press("enter")
        app.widget.edit_field("add link")
        await pilot.press("enter")
        await typed(pilot, "https://a.example/x the offer")
        await pilot.press("enter")
        app.widget.edit_field("link 1")
        await pilot.press("enter", "x")
        await pilot.pause()
        assert app.heard == [
            EditAsked("0199-card", {"field.Size": " 120"}),
            LinkAsked("0199-card", "https://a.example/x", "the offer"),
            LinkOpened("https://files.example/proposal.pdf"),
            UnlinkAsked("0199-card", "1"),
        ]


async def test_the_earlier_deal_of_the_same_person_is_opened_from_its_row():
    earlier = card(id="0198-card", ref="old2abc", title="Acme trial")
    async with opened(widget=panel_with(earlier=earlier)) as (app, pilot):
        app.widget.edit_field("earlier deal")
        await pilot.pause()
        assert rows_with(app, "Acme trial (old2abc) ↗")
        await pilot.press("enter", "x")
        await pilot.pause()
        assert app.heard == [CardOpened("0198-card")]


async def test_a_field_can_be_cleared_unless_its_stage_requires_it():
    board = BOARD._replace(
        all_stages=tuple(s._replace(required=("company",)) if s.id == "s3" else s for s in BOARD.all_stages)
    )
    async with opened(widget=panel_with(board=board)) as (app, pilot):
        app.widget.edit_field("company")
        await pilot.press("x")
        await pilot.pause()
        assert rows_with(app, "Handoff requires the company")
        await pilot.press("j", "x")
        await pilot.pause()
        assert app.heard == [EditAsked("0199-card", {"contact": ""})]


async def test_a_viewer_edits_no_field():
    async with opened(widget=panel_with(me=VERA)) as (app, pilot):
        app.widget.edit_field("company")
        await pilot.press("enter")
        await pilot.pause()
        assert rows_with(app, "Vera is a viewer on this board; only members and leads can edit cards")
        assert not app.widget.is_typing


async def test_a_line_that_is_being_edited_stays_when_the_card_is_given_anew():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.edit_field("contact")
        await pilot.press("enter")
        await typed(pilot, ", CTO")
        app.widget.show(view(card=card(company="Acme AG", value=5)))
        await pilot.pause()
        line = app.query_one(Input)
        assert line.has_focus
        assert line.value == "Jane Roe, CTO"
        assert rows_with(app, "Acme AG")
        await pilot.press("enter")
        await pilot.pause()
        assert app.heard == [EditAsked("0199-card", {"contact": "Jane Roe, CTO"})]
