"""One cursor: wherever one walks, and however the lanes are laid out for it, one card is highlighted and no other."""

from __future__ import annotations

import pytest

from kanban.tui.widgets.board_view.card_face import CURSOR
from tests.tui.boards import CARDS, make_board, playing, press, screen_text

SIZES = [(60, 15), (80, 24), (100, 30), (120, 40), (160, 45), (200, 50)]

EVERYWHERE = [
    ("Won deal", "Won", {}),
    ("Lost deal", "Lost", {"lost_reason": "price"}),
    *((f"{stage} {n}", stage, {}) for stage in ("Accepted", "Discovery", "Proposal", "Negotiation") for n in range(2)),
]
"""Cards for the lanes that the usual board leaves empty: every lane can show a cursor."""


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db", [*CARDS, *EVERYWHERE])


def highlighted(screen, pilot):
    """How many cards the screen highlights: runs of the cursor's sign, each as high as a card."""
    rows = screen_text(pilot.app)
    signs = [(x, y) for y, row in enumerate(rows) for x, sign in enumerate(row) if sign == CURSOR]
    return len(signs) / screen.lanes.lane.heights.face


def walks():
    """Walks to everywhere: from lanes far apart to both ends, down and up in each, with lanes folded on the way."""
    yield from (("5", *"hhhh"), ("8", *"hhhhhhh"), ("1", *"llllllllll"), ("9", *"hjhkhjhkhjhkhjhk"))
    yield from (("6", "z", *"llhhhh"), ("4", *"jjlljjhhkk", "G", "l", "g", "h"), ("3", "z", "z", *"hl", "1", "9", "2"))


@pytest.mark.parametrize("size", SIZES, ids=[f"{width}x{height}" for width, height in SIZES])
async def test_wherever_one_walks_one_card_is_highlighted(board, size):
    async with playing(board, size=size) as (screen, pilot):
        done = []
        for walk in walks():
            for key in walk:
                await pilot.press(key)
                done.append(key)
                wanted = 0 if screen.model.card_summary is None else 1
                assert highlighted(screen, pilot) == wanted, (size, "".join(done), screen_text(pilot.app))


async def test_of_keys_that_come_at_once_none_leaves_a_cursor_behind(board):
    async with playing(board, size=(80, 24)) as (screen, pilot):
        for walk in walks():
            await press(pilot)
            await pilot.press(*walk)
            await press(pilot)
            assert highlighted(screen, pilot) == (0 if screen.model.card_summary is None else 1), walk


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_other_sizes_and_an_open_card_leave_one_cursor(board, size):
    async with playing(board, size=size) as (screen, pilot):
        await press(pilot, "4", "enter", "escape", "l", "l", "enter", "escape", "h")
        for width, height in [*SIZES, size]:
            await pilot.resize_terminal(width, height)
            await press(pilot, "h", "l")
            assert highlighted(screen, pilot) == 1, (width, height)
