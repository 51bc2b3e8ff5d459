"""Filtering on the board: as one types, kept and cleared, in step with what is written."""

from __future__ import annotations

import pytest
from textual import events

from kanban.domain.acts import verbs
from kanban.tui.widgets.board_view.lane import DOOR_LINE, THIN_LINE, Lane
from tests.tui.boards import card_named, cursor, lane_of, make_board, playing, press, settled, shown
from tests.tui.cards import typed


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


async def test_it_filters_as_one_types_and_says_how_many(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "slash", *"pil")
        assert "2 of 9" in shown(pilot)
        assert "Acme pilot" in shown(pilot)
        assert "Globex renewal" not in shown(pilot)
        assert "None of 2" in shown(pilot)
        await press(pilot, "enter")
        assert "/pil  2 of 9" in shown(pilot)
        await press(pilot, "escape")
        assert "Globex renewal" in shown(pilot)
        assert "9 cards" in shown(pilot)
        assert cursor(screen) == "Acme pilot"


def said_in(pilot, screen, name):
    """What stands in a lane of the screen below its head, its lines as one."""
    (lane,) = [each for each in screen.query(Lane) if each.lane_model.stage.name == name]
    x, y, width, height = lane.region
    lines = shown(pilot).splitlines()[y + lane.heights.head : y + height]
    return " ".join(
        " ".join(line[x : x + width] for line in lines).translate(str.maketrans(THIN_LINE + DOOR_LINE, "  ")).split()
    )


@pytest.mark.parametrize("size", [(200, 50), (240, 24)])
async def test_a_lane_of_which_nothing_matches_says_of_how_many_and_what_shows_them(board, size):
    async with playing(board, size) as (screen, pilot):
        assert "match" not in shown(pilot)
        await press(pilot, "slash", *"pilot")
        assert said_in(pilot, screen, "Engaged") == "None of 2 match. Esc: show all"
        assert said_in(pilot, screen, "Discovery") == "None of 1 match. Esc: show all"
        assert said_in(pilot, screen, "Proposal") == "Proposals that were sent. n: add a card", (
            "nothing was there before"
        )
        assert "None of 3" not in shown(pilot), "one of three matches in Nurture"
        await press(pilot, *["backspace"] * 5, *"zzz")
        assert said_in(pilot, screen, "Nurture") == "None of 3 match. Esc: show all"
        await press(pilot, "escape")
        assert "match" not in shown(pilot)


async def test_a_lane_whose_cards_are_still_being_read_says_nothing_of_matches(board):
    async with playing(board) as (screen, _):
        (lane,) = [each for each in screen.query(Lane) if each.lane_model.stage.name == "Nurture"]
        assert (lane.lane_model.summary.cards, lane.model.is_filtered) == (3, False)
        assert (
            "".join(strip.text for strip in lane._draw_empty(lane.board_styles, 30, 5)).strip(
                f" {THIN_LINE}{DOOR_LINE}"
            )
            == ""
        )


async def test_what_is_typed_ahead_of_the_filter_lands_in_it(board):
    async with playing(board) as (screen, pilot):
        for key in ("slash", *"hooli", "enter"):  # all there before the first of them was answered: a slow line, say
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settled(pilot)
        assert "/hooli  1 of 9" in shown(pilot)
        assert screen.lanes.has_focus


async def test_escape_in_the_line_clears_it(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "slash", *"umbrella", "escape")
        assert "9 cards" in shown(pilot)
        assert screen.lanes.has_focus


async def test_the_query_language_counts(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "slash", *"value>=9k", "space", *"-stage:disc", "enter")
        assert "3 of 9" in shown(pilot)  # the fourth is in dollars
        assert "Soylent rollout" in shown(pilot)


async def test_words_in_comments_are_found(board):
    board.act(lambda view: verbs.comment(view, card_named(board, "Hooli trial").id, "They asked about **residency**"))
    async with playing(board) as (_, pilot):
        await press(pilot, "slash", *"resid", "enter")
        assert "1 of 9" in shown(pilot)
        assert "Hooli trial" in shown(pilot)


async def test_a_broken_query_says_why_and_keeps_what_showed(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "slash", *"acme")
        assert "1 of 9" in shown(pilot)
        await press(pilot, "space", *"colour:red")
        assert "Unknown field “colour”" in shown(pilot)
        assert "Acme pilot" in shown(pilot)
        assert "Globex renewal" not in shown(pilot)


