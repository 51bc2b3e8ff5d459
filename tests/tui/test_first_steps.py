"""What a board says to who begins: an empty one how to start; a terminal of few colours its own ones."""

from __future__ import annotations

import pytest

from kanban import config
from kanban.config import Config
from kanban.tui import theme
from kanban.tui.app import ThemedApp
from tests.tui.boards import make_board, playing, press, shown


@pytest.fixture
def empty(home):
    return make_board(home / "data" / "kanban.db", ())


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 50)])
async def test_an_empty_board_says_how_to_start(empty, size):
    async with playing(empty, size=size) as (_, pilot):
        for words in (
            "No cards yet.",
            "n                   new card",
            "I                   cards from files",
            "kanban demo",
        ):
            assert words in shown(pilot)
        await press(pilot, "n", *"Acme", "enter")
        assert "No cards yet." not in shown(pilot)
        assert "Acme" in shown(pilot)
        await press(pilot, "u")
        assert "No cards yet." in shown(pilot)


async def test_a_filter_without_a_match_is_no_empty_board(home):
    async with playing(make_board(home / "data" / "kanban.db")) as (_, pilot):
        await press(pilot, "slash", *"zzz", "enter")
        assert "No cards yet." not in shown(pilot)


@pytest.mark.parametrize(("environ", "few"), [
    ({"TERM": "linux"}, True), ({"TERM": "xterm"}, True), ({"TERM": "xterm-16color"}, True), ({"TERM": "screen"}, True),
    ({"TERM": "vt220"}, True), ({"TERM": "xterm-256color"}, False), ({"TERM": "tmux-256color"}, False),
    ({"TERM": "xterm-kitty"}, False), ({"TERM": "xterm", "COLORTERM": "truecolor"}, False), ({"TERM": "dumb"}, False),
    ({}, False),
])  # fmt: skip
def test_a_terminal_of_few_colours_is_known(environ, few):
    assert theme.has_few_colors(environ) is few


@pytest.mark.parametrize(("environ", "wanted", "worn"), [
    ({"TERM": "linux"}, "kanban-dark", "ansi-dark"), ({"TERM": "linux"}, "kanban-light", "ansi-light"),
    ({"TERM": "xterm", "COLORFGBG": "0;15"}, "kanban-dark", "ansi-light"),
    ({"TERM": "xterm", "COLORFGBG": "15;0"}, "kanban-light", "ansi-dark"),
    ({"TERM": "linux"}, "ansi-light", "ansi-light"), ({"TERM": "xterm-256color"}, "kanban-dark", "kanban-dark"),
])  # fmt: skip
def test_it_gets_its_own_colours(home, monkeypatch, environ, wanted, worn):
    for name in ("TERM", "COLORTERM", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert ThemedApp(config.find_places(), Config(theme=wanted)).theme == worn
