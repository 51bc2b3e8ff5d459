"""Rejected lines of JSON can be corrected and imported again."""

import json


def test_a_line_of_json_that_was_put_right_becomes_a_record(own, tmp_path):
    path = tmp_path / "leads.jsonl"
    path.write_text(
        '{"name": "Ada Byron", "company": "Acme", "tags": ["vip"]}\n{"name": "Bo Larsen", "company": \n', "utf-8"
    )
    own("import", str(path))
    rejects = tmp_path / "leads.jsonl.rejects.csv"
    text = rejects.read_text("utf-8-sig")
    whole = '{"name": "Bo Larsen", "company": "Beta", "tags": ["hot", "vip"]}'.replace('"', '""')
    rejects.write_text(text.replace('{""name"": ""Bo Larsen"", ""company"":"', whole + '"', 1), "utf-8")
    told = own("import", str(rejects), "--json").json
    assert (told["created"], told["rejects"]) == (1, [])
    card = own("show", "Bo Larsen", "--json").json
    assert (card["title"], card["company"], set(card["labels"])) == ("Bo Larsen", "Beta", {"hot", "vip"})


def test_a_field_that_no_other_record_has_is_named(own, tmp_path):
    path = tmp_path / "leads.jsonl"
    path.write_text('{"name": "Ada Byron"}\n{"name": \n', "utf-8")
    own("import", str(path))
    rejects = tmp_path / "leads.jsonl.rejects.csv"
    text = rejects.read_text("utf-8-sig")
    rejects.write_text(text.replace('{""name"":"', '{""name"": ""Bo"", ""shoe"": 5}"', 1), "utf-8")
    told = own("import", str(rejects), "--json").json
    assert [line["reason"] for line in told["rejects"]] == ["the other records have no shoe"]


def test_lines_of_an_export_come_back_when_they_are_put_right(own, tmp_path):
    for title in ("Acme", "Beta", "Cyan"):
        own("add", title, "--value", "5")
    path = tmp_path / "all.jsonl"
    own("export", str(path))
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], lines[2][:80], *lines[3:], ""]), "utf-8")
    own("board", "new", "Other")
    told = own("import", str(path), "--json").json
    assert (told["created"], len(told["rejects"])) == (2, 1)
    rejects = tmp_path / "all.jsonl.rejects.jsonl"
    assert told["reject_files"] == [str(rejects)]
    head, why, cut = rejects.read_text("utf-8").splitlines()
    assert (head, cut) == (lines[0], lines[2][:80])
    assert json.loads(why) == {"kanban_reason": "is not a JSON object"}
    again = own("import", str(rejects), "--json").json
    assert (again["created"], [line["reason"] for line in again["rejects"]]) == (0, ["is not a JSON object"])
    assert rejects.read_text("utf-8").splitlines() == [head, why, cut]
    rejects.write_text("\n".join([head, why, lines[2], ""]), "utf-8")
    again = own("import", str(rejects), "--json").json
    assert (again["created"], again["rejects"]) == (1, [])
    assert {card["title"] for card in own("list", "--json").json} == {"Acme", "Beta", "Cyan"}
