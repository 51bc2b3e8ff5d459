"""Moments and days as the card panel says them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from kanban.domain.values import moments
from kanban.domain.values.dates import format_day

NOW = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
TODAY = date(2026, 11, 27)
"""In Berlin it is past midnight."""


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-26T23:05:00Z", "00:05"),
        ("2026-11-26T22:05:00Z", "Thu 23:05"),
        ("2026-11-21T10:00:00Z", "Sat 11:00"),
        ("2026-11-20T10:00:00Z", "Fri 20 Nov"),
        ("2025-11-20T10:00:00Z", "20 Nov 2025"),
        ("2026-12-24T10:00:00Z", "Thu 24 Dec"),
        ("gibberish\x1b", "gibberish␛"),
    ],
)
def test_a_moment_is_said_shortly_in_the_boards_zone(at, said):
    assert moments.format_short(at, TODAY, "Europe/Berlin") == said
    assert len(said) <= moments.WIDEST


def test_an_unknown_zone_is_utc():
    assert moments.format_short("2026-11-26T22:05:00Z", date(2026, 11, 26), "Nowhere/City") == "22:05"
    assert moments.format_whole("2026-11-26T22:05:00Z", TODAY, "Nowhere/City") == "Thu 26 Nov 22:05"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-26T23:29:50Z", "now"),
        ("2026-11-26T23:00:00Z", "30 min"),
        ("2026-11-26T20:00:00Z", "3 h"),
        ("2026-11-14T20:00:00Z", "12 days"),
        ("2026-06-26T20:00:00Z", "5 mo"),
        ("2023-06-26T20:00:00Z", "3 y"),
        ("2027-01-01T00:00:00Z", "now"),
    ],
)
def test_an_age_is_one_number_and_its_unit(at, said):
    assert moments.format_age(at, NOW) == said


@pytest.mark.parametrize("at", ["2026-11-20T10:00:00Z", "2025-11-20T10:00:00Z", "2026-12-24T10:00:00Z"])
def test_a_day_is_written_the_same_way_with_a_time_and_without(at):
    """In the thread (short), the history (whole), a deadline (ahead), a field and on the face (the day alone)."""
    day = format_day(date.fromisoformat(at[:10]), TODAY)
    assert moments.format_short(at, TODAY, "UTC") == day
    assert moments.format_whole(at, TODAY, "UTC") == moments.format_near(at, TODAY, "UTC") == f"{day} 10:00"


def test_a_deadline_near_by_has_its_weekday():
    said = [moments.format_near(f"2026-{day}T09:30:00Z", TODAY, "UTC") for day in ("11-25", "11-27", "12-03", "12-04")]
    assert said == ["Wed 09:30", "09:30", "Thu 09:30", "Fri 4 Dec 09:30"]


OWN_STYLE = re.compile(r"strftime|:%[YmdHMabB]|_at\[:1[06]\]|\bat\[:1[06]\]|replace\(.T., . .\)")


def test_nothing_else_writes_a_date_for_people(checkout):
    """A day or a time is said by `moments` and `dates` alone: one style, in the board's zone."""
    files = [file for file in (checkout / "kanban").rglob("*.py") if file.name != "moments.py"]
    assert len(files) > 400
    assert [file.name for file in files if OWN_STYLE.search(file.read_text("utf-8"))] == []
