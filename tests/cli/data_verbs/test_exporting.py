"""Export from a shell: whole files, formulas defused, everything in JSON lines."""

from __future__ import annotations

import csv
import io
import json
import re

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def test_csv_of_a_query(demo, tmp_path):
    file = tmp_path / "out.csv"
    ran = demo("export", str(file), "stage:mql", "-label:vip")
    assert (ran.code, ran.out) == (0, "")
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    found = demo("list", "stage:mql", "-label:vip", "--json").json
    assert [row["id"] for row in rows] == [record["id"] for record in found]
    assert [row["title"] for row in rows] == [record["title"] for record in found]
    assert {"Trade", "Employees"} <= set(rows[0])
    assert f"Wrote {len(found)} cards to {file}" in ran.err
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.csv"]


def test_json_lines_hold_comments_and_history(demo, tmp_path):
    file = tmp_path / "out.jsonl"
    assert demo("export", str(file)).code == 0
    head, *lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert head["board"] == "Demo"
    assert len(lines) == 120
    whole = demo("show", lines[7]["ref"], "--json").json
    assert {name: lines[7][name] for name in ("comments", "history", "value")} == {
        name: whole[name] for name in ("comments", "history", "value")
    }


def test_stdout_gets_the_same_without_control_bytes(own):
    ref = own("add", "=1+1 [red]").out.strip()
    own("comment", ref, "a\nb")
    for form in ("csv", "jsonl"):
        ran = own("export", "-", "--format", form)
        assert ran.code == 0
        assert not CONTROL.search(ran.out)
        assert ran.err == "Wrote 1 card.\n"
    assert "'=1+1 [red]" in own("export", "-").out


def test_what_is_wrong_is_said_before_anything_is_written(own, tmp_path):
    file = tmp_path / "out.csv"
    file.write_text("mine")
    assert own("export", str(file), "stage:nowhere").code == 2
    assert file.read_text() == "mine"
    for place, code, said in ((tmp_path / "nowhere" / "x.csv", 3, "There is no folder"), (tmp_path, 1, "is a folder")):
        ran = own("export", str(place))
        assert (ran.code, ran.err.count("\n")) == (code, 1)
        assert said in ran.err
    assert own("export", str(file)).code == 1  # there already
    assert file.read_text() == "mine"
    assert own("export", str(file), "--force").code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,ref,title")  # Excel on Windows wants the BOM
    assert own("export").code == 2
    assert own("export", "x.csv", "--format", "ods").code == 2


def test_the_cards_may_be_given_by_their_ids(own, tmp_path):
    for title in ("Alpha", "Beta", "Gamma"):
        assert own("add", title).code == 0
    ids = [card["id"] for card in own("list", "--json").json if card["title"] != "Beta"]
    (tmp_path / "ids").write_text("\n".join(ids))
    out = own("export", "-", "--cards", str(tmp_path / "ids")).out
    assert [title for title in ("Alpha", "Beta", "Gamma") if title in out] == ["Alpha", "Gamma"]
    refused = own("export", "-", "--cards", str(tmp_path / "nothing"))
    assert (refused.code, refused.err.count("\n")) == (2, 1)
