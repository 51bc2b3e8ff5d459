"""Which act undo and redo mean, and what takes it back; on a real board in `tests/store/acts/test_undo.py`."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.acts import undo
from kanban.domain.acts.undo import PastAct
from kanban.domain.change import Change


class Told:
    """A member's acts as a plain list of done and undone ones, beside what undo makes of them."""

    def __init__(self) -> None:
        self.acts: list[PastAct] = []
        self.done: list[str] = []
        self.undone: list[str] = []

    def do(self) -> None:
        self.acts.insert(0, PastAct(f"a{len(self.acts)}", "edit", "", None))
        self.done.append(self.acts[0].id)
        self.undone.clear()

    def take_back(self, kind: str) -> None:
        target = undo.find_next_undo(self.acts) if kind == "undo" else undo.find_next_redo(self.acts)
        there, other = (self.done, self.undone) if kind == "undo" else (self.undone, self.done)
        if not there:
            assert target is None
            return
        assert target is not None
        by_id = {act.id: act for act in self.acts}
        meant = target
        while meant.undo_of:
            meant = by_id[meant.undo_of]
        assert meant.id == there[-1]
        other.append(there.pop())
        self.acts.insert(0, PastAct(f"{kind}{len(self.acts)}", kind, "", target.id))


@given(st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=30))
def test_undo_and_redo_walk_the_acts_as_everybody_expects(script: list[str]) -> None:
    told = Told()
    for each in script:
        if each == "do":
            told.do()
        else:
            told.take_back(each)
    gone = undo.find_cancelled(told.acts)
    assert {act.id for act in told.acts if act.verb == "edit" and act.id not in gone} == set(told.done)


def change(number: int, act: str, undo_of: str | None = None, verb: str = "edit", **registers: object) -> Change:
    stamp = f"{number:012x}-0000-00000000"
    return Change(
        f"id{number}", act, "tx", verb, "at", "card", "card", registers, stamp, "ana", "device", number, undo_of=undo_of
    )


def taken_back(act: str, history: list[Change], since: int = 0) -> tuple[list[dict[str, object]], list[str], list[str]]:
    found = undo.invert_act(act, history, "undo", since=since)
    return [dict(step.set) for step in found.steps], found.left, found.unknown


def test_each_field_gets_the_value_that_it_would_have_without_the_act() -> None:
    history = [
        change(0, "zero", created=True),
        change(1, "one", title="a", phone="1"),
        change(2, "two", title="b", email="e"),
        change(3, "three", phone="2"),
    ]
    assert taken_back("two", history) == ([{"title": "a", "email": None}], [], [])
    assert taken_back("one", history) == ([], ["title", "phone"], [])


def test_nothing_is_left_to_undo_where_all_was_changed_since() -> None:
    history = [change(0, "zero", created=True), change(1, "one", title="a"), change(2, "two", title="b")]
    assert taken_back("one", history) == ([], ["title"], [])
    undone = [*history, change(3, "undo", "two", "undo", title="a")]
    assert taken_back("one", undone) == ([{"title": None}], [], [])


def test_an_act_that_was_undone_in_part_counts_where_it_still_stands() -> None:
    history = [
        change(0, "zero", created=True, title="a", phone="1"),
        change(1, "one", title="b", phone="2"),
        change(2, "ben", phone="3"),
        change(3, "undo", "one", "undo", title="a"),
        change(4, "two", title="c", email="e"),
    ]
    assert taken_back("ben", history) == ([{"phone": "2"}], [], [])
    assert taken_back("two", history) == ([{"title": "a", "email": None}], [], [])


def test_what_a_field_held_before_is_not_guessed_while_older_history_is_on_its_way() -> None:
    history = [change(7, "two", phone="1"), change(8, "three", title="b", phone="2")]
    assert taken_back("three", history) == ([{"phone": "1"}], [], ["title"])


