import random
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kanban.domain import rank

DIGITS = rank._DIGITS
noises = st.text(DIGITS, min_size=3, max_size=3).flatmap(lambda head: st.sampled_from(DIGITS[1:]).map(head.__add__))


@st.composite
def made_keys(draw):
    """Any key: an integer part as long as its first letter says, a fraction that doesn't end in 0."""
    head = draw(st.sampled_from(rank._HEADS))
    length = rank._integer_length(head) - 1
    fraction = draw(st.text(DIGITS, max_size=12))
    return head + draw(st.text(DIGITS, min_size=length, max_size=length)) + fraction.rstrip("0")


keys = made_keys()


def steady(seed):
    """Give noise that is the same in every run."""
    source = random.Random(seed)
    return lambda: "".join(source.choices(DIGITS, k=3)) + source.choice(DIGITS[1:])


def test_digits_are_in_byte_order():
    assert sorted(DIGITS) == list(DIGITS)
    assert len(set(DIGITS)) == 62


@given(keys, keys, noises)
@example("a1", "a2", "zzzz")
@example("Zz", "a0", "0001")
@example("a1V", "a1V0001", "zzzz")
@example("z" * 27, "z" * 27 + "1", "0001")
@example("A" + "0" * 26 + "0001", "A" + "0" * 26 + "0002", "zzzz")
def test_a_key_lies_strictly_between_any_two(one, two, noise):
    low, high = sorted((one, two))
    key = rank.make_key_between(low, high, lambda: noise)
    assert rank.is_key(key)
    assert key.endswith(noise)
    assert low < key
    assert key < high or low == high


@given(keys, noises)
@example("z" * 27, "0001")
@example("A" + "0" * 26 + "0001", "zzzz")
def test_a_key_lies_above_or_below_any_one(key, noise):
    assert rank.make_key_between(key, None, lambda: noise) > key
    assert rank.is_key(rank.make_key_between(key, None, lambda: noise))
    if key != "A" + "0" * 26:  # the very lowest that could be written; keys made here carry noise
        assert rank.make_key_between(None, key, lambda: noise) < key
        assert rank.is_key(rank.make_key_between(None, key, lambda: noise))


@given(keys, keys)
def test_equal_and_crossed_neighbours_give_a_key_just_after_the_first(one, two):
    low, high = sorted((one, two))
    for key in (rank.make_key_between(high, low), rank.make_key_between(low, low)):
        assert rank.is_key(key)
    assert rank.make_key_between(high, low).startswith(high)
    assert high < rank.make_key_between(high, low)


@given(st.text(), st.text())
def test_what_is_no_key_does_not_raise(one, two):
    assert rank.is_key(rank.make_key_between(one, two))
    assert rank.is_key(rank.make_key_between(None, two))
    assert rank.is_key(rank.make_key_between(one, None))


@pytest.mark.parametrize(("seed", "bulks"), [(1, 0), (2, 0), (3, 0.02), (4, 0.02)])
def test_order_holds_through_thousands_of_random_inserts(seed, bulks):
    source, noise = random.Random(seed), steady(seed)
    lane: list[str] = []
    for _ in range(4_000):
        place = source.randint(0, len(lane))
        before = lane[place - 1] if place else None
        after = lane[place] if place < len(lane) else None
        if source.random() < bulks:
            lane[place:place] = rank.make_keys_between(before, after, source.randint(0, 70), noise)
        else:
            lane.insert(place, rank.make_key_between(before, after, noise))
    assert all(one < two for one, two in pairwise(lane))
    assert all(rank.is_key(key) for key in lane)
    assert max(map(len, lane)) <= (64 if bulks else 24)


def test_twenty_thousand_inserts_at_the_top_or_bottom_keep_keys_short():
    top = bottom = rank.make_key_between(None, None)
    for _ in range(20_000):
        higher, lower = rank.make_key_between(None, top), rank.make_key_between(bottom, None)
        assert higher < top
        assert bottom < lower
        top, bottom = higher, lower
    assert len(top) <= 4 + 4
    assert len(bottom) <= 4 + 4


def test_inserts_that_always_go_between_the_same_two_grow_slowly():
    noise = steady(1)
    upper = lower = rank.make_key_between(rank.make_key_between(None, None, noise), None, noise)
    fixed, ceiling = rank.make_key_between(None, None, noise), rank.make_key_between(lower, None, noise)
    for count in range(120):
        upper = rank.make_key_between(fixed, upper, noise)
        lower = rank.make_key_between(lower, ceiling, noise)
        assert max(len(upper), len(lower)) <= 10 + count / 4
    assert not rank.needs_rerank(upper)
    assert not rank.needs_rerank("a" * 40)
    assert rank.needs_rerank("a" * 41)


def test_two_devices_at_the_same_place_differ():
    assert len({rank.make_key_between("a1x", "a2x") for _ in range(50)}) > 45
    assert len({rank.make_key_between(None, None) for _ in range(50)}) > 45


@given(st.integers(0, 300), st.lists(keys, min_size=2, max_size=2, unique=True).map(sorted), noises)
def test_many_stand_together_in_order(count, ends, noise):
    low, high = ends
    made = rank.make_keys_between(low, high, count, lambda: noise)
    assert len(made) == count
    assert all(one < two for one, two in pairwise([low, *made, high]))
    assert all(rank.is_key(key) for key in made)
    prefix = rank.make_key_between(low, high, lambda: noise)
    assert all(key.startswith(prefix) for key in made)


def test_many_are_quick_and_short():
    start = time.process_time()
    made = rank.make_keys_between("a1x", None, 100_000)
    assert time.process_time() - start < 2  # a tenth of it in practice; a machine under load must not fail this
    assert made == sorted(made)
    assert max(map(len, made)) <= 10
    assert made[-1] < rank.make_key_between("a2" + "zzzz", None)


def test_noise_never_ends_in_zero():
    drawn = [rank.random_noise() for _ in range(2_000)]
    assert all(len(noise) == 4 and noise[3] != "0" and set(noise) <= set(DIGITS) for noise in drawn)
