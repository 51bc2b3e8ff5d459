"""Files that this program exported come back: edited cells are applied, nothing is doubled, nothing newer is lost."""

from __future__ import annotations

import csv
import io

import pytest

from kanban.domain import clock
from kanban.domain.records.card_row import COLUMNS
from tests.cli.data_verbs.imports import counts

CARDS = (
    ("No mail", "--value", "100"),
    ("With mail", "--email", "jo@acme.example", "--company", "Acme", "--value", "100", "--label", "vip"),
    ("=1+1", "--phone", "+49 30 1234", "--source=-odd", "--owner", "Mia"),
)


@pytest.fixture
def board(home, run_cli):
    assert run_cli("init", "--name", "Mia", "--team", "marketing").code == 0


@pytest.fixture
def sheet(board, run_cli, tmp_path):
    """Three cards, their exported rows, and what imports the rows after they were edited."""
    for card in CARDS:
        assert run_cli("add", *card).code == 0
    path = tmp_path / "cards.csv"

    class Sheet:
        def __init__(self):
            self.read()

        def read(self):
            assert run_cli("export", str(path), "--force").code == 0
            text = path.read_text("utf-8-sig")
            self.rows = {row["title"].lstrip("'"): row for row in csv.DictReader(io.StringIO(text, newline=""))}

        def write(self, delimiter=",", columns=None):
            with path.open("w", encoding="utf-8", newline="") as opened:
                names = columns or list(next(iter(self.rows.values())))
                writer = csv.DictWriter(opened, names, delimiter=delimiter, extrasaction="ignore")
                writer.writeheader()
                writer.writerows(self.rows.values())

        def put_in(self, *more):
            self.write()
            return run_cli("import", str(path), "--json", *more)

        file = str(path)

    return Sheet()


def cards_by_title(run_cli):
    return {card["title"]: card for card in run_cli("list", "--json").json}


def changes(run_cli):
    return sum(len(run_cli("history", card["id"], "--json").json) for card in run_cli("list", "--json").json)


def test_an_export_that_nobody_edited_changes_nothing(sheet, run_cli):
    before = changes(run_cli)
    for _ in range(2):
        assert counts(sheet.put_in().json) == {"created": 0, "updated": 0, "unchanged": 3, "rejected": 0}
    assert changes(run_cli) == before
    sheet.write(delimiter=";")
    assert run_cli("import", sheet.file, "--json").json["unchanged"] == 3


def test_edited_cells_are_applied_with_and_without_an_address(sheet, run_cli):
    sheet.rows["No mail"]["value"] = "250.00"
    sheet.rows["With mail"].update(value="250", company="Acme GmbH", email="joe@acme.example", labels="vip, Hot")
    sheet.rows["=1+1"].update(title="'=2+2", phone="'=3", next_step="call", next_on="2031-05-02", marketing_owner="Bo")
    assert counts(sheet.put_in().json) == {"created": 0, "updated": 3, "unchanged": 0, "rejected": 0}
    cards = cards_by_title(run_cli)
    assert cards["No mail"]["value"] == "250.00"
    mailed = cards["With mail"]
    assert (mailed["value"], mailed["company"], mailed["email"]) == ("250.00", "Acme GmbH", "joe@acme.example")
    assert sorted(mailed["labels"], key=str.casefold) == ["Hot", "vip"]
    formula = cards["=2+2"]
    assert (formula["phone"], formula["next_step"], formula["next_on"]) == ("=3", "call", "2031-05-02")
    assert (formula["marketing_owner"], formula["source"]) == ("Bo", "-odd")
    assert sheet.put_in().json["updated"] == 0  # the same file again
    assert run_cli("undo").code == 0
    assert cards_by_title(run_cli)["No mail"]["value"] == "100.00"


