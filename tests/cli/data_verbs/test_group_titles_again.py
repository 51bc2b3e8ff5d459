"""Titles of groups that tell the stage: what was said of them is remembered, and rejected rows keep theirs."""

from __future__ import annotations

import csv
import io

import pytest

from tests.cli.data_verbs.imports import counts

GROUPS = """\
Deal,Company,Amount,Owner
Discovery (3),,,
Pumps,Acme,12000,Sam Reed
Valves,Globex,1e400,Sam Reed
Hoses,Hooli,5,Sam Reed,six
Tender (1),,,
Taps,Initech,5000,Lea Moss
Closed Won (2),,,
Bolts,Umbrella,1e400,Lea Moss
Nuts,Um
"""


@pytest.fixture
def board(home, run_cli):
    assert run_cli("init", "--name", "Mia", "--team", "marketing").code == 0


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text(GROUPS.removesuffix("\n"), encoding="utf-8")  # which ends in a row
    return path


def read_stages(run_cli):
    return {card["title"]: card["stage"] for card in run_cli("list", "--json").json}


def read_rows(path):
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def write_rows(path, rows):
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)


def test_a_stage_said_of_a_title_is_remembered(board, run_cli, file, tmp_path):
    assert run_cli("import", str(file), "--map-stage", "Tender=Negotiation").code == 0
    assert read_stages(run_cli)["Taps"] == "Negotiation"
    more = tmp_path / "more.csv"
    more.write_text("Deal,Company,Amount,Owner\nTender,,,\nTubes,Initech,7,Lea\nWon,,,\nRods,Hooli,8,Lea\n", "utf-8")
    told = run_cli("import", str(more), "--dry-run", "--json").json
    assert [(line["word"], line["stage"], line["remembered"]) for line in told["stages"]] == [
        ("Tender", "Negotiation", True), ("Won", "Won", False),
    ]  # fmt: skip
    run_cli("import", str(more))
    assert read_stages(run_cli)["Tubes"] == "Negotiation"
    forgotten = run_cli("import", "--forget", str(more), "--json").json
    assert forgotten["stages"] == {"Group title": {"Tender": "Negotiation"}}


def test_a_field_chosen_for_titles_is_remembered(board, run_cli, file, tmp_path):
    assert run_cli("import", str(file), "--map", "Group title=campaign").code == 0
    more = tmp_path / "more.csv"
    more.write_text("Deal,Company,Amount,Owner\nProposal,,,\nTubes,Initech,7,Lea\nWon,,,\nRods,Hooli,8,Lea\n", "utf-8")
    told = run_cli("import", str(more), "--dry-run", "--json").json
    assert [
        (line["columns"][0]["column"], line["remembered"]) for line in told["fields"] if line["field"] == "campaign"
    ] == [("Group title", True)]
    run_cli("import", str(more))
    assert {card["title"]: card["campaign"] for card in run_cli("list", "--json").json}["Tubes"] == "Proposal"
    assert run_cli("import", "--forget", str(more), "--json").json["columns"] == {"Group title": "campaign"}


def test_words_remembered_of_titles_let_titles_tell_the_stage(board, run_cli, tmp_path):
    """Titles that are no known stages count as such once somebody said what they mean."""
    content = "Deal,Company,Amount,Owner\nEMEA,,,\nPumps,Acme,7,Lea\nTaps,Hooli,8,Lea\n"
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(content, "utf-8")
    assert run_cli("import", str(first), "--map-stage", "EMEA=Proposal").code == 0
    second.write_text(content.replace("Pumps", "Tubes").replace("Taps", "Rods"), "utf-8")
    run_cli("import", str(second))
    assert set(read_stages(run_cli).values()) == {"Proposal"}


def test_rejected_rows_keep_the_title_of_their_group(board, run_cli, file):
    run_cli("import", str(file))
    rejects = file.with_name("deals.csv.rejects.csv")
    header, *rows = read_rows(rejects)
    assert header == ["Deal", "Company", "Amount", "Owner", "Group title", "kanban_reason"]
    assert [row[:-1] for row in rows] == [
        ["Valves", "Globex", "1e400", "Sam Reed", "Discovery"],
        ["Hoses", "Hooli", "5", "Sam Reed", "Discovery", "six"],
        ["Bolts", "Umbrella", "1e400", "Lea Moss", "Closed Won"],
        ["Nuts", "Um", "", "", "Closed Won"],
    ]
    again = run_cli("import", str(rejects), "--json")
    assert counts(again.json) == {"created": 0, "updated": 0, "unchanged": 0, "rejected": 4}
    assert [row[0] for row in read_rows(rejects)] == ["Deal", "Valves", "Hoses", "Bolts", "Nuts"]
    fixed = [["Valves", "Globex", "5"], ["Hoses", "Hooli", "5"], ["Bolts", "Umbrella", "5"], ["Nuts", "Umbra", "5"]]
    write_rows(rejects, [header, *([*row, *old[3:5], old[-1]] for row, old in zip(fixed, rows, strict=True))])
    assert counts(run_cli("import", str(rejects), "--json").json)["created"] == 4
    assert read_stages(run_cli) == {
        "Pumps": "Discovery", "Taps": "Proposal", "Valves": "Discovery", "Hoses": "Discovery", "Bolts": "Won",
        "Nuts": "Won",
    }  # fmt: skip


def test_corrected_rejects_come_in_as_the_file_would_have(home, run_cli, tmp_path, monkeypatch):
    """The field that was chosen for titles counts for the corrected rows too."""
    content = "Name,Company,Email,Phone\nNew,,,\nAda,Acme,ada@a.example,1\nContacted,,,\nBo,Hooli,bo@a.example,2{}\n"
    results = []
    for name, rest in (("right", ""), ("wrong", ",six")):
        monkeypatch.setenv("KANBAN_HOME", str(tmp_path / name))
        run_cli("init", "--name", "Mia", "--team", "marketing")
        file = tmp_path / name / "people.csv"
        file.write_text(content.format(rest), "utf-8")
        run_cli("import", str(file), "--map-stage", "Contacted=MQL")
        rejects = file.with_name("people.csv.rejects.csv")
        if name == "wrong":
            header, row = read_rows(rejects)
            write_rows(rejects, [header, [*row[:5], row[-1]]])
            assert run_cli("import", str(rejects)).code == 0
        results.append(read_stages(run_cli))
    assert results[0] == results[1] == {"Ada": "Nurture", "Bo": "MQL"}
