"""Importing from the board: files are ticked, what was understood is checked and changed, a child process imports."""

from __future__ import annotations

import csv
import os

import pytest
from textual import events

from kanban.tui.screens.import_screen import ImportScreen
from tests.tui.boards import playing, press, shown, titles
from tests.tui.cards import HOSTILE, harmful, until
from tests.tui.screens.import_page import DATED, FAIR, checked, imported, seen, write

# -- files


async def test_a_folder_lists_what_can_be_read_first(board, folder):
    write(folder / "fair.csv")
    (folder / "quote.pdf").write_bytes(b"%PDF")
    (folder / "old.xls").write_bytes(b"x")
    (folder / "sub").mkdir()
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "I")
        names = ("fair.csv", "quote.pdf", "old.xls", "sub/", "../")
        rows = [next(n for n, line in enumerate(shown(pilot).splitlines()) if f" {name}" in line) for name in names]
        assert rows[0] < min(rows[1:3])
        assert max(rows[1:3]) < rows[3] < rows[4]
        assert "not a table (csv, xlsx, json, vcf)" in shown(pilot)
        assert "save it as xlsx or csv" in shown(pilot)
        await press(pilot, "space")
        await seen(pilot, "1 file · ", " rows   plain file")
        await press(pilot, "space")
        await until(pilot, lambda: " rows " not in shown(pilot))
        await press(pilot, "escape")
        assert "[Files]" not in shown(pilot)


async def test_an_empty_folder_says_so_and_a_path_is_typed(board, folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    path = write(tmp_path / "elsewhere" / "fair.csv")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "I")
        await press(pilot, "slash", "ctrl+u", *str(folder), "enter")
        assert "No files here that can be read." in shown(pilot)
        await press(pilot, "slash", "ctrl+u", *f"{tmp_path}/nothing", "enter")
        assert "There is no file or folder" in shown(pilot)
        await press(pilot, "ctrl+u", *f"{tmp_path}/else", "tab", *"fa", "tab", "enter")
        await seen(pilot, "1 file · ", " rows")
        assert pilot.app.screen._session.plan.files == (path,)
        await press(pilot, "slash", *str(folder), "enter")  # a whole path behind the folder that stands there
        assert "There is no file or folder" not in shown(pilot)
        assert pilot.app.screen._files.folder == folder


async def test_pasted_and_dropped_paths_are_ticked(board, folder, tmp_path):
    one, two = write(folder / "one.csv"), write(tmp_path / "two and a half.csv", DATED)
    async with playing(board) as (_, pilot):
        await press(pilot, "I")
        pilot.app.post_message(events.Paste(f'"{one}"\n{two}\n'))
        await press(pilot)
        assert pilot.app.screen._session.plan.files == (one, two)
        assert "2 files" in shown(pilot)
        await press(pilot, "slash")
        pilot.app.post_message(events.Paste(f"'{two}' file://{one} {str(two).replace(' ', chr(92) + ' ')}"))
        await press(pilot)
        assert pilot.app.screen._session.plan.files == (one, two)
        pilot.app.post_message(events.Paste("/nowhere/at/all.csv"))
        await press(pilot)
        assert "names no file that is there" in shown(pilot)


async def test_folders_are_opened_and_left(board, folder):
    (folder / "sub").mkdir()
    write(folder / "sub" / "deep.csv")
    async with playing(board) as (_, pilot):
        await press(pilot, "I", "slash", "ctrl+u", *str(folder), "enter", "enter")
        assert "deep.csv" in shown(pilot)
        await press(pilot, "left")
        assert "deep.csv" not in shown(pilot)
        assert "sub/" in shown(pilot)


# -- check


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)])
async def test_what_was_understood_is_shown(board, folder, size):
    write(folder / "fair.csv")
    async with playing(board, size=size) as (_, pilot):
        await press(pilot, "I", "enter")
        await seen(pilot, "[Check]", "Title", "2 cards")
        assert "← Title" in shown(pilot)
        await press(pilot, "G")
        assert harmful(pilot.app) == []


async def test_a_column_is_chosen_in_place(board, folder):
    write(folder / "fair.csv")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await press(pilot, "j", "enter")
        assert "╭─ Company ─" in shown(pilot)
        assert "no column" in shown(pilot)
        await press(pilot, "j", "enter")
        await until(pilot, lambda: "← Company" not in shown(pilot))
        assert pilot.app.screen._session.plan.columns == {"Company": "field.Company"}
        await imported(pilot)
        await press(pilot, "b")
        assert board.find("Vireo pump").company is None


