"""The facts of a card as one text, for the tables that keep them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from kanban.domain.board import Board
from kanban.domain.journeys.building import JourneyBuilder
from kanban.domain.journeys.journey import CardFacts, Journey, Moment, Offer, Question

Key = TypeVar("Key", int, str)
"""What a database calls a card."""

CHUNK = 2_000
"""Cards that are decoded at a time: one call of the decoder costs more than a card."""

VERSION = "11"
"""Of the text: where another one is kept, all of it is made anew."""

_DEFAULTS = Moment("", "")

_OFFER = (
    "id", "by", "to", "made_at", "state", "due", "accepted_at", "ended_at", "reason", "is_final", "overturned",
    "met", "requirements", "is_unoffered",
)  # fmt: skip
"""The fields of an offer, before its questions."""


def encode_facts(facts: CardFacts) -> str:
    """Return the facts of a card as text."""
    offers = [[*(getattr(offer, name) for name in _OFFER), offer.questions] for offer in facts.offers]
    return json.dumps(
        [facts.created_at, [_trim(moment) for moment in facts.moments], offers, facts.campaigns], separators=(",", ":")
    )


def _trim(moment: Moment) -> Sequence[Any]:
    """Return a moment without what it has by default at its end: most have nothing there."""
    end = len(moment)
    while moment[end - 1] == _DEFAULTS[end - 1]:
        end -= 1
    return moment[:end]


def decode_facts(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, CardFacts]]:
    """Yield (card, its facts) from rows of a card and the text of its facts."""
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == CHUNK:
            yield from _decode(batch)
            batch = []
    yield from _decode(batch)


def build_journeys(
    board: Board, cards: Mapping[Key, str], merged: Mapping[Key, str], rows: Iterable[tuple[Key, CardFacts]]
) -> Iterator[Journey]:
    """Yield the journeys of cards (key to id), with what tells when those merged into them began.

    `merged` has the cards that were merged, each with the id of the card into which it went in the end.
    """
    builder = JourneyBuilder(board)
    if not merged:
        for key, facts in rows:
            if key in cards and (journey := builder.build(cards[key], facts)):
                yield journey
        return
    facts_by_key = dict(rows)
    earlier: dict[str, list[Moment]] = {}
    for key, into in merged.items():
        if key in facts_by_key and (journey := builder.build("", facts_by_key[key])):
            earlier.setdefault(into, []).extend(journey.moments)
    for key, card in cards.items():
        if key in facts_by_key and (journey := builder.build(card, facts_by_key[key], earlier.get(card, ()))):
            yield journey


def find_last(into: Mapping[str, str], card: str) -> str:
    """Return the card into which another went in the end; cards that were merged in a circle end somewhere in it."""
    passed: set[str] = set()
    while card in into and card not in passed:
        passed.add(card)
        card = into[card]
    return card


def _decode(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, CardFacts]]:
    records = json.loads("[" + ",".join(row[1] for row in rows) + "]")
    for (card, _), (created_at, moments, offers, campaigns) in zip(rows, records, strict=True):
        yield (
            card,
            CardFacts(
                created_at,
                tuple([Moment(*moment) for moment in moments]),
                tuple(map(_decode_offer, offers)),
                tuple([(at, name) for at, name in campaigns]),
            ),
        )


def _decode_offer(values: list[Any]) -> Offer:
    *names, questions = values
    return Offer(**dict(zip(_OFFER, names, strict=True)), questions=tuple(map(Question._make, questions)))
