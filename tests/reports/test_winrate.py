"""The win rate, against a count by hand and a naive one."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.records.deal import Deal
from kanban.reports.period import Period
from kanban.reports.winrate import build_win_rate, select_cards

BERLIN = ZoneInfo("Europe/Berlin")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def deal(card, outcome, closed_at, value=100, currency="EUR", source=None, campaign=None, owner=None):
    return Deal(card, outcome, value, currency, closed_at, source, campaign, owner)


DEALS = [
    deal("a", "won", "2026-10-31T23:00:00Z", 1_000, source="Web"),  # 1 Nov 00:00 in Berlin
    deal("b", "lost", "2026-10-31T22:59:59Z", 500, source="Web"),  # the last second of October there
    deal("c", "lost", "2026-11-30T22:59:59Z", 3_000, source="web"),  # the last second of November; another spelling
    deal("d", "won", "2026-11-30T23:00:00Z", 9_000),  # December
    deal("e", "won", "2026-11-11T11:11:11Z", None, source="Fair", owner="Raj"),
    deal("f", "won", "2026-11-12T00:00:00Z", 70, "JPY", source="Web"),
]


def build(deals, period=NOVEMBER, zone=BERLIN):
    return build_win_rate(deals, period.instants(zone), period.before.instants(zone))


def test_whole_days_of_the_zone_count():
    report = build(DEALS)
    assert (report.total.won, report.total.lost, report.total.without_value) == (3, 1, 1)
    assert (report.before.won, report.before.lost) == (0, 1)
    assert [select_cards(DEALS, NOVEMBER.instants(BERLIN), figure) for figure in ("won", "lost", "closed")] == [
        ["a", "e", "f"], ["c"], ["a", "c", "e", "f"],
    ]  # fmt: skip


def test_the_period_before_has_as_many_days():
    assert NOVEMBER.before == Period(date(2026, 10, 2), date(2026, 10, 31))
    assert Period(None, date(2026, 11, 30)).before is None
    assert Period(date(1, 1, 5), date(2026, 11, 30)).before is None


def test_currencies_are_never_added_up():
    values = build(DEALS).encode()["values"]
    assert values == [
        {"currency": "EUR", "won": "10.00", "lost": "30.00", "rate": 0.25},
        {"currency": "JPY", "won": "70", "lost": "0", "rate": 1.0},
    ]


def test_no_rate_follows_from_a_sum_below_zero():
    """Two negative sums would give a likely rate, and one of them a rate below 0 or above 100 %."""
    for won, lost in ((-100, -50), (-100, 300), (300, -100)):
        report = build([deal("a", "won", "2026-11-12T00:00:00Z", won), deal("b", "lost", "2026-11-12T00:00:00Z", lost)])
        assert report.encode()["values"][0]["rate"] is None
        assert (report.total.value_won["EUR"], report.total.value_lost["EUR"]) == (won, lost)


def test_a_source_in_two_spellings_is_one():
    sources = build(DEALS).groups["source"]
    assert {name: (closed.won, closed.lost) for name, closed in sources.items()} == {"Web": (2, 1), "Fair": (1, 0)}
    owners = build(DEALS).groups["owner"]
    assert list(owners) == ["Raj", None], "what has no owner stands last, however many they are"


def test_nothing_closed_is_null():
    record = build([]).encode()
    assert (record["won"], record["lost"], record["rate"], record["interval"], record["values"]) == (
        0,
        0,
        None,
        None,
        [],
    )
    assert record["by_source"] == []


deals = st.lists(
    st.builds(
        deal,
        st.uuids().map(str),
        st.sampled_from(["won", "lost"]),
        st.datetimes().map(lambda at: f"{at:%Y-11-%dT%H:%M:%SZ}".replace(f"{at.year}", "2026", 1)),
        st.none() | st.integers(0, 10**9),
        st.sampled_from(["EUR", "USD", "JPY"]),
        *[st.sampled_from([None, "A", "a", "B", "C d"])] * 3,
    )
)


@given(deals)
def test_it_is_what_counting_one_by_one_gives(several):
    report, zone = build(several, zone=ZoneInfo("UTC")), ZoneInfo("UTC")
    begin, end = NOVEMBER.instants(zone)
    closed = [one for one in several if begin <= one.closed_at < end]
    assert report.total.won == sum(one.outcome == "won" for one in closed)
    assert report.total.lost == sum(one.outcome == "lost" for one in closed)
    for group in ("source", "campaign", "owner"):
        counted = {
            (name or "").casefold(): (row.won, row.lost, row.without_value)
            for name, row in report.groups[group].items()
        }
        assert counted == {
            name: (
                sum(one.outcome == "won" for one in named),
                sum(one.outcome == "lost" for one in named),
                sum(one.value is None for one in named),
            )
            for name in {(getattr(one, group) or "").casefold() for one in closed}
            for named in [[one for one in closed if (getattr(one, group) or "").casefold() == name]]
        }
    assert {*select_cards(several, (begin, end), "closed")} == {one.card for one in closed}
