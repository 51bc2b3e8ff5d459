"""What people mean by a name: one answer for stages, members, rules and views."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.values.naming import find_named, is_called, match_named


@dataclass(frozen=True)
class Thing:
    id: str
    name: str
    former: str = ""


THINGS = (Thing("1", "Été"), Thing("2", "Hiver long"), Thing("3", "Hiver", "Froid"), Thing("4", "Hiver"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ETE", ["1"]), (" hiver ", ["3", "4"]), ("hiver l", ["2"]), ("hi", ["2", "3", "4"]), ("2", ["2"]),
        ("froid", ["3"]), ("", []), ("x", []),
    ],
)  # fmt: skip
def test_a_whole_name_goes_before_a_former_one_and_that_before_a_beginning(typed: str, meant: list[str]) -> None:
    matches = match_named(
        THINGS,
        typed,
        is_meant=lambda thing: thing.id == typed,
        was_meant=lambda thing: thing.former.lower() == typed != "",
    )
    assert [thing.id for thing in matches] == meant


def test_the_first_of_those_called_the_same_is_meant() -> None:
    assert find_named(THINGS, "hiver", "season").id == "3"
    assert find_named(THINGS, "hiver lo", "season").id == "2"
    with pytest.raises(UsageFault, match="“hi” could be any of these seasons: Hiver long, Hiver, Hiver"):
        find_named(THINGS, "hi", "season")
    with pytest.raises(NotFound, match="No season is called “hi”; this board has Été, Hiver long, Hiver, Hiver"):
        find_named(THINGS, "hi", "season", is_whole=True)
    with pytest.raises(NotFound, match="No season is called “x”; this board has none yet"):
        find_named(THINGS[:0], "x", "season")
    with pytest.raises(NotFound, match="No season is called “x”; there is summer alone"):
        find_named(THINGS[:0], "x", "season", known="there is summer alone")


def test_two_boards_may_differ_by_an_accent() -> None:
    assert is_called("1", THINGS[0].id, THINGS[0].name)
    assert is_called(" éTé", THINGS[0].id, THINGS[0].name)
    assert not is_called("ete", THINGS[0].id, THINGS[0].name)
