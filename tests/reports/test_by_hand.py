"""Figures of a log that was worked out by hand.

November 2026 is the period, and now is 1 December, 12:00, all in UTC. The cards (every time is 10:00 unless it is
said):

    a  Nurture 2 Nov, MQL 5 Nov, offered 6 Nov (due 9 Nov), accepted 9 Nov 09:00, Discovery 16 Nov, Won 26 Nov
    b  Nurture 2 Nov, straight to MQL 4 Nov (Engaged skipped), offered 5 Nov (due 6 Nov), expired 6 Nov back to MQL,
       offered 10 Nov (due 11 Nov), returned 11 Nov 09:00 “no budget” to Nurture, MQL again 20 Nov, offered 23 Nov
       (due 24 Nov), accepted 24 Nov 09:00, Discovery 27 Nov; it is open
    c  Nurture 3 Nov, Engaged 7 Nov, undone, Engaged 12 Nov and undone, redone; it stays there
    d  Nurture 30 Oct (October), MQL 3 Nov, offered 4 Nov (due 5 Nov), asked 4 Nov 16:00 (answer due 5 Nov 16:00),
       answered 6 Nov 09:00 (late; due 6 Nov 17:00), returned 6 Nov 12:00 “bad timing”, overturned: offered anew
       10 Nov (due 11 Nov), accepted 12 Nov (late)
    e  taken by sales from Nurture 8 Nov straight to Accepted, Lost 18 Nov, reopened to Discovery 20 Nov
    f  imported 9 Nov: a deal created 1 Sep, in Proposal since 15 Oct
    g  imported 9 Nov: lost on 20 Oct, created 20 Oct
    h  Nurture 9 Nov, MQL 10 Nov, offered 11 Nov (due 12 Nov), withdrawn 11 Nov 15:00, offered 30 Nov (due 2 Dec): open
    i  Nurture 5 Nov, MQL 6 Nov, offered 9 Nov, returned for good 9 Nov 15:00 “not our profile”; at the period's edge:
    j  Nurture on 30 Nov 23:59:59, MQL on 1 Dec 00:00:00 (December)
"""

from __future__ import annotations

from datetime import UTC, date

import pytest

from kanban.domain.journeys.building import build_journey, list_facts
from kanban.domain.journeys.pipeline import Pipeline
from kanban.reports.funnel import Counting, build_conversion, build_funnel
from kanban.reports.handoffs import build_handoffs
from kanban.reports.period import Period
from kanban.reports.recycle import build_recycling
from kanban.reports.stages import build_stage_times
from tests.domain.board import BOARD
from tests.reports.told import Told

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30)).instants(UTC)
NOW = "2026-12-01T12:00:00Z"
PIPELINE = Pipeline(BOARD.all_stages)


def on(day: int, clock: str = "10:00", month: int = 11) -> str:
    return (
        f"2026-{month:02d}-{day:02d}T{clock}:00Z" if clock.count(":") == 1 else f"2026-{month:02d}-{day:02d}T{clock}Z"
    )


