"""The first start: name and team, and what to begin with."""

from __future__ import annotations

import pytest

from kanban.tui.screens.welcome import Welcome, WelcomeScreen
from kanban.tui.widgets.inputs.line_input import PathCompleter, WordCompleter
from tests.tui.cards import HOSTILE, harmful, opened, screen_text, typed


async def greeted(*keys, name="", size=(80, 24)):
    async with opened(dialog=WelcomeScreen(name), size=size) as (app, pilot):
        for key in keys:
            if key.startswith("type:"):
                await typed(pilot, key.removeprefix("type:"))
            else:
                await pilot.press(key)
        await pilot.pause()
        return app.result, "\n".join(screen_text(app))


@pytest.mark.parametrize(
    ("keys", "welcome"),
    [
        (("enter",), Welcome("Ana", "marketing", "demo")),
        (("tab", "right", "enter"), Welcome("Ana", "sales", "demo")),
        (("down", "space", "down", "down", "down", "down", "enter"), Welcome("Ana", "sales", "empty")),
        (("tab", "tab", "down", "enter"), Welcome("Ana", "marketing", "import")),
        (("escape",), None),
    ],
)
async def test_a_few_keys_begin(keys, welcome):
    result, _ = await greeted("type:Ana", *keys)
    assert result == welcome


async def test_a_name_is_all_it_takes():
    result, shown = await greeted("enter")
    assert result is ...
    assert "What are you called?" in shown


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_who_was_invited_types_address_and_code_alone(size):
    keys = ("tab", "tab", "down", "down", "enter")
    result, shown = await greeted(*keys, size=size)
    assert result is ...
    assert "At which address is the board?" in shown
    result, shown = await greeted(*keys, "type:https://kanban.example", "enter", size=size)
    assert result is ...
    assert "Which code?" in shown
    more = ("type:https://kanban.example", "tab", "type:k7q2-mabx", "enter")
    result, _ = await greeted(*keys, *more, size=size)
    assert result == Welcome("", "marketing", "team", "https://kanban.example", "k7q2-mabx")


async def test_answers_that_came_to_nothing_stay_with_the_reason():
    before = Welcome("Zoe", "sales", "team", "https://kanban.example", "k7q2-mabx")
    async with opened(dialog=WelcomeScreen(before=before, problem="This code is used up."), size=(80, 24)) as (
        app,
        pilot,
    ):
        await pilot.pause()
        assert "This code is used up." in "\n".join(screen_text(app))
        await pilot.press("tab", "backspace")
        assert "This code is used up." not in "\n".join(screen_text(app))
        await pilot.press("enter")
        await pilot.pause()
        assert app.result == Welcome("Zoe", "sales", "team", "https://kanban.example", "k7q2-mab")


async def test_a_complaint_goes_with_the_next_letter():
    _, shown = await greeted("enter", "A")
    assert "What are you called?" not in shown


async def test_a_tiny_terminal_and_hostile_names_are_borne():
    for words in HOSTILE:
        async with opened(dialog=WelcomeScreen(words), size=(60, 15)) as (app, pilot):
            await pilot.press("enter")
            await pilot.resize_terminal(20, 5)
            await pilot.press("tab", "down")
            assert harmful(app) == []


def test_paths_are_completed_as_far_as_they_are_there(tmp_path):
    (tmp_path / "exports").mkdir()
    (tmp_path / ".hidden").touch()
    (tmp_path / "a\x1b.csv").touch()
    complete = PathCompleter().complete
    assert complete(f"{tmp_path}/ex") == f"{tmp_path}/exports/"
    assert complete(f"{tmp_path}/.h") == f"{tmp_path}/.hidden"
    assert complete(f"{tmp_path}/a") is None
    assert complete(f"{tmp_path}/zzz") is None
    assert complete("") is None
    assert complete("/nowhere/at/all") is None
    assert complete("a\0b") is None


def test_the_last_of_several_words_is_completed():
    complete = WordCompleter(("vip", "dach"), commas=True).complete
    assert complete("v") == "vip"
    assert complete("vip, -D") == "vip, -dach"
    assert complete("vip, ") is None
    assert complete("x") is None
