"""What `kanban import` shows before it writes: the same in text and JSON, as a person reads it at 80 columns."""

from __future__ import annotations

import json

import pytest

from kanban.cell_width import cells

DEALS = """\
Deal,Company,Contact Email,Amount,Stage,Close Date,Owner,Shelf,Compnay size
Pump,Acme,ada@acme.example,"$12,000.00",Closed Won,10/26/2026,Ana,EU,5
Valve,Globex,bo@globex.example,"$8,000.50",Sideways,11/02/2026,Raj,EU,
Too,many,,,,,,,,cells
"""
SHOWN = """\
deals.csv  2 rows  deals

  Title           ← Deal                      Pump
  Company         ← Company                   Acme
  E-mail          ← Contact Email             ada@acme.example
  Value           ← Amount                    $12,000.00
  Stage           ← Stage                     Closed Won → Won
  Close date      ← Close Date                10/26/2026
  Sales owner     ← Owner                     Ana
  Custom fields    Shelf, Compnay size

Currency  USD, from “$12,000.00” in Amount, a guess
Dates     month day year, from “10/26/2026” in Close Date
Owners    2 names, 1 of them is a member; the others are kept as names, --member
          NAME=TEAM adds one: Ana 1 (member), Raj 1
Becomes   2 cards: Accepted 1 · Won 1

Stages    Closed Won  → Won       1 row
          Sideways    → Accepted  1 row  a guess: --map-stage

First cards
  Pump   Acme    $12,000  Won       Ana
  Valve  Globex   $8,001  Accepted  Raj

1 row can't go in:
  deals.csv, line 4: 10 columns where the header has 9

“$” in “Amount” of “deals.csv” (2 amounts) is taken for USD: that is a guess;
--set currency=CODE says otherwise.

Would import 2 leads: 2 new, 0 updated, 0 unchanged, 1 row rejected.
"""

RIVALS = "Name,sales_stage,total_value,order value,Salesmn\nAda,Prospecting,5,6,Bo\nBo,Prospecting,,7,Bo\n"
RIVALS_SHOWN = """\
r.csv  2 rows  plain file

  Contact         ← Name                      Ada
? Value           ← total_value               5                          a guess
    total_value: 1 of 2 filled, sum 5.00, such as “5”
    order value: 2 of 2 filled, sum 13.00, such as “6”
      --map 'order value=value'?
  Stage           ← sales_stage               Prospecting → Accepted
  Custom fields    order value, Salesmn
  ? Did you mean Sales owner by “Salesmn” (Bo)? --map Salesmn=sales_owner

Currency  EUR, from the board, as no file names one
Becomes   2 cards: Accepted 2

Stages    Prospecting  → Accepted  2 rows

First cards
  Ada    €5  Accepted
  Bo         Accepted

1 amount in “r.csv” names no currency: EUR is assumed; --set currency=CODE says
otherwise.

Would import 2 leads: 2 new, 0 updated, 0 unchanged, 0 rows rejected.
"""


@pytest.fixture
def put(tmp_path):
    def write(content, name="deals.csv"):
        file = tmp_path / name
        file.write_text(content, "utf-8")
        return str(file)

    return write


@pytest.mark.parametrize(("name", "content", "shown"), [("deals.csv", DEALS, SHOWN), ("r.csv", RIVALS, RIVALS_SHOWN)])
def test_a_dry_run_shows_what_was_understood(own, put, name, content, shown):
    ran = own("import", put(content, name), "--dry-run")
    assert ran.out == shown
    assert max(map(cells, ran.out.splitlines())) <= 80
    assert (ran.code, ran.err) == (0, "")
    assert own("list", "--json").json == []


def test_the_json_holds_all_that_the_text_holds(own, put):
    told = own("import", put(DEALS), "--dry-run", "--json").json
    assert [told[name] for name in ("dry_run", "created", "updated", "unchanged", "rejected")] == [True, 2, 0, 0, 1]
    (file,) = told["files"]
    assert (file["file"], file["rows"], file["description"], file["makes_cards"]) == ("deals.csv", 2, "deals", True)
    value = next(field for field in told["fields"] if field["field"] == "value")
    assert value == {
        "field": "value", "name": "Value", "columns": [{"file": "deals.csv", "column": "Amount"}],
        "sample": "$12,000.00", "guessed": False, "remembered": False, "candidates": [],
    }  # fmt: skip
    assert told["currency"] == {"code": "USD", "from": "“$12,000.00” in Amount, a guess"}
    assert told["dates"] == {"order": "mdy", "from": "“10/26/2026” in Close Date"}
    assert told["stages"][1] == {
        "file": "deals.csv", "word": "Sideways", "stage": "Accepted", "rows": 1, "guessed": True, "remembered": False,
        "label": None,
    }  # fmt: skip
    assert told["owners"] == [{"name": "Ana", "rows": 1, "member": True}, {"name": "Raj", "rows": 1, "member": False}]
    assert told["becomes"] == [{"stage": "Accepted", "cards": 1}, {"stage": "Won", "cards": 1}]
    assert told["first_cards"][1] == {
        "title": "Valve", "company": "Globex", "value": "8000.50", "currency": "USD", "stage": "Accepted",
        "owner": "Raj",
    }  # fmt: skip
    assert told["rejects"] == [{"file": "deals.csv", "line": 4, "reason": "10 columns where the header has 9"}]
    assert told["questions"] == told["matches"] == told["skipped"] == []