def tell() -> Told:
    told = Told()
    told.move("a", on(2), "Nurture", "create")
    told.move("a", on(5), "MQL")
    told.hand_over("a", on(6), "offered", "Handoff", due=on(9))
    told.hand_over("a", on(9, "09:00"), "accepted", "Accepted")
    told.move("a", on(16), "Discovery")
    told.move("a", on(26), "Won")

    told.move("b", on(2), "Nurture", "create")
    told.move("b", on(4), "MQL")
    told.hand_over("b", on(5), "offered", "Handoff", due=on(6))
    told.hand_over("b", on(6), "expired", "MQL")
    told.hand_over("b", on(10), "offered", "Handoff", due=on(11))
    told.hand_over("b", on(11, "09:00"), "returned", "Nurture", reason="no budget")
    told.move("b", on(20), "MQL")
    told.hand_over("b", on(23), "offered", "Handoff", due=on(24))
    told.hand_over("b", on(24, "09:00"), "accepted", "Accepted")
    told.move("b", on(27), "Discovery")

    told.move("c", on(3), "Nurture", "create")
    first = told.move("c", on(7), "Engaged")
    told.change("c", on(8), "undo", undo_of=first, stage=BOARD.find_stage("Nurture").id)
    second = told.move("c", on(12), "Engaged")
    undo = told.change("c", on(13), "undo", undo_of=second, stage=BOARD.find_stage("Nurture").id)
    told.change("c", on(14), "redo", undo_of=undo, stage=BOARD.find_stage("Engaged").id)

    told.move("d", on(30, month=10), "Nurture", "create")
    told.move("d", on(3), "MQL")
    told.hand_over("d", on(4), "offered", "Handoff", due=on(5), offer="contested")
    told.hand_over("d", on(4, "16:00"), "asked", reply_due=on(5, "16:00"))
    told.hand_over("d", on(6, "09:00"), "offered", due=on(6, "17:00"))
    told.hand_over("d", on(6, "12:00"), "returned", "Nurture", reason="bad timing")
    told.hand_over("d", on(10), "offered", "Handoff", due=on(11), offer="ruled", overturned="contested")
    told.hand_over("d", on(12), "accepted", "Accepted")

    told.move("e", on(8), "Nurture", "create")
    told.change(
        "e", on(8), "take", stage=BOARD.find_stage("Accepted").id, handoff={"offer": "t", "state": "taken", "by": "ben"}
    )
    told.move("e", on(18), "Lost")
    told.move("e", on(20), "Discovery")

    told.change("f", on(1, month=9), "import", written=on(9), created=True, value=100_00, currency="EUR")
    told.change("f", on(15, month=10), "import", written=on(9, "10:01"), stage=BOARD.find_stage("Proposal").id)
    told.change(
        "g", on(20, month=10), "import", written=on(9, "10:02"), created=True, stage=BOARD.find_stage("Lost").id
    )

    told.move("h", on(9), "Nurture", "create")
    told.move("h", on(10), "MQL")
    told.hand_over("h", on(11), "offered", "Handoff", due=on(12))
    told.hand_over("h", on(11, "15:00"), "withdrawn", "MQL")
    told.hand_over("h", on(30), "offered", "Handoff", due=on(2, month=12))

    told.move("i", on(5), "Nurture", "create")
    told.move("i", on(6), "MQL")
    told.hand_over("i", on(9), "offered", "Handoff", due=on(10))
    told.hand_over("i", on(9, "15:00"), "returned", "Nurture", reason="not our profile", again="never")

    told.move("j", on(30, "23:59:59"), "Nurture", "create")
    told.move("j", on(1, "00:00:00", month=12), "MQL")
    return told


JOURNEYS = tell().journeys()


def funnel(**how):
    return {step.start.name: step for step in build_funnel(PIPELINE, JOURNEYS, Counting(NOVEMBER, NOW, **how))}


def test_the_log_has_every_special_case():
    assert sum(map(len, tell().changes.values())) == 48


def test_handoffs():
    """Made in November: a; b three times; d once (the ruled one is the same offer); h twice; i.

    Accepted: a, b's third, d (by the ruled one). Returned: b's second, i. Expired: b's first. Open: h's second.
    Withdrawn: h's first. So 3 of 6 were accepted.

    Due in November: a (kept), b (expired; returned in time; accepted in time), d's first (due 6 Nov 17:00, returned
    12:00: kept), d's ruled one (due 11 Nov, accepted 12 Nov: late), h's first (withdrawn before it was due: nothing),
    i (kept). h's second is due in December. So 5 of 7 were in time.

    One question, due 5 Nov 16:00 and answered the day after: 0 of 1.
    """
    report = build_handoffs(JOURNEYS, NOVEMBER, NOW)
    counts = {figure: report.count(figure) for figure in report.by_figure}
    assert counts == {
        "made": 8, "accepted": 3, "returned": 2, "expired": 1, "open": 1, "withdrawn": 1, "overturned": 1, "late": 2,
        "unanswered": 1, "returned_later": 0,
    }  # fmt: skip
    assert (report.acceptance.part, report.acceptance.whole) == (3, 6)
    assert (report.kept_in_time.part, report.kept_in_time.whole) == (5, 7)
    assert (report.replies_in_time.part, report.replies_in_time.whole) == (0, 1)
    assert report.questions == 1
    assert dict(report.list_reasons()) == {"no budget": ["b"], "not our profile": ["i"]}
    assert sorted(report.by_figure["late"]) == ["b", "d"]


def test_what_sales_accepted_stays_accepted_when_it_comes_back():
    """k was offered 3 Nov (due 5 Nov), accepted in time 4 Nov, and returned “no budget” on 20 Nov; l was accepted too.

    So 2 of 2 were accepted, and answered in time; one of them came back later. Nobody tried k: it waited until 20 Nov.
    """
    told = Told()
    for card in ("k", "l"):
        told.move(card, on(2), "MQL", "create")
        told.hand_over(card, on(3), "offered", "Handoff", due=on(5))
        told.hand_over(card, on(4), "accepted", "Accepted")
    told.hand_over("k", on(20), "returned", "Nurture", reason="no budget")
    journeys = told.journeys()
    report = build_handoffs(journeys, NOVEMBER, NOW)
    assert {name: cards for name, cards in report.by_figure.items() if cards} == {
        "made": ["k", "l"], "accepted": ["k", "l"], "returned_later": ["k"],
    }  # fmt: skip
    assert (report.acceptance.part, report.acceptance.whole) == (2, 2)
    assert (report.kept_in_time.part, report.kept_in_time.whole) == (2, 2)
    assert report.by_reason == {"no budget": ["k"]}
    (offer,) = journeys[0].offers
    assert (offer.accepted_at, offer.ended_at, offer.due) == (on(4), on(20), on(5))


