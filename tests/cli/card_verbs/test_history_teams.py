"""History says in which team somebody was when they acted."""

from __future__ import annotations

import json


def test_history_tells_the_team_of_the_time(own, tmp_path):
    own("member", "add", "Raj", "--team", "sales")
    card = own("--as", "Raj", "add", "Acme").out.strip()
    own("member", "set", "Raj", "team=marketing")
    own("--as", "Raj", "edit", card, "company=Acme GmbH")
    assert [event["team"] for event in own("history", card, "--json").json] == ["sales", "marketing"]
    out = tmp_path / "all.jsonl"
    own("export", str(out))
    (record,) = [json.loads(line) for line in out.read_text("utf-8").splitlines()[1:]]
    assert [change["team"] for change in record["changes"]] == ["sales", "marketing"]
