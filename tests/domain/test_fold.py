"""The one fold: the greatest key wins, in any order, however often."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import fold
from kanban.domain.change import Change
from tests.domain.board import folded

names = st.text(st.characters(codec="utf-8"), max_size=4) | st.sampled_from(["\t", "a\tb", "stage", "created"])


@given(st.dictionaries(names, st.sampled_from(["k1", "k2", "0199c2-0000-ab id"])))
def test_keys_come_back_as_they_were_packed(keys: dict[str, str]) -> None:
    assert fold.unpack(fold.pack(keys)) == keys
    assert fold.pack(fold.unpack(fold.pack(keys))) == fold.pack(keys)


def change(
    stamp: int, number: int, verb: str = "edit", at: str = "2026-01-01T00:00:00Z", **registers: object
) -> Change:
    return Change(
        f"id{number}", "act", "tx", verb, at, "card", "card", registers, f"{stamp:012x}-0000-00000000", "ana", "device",
        number
    )  # fmt: skip


made = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 20), st.sampled_from("abc"), st.integers(0, 3)), max_size=12
)


@given(made, st.data())
def test_the_greatest_key_wins_in_any_order_however_often(
    told: list[tuple[int, int, str, int]], data: st.DataObject
) -> None:
    changes = [change(stamp, number, **{name: value}) for stamp, number, name, value in dict.fromkeys(told)]
    changes = list({each.id: each for each in changes}.values())
    again = data.draw(st.permutations(changes + changes[:3]))
    assert folded(again) == folded(changes)
    best: dict[str, Change] = {}
    for each in changes:
        for name in each.set:
            best[name] = max(best.get(name, each), each, key=lambda one: (one.stamp, one.id))
    assert folded(changes) == {name: each.set[name] for name, each in best.items()}


def test_times_are_implied_by_what_is_set() -> None:
    at = "2026-05-05T00:00:00Z"
    assert fold.add_implied_times(change(1, 1, "create", at, created=True, stage="s")) == {
        "created": True, "stage": "s", "entered_at": at, "created_at": at, "acted_at": at,
    }  # fmt: skip
    assert fold.add_implied_times(change(1, 1, "edit", at, title="x")) == {"title": "x"}
    assert fold.add_implied_times(change(1, 1, "done", at, next_step=None)) == {"next_step": None, "acted_at": at}
    assert fold.add_implied_times(change(1, 1, "import", at, phone="1")) == {"phone": "1"}
    assert fold.add_implied_times(change(1, 1, "undo", at, stage="s", entered_at="then")) == {
        "stage": "s",
        "entered_at": "then",
    }
