"""`kanban debrief`: why the buyer decided so, on a deal that is over; shown, exported, undone, deleted."""

from __future__ import annotations

import json

import pytest

WORDS = "the pilot came too late for this year's budget"


@pytest.fixture
def ref(own):
    own("member", "add", "Raj", "--team", "sales")
    own("member", "add", "Chiara", "--team", "marketing")
    return own("add", "Vantalo", "--stage", "Won", "--value", "9000", "--set", "marketing-owner=Chiara").out.strip()


def test_it_stands_on_the_card_and_its_marketer_sees_it_first(own, ref):
    ran = own("--as", "Raj", "debrief", ref, WORDS)
    assert (ran.code, ran.err) == (0, "Debrief added to “Vantalo”; Chiara sees it first.\n")
    (told,) = own("show", ref, "--json").json["debriefs"]
    assert (told["words"], told["author"], told["team"]) == (WORDS, "Raj", "sales")
    assert own("show", ref, "--json").json["walks"] == []
    assert f"※ debrief\n    {WORDS}" in own("comments", ref).out
    assert f"wrote the debrief “{WORDS}”" in own("history", ref).out
    (entry,) = own("--as", "Chiara", "inbox", "--json").json
    assert (entry["kind"], entry["from"], entry["words"]) == ("notice", "Raj", f"Won: “{WORDS}”")
    assert own("debrief", ref, "--json").json == [told]
    assert WORDS in own("debrief", ref).out


def test_it_is_edited_undone_and_deleted_by_its_author_alone(own, ref):
    own("--as", "Raj", "debrief", ref, WORDS)
    own("--as", "Raj", "debrief", ref, "too dear")
    assert [one["words"] for one in own("debrief", ref, "--json").json] == ["too dear"]
    own("--as", "Raj", "undo")
    assert [one["words"] for one in own("debrief", ref, "--json").json] == [WORDS]
    assert own("--as", "Chiara", "debrief", ref, "--delete").code == 3
    assert own("--as", "Raj", "debrief", ref, "--delete", "--json").json == []
    assert own("--as", "Raj", "debrief", ref, "--delete").code == 3
    assert own("debrief", ref, "x", "--delete").code == 2


def test_a_deal_that_goes_on_has_none(own, ref):
    own("move", ref, "Proposal")
    ran = own("debrief", ref, WORDS)
    assert (ran.code, ran.err) == (
        1, "kanban: “Vantalo” is neither Won nor Lost; a debrief is for a deal that is over.\n",
    )  # fmt: skip


def test_a_file_carries_it_to_another_board_without_its_author(own, ref, tmp_path):
    own("--as", "Raj", "debrief", ref, WORDS)
    file = tmp_path / "cards.jsonl"
    own("export", str(file), "--format", "jsonl")
    (line,) = [json.loads(one) for one in file.read_text("utf-8").splitlines()[1:]]
    assert [one["words"] for one in line["debriefs"]] == [WORDS]
    own("board", "new", "Other")
    assert own("--board", "Other", "import", str(file), "--yes").code == 0
    (card,) = own("--board", "Other", "list", "--json").json
    (told,) = own("--board", "Other", "show", card["ref"], "--json").json["debriefs"]
    assert told["words"] == WORDS
