"""Answers to a form that are imported after newer ones: what somebody said last holds."""

import pytest

HEADER = "Name,Email,{0},City,Submitted at\n"
NEW = HEADER + "Ada,ada@x.example,Yes,Bonn,2026-03-05 10:00\nBo,bo@x.example,No,,2026-03-05 10:00\n"
OLD = HEADER + "Ada,ada@x.example,No,Kiel,2026-02-05 10:00\nBo,bo@x.example,Yes,Kiel,2026-02-05 10:00\n"


@pytest.fixture
def take(own, tmp_path):
    def take_file(text, label):
        file = tmp_path / "answers.csv"
        file.write_text(text.format(label), "utf-8")
        return own("import", str(file), "--json").json

    return take_file


def show(own, label):
    cards = {card["title"]: own("show", card["id"], "--json").json for card in own("list", "--json").json}
    return {name: (card["labels"], card["fields"].get(label)) for name, card in cards.items()}


@pytest.mark.parametrize("label", ["RSVP", "Newsletter consent", "Will you attend?"])
def test_an_older_answer_changes_no_newer_one(own, take, label):
    take(NEW, label)
    expected = {"Ada": ([], "Yes"), "Bo": (["opted out"], "No")}
    assert show(own, label) == expected
    take(OLD, label)
    assert show(own, label) == expected


def test_nor_does_it_when_it_is_imported_again(own, take):
    for text in (OLD, NEW, OLD):
        take(text, "RSVP")
    assert {name: answer for name, (_, answer) in show(own, "RSVP").items()} == {"Ada": "Yes", "Bo": "No"}
    assert take(OLD, "RSVP")["updated"] == 0


def test_an_older_refusal_that_no_newer_answer_is_about_holds(own, take):
    take("Name,Email,City,Submitted at\nAda,ada@x.example,Bonn,2026-03-05 10:00\n", "")
    take(OLD, "RSVP")
    assert show(own, "RSVP")["Ada"] == (["opted out"], "No")
