"""What a pipeline review talks about: what happened since the last one, and the cards that need both teams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kanban.domain.playbook.book import sum_values
from kanban.domain.values.money import decimal_text
from kanban.domain.values.text import clean_line, shorten
from kanban.reports.movement import Movement, encode_movement
from kanban.reports.rates import Bounds, is_within

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.board import Board
    from kanban.domain.card import Card
    from kanban.domain.journeys.journey import Journey
    from kanban.domain.meetings.agenda_cards import AgendaCards
    from kanban.domain.meetings.meeting import Decision, Meeting
    from kanban.domain.playbook.book import MetObjection, Playbook, Request
    from kanban.domain.wants.want import WantProgress
    from kanban.reports.first_responses import FirstResponses
    from kanban.reports.goals.goal_result import GoalReport

ITEMS = {
    "last": "Last time", "number": "Number", "stages": "Stages", "handoffs": "Handoffs", "speed": "Speed",
    "objections": "Objections", "walk": "Walk", "decisions": "Decisions",
}  # fmt: skip
"""The items in their order, with their titles. `last` begins with the movement of the pipeline."""

FIGURES = (
    "stale", "expired", "returned", "overturned", "contested", "waiting", "without response", "objections",
    "unanswered", "walk",
)  # fmt: skip
"""What can be opened as cards."""

MOST_NAMED = 10
"""How many cards of each kind the minutes name."""

LAST = "~"
"""Sorts behind every time."""

_ORDER = ("expired", "contested", "returned", "overturned", "waiting")


@dataclass(frozen=True)
class Row:
    """A card that an item talks about."""

    card: str
    tags: tuple[str, ...]
    """Why it is here: of `FIGURES`."""
    reason: str = ""
    """Why it was returned; what the prospect said that nobody has an answer to."""
    due: str = ""
    """Until when sales is to answer, UTC; empty while marketing has a question."""


@dataclass(frozen=True)
class Handoffs:
    """What happened at the door in the time of a review; cards, one for each offer."""

    expired: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    overturned: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    """Offers that wait now, whenever they were made."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why each card was returned last."""
    due: dict[str, str] = field(default_factory=dict)


def build_handoffs(journeys: Iterable[Journey], bounds: Bounds) -> Handoffs:
    """Return the offers that ran out, came back or were offered again by a ruling in a time, and those that wait."""
    handoffs = Handoffs()
    for journey in journeys:
        for offer in journey.offers:
            if offer.overturned and is_within(offer.made_at, bounds):
                handoffs.overturned.append(journey.card)
            if offer.ended_at is None:
                handoffs.waiting.append(journey.card)
                handoffs.due[journey.card] = offer.due or ""
            elif offer.state in {"expired", "returned"} and is_within(offer.ended_at, bounds):
                (handoffs.expired if offer.state == "expired" else handoffs.returned).append(journey.card)
                handoffs.reasons[journey.card] = offer.reason or ""
    return handoffs


@dataclass(frozen=True)
class Objections:
    """What prospects said against it in the time of a review, and what waits for marketing's answer now."""

    met: Sequence[MetObjection] = ()
    requests: Sequence[Request] = ()
    """What blocks the most open value comes first."""

    @property
    def waiting(self) -> list[str]:
        """The open cards that wait for an answer, each once."""
        return list(dict.fromkeys(card for request in self.requests for card in request.cards))

    def encode(self) -> dict[str, Any]:
        """Return what it counts: none of what was said."""
        outcomes = [entry.objection.outcome or "open" for entry in self.met]
        blocked = sum_values(entry for request in self.requests for entry in request.met)
        return {
            "met": len(self.met),
            **{outcome: outcomes.count(outcome) for outcome in OUTCOMES},
            "requests": len(self.requests),
            "waiting": len(self.waiting),
            "blocks": {code: decimal_text(minor, code) for code, minor in blocked.items()},
        }


OUTCOMES = ("resolved", "stalled", "lost", "open")
"""How the objections of a time ended so far."""


def build_objections(playbook: Playbook, bounds: Bounds) -> Objections:
    """Return the objections of a time, and what nobody has an answer to."""
    return Objections([entry for entry in playbook.met if is_within(entry.objection.at, bounds)], playbook.requests)


