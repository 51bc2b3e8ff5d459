"""Choose the next five cards, and say of each why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from heapq import nsmallest
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kanban.domain.values.money import decimal_text
from kanban.domain.values.text import format_count
from kanban.reports.next_five import next_reasons
from kanban.reports.next_five.next_reasons import FEWEST_CLOSED, Reason

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from kanban.domain.waiting.next_card import ClosedDeals, SkippedCard, WaitingCard

NUMBER = 5

CIRCLES = ("own", "unowned", "rest")
"""Whose cards are looked at, in this order: the member's, those of their side that no member owns, the rest."""


@dataclass(frozen=True, slots=True)
class NextCard:
    """One of the five."""

    card: WaitingCard
    reasons: tuple[Reason, ...]
    """The most pressing first; at least one."""

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        card = self.card
        return {
            "card": card.id, "ref": card.ref, "title": card.title, "company": card.company or None,
            "value": None if card.value is None else decimal_text(card.value, card.currency),
            "currency": card.currency, "stage": card.stage, "circle": CIRCLES[card.circle],
            "reasons": [reason.encode() for reason in self.reasons],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class NextFive:
    """The next five cards, and what they were chosen from."""

    cards: tuple[NextCard, ...]
    looked_at: tuple[int, int, int]
    """How many cards of each circle there are; the skipped ones are none of them."""
    skipped_cards: tuple[SkippedCard, ...]
    """What the member skipped for now, first what comes back first."""
    closed: ClosedDeals

    @property
    def skipped(self) -> int:
        """How many cards the member skipped for now."""
        return len(self.skipped_cards)

    @property
    def has_history(self) -> bool:
        """Whether enough deals are closed for history to speak."""
        return self.closed.total.closed >= FEWEST_CLOSED

    def describe_history(self) -> str:
        """Say what history rests on."""
        count = self.closed.total.closed
        if not self.has_history:
            return f"{format_count(count, 'deal')} closed so far: urgency and fit only."
        return f"History: {count:,} closed deals. A reason shows only where it is clear."

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        total = self.closed.total
        return {
            "cards": [card.encode() for card in self.cards],
            "looked_at": dict(zip(CIRCLES, self.looked_at, strict=True)),
            "skipped": self.skipped,
            "skipped_cards": [
                {"card": one.card.id, "ref": one.card.ref, "title": one.card.title, "until": one.until, "why": one.why}
                for one in self.skipped_cards
            ],
            "history": {"won": total.won, "closed": total.closed, "used": self.has_history},
            "note": self.describe_history(),
        }


def choose(
    cards: Iterable[WaitingCard],
    closed: ClosedDeals,
    now: datetime,
    zone: tzinfo,
    *,
    skipped: Iterable[SkippedCard] = (),
    more: Mapping[int, int] | None = None,
) -> NextFive:
    """Return the next five of these cards: urgent ones first, then by fit, then by history.

    `more` counts cards of a circle that were not handed over, because the circles before it have five.
    """
    weighs = closed.total.closed >= FEWEST_CLOSED
    counted = Counter(more or {})
    today = now.astimezone(zone).date().isoformat()
    rated = []
    history_of = lru_cache(None)(partial(next_reasons.list_telling_of, closed=closed))  # few cards differ in it
    for card in cards:
        counted[card.circle] += 1
        is_urgent = card.answer or card.response_due or (card.next_on and card.next_on <= today)
        urgent = sorted(next_reasons.list_urgent(card, now, zone), key=itemgetter(0)) if is_urgent else []
        history = history_of(card.source, card.campaign, card.company, card.doubted) if weighs else ()
        place = (
            card.circle,
            urgent[0][0] if urgent else (9, ""),
            -len(card.wants),
            -(card.met or 0) / (card.ahead or 1),
            -sum(reason.points or 0 for reason in history),
            card.touched_at,
            card.id,
        )
        rated.append((place, card, urgent, history))
    hidden = sorted(skipped, key=lambda one: (one.until, one.card.id))
    chosen = []
    for _, card, urgent, history in nsmallest(NUMBER, rated, key=itemgetter(0)):
        known = (*(reason for _, reason in urgent), *next_reasons.list_fitting(card), *history)
        chosen.append(NextCard(card, known or (next_reasons.describe_waiting(card, now),)))
    return NextFive(tuple(chosen), (counted[0], counted[1], counted[2]), tuple(hidden), closed)
