"""The forecast, against a count by hand and a naive one."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.records.deal import Deal
from kanban.reports.forecast import build_forecast
from kanban.reports.period import find_quarter_start, split_months

BERLIN, TODAY = ZoneInfo("Europe/Berlin"), date(2026, 11, 25)
MONTHS = split_months(date(2026, 10, 1), TODAY, BERLIN)


def open_deal(card, close_on, value=100, probability=0.5, currency="EUR", is_committed=False):
    return Deal(
        card, None, value, currency, None, None, None, None, close_on, probability, is_committed=is_committed
    )  # fmt: skip


def closed(card, outcome, closed_at, value=100, currency="EUR"):
    return Deal(card, outcome, value, currency, closed_at, None, None, None)


DEALS = [
    open_deal("a", "2026-11-24", 1_001),  # yesterday
    open_deal("b", "2026-11-25", 3_000, 0.25),  # today still counts
    open_deal("c", "2027-01-31", 5, 0.1),
    open_deal("d", None, None),
    open_deal("e", "2026-11-30", 10, 1.0, "JPY"),
    closed("f", "won", "2026-10-31T22:59:59Z", 700),  # the last second of October in Berlin
    closed("g", "won", "2026-10-31T23:00:00Z", None),  # November there
    closed("h", "won", "2026-09-30T21:59:59Z", 900),  # September
    closed("i", "lost", "2026-11-11T11:11:11Z", 900),
]


def test_each_deal_stands_in_its_row():
    report = build_forecast(DEALS, TODAY, MONTHS)
    assert {
        name: {code: (o.won_count, o.won, o.open_count, o.open, o.weighted) for code, o in row.items()}
        for name, row in report.rows.items()
    } == {
        "2026-10": {"EUR": (1, 700, 0, 0, 0)},
        "2026-11": {"EUR": (1, 0, 1, 3_000, 750), "JPY": (0, 0, 1, 10, 10)},
        "2027-01": {"EUR": (0, 0, 1, 5, 1)},  # 0.5 is rounded up
        "undated": {"EUR": (0, 0, 1, 0, 0)},
        "slipped": {"EUR": (0, 0, 1, 1_001, 501)},
    }
    assert list(report.rows) == ["2026-10", "2026-11", "2027-01", "undated", "slipped"]
    assert report.total["EUR"].without_value == 1


def test_commit_by_hand():
    """Committed of November: 3,000 and one without a value; slipped 500; of 2027 nothing; won ones count no more."""
    deals = [
        open_deal("a", "2026-11-25", 3_000, is_committed=True),
        open_deal("b", "2026-11-30", None, is_committed=True),
        open_deal("c", "2026-11-30", 7_000),
        open_deal("d", "2026-11-24", 500, is_committed=True),
        open_deal("e", "2027-01-31", 900),
        open_deal("f", None, 40, currency="JPY", is_committed=True),
        closed("g", "won", "2026-11-11T11:11:11Z", 900)._replace(is_committed=True),
        closed("h", "lost", "2026-11-11T11:11:11Z", 900)._replace(is_committed=True),
    ]
    report = build_forecast(deals, TODAY, MONTHS)
    assert {
        (name, code): (outlook.commit_count, outlook.commit)
        for name, row in (*report.rows.items(), ("all", report.total))
        for code, outlook in row.items()
    } == {
        ("2026-11", "EUR"): (2, 3_000),
        ("2027-01", "EUR"): (0, 0),
        ("undated", "JPY"): (1, 40),
        ("slipped", "EUR"): (1, 500),
        ("all", "EUR"): (3, 3_500),
        ("all", "JPY"): (1, 40),
    }
    (euros, _) = report.encode()["total"]
    assert (euros["commit"], euros["commit_count"]) == ("35.00", 3)


def test_the_whole_is_rounded_once():
    """Three times 0.5 is 1.5, which is 2, not 3."""
    report = build_forecast([open_deal(str(n), f"2026-12-0{n}", 1) for n in (1, 2, 3)], TODAY, MONTHS)
    assert report.total["EUR"].weighted == 2
    assert report.encode()["total"][0]["weighted"] == "0.02"


def test_a_quarter_begins_with_its_month():
    assert [find_quarter_start(date(2026, month, 28)).month for month in range(1, 13)] == [
        1,
        1,
        1,
        4,
        4,
        4,
        7,
        7,
        7,
        10,
        10,
        10,
    ]


def test_months_reach_to_the_end_of_the_calendar():
    months = split_months(date(9999, 11, 30), date.max, ZoneInfo("Pacific/Kiritimati"))
    assert months.names == ("9999-11", "9999-12")
    assert months.find("9999-12-15T00:00:00Z") == "9999-12"


def test_months_are_those_of_the_zone():
    months = split_months(date(2026, 12, 15), date(2027, 2, 3), BERLIN)
    assert months.names == ("2026-12", "2027-01", "2027-02")
    assert [months.find(at) for at in ("2026-12-14T22:59:59Z", "2026-12-31T23:00:00Z", "2027-02-03T22:59:59Z",
                                       "2027-02-03T23:00:00Z")] == [
        None, "2027-01", "2027-02", None,
    ]  # fmt: skip


open_deals = st.lists(
    st.builds(
        open_deal,
        st.uuids().map(str),
        st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(str),
        st.none() | st.integers(0, 10**10),
        st.integers(0, 100).map(lambda percent: percent / 100),
        st.sampled_from(["EUR", "USD"]),
        st.booleans(),
    )
)


@given(open_deals)
def test_it_is_what_adding_one_by_one_gives(deals):
    report = build_forecast(deals, TODAY, MONTHS)
    for currency, outlook in report.total.items():
        several = [deal for deal in deals if deal.currency == currency]
        exact = sum((Decimal(str(deal.probability)) * (deal.value or 0) for deal in several), Decimal())
        assert outlook.weighted == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
        rows = [row[currency] for row in report.rows.values() if currency in row]
        assert sum(row.open_count for row in rows) == outlook.open_count == len(several)
        assert sum(row.open for row in rows) == outlook.open
    for name, row in report.rows.items():
        for currency, outlook in row.items():
            committed = [deal for deal in deals if deal.is_committed and deal.currency == currency]
            if name == "undated":
                committed = [deal for deal in committed if deal.close_on is None]
            elif name == "slipped":
                committed = [deal for deal in committed if deal.close_on and deal.close_on < str(TODAY)]
            else:
                committed = [deal for deal in committed if (deal.close_on or "").startswith(name)]
                committed = [deal for deal in committed if str(deal.close_on) >= str(TODAY)]
            assert (outlook.commit_count, outlook.commit) == (
                len(committed), sum(deal.value or 0 for deal in committed),
            )  # fmt: skip
    slipped = report.rows.get("slipped", {})
    assert sum(row.open_count for row in slipped.values()) == sum(
        deal.close_on is not None and deal.close_on < str(TODAY) for deal in deals
    )
