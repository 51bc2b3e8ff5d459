"""What was never offered stands in no figure of the handoffs, whatever becomes of it; its return may be recycled.

a  taken from Nurture on 3 Nov, returned 5 Nov
b  placed in Accepted on 2 Nov, returned 4 Nov, Discovery again 9 Nov
c  offered 3 Nov, accepted 4 Nov
"""

from __future__ import annotations

from datetime import UTC, date

from kanban.domain.journeys.pipeline import Pipeline
from kanban.reports.handoffs import build_handoffs
from kanban.reports.period import Period
from kanban.reports.recycle import build_recycling
from tests.domain.board import BOARD
from tests.reports.told import Told

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30)).instants(UTC)


def on(day: int) -> str:
    return f"2026-11-{day:02d}T10:00:00Z"


def tell() -> Told:
    told, stage = Told(), BOARD.find_stage
    taken = {"offer": "t", "state": "taken", "by": "ben", "to": "ben", "offered_at": on(3)}
    told.move("a", on(2), "Nurture", "create")
    told.change("a", on(3), "take", stage=stage("Accepted").id, handoff=taken)
    back = {**taken, "state": "returned", "answered_at": on(5), "reason": "no need"}
    told.change("a", on(5), "return", stage=stage("Nurture").id, handoff=back)
    told.move("b", on(2), "Accepted", "create")
    placed = {"offer": "p", "state": "returned", "by": "ben", "answered_at": on(4), "reason": "no budget"}
    told.change("b", on(4), "return", stage=stage("Nurture").id, handoff=placed)
    told.move("b", on(9), "Discovery")
    told.move("c", on(2), "MQL", "create")
    told.hand_over("c", on(3), "offered", "Handoff", due=on(5))
    told.hand_over("c", on(4), "accepted", "Accepted")
    return told


def test_only_the_offer_counts():
    report = build_handoffs(tell().journeys(), NOVEMBER, on(30))
    assert {name: cards for name, cards in report.by_figure.items() if cards} == {"made": ["c"], "accepted": ["c"]}
    assert report.by_reason == {}


def test_both_returns_count_for_recycling():
    pipeline = Pipeline(BOARD.all_stages)
    place = pipeline.places[BOARD.find_stage("Discovery").id]
    report = build_recycling(pipeline, tell().journeys(), NOVEMBER, place)
    assert (report.returned, report.recycled) == (["a", "b"], ["b"])