@dataclass(frozen=True)
class Agenda:
    """The agenda of a review, as far as it can be counted."""

    meeting: Meeting | None
    """None while none goes on."""
    before: Meeting | None
    bounds: Bounds
    """Since the last review (or the last seven days) until now."""
    earlier: Sequence[Decision]
    """What the last reviews decided, in the order in which it is asked about."""
    decided: Sequence[Decision]
    movement: Movement
    goal: GoalReport | None
    handoffs: Handoffs
    agenda_cards: AgendaCards
    responses: FirstResponses
    objections: Objections = field(default_factory=Objections)
    wants: Sequence[WantProgress] = ()
    """Open wants without a match."""
    walk: str = ""
    """The deal that the teams walk together; empty where none is closed. How it ended is not told."""

    def list_cards(self, figure: str) -> list[str] | None:
        """Return the cards of one of `FIGURES`; None for another word."""
        return {
            "stale": list(self.agenda_cards.stale), "contested": list(self.agenda_cards.contested),
            "expired": self.handoffs.expired, "returned": self.handoffs.returned,
            "overturned": self.handoffs.overturned, "waiting": self.handoffs.waiting,
            "without response": list(self.responses.without), "unanswered": self.objections.waiting,
            "objections": [entry.card for entry in self.objections.met], "walk": [self.walk] if self.walk else [],
        }.get(figure)  # fmt: skip

    def list_rows(self, item: str) -> list[Row]:
        """Return the cards of an item, those first that wait for a word: each once."""
        match item:
            case "stages":
                return [Row(card, ("stale",)) for card in self.agenda_cards.stale]
            case "speed":
                return [Row(card, ("without response",)) for card in dict.fromkeys(self.responses.without)]
            case "handoffs":
                return self._list_handoff_rows()
            case "objections":
                words = {card: one.words for one in reversed(self.objections.requests) for card in one.cards}
                return [Row(card, ("unanswered",), words[card]) for card in self.objections.waiting]
            case "walk":
                return [Row(self.walk, ("walk",))] if self.walk else []
            case _:
                return []

    def _list_handoff_rows(self) -> list[Row]:
        tags: dict[str, list[str]] = {}
        for figure in _ORDER:
            for card in dict.fromkeys(self.list_cards(figure) or ()):
                tags.setdefault(card, []).append(figure)
        handoffs = self.handoffs
        rows = [
            Row(card, tuple(words), handoffs.reasons.get(card, ""), handoffs.due.get(card, ""))
            for card, words in tags.items()
        ]
        return sorted(rows, key=lambda row: (_ORDER.index(row.tags[0]), row.due or LAST))

    def encode_figures(self) -> dict[str, Any]:
        """Return what it counts, for the minutes: no title, name or words of a card."""
        goal = self.goal.encode() if self.goal else None
        verdicts = [decision.verdict for decision in self.earlier]
        return {
            "since": self.bounds[0],
            "until": self.bounds[1],
            "movement": encode_movement(self.movement),
            "number": {name: goal[name] for name in NUMBER} if goal else None,
            "stages": {
                "stale": len(self.agenda_cards.stale),
                "over_limit": [
                    {"stage": one.stage, "cards": one.cards, "limit": one.limit} for one in self.agenda_cards.over_limit
                ],
            },
            "handoffs": {
                "expired": len(self.handoffs.expired),
                "returned": len(self.handoffs.returned),
                "overturned": len(self.handoffs.overturned),
                "contested": len(self.agenda_cards.contested),
                "waiting": len(self.handoffs.waiting),
                "cards": {name: list(dict.fromkeys(self.list_cards(name) or ()))[:MOST_NAMED] for name in _ORDER},
            },
            "speed": self.responses.encode(),
            "objections": {**self.objections.encode(), "wants_without_match": len(self.wants)},
            "walk": self.walk or None,
            "last_time": {
                "kept": verdicts.count("kept"),
                "not_kept": verdicts.count("not kept"),
                "open": verdicts.count(None),
            },
        }


@dataclass(frozen=True)
class Review:
    """An agenda with the board and the cards that it names, for who shows it."""

    board: Board
    agenda: Agenda
    cards: Mapping[str, Card]
    today: date


NUMBER = ("goal", "currency", "amount", "won", "plan_to_date", "shortfall")
"""What the minutes tell of the goal, by its names in the report's record."""


def describe_row(row: Row, due: str = "") -> str:
    """Return why a card is here, in words; `due` is the time until which sales is to answer."""
    words = []
    for tag in row.tags:
        match tag:
            case "returned":
                words.append(f"returned: {row.reason}" if row.reason else "returned")
            case "waiting":
                words.append(f"answer until {due}" if due else "waits for marketing's answer")
            case "expired":
                words.append("offer expired")
            case "overturned":
                words.append("return overturned")
            case "without response":
                words.append("no attempt yet")
            case "unanswered":
                words.append(f"no answer yet: “{shorten(clean_line(row.reason), 60)}”")
            case "walk":
                words.append("its end is hidden: what would you do?")
            case _:
                words.append(tag)
    return " · ".join(words)


def as_figures(figures: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return the figures of a meeting where they are whole; else nothing, as where another program wrote them."""
    parts = {"movement": list, "stages": dict, "handoffs": dict, "speed": dict, "last_time": dict}
    if figures is None or any(not isinstance(figures.get(name), kind) for name, kind in parts.items()):
        return {}
    return figures
