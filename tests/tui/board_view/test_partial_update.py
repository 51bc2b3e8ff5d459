"""What a frame of some changed regions sends to the terminal: the same bytes as Textual's own compositor would."""

from __future__ import annotations

import pytest
from textual._compositor import Compositor
from textual.geometry import Region

from kanban.tui.screens.partial_compositor import PartialCompositor
from tests.tui.boards import make_board, playing

REGIONS = {
    "one cell": [Region(3, 6, 1, 1)],
    "two lanes and the status line": [Region(0, 5, 20, 4), Region(20, 5, 20, 4), Region(0, 38, 120, 1)],
    "the header": [Region(0, 0, 120, 1)],
    "across an edge": [Region(17, 2, 9, 30)],
    "header and footer": [Region(0, 0, 120, 1), Region(0, 39, 120, 1)],
    "the last corner": [Region(110, 30, 10, 10)],
    "nothing": [],
}


def draw(compositor, regions, console, update):
    compositor._dirty_regions = set(regions)
    chops = update(compositor)
    return None if chops is None else chops.render_segments(console)


@pytest.mark.parametrize("keys", [(), ("enter",), ("question_mark",)], ids=["board", "open card", "help"])
async def test_it_sends_what_textual_would(home, keys):
    async with playing(make_board(home / "data" / "kanban.db"), size=(120, 40)) as (_, pilot):
        await pilot.press(*keys)
        await pilot.pause()
        compositor, console = pilot.app.screen_stack[0]._compositor, pilot.app.console
        assert isinstance(compositor, PartialCompositor)
        for name, regions in REGIONS.items():
            expected = draw(compositor, regions, console, Compositor.render_partial_update)
            assert draw(compositor, regions, console, PartialCompositor.render_partial_update) == expected, name


async def test_it_asks_only_widgets_under_a_change(home, monkeypatch):
    async with playing(make_board(home / "data" / "kanban.db"), size=(120, 40)) as (screen, pilot):
        asked = []
        for lane in screen.query("Lane"):
            monkeypatch.setattr(lane, "render_lines", lambda crop, lane=lane: asked.append(lane) or [])
        first, last = (lane.region for lane in (screen.query("Lane").first(), screen.query("Lane").last()))
        assert first.x != last.x
        draw(
            screen._compositor,
            [first, Region(0, 38, 120, 1)],
            pilot.app.console,
            lambda compositor: compositor.render_partial_update(),
        )
        assert [lane.region for lane in asked] == [first]


async def test_a_minute_that_changes_nothing_sends_nothing(home, monkeypatch):
    async with playing(make_board(home / "data" / "kanban.db"), size=(120, 40)) as (screen, _):
        asked = []
        for widget in screen.walk_children():
            monkeypatch.setattr(widget, "refresh", lambda *regions, widget=widget, **_: asked.append(widget))
        screen._tick()
        assert asked == []
