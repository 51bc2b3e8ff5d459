"""Velocity of a log that was worked out by hand.

The period is 1–10 November 2026 (UTC), and now is 1 December. All times are 00:00.

    p  €1,000  Accepted 27 Oct, Won 6 Nov             open in the period 5 days (1–6), in sales 10 days in all
    q  €500    Accepted 1 Nov, Lost 5 Nov             open 4, in sales 4
    r  €800    Accepted 5 Nov, open still             open 6 (5–11)
    s  €300    from a file: created 28 Oct, Won 3 Nov  open 2 (assumed since 28 Oct), in sales 6
    t  €900    Accepted 1 Nov, Won 2 Nov, reopened 4 Nov to Discovery   open 1 + 7, and closed nowhere
    u  $700    Accepted 2 Nov, Won 4 Nov              open 2, in sales 2
    v  none    Accepted 9 Nov, open still             open 2

EUR: 5 + 4 + 6 + 2 + 8 = 25 open days, so 2.5 deals on average · 2 of 3 won (p, s; not q) · mean (1,000 + 300) ÷ 2 =
650 ·
mean (10 + 4 + 6) ÷ 3 = 20⁄3 days. 2.5 × 2⁄3 × 650 ÷ 20⁄3 = 162.50 a day. Actually won 1,300 ÷ 10 = 130.00 a day.
USD: 0.2 × 1 × 700 ÷ 2 = 70.00 a day, and 70.00 was won a day.
"""

from __future__ import annotations

from datetime import UTC, date
from fractions import Fraction

from kanban.domain.journeys.pipeline import Pipeline
from kanban.reports.period import Period
from kanban.reports.sales.velocity import build_lead_months, build_velocity
from tests.domain.board import BOARD
from tests.reports.told import Told

DAYS = Period(date(2026, 11, 1), date(2026, 11, 10)).instants(UTC)
NOW = "2026-12-01T00:00:00Z"


def on(day: int, month: int = 11) -> str:
    return f"2026-{month:02d}-{day:02d}T00:00:00Z"


def tell():
    told = Told()
    told.move("p", on(27, 10), "Accepted", "create", value=100_000, currency="EUR")
    told.move("p", on(6), "Won")
    told.move("q", on(1), "Accepted", "create", value=50_000, currency="EUR")
    told.move("q", on(5), "Lost")
    told.move("r", on(5), "Accepted", "create", value=80_000, currency="EUR")
    told.change("s", on(28, 10), "import", written=on(4), created=True, value=30_000, currency="EUR")
    told.change("s", on(3), "import", written=on(4), stage=BOARD.find_stage("Won").id)
    told.move("t", on(1), "Accepted", "create", value=90_000, currency="EUR")
    told.move("t", on(2), "Won")
    told.move("t", on(4), "Discovery")
    told.move("u", on(2), "Accepted", "create", value=70_000, currency="USD")
    told.move("u", on(4), "Won")
    told.move("v", on(9), "Accepted", "create")
    return told.journeys()


def test_velocity_by_hand():
    eur, usd, none = build_velocity(BOARD.all_stages, tell(), DAYS, NOW)
    assert (eur.currency, eur.mean_open, eur.mean_won_value, eur.mean_days) == (
        "EUR", Fraction(5, 2), 65_000, Fraction(20, 3),
    )  # fmt: skip
    assert (eur.win_rate.part, eur.win_rate.whole, eur.per_day, eur.won_per_day) == (2, 3, 16_250, 13_000)
    assert (usd.currency, usd.mean_open, usd.per_day, usd.won_per_day) == ("USD", Fraction(1, 5), 7_000, 7_000)
    assert (none.currency, none.mean_open, none.per_day) == (None, Fraction(1, 5), None), "nothing closed: no velocity"
    assert sorted(eur.list_cards("open")) == ["p", "q", "r", "s", "t"]
    assert eur.list_cards("closed") == ["p", "s", "q"]
    assert eur.encode()["per_day"] == "162.50"


def test_a_period_that_has_only_begun_counts_as_far_as_it_is_over():
    """On 3 November, 00:00, two days are over: open are p 2, q 2, t 1 day (s is won just then): 2 + 2 + 2 + 1 = 7."""
    eur, *_ = build_velocity(BOARD.all_stages, tell(), DAYS, on(3))
    assert eur.mean_open == Fraction(7, 2)


def test_nothing_tells_of_no_velocity():
    assert build_velocity(BOARD.all_stages, [], DAYS, NOW) == []


def test_lead_velocity_by_hand():
    """Reached Discovery or beyond: a, b in September; c (straight to Won), d, e (from a file) in October; none in
    November.

    October: (3 − 2) ÷ 2 = +50 %, one imported; November: (0 − 3) ÷ 3 = −100 %; September: none before, so no rate.
    """
    told = Told()
    for card, month in (("a", 9), ("b", 9), ("d", 10)):
        told.move(card, on(2, month), "Accepted", "create")
        told.move(card, on(12, month), "Discovery")
    told.move("c", on(5, 10), "Won", "create")
    told.change("e", on(7, 10), "import", written=on(9, 11), created=True, stage=BOARD.find_stage("Proposal").id)
    told.move("a", on(20, 10), "Nurture")  # it comes again, and counts where it came first
    told.move("a", on(25, 10), "Discovery")
    pipeline = Pipeline(BOARD.all_stages)
    place = pipeline.places[BOARD.find_stage("Discovery").id]
    months = build_lead_months(pipeline, told.journeys(), place, date(2026, 11, 30), UTC, [on(3, 10)])
    counted = {month.name: (sorted(month.cards), month.imported, month.growth) for month in months}
    assert [*counted] == ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]
    assert counted["2026-09"] == (["a", "b"], 0, None)
    assert counted["2026-10"] == (["c", "d", "e"], 1, 0.5)
    assert counted["2026-11"] == ([], 0, -1.0)
    assert [month.name for month in months if month.is_agreement_new] == ["2026-10"]
    unfinished = build_lead_months(pipeline, told.journeys(), place, date(2026, 11, 29), UTC, [])
    assert unfinished[-1].name == "2026-10", "a month that goes on is not compared"