def test_handoffs_of_a_month_without_any_are_null():
    september = Period(date(2026, 9, 1), date(2026, 9, 30)).instants(UTC)
    record = build_handoffs(JOURNEYS, september, NOW).encode()
    assert record["made"] == 0
    assert record["acceptance"] == {"part": 0, "n": 0, "rate": None, "interval": None}
    assert record["questions_per_offer"] is None


def test_the_funnel():
    """Nurture in November: a, b, c, e, h, i, j (d began in October, f and g are deals from before). Went on to Engaged
    or later: a, b, c (by the move that was redone), e, h, i; j too, for figures take the log up to now.

    Engaged: a (skipped), b (skipped), c, d (skipped, on 3 Nov), e (skipped), h (skipped), i (skipped). Not j: December.
    MQL: a, b, d, e (skipped), h, i. On to Handoff: a, b, d, e, h, i.
    Handoff: a, b, d, e (skipped), h, i; on to Accepted: a, b, d, e. h is open; i too, in Nurture.
    Accepted: a, b, d, e. On to Discovery: a, b, e. Discovery: a, b, e. On to Proposal: a, who won.
    f stood in Accepted since September and reached Proposal in October; g reached Accepted in October.
    """
    steps = funnel()
    counted = {
        name: (len(step.reached), len(step.converted), len(step.open), len(step.skipped))
        for name, step in steps.items()
    }
    assert counted == {
        "Nurture": (7, 7, 0, 0), "Engaged": (7, 6, 1, 6), "MQL": (6, 6, 0, 1), "Handoff": (6, 4, 2, 1),
        "Accepted": (4, 3, 1, 0), "Discovery": (3, 1, 2, 0), "Proposal": (1, 1, 0, 1), "Negotiation": (1, 1, 0, 1),
        "Won": (1, 0, 0, 0),
    }  # fmt: skip
    assert steps["Engaged"].open == ["c"]


def test_a_deal_from_a_file_stood_in_the_first_stage_of_sales_since_it_was_created():
    autumn = Period(date(2026, 9, 1), date(2026, 10, 31)).instants(UTC)
    steps = {step.start.name: step for step in build_funnel(PIPELINE, JOURNEYS, Counting(autumn, NOW))}
    assert (steps["Accepted"].reached, steps["Accepted"].converted) == (["f", "g"], ["f"])
    assert steps["Accepted"].open == [], "a lost deal is open no more"
    assert steps["Proposal"].reached == ["f"]


@pytest.mark.parametrize(
    ("how", "reached", "converted", "too_young"),
    [
        ({}, 6, 1, 0),
        ({"is_strict": True}, 5, 1, 0),  # e never was an MQL
        ({"within_days": 25}, 4, 1, 2),  # e and h reached it on 8 and 10 Nov: their days are not over; a needed 21
        ({"within_days": 20}, 6, 0, 0),
    ],
)
def test_conversion_from_mql_to_won(how, reached, converted, too_young):
    step = build_conversion(PIPELINE, JOURNEYS, 2, 8, Counting(NOVEMBER, NOW, **how))
    assert (len(step.reached), len(step.converted), len(step.too_young)) == (reached, converted, too_young)


def test_time_in_stage():
    """Stays in MQL that began in November, in days: a 1, b 1 (4–5), 4 (6–10), 3 (20–23), d 1, h 1 (10–11), 18.79 (11
    Nov 15:00 – 30 Nov 10:00), i 3. All of them ended: 1 1 1 1 3 3 4 18.8. After the fourth exactly half is left, so the
    median is the middle between 1 and 3.

    Nurture: a 3, b 2, 9 (11 Nov 09:00 – 20 Nov 10:00: 9.04), c 9 (its first move was undone), d's return 3.92 (6 Nov
    12:00 – 10 Nov), e 0, h 1, i 1 and again since 9 Nov 15:00 (21.9, it goes on), j one second.
    """
    times = {time.stage.name: time for time in build_stage_times(BOARD.all_stages, JOURNEYS, NOVEMBER, NOW)}
    assert sorted(round(days, 2) for days, _ in times["MQL"].stays) == [1, 1, 1, 1, 3, 3, 4, 18.79]
    assert sorted(round(days, 2) for days, _ in times["Nurture"].stays) == [0, 0, 1, 1, 2, 3, 3.92, 9, 9.04, 21.88]
    assert times["Nurture"].list_cards("here") == ["i"]
    assert times["MQL"].median.value == pytest.approx(2)
    assert times["Proposal"].imported == 0, "its stay began in October"
    october = Period(date(2026, 10, 1), date(2026, 10, 31)).instants(UTC)
    earlier = {time.stage.name: time for time in build_stage_times(BOARD.all_stages, JOURNEYS, october, NOW)}
    assert (earlier["Proposal"].stays, earlier["Proposal"].imported) == ([], 1)


