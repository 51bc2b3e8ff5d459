"""How long something lasts, where some of it goes on still (Kaplan and Meier 1958)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

LEAST = 0.05
"""What rounds to 0.0: that half has taken longer than this says nothing."""


@dataclass(frozen=True)
class Median:
    """The median of times, in the unit in which they came."""

    value: float | None
    """None where less than half has ended, and where there is nothing."""
    longest: float | None
    """The longest time of all, ended or not: the median is more than that where less than half has ended."""
    n: int
    """How many there are, those that go on among them."""
    ended: int


def find_median(times: Iterable[tuple[float, bool]]) -> Median:
    """Return the Kaplan–Meier median of times, each with whether it has ended; the others go on still.

    It is the first time at which less than half is left; where exactly half is left, the middle between that time and
    the next at which something ends.
    """
    ends: Counter[float] = Counter()
    goings: Counter[float] = Counter()
    for time, has_ended in times:
        (ends if has_ended else goings)[time] += 1
    n, ended = ends.total() + goings.total(), ends.total()
    longest = max((*ends, *goings), default=None)
    at_risk, left = n, Fraction(1)
    half: float | None = None
    for time in sorted({*ends, *goings}):
        if ends[time]:
            if half is not None:
                return Median((half + time) / 2, longest, n, ended)
            # whoever goes on at the very time of an end was still there when it came
            left *= Fraction(at_risk - ends[time], at_risk)
            if left < Fraction(1, 2):
                return Median(time, longest, n, ended)
            if left == Fraction(1, 2):
                half = time
        at_risk -= ends[time] + goings[time]
    # exactly half is left, and nothing ends after it: the median begins there
    return Median(half, longest, n, ended)