@pytest.fixture
def an_hour_passes(monkeypatch):
    """Call it, and the clock is an hour ahead."""
    began = clock.now_ms()
    hours = [0]

    def go_on():
        hours[0] += 1
        monkeypatch.setattr(clock, "now_ms", lambda: began + hours[0] * 3_600_000)

    return go_on


def test_an_edit_that_was_undone_can_be_imported_again(sheet, run_cli, an_hour_passes):
    sheet.rows["No mail"].update(value="250.00", company="Globex", labels="hot")
    sheet.rows["With mail"].update(company="Acme GmbH")
    for _ in range(2):
        an_hour_passes()
        assert counts(sheet.put_in().json) == {"created": 0, "updated": 2, "unchanged": 1, "rejected": 0}
        cards = cards_by_title(run_cli)
        assert (cards["No mail"]["value"], cards["With mail"]["company"]) == ("250.00", "Acme GmbH")
        assert "Updated 2 cards from cards.csv" in run_cli("undo").out
        cards = cards_by_title(run_cli)
        assert (cards["No mail"]["value"], cards["No mail"]["labels"]) == ("100.00", [])
    assert run_cli("redo").code == 0
    sheet.rows["No mail"].update(value="300.00")
    assert sheet.put_in().json["updated"] == 0  # with the redone act somebody wanted 250 here


def test_what_was_changed_here_is_kept_though_a_later_edit_was_undone(sheet, run_cli, an_hour_passes):
    an_hour_passes()
    assert run_cli("edit", "With mail", "company=Ours").code == 0
    assert run_cli("edit", "With mail", "company=Theirs").code == 0
    assert run_cli("undo").code == 0
    sheet.rows["With mail"].update(company="Acme GmbH")
    assert sheet.put_in().json["updated"] == 0
    assert cards_by_title(run_cli)["With mail"]["company"] == "Ours"


def test_an_emptied_cell_clears_the_field_and_takes_labels_off(sheet, run_cli):
    sheet.rows["With mail"].update(company="", value="", labels="")
    assert sheet.put_in().json["updated"] == 1
    card = cards_by_title(run_cli)["With mail"]
    assert (card["company"], card["value"], card["labels"]) == (None, None, [])


def test_custom_columns_come_back_and_new_ones_become_fields(sheet, run_cli):
    run_cli("edit", "No mail", "field.Size=50")
    sheet.read()
    sheet.rows["No mail"]["Size"] = "60"
    for row in sheet.rows.values():
        row["Colour"] = "red" if row["title"] == "With mail" else ""
    assert sheet.put_in().json["updated"] == 2
    assert run_cli("show", "No mail", "--json").json["fields"] == {"Size": "60"}
    assert run_cli("show", "With mail", "--json").json["fields"] == {"Colour": "red"}


@pytest.mark.parametrize("name", ["Title", "Probability", "E-mail", "Side", "Holder", "Mobile", "Notes", "Updated at"])
def test_a_custom_field_that_is_called_like_a_column_comes_back_as_it_was(sheet, run_cli, name):
    run_cli("edit", "No mail", f"field.{name}=CTO", "probability=30%")
    sheet.read()
    told = sheet.put_in()
    assert counts(told.json) == {"created": 0, "updated": 0, "unchanged": 3, "rejected": 0}
    assert run_cli("show", "No mail", "--json").json["fields"] == {name: "CTO"}
    sheet.rows["No mail"][name] = "CFO"
    assert sheet.put_in().json["updated"] == 1
    card = run_cli("show", "No mail", "--json").json
    assert (card["fields"], card["title"], card["probability"]) == ({name: "CFO"}, "No mail", 0.3)


def test_what_was_changed_here_after_the_export_is_kept_and_named(sheet, run_cli):
    run_cli("edit", "No mail", "value=999", "company=Here")
    sheet.rows["No mail"].update(value="250.00", phone="123", updated_at="2000-01-01T00:00:00Z")
    ran = sheet.put_in()
    assert ran.json["updated"] == 1
    card = cards_by_title(run_cli)["No mail"]
    assert (card["value"], card["company"], card["phone"]) == ("999.00", "Here", "123")
    assert "kept the value" in ran.err


