"""First response and first contact, worked out by hand: business hours are Mon–Fri 9–17, all in UTC.

a  offered Mon 2 Nov 10:00; call without answer 12:00 (2 h); reached Tue 3 Nov 10:00 (8 h)
b  offered Mon 2 Nov 16:00, accepted Tue 3 Nov 9:00; nothing done; lost Tue 3 Nov 12:00: censored after 1 + 3 = 4 h
c  offered Tue 3 Nov 10:00, returned 16:00: censored after 6 h; an e-mail came the day after, which is too late
d  offered Wed 4 Nov 9:00, withdrawn Thu 5 Nov 9:00: censored after 8 h; offered anew 9:30, meeting held 11:30: 2 h, 2 h
e  offered Mon 2 Nov 9:00; called Mon 9:30, but written down on Fri 6 Nov 9:00, which counts: 32 h; a comment is none
f  offered in October
"""

from __future__ import annotations

from datetime import UTC, date

import pytest

from kanban.domain.activity import Activity
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.values.business_time import make_calendar
from kanban.reports.first_responses import build_first_responses
from kanban.reports.period import Period
from tests.domain.board import BOARD
from tests.reports.told import Told

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30)).instants(UTC)


def on(day, clock, month=11):
    return f"2026-{month:02d}-{day:02d}T{clock}:00Z"


def done(card, kind, outcome, at, logged="", team="sales", **others):
    return Activity(f"{card} {at}", card, kind, outcome, at, "ben", team, logged_at=logged or at, **others)


ACTIVITIES = [
    done("a", "call", "no answer", on(2, "12:00")), done("a", "call", "reached", on(3, "10:00")),
    done("a", "call", "reached", on(2, "10:30"), team="marketing"),
    done("a", "email", "sent", on(2, "10:15"), deleted=True), done("c", "email", "sent", on(4, "10:00")),
    done("d", "meeting", "held", on(5, "11:30")), done("e", "call", "reached", on(2, "09:30"), on(6, "09:00")),
    done("f", "call", "reached", on(2, "09:30")),
]  # fmt: skip


@pytest.fixture
def report():
    told = Told()
    for card, at in [
        ("a", on(2, "10:00")),
        ("b", on(2, "16:00")),
        ("c", on(3, "10:00")),
        ("d", on(4, "09:00")),
        ("e", on(2, "09:00")),
        ("f", on(30, "10:00", 10)),
    ]:
        told.move(card, on(1, "09:00", 10), "MQL", "create")
        told.hand_over(card, at, "offered", "Handoff")
    told.hand_over("b", on(3, "09:00"), "accepted", "Accepted")
    told.move("b", on(3, "12:00"), "Lost")
    told.hand_over("c", on(3, "16:00"), "returned", "Nurture")
    told.hand_over("d", on(5, "09:00"), "withdrawn", "MQL")
    told.hand_over("d", on(5, "09:30"), "offered", "Handoff")
    by_card = {}
    for activity in ACTIVITIES:
        by_card.setdefault(activity.card, []).append(activity)
    calendar = make_calendar("Mon-Fri 9-17", "UTC", ())
    return build_first_responses(
        Pipeline(BOARD.all_stages), told.journeys(), by_card, NOVEMBER, on(30, "12:00"), calendar
    )


def test_attempts(report):
    assert sorted(report.attempts) == [(2, True), (2, True), (4, False), (6, False), (8, False), (32, True)]
    assert report.without == ["b", "c", "d"]


def test_contacts(report):
    assert sorted(report.contacts) == [(2, True), (4, False), (6, False), (8, False), (8, True), (32, True)]


def test_medians(report):
    """Attempts: 6 at first; 2 end after 2 h (4/6 left), then the last of one after 32 h (0 left): 32 h.

    Contacts: 5/6 left after 2 h; at 8 h three are there, one of which ends: 5/6 · 2/3 = 5/9; at 32 h none is left.
    """
    assert report.attempt.value == 32
    assert report.contact.value == 32
    record = report.encode()
    assert record["first_response"] == {"median_hours": 32, "more_than_hours": None, "n": 6, "responded": 3}
    assert record["without_response"] == 3


def test_neither_a_weekend_nor_a_holiday_counts():
    """Offered Fri 13 Nov 16:00; Mon 16 Nov is a holiday; reached Tue 17 Nov 10:00: 1 h on Friday, 1 h on Tuesday.

    Another offer of Friday 16:00 is answered by nobody until Wed 18 Nov 11:00: 1 + 8 + 2 = 11 h, and it goes on.
    """
    told = Told()
    for card in ("a", "b"):
        told.move(card, on(1, "09:00", 10), "MQL", "create")
        told.hand_over(card, on(13, "16:00"), "offered", "Handoff")
    activities = {"a": [done("a", "call", "reached", on(17, "10:00"))]}
    calendar = make_calendar("Mon-Fri 9-17", "UTC", (date(2026, 11, 16).isoformat(),))
    report = build_first_responses(
        Pipeline(BOARD.all_stages), told.journeys(), activities, NOVEMBER, on(18, "11:00"), calendar
    )
    assert sorted(report.attempts) == [(2, True), (11, False)]
    assert report.without == ["b"]