def test_recycling():
    """b was returned and reached Discovery afterwards. d's return was overturned, i's is for good."""
    report = build_recycling(PIPELINE, JOURNEYS, NOVEMBER, PIPELINE.places[BOARD.find_stage("Discovery").id])
    assert (report.returned, report.recycled, report.open) == (["b"], ["b"], [])


def test_what_was_returned_and_won_later_counts_once_where_it_came():
    """k was offered 3 Nov and returned 4 Nov, offered again 10 Nov, accepted 11 Nov, Discovery 16 Nov, Won 26 Nov.

    Two offers were made, one of two accepted; one card was returned and reached Discovery. It first reached MQL on 2
    Nov, and Accepted on 11 Nov; to Won it is 1 of 1, although it was in MQL twice. In Accepted it stayed 5 days, and
    what sales took from it counts by one close: the one that stands.
    """
    told = Told()
    told.move("k", on(2), "MQL", "create")
    told.hand_over("k", on(3), "offered", "Handoff", due=on(5))
    told.hand_over("k", on(4), "returned", "Nurture", reason="bad timing", again="2026-11-09")
    told.move("k", on(9), "MQL")
    told.hand_over("k", on(10), "offered", "Handoff", due=on(12))
    told.hand_over("k", on(11), "accepted", "Accepted")
    told.move("k", on(16), "Discovery")
    told.move("k", on(26), "Won")
    journeys = told.journeys()
    handoffs = build_handoffs(journeys, NOVEMBER, NOW)
    assert (handoffs.count("made"), handoffs.acceptance.part, handoffs.acceptance.whole) == (2, 1, 2)
    discovery = PIPELINE.places[BOARD.find_stage("Discovery").id]
    recycling = build_recycling(PIPELINE, journeys, NOVEMBER, discovery)
    assert (recycling.returned, recycling.recycled, recycling.open) == (["k"], ["k"], [])
    to_won = build_conversion(PIPELINE, journeys, 2, 8, Counting(NOVEMBER, NOW))
    assert (len(to_won.reached), len(to_won.converted)) == (1, 1)
    assert [at for at, _ in PIPELINE.find_reached(journeys[0])[2:5]] == [on(2), on(3), on(11)]
    times = {time.stage.name: time for time in build_stage_times(BOARD.all_stages, journeys, NOVEMBER, NOW)}
    assert [round(days, 2) for days, _ in times["Accepted"].stays] == [5]
    assert sorted(round(days, 2) for days, _ in times["MQL"].stays) == [1, 1]
    edge = Period(date(2026, 11, 27), date(2026, 11, 30)).instants(UTC)
    assert build_handoffs(journeys, edge, NOW).count("made") == 0


def test_a_merged_card_tells_what_was_reached_first():
    told = Told()
    told.move("kept", on(10), "MQL", "create")
    told.move("merged", on(2), "Nurture", "create")
    earlier = build_journey("merged", list_facts(told.changes["merged"]), BOARD).moments
    journey = build_journey("kept", list_facts(told.changes["kept"]), BOARD, earlier)
    reached = PIPELINE.find_reached(journey)
    assert reached[:3] == [(on(2), False), (on(10), True), (on(10), False)]
    assert [stay.began for stay in journey.list_stays()] == [on(10)]


def test_a_card_merged_with_one_of_the_same_second_has_both_first_times():
    told = Told()
    told.move("kept", on(2), "MQL", "create", value=900, currency="EUR")
    told.move("merged", on(2), "MQL", "create")
    earlier = build_journey("merged", list_facts(told.changes["merged"]), BOARD).moments
    journey = build_journey("kept", list_facts(told.changes["kept"]), BOARD, earlier)
    assert PIPELINE.find_reached(journey)[-1] == (on(2), False)


def test_an_act_that_several_undid_counts_as_the_last_one_left_it():
    told = Told()
    told.move("x", on(1), "Nurture", "create")
    moved = told.move("x", on(2), "MQL")
    undone = told.change("x", on(3), "undo", undo_of=moved, stage=BOARD.find_stage("Nurture").id)
    redone = told.change("x", on(4), "redo", undo_of=undone, stage=BOARD.find_stage("MQL").id)
    stays = [list(journey.list_stays()) for journey in told.journeys()]
    assert [stay.began for stay in stays[0]] == [on(1), on(2)], "redone, it counts at its own time"
    told.change("x", on(5), "undo", undo_of=redone, stage=BOARD.find_stage("Nurture").id)
    assert [stay.began for stay in next(iter(told.journeys())).list_stays()] == [on(1)]
