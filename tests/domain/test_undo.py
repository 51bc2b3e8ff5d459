"""Which act undo and redo mean, and what takes it back; on a real board in `tests/store/test_undo.py`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import undo
from kanban.domain.change import Change
from kanban.domain.undo import PastAct


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
        target = undo.next_undo(self.acts) if kind == "undo" else undo.next_redo(self.acts)
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
    gone = undo.cancelled(told.acts)
    assert {act.id for act in told.acts if act.verb == "edit" and act.id not in gone} == set(told.done)


def change(number: int, act: str, undo_of: str | None = None, verb: str = "edit", **registers: object) -> Change:
    stamp = f"{number:012x}-0000-00000000"
    return Change(
        f"id{number}", act, "tx", verb, "at", "card", "card", registers, stamp, "ana", "device", number, undo_of=undo_of
    )


def test_each_field_gets_the_value_that_it_would_have_without_the_act() -> None:
    story = [
        change(0, "zero", created=True),
        change(1, "one", title="a", phone="1"),
        change(2, "two", title="b", email="e"),
        change(3, "three", phone="2"),
    ]
    (step,), left, _ = undo.inverse("two", story, set(), "undo")
    assert (dict(step.set), left) == ({"title": "a", "email": None}, [])
    assert undo.inverse("one", story, set(), "undo") == ([], ["title", "phone"], [])


def test_nothing_is_left_to_undo_where_all_was_changed_since() -> None:
    story = [change(0, "zero", created=True), change(1, "one", title="a"), change(2, "two", title="b")]
    assert undo.inverse("one", story, set(), "undo") == ([], ["title"], [])
    assert undo.inverse("one", story, {"two"}, "undo")[1] == []


def test_what_a_field_held_before_is_not_guessed_while_older_history_is_on_its_way() -> None:
    story = [change(7, "two", phone="1"), change(8, "three", title="b", phone="2")]
    (step,), left, unknown = undo.inverse("three", story, set(), "undo")
    assert (dict(step.set), left, unknown) == ({"phone": "1"}, [], ["title"])


def test_what_lies_before_a_gap_in_history_is_not_taken_for_what_was_there_last() -> None:
    old = [change(1, "zero", title="a", created=True)._replace(seq=1)]
    own = [change(8, "one", title="b")._replace(seq=8)]
    (step,), *_ = undo.inverse("one", old + own, set(), "undo")
    assert dict(step.set) == {"title": "a"}
    assert undo.inverse("one", old + own, set(), "undo", since=7) == ([], [], ["title"])
    late = change(7, "two", title="c")._replace(seq=7)
    (step,), *_ = undo.inverse("one", [*old, late, *own], set(), "undo", since=7)
    assert dict(step.set) == {"title": "c"}


def test_what_was_made_is_taken_away_unless_someone_said_otherwise_since() -> None:
    made = change(1, "one", created=True, title="a")
    (step,), *_ = undo.inverse("one", [made, change(2, "two", title="b")], set(), "undo")
    assert dict(step.set) == {"deleted": True}
    assert undo.inverse("one", [made, change(2, "two", deleted=False)], set(), "undo") == ([], ["deleted"], [])
    again = [change(1, "zero", deleted=False), change(2, "one", created=True, deleted=False)]
    assert dict(undo.inverse("one", again, set(), "undo")[0][0].set) == {"deleted": True}


def test_the_acts_of_a_story_are_those_of_everybody_newest_first() -> None:
    story = [change(1, "one", title="a"), change(3, "undo", "one", "undo", title=None), change(2, "two", title="b")]
    assert [act.id for act in undo.acts_in(story)] == ["undo", "two", "one"]
    assert undo.cancelled(undo.acts_in(story)) == {"undo", "one"}


def test_a_crossing_is_taken_back_whole_or_not_at_all() -> None:
    offered, accepted = {"offer": "o", "state": "offered"}, {"offer": "o", "state": "accepted"}
    story = [
        change(1, "a0", created=True, stage="mql", rank="a"),
        change(2, "a1", stage="door", rank="a", handoff=offered),
        change(3, "a2", stage="accepted", rank="b", handoff=accepted, next_step="Call"),
    ]
    (step,), left, _ = undo.inverse("a2", story, set(), "undo")
    assert (step.set["stage"], step.set["handoff"], step.set["next_step"], left) == ("door", offered, None, [])
    story.append(change(4, "a3", stage="discovery", rank="c"))
    (step,), left, _ = undo.inverse("a2", story, set(), "undo")
    assert dict(step.set) == {"next_step": None}
    assert {"handoff", "stage"} <= set(left)
