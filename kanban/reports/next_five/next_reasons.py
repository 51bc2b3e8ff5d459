"""Why a card should be the next: what is urgent, what fits, and what the deals like it tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import log2
from typing import TYPE_CHECKING, Any, Literal

from kanban.domain import clock
from kanban.domain.errors import KanbanError
from kanban.domain.values import dates, moments, text
from kanban.reports.rates import format_share, wilson_interval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from datetime import tzinfo

    from kanban.domain.waiting.next_card import ClosedDeals, Ended, WaitingCard

Kind = Literal["urgency", "fit", "history", "waits"]

PRIOR = 8
"""How many closed deals at the board's rate are added to those that were counted, so that a few prove little."""

MOST_POINTS = 3.0
"""Points of a reason are capped at this, up and down."""

FEWEST_SEEN = 2
"""A source that was seen once tells nothing, however the board's deals end."""

FEWEST_CLOSED = 30
"""A board with fewer closed deals goes by urgency and fit alone."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with what it counts."""

    kind: Kind
    text: str
    """As shown, without its sign: `+1.1 source webinar 9/31 won (board 14 %)`."""
    points: float | None = None
    """For reasons of history."""
    won: int | None = None
    of: int | None = None
    query: str | None = None
    """Lists exactly the cards that it counts; None where it counts none but the card itself."""
    field: str = ""
    """The field of the card that it rests on; empty for none."""
    want: str = ""
    """The id of the want that it rests on."""

    def encode(self) -> dict[str, Any]:
        """Return its record; what it has not is null."""
        return {
            "kind": self.kind, "text": self.text, "points": self.points, "won": self.won, "of": self.of,
            "query": self.query, "field": self.field or None, "want": self.want or None,
        }  # fmt: skip


# -- urgency


def list_urgent(card: WaitingCard, now: datetime, zone: tzinfo) -> Iterator[tuple[tuple[int, str], Reason]]:
    """Yield what is urgent, each with its place: an answer before a first response, that before a step."""
    if card.answer:
        noun = "answer" if card.answer.kind == "offer" else "question"
        yield (0, card.answer.due or "~"), Reason("urgency", _format_running(noun, card.answer.due, now, zone))
    if card.response_due:
        yield (1, card.response_due), Reason("urgency", _format_running("first call", card.response_due, now, zone))
    if card.next_on and card.next_on <= now.astimezone(zone).date().isoformat():
        due = (2, f"{card.next_on} {card.next_time or '~'}")
        yield due, Reason("urgency", _format_step(card.next_on, card.next_time, now.astimezone(zone)))


def _format_running(noun: str, due: str, now: datetime, zone: tzinfo) -> str:
    """Say how long an answer or a first attempt may take yet."""
    try:
        left = (clock.from_iso(due) - now).total_seconds() if due else None
    except (KanbanError, ValueError):
        left = None
    if left is None:
        return f"{noun} waits"
    if left < 0:
        return f"{noun} late since {moments.format_near(due, now.astimezone(zone).date(), zone)}"
    minutes = round(left / 60)
    span = f"{minutes} min" if minutes < 100 else f"{round(left / 3600)} h" if left < 172_800 else ""
    if not span:
        return f"{noun} by {moments.format_near(due, now.astimezone(zone).date(), zone)}"
    return f"answer runs out in {span}" if noun == "answer" else f"{noun} due in {span}"


def _format_step(on: str, time: str | None, now: datetime) -> str:
    if not moments.is_past(on, time, now):
        return f"step due today{f' at {time}' if time else ''}"
    return f"step late since {dates.format_due(date.fromisoformat(on), time, now.date())}"


# -- fit


def list_fitting(card: WaitingCard) -> Iterator[Reason]:
    """Yield the member's wants that it meets, and how many requirements are met."""
    for want in card.wants:
        yield Reason("fit", f"your want: {want.says}, {want.tied} of {want.number}", want=want.id)
    if card.met and card.ahead:
        yield Reason("fit", f"{card.agreement} {card.met} of {card.ahead}")


# -- history


def list_telling_of(
    source: str | None, campaign: str | None, company: str | None, doubted: AbstractSet[str], closed: ClosedDeals
) -> list[Reason]:
    """Return what the closed deals that are like a card tell, the strongest first; nothing where they tell nothing."""
    values = {"source": source, "campaign": campaign, "company": company}
    # a campaign and its source mean the same: only the stronger of the two speaks
    groups = (("source", "campaign"), ("company",))
    strongest = []
    for fields in groups:
        reasons = [
            reason
            for field in fields
            if field not in doubted and (value := values[field])
            if (reason := _weigh(field, value, closed))
        ]
        if reasons:
            strongest.append(max(reasons, key=lambda reason: abs(reason.points or 0)))
    return sorted(strongest, key=lambda reason: -abs(reason.points or 0))


def _weigh(field: str, value: str, closed: ClosedDeals) -> Reason | None:
    """Return what a value says; None where it was not seen, says nothing sure, or no query can ask for it."""
    ended, total = closed.find(field, value), closed.total
    plain = text.clean_line(value)
    if ended.closed < FEWEST_SEEN or not 0 < total.won < total.closed or '"' in plain or text.is_blank(plain):
        return None
    base = total.won / total.closed
    low, high = wilson_interval(ended.won, ended.closed)
    if low <= base <= high:
        return None
    points = compute_points(ended, base)
    return Reason(
        "history",
        f"{points:+.1f} {field} {text.shorten(plain, 30)} {ended.won:,}/{ended.closed:,} won "
        f"(board {format_share(total.won, total.closed)})",
        points, ended.won, ended.closed, f'closed side:sales {field}="{plain}"', field,
    )  # fmt: skip


def compute_points(ended: Ended, base: float) -> float:
    """Return how much a deal like these is likelier to be won than the board's: in doublings of the odds, capped.

    `base` is the board's rate, above 0 and below 1.
    """
    share = (ended.won + PRIOR * base) / (ended.closed + PRIOR)
    points = log2(share / (1 - share)) - log2(base / (1 - base))
    return max(-MOST_POINTS, min(MOST_POINTS, points))


# -- where nothing else speaks


def describe_waiting(card: WaitingCard, now: datetime) -> Reason:
    """Return the reason of a card of which nothing else is known: it waits."""
    if not card.next_on and not card.next_step:
        return Reason("waits", "no next step")
    return Reason("waits", f"waits {moments.format_age(card.touched_at, now)}")
