"""The parts of a shortfall: by hand, against the plain definition over all orders, and for any numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import prod

from hypothesis import given
from hypothesis import strategies as st

from kanban.reports.goals.shortfall import Link, join_links, round_parts, split

NAMES = ("offers", "accepted", "sql", "won", "value")
numbers = st.fractions(min_value=0, max_value=5_000, max_denominator=60)
chains = st.lists(numbers, min_size=5, max_size=5)


def test_two_links_by_hand():
    """Planned 10 × 2 = 20, came 8 × 3 = 24.

    The first link: replaced first it changes 10 × 2 to 8 × 2, −4; replaced second 10 × 3 to 8 × 3, −6: −5 on average.
    The second: 10 × 2 to 10 × 3, +10; 8 × 2 to 8 × 3, +8: +9. Together +4. Had only the first been on plan, 10 × 3 = 30
    would have come: +6; only the second: 8 × 2 = 16, −8.
    """
    first, second = split([Link(("a",), Fraction(10), Fraction(8)), Link(("b",), Fraction(2), Fraction(3))])
    assert (first.part, second.part) == (-5, 9)
    assert (first.alone, second.alone) == (6, -8)


@given(chains, chains)
def test_the_parts_add_up_exactly(plan, actual):
    shares = split(join_links(NAMES, plan, actual))
    assert sum((share.part for share in shares), Fraction()) == actual[-1] - plan[-1]
    total = round(actual[-1] - plan[-1])
    values = round_parts([share.part for share in shares], total)
    assert sum(values) == total
    assert all(abs(value - share.part) <= 1 for value, share in zip(values, shares, strict=True))


@given(chains, chains)
def test_each_part_is_the_mean_over_all_orders(plan, actual):
    links = join_links(NAMES, plan, actual)
    changes = [Fraction()] * len(links)
    orders = list(permutations(range(len(links))))
    for order in orders:
        present = [link.plan for link in links]
        for place in order:
            before = prod(present, start=Fraction(1))
            present[place] = links[place].actual
            changes[place] += prod(present, start=Fraction(1)) - before
    assert [share.part for share in split(links)] == [change / len(orders) for change in changes]


def test_a_link_without_a_base_is_joined_with_the_one_before():
    plan = [Fraction(10), Fraction(0), Fraction(4), Fraction(2), Fraction(200)]
    actual = [Fraction(12), Fraction(3), Fraction(3), Fraction(1), Fraction(90)]
    links = join_links(NAMES, plan, actual)
    assert [link.names for link in links] == [("offers",), ("accepted", "sql"), ("won",), ("value",)]
    assert links[1] == Link(("accepted", "sql"), Fraction(4, 10), Fraction(3, 12))


def test_nothing_that_came_leaves_one_part():
    links = join_links(NAMES, [Fraction(10)] * 5, [Fraction()] * 5)
    assert [(link.names, link.plan, link.actual) for link in links] == [(NAMES, 10, 0)]


def test_rounding_gives_the_rest_to_the_largest_remainders_and_ties_to_the_earlier():
    thirds = [Fraction(1, 3)] * 3
    assert round_parts(thirds, 1) == [1, 0, 0]
    assert round_parts([Fraction(-5, 2), Fraction(3, 2)], -1) == [-2, 1]
    assert round_parts([Fraction(1, 10), Fraction(9, 10)], 1) == [0, 1]
