from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.exchange.recognition.date_columns import DateReader, DateScan

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("cell", "moment", "day"),
    [
        ("15 Apr, 2021 00:02:00", "2021-04-14T22:02:00Z", "2021-04-15"),
        ("2026-07-16T00:12:13+03:00", "2026-07-15T21:12:13Z", "2026-07-15"),
        ("2021-04-25", "2021-04-24T22:00:00Z", "2021-04-25"),
        ("2021-04-25T10:00:00.123Z", "2021-04-25T10:00:00Z", "2021-04-25"),
        ("2021-12-31T23:30:00Z", "2021-12-31T23:30:00Z", "2022-01-01"),
        ("2025-03-04 10:00", "2025-03-04T09:00:00Z", "2025-03-04"),
        ("2025-03-04 10:00 UTC", "2025-03-04T10:00:00Z", "2025-03-04"),
        ("2025/03/04", "2025-03-03T23:00:00Z", "2025-03-04"),
        ("24.12.2025", "2025-12-23T23:00:00Z", "2025-12-24"),
        ("24.12.25 13:05", "2025-12-24T12:05:00Z", "2025-12-24"),
        ("25/12/2025", "2025-12-24T23:00:00Z", "2025-12-25"),
        ("12/25/2025 3:04 PM", "2025-12-25T14:04:00Z", "2025-12-25"),
        ("12/25/2025 12:30 am", "2025-12-24T23:30:00Z", "2025-12-25"),
        ("5/5/2025", "2025-05-04T22:00:00Z", "2025-05-05"),
        ("45631.0", "2024-12-04T23:00:00Z", "2024-12-05"),
        ("45631,5", "2024-12-05T11:00:00Z", "2024-12-05"),
        ("1700000000000", "2023-11-14T22:13:20Z", "2023-11-14"),
        ("1700000000", "2023-11-14T22:13:20Z", "2023-11-14"),
        ("Apr 15, 2021 3:04 PM", "2021-04-15T13:04:00Z", "2021-04-15"),
        ("15-Apr-2021", "2021-04-14T22:00:00Z", "2021-04-15"),
        ("April 15th, 2021", "2021-04-14T22:00:00Z", "2021-04-15"),
        ("15. Dezember 2021", "2021-12-14T23:00:00Z", "2021-12-15"),
        ("Thu, 15 Apr 2021 10:00:00 -0230", "2021-04-15T12:30:00Z", "2021-04-15"),
        ("  2021-04-25 ", "2021-04-24T22:00:00Z", "2021-04-25"),
    ],
)
def test_moments_and_days(cell, moment, day):
    reader = DateReader(BERLIN)
    assert (reader.moment(cell), reader.day(cell)) == (moment, day)


@pytest.mark.parametrize(
    "cell",
    [
        "", " ", "soonish", "12", "99999", "2025-02-30", "2025-02-30T00:00:00Z", "31.04.2025", "2025-13-01", "foo 2021",
        "15 Foo 2021", "0001-01-01", "9999-12-31", "03/04/2025", "2025-01-01 nonsense", "12/25/2025 25:00", "1e400",
        "٣/٤/٢٠٢٥",
    ],
)  # fmt: skip
def test_what_is_no_day(cell):
    reader = DateReader(BERLIN)
    assert (reader.moment(cell), reader.day(cell)) == (None, None)


@pytest.mark.parametrize(("order", "day"), [("dmy", "2025-04-03"), ("mdy", "2025-03-04")])
def test_the_order_decides(order, day):
    reader = DateReader(BERLIN, order)
    assert reader.day("03/04/2025") == day
    assert reader.day("03-04-25") == day
    assert reader.day("03.04.2025") == "2025-04-03"  # points always mean the day first


def test_a_day_against_the_order_is_none():
    assert DateReader(BERLIN, "dmy").day("12/25/2025") is None
    assert DateReader(BERLIN, "mdy").day("25/12/2025") is None


def scanned(*cells):
    scan = DateScan()
    scan.look(cells)
    return scan


def test_the_whole_column_decides():
    assert scanned("03/04/2025", "13/04/2025", "2025-01-01").order == "dmy"
    assert scanned("03/04/2025", "", "4/13/2025 10:00").order == "mdy"
    late = scanned(*["03/04/2025"] * 50)
    late.look(["31/01/2025"])
    assert late.order == "dmy"


def test_a_column_that_does_not_tell_gives_samples():
    scan = scanned("03/04/2025", "01/02/2025", "05/05/2025", "01/02/2025", "2025-01-13", "13.04.2025")
    assert (scan.order, scan.samples) == (None, ["03/04/2025", "01/02/2025"])
    assert scanned("05/05/2025").samples == []
    contradicting = scanned("13/04/2025", "04/13/2025", "01/02/2025")
    assert (contradicting.order, contradicting.samples) == (None, ["01/02/2025"])


def test_plain_columns_need_no_reading():
    assert scanned("2025-01-01T10:00:00Z", "", "2024-02-29T00:00:00Z").is_plain
    for odd in ("2025-02-29T00:00:00Z", "2025-01-01T10:00:00", "2025-01-01", "x", "0925-01-01T10:00:00Z"):
        assert not scanned("2025-01-01T10:00:00Z", odd).is_plain
    reader = DateReader(BERLIN, plain=True)
    assert reader.moments(("2025-01-01T10:00:00Z", "")) == ["2025-01-01T10:00:00Z", None]
    assert list(reader.moments(("2025-01-01T10:00:00Z",))) == ["2025-01-01T10:00:00Z"]


@given(
    st.integers(-600_000_000, 5_600_000_000)
    .map(lambda second: datetime.fromtimestamp(second, UTC))
    .map(lambda moment: moment.replace(microsecond=0, tzinfo=UTC))
)
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "UTC"])
def test_days_of_plain_columns_are_those_of_the_zone(zone, moment):
    zone = ZoneInfo(zone)
    cell = moment.isoformat().replace("+00:00", "Z")
    assert list(DateReader(zone, plain=True).days([cell])) == [moment.astimezone(zone).date().isoformat()]
    assert list(DateReader(zone).days([cell])) == [moment.astimezone(zone).date().isoformat()]


@given(
    st.dates(date(1970, 1, 1), date(2069, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d %b, %Y 00:02:00", "%Y-%m-%d", "%d-%B-%Y"]),
)
def test_every_way_to_write_a_day(day, form):
    assert DateReader(BERLIN, "dmy").day(day.strftime(form)) == day.isoformat()


@given(st.text(max_size=30))
def test_no_text_breaks_it(text):
    reader = DateReader(BERLIN, "dmy")
    scanned(text)
    for found in (reader.moment(text), reader.day(text)):
        assert found is None or datetime.fromisoformat(found)


def test_a_label_may_say_that_its_times_are_those_of_utc(drafts):
    for label, moment in (("Created at", "09"), ("Created at (UTC)", "10"), ("created_utc", "10"), ("Created", "09")):
        (card,) = drafts(f"Name,Email,{label}\nAda,ada@x.example,2026-01-05 10:00:00\n")
        assert (card.created_at or card.fields) == f"2026-01-05T{moment}:00:00Z", label