def test_the_ref_names_the_card_where_the_id_is_gone(sheet, run_cli):
    for row in sheet.rows.values():
        row["id"] = ""
    sheet.rows["No mail"]["value"] = "7"
    assert counts(sheet.put_in().json) == {"created": 0, "updated": 1, "unchanged": 2, "rejected": 0}


def test_a_new_row_makes_a_card_once(sheet, run_cli):
    sheet.rows["new"] = dict.fromkeys(COLUMNS, "") | {"title": "'=new", "email": "new@x.example", "stage": "MQL"}
    assert counts(sheet.put_in().json) == {"created": 1, "updated": 0, "unchanged": 3, "rejected": 0}
    assert cards_by_title(run_cli)["=new"]["stage"] == "MQL"
    assert sheet.put_in().json["created"] == 0


def test_cells_that_cannot_be_taken_are_named_and_the_card_keeps_its_own(sheet, run_cli):
    sheet.rows["No mail"].update(next_on="someday", title="", stage="Nowhere", phone="1")
    ran = sheet.put_in()
    assert ran.json["updated"] == 1
    for part in (
        "keeps its next step date: “someday” can't be read",
        "keeps its title",
        "keeps its stage: no stage is called",
    ):
        assert part in ran.err
    card = cards_by_title(run_cli)["No mail"]
    assert (card["next_on"], card["stage"], card["phone"]) == (None, "Nurture", "1")


def test_a_stage_that_a_person_set_is_not_moved_by_a_file(sheet, run_cli):
    run_cli("move", "No mail", "Engaged")
    sheet.read()
    sheet.rows["No mail"]["stage"] = "MQL"
    ran = sheet.put_in()
    assert cards_by_title(run_cli)["No mail"]["stage"] == "Engaged"
    assert "the file says" in ran.err


def test_a_deleted_card_stays_deleted(sheet, run_cli):
    run_cli("delete", "No mail")
    sheet.rows["No mail"]["value"] = "7"
    assert sheet.put_in().json["created"] == 0
    assert "No mail" not in cards_by_title(run_cli)


def test_an_export_of_another_board_comes_in_as_new_cards_once(sheet, run_cli):
    run_cli("board", "new", "Second")
    assert run_cli("import", sheet.file, "--board", "Second", "--json").json["created"] == 3
    assert counts(run_cli("import", sheet.file, "--board", "Second", "--json").json) == {
        "created": 0, "updated": 0, "unchanged": 3, "rejected": 0,
    }  # fmt: skip
    assert {card["title"] for card in run_cli("list", "--board", "Second", "--json").json} >= {"=1+1", "No mail"}


