"""How long to wait before the next try after failures."""

from __future__ import annotations

import random
from collections.abc import Callable

FIRST, LONGEST = 1.0, 60.0
"""Seconds: the wait after the first failure, which doubles with each further one up to `LONGEST`."""

OBEYED = 3_600.0
"""Seconds: the longest wait that a server may ask for; a longer one is taken for a mistake."""


def wait(failures: int, retry_after: float | None = None, *, share: Callable[[], float] = random.random) -> float:
    """Return the seconds to wait after so many failures in a row (from 1 on).

    Of the backoff itself only a random share is waited, so that a whole team does not come back in the same moment.
    What the server asked for is always waited in full, with that share on top. `share` returns a number from 0 up to 1.
    """
    # at most 16: with a large count, the power would overflow
    longest_wait = min(LONGEST, FIRST * 2.0 ** min(max(failures - 1, 0), 16))
    server_wait = min(max(retry_after or 0.0, 0.0), OBEYED)
    return server_wait + longest_wait * share()
