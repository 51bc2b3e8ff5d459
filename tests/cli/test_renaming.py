"""A renamed stage keeps its old name as an alias: what was saved under it keeps working."""

from __future__ import annotations


def titles(own, *words: str) -> list[str]:
    return [each["title"] for each in own("list", *words, "--json").json]


def test_views_rules_and_queries_with_the_old_name_of_a_stage_keep_working(own):
    own("add", "Card")
    own("view", "add", "nur", "stage:Nurture")
    own("view", "add", "short", "stage:nur")
    own("rule", "add", "R", "--when", "commented on", "--if", "stage:nurture", "--then", "label hit")
    assert own("stage", "set", "Nurture", "name=Cold").code == 0
    assert titles(own, "--view", "nur") == titles(own, "--view", "short") == titles(own, "stage:nurture") == ["Card"]
    own("comment", "Card", "hello")
    assert own("list", "--json").json[0]["labels"] == ["hit"]
    assert own("move", "Card", "Engaged").code == 0
    assert own("move", "Card", "nurture").code == 0
    assert own("list", "--json").json[0]["stage"] == "Cold"


def test_an_old_name_is_given_to_something_new_only_when_asked_and_after_saying_what_uses_it(own):
    own("add", "Card")
    own("view", "add", "nur", "stage:Nurture")
    own("stage", "set", "Nurture", "name=Cold")
    ran = own("stage", "add", "Nurture")
    assert ran.code == 1
    assert "“Nurture” is what Cold was called before" in ran.err
    assert "It is used by the view “nur”" in ran.err
    assert own("stage", "set", "Engaged", "name=nurture").code == 1
    assert own("stage", "add", "Nurture", "--yes").code == 0
    assert titles(own, "stage:nurture") == []
    assert titles(own, "stage:cold") == ["Card"]


def test_a_stage_takes_its_own_old_name_back_and_undo_too(own):
    own("add", "Card")
    own("stage", "set", "Nurture", "name=Cold")
    assert own("stage", "set", "Cold", "name=Nurture").code == 0
    assert titles(own, "stage:cold") == titles(own, "stage:nurture") == ["Card"]
    own("undo")
    own("undo")
    assert own("list", "stage:cold").code == 3 or titles(own, "stage:nurture") == ["Card"]


def test_a_reopened_card_has_no_reason_for_its_close(own):
    own("add", "Card", "--stage", "Discovery")
    own("move", "Card", "Lost", "--set", "lost_reason=price")
    assert own("list", "--json").json[0]["lost_reason"] == "price"
    own("move", "Card", "Discovery")
    assert own("list", "--json").json[0]["lost_reason"] is None
    own("undo")
    assert own("list", "--json").json[0]["lost_reason"] == "price"