def test_what_lies_before_a_gap_in_history_is_not_taken_for_what_was_there_last() -> None:
    old = [change(1, "zero", title="a", created=True)._replace(seq=1)]
    own = [change(8, "one", title="b")._replace(seq=8)]
    assert taken_back("one", old + own) == ([{"title": "a"}], [], [])
    assert taken_back("one", old + own, since=7) == ([], [], ["title"])
    late = change(7, "two", title="c")._replace(seq=7)
    assert taken_back("one", [*old, late, *own], since=7) == ([{"title": "c"}], [], [])


def test_what_was_made_is_taken_away_unless_someone_said_otherwise_since() -> None:
    made = change(1, "one", created=True, title="a")
    assert taken_back("one", [made, change(2, "two", title="b")]) == ([{"deleted": True}], [], [])
    assert taken_back("one", [made, change(2, "two", deleted=False)]) == ([], ["deleted"], [])
    again = [change(1, "zero", deleted=False), change(2, "one", created=True, deleted=False)]
    assert taken_back("one", again)[0] == [{"deleted": True}]


@pytest.mark.parametrize(
    "later",
    [
        {"actor": "ben"}, {"actor": "board"}, {"extra": {"rule": "r"}},
        {"actor": "ben", "etype": "comment", "entity": "note", "card": "card",
         "set": {"created": True, "card": "card"}},
    ],
)  # fmt: skip
def test_a_card_that_somebody_else_has_worked_on_since_is_spared_with_all_that_came_with_it(
    later: dict[str, Any],
) -> None:
    made = change(1, "one", created=True, title="a")
    note = change(2, "one", created=True, card="card")._replace(etype="comment", entity="first", card="card")
    theirs = change(3, "two", title="b")._replace(**later)
    found = undo.invert_act("one", [made, note, theirs], "undo")
    assert (found.steps, found.spared) == ([], ["card"])
    gone = undo.invert_act(
        "one", [made, note, theirs, theirs._replace(id="id4", act="back", undo_of="two", verb="undo")], "undo"
    )
    assert ([step.entity for step in gone.steps], gone.spared) == (["card", "first"], [])


def test_a_rule_of_the_act_itself_and_the_authors_own_later_acts_spare_nothing() -> None:
    made, ruled = change(1, "one", created=True, title="a"), change(2, "one", title="b")._replace(extra={"rule": "r"})
    found = undo.invert_act("one", [made, ruled, change(3, "two", title="c")], "undo")
    assert ([dict(step.set) for step in found.steps], found.spared) == ([{"deleted": True}], [])


def test_no_undo_or_redo_takes_a_card_away_that_somebody_else_has_worked_on_since_it_came_back() -> None:
    made, gone = change(1, "one", created=True, title="a"), change(2, "two", deleted=True)
    back, theirs = change(4, "three", deleted=False), change(5, "four", title="b")._replace(actor="ben")
    assert undo.invert_act("three", [made, gone, back, theirs], "undo").spared == ["card"]
    early = theirs._replace(stamp="000000000003-0000-00000000")
    assert undo.invert_act("three", [made, gone, early, back], "undo").spared == []


def test_a_card_into_which_another_was_merged_since_is_spared() -> None:
    made = change(1, "one", created=True, title="a")
    assert undo.invert_act("one", [made], "undo", merges={"card": ["000000000002-0000-00000000 id2"]}).spared == [
        "card"
    ]


def test_a_crossing_is_taken_back_whole_or_not_at_all() -> None:
    offered, accepted = {"offer": "o", "state": "offered"}, {"offer": "o", "state": "accepted"}
    history = [
        change(1, "a0", created=True, stage="mql", rank="a"),
        change(2, "a1", stage="door", rank="a", handoff=offered),
        change(3, "a2", stage="accepted", rank="b", handoff=accepted, next_step="Call"),
    ]
    (step,), left, _ = taken_back("a2", history)
    assert (step["stage"], step["handoff"], step["next_step"], left) == ("door", offered, None, [])
    history.append(change(4, "a3", stage="discovery", rank="c"))
    (step,), left, _ = taken_back("a2", history)
    assert step == {"next_step": None}
    assert {"handoff", "stage"} <= set(left)
