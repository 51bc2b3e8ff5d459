"""A part of a whole, with how sure one may be of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

Z = 1.959963984540054
"""The standard normal quantile of a 95 % interval."""

FEWEST = 8
"""Below so many, a percentage would promise more than is known: "3 of 4" is shown instead."""


Bounds = tuple[str, str]
"""The UTC times of a period: when it begins, and when it is over."""


def is_within(at: str, bounds: Bounds) -> bool:
    """Return whether a UTC time lies in a period."""
    return bounds[0] <= at < bounds[1]


@dataclass(frozen=True)
class Rate:
    """A rate: so many of so many."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """The part of the whole, 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson 95 % interval of the share, each bound 0 to 1; None of nothing."""
        return wilson_interval(self.part, self.whole) if self.whole else None

    def encode(self) -> dict[str, Any]:
        """Return its record; without cases the rate and its interval are null."""
        return {"part": self.part, "n": self.whole, "rate": self.share, "interval": self.interval}

    def format(self) -> str:
        """Return `75 %`, or `3 of 4` where the whole is small, or nothing of nothing."""
        if not self.whole:
            return ""
        return format_share(self.part, self.whole) if self.whole >= FEWEST else f"{self.part:,} of {self.whole:,}"

    def format_counted(self) -> str:
        """Return it with the number behind it: `61 % of 112`, or `3 of 4` where the whole is small."""
        return f"{self.format()}{f' of {self.whole:,}' if self.format_interval() else ''}"

    def format_interval(self) -> str:
        """Return `73–77 %` in whole percents; nothing where no percentage is shown."""
        if self.whole < FEWEST:
            return ""
        low, high = wilson_interval(self.part, self.whole)
        return f"{100 * low:.0f}–{100 * high:.0f} %"


def format_share(part: int, whole: int) -> str:
    """Return a share in whole percents, half up, without floating point: both may be large amounts of money."""
    return f"{(200 * part + whole) // (2 * whole)} %"


def wilson_interval(part: int, whole: int) -> tuple[float, float]:
    """Return the bounds, 0 to 1, within which the true share lies at 95 % (Wilson 1927, without continuity correction).

    `whole` is at least 1, and `part` between 0 and it.
    """
    share, weight = part / whole, Z * Z / whole
    middle = (share + weight / 2) / (1 + weight)
    reach = Z / (1 + weight) * sqrt(share * (1 - share) / whole + weight / (4 * whole))
    # at the ends the bound is exactly 0 or 1, which floating point misses by a hair
    return (0.0 if part == 0 else max(0.0, middle - reach)), (1.0 if part == whole else min(1.0, middle + reach))
