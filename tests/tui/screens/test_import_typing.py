"""Paths that are typed on the import page, in one burst or with tab: no key is lost, and none is one of the list's."""

from __future__ import annotations

import time

import pytest
from textual import events

from kanban.tui.widgets.inputs.line_input import PathCompleter
from tests.tui.boards import key_is_waiting, playing, press, settled, shown
from tests.tui.screens.import_page import seen, write

NAMED = {" ": "space", "/": "slash", "\t": "tab", "\r": "enter"}


async def burst(pilot, keys):
    """Let keys arrive all at once."""
    for key in keys:
        pilot.app.post_message(events.Key(NAMED.get(key, key), key if key.isprintable() else None))
    while key_is_waiting(pilot.app):
        await pilot.pause(0.01)
    await settled(pilot)


@pytest.fixture
def elsewhere(folder, tmp_path):
    """A file in another folder, whose name has keys of the page."""
    write(folder / "fair.csv")
    place = tmp_path / "else"
    place.mkdir()
    return write(place / "if sumo.csv")


@pytest.mark.parametrize(
    "keys",
    [
        "I/{path}\r",  # the first slash of the path opens the line
        "I//{path}\r",
        "I/{start}\t\r",
        "I//{start}\t\r",
        "I/{folder}/\r/{path}\r",
        "I/{folder}\t\t\r",
        "I/{start}xyz\tisc\x08\x08\x08\x08\x08\x08\t\r",  # tab behind what nothing begins with keeps the line
    ],
)
async def test_a_path_that_is_typed_in_one_burst_is_ticked(board, elsewhere, keys):
    path, folder = str(elsewhere)[1:], str(elsewhere.parent)[1:]
    typed = keys.format(path=path, folder=folder, start=path[:-5]).replace("\x08", "\b")
    async with playing(board, size=(80, 24)) as (_, pilot):
        for part in typed.split("\b"):
            await burst(pilot, part)
            if "\b" in typed and part != typed.rpartition("\b")[2]:
                await press(pilot, "backspace")
        await seen(pilot, "✓ if sumo.csv", "1 file · 3 rows")
        assert "[Files]" in shown(pilot)


async def test_tab_behind_what_nothing_begins_with_says_so_and_keeps_the_line(board, elsewhere):
    async with playing(board, size=(80, 24)) as (_, pilot):
        await burst(pilot, "I/nowhere\tis")
        assert "Nothing begins so." in shown(pilot)
        assert pilot.app.screen._path.value.endswith("/nowhereis")
        await press(pilot, "enter")
        assert "There is no file or folder" in shown(pilot)


def test_letters_in_a_large_folder_are_completed_from_memory(tmp_path):
    for number in range(3_000):
        (tmp_path / f"leads {number}.csv").touch()
    completer = PathCompleter()
    assert completer.complete(f"{tmp_path}/lea") == f"{tmp_path}/leads 0.csv"
    began = time.process_time()
    for _ in range(100):
        completer.complete(f"{tmp_path}/leads 29")
    assert time.process_time() - began < 0.1  # reading the folder each time takes half a second
    (tmp_path / "leads 290a.csv").touch()
    assert completer.complete(f"{tmp_path}/leads 290a") == f"{tmp_path}/leads 290a.csv"
