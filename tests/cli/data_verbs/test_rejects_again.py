"""Each reason why a row is rejected: said again as long as nobody corrects the row, and gone when somebody did."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest

HEAD = "Record ID,Title,Company,Value,Close date\n"
LARGE = "x" * 140_000

KINDS = {
    # name of the file, its text, the reason, what the row is when it is corrected
    "amount": ("x.csv", f"{HEAD}1,Pump,Acme,1e400,\n", "“1e400” is not an amount that a card can hold",
               ["1", "Pump", "Acme", "5", ""]),
    "nameless": ("x.csv", f"{HEAD}1,,,5,\n", "nothing to name the card by", ["1", "Pump", "", "5", ""]),
    "wide": ("x.csv", f"{HEAD}1,Pump,Acme,5,,six\n", "6 columns where the header has 5",
             ["1", "Pump", "Acme", "5", ""]),
    "very wide": ("x.csv", f"{HEAD}1,Pump,Acme,5,,six,7,8\n", "8 columns where the header has 5",
                  ["1", "Pump", "Acme", "5", ""]),
    "unclosed": ("x.csv", f'{HEAD}1,"Pump,Acme,5,\n2,Valve,Acme,5,\n', "a quote is opened and never closed",
                 ["1", "Pump", "Acme", "5", ""]),
    "unclosed at the end": ("x.csv", f'{HEAD}2,Valve,Acme,5,\n1,"Pump, Acme\nand so on',
                            "a quote is opened and never closed", ["1", "Pump", "Acme", "5", ""]),
    "large": ("x.csv", f"{HEAD}1,Pump,{LARGE},5,\n", "a cell of more than 131,072 characters",
              ["1", "Pump", "Acme", "5", ""]),
    "cut row": ("x.csv", f"{HEAD}2,Valve,Acme,5,\n1,Pum", "the file ends in this row, after 2 of 5 cells",
                ["1", "Pump", "Acme", "5", ""]),
    "cut row at a comma": ("x.csv", f"{HEAD}2,Valve,Acme,5,\n1,Pump,Acme,",
                           "the file ends in this row, after 4 of 5 cells", ["1", "Pump", "Acme", "", "2026-05-01"]),
    "cut card": ("x.vcf", "BEGIN:VCARD\nFN:Ada Byron\nTEL:+49",
                 "the card is cut off: it has no END:VCARD, and 12 characters of it are here",
                 ["Ada Byron", "+49 30 123"]),
    "headless card": ("x.vcf", "BEGIN:VCARD\nFN:Bo\nEND:VCARD\nTEL:+49\nFN:Ada\nEND:VCARD\n",
                      "the card is cut off: it has no BEGIN:VCARD, and 6 characters of it are here",
                      ["Ada Byron", "+49"]),
    "number": ("x.json", '[{"Company": "Acme", "Phone": "5"}, 42]', "a number where an object is expected: “42”",
               ["Fjord", ""]),
    "text": ("x.json", '["Acme", {"Company": "Nor", "Phone": "5"}]', "a text where an object is expected: “Acme”",
             ["Acme", "6"]),
    "null": ("x.json", '[{"Company": "Acme", "Phone": "5"}, null]', "null where an object is expected: “null”",
             ["Fjord", ""]),
    "list": ("x.json", '[{"Company": "Acme", "Phone": "5"}, [1]]', "a list where an object is expected: “[1]”",
             ["Fjord", ""]),
    "formula": ("x.json", '[{"Company": "Acme", "Phone": "5"}, "=1+x"]', "a text where an object is expected: “=1+x”",
                ["Fjord", ""]),
    "line": ("x.jsonl", '{"Company": "Acme", "Phone": "5"}\n{"Company": "Fj',
             'damaged JSON where an object is expected: “{"Company": "Fj”', ["Fjord", ""]),
    "board": ("b.json", json.dumps({"prefs": {}, "lists": [{"id": "l", "name": "Doing"}],
                                    "cards": [{"id": "c", "name": "Acme", "idList": "l"}, 7]}),
              "a number where an object is expected: “7”", ["c2", "Fjord", "Doing"]),
}  # fmt: skip


def read(path):
    limit = csv.field_size_limit(1 << 20)
    try:
        return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    finally:
        csv.field_size_limit(limit)


def write(path, rows, delimiter=",", quoting=csv.QUOTE_MINIMAL):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, quoting=quoting).writerows(rows)


def save_as_csv(path, rows):
    """Write as LibreOffice does: every row as wide as the widest one, all of it quoted, with semicolons."""
    width = max(map(len, rows))
    write(path, [[*row, *[""] * (width - len(row))] for row in rows], ";", csv.QUOTE_ALL)
    return path


def save_as_workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path.with_suffix(".xlsx"))
    path.unlink()
    return path.with_suffix(".xlsx")


def keep(path, rows):
    write(path, rows)
    return path


@pytest.fixture(params=KINDS)
def kind(request, own, tmp_path):
    name, text, reason, right = KINDS[request.param]
    own.file = tmp_path / name
    own.file.write_text(text, "utf-8")
    own.rejects = tmp_path / f"{name}.rejects.csv"
    own.reason, own.right = reason, right
    own.is_large = "large" in request.param
    told = own("import", str(own.file), "--json").json
    assert [line["reason"] for line in told["rejects"]] == [reason]
    return own


@pytest.mark.parametrize("save", [keep, save_as_csv, save_as_workbook])
def test_a_row_that_nobody_corrected_is_rejected_again_for_the_same_reason(kind, save):
    if kind.is_large and save is save_as_workbook:
        pytest.skip("a workbook has no cells of that size")
    rows = read(kind.rejects)
    assert rows[0][-1] == "kanban_reason"
    assert [row[-1] for row in rows[1:]] == [kind.reason]
    again = save(kind.rejects, rows)
    before = kind("list", "--json").json
    ran = kind("import", str(again), "--json")
    assert [line["reason"] for line in ran.json["rejects"]] == [kind.reason]
    assert (ran.code, ran.json["created"]) == (1, 0)
    assert kind("list", "--json").json == before
    if save is keep:
        assert read(kind.rejects) == rows  # nor did it become another file


@pytest.mark.parametrize("save", [keep, save_as_csv, save_as_workbook])
def test_a_row_that_somebody_corrected_goes_in(kind, save):
    header, row = read(kind.rejects)
    right = [*kind.right, *[""] * (len(header) - 1 - len(kind.right))]
    again = save(kind.rejects, [header, [*right, row[-1]]])  # the reason stays: nobody has to delete it
    told = kind("import", str(again), "--json").json
    assert (told["created"], told["rejects"]) == (1, [])
    assert kind.reason not in json.dumps(kind("list", "--json").json)
    told = kind("import", str(again), "--json").json
    assert (told["created"], told["unchanged"]) == (0, 1)


@pytest.mark.parametrize("name", ["cut row", "cut card", "number", "text"])
def test_a_row_that_is_right_as_it_stands_goes_in_without_its_reason(own, tmp_path, name):
    file, text, _, _ = KINDS[name]
    path = tmp_path / file
    path.write_text(text, "utf-8")
    own("import", str(path))
    rejects = tmp_path / f"{file}.rejects.csv"
    header, row = read(rejects)
    write(rejects, [header, [*row[:-1], ""]])
    told = own("import", str(rejects), "--json").json
    assert (told["created"], told["rejects"]) == (1, [])


def test_a_wide_row_that_was_put_right_in_a_spreadsheet_goes_in(own, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Title,Company\nPump, Acme,Ltd\n", "utf-8")
    own("import", str(path))
    rejects = tmp_path / "x.csv.rejects.csv"
    header, row = read(rejects)
    save_as_csv(rejects, [header, ["Pump", "Acme, Ltd", "", row[-1]]])  # the cell's words moved, the cell stayed
    told = own("import", str(rejects), "--json").json
    assert (told["created"], told["rejects"], told["custom_fields"]) == (1, [], [])


def test_rows_are_called_what_the_file_calls_them(own, tmp_path):
    (tmp_path / "x.json").write_text('[{"Company": "Acme"}, 5]', "utf-8")
    (tmp_path / "b.json").write_text(KINDS["board"][1], "utf-8")
    (tmp_path / "x.csv").write_text("Title,Company\nA,B,C\n", "utf-8")
    ran = own("import", *(str(tmp_path / name) for name in ("x.json", "b.json", "x.csv")))
    assert "x.json, record 2: a number" in ran.err
    assert "b.json, card 2: a number" in ran.err
    assert "x.csv, line 2: 3 columns" in ran.err
    told = own("import", str(tmp_path / "x.json"), str(tmp_path / "x.csv"), "--json").json
    assert [(line["line"], line.get("unit", "line")) for line in told["rejects"]] == [(2, "record"), (2, "line")]
