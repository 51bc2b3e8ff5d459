"""How likely a deal is won by what the closed ones did, by hand."""

from __future__ import annotations

from fractions import Fraction

from kanban.domain.records.deal import Deal
from kanban.reports.forecast import Outlook
from kanban.reports.measured import measure_rates
from tests.domain.board import BOARD, stage
from tests.reports.told import Told

DISCOVERY, PROPOSAL, ACCEPTED = (stage(name).id for name in ("Discovery", "Proposal", "Accepted"))


def on(day):
    return f"2026-11-{day:02d}T10:00:00Z"


def tell():
    """a Discovery twice, then Won. b Discovery, Proposal, Lost. c Lost at once. d reopened: open again. e of a file:
    Won."""
    told = Told()
    told.move("a", on(1), "Discovery", "create")
    told.move("a", on(2), "Proposal")
    told.move("a", on(3), "Discovery")
    told.move("a", on(4), "Won")
    told.move("b", on(1), "Discovery", "create")
    told.move("b", on(2), "Proposal")
    told.move("b", on(3), "Lost")
    told.move("c", on(1), "Lost", "create")
    told.move("d", on(1), "Discovery", "create")
    told.move("d", on(2), "Won")
    told.move("d", on(3), "Discovery")
    told.change("e", on(1), "import", created=True)
    told.change("e", on(5), "import", stage=stage("Won").id)
    return told


def test_each_closed_deal_counts_once_for_each_stage_where_it_stood():
    """Closed: a, e won; b, c lost: 2 of 4. Discovery: a, b. Proposal: a, b. Accepted: e is only assumed there."""
    rates = measure_rates(BOARD.all_stages, tell().journeys())
    assert (rates.board.part, rates.board.whole) == (2, 4)
    assert {name: (rate.part, rate.whole) for name, rate in rates.by_stage.items() if rate.whole} == {
        DISCOVERY: (1, 2),
        PROPOSAL: (1, 2),
    }
    assert rates.find(DISCOVERY) == Fraction(1 + 4, 2 + 8)
    assert rates.find(ACCEPTED) == Fraction(1, 2), "the board's win rate stands alone"
    assert rates.has_cases


def test_values_are_weighed_and_rounded_once():
    outlook = Outlook()
    for place, (value, where) in enumerate([(1, DISCOVERY), (2, ACCEPTED), (None, PROPOSAL)]):
        outlook.add_open(Deal(str(place), None, value, "EUR", None, None, None, None, stage=where))
    rates = measure_rates(BOARD.all_stages, tell().journeys())
    assert outlook.weigh_measured(rates) == 2, "1.5, half up"
    assert outlook.weigh_measured(None) is None


def test_without_closed_deals_nothing_is_measured():
    told = Told()
    told.move("a", on(1), "Discovery", "create")
    assert measure_rates(BOARD.all_stages, told.journeys()) is None
