from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kanban.domain.errors import UsageFault
from kanban.domain.values.dates import format_date, format_day, format_full_date, parse_day

MONDAY = date(2026, 11, 23)
todays = st.dates(date(1990, 1, 1), date(2990, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", MONDAY),
        (" Today ", MONDAY),
        ("tomorrow", date(2026, 11, 24)),
        ("fri", date(2026, 11, 27)),
        ("Friday", date(2026, 11, 27)),
        ("mon", date(2026, 11, 30)),
        ("sun", date(2026, 11, 29)),
        ("+3d", date(2026, 11, 26)),
        ("+0d", MONDAY),
        ("+2w", date(2026, 12, 7)),
        ("+1m", date(2026, 12, 23)),
        ("+1y", date(2027, 11, 23)),
        ("in 2 weeks", date(2026, 12, 7)),
        ("in a week", date(2026, 11, 30)),
        ("in 1 day", date(2026, 11, 24)),
        ("in three months", date(2027, 2, 23)),
        ("next week", date(2026, 11, 30)),
        ("next month", date(2026, 12, 1)),
        ("1 dec", date(2026, 12, 1)),
        ("1. December", date(2026, 12, 1)),
        ("dec 1", date(2026, 12, 1)),
        ("Dec 1st, 2027", date(2027, 12, 1)),
        ("23 nov", MONDAY),
        ("22 nov", date(2027, 11, 22)),
        ("22 nov 2026", date(2026, 11, 22)),
        ("fri 27 nov", date(2026, 11, 27)),
        ("may 3", date(2027, 5, 3)),
        ("24.12.", date(2026, 12, 24)),
        ("24.12", date(2026, 12, 24)),
        ("24.12.2025", date(2025, 12, 24)),
        ("24. 12. 2025", date(2025, 12, 24)),
        ("1.3.", date(2027, 3, 1)),
        ("29 feb", date(2028, 2, 29)),
        ("29.2.", date(2028, 2, 29)),
        ("2026-11-20", date(2026, 11, 20)),
    ],
)
def test_days_as_people_say_them(text, day):
    assert parse_day(text, MONDAY) == day


@pytest.mark.parametrize(
    "text",
    ["", " ", "soon", "last friday", "31 apr", "30.2.", "0 jan", "2026-13-01", "2026-02-30", "12/1", "+3", "3d", "-3d",
     "+999999y", "+999999w", "in many weeks", "in weeks", "sat 27 nov", "24.13.", "\x1b[31m", "x" * 5000, "٣ dec",
     "10000-01-01", "0001-01-01", "31 Dec 0001", "tomorrow!"],
)  # fmt: skip
def test_what_is_no_day_says_what_is_understood(text):
    with pytest.raises(UsageFault, match=r"^Can't read “.*” as a date\. Try today, .* or 1 Dec\.$") as caught:
        parse_day(text, MONDAY)
    assert len(str(caught.value)) < 160
    assert "\x1b" not in str(caught.value)


def test_any_day_of_the_calendar_is_compared_with():
    assert parse_day("0001-01-01", MONDAY, to_compare=True) == date.min


def test_a_month_ahead_of_the_31st_is_the_last_day():
    assert parse_day("+1m", date(2027, 1, 31)) == date(2027, 2, 28)
    assert parse_day("in 13 months", date(2027, 1, 31)) == date(2028, 2, 29)
    assert parse_day("+1y", date(2028, 2, 29)) == date(2029, 2, 28)


def test_the_end_of_the_calendar_is_no_crash():
    last = date(9999, 12, 31)
    for text in ("tomorrow", "fri", "next week", "next month", "+1d", "+1m", "1 jan", "29 feb"):
        with pytest.raises(UsageFault):
            parse_day(text, last)


@given(todays, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_weekday_is_the_next_one(today, name):
    day = parse_day(name, today)
    assert 1 <= (day - today).days <= 7
    assert day.strftime("%a").lower() == name


@given(todays, st.integers(1, 12), st.integers(1, 31))
@example(date(2896, 3, 1), 2, 29)
def test_a_day_without_its_year_is_the_next_such_day(today, month, number):
    try:
        day = parse_day(f"{number}.{month}.", today)
    except UsageFault:
        with pytest.raises(ValueError):
            date(2000, month, number)
        return
    assert (day.month, day.day) == (month, number)
    assert today <= day < today + timedelta(days=366 if (month, number) != (2, 29) else 8 * 366)


@given(todays, st.integers(0, 5_000))
def test_what_is_said_of_a_day_ahead_is_read_back(today, away):
    day = today + timedelta(days=away)
    assert parse_day(format_day(day, today), today) == day


@given(todays, st.dates(date(1990, 1, 1), date(2990, 12, 31)))
def test_iso_days_are_taken_as_they_are(today, day):
    assert parse_day(day.isoformat(), today) == day
    assert len(format_day(day, today)) <= 11


@given(st.text(st.sampled_from("0123456789+-. ,dwmyinextfrcak"), max_size=14), todays)
def test_any_text_is_a_day_or_a_usage_fault(text, today):
    try:
        day = parse_day(text, today)
    except UsageFault:
        return
    assert isinstance(day, date)
    assert day >= today or str(day.year) in text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (MONDAY, "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 27), "Fri"),
        (date(2026, 11, 30), "Mon 30 Nov"),
        (date(2027, 1, 8), "Fri 8 Jan"),
        (date(2028, 1, 8), "8 Jan 2028"),
        (date(2026, 11, 20), "Fri 20 Nov"),
        (date(2025, 1, 20), "20 Jan 2025"),
    ],
)
def test_days_are_said_shortly(day, said):
    assert format_day(day, MONDAY) == said


@given(todays, st.integers(-400, 400))
def test_what_stays_to_be_read_names_the_date(today, away):
    day = today + timedelta(days=away)
    assert format_date(day, today).endswith((f"{day.day} {day:%b}", f"{day.day} {day:%b} {day.year}"))
    assert format_date(day, today) == format_day(day, today) or -1 <= away <= 6
    assert parse_day(format_full_date(day), today) == day
