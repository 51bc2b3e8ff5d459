"""Lanes that do not fit: a list at the right, one row each, and one strip at the left; where one starts."""

from __future__ import annotations

import pytest
from textual.events import MouseMove

from kanban.domain.acts import board_verbs, verbs
from tests.tui.board_view.test_mouse import drag, spot
from tests.tui.boards import (
    CARDS,
    at,
    card_named,
    cursor,
    lane_of,
    make_board,
    member_of,
    playing,
    press,
    screen_text,
    settled,
    shown,
    titles,
)


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


def listed(pilot):
    """The rows of the list: what stands behind the last line of a lane."""
    rows = [row for row in screen_text(pilot.app) if "┃" in row or "│" in row]
    return [row[max(row.rfind("┃"), row.rfind("│")) + 1 :].strip() for row in rows][1:]


async def test_a_list_has_a_row_for_each_lane_count_first(board):
    async with playing(board, size=(80, 24)) as (_, pilot):
        assert [row for row in listed(pilot) if row] == [
            "1 Handoff !1", "0 Accepted", "1 Discovery", "0 Proposal", "0 Negotiation", "1 Won", "0 Lost",
            "0 Disqualified",
        ]  # fmt: skip


async def test_marketing_starts_with_its_first_lane_and_sales_at_the_door(board):
    async with playing(board, size=(80, 24)) as (screen, pilot):
        assert cursor(screen) == "Acme pilot"
        assert screen_text(pilot.app)[2].startswith(" Nurture")


async def test_sales_start_at_the_door_with_the_other_team_in_one_strip(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board, size=(80, 24)) as (screen, pilot):
        assert cursor(screen) == "Soylent rollout"
        rows = screen_text(pilot.app)
        assert rows[1].startswith(" M ─┃ DOOR ─")
        assert [row[:4] for row in rows[2:5]] == ["   6", " mkt", " ‹  "]
        assert rows[2][4:].startswith("┃ Handoff")
        await press(pilot, "h")
        assert cursor(screen) == "Umbrella pilot"
        assert "MQL" in screen_text(pilot.app)[2]


async def test_l_from_the_last_whole_lane_opens_the_first_row(board):
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await press(pilot, "3", "l")
        assert cursor(screen) == "Soylent rollout"
        assert "Handoff" not in "".join(listed(pilot))
        assert screen_text(pilot.app)[2].startswith("   3│ Engaged")
        await press(pilot, "9")
        assert cursor(screen) == "Wonka audit"
        assert "Won" in screen_text(pilot.app)[2]


async def test_a_row_is_clicked_and_its_lane_opens(board):
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await pilot.click(offset=spot(pilot, "Discovery"))
        await settled(pilot)
        assert cursor(screen) == "Stark retrofit"
        assert screen.parts.panel.card_id is None


async def test_a_double_click_on_a_row_opens_no_card_that_came_below_it(board):
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await pilot.click(offset=spot(pilot, "Discovery"), times=2)
        await settled(pilot)
        assert screen.model.lane == board.board.find_stage("Discovery").id
        assert screen.parts.panel.card_id is None


async def test_the_strip_is_clicked_and_the_nearest_lane_opens(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await pilot.click(offset=(1, 10))
        await settled(pilot)
        assert cursor(screen) == "Umbrella pilot"


async def test_a_card_is_dropped_on_a_row(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "l")
        held = await drag(pilot, spot(pilot, "Stark retrofit"), spot(pilot, "Negotiation"))
        assert "Negotiation" in held
        assert titles(board, "Negotiation") == ["Stark retrofit"]


async def test_a_strip_of_several_lanes_takes_no_card_and_says_so(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await drag(pilot, spot(pilot, "Soylent rollout"), (1, 10))
        assert lane_of(board, "Soylent rollout") == "Handoff"
        assert "Several lanes are folded there" in shown(pilot)


async def test_a_row_says_what_is_new_and_what_is_late(board):
    board.now = at(5)
    stark = card_named(board, "Stark retrofit").id
    board.act(lambda view: verbs.edit(view, [stark], {"next_step": "call", "next_on": "2026-11-22"}))
    board.now = at(0)
    async with playing(board, size=(80, 24)) as (screen, pilot):
        assert "1 Discovery !1" in listed(pilot)
        other = board.open_sibling()
        other.member_id = member_of(board, "Raj")
        other.act(lambda view: verbs.comment(view, stark, "They signed"))
        other.act(lambda view: verbs.edit(view, [stark], {"next_on": "2026-12-22"}))
        other.close()
        screen.board.poll()
        await settled(pilot)
        assert "1 Discovery •1" in listed(pilot)
        await press(pilot, "6", "enter", "escape", "1")
        assert "1 Discovery" in listed(pilot)


async def test_a_filter_counts_what_is_left(board):
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "slash", *"stark", "enter", "1")
        rows = [row for row in listed(pilot) if row]
        assert "1 Discovery" in rows
        assert "0 Won" in rows


async def test_more_lanes_than_lines_are_counted(home):
    board = make_board(home / "data" / "kanban.db", CARDS)
    for number in range(20):
        board.act(lambda view, name=f"Extra {number}": board_verbs.add_stage(view, name, after=view.board.stages[-4]))
    async with playing(board, size=(80, 24)) as (_, pilot):
        rows = [row for row in listed(pilot) if row]
        assert rows[-1].endswith(" more")
        assert int(rows[-1].split()[0]) + len(rows) - 1 == 28


async def test_a_board_without_a_door_starts_at_its_first_lane_for_everybody(home):
    board = make_board(home / "data" / "kanban.db", CARDS[:1])
    for name in [stage.name for stage in board.board.stages if stage.side != "marketing" and not stage.is_closed]:
        stage = board.board.find_stage(name)
        board.act(lambda view, stage=stage: board_verbs.remove_stage(view, stage, marks_to=view.board.stages[0]))
    board.member_id = member_of(board, "Raj")
    async with playing(board, size=(80, 24)) as (screen, _):
        assert cursor(screen) == "Acme pilot"


async def test_while_a_card_is_held_the_row_under_it_is_marked(board):
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await pilot.mouse_down(offset=spot(pilot, "Umbrella pilot"))
        await pilot._post_mouse_events([MouseMove], offset=spot(pilot, "Handoff"), button=1)
        await pilot.pause()
        assert screen.lanes.lane_list.landing == board.board.find_stage("Handoff").id
        await pilot.mouse_up(offset=(1, 1))
        await settled(pilot)
        assert screen.lanes.lane_list.landing is None
        assert lane_of(board, "Umbrella pilot") == "MQL"


async def test_the_strip_tells_whether_the_door_is_among_its_lanes(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board, size=(80, 24)) as (_, pilot):
        for key, total, called in (("7", "   7", "  M┃"), ("8", "   7", " M┃S")):
            await press(pilot, key)
            assert [row[:4] for row in screen_text(pilot.app)[2:5]] == [total, called, " ‹  "]


async def test_a_folded_lane_has_its_count_on_top_and_its_name_once(board):
    async with playing(board, size=(200, 50)) as (_, pilot):
        await press(pilot, "2", "z")
        rows = screen_text(pilot.app)
        edge = rows[2].index("│ 2 │")
        down = [row[edge : edge + 4] for row in rows[2:16]]
        assert down[0] == "│ 2 "
        assert "".join(cell[2] for cell in down[1:]).split() == ["Engaged"]
        assert not any(word in row for row in rows[1:5] for word in ("Eng", "Engaged"))
