"""Places between neighbours: in order, and short for ever."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import rank
from kanban.domain.acts import positions

ranks = st.lists(
    st.sampled_from(["a0", "a0V", "a0VV", "a1", "a1" + "V" * 38, "a1" + "V" * 39, "", "~", "ß", "Zz"]), max_size=30
)


@given(ranks, st.data())
def test_what_comes_between_two_stands_between_them_whatever_their_keys_are(given_ranks, data):
    order = sorted((key, f"{n:03}") for n, key in enumerate(given_ranks))
    place = data.draw(st.integers(0, len(order)))
    (key,), moved = positions.place_within(order, place)
    wanted = [card for _, card in order]
    wanted.insert(place, "new")
    assert [
        card for _, card in sorted([(moved.get(card, old), card) for old, card in order] + [(key, "new")])
    ] == wanted
    assert len(key) <= rank.LONGEST


def test_neighbours_keep_their_keys_while_there_is_room():
    keys = rank.make_keys_between(None, None, 9)
    order = [(key, key) for key in keys]
    for place in range(10):
        assert positions.place_within(order, place)[1] == {}


def test_a_gap_that_narrows_for_ever_never_makes_long_keys_and_seldom_moves_neighbours():
    order = [(key, f"first {n}") for n, key in enumerate(rank.make_keys_between(None, None, 40))]
    source, acts = random.Random(7), 0
    at = 20
    for n in range(600):
        (key,), moved = positions.place_within(order, at)
        order = [(moved.get(card, old), card) for old, card in order]
        order.insert(at, (key, f"new {n}"))
        at += source.choice((0, 1))  # beside the last one, on this side or that
        acts += bool(moved)
        assert order == sorted(order)
    assert max(len(key) for key, _ in order) <= rank.LONGEST
    assert 0 < acts < 20


def test_several_come_together_in_order():
    order = [("a0", "1"), ("a0", "2"), ("a0", "3")]
    keys, moved = positions.place_between(lambda n: order[:2][::-1][:n], lambda n: order[2:][:n], 5)
    now = [moved.get(card, old) for old, card in order]
    assert [*now[:2], *keys, now[2]] == sorted({*now, *keys})
