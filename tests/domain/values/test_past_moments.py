"""Times that were, as people write them."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.errors import UsageFault
from kanban.domain.values.past_moments import parse_past_moment

NOW = datetime(2026, 11, 25, 10, 12, tzinfo=UTC)  # a Wednesday; 11:12 in Berlin


def read(typed: str, now: datetime = NOW) -> str:
    return f"{parse_past_moment(typed, now, 'Europe/Berlin'):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("now", "2026-11-25 10:12"), ("", "2026-11-25 10:12"), ("9:30", "2026-11-25 08:30"),
        ("9.30", "2026-11-25 08:30"), ("yesterday 14:00", "2026-11-24 13:00"),
        ("Yesterday, 2:05 PM", "2026-11-24 13:05"), ("yesterday", "2026-11-24 11:00"),
        ("yesterday at 9:30", "2026-11-24 08:30"), ("fri 9:30", "2026-11-20 08:30"), ("wed", "2026-11-18 11:00"),
        ("thu", "2026-11-19 11:00"), ("today", "2026-11-25 10:12"), ("2h ago", "2026-11-25 08:12"),
        ("25 min ago", "2026-11-25 09:47"), ("-3d", "2026-11-22 10:12"), ("1 week ago", "2026-11-18 10:12"),
        ("24.12.", "2025-12-24 11:00"), ("24 nov 8:00", "2026-11-24 07:00"), ("29 feb", "2024-02-29 11:00"),
        ("fri 20 nov 14:30", "2026-11-20 13:30"), ("2026-11-20", "2026-11-20 11:00"),
        ("2026-11-20 09:05", "2026-11-20 08:05"), ("2026-11-20T09:05:00Z", "2026-11-20 09:05"),
        ("2026-11-20T09:05:00+05:00", "2026-11-20 04:05"), ("last week", "2026-11-16 11:00"),
    ],
)  # fmt: skip
def test_what_can_be_read(typed: str, moment: str) -> None:
    assert read(typed) == moment


@pytest.mark.parametrize(
    "typed", ["tomorrow", "+3d", "in 2 weeks", "11:30", "1 dec 2026", "2026-11-25T10:13:00Z", "next week"]
)
def test_what_lies_ahead_is_refused(typed: str) -> None:
    with pytest.raises(UsageFault, match="lies ahead"):
        read(typed)


@pytest.mark.parametrize(
    "typed", ["9.70", "soon", "25:00", "14:00 pm", "31 feb", "0", "99999 weeks ago", "\x00", "sat 20 nov 2026"]
)
def test_what_cannot_be_read_says_what_can(typed: str) -> None:
    with pytest.raises(UsageFault, match=r"as a time\. Try 9:30, yesterday 14:00"):
        read(typed)


@given(
    st.text(max_size=20)
    | st.from_regex(r"(yesterday|fri|1 dec|24\.12\.|-)? ?[0-9]{1,2}[:.d h][0-9]{0,2}", fullmatch=True)
)
def test_nothing_typed_breaks_it_or_lies_ahead(typed: str) -> None:
    with contextlib.suppress(UsageFault):
        assert parse_past_moment(typed, NOW, "Europe/Berlin") <= NOW


def test_the_end_of_a_month_and_of_a_year() -> None:
    assert read("30 dec", datetime(2026, 12, 31, 12, tzinfo=UTC)) == "2026-12-30 11:00"
    assert read("31 dec 9:00", datetime(2027, 1, 1, 12, tzinfo=UTC)) == "2026-12-31 08:00"
    assert read("1 mar", datetime(2028, 2, 29, 12, tzinfo=UTC)) == "2027-03-01 11:00"
