"""Choosing on the import page: stages, currency, dates, and what rows become that look like cards of the board."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import events

from kanban.domain.acts import verbs
from tests.tui.boards import playing, press, shown, titles
from tests.tui.cards import until
from tests.tui.screens.import_page import DATED, FAIR, checked, imported, seen, write


async def move_to(pilot, start, key="j"):
    """Move the cursor to the row whose key begins so."""
    for _ in range(400):
        if pilot.app.screen.cursor.startswith(start):
            return
        await press(pilot, key)
    raise AssertionError(f"no row {start}:\n{shown(pilot)}")


async def choose(pilot, key):
    """Move to a row of the open list, and take it."""
    await press(pilot, "g")
    await move_to(pilot, f"choice:{key}")
    await press(pilot, "enter")
    await until(pilot, lambda: not pilot.app.screen._session.is_reading)


@pytest.mark.parametrize(("how", "cards", "email"), [("name", 9, "new@acme.example"), ("email", 10, None)])
async def test_rows_that_look_like_cards_become_them_or_cards_of_their_own(board, folder, how, cards, email):
    card = board.find("Acme pilot")
    board.act(lambda view: verbs.edit(view, [card.id], {"contact": "Jo Vo", "company": "Acme", "email": None}))
    write(folder / "again.csv", "Title,Company,Contact,Email\nAcme again,Acme,Jo Vo,new@acme.example\n")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await seen(pilot, "1 row looks like an existing card", "m same cards")
        await press(pilot, "m")
        assert "╭─ Rows that look like cards here become ─" in shown(pilot)
        await choose(pilot, how)
        await press(pilot, "m")
        assert "╭─ Rows that look like cards here become ─" in shown(pilot)
        await press(pilot, "escape")
        await imported(pilot)
        assert len(list(board.list_cards())) == cards
        assert board.find("Acme pilot").email == email


async def test_a_chosen_currency_is_that_of_the_cards(board, folder):
    write(folder / "fair.csv", FAIR.replace("€", ""))
    async with playing(board, size=(120, 40)) as (_, pilot):
        await checked(pilot)
        await seen(pilot, "EUR is assumed. c: choose")
        await press(pilot, "c")
        await choose(pilot, "CHF")
        await imported(pilot)
        assert (board.find("Vireo pump").value, board.find("Vireo pump").currency) == (250_000, "CHF")


async def test_the_stage_of_rows_without_one_is_chosen(board, folder):
    write(folder / "plain.csv", "Title,Company\nAlpha,A\nBeta,B\n")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        assert "no row names one: new cards go to Nurture" in shown(pilot)
        await press(pilot, "s", "enter")
        assert "╭─ Rows without a stage ─" in shown(pilot)
        await choose(pilot, "Engaged")
        await press(pilot, "escape")
        await imported(pilot)
        assert titles(board, "Engaged")[-2:] == ["Alpha", "Beta"]


async def test_the_order_of_dates_is_chosen_where_the_file_tells_one(board, folder):
    write(folder / "dated.csv", "Title,Company,Close date\nAlpha,A,03/04/2027\nBeta,B,25/06/2027\n")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await press(pilot, "d")
        assert "╭─ Dates ─" in shown(pilot)
        await choose(pilot, "mdy")
        await seen(pilot, "month day year")


async def test_two_files_are_asked_about_one_by_one(board, folder):
    write(folder / "one.csv", DATED)
    write(folder / "two.csv", DATED.replace("Alpha", "Gamma").replace("Beta", "Delta"))
    async with playing(board, size=(120, 40)) as (_, pilot):
        await press(pilot, "I", "space", "j", "space", "enter")
        await seen(pilot, "[Check]", "Choose the date order first (d).")
        for name, order in (("one.csv", "dmy"), ("two.csv", "mdy")):
            while f":{name}:" not in pilot.app.screen.cursor:
                await press(pilot, "j" if name == "two.csv" else "k")
            await press(pilot, "enter")
            assert f"╭─ Close date of {name} ─" in shown(pilot)
            await choose(pilot, order)
        await imported(pilot)
        assert [str(board.find(name).close_on) for name in ("Alpha", "Gamma")] == ["2027-04-03", "2027-03-04"]


POLISH = "Title,Company,City\nZażółć gęślą,Ślusarz Łódź,Kraków\nPączki świeże,Żółw,Gdańsk\n"


async def test_a_guessed_encoding_is_changed_by_its_row_and_back(board, folder):
    (folder / "old.csv").write_bytes(POLISH.encode("cp1250"))
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await seen(pilot, "Letters", "Central European (cp1250)")
        for name, words in (("cp1252", "Western European (cp1252)"), ("cp1250", "Central European (cp1250)")):
            await move_to(pilot, "letters:")
            await press(pilot, "enter")
            assert "╭─ Letters ─" in shown(pilot)
            assert "Zażółć gęślą" in shown(pilot)  # a line as each encoding reads it
            await choose(pilot, name)
            await seen(pilot, words)
        await imported(pilot)
        assert board.find("Zażółć gęślą").company == "Ślusarz Łódź"


async def test_an_encoding_that_does_not_fit_is_not_taken(board, folder):
    path = folder / "old.csv"
    path.write_bytes(POLISH.encode("cp1250"))
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        session = pilot.app.screen._session
        plan = session.plan
        session.look(replace(plan, answers={f"--encoding={path}": "shift_jis"}))
        await seen(pilot, "is not shift_jis text")
        assert "First cards" in shown(pilot)
        assert "--encoding" not in shown(pilot)
        assert session.plan == plan
        assert "[Check]" in shown(pilot)


async def test_the_sheet_of_a_workbook_is_changed_by_its_row(board, folder):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Leads"
    for sheet, rows in ((book.active, (("Title", "Company", "Email"), ("Alpha", "A", "a@a.example"))),
                        (book.create_sheet("Visitors"), (("Title", "Company"), ("Beta", "B")))):  # fmt: skip
        for row in rows:
            sheet.append(row)
    book.save(folder / "fair.xlsx")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await seen(pilot, "Sheet", "Leads, of 2 sheets", "Alpha")
        for name, title in (("Visitors", "Beta"), ("Leads", "Alpha"), ("Visitors", "Beta")):
            await move_to(pilot, "sheet:")
            await press(pilot, "enter")
            assert "╭─ Sheet ─" in shown(pilot)
            await choose(pilot, name)
            await seen(pilot, f"{name}, of 2 sheets", title)
        await imported(pilot)
        assert board.find("Beta").company == "B"


async def test_where_no_column_names_a_card_the_title_is_asked_for(board, folder):
    write(folder / "odd.csv", "Frob,Wibble\n17,Alpha pump\n18,Beta roll\n")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "I", "enter")
        await seen(pilot, "[Check]", "Choose the column that names a card first (enter).", "1 question")
        assert pilot.app.screen.cursor.startswith("question:title")
        await press(pilot, "i")
        assert "[Check]" in shown(pilot)
        await press(pilot, "enter")
        assert "Wibble" in shown(pilot)
        await choose(pilot, "Wibble=title")
        await seen(pilot, "Title", "← Wibble", "2 cards")
        await imported(pilot)
        assert board.find("Alpha pump").extra


async def test_currency_dates_stages_and_owners_are_changed_with_enter_on_their_rows(board, folder):
    write(folder / "fair.csv", FAIR)
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        for key, title in (("currency", "╭─ Currency ─"), ("dates", "╭─ Dates ─"), ("stages", "Stage in the files"),
                           ("owners", "Owners in the files")):  # fmt: skip
            await move_to(pilot, key)
            await press(pilot, "enter")
            assert title in shown(pilot)
            await press(pilot, "escape")
        assert "[Check]" in shown(pilot)


async def test_files_of_one_name_are_told_apart_and_answered_one_by_one(board, folder):
    for name, order in (("north", "03/04/2027"), ("south", "05/06/2027")):
        (folder / name).mkdir()
        write(folder / name / "leads.csv", f"Title,Company,Close date\n{name} lead,A,{order}\n")
    async with playing(board, size=(120, 40)) as (_, pilot):
        await press(pilot, "I")
        pilot.app.post_message(events.Paste(f"{folder}/north/leads.csv\n{folder}/south/leads.csv"))
        await seen(pilot, "2 files · 2 rows")
        await press(pilot, "enter")
        await seen(pilot, "[Check]", "2 questions")
        for name, order in (("north", "dmy"), ("south", "mdy")):
            await press(pilot, "g")
            await move_to(pilot, f"question:dates:{name}/leads.csv:")
            await press(pilot, "enter")
            assert f"╭─ Close date of {name}/leads.csv ─" in shown(pilot)
            await choose(pilot, order)
        await imported(pilot)
        assert [str(board.find(f"{name} lead").close_on) for name in ("north", "south")] == ["2027-04-03", "2027-05-06"]


async def test_the_cursor_begins_on_the_guess_that_enter_is_offered_for(board, folder):
    write(folder / "two.csv", "Title,Company,Amount,Expected Revenue\nAlpha,A,$5,$6\nBeta,B,$7,$8\n")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await checked(pilot)
        await seen(pilot, "Two columns look like the value: Amount, Expected Revenue. enter: choose")
        assert pilot.app.screen.cursor == "field:value"
        await press(pilot, "g", "c", "escape")
        assert pilot.app.screen.cursor == "field:title"


async def test_a_field_that_no_column_feeds_names_the_one_that_may(board, folder):
    names = ("Elena Ng", "Mei Ivanova", "Niamh Dubois")
    rows = "".join(f"{name},Acme {n},x{n}@acme.example,2500,Won,Zed\n" for n, name in enumerate(names))
    write(folder / "names.csv", f"Name,Company,Email,Value,Stage,Owner\n{rows}")
    async with playing(board, size=(120, 40)) as (_, pilot):
        await checked(pilot)
        await seen(pilot, "? Title", "← no column", "“Name” may be the title as well. enter: choose")


async def test_the_sign_of_several_currencies_is_a_guess_that_can_be_changed(board, folder):
    write(folder / "fair.csv", FAIR.replace("€", "$"))
    async with playing(board, size=(120, 40)) as (_, pilot):
        await checked(pilot)
        await seen(pilot, "a guess", "“$” → USD a guess, 3 amounts")
        await press(pilot, "c")
        await choose(pilot, "CAD")
        await imported(pilot)
        assert board.find("Vireo pump").currency == "CAD"
