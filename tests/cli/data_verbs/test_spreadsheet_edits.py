"""An export that a spreadsheet wrote back in its own way: only what somebody edited changes."""

from __future__ import annotations

import csv
import io
import re

import pytest

from kanban.domain import clock
from tests.cli.data_verbs.imports import counts

CARDS = (
    ("Pump, two", "--value", "1234.50", "--next", "call", "--on", "2031-05-02", "--set", "close_on=2031-03-04"),
    ("Valve", "--email", "jo@acme.example", "--phone", "+49 30 1234", "--label", "vip", "--set", "close_on=2031-12-25"),
    ("=1+1", "--set", "probability=40%", "--set", "field.Size=50", "--owner", "Mia"),
    ("Line", "--set", "field.Note=one; two", "--source", "Trade Show"),
)
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def reformat(pattern):
    """Write days as a spreadsheet of another country does; times of day stay."""
    return lambda cell: DAY.sub(pattern, cell) if DAY.fullmatch(cell) else cell


def shorten_time(cell):
    """Write a time as a spreadsheet shows it: without seconds and zone."""
    return re.sub(r"T(\d\d:\d\d):\d\dZ$", r" \1", cell)


def use_comma(cell):
    return cell.replace(".", ",") if re.fullmatch(r"\d+\.\d+", cell) else cell


def drop_zeros(cell):
    return re.sub(r"\.?0+$", "", cell) if re.fullmatch(r"\d+\.\d+", cell) else cell


CHANGES = {
    "as it was": (lambda cell: cell, ",", csv.QUOTE_MINIMAL, 0),
    "all quoted": (lambda cell: cell, ",", csv.QUOTE_ALL, 0),
    "semicolons": (lambda cell: cell, ";", csv.QUOTE_MINIMAL, 0),
    "empty columns": (lambda cell: cell, ";", csv.QUOTE_ALL, 4),
    "German days": (reformat(r"\3.\2.\1"), ";", csv.QUOTE_ALL, 0),
    "American days": (reformat(r"\2/\3/\1"), ",", csv.QUOTE_MINIMAL, 1),
    "British days": (reformat(r"\3/\2/\1"), ",", csv.QUOTE_MINIMAL, 0),
    "times shown": (shorten_time, ",", csv.QUOTE_MINIMAL, 0),
    "decimal commas": (use_comma, ";", csv.QUOTE_MINIMAL, 2),
    "zeros dropped": (drop_zeros, ",", csv.QUOTE_MINIMAL, 0),
    "tabs": (lambda cell: cell, "\t", csv.QUOTE_MINIMAL, 3),
}


@pytest.fixture
def sheet(home, run_cli, tmp_path):
    """The rows of an export, its header first."""
    assert run_cli("init", "--name", "Mia", "--team", "marketing").code == 0
    for card in CARDS:
        ran = run_cli("add", *card)
        assert ran.code == 0, ran.err
    path = tmp_path / "cards.csv"
    assert run_cli("export", str(path)).code == 0
    run_cli.path = path
    run_cli.rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    return run_cli


def save(sheet, kind, codec="utf-8-sig"):
    change, delimiter, quoting, empty = CHANGES[kind]
    text = io.StringIO(newline="")
    header, *rows = sheet.rows
    cells = [[*header, *[""] * empty], *([*map(change, row), *[""] * empty] for row in rows)]
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(cells)
    sheet.path.write_text(text.getvalue(), codec)


@pytest.mark.parametrize("kind", CHANGES)
def test_what_a_spreadsheet_writes_differently_is_no_edit(sheet, kind):
    before = sheet("list", "--json").json
    save(sheet, kind)
    ran = sheet("import", str(sheet.path), "--json")
    assert ran.code == 0, ran.err
    assert counts(ran.json) == {"created": 0, "updated": 0, "unchanged": 4, "rejected": 0}
    assert sheet("list", "--json").json == before
    assert "kept" not in ran.err
    assert "can't be read" not in ran.err


@pytest.mark.parametrize("kind", CHANGES)
def test_only_the_edit_changes(sheet, kind):
    before = {card["title"]: card for card in sheet("list", "--json").json}
    header = sheet.rows[0]
    row = next(row for row in sheet.rows if row[header.index("title")] == "Valve")
    row[header.index("company")] = "Acme GmbH"
    row[header.index("close_on")] = "2031-11-30"
    save(sheet, kind)
    assert counts(sheet("import", str(sheet.path), "--json").json) == {
        "created": 0, "updated": 1, "unchanged": 3, "rejected": 0,
    }  # fmt: skip
    after = {card["title"]: card for card in sheet("list", "--json").json}
    changed = {
        (title, name) for title, card in after.items() for name in card
        if card[name] != before[title][name] and name not in {"updated_at", "touched_at"}
    }  # fmt: skip
    assert changed == {("Valve", "company"), ("Valve", "close_on")}
    assert after["Valve"]["close_on"] == "2031-11-30"


@pytest.mark.parametrize("shown", [r"\1-\2-\3 \4", r"\3.\2.\1 \4", r"\2/\3/\1 \4"])
def test_what_was_changed_here_after_the_export_is_kept_however_its_time_is_written(sheet, monkeypatch, shown):
    later = clock.now_ms() + 3_600_000
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now_ms", lambda: later)
        assert sheet("edit", "Valve", "company=Here").code == 0
    header, *rows = sheet.rows
    for row in rows:
        place = header.index("updated_at")
        row[place] = re.sub(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d):\d\dZ", shown, row[place])
    row = next(row for row in rows if row[header.index("title")] == "Valve")
    row[header.index("company")], row[header.index("source")] = "There", "Fair"
    save(sheet, "as it was")
    monkeypatch.setattr(clock, "now_ms", lambda: later + 1000)
    ran = sheet("import", str(sheet.path), "--json")
    assert "kept the company" in ran.err
    card = next(card for card in sheet("list", "--json").json if card["title"] == "Valve")
    assert (card["company"], card["source"]) == ("Here", "Fair")