def test_a_guess_moves_no_card(board, run_cli, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("Lead ID,Name,Email,Stage\n1,Jo,jo@x.example,MQL\n2,Al,al@x.example,Engaged\n", "utf-8")
    assert run_cli("import", str(file), "--json").json["created"] == 2
    file.write_text("Lead ID,Name,Email,Stage\n1,Jo,jo@x.example,Blorp\n2,Al,al@x.example,\n", "utf-8")
    run_cli("import", str(file))
    assert {card["title"]: card["stage"] for card in run_cli("list", "--json").json} == {"Jo": "MQL", "Al": "Engaged"}


def test_words_for_stages_and_columns_are_remembered_by_label(board, run_cli, tmp_path):
    first, second, other = (tmp_path / f"{n}.csv" for n in range(3))
    first.write_text("Wer,Phase,Firma XY\nJo,Blorp,Acme\n", "utf-8")
    second.write_text("Mehr,Firma XY,Wer,Phase\nx,Beta,Al,Blorp\n", "utf-8")
    other.write_text("Wer,Status\nCy,Blorp\n", "utf-8")
    told = ("--map", "Wer=title", "Firma XY=company", "--map-stage", "Blorp=Proposal")
    assert run_cli("import", str(first), *told, "--dry-run").code == 0  # a dry run is remembered by nobody
    assert run_cli("import", str(other), "--map", "Wer=title", "--json").json["created"] == 1
    assert run_cli("import", str(first), *told).code == 0
    assert run_cli("import", str(second), "--json").json["created"] == 1
    cards = cards_by_title(run_cli)
    assert (cards["Al"]["stage"], cards["Al"]["company"]) == ("Proposal", "Beta")
    assert cards["Cy"]["stage"] != "Proposal"  # another column's word


@pytest.mark.parametrize(
    "columns", [("id", "value"), ("ref", "value"), ("ref", "title", "value"), ("title", "value", "id")]
)
def test_an_export_that_was_cut_to_a_few_columns_still_names_its_cards(sheet, run_cli, columns):
    sheet.rows["No mail"]["value"] = "250.00"
    sheet.write(columns=columns)
    assert counts(run_cli("import", sheet.file, "--json").json) == {
        "created": 0,
        "updated": 1,
        "unchanged": 2,
        "rejected": 0,
    }
    assert cards_by_title(run_cli)["No mail"]["value"] == "250.00"
    assert len(cards_by_title(run_cli)) == 3


def test_cards_that_share_a_mailbox_stay_apart_in_a_cut_export(sheet, run_cli):
    for title in ("No mail", "=1+1"):
        assert run_cli("edit", title, "email=jo@acme.example", "company=Acme").code == 0
    sheet.read()
    for row in sheet.rows.values():
        row["phone"] = f"{row['ref']} 1"
    sheet.write(columns=("ref", "email", "company", "phone"))
    assert run_cli("import", sheet.file, "--json").json["updated"] == 3
    assert {card["phone"] for card in run_cli("list", "--json").json} == {row["phone"] for row in sheet.rows.values()}


def test_every_column_of_a_cut_export_can_be_edited_and_loses_its_guard(sheet, run_cli):
    sheet.rows["=1+1"] |= {"title": "'=2+2", "probability": "0.5", "source": "'-even"}
    sheet.write(columns=("ref", "title", "source", "probability"))
    assert run_cli("import", sheet.file, "--json").json["updated"] == 1
    card = cards_by_title(run_cli)["=2+2"]
    assert (card["source"], card["probability"]) == ("-even", 0.5)


def test_a_row_of_a_cut_export_that_names_no_card_here_is_told(sheet, run_cli):
    sheet.rows["No mail"]["id"] = "01a22bcb-1508-7000-b986-0cd362521a88"
    sheet.write(columns=("id", "value"))
    result = run_cli("import", sheet.file)
    assert "No card here is called 01a22bcb-1508-7000-b986-0cd362521a88" in result.err
    assert len(cards_by_title(run_cli)) == 3


def test_a_second_row_of_a_card_is_left_out_and_said(sheet, run_cli):
    row = sheet.rows["No mail"]
    sheet.rows["again"] = {**row, "value": "300"}
    row["value"] = "200"
    ran = sheet.put_in()
    assert counts(ran.json)["updated"] == 1
    assert f"{row['ref']} (“No mail”) has more than one row: the later one was left out." in ran.err
    assert cards_by_title(run_cli)["No mail"]["value"] == "200.00"


@pytest.mark.parametrize("written", ["1", "100%", "1,0"])
def test_a_number_as_a_spreadsheet_writes_it_back_is_no_edit(sheet, run_cli, written):
    assert run_cli("add", "Closed", "--stage", "Won").code == 0
    sheet.read()
    assert sheet.rows["Closed"]["probability"] == "1.0"
    sheet.rows["Closed"]["probability"] = written
    assert counts(sheet.put_in().json) == {"created": 0, "updated": 0, "unchanged": 4, "rejected": 0}
