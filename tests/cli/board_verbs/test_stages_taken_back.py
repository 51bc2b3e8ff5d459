"""A stage that somebody uses stays: undo and redo take none off the board that holds cards."""

from __future__ import annotations


def stages(own) -> list[str]:
    return [stage["name"] for stage in own("stage", "list", "--json").json]


def test_an_undo_leaves_a_stage_in_which_a_card_stands(own):
    own("member", "add", "Raj", "--team", "sales")
    own("stage", "add", "Extra")
    assert own("--as", "Raj", "add", "Card", "--stage", "Extra").code == 0
    refused = own("undo")
    assert refused.code == 1
    assert "Extra still holds 1 card; move it to another stage first" in refused.err
    assert "Extra" in stages(own)
    assert own("list", "--json").json[0]["stage"] == "Extra"


def test_so_does_the_redo_of_its_removal_and_an_empty_one_goes(own):
    own("stage", "add", "Extra")
    own("stage", "remove", "Extra")
    own("undo")
    own("--as", "Ana", "add", "Card", "--stage", "Extra")
    own("undo")
    assert "Extra" in stages(own)
    own("undo")
    assert "Extra" not in stages(own)