def test_the_import_itself_tells_the_same_but_for_the_first_cards(own, put):
    file = put(DEALS)
    planned = own("import", file, "--dry-run", "--json").json
    done = own("import", file, "--json").json
    assert done == {
        **{name: value for name, value in planned.items() if name != "first_cards"},
        "dry_run": False,
        "reject_files": [f"{file}.rejects.csv"],
    }


BESIDE = """\
Deal Name,Stage,Sales stage,Lead phase,Owner,Account Manager,Former manager
Pump,Proposal,Negotiation,,Bo,Ana,
Valve,Won,Closed won,,Bo,,
"""


def test_columns_that_might_be_the_stage_or_owner_are_told_beside_a_certain_one(own, put):
    file = put(BESIDE, "deals.csv")
    told = own("import", file, "--dry-run", "--json").json
    candidates = {
        field["field"]: [(each["column"], each["filled"]) for each in field["candidates"]]
        for field in told["fields"]
        if field["candidates"]
    }
    assert candidates == {
        "stage": [("Stage", 2), ("Sales stage", 2)], "sales_owner": [("Owner", 2), ("Account Manager", 1)],
    }  # fmt: skip
    assert not any(field["guessed"] for field in told["fields"])
    shown = own("import", file, "--dry-run").out
    assert "Sales stage: 2 of 2 filled, such as “Negotiation”\n      --map 'Sales stage=stage'?\n" in shown
    assert "Account Manager: 1 of 2 filled, such as “Ana”\n      --map 'Account Manager=sales_owner'?\n" in shown
    assert "Lead phase=" not in shown
    assert own("import", file, "--map", "Sales stage=stage", "--yes").code == 0
    assert [card["stage"] for card in own("list", "--json").json] == ["Negotiation", "Won"]


def test_columns_that_might_be_the_value_are_told_with_their_sums(own, put):
    told = own("import", put(RIVALS, "r.csv"), "--dry-run", "--json").json
    value = next(field for field in told["fields"] if field["field"] == "value")
    assert value["guessed"]
    assert [(each["column"], each["filled"], each["rows"], each["sum"]) for each in value["candidates"]] == [
        ("total_value", 1, 2, "5.00"), ("order value", 2, 2, "13.00"),
    ]  # fmt: skip
    salesman = next(field for field in told["custom_fields"] if field["column"] == "Salesmn")
    assert (salesman["sample"], salesman["did_you_mean"]) == ("Bo", "sales_owner")


ASKED = (
    "In “deals.csv” the dates of “Created” (03/04/2025, 05/06/2025) could be day/month or month/day: "
    "say --dates dmy or --dates mdy."
)


def test_a_question_stops_an_import_and_stands_in_the_json(own, put):
    file = put("Name,Created\nAda,03/04/2025\nBo,05/06/2025\n")
    for words in ((), ("--yes",), ("--dry-run",), ("--dry-run", "--json"), ("--json",)):
        ran = own("import", file, *words)
        assert (ran.code, ran.err) == (
            2,
            f"kanban: {ASKED}\n",
        )
        assert own("list", "--json").json == []
        if words == ("--dry-run", "--json"):
            (question,) = ran.json["questions"]
            assert (question["kind"], question["option"], question["column"]) == ("dates", "--dates", "Created")
            assert [choice["value"] for choice in question["choices"]] == ["dmy", "mdy"]
            assert len(ran.json["first_cards"]) == 2
    told = own("import", file, "--dates", "dmy", "--json").json
    assert (told["created"], told["dates"], told["questions"]) == (2, {"order": "dmy", "from": "--dates"}, [])


def test_an_export_and_a_table_are_told_together(own, put, tmp_path):
    assert own("add", "Acme").code == 0
    export = tmp_path / "all.jsonl"
    assert own("export", str(export)).code == 0
    told = own("import", put(DEALS), str(export), "--dry-run", "--json").json
    assert [file["file"] for file in told["files"]] == ["deals.csv", "all.jsonl"]
    assert (told["created"], told["unchanged"]) == (2, 1)


def test_progress_is_lines_of_json_for_the_program_that_asked(own, put):
    ran = own("import", put(DEALS), "--yes", "--json", "--progress")
    lines = [json.loads(line) for line in ran.err.splitlines() if line.startswith("{")]
    assert lines[-1] == {"progress": 2, "of": 2}
    assert ran.json["created"] == 2


