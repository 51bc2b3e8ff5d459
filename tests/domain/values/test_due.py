"""A day with a time: as people type it, as it is kept, and when it is past."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kanban.domain.errors import UsageFault
from kanban.domain.values import dates, moments

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("typed", "day", "time"),
    [
        ("fri", date(2026, 12, 4), None), ("fri 14:30", date(2026, 12, 4), "14:30"), ("14:30", TODAY, "14:30"),
        ("1 Dec at 9:05", TODAY, "09:05"), ("+3d 2pm", date(2026, 12, 4), "14:00"),
        ("24.12. 8:00", date(2026, 12, 24), "08:00"),
        ("2026-12-24T16:15", date(2026, 12, 24), "16:15"), ("tomorrow, 12:30 am", date(2026, 12, 2), "00:30"),
        ("in 2 weeks", date(2026, 12, 15), None), ("at 7 pm", TODAY, "19:00"),
    ],
)  # fmt: skip
def test_a_day_may_have_a_time(typed, day, time):
    assert dates.parse_due(typed, TODAY) == (day, time)
    assert dates.parse_due(dates.format_due(day, time, TODAY), TODAY) == (day, time)


@pytest.mark.parametrize("typed", ["fri 25:00", "fri 14:75", "13:00 pm", "soon 14:30"])
def test_what_is_no_time_is_said(typed):
    with pytest.raises(UsageFault, match="Can't read"):
        dates.parse_due(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "time"), [("9:05", "09:05"), ("2 pm", "14:00"), ("12am", "00:00"), ("12 pm", "12:00")]
)
def test_times_alone(typed, time):
    assert dates.parse_time(typed) == time
    assert dates.is_time_of_day(time)


@pytest.mark.parametrize("typed", ["", "9", "24:00", "9:60", "0 pm x", "14 pm"])
def test_no_times(typed):
    with pytest.raises(UsageFault, match="as a time"):
        dates.parse_time(typed)
    assert not dates.is_time_of_day(typed)


def test_a_step_with_a_time_is_late_after_it_and_one_without_after_its_day():
    zone = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 12, 1, 14, 31, tzinfo=zone)
    assert moments.is_past("2026-12-01", "14:30", now)
    assert not moments.is_past("2026-12-01", "14:31", now)
    assert not moments.is_past("2026-12-01", None, now)
    assert moments.is_past("2026-11-30", None, now)
    assert not moments.is_past(None, None, now)
    assert moments.find_due("2026-12-01", "14:30", zone) == "2026-12-01T13:30:00Z"
    assert moments.find_due("2026-12-01", None, zone) == "2026-12-01T23:00:00Z"
    assert moments.find_due("2026-12-01", "14:30", UTC) == "2026-12-01T14:30:00Z"
