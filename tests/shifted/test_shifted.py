"""A shifted run is one, down to the programs that its tests start."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kanban.domain import clock
from tests.shifted.moment import BERLIN, FAR, short_night, target

AHEAD = int(os.environ.get("SHIFTED_SECONDS", "0"))
SOON = 120.0
"""Seconds that a busy machine may take over a command."""

CHILD = (
    "import time; from kanban.domain import clock; print(time.time(), time.time_ns() / 1e9, "
    "clock.utc_now().timestamp())"
)


def machine():
    """Seconds since 1970 by the machine's own clock, which no shift moves."""
    return time.clock_gettime(time.CLOCK_REALTIME)


def test_this_run_is_as_far_ahead_as_it_says():
    for seconds in (time.time(), time.time_ns() / 1e9, clock.utc_now().timestamp()):
        assert seconds - machine() - AHEAD == pytest.approx(0, abs=SOON)


def test_a_card_that_another_process_makes_has_the_date_of_this_run(run_process):
    run_process("init", "--name", "Ana", "--team", "marketing")
    made = run_process("add", "Acme", "--next", "Call", "--on", "today", "--json")
    assert made.code == 0, made.err
    shown = run_process("show", "Acme", "--json").json
    created = clock.from_iso(shown["created_at"]).timestamp()
    assert created - machine() - AHEAD == pytest.approx(0, abs=SOON)
    assert {shown["history"][0]["at"], shown["entered_stage_at"]} == {shown["created_at"]}
    assert int(shown["id"].replace("-", "")[:12], 16) / 1000 - created == pytest.approx(0, abs=SOON)


@pytest.mark.parametrize("more", [40 * 86_400, -40 * 86_400])
def test_a_process_can_be_shifted(more):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), os.environ["PYTHONPATH"]])}
    env["SHIFTED_SECONDS"] = str(AHEAD + more)
    done = subprocess.run(
        [sys.executable, "-c", CHILD], env=env, capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    for seconds in map(float, done.stdout.split()):
        assert seconds - machine() - AHEAD - more == pytest.approx(0, abs=SOON)


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-11-23T12:00:00Z", "2028-03-26"),
        ("2027-02-20T00:29:59Z", "2028-03-26"),
        ("2027-02-20T00:30:00Z", "2029-03-25"),
        ("2028-12-31T23:59:59Z", "2030-03-31"),
    ],
)
def test_the_night_is_the_first_far_enough(now, night):
    begin = target(clock.from_iso(now))
    assert begin.date() == date.fromisoformat(night)
    assert (begin.hour, begin.minute) == (1, 30)
    assert begin - clock.from_iso(now) > FAR


def test_two_oclock_is_missing_that_night():
    for year in range(2026, 2060):
        half_past_one = datetime.combine(short_night(year), datetime.min.time(), BERLIN).replace(hour=1, minute=30)
        later = (half_past_one.astimezone(UTC) + timedelta(hours=1)).astimezone(BERLIN)
        assert (later.hour, later.minute) == (3, 30)
