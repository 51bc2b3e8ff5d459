"""Writing in the card panel: comments are sent once, drafts stay with their card, names are completed."""

from __future__ import annotations

import pytest

from kanban.tui.messages import CommentAsked, CommentEditAsked, DraftKept, PanelClosed
from kanban.tui.widgets.conversation.comment_input import CommentInput
from tests.tui.cards import (
    ANA,
    COMMENTS,
    EVE,
    RAJ,
    VERA,
    card,
    comment,
    harmful,
    opened,
    panel_with,
    rows_with,
    typed,
    until,
    view,
)


async def test_a_comment_is_sent_and_the_text_emptied_once_it_is_there():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "hello")
        await pilot.press("enter")
        await typed(pilot, "you")
        assert rows_with(app, "as M Ana · marketing")
        await pilot.press("ctrl+s", "ctrl+s")
        await pilot.pause()
        assert app.heard == [CommentAsked("0199-card", "hello\nyou")]
        words = app.query_one(CommentInput)
        assert words.text == "hello\nyou"
        app.widget.show(view(comments=[*COMMENTS, comment(9, ANA, "hello\nyou")]))
        await pilot.pause()
        assert words.text == ""
        assert words.has_focus


async def test_a_comment_that_could_not_be_kept_stays_and_may_be_sent_again():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "x")
        await pilot.press("ctrl+s")
        app.widget.allow_comment_resend()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.heard == [CommentAsked("0199-card", "x")] * 2
        assert app.query_one(CommentInput).text == "x"


async def test_escape_keeps_the_draft_and_then_closes():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "half")
        await pilot.press("escape")
        await pilot.pause()
        assert app.heard == [DraftKept("0199-card", "half")]
        assert app.query_one(CommentInput).text == "half"
        await pilot.press("escape")
        await pilot.pause()
        assert app.heard[1:] == [PanelClosed()] or isinstance(app.heard[1], PanelClosed)


async def test_escape_while_editing_keeps_the_new_words_as_a_draft():
    async with opened(widget=panel_with(draft="half a thought")) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("G", "e")
        await typed(pilot, " Really.")
        await pilot.press("escape")
        await pilot.pause()
        assert app.heard == [DraftKept("0199-card", "The CFO. @Raj Really.", "c3")]
        words = app.query_one(CommentInput)
        assert words.text == "half a thought"
        await pilot.press("e")
        await pilot.pause()
        assert words.text == "The CFO. @Raj Really."
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.heard[1:] == [CommentEditAsked("c3", "The CFO. @Raj Really.")]


async def test_words_that_are_as_they_were_are_no_draft_and_what_was_kept_is_forgotten():
    async with opened(widget=panel_with(edits={"c3": "The CFO, I think."})) as (app, pilot):
        app.widget.open_section("thread")
        assert rows_with(app, "Your edit of this comment is not saved yet. e: continue")
        await pilot.press("G", "e")
        words = app.query_one(CommentInput)
        assert words.text == "The CFO, I think."
        words.load_text("The CFO. @Raj")
        await pilot.press("escape")
        await pilot.pause()
        assert app.heard == [DraftKept("0199-card", "", "c3", "The CFO, I think.")]


async def test_another_card_keeps_the_new_words_too():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("G", "e")
        await typed(pilot, "?")
        app.widget.show(view(card=card(id="other")))
        await pilot.pause()
        assert DraftKept("0199-card", "The CFO. @Raj?", "c3") in app.heard
        assert app.query_one(CommentInput).text == ""


async def test_a_waiting_draft_is_marked_in_the_card():
    async with opened(widget=panel_with(draft="half a thought")) as (app, pilot):
        await pilot.pause()
        assert rows_with(app, "3 comments · draft")
        assert rows_with(app, "as M Ana · marketing · draft, not sent")
        app.widget.write()
        await pilot.pause()
        assert not rows_with(app, "draft, not sent")


async def test_another_card_brings_its_own_draft_and_keeps_this_ones():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "for acme")
        app.widget.show(view(card=card(id="other"), draft="for globex"))
        await pilot.pause()
        assert DraftKept("0199-card", "for acme") in app.heard
        assert app.query_one(CommentInput).text == "for globex"


async def test_what_is_being_typed_stays_when_the_card_is_given_anew():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "thinking")
        await pilot.press("left", "left")
        app.widget.show(view(comments=[*COMMENTS, comment(9, RAJ, "me too")], card=card(title="Acme pilot II")))
        await typed(pilot, "!")
        assert app.query_one(CommentInput).text == "thinki!ng"
        assert rows_with(app, "Acme pilot II")


@pytest.mark.parametrize(("keys", "after"), [("tab", "@Eve Lindqvist "), ("enter", "@Eve Lindqvist ")])
async def test_names_are_completed(keys, after):
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "ask @lin")
        await pilot.pause()
        assert rows_with(app, "S Eve Lindqvist")
        await pilot.press(keys)
        await pilot.pause()
        assert app.query_one(CommentInput).text == f"ask {after}"


async def test_the_list_of_names_is_gone_through_and_left():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "@")
        await pilot.press("down", "down", "up", "tab")
        await pilot.pause()
        assert app.query_one(CommentInput).text == "@Eve Lindqvist "
        await typed(pilot, "@v")
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert app.query_one(CommentInput).text == "@Eve Lindqvist @v\n"
        assert app.query_one(CommentInput).has_focus


async def test_one_is_not_offered_oneself():
    async with opened(widget=panel_with(me=EVE)) as (app, pilot):
        app.widget.write()
        await typed(pilot, "@")
        await pilot.pause()
        assert rows_with(app, "M Ana")
        assert all("as S Eve" in row for row in rows_with(app, "S Eve Lindqvist"))
        await pilot.press("backspace")
        await typed(pilot, "@ev")
        await pilot.pause()
        assert not rows_with(app, "No member is called")


async def test_an_address_offers_no_names():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "mail ana@")
        await pilot.press("enter")
        await pilot.pause()
        assert app.query_one(CommentInput).text == "mail ana@\n"


@pytest.mark.parametrize(("me", "said"), [(VERA, "Vera is a viewer on this board"), (None, "Choose a member first")])
async def test_who_may_only_read_is_told_so(me, said):
    async with opened(widget=panel_with(me=me)) as (app, pilot):
        app.widget.write()
        await typed(pilot, "x")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert rows_with(app, said)
        assert app.heard == []
        assert app.query_one(CommentInput).text == ""


async def test_an_empty_comment_is_refused_in_its_place():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await pilot.press("space", "ctrl+s")
        await until(pilot, lambda: rows_with(app, "A comment needs some words."))
        assert app.heard == []


async def test_what_is_pasted_is_harmless():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        app.query_one(CommentInput).insert("a\x1b]52;c;x\x07b\u202ec")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.heard == [CommentAsked("0199-card", "a␛]52;c;x␇b\ufffdc")]
        assert harmful(app) == []


async def test_a_name_of_nobody_is_said_while_it_is_typed():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "ask @pete")
        assert rows_with(app, "No member is called “pete”")
        await pilot.press("ctrl+u")
        await typed(pilot, "mail pete@acme.example or @r")
        assert not rows_with(app, "No member is called")
        assert rows_with(app, "Raj")
