"""A file that came in as a plain list and is read as deals later, or the other way, makes no cards again."""

from __future__ import annotations

import pytest

PLAIN, DEALS = "Title,Company,Value,Stage", "Deal,Company,Amount,Stage"
ROWS = (
    "Northwind rollout,Northwind Ltd,12000,Proposal\n"
    "Fjord pilot,Fjord AS,8000,Discovery\n"
    "Fjord pilot,Fjord AS,9000,Won\n"
)


def read_again(own, path, first, second, *options):
    """Import one text and then another one; return both results, and the board's cards before and after."""
    path.write_text(first, "utf-8")
    before = own("import", str(path), "--json", *options).json
    ids = {card["id"] for card in own("list", "--json").json}
    path.write_text(second, "utf-8")
    planned = own("import", str(path), "--dry-run", "--json").json
    after = own("import", str(path), "--json").json
    assert planned["created"] == after["created"]
    again = own("import", str(path), "--json").json
    assert (again["created"], again["updated"]) == (0, 0)
    return before, after, ids, {card["id"] for card in own("list", "--json").json}


@pytest.mark.parametrize(("first", "second"), [(PLAIN, DEALS), (DEALS, PLAIN)])
def test_rows_without_an_id(own, tmp_path, first, second):
    before, after, ids, ids_after = read_again(own, tmp_path / "x.csv", f"{first}\n{ROWS}", f"{second}\n{ROWS}")
    assert {before["files"][0]["kind"], after["files"][0]["kind"]} == {"plain", "deals"}
    assert (before["created"], after["created"], ids_after) == (3, 0, ids)


@pytest.mark.parametrize(("first", "second"), [(PLAIN, DEALS), (DEALS, PLAIN)])
def test_rows_with_an_id(own, tmp_path, first, second):
    rows = "".join(f"{n},{row}\n" for n, row in enumerate(ROWS.splitlines(), 1))
    texts = (f"Record ID,{header}\n{rows}" for header in (first, second))
    before, after, ids, ids_after = read_again(own, tmp_path / "x.csv", *texts)
    assert {before["files"][0]["kind"], after["files"][0]["kind"]} == {"plain", "deals"}
    assert (before["created"], after["created"], ids_after) == (3, 0, ids)


@pytest.mark.parametrize(("first", "second"), [(PLAIN, DEALS), (DEALS, PLAIN)])
def test_rows_with_an_address(own, tmp_path, first, second):
    rows = "".join(f"{row},rep{n}@f.example\n" for n, row in enumerate(ROWS.splitlines()))
    texts = (f"{header},Email\n{rows}" for header in (first, second))
    before, after, ids, ids_after = read_again(own, tmp_path / "x.csv", *texts)
    assert (before["created"], after["created"], ids_after) == (3, 0, ids)


def test_rows_with_a_day_of_creation(own, tmp_path):
    rows = "".join(f"{row},2026-0{n}-01\n" for n, row in enumerate(ROWS.splitlines(), 1))
    texts = (f"{header},Created\n{rows}" for header in (PLAIN, DEALS))
    before, after, ids, ids_after = read_again(own, tmp_path / "x.csv", *texts)
    assert (before["created"], after["created"], ids_after) == (3, 0, ids)


def test_names_that_were_taken_for_people(own, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(f"Name,Company,Value,Stage\n{ROWS}", "utf-8")
    assert own("import", str(path), "--map", "Name=contact", "--json").json["created"] == 3
    path.write_text(f"{DEALS}\n{ROWS}", "utf-8")
    assert own("import", str(path), "--json").json["created"] == 0


def test_another_list_with_the_same_numbers_has_its_own_cards(own, tmp_path):
    first = "Record ID,Title,Company,Value,Stage\n1,Pump,Acme,5,Proposal\n2,Valve,Bolt,6,Proposal\n"
    second = "Record ID,Deal,Company,Amount,Stage\n1,Tube,Acme,5,Proposal\n2,Valve,Cast,6,Proposal\n"
    _, after, ids, ids_after = read_again(own, tmp_path / "x.csv", first, second)
    assert (after["created"], len(ids_after - ids)) == (2, 2)


def test_another_deal_of_a_person_has_its_own_card(own, tmp_path):
    first = "Title,Company,Value,Stage,Email\nPump,Acme,5,Won,a@acme.example\n"
    second = "Deal,Company,Amount,Stage,Email\nTube,Acme,5,Proposal,a@acme.example\n"
    _, after, _, _ = read_again(own, tmp_path / "x.csv", first, second)
    assert after["created"] == 1
