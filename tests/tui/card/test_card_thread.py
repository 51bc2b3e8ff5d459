"""The thread of the card panel: who said what, what is told between, and what one does to a comment."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.content import Content

from kanban.domain import history
from kanban.domain.activity import Activity
from kanban.tui.messages import CommentEditAsked, LinkOpened, PanelClosed, RetractAsked
from kanban.tui.widgets.conversation.comment_input import CommentInput
from kanban.tui.widgets.line_list import Block, LineList
from tests.tui.cards import (
    ANA,
    BOARD,
    COMMENTS,
    NOW,
    RAJ,
    card,
    change,
    comment,
    opened,
    panel_with,
    rows_with,
    screen_text,
    typed,
    until,
    view,
)


async def test_both_teams_stand_apart_by_letter_and_by_place():
    async with opened(widget=panel_with()) as (app, _):
        (marketing,) = rows_with(app, "Came back from")
        (sales,) = rows_with(app, "Who signs?")
        assert marketing.index("M Ana") + 6 == sales.index("S Raj")
        assert marketing.index("Came") + 6 == sales.index("Who")


@pytest.mark.parametrize("size", [(120, 40), (60, 30)])
async def test_an_imported_comment_says_so_and_bears_no_team(size):
    brought = comment(9, ANA, "Wants a demo")._replace(
        author="", team="", is_imported=True, imported_by=ANA.id, author_in_file="Old Rep"
    )
    async with opened(widget=panel_with(comments=[brought]), size=size) as (app, _):
        app.widget.open_section("thread")
        (head,) = rows_with(app, "imported by Ana · Old Rep in the file")
        (words,) = rows_with(app, "Wants a demo")
        assert head.strip().startswith("· imported")
        assert words.index("Wants") == head.index("imported")


async def test_acts_are_told_between_the_comments_and_can_be_left_out():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.open_section("thread")
        assert rows_with(app, "▸ moved it from Nurture to Handoff")
        assert not rows_with(app, "set the value")
        await pilot.press("v")
        await pilot.pause()
        assert not rows_with(app, "▸ moved")
        assert rows_with(app, "Who signs?")


async def test_a_move_is_told_without_what_it_set_beside_but_why():
    moved = change(4, "move", RAJ, stage="s9", lost_reason="price", next_step=None)
    (event,) = history.list_events([moved], BOARD)
    before = replace(
        event, summary="moved it from Proposal to Lost; set the lost reason to price; cleared the next step (x)"
    )
    panel = panel_with(events=[before])
    async with opened(widget=panel) as (app, _):
        assert rows_with(app, "▸ moved it from Proposal to Lost; set the lost reason to price")
        assert not rows_with(app, "cleared the next step")


async def test_it_opens_at_the_first_unread_comment():
    many = [comment(n, ANA, f"note {n}", at=(NOW - timedelta(hours=99 - n)).isoformat()) for n in range(60)]
    async with opened(widget=panel_with(comments=many, unread={"c20", "c21"}), size=(80, 24)) as (app, _):
        (first,) = rows_with(app, "note 20")
        assert "•" in first
        assert not rows_with(app, "note 19")
        assert rows_with(app, "note 22")
        assert "•" not in rows_with(app, "note 22")[0]


async def test_one_edits_and_takes_back_only_ones_own():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("k", "x")  # Raj's
        await pilot.pause()
        assert rows_with(app, "Only the author can edit or delete a comment")
        await pilot.press("k", "x")
        await pilot.pause()
        assert app.heard == []
        assert rows_with(app, "Delete this comment? x again: delete · any other key: keep")
        await pilot.press("x")
        await pilot.pause()
        assert app.heard == [RetractAsked("c1")]


@pytest.mark.parametrize(
    "key", ["j", "k", "escape", "enter", "v", "2", "c", "r", "z", "f7", "pagedown", "G", "space", "tab"]
)
async def test_any_other_key_keeps_the_comment(key):
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("x", key)
        await pilot.pause()
        assert not rows_with(app, "Delete this")
        assert app.widget.section == ("history" if key == "2" else "thread")  # escape answered the question, no more
        app.widget.open_section("thread")
        await pilot.press("G", "x")
        await pilot.pause()
        assert [said for said in app.heard if isinstance(said, RetractAsked | PanelClosed)] == []
        assert rows_with(app, "Delete this")


async def test_the_question_is_gone_where_another_card_shows():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("x")
        app.widget.show(view(card=card(id="other")))
        app.widget.show(view())
        await pilot.press("x")
        await pilot.pause()
        assert app.heard == []


async def test_rewriting_puts_the_draft_aside_and_brings_it_back():
    async with opened(widget=panel_with(draft="half a thought")) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("e")
        await pilot.pause()
        words = app.query_one(CommentInput)
        assert words.text == "The CFO. @Raj"
        assert rows_with(app, "editing your comment of")
        await typed(pilot, "!")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.heard == [CommentEditAsked("c3", "The CFO. @Raj!")]
        edited = COMMENTS[2]._replace(body="The CFO. @Raj!", edited=True)
        app.widget.show(view(comments=[*COMMENTS[:2], edited], draft="half a thought"))
        await pilot.pause()
        assert words.text == "half a thought"
        assert rows_with(app, "(edited)")


async def test_a_reply_quotes_and_names():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("k", "r")
        await pilot.pause()
        assert app.query_one(CommentInput).text == "> Who signs?\n\n@Raj "
        assert app.query_one(CommentInput).has_focus


async def test_a_long_comment_is_folded_until_asked_for():
    long = comment(4, RAJ, "\n".join(f"line {n}" for n in range(60)))
    async with opened(widget=panel_with(comments=[*COMMENTS, long]), size=(80, 24)) as (app, pilot):
        app.widget.open_section("thread")
        assert rows_with(app, "⋯ Enter: show all")
        assert not rows_with(app, "line 30")
        await pilot.press("enter")
        await pilot.pause()
        assert not rows_with(app, "⋯ Enter: show all")
        for _ in range(8):
            await pilot.press("j")
        assert rows_with(app, "line 59")


async def test_a_link_in_a_comment_opens_by_click():
    async with opened(widget=panel_with()) as (app, pilot):
        row = next(n for n, line in enumerate(screen_text(app)) if "wiki.example" in line)
        await pilot.click(offset=(screen_text(app)[row].index("wiki"), row))
        await pilot.pause()
        assert app.heard == [LinkOpened("https://wiki.example/acme")]


async def test_a_comment_that_arrives_leaves_the_reader_where_they_are():
    many = [comment(n, ANA, f"note {n}", at=(NOW - timedelta(hours=99 - n)).isoformat()) for n in range(60)]
    async with opened(widget=panel_with(comments=many), size=(80, 24)) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("pageup", "pageup")
        await pilot.pause()
        before = [line[:79] for line in screen_text(app)[8:20]]  # the last column is the scrollbar's
        thread = app.widget.query_one("#thread")
        cursor = thread.cursor
        app.widget.show(view(comments=[*many, comment(99, RAJ, "new", at=NOW.isoformat())]))
        await pilot.pause()
        assert [line[:79] for line in screen_text(app)[8:20]] == before
        assert thread.cursor == cursor
        assert thread.has_focus
        await pilot.press("G")
        assert rows_with(app, "new")


async def test_who_reads_at_the_end_stays_at_the_end():
    many = [comment(n, ANA, f"note {n}", at=(NOW - timedelta(hours=99 - n)).isoformat()) for n in range(60)]
    async with opened(widget=panel_with(comments=many), size=(80, 24)) as (app, pilot):
        app.widget.open_section("thread")
        app.widget.show(view(comments=[*many, comment(99, RAJ, "the newest", at=NOW.isoformat())]))
        await until(pilot, lambda: rows_with(app, "the newest"))
        app.widget.write()  # the composer grows, and then the thread becomes lower
        await until(pilot, lambda: app.query(CommentInput))
        await until(pilot, lambda: rows_with(app, "the newest"))


async def test_all_earlier_comments_can_be_reached():
    many = [comment(n, ANA, f"note {n}", at=(NOW - timedelta(hours=300 - n)).isoformat()) for n in range(200)]
    async with opened(widget=panel_with(comments=many, events=[]), size=(80, 24)) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("g")
        assert rows_with(app, "note 0")
        await pilot.press("j", "j")
        assert app.widget.query_one("#thread").cursor == "c2"


async def test_two_hundred_long_comments_open_at_once():
    """People wait a tenth of a second; on a busy machine in a test it may take three times that."""
    body = "Came back from the **fair**, see https://x.example.\n\n- one\n- two `code`\n\n> said\n\n" * 60
    many = [
        comment(n, (ANA, RAJ)[n % 2], body[:5_000], at=(NOW - timedelta(hours=300 - n)).isoformat()) for n in range(200)
    ]
    async with opened(widget=panel_with()) as (app, _):
        start = time.process_time()
        app.widget.show(view(card=card(id="long"), comments=many))
        took = time.process_time() - start
        assert rows_with(app, "⋯ Enter: show all")
        assert took < 0.3


async def test_a_scrollbar_hides_no_end_of_a_line():
    widget = LineList()

    def full(width):
        return [Content("x" * (width - 1) + "|")]

    async with opened(widget=widget, size=(40, 5)) as (app, pilot):
        for count in (3, 30):
            widget.show_blocks([Block(str(number), number, full) for number in range(count)], anew=True)
            await pilot.pause()
            assert all("|" in row for row in screen_text(app)[:3]), count


def logged(key: str, author: str, words: str = "Wants two") -> Activity:
    return Activity(key, card().id, "call", "reached", NOW.isoformat(), author, "marketing", words, NOW.isoformat())


async def test_ones_own_activity_is_edited_and_deleted_under_the_cursor():
    mine, theirs = logged("a1", ANA.id), logged("a2", RAJ.id, "Rang again")
    panel = panel_with(comments=[], activities=[mine, theirs])
    async with opened(widget=panel) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("G", "x")
        await pilot.pause()
        assert rows_with(app, "Only whoever logged an activity can delete it")
        await pilot.press("e")
        await pilot.pause()
        assert rows_with(app, "Only whoever logged an activity can edit it")
        await pilot.press("k", "x")
        await pilot.pause()
        assert rows_with(app, "Delete this activity? x again: delete · any other key: keep")
        assert app.heard == []
        await pilot.press("x")
        await pilot.pause()
        assert app.heard == [RetractAsked("a1", is_activity=True)]
        app.heard.clear()
        await pilot.press("e")
        await pilot.pause()
        assert rows_with(app, "editing your activity")
        await pilot.press(*" or three", "ctrl+s")
        await pilot.pause()
        assert app.heard == [CommentEditAsked("a1", "Wants two or three", is_activity=True)]
        panel.show(view(comments=[], activities=[mine._replace(text="Wants two or three"), theirs]))
        await pilot.pause()
        assert not rows_with(app, "editing your activity")
