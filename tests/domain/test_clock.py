from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import clock
from kanban.domain.clock import Clock
from kanban.domain.errors import Refused, UsageFault

DEVICE = "0199c2aa-0000-7000-8000-00009f31ab20"
OTHER = "0199c2aa-0000-7000-8000-00000000beef"

milliseconds = st.integers(0, clock.LAST_MS - 1)
counters = st.integers(0, 0xFFFF)
devices = st.integers(0, 2**32 - 1).map("{:08x}".format)


def stamp(ms, counter, device):
    return f"{ms:012x}-{counter:04x}-{device}"


@given(st.lists(st.one_of(st.tuples(st.just("next"), milliseconds), st.tuples(st.just("see"), milliseconds, counters))))
def test_stamps_rise_whatever_the_clock_does_and_whatever_is_seen(steps):
    ticking = Clock(DEVICE)
    highest = ""
    for step in steps:
        if step[0] == "see":
            seen = stamp(step[1], step[2], OTHER[-8:])
            ticking.see(seen)
            highest = max(highest, seen)
        else:
            given_now = ticking.make_stamp(step[1])
            assert given_now > highest
            assert clock.stamp_ms(given_now) >= step[1]
            highest = given_now
        assert ticking.last == highest


@given(st.tuples(milliseconds, counters, devices), st.tuples(milliseconds, counters, devices))
def test_text_order_is_the_order_of_time_counter_and_device(one, two):
    assert (stamp(*one).encode() < stamp(*two).encode()) == (one < two)


def test_a_full_counter_carries_into_the_next_millisecond():
    ticking = Clock(DEVICE, last=stamp(1000, 0xFFFF, "0000beef"))
    assert ticking.make_stamp(1000) == stamp(1001, 0, "9f31ab20")
    assert ticking.make_stamp(1000) == stamp(1001, 1, "9f31ab20")


def test_a_clock_goes_on_where_it_was_left():
    first = Clock(DEVICE)
    left = first.make_stamp(5_000)
    assert Clock(DEVICE, last=left).make_stamp(10) > left


def test_the_offset_moves_the_wall_clock():
    assert clock.stamp_ms(Clock(DEVICE, offset_ms=-500).make_stamp(2_000)) == 1_500


@pytest.mark.parametrize(
    "bad", ["", "x", "0199c2aa0000-0000-9f31ab2", "0199C2AA0000-0000-9f31ab20", "f" * 12 + "-0000-9f31ab20"]
)
def test_what_is_no_stamp_is_refused_and_changes_nothing(bad):
    ticking = Clock(DEVICE)
    left = ticking.make_stamp(1_000)
    with pytest.raises(Refused):
        ticking.see(bad)
    with pytest.raises(Refused):
        clock.stamp_ms(bad)
    assert ticking.last == left


def test_the_clock_ends_with_the_year_9999():
    ticking = Clock(DEVICE, last=stamp(clock.LAST_MS, 0xFFFF, "9f31ab20"))
    with pytest.raises(Refused):
        ticking.make_stamp(0)


def test_a_device_must_sign_with_hex():
    with pytest.raises(ValueError):
        Clock("laptop")


@given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001 - bounds
def test_times_come_back_to_the_second(moment):
    text = clock.iso(moment)
    assert len(text) == 20
    back = clock.from_iso(text)
    assert back.tzinfo is UTC
    assert timedelta(0) <= moment.astimezone(UTC) - back < timedelta(seconds=1)


@given(st.integers(-62_135_596_800_000, clock.LAST_MS))
def test_milliseconds_are_written_as_the_time_they_are(ms):
    assert clock.from_iso(clock.iso_ms(ms)).timestamp() == ms // 1000


def test_iso_needs_a_zone():
    with pytest.raises(ValueError):
        clock.iso(datetime(2026, 11, 23))  # noqa: DTZ001 - the point
    assert clock.iso(datetime(2026, 11, 23, 12, 2, 11, 999, timezone(timedelta(hours=2)))) == "2026-11-23T10:02:11Z"


@pytest.mark.parametrize(
    "bad", ["", "soon", "2026-11-23T10:02:11", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1" * 500]
)
def test_what_is_no_time_is_a_usage_fault(bad):
    with pytest.raises(UsageFault) as caught:
        clock.from_iso(bad)
    assert len(str(caught.value)) < 140


def test_now_is_milliseconds():
    assert clock.now_ms() > 1_700_000_000_000