def test_no_file_is_named(own):
    ran = own("import")
    assert ran.code == 2
    assert "Say which files" in ran.err


MAPPED = (
    "--map",
    "opportunity_id=id",
    "product=title",
    "close_value=value",
    "--map-stage",
    "H. Work order received=Won",
)


def test_what_was_said_once_holds_for_files_with_more_columns_until_it_is_forgotten(own, shared, tmp_path):
    first, more = (str(shared / "cases" / "import" / f"remembered_{name}.csv") for name in "ab")
    assert own("import", first, *MAPPED).code == 0
    assert own("import", first, "--json").json["unchanged"] == 1
    told = own("import", more, "--dry-run", "--json").json
    assert {field["field"] for field in told["fields"] if field["remembered"]} == {"id", "title", "value"}
    assert [(stage["stage"], stage["remembered"]) for stage in told["stages"]] == [("Won", True)]
    assert "as last time" in own("import", more, "--dry-run").out
    ran = own("import", more, "--json")
    assert (ran.json["updated"], ran.json["unchanged"], ran.json["extended"]) == (0, 1, 1)
    assert "1 unchanged card got what new columns hold: “region”." in ran.json["notes"]
    assert own("import", more, "--json").json["extended"] == 0
    (card,) = own("list", "--json").json
    assert (card["title"], card["stage"]) == ("Pump", "Won")
    other = tmp_path / "other.csv"
    other.write_text("product\nx\n")
    assert own("import", "--forget", str(other)).out == "Forgot that “product” is Title.\n"
    assert own("import", "--forget", str(other)).out == "Nothing is remembered for the columns of these files.\n"
    forgotten = own("import", "--forget", "--json").json
    assert forgotten == {
        "columns": {"close_value": "value", "opportunity_id": "id"},
        "stages": {"stage": {"H. Work order received": "Won"}},
    }
    assert own("import", "--forget").out == "Nothing is remembered.\n"
    assert not any(field["remembered"] for field in own("import", more, "--dry-run", "--json").json["fields"])


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--dry-run", "--json")])
def test_a_file_in_which_nothing_names_a_card_says_what_to_do(own, put, options):
    path = put("foo,bar\nx,y\n", "odd.csv")
    ran = own("import", path, *options)
    way = "say --map 'foo=title' or --map 'bar=title'."
    assert (ran.code, ran.err.strip()) == (2, f"kanban: No column of “odd.csv” (foo, bar) names a card: {way}")
    assert own("list", "--json").json == []
    if "--json" in options:
        (question,) = ran.json["questions"]
        assert (question["kind"], question["choices"][1]) == (
            "title",
            {"value": "bar=title", "words": "bar", "sample": "y"},
        )
    assert own("import", path, "--map", "bar=title", "--yes").code == 0
    assert [card["title"] for card in own("list", "--json").json] == ["y"]


def test_a_misspelt_label_that_would_name_cards_is_the_first_answer(own, put):
    ran = own("import", put("Frob,Ttile,E-mial\nx,y,z\n", "odd.csv"), "--dry-run", "--json")
    assert ran.code == 2
    assert "names a card (did you mean Title by “Ttile”?): say --map 'Ttile=title' or --map 'Frob=title'" in ran.err
    assert [choice["words"] for choice in ran.json["questions"][0]["choices"]] == ["Ttile", "Frob", "E-mial"]


def test_files_of_one_name_keep_their_answers_and_their_rows_apart(own, tmp_path):
    paths = []
    for place in ("north", "south"):
        (tmp_path / place).mkdir()
        path = tmp_path / place / "leads.csv"
        path.write_text(f"Title,Company,Close date\n{place} lead,A,03/04/2027\n,,05/06/2027\n")
        paths.append(str(path))
    ran = own("import", *paths, "--dates", "leads.csv=dmy")
    assert (ran.code, "2 files are called “leads.csv”" in ran.err) == (2, True)
    told = own("import", *paths, "--dates", "north/leads.csv=dmy", "--dry-run", "--json").json
    assert [line["file"] for line in told["files"]] == ["north/leads.csv", "south/leads.csv"]
    (question,) = told["questions"]
    assert (question["file"], question["path"]) == ("south/leads.csv", paths[1])
    assert "say --dates 'south/leads.csv=dmy' or --dates 'south/leads.csv=mdy'." in question["sentence"]
    done = own("import", *paths, "--dates", "north/leads.csv=dmy", "--dates", f"{paths[1]}=mdy", "--json").json
    assert [line["file"] for line in done["rejects"]] == ["north/leads.csv", "south/leads.csv"]
    assert {card["title"]: card["close_on"] for card in own("list", "--json").json} == {
        "north lead": "2027-04-03",
        "south lead": "2027-03-04",
    }
