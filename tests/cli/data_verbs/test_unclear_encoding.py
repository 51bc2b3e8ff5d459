"""A file whose letters don't tell its encoding: an answer is needed, and nothing is imported without one."""

from __future__ import annotations

import json

import pytest

UNCLEAR = "Name,Company\nKø,Acme\n"
"""In Western European; in Central European it is Kř, which is as likely."""


@pytest.fixture
def unclear(own, tmp_path):
    own.file = tmp_path / "leads.csv"
    own.file.write_bytes(UNCLEAR.encode("cp1252"))
    return own


@pytest.mark.parametrize("words", [(), ("--json",), ("--yes",), ("--dry-run",), ("--dry-run", "--json")])
def test_without_a_terminal_it_names_the_option_and_imports_nothing(unclear, words):
    ran = unclear("import", str(unclear.file), *words)
    assert ran.code == 2
    assert "“leads.csv” does not tell its encoding: say --encoding cp1252 (“Kø,Acme”) or --encoding" in ran.err
    assert unclear("list", "--json").json == []
    if "--dry-run" in words:
        assert "Kø" in ran.out  # as it would be read
    if words == ("--dry-run", "--json"):
        (question,) = json.loads(ran.out)["questions"]
        assert [choice["value"] for choice in question["choices"]][:2] == ["cp1252", "cp1250"]


@pytest.mark.parametrize(("answer", "name"), [("cp1252", "Kø"), ("cp1250", "Kř"), ("leads.csv=cp1250", "Kř")])
def test_an_answer_is_enough(unclear, answer, name):
    ran = unclear("import", str(unclear.file), "--encoding", answer)
    assert ran.code == 0
    assert [card["title"] for card in unclear("list", "--json").json] == [name]


def test_one_of_several_files_is_named(unclear, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("Name,Company\nBo,Fjord\n")
    ran = unclear("import", str(unclear.file), str(other))
    assert (ran.code, unclear("list", "--json").json) == (2, [])
    assert "--encoding 'leads.csv=cp1252'" in ran.err


def test_where_the_letters_are_the_same_in_all_there_is_no_question(own, tmp_path):
    path = tmp_path / "leads.csv"
    path.write_bytes("Name,Company\nAda,Müller\nBo,Groß\nCy,Jäger\n".encode("cp1252"))  # in cp1250 as well
    ran = own("import", str(path))
    assert ran.code == 0
    assert {card["company"] for card in own("list", "--json").json} == {"Müller", "Groß", "Jäger"}


@pytest.mark.parametrize("words", [(), ("--yes",)])
def test_a_slip_in_a_label_is_asked_about_without_a_terminal(own, tmp_path, words):
    path = tmp_path / "leads.csv"
    path.write_text("Title,Compnay\nPump,Acme\n")
    ran = own("import", str(path), *words)
    assert ran.code == 0
    assert "Did you mean Company by “Compnay” (Acme) in leads.csv? --map Compnay=company reads it so." in ran.err


def test_the_json_of_an_import_has_the_slip_and_so_has_stderr(own, tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text("Title,Compnay\nPump,Acme\n")
    ran = own("import", str(path), "--json")
    (field,) = ran.json["custom_fields"]
    assert (field["column"], field["did_you_mean"], field["likely_name"]) == ("Compnay", "company", "Company")
    assert "Did you mean Company by “Compnay”" in ran.err
