"""How right a forecast was, worked out by hand: November 2026, looked back on from December; UTC.

    a  €1,000, Proposal (0.6) since October, to close 20 Nov; raised to €1,200 and won on 18 Nov
    b  €400 with a chance of its own, 50 %, committed to, to close 30 Nov; its day moved to January on 10 Nov
    c  €700, to close 1 Dec: another month
    d  €300, from a file of 3 Nov that says it was in Proposal since 5 Oct; known only from 3 Nov on; won 25 Nov
    e  €500, to close 12 Nov, lost on 31 Oct: no open deal any more
    f  made and lost again in October, so that something is known then

Expected on the 1st: 1,000 × 0.6 + 400 × 0.5 = 800, committed 400. Came: 1,200 + 300 = 1,500, of which 300 (d) was not
open then. Off by (800 − 1,500) ÷ 1,500 = −46.7 %.
"""

from __future__ import annotations

from datetime import UTC, date

import pytest

from kanban.reports.period import list_finished_months
from kanban.reports.sales.accuracy import build_accuracy
from tests.domain.board import BOARD
from tests.reports.told import Told


def on(day: int, month: int = 11) -> str:
    return f"2026-{month:02d}-{day:02d}T10:00:00Z"


def tell():
    told = Told()
    told.move("a", on(5, 10), "Proposal", "create", value=100_000, currency="EUR", close_on="2026-11-20")
    told.change("a", on(18), "edit", value=120_000)
    told.move("a", on(18), "Won")
    told.move(
        "b", on(6, 10), "Discovery", "create", value=40_000, currency="EUR", close_on="2026-11-30", probability=0.5,
        commit=True,
    )  # fmt: skip
    told.change("b", on(10), "edit", close_on="2027-01-15")
    told.move("c", on(6, 10), "Discovery", "create", value=70_000, currency="EUR", close_on="2026-12-01")
    told.change(
        "d", on(5, 10), "import", written=on(3), created=True, stage=BOARD.find_stage("Proposal").id, value=30_000,
        currency="EUR", close_on="2026-11-28",
    )  # fmt: skip
    told.move("d", on(25), "Won")
    told.move("e", on(6, 10), "Proposal", "create", value=50_000, currency="EUR", close_on="2026-11-12")
    told.move("e", on(31, 10), "Lost")
    told.move("f", on(2, 10), "Nurture", "create")
    return told.journeys()


def test_accuracy_by_hand():
    months = list_finished_months(date(2026, 11, 30), 6)
    assert [name for name, _ in months] == ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]
    (november,) = build_accuracy(BOARD.all_stages, tell(), months, UTC)  # October began before anything was known
    assert (november.month, november.weighted, november.commit) == ("2026-11", 80_000, 40_000)
    assert (november.won, november.unforeseen) == (150_000, 30_000)
    assert november.deviation == pytest.approx(-0.4667, abs=1e-4)
    assert (november.expected, november.cards) == (["a", "b"], ["a", "d"])
    assert november.encode()["weighted"] == "800.00"


def test_without_anything_known_there_is_no_month():
    assert build_accuracy(BOARD.all_stages, [], list_finished_months(date(2026, 11, 30), 6), UTC) == []
