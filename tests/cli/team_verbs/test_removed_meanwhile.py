"""Two homes and a real server: a card is deleted, merged or undone in one of them while somebody works on it in the
other."""

from __future__ import annotations

import pytest


@pytest.fixture
def cards(team):
    """The refs of two cards that everybody has."""
    for title in ("One", "Two"):
        assert team("Ann", "add", title).code == 0
    team("Ann", "sync")
    team("Raj", "sync")
    refs = {card["title"]: card["ref"] for card in team("Ann", "list", "--json").json}
    return refs["One"], refs["Two"]


def everybody_syncs(team):
    for who in ("Raj", "Ann", "Raj", "Ann"):
        assert team(who, "sync").code == 0


def titles(team, who):
    return {card["title"] for card in team(who, "list", "--json").json}


def test_a_deletion_and_the_work_that_it_met_are_told_on_both_machines_with_what_to_type(team, cards):
    one, _ = cards
    team("Raj", "edit", one, "value=9000")
    team("Raj", "comment", one, "they signed!")
    team("Ann", "delete", one)
    everybody_syncs(team)
    for who, said in (
        ("Raj", "Ann deleted “One” while you worked on it"),
        ("Ann", "Raj worked on “One”, which you deleted"),
    ):
        (note,) = team(who, "attention", "--json").json
        assert (note["kind"], note["card_ref"], note["restores"]) == ("removed", one, True)
        assert note["said"].startswith(said)
        assert "9,000" in note["said"]
        assert "they signed!" in note["said"]
        assert f"kanban restore {one} brings it back." in team(who, "attention").out
        assert team(who, "status", "--json").json["attention"] == 1
    assert team("Raj", "restore", one).code == 0
    everybody_syncs(team)
    for who in ("Raj", "Ann"):
        assert team(who, "show", one, "--json").json["value"] == "9000.00"
        assert team(who, "attention", "--json").json == []


def test_nobody_hears_of_work_that_was_undone_again(team, cards):
    one, _ = cards
    team("Raj", "edit", one, "phone=1")
    assert team("Raj", "undo").code == 0
    team("Ann", "delete", one)
    everybody_syncs(team)
    assert team("Raj", "attention", "--json").json == team("Ann", "attention", "--json").json == []
    assert one not in {card["ref"] for card in team("Ann", "list", "--json").json}


def test_an_edit_of_a_merged_card_is_on_the_card_that_was_kept(team, cards):
    one, two = cards
    team("Ann", "merge", one, two)
    team("Raj", "edit", two, "phone=333")
    team("Raj", "comment", two, "rang twice")
    everybody_syncs(team)
    shown = team("Ann", "show", one, "--json").json
    assert shown["phone"] == "333"
    assert [comment["body"] for comment in shown["comments"]] == ["rang twice"]
    (kept,) = (card for card in team("Ann", "list", "333", "--json").json)
    assert kept["ref"] == one
    sets = [event for event in shown["history"] if "set the phone" in event["said"]]
    assert [(event["said"], event["card"] == shown["id"]) for event in sets] == [
        ("on “Two”: set the phone to 333", False), ("set the phone to 333", True),
    ]  # fmt: skip
    (note,) = team("Raj", "attention", "--json").json
    assert note["detail"] == "Your phone is on “One” now. Your comment is shown on “One”."
    assert team("Raj", "undo").code == 0
    everybody_syncs(team)
    assert team("Ann", "show", one, "--json").json["phone"] is None


def test_a_contrary_edit_is_kept_and_set_by_a_retry(team, cards):
    one, two = cards
    team("Ann", "edit", one, "phone=111")
    team("Ann", "merge", one, two)
    team("Raj", "edit", two, "phone=222")
    everybody_syncs(team)
    (note,) = team("Raj", "attention", "--json").json
    assert "“One” has “111” for the phone instead of your “222”." in note["detail"]
    assert f"kanban attention retry {note['ref']} sets yours." in team("Raj", "attention").out
    assert team("Raj", "attention", "retry", note["ref"]).code == 0
    everybody_syncs(team)
    assert team("Ann", "show", one, "--json").json["phone"] == "222"


def test_a_move_of_a_merged_card_is_told_as_not_made(team, cards):
    one, two = cards
    team("Ann", "merge", one, two)
    assert team("Raj", "move", two, "Discovery").code == 0
    everybody_syncs(team)
    (note,) = team("Raj", "attention", "--json").json
    assert "the taking of it" in note["said"]
    assert "“One” stays in Nurture: your move to Discovery is not made there." in note["detail"]
    assert team("Ann", "show", one, "--json").json["stage"] == "Nurture"


def test_two_merges_into_each_other_leave_one_card_on_both_machines(team, cards):
    one, two = cards
    team("Ann", "merge", one, two)
    team("Raj", "merge", two, one)
    assert team("Raj", "sync").code == 0
    assert team("Ann", "sync").code == 1, "the other one was first"
    everybody_syncs(team)
    assert titles(team, "Ann") == titles(team, "Raj") == {"Two"}
    assert [note["kind"] for note in team("Ann", "attention", "--json").json] == ["refused"]


@pytest.mark.parametrize("order", ["undo first", "work first"])
def test_an_import_undone_offline_leaves_what_a_colleague_works_on(team, tmp_path, order):
    file = tmp_path / "two.csv"
    file.write_text("Name,Company,Email\nJo,A,jo@a.example\nMo,B,mo@b.example\n")
    assert team("Ann", "import", str(file)).code == 0
    team("Ann", "sync")
    team("Raj", "sync")
    refs = {card["title"]: card["ref"] for card in team("Ann", "list", "--json").json}
    assert team("Ann", "undo").code == 0
    assert titles(team, "Ann") == set()
    assert team("Raj", "comment", refs["Jo"], "called, wants a quote").code == 0
    if order == "undo first":
        team("Ann", "sync")
    everybody_syncs(team)
    for who in ("Ann", "Raj"):
        assert titles(team, who) == {"Jo"}
    (note,) = team("Ann", "attention", "--json").json
    assert note["said"] == "Your undo left “Jo” on the board: Raj worked on it meanwhile"
    assert team("Raj", "attention", "--json").json == []
