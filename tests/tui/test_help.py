"""The help: every key is there, and found by typing."""

from __future__ import annotations

import pytest

from kanban import config
from kanban.domain.values import text
from kanban.store.opening import create_board
from kanban.tui.app import KanbanApp
from kanban.tui.commands import COMMANDS, PANEL, build_keymap, set_keys
from kanban.tui.screens.help_screen import HelpScreen, is_match
from kanban.tui.widgets.card.card_panel import CardPanel
from kanban.tui.widgets.card.field_pane import FieldList
from kanban.tui.widgets.conversation.comment_thread import CommentThread
from kanban.tui.widgets.line_list import LineList
from tests.tui.cards import Holder, opened, screen_text, typed, view


async def everything(size):
    """All that the help shows, screen by screen."""
    async with opened(dialog=HelpScreen((*COMMANDS, *PANEL)), size=size) as (app, pilot):
        shown = []
        for _ in range(16):
            shown += screen_text(app)
            await pilot.press("pagedown")
        return " ".join(" ".join(shown).split())


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_every_key_is_told(size):
    shown = await everything(size)
    assert [c.id for c in (*COMMANDS, *PANEL) if c.keys and c.label.split()[0] not in shown] == []
    if size == (80, 24):
        assert [c.id for c in (*COMMANDS, *PANEL) if c.keys and c.help not in shown] == []


async def test_the_signs_come_first():
    async with opened(dialog=HelpScreen(COMMANDS), size=(80, 24)) as (app, _):
        lines = [line.strip() for line in screen_text(app)]
        assert lines[1] == "Signs"
        assert lines[2].startswith("M S ")
    async with opened(dialog=HelpScreen(COMMANDS), size=(120, 40)) as (app, _):
        heading = screen_text(app)[1]
        assert heading.split() == ["Signs", "Moving", "about"]


async def test_a_key_is_found_by_what_it_does():
    async with opened(dialog=HelpScreen(COMMANDS), size=(80, 24)) as (app, pilot):
        await typed(pilot, "saved")
        await pilot.pause()
        shown = [line for line in screen_text(app) if line.strip()]
        assert any(line.split()[:2] == ["V", "Saved"] for line in shown)
        assert len(shown) == 4  # the line, the heading, the key, and how to leave
        await pilot.press("escape")
        await pilot.pause()
        assert app.result is None


async def test_a_key_is_found_by_the_name_of_its_command():
    async with opened(dialog=HelpScreen(COMMANDS), size=(120, 40)) as (app, pilot):
        for command in (each for each in COMMANDS if each.label):
            await pilot.press("ctrl+u")
            await typed(pilot, command.id)
            await pilot.pause()
            assert command.help[:20] in "\n".join(screen_text(app)), command.id
            assert is_match("", ("", command.help), text.fold(command.title), app.screen.names[command.help])


async def test_it_survives_a_tiny_terminal():
    async with opened(dialog=HelpScreen(COMMANDS), size=(20, 5)) as (app, pilot):
        await typed(pilot, "xyzxyz")
        await pilot.pause()
        assert any("No matches" in line for line in screen_text(app))


def test_every_key_of_the_panel_is_a_command():
    known = {command.id for command in PANEL}
    bound = {binding.id for part in (CardPanel, CommentThread, FieldList, LineList) for binding in part.BINDINGS}
    assert bound <= known


async def test_the_users_keys_count_in_the_panel():
    keys = {"panel_history": ("h",), "quit": ("ctrl+q",), "panel_fields": ()}
    assert build_keymap(keys) == {"panel_history": "h", "panel_fields": "nothing"}
    panel = CardPanel()
    panel.view = view()
    app = Holder(widget=panel)
    app.set_keymap(build_keymap(keys))
    async with app.run_test() as pilot:
        panel.open_section("thread")
        await pilot.press("2", "3")
        assert panel.section == "thread"
        await pilot.press("h")
        assert panel.section == "history"
    label = next(c.label for c in set_keys(PANEL, keys) if c.id == "panel_history")
    assert label == "h"


async def test_the_app_opens_it_with_the_users_keys(home):
    workspace = create_board(home / "kanban.db", "Pipeline", "Ana", "marketing")
    settings = config.Config(keys={"panel_reply": ("a",), "quit": ("Q",)})
    app = KanbanApp(workspace, config.find_places(), settings)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await typed(pilot, "answer the comment")
        await pilot.pause()
        assert any(line.split()[:2] == ["a", "Answer"] for line in screen_text(app))
        await pilot.press("escape", "Q")
    assert app.return_value == 0
    workspace.close()
