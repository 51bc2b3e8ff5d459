"""The median of times of which some go on still."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.reports.survival import find_median


def test_the_remissions_of_gehan_1965():
    """Weeks of remission of 42 patients; the medians are those of every textbook: 23 with the drug, 8 without."""
    drug = [(6, True)] * 3 + [
        (6, False),
        (7, True),
        (9, False),
        (10, True),
        (10, False),
        (11, False),
        (13, True),
        (16, True),
    ]
    drug += [
        (17, False),
        (19, False),
        (20, False),
        (22, True),
        (23, True),
        (25, False),
        *[(32, False)] * 2,
        (34, False),
        (35, False),
    ]
    none = [(weeks, True) for weeks in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]
    assert find_median(drug).value == 23
    assert find_median(none).value == 8


@pytest.mark.parametrize(
    ("times", "value"),
    [
        ([], None),
        ([(4, True)], 4),
        ([(4, False)], None),
        ([(2, True), (4, True)], 3),  # exactly half is left after 2: the middle to the next end
        ([(2, True), (4, False)], 2),  # and nothing ends after it
        ([(1, False), (2, True), (3, True)], 2.5),
        ([(41, False), (3, True), (50, False)], None),  # two thirds are left
    ],
)
def test_small_cases(times, value):
    assert find_median(times).value == value


def test_where_half_has_not_ended_it_knows_the_longest():
    median = find_median([(41, False), (3, True), (50, False)])
    assert (median.value, median.longest, median.n, median.ended) == (None, 50, 3, 1)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=30))
def test_without_any_that_go_on_it_is_the_plain_median(times):
    ordered, half = sorted(times), len(times) // 2
    # half is left after the lower of two middle ones, unless they are the same
    expected = ordered[half] if len(times) % 2 else (ordered[half - 1] + ordered[half]) / 2
    assert find_median((time, True) for time in times).value == expected


@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), max_size=20), st.integers(21, 99))
def test_one_more_that_goes_on_never_shortens_it(times, longer):
    before, after = find_median(times).value, find_median([*times, (longer, False)]).value
    assert after is None or before is None or after >= before
