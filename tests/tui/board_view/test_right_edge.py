"""Nothing is clipped at the right edge of a narrow screen: what does not fit is wrapped, left out, or ends with an
ellipsis."""

from __future__ import annotations

import pytest

from tests.tui.boards import make_board, playing, press, screen_text

LONG = "An uncommonly long title of a card that fits nowhere on one line of sixty cells"

WALK = {
    "the board": (),
    "every lane": ("l", "l", "l", "l"),
    "a status": ("h",),
    "a refusal": ("A", "J"),
    "a result": ("L",),
    "an open card": ("enter",),
    "a comment": ("enter", "c", *"words"),
    "a history": ("enter", "2"),
    "fields": ("enter", "3"),
    "a field": ("enter", "3", "enter"),
    "the agreement of a card": ("enter", "4"),
    "a new card": ("n",),
    "move to": ("m",),
    "labels": ("number_sign",),
    "an offer": ("3", "a"),
    "the inbox": ("i",),
    "views": ("V",),
    "the palette": ("colon",),
    "help": ("question_mark",),
    "members": ("M",),
    "boards": ("b",),
    "stages": ("s",),
    "a stage": ("s", "enter", "tab"),
    "rules": ("W",),
    "a rule": ("W", "a", "tab"),
    "the agreement": ("equals_sign",),
    "themes": ("t",),
    "a filter": ("slash",),
    "a wrong filter": ("slash", *"valu:"),
    "merging": ("ampersand",),
    "deleted cards": ("R",),
    "a step that is done": ("x",),
}  # fmt: skip


def clipped(lines):
    """The lines that end with a letter in their last cell; hints and the way back are measured to fit."""
    return [
        line for line in lines if len(line) >= 60 and line[59].isalnum() and not line.endswith(("? help", "u: undo"))
    ]


@pytest.mark.parametrize("name", WALK)
async def test_nothing_is_clipped_at_sixty_columns(home, name):
    board = make_board(
        home / "data" / "kanban.db",
        [(LONG, "Nurture", {"company": LONG, "next_step": LONG, "next_on": "2026-11-27"})] * 2 + [(LONG, "MQL", {})],
    )
    async with playing(board, size=(60, 15)) as (_, pilot):
        await press(pilot, *WALK[name])
        assert clipped(screen_text(pilot.app)) == []
        assert name != "a result" or screen_text(pilot.app)[-1].rstrip().endswith("u: undo")
