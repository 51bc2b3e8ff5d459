"""Exports as workbooks: types kept, nothing run, and only what was edited in a spreadsheet comes back."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys

import openpyxl
import pytest

from kanban import libraries
from tests.cli.data_verbs.imports import counts

CARDS = (
    ("No mail", "--value", "100", "--next", "call", "--on", "2031-05-02"),
    ("With mail", "--email", "jo@acme.example", "--company", "Acme", "--value", "12000.50", "--label", "vip"),
    ("=1+1", "--phone", "+491701234567", "--source=@odd", "--owner", "Mia"),
    ("A" * 400, "--company", "_x000D_ & <b>"),
)


@pytest.fixture
def exported(home, run_cli, tmp_path):
    """A board with some cards, one of which has custom fields, and the workbook with them."""
    assert run_cli("init", "--name", "Mia", "--team", "marketing").code == 0
    for card in CARDS:
        assert run_cli("add", *card).code == 0
    assert (
        run_cli("edit", "With mail", "field.Postcode=01099", "field.Note=" + "long " * 300, "probability=40").code == 0
    )
    path = tmp_path / "cards.xlsx"
    ran = run_cli("export", str(path))
    assert (ran.code, ran.out) == (0, "")
    return path


def cells_of(path):
    """The cells of each card by column, by its title."""
    rows = list(openpyxl.load_workbook(path)["Cards"].iter_rows())
    header = [cell.value for cell in rows[0]]
    records = [dict(zip(header, row, strict=True)) for row in rows[1:]]
    return {record["title"].value: record for record in records}


def test_types_are_kept_and_nothing_is_a_formula(exported):
    cells = cells_of(exported)
    mail = cells["With mail"]
    assert (mail["value"].value, mail["probability"].value) == (12000.5, 0.4)
    assert cells["No mail"]["next_on"].value == dt.datetime.fromisoformat("2031-05-02")
    assert mail["created_at"].is_date
    assert (mail["Postcode"].value, cells["=1+1"]["phone"].value) == ("01099", "+491701234567")
    assert {cell.data_type for row in cells.values() for cell in row.values()} <= {"s", "n", "d"}
    assert cells["=1+1"]["title"].data_type == "s"


def test_a_workbook_that_nobody_edited_changes_nothing(exported, run_cli):
    book = openpyxl.load_workbook(exported)
    book.save(exported)  # by another program than the one that wrote it
    assert counts(run_cli("import", str(exported), "--json").json) == {
        "created": 0, "updated": 0, "unchanged": len(CARDS), "rejected": 0,
    }  # fmt: skip


def test_only_edited_cells_are_taken(exported, run_cli):
    before = {card["title"]: card for card in run_cli("list", "--json").json}
    book = openpyxl.load_workbook(exported)
    sheet = book["Cards"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(row, columns["title"]).value: row for row in range(2, sheet.max_row + 1)}
    sheet.cell(rows["No mail"], columns["value"]).value = 250
    sheet.cell(rows["No mail"], columns["next_on"]).value = dt.date.fromisoformat("2031-06-03")
    sheet.cell(rows["With mail"], columns["phone"]).value = 491709999999
    sheet.cell(rows["With mail"], columns["company"]).value = None
    book.save(exported)
    ran = run_cli("import", str(exported), "--json")
    assert ran.err == ""
    assert counts(ran.json) == {"created": 0, "updated": 2, "unchanged": len(CARDS) - 2, "rejected": 0}
    after = {card["title"]: card for card in run_cli("list", "--json").json}
    expected = {
        "No mail": {"value": "250.00", "next_on": "2031-06-03"},
        "With mail": {"phone": "491709999999", "company": None},
    }
    for title, card in before.items():
        now = {name: value for name, value in after[title].items() if value != card[name] and name != "updated_at"}
        assert now == expected.get(title, {})


def test_a_workbook_comes_in_on_another_board(exported, run_cli):
    assert run_cli("board", "new", "Other").code == 0
    assert run_cli("import", str(exported), "--board", "Other", "--json").json["created"] == len(CARDS)


def test_a_sheet_is_chosen_by_its_name(home, run_cli, tmp_path):
    assert run_cli("init", "--name", "Mia", "--team", "marketing").code == 0
    book = openpyxl.Workbook()
    book.active.title = "East"
    for name in ("East", "West"):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(["Company", "Email"])
        sheet.append([name, f"{name}@x.example"])
    path = tmp_path / "leads.xlsx"
    book.save(path)
    ran = run_cli("import", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert "--sheet 'East' or --sheet 'West'" in ran.err
    assert run_cli("import", str(path), "--sheet", "West").code == 0
    assert [card["company"] for card in run_cli("list", "--json").json] == ["West"]


@pytest.mark.parametrize(("verb", "module"), [("import", "python_calamine"), ("export", "xlsxwriter")])
def test_the_missing_extra_is_one_sentence(exported, run_cli, monkeypatch, tmp_path, verb, module):
    monkeypatch.delitem(vars(libraries), module, raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    new = tmp_path / "new.xlsx"
    ran = run_cli(verb, str(exported if verb == "import" else new))
    assert (ran.code, ran.out) == (1, "")
    assert 'pip install "joint-kanban[excel]"' in ran.err
    assert ran.err.count("\n") == 1
    assert not new.exists()


def test_a_workbook_goes_through_a_pipe_that_may_be_closed(exported):
    command = [sys.executable, "-m", "kanban", "export", "-", "--format", "xlsx"]
    whole = subprocess.run(command, capture_output=True, check=True)
    assert openpyxl.load_workbook(io.BytesIO(whole.stdout))["Cards"].max_row == len(CARDS) + 1
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait() == 0
    assert b"Traceback" not in said
    assert b"should not have" not in said