async def test_a_stage_is_chosen_for_a_word_and_remembered(board, folder):
    write(folder / "fair.csv", FAIR.replace("Needs Analysis", "Frobnicated"))
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        assert "“Frobnicated” is no stage here" in shown(pilot)
        await press(pilot, "s")
        while "Frobnicated" not in (pilot.app.screen.cursor):
            await press(pilot, "j")
        await press(pilot, "enter")
        while pilot.app.screen.cursor != "choice:Discovery":
            await press(pilot, "j")
        await press(pilot, "enter")
        await seen(pilot, "→ Discovery")
        await press(pilot, "escape")
        await imported(pilot)
        assert "Kestrel roll" in titles(board, "Discovery")
        await press(pilot, "n")
        await press(pilot, "enter")
        await seen(pilot, "[Check]", "2 unchanged")
        await press(pilot, "s")
        await seen(pilot, "as last time")
        await press(pilot, "escape", "F")
        await until(pilot, lambda: not pilot.app.screen._session.is_reading)
        await press(pilot, "s")
        await seen(pilot, "a guess")


async def test_a_question_keeps_the_import_back(board, folder):
    write(folder / "dated.csv", DATED)
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await press(pilot, "i")
        assert "Choose the date order first (d)." in shown(pilot)
        assert "[Check]" in shown(pilot)
        await press(pilot, "d")
        await seen(pilot, "03/04/2027 is 3 Apr")
        await press(pilot, "j", "enter")
        await until(pilot, lambda: "Choose the date order" not in shown(pilot))
        await seen(pilot, "month day year")
        await imported(pilot)
        assert str(board.find("Alpha").close_on) == "2027-03-04"


async def test_currency_and_owners_are_chosen(board, folder):
    write(folder / "fair.csv", FAIR.replace("€", ""))
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await press(pilot, "c")
        assert "╭─ Currency ─" in shown(pilot)
        while pilot.app.screen.cursor != "choice:CHF":
            await press(pilot, "j")
        await press(pilot, "enter")
        assert pilot.app.screen._session.plan.constants == {"currency": "CHF"}
        await until(pilot, lambda: not pilot.app.screen._session.is_reading)
        await press(pilot, "o", "enter", "j", "enter")
        await seen(pilot, "new member of sales")
        await press(pilot, "escape")
        await imported(pilot)
        assert board.reload().find_member("Zed").team == "sales"


async def test_all_fields_show_and_custom_columns_can_be_fields(board, folder):
    write(folder / "odd.csv", "Title,Company,Frobs\nAlpha,A,alpha@a.example\n")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        assert "1 custom field" in shown(pilot)
        await press(pilot, "f")
        while pilot.app.screen.cursor != "column:Frobs":
            await press(pilot, "j")
        await press(pilot, "enter")
        while pilot.app.screen.cursor != "choice:email":
            await press(pilot, "j")
        await press(pilot, "enter")
        await seen(pilot, "E-mail")
        await imported(pilot)
        assert board.find("Alpha").email == "alpha@a.example"


async def test_a_file_that_cannot_be_read_says_why(board, folder):
    write(folder / "broken.csv", 'Title,Company\n"Alpha,A\n' + "x\n" * 3)
    (folder / "picture.csv").write_bytes(b"\x89PNG" + bytes(100))
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "I")
        while "picture" not in pilot.app.screen.cursor:
            await press(pilot, "j")
        await press(pilot, "enter")
        await seen(pilot, "a picture, not a table", "Nothing was imported.")
        await press(pilot, "i")
        assert "[Check]" in shown(pilot)


# -- the import and its result


async def test_the_result_names_rejected_rows_and_the_board_follows(board, folder):
    write(folder / "fair.csv")
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await checked(pilot)
        await imported(pilot)
        await seen(pilot, "2 cards added. 1 row was rejected.", "Rejected because")
        await press(pilot, "enter")
        assert "Row 5 of fair.csv" in shown(pilot)
        assert "€12" in shown(pilot)
        await press(pilot, "escape", "w", "enter")
        saved = folder / "fair.csv.rejects.csv"
        await seen(pilot, "Saved")
        with saved.open(encoding="utf-8-sig", newline="") as stream:
            header, row = csv.reader(stream)
        assert header[:-1] == FAIR.splitlines()[0].split(",")
        assert row[4] == "€12"
        await press(pilot, "b")
        await until(pilot, lambda: screen.model.total == 11)
        assert "Vireo pump" in titles(board, "MQL")
        await press(pilot, "I")
        assert "[Files]" in shown(pilot)


async def test_an_import_is_taken_back(board, folder):
    write(folder / "fair.csv")
    async with playing(board) as (_, pilot):
        await checked(pilot)
        await imported(pilot)
        await press(pilot, "u")
        await seen(pilot, "The import was undone.")
        assert "Taking it back" not in shown(pilot)
        await press(pilot, "b")
        assert "Vireo pump" not in titles(board, "MQL")
        await press(pilot, "U")
        assert "Vireo pump" in titles(board, "MQL")


async def test_a_second_import_finds_nothing_new(board, folder):
    write(folder / "fair.csv", "\n".join(FAIR.splitlines()[:3]))
    async with playing(board) as (_, pilot):
        await checked(pilot)
        await imported(pilot)
        await press(pilot, "n", "enter")
        await seen(pilot, "[Check]", "2 unchanged")
        await imported(pilot)
        await seen(pilot, "Nothing new: 2 unchanged.")
        await press(pilot, "enter")
        assert "[Result]" in shown(pilot)
        await press(pilot, "u")
        assert "Nothing to undo." in shown(pilot)


