"""Exporting from the board: one dialog, in a child process, and no file is replaced without a question."""

from __future__ import annotations

import csv

import pytest

from tests.tui.boards import make_board, playing, press, shown
from tests.tui.cards import until


@pytest.fixture
def board(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return make_board(home / "data" / "kanban.db")


async def open_dialog(pilot):
    await press(pilot, "colon", *"export", "enter")
    assert "Format" in shown(pilot)


def titles_in(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [row["title"] for row in csv.DictReader(stream)]


async def test_all_cards_go_to_a_csv_file(board, tmp_path):
    async with playing(board) as (_, pilot):
        await open_dialog(pilot)
        assert "all 9 cards" in shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: "Wrote 9 cards" in shown(pilot))
    (path,) = tmp_path.glob("*.csv")
    assert path.name == "Pipeline 2026-11-26.csv"
    assert len(titles_in(path)) == 9


async def test_the_names_ending_follows_the_format(board, tmp_path):
    async with playing(board) as (_, pilot):
        await open_dialog(pilot)
        await press(pilot, "space")
        assert "2026-11-26.jsonl" in shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: "Wrote 9 cards" in shown(pilot))
    (path,) = tmp_path.glob("*.jsonl")
    assert len(path.read_text("utf-8").splitlines()) == 10  # the board, then its cards


async def test_only_the_filtered_cards_or_the_selected_ones(board, tmp_path):
    async with playing(board) as (_, pilot):
        await press(pilot, "slash", *"stage:nurture", "enter")
        await open_dialog(pilot)
        assert "● 3 cards that the filter shows" in shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: "Wrote 3 cards" in shown(pilot))
        (path,) = tmp_path.glob("*.csv")
        assert titles_in(path) == ["Acme pilot", "Globex renewal", "Initech seats"]
        path.unlink()
        await press(pilot, "escape", "g", "space")
        await open_dialog(pilot)
        assert "● 1 selected card" in shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: "Wrote 1 card" in shown(pilot))
        assert titles_in(path) == ["Acme pilot"]


async def test_a_file_is_replaced_after_a_question(board, tmp_path):
    path = tmp_path / "Pipeline 2026-11-26.csv"
    path.write_text("mine", "utf-8")
    async with playing(board) as (_, pilot):
        await open_dialog(pilot)
        await press(pilot, "enter")
        assert "is there already" in shown(pilot)
        assert path.read_text("utf-8") == "mine"
        await press(pilot, "enter")
        await until(pilot, lambda: "Wrote 9 cards" in shown(pilot))
        assert len(titles_in(path)) == 9


async def test_a_folder_that_is_not_there_is_named(board):
    async with playing(board) as (_, pilot):
        await open_dialog(pilot)
        await press(pilot, "tab", "tab", "ctrl+u", *"nowhere/x.csv", "enter")
        assert "There is no folder" in shown(pilot)
