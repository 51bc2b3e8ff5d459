"""The card panel: what it shows, what it asks for when keys are pressed, what stays when the card is given anew."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets import Input

from kanban.domain import history
from kanban.tui.messages import (
    CommentAsked,
    CommentEditAsked,
    DraftKept,
    EditAsked,
    LinkAsked,
    LinkOpened,
    PanelClosed,
    RetractAsked,
    UnlinkAsked,
)
from kanban.tui.widgets.card_panel import CardPanel
from kanban.tui.widgets.words import Words
from tests.tui.cards import (
    ANA,
    BO,
    BOARD,
    CHANGES,
    COMMENTS,
    EVE,
    HOSTILE,
    NOW,
    RAJ,
    VERA,
    card,
    change,
    comment,
    harmful,
    opened,
    screen_text,
    typed,
    until,
    view,
)  # fmt: skip


def panel_with(**given):
    panel = CardPanel()
    panel.view = view(**given)
    return panel


def rows_with(app, words):
    return [line for line in screen_text(app) if words in line]


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
            assert "S sales since 09:15, 3 h" in "".join(shown)
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
        assert rows_with(app, "Handoff asks for the reason it was lost")


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


# -- the thread


async def test_both_teams_stand_apart_by_letter_and_by_place():
    async with opened(widget=panel_with()) as (app, _):
        (marketing,) = rows_with(app, "Came back from")
        (sales,) = rows_with(app, "Who signs?")
        assert marketing.index("M Ana") + 6 == sales.index("S Raj")
        assert marketing.index("Came") + 6 == sales.index("Who")


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
    (event,) = history.events([moved], BOARD)
    before = replace(
        event, said="moved it from Proposal to Lost; set the reason it was lost to price; cleared the next step (x)"
    )
    panel = panel_with(events=[before])
    async with opened(widget=panel) as (app, _):
        assert rows_with(app, "▸ moved it from Proposal to Lost; set the reason it was lost to price")
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
        assert rows_with(app, "Only its author may edit or retract a comment")
        await pilot.press("k", "x")
        await pilot.pause()
        assert app.heard == []
        assert rows_with(app, "Take this comment back?")
        await pilot.press("x")
        await pilot.pause()
        assert app.heard == [RetractAsked("c1")]


async def test_a_question_about_taking_back_is_forgotten_by_moving_on():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("x", "k", "j")
        await pilot.pause()
        assert not rows_with(app, "Take this")
        await pilot.press("x")
        await pilot.pause()
        assert app.heard == []


async def test_rewriting_puts_the_draft_aside_and_brings_it_back():
    async with opened(widget=panel_with(draft="half a thought")) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("e")
        await pilot.pause()
        words = app.query_one(Words)
        assert words.text == "The CFO. @Raj"
        assert rows_with(app, "editing yours of")
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
        assert app.query_one(Words).text == "> Who signs?\n\n@Raj "
        assert app.query_one(Words).has_focus


async def test_a_long_comment_is_folded_until_asked_for():
    long = comment(4, RAJ, "\n".join(f"line {n}" for n in range(60)))
    async with opened(widget=panel_with(comments=[*COMMENTS, long]), size=(80, 24)) as (app, pilot):
        app.widget.open_section("thread")
        assert rows_with(app, "⋯ the rest")
        assert not rows_with(app, "line 30")
        await pilot.press("enter")
        await pilot.pause()
        assert not rows_with(app, "⋯ the rest")
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
        await until(pilot, lambda: app.query(Words))
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
        assert rows_with(app, "⋯ the rest")
        assert took < 0.3


# -- writing


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
        words = app.query_one(Words)
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
        app.widget.comment_refused()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.heard == [CommentAsked("0199-card", "x")] * 2
        assert app.query_one(Words).text == "x"


async def test_escape_keeps_the_draft_and_then_closes():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "half")
        await pilot.press("escape")
        await pilot.pause()
        assert app.heard == [DraftKept("0199-card", "half")]
        assert app.query_one(Words).text == "half"
        await pilot.press("escape")
        await pilot.pause()
        assert app.heard[1:] == [PanelClosed()] or isinstance(app.heard[1], PanelClosed)


async def test_another_card_brings_its_own_draft_and_keeps_this_ones():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "for acme")
        app.widget.show(view(card=card(id="other"), draft="for globex"))
        await pilot.pause()
        assert DraftKept("0199-card", "for acme") in app.heard
        assert app.query_one(Words).text == "for globex"


async def test_what_is_being_typed_stays_when_the_card_is_given_anew():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "thinking")
        await pilot.press("left", "left")
        app.widget.show(view(comments=[*COMMENTS, comment(9, RAJ, "me too")], card=card(title="Acme pilot II")))
        await typed(pilot, "!")
        assert app.query_one(Words).text == "thinki!ng"
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
        assert app.query_one(Words).text == f"ask {after}"


async def test_the_list_of_names_is_gone_through_and_left():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "@")
        await pilot.press("down", "down", "up", "tab")
        await pilot.pause()
        assert app.query_one(Words).text == "@Bo "
        await typed(pilot, "@a")
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert app.query_one(Words).text == "@Bo @a\n"
        assert app.query_one(Words).has_focus


async def test_an_address_offers_no_names():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await typed(pilot, "mail ana@")
        await pilot.press("enter")
        await pilot.pause()
        assert app.query_one(Words).text == "mail ana@\n"


@pytest.mark.parametrize(("me", "said"), [(VERA, "Vera is a viewer on this board"), (None, "choose a member first")])
async def test_who_may_only_read_is_told_so(me, said):
    async with opened(widget=panel_with(me=me)) as (app, pilot):
        app.widget.write()
        await typed(pilot, "x")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert rows_with(app, said)
        assert app.heard == []
        assert app.query_one(Words).text == ""


async def test_an_empty_comment_is_refused_in_its_place():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        await pilot.press("space", "ctrl+s")
        await until(pilot, lambda: rows_with(app, "A comment needs some words."))
        assert app.heard == []


async def test_what_is_pasted_is_harmless():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.write()
        app.query_one(Words).insert("a\x1b]52;c;x\x07b\u202ec")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.heard == [CommentAsked("0199-card", "a␛]52;c;x␇b\ufffdc")]
        assert harmful(app) == []


# -- history and fields


async def test_the_history_tells_every_act():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.open_section("thread")
        await pilot.press("2")
        await until(pilot, lambda: rows_with(app, "set the value to €12,000.00"))
        (moved,) = rows_with(app, "moved it from Nurture to Handoff")
        assert "Thu 26 Nov 2026 09:15" in moved
        assert "M Ana" in moved


async def test_a_field_is_edited_in_its_place():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.edit_field("email")
        await pilot.press("enter", "ctrl+u")
        await typed(pilot, "nobody")
        await pilot.press("enter")
        await pilot.pause()
        assert rows_with(app, "“nobody” is not an e-mail address")
        assert app.widget.typing
        await typed(pilot, "@acme.example")
        await pilot.press("enter")
        await pilot.pause()
        assert app.heard == [EditAsked("0199-card", {"email": "nobody@acme.example"})]
        assert not app.widget.typing
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
        assert rows_with(app, "→ Thu 7 Jan 2027")
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
        assert rows_with(app, "typed as NAME = value")
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


async def test_a_field_can_be_cleared_unless_its_stage_requires_it():
    board = replace(
        BOARD, all_stages=tuple(s._replace(required=("company",)) if s.id == "s3" else s for s in BOARD.all_stages)
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
        assert rows_with(app, "Vera is a viewer on this board and may not edit cards")
        assert not app.widget.typing


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


# -- the worst


def bearing(words, number):
    """A card with these words in every place that can hold some."""
    me, other = ANA._replace(name=words), RAJ._replace(name=words)
    stages = tuple(stage._replace(name=words) for stage in BOARD.all_stages)
    board = replace(BOARD, all_members=(me, other), all_stages=stages)
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
        events=history.events(changes, board), draft=words, missing=(f"field.{words}",),
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


async def test_history_that_is_not_all_here_says_so():
    missing = "Older history is still to come from the server"
    async with opened(widget=panel_with(missing_history=missing), size=(60, 30)) as (app, pilot):
        await pilot.pause()
        app.query_one(CardPanel).open_section("history")
        await until(pilot, lambda: rows_with(app, "Older history"))
        app.query_one(CardPanel).show(view())
        await until(pilot, lambda: not rows_with(app, "Older history"))