async def test_a_problem_is_read_on_a_narrow_screen_and_the_header_counts_what_shows(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await press(pilot, "slash")
        await typed(pilot, "ownr:ana")  # in one: nothing was found before
        await settled(pilot)
        assert "Did you mean owner?" in shown(pilot)
        assert "/ ownr:ana" in shown(pilot)
        assert "9 of 9" in shown(pilot)
        assert "0 of 9" not in shown(pilot)
        await press(pilot, *["backspace"] * 8, *"acme")
        assert "1 of 9" in shown(pilot).splitlines()[-2]


async def test_nothing_found_says_so_and_how_to_get_back(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "slash", *"xyzzy", "enter")
        assert "0 of 9" in shown(pilot)
        assert "None of 3 match." in shown(pilot)
        assert "Esc: show all" in shown(pilot)


async def test_mine_narrows_and_widens(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "M", *"raj", "enter")
        await press(pilot, "full_stop")
        assert "mine  3 of 9" in shown(pilot)
        assert "Soylent rollout" in shown(pilot)
        assert "Acme pilot" not in shown(pilot)
        await press(pilot, "full_stop")
        assert "9 cards" in shown(pilot)


async def test_the_cursor_stays_with_its_card(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "j", "j")
        assert cursor(screen) == "Initech seats"
        await press(pilot, "slash", *"initech", "enter")
        assert (cursor(screen), screen.model.place) == ("Initech seats", 0)
        await press(pilot, "escape")
        assert (cursor(screen), screen.model.place) == ("Initech seats", 2)


async def test_a_card_that_no_longer_fits_leaves_and_one_that_does_comes(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "slash", *"stage:nurture", "enter")
        assert "3 of 9" in shown(pilot)
        await press(pilot, "L")
        assert lane_of(board, "Acme pilot") == "Engaged"
        assert "2 of 9" in shown(pilot)
        assert cursor(screen) == "Globex renewal"
        await press(pilot, "u")
        assert "3 of 9" in shown(pilot)
        assert [screen.model.card_summaries[n].title for n in screen.model.lane_model.shown] == [
            "Acme pilot", "Globex renewal", "Initech seats",
        ]  # fmt: skip


async def test_what_was_changed_is_found_by_its_new_words(board):
    async with playing(board) as (screen, pilot):
        screen.worker.edit([card_named(board, "Acme pilot").id], {"title": "Renamed thing"})
        await press(pilot, "slash", *"renamed", "enter")
        assert "1 of 9" in shown(pilot)
        assert "Renamed thing" in shown(pilot)
        await press(pilot, "slash", *["backspace"] * 7, *"pilot", "enter")
        assert "1 of 9" in shown(pilot)


async def test_views_are_saved_shown_and_removed(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "slash", *"hooli", "enter")
        await press(pilot, "V", *"Only Hooli", "enter")
        assert [(view.name, view.query) for view in board.list_views()] == [("Only Hooli", "hooli")]
        await press(pilot, "escape", "V", *"only", "enter")
        assert "1 of 9" in shown(pilot)
        await press(pilot, "V", "ctrl+r")
        await settled(pilot)
        assert board.list_views() == []


async def test_a_filter_may_sort_and_what_changes_finds_its_place(board):
    def lane(screen):
        return [screen.model.card_summaries[n].title for n in screen.model.lane_models[board.board.stages[0].id].shown]

    async with playing(board) as (screen, pilot):
        await press(pilot, "slash", *"sort:-title", "enter")
        titles = lane(screen)
        assert titles == sorted(titles, reverse=True)
        assert len(titles) > 1
        assert "9 of 9" in shown(pilot)
        screen.worker.edit([card_named(board, titles[-1]).id], {"title": "Zzz"})
        await settled(pilot)
        assert lane(screen)[0] == "Zzz"
        await press(pilot, "escape")
        assert lane(screen) != sorted(lane(screen), reverse=True)


async def test_a_word_that_finds_nothing_gets_a_suggestion(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "slash", *"silent")
        assert "0 of 9 · Did you mean stale?" in shown(pilot)


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 15)])
async def test_a_long_suggestion_leaves_the_count_in_sight(board, size):
    async with playing(board, size=size) as (_, pilot):
        await press(pilot, "slash", *"value>=99999999 usd")
        assert "0 of 9" in shown(pilot)
        assert size[0] < 100 or "Did you mean value>=99999999USD?" in shown(pilot)
