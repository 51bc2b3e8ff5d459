"""Choosing on the import page: stages, currency, dates, and what rows become that look like cards of the board."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from tests.tui.boards import playing, press, shown, titles
from tests.tui.cards import until
from tests.tui.screens.import_page import DATED, FAIR, checked, imported, seen, write


async def choose(pilot, key):
    """Move to a row of the open list, and take it."""
    while pilot.app.screen.cursor != f"choice:{key}":
        await press(pilot, "j")
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
