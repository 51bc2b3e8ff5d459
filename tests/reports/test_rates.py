"""Rates and how sure one may be of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.reports.rates import Rate, format_share, wilson_interval


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(part, whole, low, high):
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    assert wilson_interval(part, whole) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_share_lies_within_its_interval(rate):
    part, whole = rate
    low, high = wilson_interval(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    mirrored = wilson_interval(whole - part, whole)
    assert mirrored == pytest.approx((1 - high, 1 - low))


def test_few_are_told_as_they_are():
    assert (Rate(3, 4).format(), Rate(3, 4).format_interval()) == ("3 of 4", "")
    assert (Rate(6, 8).format(), Rate(6, 8).format_interval()) == ("75 %", "41–93 %")
    assert (Rate(0, 0).format(), Rate(0, 0).share, Rate(0, 0).interval) == ("", None, None)


@given(st.integers(0, 10**18), st.integers(1, 10**18))
def test_a_share_is_rounded_half_up(part, more):
    whole = part + more
    percent = int(format_share(part, whole).removesuffix(" %"))
    assert (2 * percent - 1) * whole <= 200 * part < (2 * percent + 1) * whole
