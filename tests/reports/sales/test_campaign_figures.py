"""Campaigns of a log that was worked out by hand; the period is November 2026 in UTC.

    a  created 2 Nov, campaign “Webinar”; MQL 4, Accepted 6, Won 20 Nov
    b  created 3 Nov, “webinár” (one campaign with Webinar); from 8 Nov “Fair”; MQL 5, Discovery 10 Nov: SQL of Fair
    c  created 4 Nov without one; from 5 Nov “Webinar”: its first campaign is Webinar
    d  created 30 Oct (not a lead of the period), “Fair”; Discovery 12 Nov: SQL of Fair
    e  created 9 Nov, none
    f  created 10 Nov, “Fair”, MQL 11, Accepted 12, Lost 13 Nov: a deal of Fair, not won

Webinar cost €2,000 (actual; planned 1,500): leads a, b, c · MQL a, b · deals a, b · won a · cost per won 2,000 · SQL
none but a
(Won is past Discovery): a. Fair cost €900 (planned): lead f · MQL f · deal f · won none, so no cost per won · SQL b, d.
“Mailing” is listed and has no cards.
"""

from __future__ import annotations

from datetime import UTC, date

from kanban.domain.campaign import Campaign
from kanban.domain.journeys.pipeline import Pipeline
from kanban.reports.period import Period
from kanban.reports.sales.campaign_figures import build_campaigns
from tests.domain.board import BOARD
from tests.reports.told import Told

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30)).instants(UTC)
LISTED = (
    Campaign("1", "Webinar", currency="EUR", planned_cost=150_000, actual_cost=200_000),
    Campaign("2", "Fair", currency="EUR", planned_cost=90_000),
    Campaign("3", "Mailing", currency="EUR"),
)


def on(day: int, month: int = 11) -> str:
    return f"2026-{month:02d}-{day:02d}T10:00:00Z"


def tell():
    told = Told()
    told.move("a", on(2), "Nurture", "create", created=True, campaign="Webinar")
    told.move("a", on(4), "MQL")
    told.move("a", on(6), "Accepted")
    told.move("a", on(20), "Won")
    told.move("b", on(3), "Nurture", "create", created=True, campaign="webinár")
    told.move("b", on(5), "MQL")
    told.change("b", on(8), "edit", campaign="Fair")
    told.move("b", on(10), "Discovery")
    told.move("c", on(4), "Nurture", "create", created=True)
    told.change("c", on(5), "edit", campaign="Webinar")
    told.move("d", on(30, 10), "Nurture", "create", created=True, campaign="Fair")
    told.move("d", on(12), "Discovery")
    told.move("e", on(9), "Nurture", "create", created=True)
    told.move("f", on(10), "Nurture", "create", created=True, campaign="Fair")
    told.move("f", on(11), "MQL")
    told.move("f", on(12), "Accepted")
    told.move("f", on(13), "Lost")
    return told.journeys()


def test_campaigns_by_hand():
    rows = build_campaigns(Pipeline(BOARD.all_stages), tell(), NOVEMBER, BOARD.marked, LISTED)
    assert {row.name: (row.leads, row.mql, row.deals, row.won, row.sql) for row in rows} == {
        "Webinar": (["a", "b", "c"], ["a", "b"], ["a", "b"], ["a"], ["a"]),
        "Fair": (["f"], ["f"], ["f"], [], ["b", "d"]),
        "Mailing": ([], [], [], [], []),
        None: (["e"], [], [], [], []),
    }
    webinar, fair, mailing, none = rows
    assert (webinar.cost_per_won, webinar.is_planned) == (200_000, False)
    assert (fair.cost_per_won, fair.cost, fair.is_planned) == (None, 90_000, True)
    assert (mailing.cost, none.cost) == (None, None)
    assert webinar.encode()["cost_per_won"] == "2000.00"


def test_without_cards_and_campaigns_there_is_nothing():
    assert build_campaigns(Pipeline(BOARD.all_stages), [], NOVEMBER, BOARD.marked, ()) == []
