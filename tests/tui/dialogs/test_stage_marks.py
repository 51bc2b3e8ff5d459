"""Marks and guidance in the editor of stages: who takes over a mark, and the line that helps on a card."""

from __future__ import annotations

import pytest

from tests.tui.boards import CARDS, make_board, playing, press, settled, shown

GUIDANCE = 7
"""Times that tab leads from the name to the guidance; the mark is behind it."""


@pytest.fixture
def board(tmp_path):
    return make_board(tmp_path / "kanban.db", [card for card in CARDS if card[1] not in {"Engaged", "MQL"}])


async def open_stage(pilot, name):
    """Open the editor of stages, with the cursor on one of them."""
    await press(pilot, "colon", *"stages", "enter")
    editor = pilot.app.screen
    for _ in range(20):
        if editor.item and editor.item.name == name:
            return
        await press(pilot, "j")
    raise AssertionError(shown(pilot))


def marked(board):
    return {mark: stage.name for mark, stage in board.reload().marked.items()}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_marked_stage_is_removed_after_its_heir_is_named(board, size):
    async with playing(board, size=size) as (_, pilot):
        await open_stage(pilot, "MQL")
        assert "marked MQL" in shown(pilot)
        await press(pilot, "x")
        assert "Remove MQL, marked MQL" in shown(pilot)
        assert "Mark goes to" in shown(pilot)
        await press(pilot, "escape")
        assert marked(board)["mql"] == "MQL"
        await press(pilot, "x", "ctrl+u", *"engaged", "enter")
        await settled(pilot)
        assert marked(board)["mql"] == "Engaged"
        assert "MQL" not in [stage.name for stage in board.reload().stages]
        await press(pilot, "escape", "u")
        await settled(pilot)
        assert marked(board)["mql"] == "MQL"


async def test_a_stage_without_a_mark_is_removed_without_a_question(board):
    async with playing(board, size=(80, 24)) as (_, pilot):
        await open_stage(pilot, "Engaged")
        await press(pilot, "x")
        await settled(pilot)
        assert "Mark goes to" not in shown(pilot)
        assert "Engaged" not in [stage.name for stage in board.reload().stages]


async def test_a_mark_that_a_stage_is_given_is_said_to_be_lost_by_the_other(board):
    async with playing(board, size=(120, 40)) as (_, pilot):
        await open_stage(pilot, "Engaged")
        await press(pilot, "enter", *["tab"] * (GUIDANCE + 1), *"mql", "enter")
        await settled(pilot)
        assert marked(board)["mql"] == "Engaged"
        await press(pilot, "escape")
        assert "Changed the stage Engaged; MQL is no longer marked MQL" in shown(pilot)


async def test_the_guidance_of_a_stage_is_edited_and_cut_to_a_line(board):
    async with playing(board, size=(80, 24)) as (_, pilot):
        await open_stage(pilot, "Nurture")
        await press(pilot, "enter", *["tab"] * GUIDANCE, *"find out who signs", "enter")
        await settled(pilot)
        assert board.reload().find_stage("Nurture").guidance == "find out who signs"
        await press(pilot, "enter", *["tab"] * GUIDANCE)
        pilot.app.screen.focused.value = "x" * 201
        await press(pilot, "enter")
        await settled(pilot)
        assert len(board.reload().find_stage("Nurture").guidance) == 200
