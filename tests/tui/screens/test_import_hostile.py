"""The import page among files, folders and disks that are not as they should be."""

from __future__ import annotations

import os
from errno import E2BIG, ENOSPC
from pathlib import Path

import pytest
from textual import events

from kanban.tui.parts.exchange import child_process, import_session
from tests.tui.boards import playing, press, shown
from tests.tui.cards import until
from tests.tui.screens.import_page import checked, imported, seen, write

ROW = "Title,Company,Value\nVireo pump,Vireo,2500\n"


async def test_links_that_lead_nowhere_hide_no_other_files(board, folder):
    (folder / "a.csv").symlink_to(folder / "b.csv")
    (folder / "b.csv").symlink_to(folder / "a.csv")
    (folder / "gone.csv").symlink_to(folder / "nothing")
    write(folder / "fair.csv")
    async with playing(board) as (_, pilot):
        await press(pilot, "I")
        await seen(pilot, "fair.csv")
        assert "can't be read" not in shown(pilot)
        await press(pilot, "slash", *"a", "tab")
        assert pilot.app.is_running


@pytest.mark.parametrize("words", ["x" * 5000, "/" + "y" * 300 + "/z.csv", "a\0b.csv", "\ud800.csv", "~nobody/x.csv"])
async def test_a_text_that_can_be_no_path_names_no_file(board, words):
    async with playing(board) as (_, pilot):
        await press(pilot, "I")
        pilot.app.post_message(events.Paste(words))
        await press(pilot)
        assert "names no file that is there" in shown(pilot)
        await press(pilot, "slash")
        pilot.app.post_message(events.Paste(words))
        await press(pilot, "enter")
        assert "There is no file or folder" in shown(pilot)


async def test_a_name_that_is_no_text_is_read(board, folder):
    path = os.fsencode(folder) + b"/caf\xe9\x1b[31m.csv"
    write(Path(os.fsdecode(path)), ROW)
    async with playing(board) as (_, pilot):
        await checked(pilot)
        assert "Vireo pump" in shown(pilot)
        assert "\x1b" not in shown(pilot)


async def test_a_folder_that_was_removed_is_no_place_to_begin(board, folder, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    folder.rmdir()
    async with playing(board) as (_, pilot):
        await press(pilot, "I")
        assert "[Files]" in shown(pilot)


@pytest.mark.parametrize("number", [ENOSPC, E2BIG])
async def test_a_process_that_can_t_start_is_told(board, folder, monkeypatch, number):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    write(folder / "fair.csv", ROW)
    async with playing(board) as (_, pilot):
        await checked(pilot)
        start = child_process.start_process
        monkeypatch.setattr(child_process, "start_process", fail)
        await press(pilot, "i")
        await seen(pilot, f"Can't start: {os.strerror(number)}.")
        assert not pilot.app.screen._session.is_running
        monkeypatch.setattr(child_process, "start_process", start)
        await press(pilot, "escape")
        await press(pilot, "enter")
        await seen(pilot, "[Check]", "First cards")


async def test_a_disk_without_room_for_rejects_is_told(board, folder, monkeypatch):
    def fail(**_):
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    write(folder / "fair.csv", ROW)
    async with playing(board) as (_, pilot):
        await checked(pilot)
        monkeypatch.setattr(import_session, "TemporaryDirectory", fail)
        await press(pilot, "i")
        await seen(pilot, f"Can't start: {os.strerror(ENOSPC)}. Nothing was imported.")


async def test_a_rejected_row_with_a_large_cell_is_shown(board, folder):
    write(folder / "fair.csv", f"Title,Company,Value\nVireo,V,1\n,,{'9' * 200_000}\n")
    async with playing(board) as (_, pilot):
        await checked(pilot)
        await imported(pilot)
        session = pilot.app.screen._session
        assert session.result["rejected"] == 1
        assert dict(session.find_row(0))["Value"].startswith("999")


@pytest.mark.parametrize("change", ["gone", "folder", "shorter", "other", "longer"])
async def test_a_file_that_changes_after_the_preview(board, folder, change):
    path = write(folder / "fair.csv", ROW)
    async with playing(board) as (_, pilot):
        await checked(pilot)
        match change:
            case "gone":
                path.unlink()
            case "folder":
                path.unlink()
                path.mkdir()
            case "shorter":
                path.write_text("")
            case "other":
                path.write_bytes(os.urandom(5000))
            case "longer":
                path.write_text(ROW + "More,M,5\n" * 3)
        await press(pilot, "i")
        session = pilot.app.screen._session
        await until(pilot, lambda: not session.is_running)
        assert session.result or session.problem
        assert "unexpectedly" not in session.problem
