"""The next five cards: their order, and what each reason says."""

from __future__ import annotations

from datetime import UTC, datetime
from math import log2

import pytest

from kanban.domain.waiting.next_card import Answer, ClosedDeals, Ended, WaitingCard, WantMet
from kanban.reports.next_five import next_choice, next_reasons

NOW = datetime(2026, 11, 25, 10, 12, tzinfo=UTC)
BOARD = ClosedDeals(
    Ended(60, 130),
    {
        "source": {"webinar": Ended(30, 30), "fair": Ended(5, 40), "once": Ended(0, 1), "usual": Ended(9, 20)},
        "campaign": {"spring": Ended(2, 30)},
        "company": {},
    },
)


def waiting(number, circle=0, **fields):
    plain = {
        "id": f"card-{number}", "ref": f"ref{number}", "title": f"Card {number}", "company": None, "value": None,
        "currency": None, "stage": "Discovery", "circle": circle, "source": None, "campaign": None,
        "next_step": "call", "next_on": None, "next_time": None, "touched_at": f"2026-11-1{number}T10:00:00Z",
    }  # fmt: skip
    return WaitingCard(**{**plain, **fields})


def choose(*cards, closed=BOARD):
    return next_choice.choose(cards, closed, NOW, UTC)


def texts(next_five):
    return [(one.card.id, [reason.text for reason in one.reasons]) for one in next_five.cards]


def test_urgency_comes_before_fit_and_fit_before_history():
    next_five = choose(
        waiting(1, source="Webinar"),
        waiting(2, met=6, ahead=7, agreement="v4"),
        waiting(3, wants=(WantMet("w", "manufacturing", 6, 10),), source="Fair"),
        waiting(4, next_on="2026-11-23"),
        waiting(5, answer=Answer("offer", "2026-11-25T11:04:00Z"), source="Fair"),
        waiting(6, source="Webinar"),
    )
    assert texts(next_five) == [
        ("card-5", ["answer runs out in 52 min", "-2.0 source Fair 5/40 won (board 46 %)"]),
        ("card-4", ["step late since Mon 23 Nov"]),
        ("card-3", ["your want: manufacturing, 6 of 10", "-2.0 source Fair 5/40 won (board 46 %)"]),
        ("card-2", ["v4 6 of 7"]),
        ("card-1", ["+3.0 source Webinar 30/30 won (board 46 %)"]),
    ]


def test_an_answer_comes_before_a_first_call_and_that_before_a_step():
    next_five = choose(
        waiting(1, next_on="2026-11-02"),
        waiting(2, response_due="2026-11-25T10:20:00Z"),
        waiting(3, answer=Answer("question", "2026-11-27T10:00:00Z")),
        waiting(4, answer=Answer("offer", "2026-11-25T09:00:00Z")),
        waiting(5, next_on="2026-11-25", next_time="14:30"),
        waiting(6, next_on="2026-11-26"),
    )
    assert [one.card.id for one in next_five.cards] == ["card-4", "card-3", "card-2", "card-1", "card-5"]
    assert [one.reasons[0].text for one in next_five.cards] == [
        "answer late since 09:00", "question due in 48 h", "first call due in 8 min",
        "step late since Mon 2 Nov", "step due today at 14:30",
    ]  # fmt: skip


def test_points_are_what_the_formula_says_by_hand():
    base = 60 / 130
    share = (5 + 8 * base) / (40 + 8)
    expected = log2(share / (1 - share)) - log2(base / (1 - base))
    assert next_reasons.compute_points(Ended(5, 40), base) == pytest.approx(expected)
    assert expected == pytest.approx(-1.954, abs=0.001)
    assert next_reasons.compute_points(Ended(3000, 3000), base) == 3.0
    assert next_reasons.compute_points(Ended(0, 3000), base) == -3.0


@pytest.mark.parametrize("source", [None, "", "never seen", "once", "usual"])
def test_a_source_that_tells_nothing_says_nothing(source):
    (one,) = choose(waiting(1, source=source)).cards
    assert [reason.kind for reason in one.reasons] == ["waits"]


def test_a_source_seen_once_says_nothing_where_nearly_all_are_won_too():
    closed = ClosedDeals(Ended(95, 100), {"source": {"once": Ended(0, 1)}})
    (one,) = choose(waiting(1, source="once"), closed=closed).cards
    assert [reason.kind for reason in one.reasons] == ["waits"]


def test_of_a_source_and_its_campaign_the_stronger_speaks():
    (one,) = choose(waiting(1, source="Fair", campaign="Spring")).cards
    assert [reason.field for reason in one.reasons] == ["campaign"]
    (reason,) = one.reasons
    assert (reason.won, reason.of, reason.query) == (2, 30, 'closed side:sales campaign="Spring"')


def test_what_was_doubted_is_no_reason():
    (one,) = choose(waiting(1, source="Webinar", doubted=frozenset({"source"}))).cards
    assert [reason.kind for reason in one.reasons] == ["waits"]


def test_few_closed_deals_leave_urgency_and_fit():
    few = ClosedDeals(Ended(1, 3), {"source": {"webinar": Ended(30, 30)}})
    next_five = choose(waiting(1, source="Webinar", next_step=None), closed=few)
    assert texts(next_five) == [("card-1", ["no next step"])]
    assert next_five.describe_history() == "3 deals closed so far: urgency and fit only."
    assert next_five.encode()["history"] == {"won": 1, "closed": 3, "used": False}


def test_own_cards_come_first_and_five_are_filled_up():
    cards = [waiting(1, 2, answer=None), waiting(2, 1, source="Webinar"), waiting(3, 0), waiting(4, 2), waiting(5, 1)]
    next_five = choose(*cards, waiting(6, 2))
    assert [one.card.circle for one in next_five.cards] == [0, 1, 1, 2, 2]
    assert next_five.looked_at == (1, 2, 3)
    assert all(one.reasons for one in next_five.cards)
