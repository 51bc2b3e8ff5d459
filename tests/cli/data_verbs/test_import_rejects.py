"""Rows that can't go in: corrected in their file and imported from there, they come to what the good file comes to."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.data_verbs.imports import counts
from tests.conftest import run_inside

HEAD = ["Record ID", "Title", "Phone", "Amount", "Region"]
WORDS = st.text(st.sampled_from("ab1 =+-@'\",;|\n\t“€é"), min_size=0, max_size=8)


def write(path, rows, delimiter=","):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def read(path, delimiter=","):
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=delimiter))


def cards():
    told = run_inside("list", "--json").json
    seen = sorted(told, key=lambda card: card["id"])
    return [{name: card[name] for name in ("id", "title", "phone", "value", "stage")} for card in seen]


ROWS = st.lists(st.tuples(WORDS, WORDS, WORDS, st.booleans()), min_size=1, max_size=6)


@given(ROWS, st.sampled_from(",;\t"))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_corrected_rejects_come_to_the_cards_of_a_file_that_was_right(tmp_path_factory, monkeypatch, rows, sign):
    """Whatever the other cells hold, formulas, quotes and line breaks among them."""
    folder = tmp_path_factory.mktemp("rejects")
    table = [[str(n), f"T{n} {title}", phone, "1e400" if bad else "5", region]
             for n, (title, phone, region, bad) in enumerate(rows)]  # fmt: skip
    right = [[*row[:3], "5", row[4]] for row in table]
    results = []
    for name, content in (("right", right), ("wrong", table)):
        monkeypatch.setenv("KANBAN_HOME", str(folder / name))
        assert run_inside("init", "--name", "Ana", "--team", "marketing").code == 0
        file = folder / name / "leads.csv"
        write(file, [HEAD, *content], sign)
        run_inside("import", str(file))
        rejects = file.with_name("leads.csv.rejects.csv")
        if any(bad for *_, bad in rows) and name == "wrong":
            used = sign if sign in ",;" else ","
            head, *wrong = read(rejects, used)
            assert head == [*HEAD, "kanban_reason"]
            assert [row[0] for row in wrong] == [row[0] for row in table if row[3] == "1e400"]
            assert all("not an amount" in row[-1] for row in wrong)
            write(rejects, [head, *([*row[:3], "5", *row[4:]] for row in wrong)], used)
            assert counts(run_inside("import", str(rejects), "--json").json) == {
                "created": len(wrong), "updated": 0, "unchanged": 0, "rejected": 0,
            }  # fmt: skip
            told = run_inside("import", str(rejects), "--json").json
            assert (told["unchanged"], told["ignored"]) == (
                len(wrong),
                [{"file": rejects.name, "column": "kanban_reason"}],
            )
        results.append([{name: value for name, value in card.items() if name != "id"} for card in cards()])
    by_title = [sorted(result, key=lambda card: card["title"]) for result in results]
    assert by_title[0] == by_title[1]


@pytest.fixture
def leads(own, tmp_path):
    file = tmp_path / "leads.csv"
    write(file, [HEAD, ["1", "Good", "", "5", ""], ["2", "Bad", "", "1e400", ""], ["3", "Worse", "", "1e500", ""]])
    own.file = file
    own.rejects = tmp_path / "leads.csv.rejects.csv"
    return own


def test_a_file_that_somebody_corrects_is_never_lost(leads):
    file, rejects = leads.file, leads.rejects
    second = rejects.with_name("leads.csv.rejects-2.csv")
    leads("import", str(file))
    leads("import", str(file))
    assert [row[1] for row in read(rejects)] == ["Title", "Bad", "Worse"]
    assert not second.exists()  # all of the older one is in the newer one
    rejects.write_text(rejects.read_text("utf-8-sig").replace("1e400", "400"), "utf-8-sig")
    corrected = rejects.read_text("utf-8-sig")
    leads("import", str(file))
    assert rejects.read_text("utf-8-sig") == corrected
    assert [row[3] for row in read(second)] == ["Amount", "1e400", "1e500"]


def test_what_is_still_wrong_in_corrected_rows_goes_to_another_file(leads):
    file, rejects = leads.file, leads.rejects
    leads("import", str(file))
    rejects.write_text(rejects.read_text("utf-8-sig").replace("1e400", "400"), "utf-8-sig")
    ran = leads("import", str(rejects))
    assert "1 new" in ran.out
    second = rejects.with_name("leads.csv.rejects-2.csv")
    head, row = read(second)
    assert head == [*HEAD, "kanban_reason"]
    assert row == ["3", "Worse", "", "1e500", "", "“1e500” is not an amount that a card can hold"]
    assert len(read(rejects)) == 3


def test_each_file_has_its_own_rejects(leads, tmp_path):
    other = tmp_path / "other.csv"
    write(other, [["Title", "Value"], ["X", "1e600"]])
    ran = leads("import", str(leads.file), str(other))
    assert "3 rows could not be imported" in ran.err
    assert read(leads.rejects)[0] == [*HEAD, "kanban_reason"]
    assert read(tmp_path / "other.csv.rejects.csv") == [
        ["Title", "Value", "kanban_reason"],
        ["X", "1e600", "“1e600” is not an amount that a card can hold"],
    ]


def test_a_dry_run_writes_no_rejects(leads):
    assert leads("import", str(leads.file), "--dry-run").code == 0
    assert not leads.rejects.exists()


def test_rows_that_can_not_be_kept_are_said_after_what_went_in(own, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text("Title,Company\nAlpha,A\ntoo,many,cells\n", "utf-8")
    ran = own("import", str(file), "--rejects", str(tmp_path / "nowhere" / "x.csv"))
    assert (ran.code, ran.out) == (1, "Imported 1 lead: 1 new, 0 updated, 0 unchanged, 1 row rejected.\n")
    assert "leads.csv, line 3: 3 columns where the header has 2" in ran.err
    assert ran.err.splitlines()[-1].startswith("kanban: The rejected rows were not kept: There is no folder")
