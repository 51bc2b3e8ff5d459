"""Business time: checked by hand over nights, weekends, holidays and clock changes; and what must hold of any
calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.errors import UsageFault
from kanban.domain.values.business_time import DAYS, Calendar, Hours, make_calendar, read_hours

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = make_calendar("Mon-Fri 9-17", "Europe/Berlin", ("2026-12-25",))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23T10:00", "2026-11-23T12:30", 2.5),
        ("2026-11-23T07:00", "2026-11-23T09:30", 0.5),
        ("2026-11-23T16:00", "2026-11-24T10:00", 2),  # over a night
        ("2026-11-20T16:00", "2026-11-23T10:00", 2),  # Friday to Monday
        ("2026-11-21T12:00", "2026-11-22T12:00", 0),  # within a weekend
        ("2026-12-24T16:00", "2026-12-28T10:00", 2),  # Thursday, a holiday, a weekend, Monday
        ("2026-12-25T10:00", "2026-12-25T12:00", 0),
        ("2026-11-02T09:00", "2026-11-30T09:00", 160),  # four weeks
        ("2026-03-27T16:00", "2026-03-30T10:00", 2),  # the clocks go forward on Sunday
        ("2026-11-23T12:00", "2026-11-23T11:00", 0),
    ],
)
def test_business_time_as_one_counts_it_by_hand(start, end, hours):
    assert OFFICE.count_worked(berlin(start), berlin(end)) == hours * 3600


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23T10:00", 4, "2026-11-23T14:00"),
        ("2026-11-23T16:00", 2, "2026-11-24T10:00"),
        ("2026-11-20T16:00", 4, "2026-11-23T12:00"),
        ("2026-11-21T12:00", 1, "2026-11-23T10:00"),
        ("2026-12-24T15:00", 3, "2026-12-28T10:00"),
        ("2026-12-24T15:00", 2, "2026-12-24T17:00"),  # due at the end of a day, not at the beginning of the next
        ("2026-11-21T12:00", 0, "2026-11-21T12:00"),
    ],
)
def test_deadlines_lie_in_business_hours(start, hours, due):
    assert OFFICE.add_worked(berlin(start), hours * 3600) == berlin(due)


@pytest.mark.parametrize(
    ("end", "hours", "start"),
    [
        ("2026-11-23T14:00", 4, "2026-11-23T10:00"),
        ("2026-11-24T10:00", 2, "2026-11-23T16:00"),
        ("2026-11-21T12:00", 1, "2026-11-20T16:00"),  # from a Saturday back
        ("2026-11-23T03:00", 8, "2026-11-20T09:00"),  # a whole day back, to its beginning
        ("2026-12-28T10:00", 3, "2026-12-24T15:00"),  # over a holiday and a weekend
        ("2026-11-21T12:00", 0, "2026-11-21T12:00"),
    ],
)
def test_what_lies_so_many_business_hours_back(end, hours, start):
    assert OFFICE.subtract_worked(berlin(end), hours * 3600) == berlin(start)


def test_days_on_which_people_work():
    open_on = [day for day in range(21, 29) if OFFICE.is_open_on(date(2026, 12, day))]
    assert open_on == [21, 22, 23, 24, 28]


def test_hours_are_read_as_people_write_them():
    assert read_hours("Mon-Fri 9-17") == Hours(frozenset(range(5)), 540, 1020)
    assert read_hours("sun–thu 8:30 - 16:45") == Hours(frozenset({6, 0, 1, 2, 3}), 510, 1005)
    assert read_hours("Sat 10-14").days == {5}
    assert read_hours("Mon-Wed, Fri 9-17").days == {0, 1, 2, 4}
    for wrong in ("", "9-17", "Mon-Fri 17-9", "Mon-Fri 9-25", "Mon-Foo 9-17", "Mon-Fri 9:75-17"):
        with pytest.raises(UsageFault, match="Business hours look like"):
            read_hours(wrong)


def test_settings_that_are_none_do_not_stop_the_clock():
    assert make_calendar("always", "UTC", ("soon",)).hours == read_hours("Mon-Fri 9-17")


def test_holidays_without_end_are_said():
    never = Calendar(Hours(frozenset(), 0, 60), BERLIN)
    with pytest.raises(UsageFault, match="no business hours"):
        never.add_worked(berlin("2026-11-23T10:00"), 1)
    with pytest.raises(UsageFault, match="no business hours"):
        never.subtract_worked(berlin("2026-11-23T10:00"), 1)


zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
moments = st.datetimes(
    datetime.fromisoformat("2025-01-01"), datetime.fromisoformat("2027-01-01"), timezones=st.just(UTC)
)
spans = st.integers(0, 60 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def calendars(draw):
    begin = draw(st.integers(0, 1380))
    hours = Hours(frozenset(draw(st.sets(st.integers(0, 6), min_size=1))), begin, draw(st.integers(begin + 1, 24 * 60)))
    days = st.dates(date(2025, 1, 1), date(2027, 1, 1))
    return Calendar(hours, ZoneInfo(draw(zones)), frozenset(draw(st.sets(days, max_size=5))))


@given(calendars(), moments, spans, spans)
def test_business_time_adds_up(worktime, start, one, other):
    middle, end = start + one, start + one + other
    parts = worktime.count_worked(start, middle) + worktime.count_worked(middle, end)
    assert worktime.count_worked(start, end) == pytest.approx(parts)
    assert 0 <= worktime.count_worked(start, end) <= (end - start).total_seconds() + 1e-6


@given(calendars(), moments, st.integers(1, 200_000))
def test_a_deadline_is_just_as_far_as_was_asked(worktime, start, seconds):
    due = worktime.add_worked(start, seconds)
    assert due > start
    assert worktime.count_worked(start, due) == pytest.approx(seconds)
    assert worktime.count_worked(start, due - timedelta(seconds=1)) < seconds


@given(calendars(), moments, st.integers(1, 200_000), st.integers(1, 200_000))
def test_time_goes_back_as_far_as_it_goes_on(worktime, end, seconds, more):
    start = worktime.subtract_worked(end, seconds)
    assert start < end
    assert worktime.count_worked(start, end) == pytest.approx(seconds)
    due = worktime.add_worked(start, seconds + more)
    assert worktime.count_worked(end, due) == pytest.approx(more)
    assert worktime.subtract_worked(start, more) < start


@given(st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_any_days_of_the_week_may_begin_it(first, last):
    days = read_hours(f"{first}-{last} 9-17").days
    assert {DAYS.index(first), DAYS.index(last)} <= days
