"""Wants: what reps asked marketing for, how many cards each got, and what became of those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.wants.want import WantedCards, WantProgress
from kanban.reports.answers.question import Facts, Question, plain

FIGURES = ("tied", "won", "lost", "open", "matching")
"""Figures whose cards can be listed: tied to a want, those by how they stand now, and what would match today."""

STATES = ("open", "met", "over", "ended")
"""How a want stands: it waits, it has its cards, its day is over, or somebody ended it."""


@dataclass(frozen=True, slots=True)
class WantRow:
    """A want with the cards that count."""

    progress: WantProgress
    states: Mapping[str, str]
    """How each card that counts stands now, by its id."""

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of one of FIGURES."""
        cards = self.progress.matching if figure == "matching" else self.progress.cards
        counted = [card for card in cards if card in self.states]
        return counted if figure in {"tied", "matching"} else [one for one in counted if self.states[one] == figure]

    def count(self, figure: str) -> int:
        """Return how many cards a figure counts."""
        return len(self.list_cards(figure))


@dataclass(frozen=True)
class WantsAnswer:
    """The wants that were open in a period."""

    question: Question
    rows: Sequence[WantRow]
    """In the order in which they were made."""

    @cached_property
    def states(self) -> Mapping[str, int]:
        """How many wants stand how."""
        return {state: sum(row.progress.state == state for row in self.rows) for state in STATES}

    def encode_row(self, row: WantRow) -> dict[str, Any]:
        """Return the record of a want."""
        want, board = row.progress.want, self.question.board
        return {
            "place": row.progress.place, "id": want.id, "owner": board.find_person_name(want.owner) or None,
            "query": want.query, "number": want.number, "by": want.by, "because": want.because or None,
            "state": row.progress.state, **{figure: row.count(figure) for figure in FIGURES},
        }  # fmt: skip

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        total = {figure: len(set(self.list_cards(figure))) for figure in FIGURES}
        rows = [self.encode_row(row) for row in self.rows]
        return {**self.question.encode("wants"), "states": dict(self.states), **total, "wants": rows}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a figure, of the want with a number, or `2:won`; raises UsageFault for another word."""
        place, _, word = figure.rpartition(":")
        if not place and plain(figure).isdecimal():
            place, word = figure, "tied"
        rows = [row for row in self.rows if not place or str(row.progress.place) == place.strip()]
        if plain(word) not in FIGURES or not (rows or not place):
            raise UsageFault(f"“{figure}” is no figure. Try {', '.join(FIGURES)}, or the number of a want.")
        return list(dict.fromkeys(card for row in rows for card in row.list_cards(plain(word))))


def answer_wants(question: Question, facts: Facts) -> WantsAnswer:
    """Return the wants that were made before the end of a period, and whose day was not over before it."""
    wanted: WantedCards = facts.read_wants()
    first, (_, end) = question.period.first, question.bounds
    rows = [
        WantRow(one, wanted.states)
        for one in wanted.progress
        if one.want.at < end and (first is None or one.want.by >= first.isoformat())
    ]
    return WantsAnswer(question, rows)
