"""Moments and days as the card panel says them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from kanban.tui.widgets import moments

NOW = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-26T23:05:00Z", "00:05"),  # in Berlin it is past midnight, and the 27th
        ("2026-11-26T22:05:00Z", "Thu 23:05"),
        ("2026-11-21T10:00:00Z", "Sat 11:00"),
        ("2026-11-20T10:00:00Z", "20 Nov"),
        ("2025-11-20T10:00:00Z", "20 Nov ’25"),
        ("2026-12-24T10:00:00Z", "24 Dec"),
        ("gibberish\x1b", "gibberish␛"),
    ],
)
def test_a_moment_is_said_shortly_in_the_boards_zone(at, said):
    assert moments.short(at, NOW, "Europe/Berlin") == said


def test_an_unknown_zone_is_utc():
    assert moments.short("2026-11-26T22:05:00Z", NOW, "Nowhere/City") == "22:05"
    assert moments.whole("2026-11-26T22:05:00Z", "Nowhere/City") == "Thu 26 Nov 2026 22:05"


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
    assert moments.age(at, NOW) == said


def test_days_are_named_as_one_plans():
    today = date(2026, 11, 26)
    said = [
        moments.named_day(date(*day), today) for day in ((2026, 11, 25), (2026, 11, 27), (2026, 12, 1), (2027, 1, 4))
    ]
    assert said == ["yesterday", "tomorrow", "Tue 1 Dec", "Mon 4 Jan 2027"]


def test_nothing_else_on_the_screens_writes_a_date(checkout):
    """A day or a time is said by `moments` (and `domain/when`) alone: one style, in the board's zone."""
    own = re.compile(r"strftime|:%[YmdHMabB]|\[:16\]|replace\(.T., . .\)")
    files = [file for file in (checkout / "kanban" / "tui").rglob("*.py") if file.name != "moments.py"]
    assert len(files) > 50
    assert [file.name for file in files if own.search(file.read_text("utf-8"))] == []