MANY = "Title,Company,Value\n" + "".join(f"Lead {n},Company {n},{n}\n" for n in range(6000))


async def test_it_runs_on_while_the_board_is_used(board, folder):
    write(folder / "many.csv", MANY)
    async with playing(board) as (_, pilot):
        await checked(pilot)
        await press(pilot, "i")
        await seen(pilot, "leave running")
        await press(pilot, "tab")
        assert not isinstance(pilot.app.screen, ImportScreen)
        assert " import" in shown(pilot).splitlines()[0]
        await press(pilot, "l", "h")
        await until(pilot, lambda: "6,000 cards added." in shown(pilot))
        assert " import" not in shown(pilot).splitlines()[0]
        await press(pilot, "I")
        assert "[Result]" in shown(pilot)


async def test_it_is_stopped_and_taken_back(board, folder):
    write(folder / "many.csv", MANY)
    async with playing(board) as (_, pilot):
        await checked(pilot)
        await press(pilot, "i")
        session = pilot.app.screen._session
        await until(pilot, lambda: session.done > 0)
        await press(pilot, "escape")
        assert "╭─ Stop the import? ─" in shown(pilot)
        await press(pilot, "j", "enter")
        await seen(pilot, "Stopped. Nothing of it is on the board.")
        await until(pilot, lambda: len(list(board.list_cards())) == 9)


async def test_it_is_stopped_and_goes_on_later(board, folder):
    write(folder / "many.csv", MANY)
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await press(pilot, "i")
        session = pilot.app.screen._session
        await until(pilot, lambda: session.done > 0)
        await press(pilot, "escape", "escape")
        assert session.is_running
        await press(pilot, "escape", "enter")
        await seen(pilot, "[Result]", "of 6,000 cards are on the board.", "enter import the rest", "u undo import")
        cards = len(list(board.list_cards())) - 9
        assert f"Stopped. {cards:,} of 6,000 cards" in shown(pilot)
        await press(pilot, "enter")
        await seen(pilot, "[Check]", f"{6000 - cards:,} new", f"{cards:,} unchanged")
        await imported(pilot)
        await seen(pilot, f"{6000 - cards:,} cards added, {cards:,} unchanged.")
        assert len(list(board.list_cards())) == 6009


async def test_what_was_imported_before_a_stop_is_taken_back(board, folder):
    write(folder / "many.csv", MANY)
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await press(pilot, "i")
        session = pilot.app.screen._session
        await until(pilot, lambda: session.done > 0)
        await press(pilot, "escape", "enter")
        await seen(pilot, "cards are on the board.")
        await press(pilot, "u")
        await seen(pilot, "The import was undone.")
        assert "import the rest" not in shown(pilot)
        assert len(list(board.list_cards())) == 9


async def test_quitting_asks_while_it_runs(board, folder):
    write(folder / "many.csv", MANY)
    async with playing(board) as (_, pilot):
        await checked(pilot)
        await press(pilot, "i", "tab", "q")
        assert "An import is running" in shown(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: "6,000 cards added." in shown(pilot))


async def test_a_child_that_dies_loses_nothing(board, folder):
    write(folder / "many.csv", MANY)
    async with playing(board) as (_, pilot):
        await checked(pilot)
        await press(pilot, "i")
        session = pilot.app.screen._session
        await until(pilot, lambda: session.done > 0)
        os.kill(session._writer._process.pid, 9)
        await seen(pilot, "The import ended unexpectedly.", "are on the board.", "enter import the rest")
        cards = len(list(board.list_cards())) - 9
        assert cards > 0
        assert f"The import ended unexpectedly. {cards:,} of 6,000 cards are on the board." in shown(pilot)


async def test_hostile_names_are_borne(board, folder):
    for place, words in enumerate(HOSTILE[:5]):
        name = "".join(char for char in words if char not in "/\0" and not 0xD800 <= ord(char) < 0xE000)[:60]
        write(folder / f"{place}{name}.csv", f'"{name}x",Company\n{name},A\n'.replace("\n\n", "\n"))
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "I", "space", "j", "space", "j", "space")
        await until(pilot, lambda: not pilot.app.screen._session.is_reading)
        assert harmful(pilot.app) == []
        await press(pilot, "enter", "f")
        assert harmful(pilot.app) == []


async def test_every_sentence_of_a_result_can_be_reached(board, folder):
    write(folder / "fair.csv")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await imported(pilot)
        page = pilot.app.screen
        page._session.result["notes"] = [f"Sentence {n} of those that tell what was kept." for n in range(30)]
        page.draw()
        assert "· Sentence 0 of" in shown(pilot)
        assert "Sentence 29" not in shown(pilot)
        await press(pilot, "G")
        for _ in range(40):
            await press(pilot, "j")
        assert "Sentence 29" in shown(pilot)
