"""How long to wait before the next try, where the last ones failed."""

from __future__ import annotations

import random
from collections.abc import Callable

FIRST, LONGEST = 1.0, 60.0
"""Seconds: the wait after one failure doubles with each further one, up to the longest."""

OBEYED = 3_600.0
"""Seconds of a server's own wish past which it is taken for a mistake."""


def wait(failures: int, retry_after: float | None = None, *, share: Callable[[], float] = random.random) -> float:
    """Return seconds to wait after so many failures in a row (from 1 on), a random share of what they are worth.

    The share keeps a whole team from coming back in the same moment. What the server asked for is waited in any case, and
    the share on top of it. `share` gives a number from 0 up to 1.
    """
    worth = min(LONGEST, FIRST * 2.0 ** min(max(failures - 1, 0), 16))
    asked = min(max(retry_after or 0.0, 0.0), OBEYED)
    return asked + worth * share()
