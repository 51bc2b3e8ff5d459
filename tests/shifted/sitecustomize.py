"""Move the time of day of this process by SHIFTED_SECONDS; Python imports this by itself where it is on PYTHONPATH."""

import os
import time

AHEAD = int(os.environ.get("SHIFTED_SECONDS", "0"))
"""Seconds by which the time of day is ahead of the machine's."""


def _shifted():
    """Put later clocks in the place of `time.time` and `time.time_ns`; what measures durations stays as it is."""
    now, now_ns = time.time, time.time_ns
    time.time = lambda: now() + AHEAD
    time.time_ns = lambda: now_ns() + AHEAD * 1_000_000_000


_shifted()
