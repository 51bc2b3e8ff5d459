"""`kanban import` of notes: comments without an author, each once, in the order of the file."""

from __future__ import annotations

import pytest

from tests.cli.data_verbs.imports import counts

DEALS = "Record ID,Deal Name,Deal Stage,Associated Contact IDs\n7,Rollout,Appointment scheduled,\n"
CONTACTS = "Record ID,First Name,Last Name,Email,Contact owner\n1,Ada,Byron,ada@x.example,Mia\n"
NOTES = "Record ID,Note body,Activity date,Created by,Associated Contact IDs,Associated Deal IDs\n" + "".join(
    f"{90 + n},{word},2025-01-02 10:00,Ana Müller,1,7\n" for n, word in enumerate(("Zulu", "Alpha", "Mike", "Bravo"))
)


@pytest.fixture
def files(home, run_cli, tmp_path):
    assert run_cli("init", "--name", "Mia", "--team", "marketing").code == 0
    for name, text in (("deals", DEALS), ("contacts", CONTACTS), ("notes", NOTES)):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return {name: str(tmp_path / f"{name}.csv") for name in ("deals", "contacts", "notes")}


def list_comments(run_cli, title):
    (card,) = (card for card in run_cli("list", "--json").json if card["title"] == title)
    return run_cli("show", card["ref"], "--json").json["comments"]


def test_notes_come_in_once_in_the_order_of_the_file(files, run_cli):
    assert counts(run_cli("import", files["notes"], files["deals"], "--json").json)["created"] == 1
    comments = list_comments(run_cli, "Rollout")
    assert [comment["body"] for comment in comments] == ["Zulu", "Alpha", "Mike", "Bravo"]
    assert {(comment["author"], comment["author_in_file"]) for comment in comments} == {(None, "Ana Müller")}
    again = run_cli("import", files["deals"], files["notes"], "--json").json
    assert counts(again) == {"created": 0, "updated": 0, "unchanged": 1, "rejected": 0}
    assert list_comments(run_cli, "Rollout") == comments


def test_a_note_stays_where_an_earlier_import_has_put_it(files, run_cli):
    run_cli("import", files["notes"], files["deals"], "--json")
    assert counts(run_cli("import", files["contacts"], files["notes"], "--json").json)["created"] == 1
    assert list_comments(run_cli, "Ada Byron") == []
    assert len(list_comments(run_cli, "Rollout")) == 4
    assert run_cli("doctor").code == 0


def test_notes_find_cards_that_are_on_the_board(files, run_cli, tmp_path):
    run_cli("import", files["deals"], "--json")
    more = tmp_path / "more.csv"
    more.write_text(NOTES + "99,Lost,2025-01-02 10:00,Ana Müller,,1234\n", "utf-8")
    result = run_cli("import", str(more), "--json").json
    assert counts(result) == {"created": 0, "updated": 1, "unchanged": 0, "rejected": 0}
    assert "1 note names a record that is not in these files." in result["notes"]
    comments = list_comments(run_cli, "Rollout")
    assert [comment["body"] for comment in comments] == ["Zulu", "Alpha", "Mike", "Bravo"]
    again = run_cli("import", str(more), "--json").json
    assert counts(again) == {"created": 0, "updated": 0, "unchanged": 1, "rejected": 0}
    assert list_comments(run_cli, "Rollout") == comments
    assert run_cli("doctor").code == 0
