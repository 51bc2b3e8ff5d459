"""Comments that a file brought: nobody's here, of no team, and called imported wherever they show."""

from __future__ import annotations

import json
import re

import pytest

SAID = json.dumps(
    [
        {"author": "Ana Müller", "team": "sales", "at": "2026-03-02T10:00:00Z", "body": "Wants a demo"},
        {"at": "2026-03-03T10:00:00Z", "body": "Nobody signed this"},
    ]
)
CALLED = ["imported by Ana · Ana Müller in the file", "imported by Ana"]


@pytest.fixture
def brought(own, tmp_path):
    """A board with a card that a file brought along with two comments."""
    file = tmp_path / "leads.csv"
    quoted = SAID.replace('"', '""')
    file.write_text(f'Record ID,Title,Email,Comments\n1,Acme,a@acme.example,"{quoted}"\n', "utf-8")
    assert own("import", str(file), "--map", "Comments=comment").code == 0
    own.file = file
    return own


def read(ran):
    return json.loads(ran.out)


def told(comments):
    return [
        (each["author"], each["team"], each["kind"], each["imported_by"], each["author_in_file"]) for each in comments
    ]


NOBODYS = [(None, None, "comment", "Ana", "Ana Müller"), (None, None, "comment", "Ana", None)]


def test_an_imported_comment_is_nobodys_and_says_who_imported_it(brought):
    shown = read(brought("show", "Acme", "--json"))
    assert told(shown["comments"]) == told(read(brought("comments", "Acme", "--json"))) == NOBODYS
    assert read(brought("list", "--json"))[0]["comments"] == {"marketing": 0, "sales": 0}
    lines = brought("comments", "Acme").out.splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    for head, called in zip(heads, CALLED, strict=True):
        assert re.match(rf"· {re.escape(called)} · (\w{{3}} )?\d+ Mar( 2026)? \d\d:\d\d", head)
    history = brought("history", "Acme").out
    assert "imported a comment (Ana Müller in the file): Wants a demo" in history
    assert "imported a comment: Nobody signed this" in history


def test_nobody_edits_or_retracts_an_imported_comment_as_theirs(brought):
    brought("member", "add", "Ana Müller", "--team", "sales")
    assert told(read(brought("comments", "Acme", "--json"))) == NOBODYS
    assert [each["team"] for each in read(brought("show", "Acme", "--json"))["history"]][-1] != "sales"


def test_the_same_file_again_changes_nothing(brought):
    before = brought("history", "Acme", "--json").out
    assert brought("import", str(brought.file), "--map", "Comments=comment").code == 0
    assert brought("history", "Acme", "--json").out == before


@pytest.mark.parametrize("again", ["here", "elsewhere"])
def test_an_export_brings_it_back_as_it_was(brought, tmp_path, monkeypatch, again):
    file = tmp_path / "out.jsonl"
    assert brought("export", str(file)).code == 0
    record = json.loads(file.read_text("utf-8").splitlines()[1])
    assert told(record["comments"]) == NOBODYS
    if again == "elsewhere":
        monkeypatch.setenv("KANBAN_HOME", str(tmp_path / "other"))
        assert brought("init", "--name", "Zoë", "--team", "sales").code == 0
    assert brought("import", str(file)).code == 0
    comments = read(brought("comments", "Acme", "--json"))
    assert told(comments) == NOBODYS


def test_what_version_0_1_0_imported_in_the_files_name_is_nobodys_either(own, tmp_path):
    """It kept the file's name as the author, with a team."""
    assert own("add", "Old").code == 0
    card = read(own("show", "Old", "--json"))
    record = json.loads(json.dumps(card))
    comment = "01999999-0000-7000-8000-000000000001"
    past = {
        "id": "01999999-0000-7000-8000-000000000002", "act": "01999999-0000-7000-8000-000000000003", "verb": "import",
        "at": "2026-03-01T00:00:00Z", "etype": "comment", "entity": comment, "stamp": "0199c0000000-0000-aaaaaaaa",
        "actor": "Ana", "set": {"created": True, "card": card["id"], "author": "Old Rep", "team": "sales",
                                "kind": "comment",
                "body": "Once"},
    }  # fmt: skip
    file = tmp_path / "old.jsonl"
    assert own("export", str(file)).code == 0
    board, line = file.read_text("utf-8").splitlines()
    record = json.loads(line)
    record["changes"].append(past)
    file.write_text(f"{board}\n{json.dumps(record)}\n", "utf-8")
    assert own("import", str(file)).code == 0
    assert told(read(own("comments", "Old", "--json"))) == [(None, None, "comment", None, "Old Rep")]
    assert own("comments", "Old").out.startswith("· imported · Old Rep in the file · ")
