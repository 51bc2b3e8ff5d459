"""Objections: how many cards met, how they ended, by the play that answers them, and what open value met them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.playbook.book import MetObjection, Playbook, count_figures, sum_values
from kanban.domain.playbook.play import Play
from kanban.domain.values.money import decimal_text
from kanban.domain.values.text import fold
from kanban.reports.answers.question import Facts, Question, plain

FIGURES = ("met", "resolved", "stalled", "lost", "open", "unanswered")
"""Figures over all objections, whose cards can be listed."""

WITHOUT = "(none)"
"""What the objections that no play answers go by."""


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """The objections that one play answers; without a play those that none does."""

    play: Play | None
    entries: tuple[MetObjection, ...]

    @property
    def title(self) -> str:
        """The play's title."""
        return self.play.title if self.play else WITHOUT

    @property
    def open_values(self) -> Mapping[str, int]:
        """What the open cards that met one are worth, by currency, each card once; minor units."""
        return sum_values(entry for entry in self.entries if entry.state == "open")

    def count(self, outcome: str) -> int:
        """Return how many ended so; `open` have no outcome yet."""
        return sum((entry.objection.outcome or "open") == outcome for entry in self.entries)

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        figures = count_figures(self.entries) if self.entries else None
        return {
            "play": self.play.title if self.play else None, "met": len(self.entries),
            **{outcome: self.count(outcome) for outcome in FIGURES[1:5]},
            "cards": {
                "won": figures.won_cards if figures else 0, "lost": figures.lost_cards if figures else 0,
                "open": figures.open_cards if figures else 0,
            },
            "open_value": {code: decimal_text(minor, code) for code, minor in self.open_values.items()},
        }  # fmt: skip


@dataclass(frozen=True)
class ObjectionsAnswer:
    """The objections that were logged in a period."""

    question: Question
    playbook: Playbook
    """With the objections of the period alone."""
    before: int | None
    """How many were logged in the period before; None where there is none."""

    @cached_property
    def whole(self) -> ObjectionRow:
        """All of them."""
        return ObjectionRow(None, self.playbook.met)

    @cached_property
    def rows(self) -> Sequence[ObjectionRow]:
        """The plays that answered any, the most used first; at the end those that no play answers."""
        by_play: dict[str, list[MetObjection]] = {}
        for entry in self.playbook.met:
            play = self.playbook.find_answer(entry.objection)
            by_play.setdefault(play.id if play else "", []).append(entry)
        plays = {play.id: play for play in self.playbook.present}
        rows = [ObjectionRow(plays.get(name), tuple(entries)) for name, entries in by_play.items()]
        return sorted(rows, key=lambda row: (row.play is None, -len(row.entries), row.title))

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        before = {**self.question.encode_before(), "met": self.before} if self.before is not None else None
        total = {name: value for name, value in self.whole.encode().items() if name != "play"}
        rows = [row.encode() for row in self.rows]
        return {**self.question.encode("objections"), **total, "plays": rows, "before": before}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a figure, a play, or `PLAY:resolved`; raises UsageFault for another word."""
        name, _, outcome = figure.rpartition(":")
        if plain(outcome) not in FIGURES:
            name, outcome = figure, "met"
        if plain(figure) in FIGURES:
            name, outcome = "", figure
        row = self.whole if not name else next((row for row in self.rows if fold(row.title) == fold(name)), None)
        if row is None:
            raise UsageFault(f"“{figure}” is no figure. Try {', '.join(FIGURES)}, or the title of a play.")
        return [entry.card for entry in row.entries if self._counts(entry, plain(outcome))]

    def _counts(self, entry: MetObjection, figure: str) -> bool:
        if figure == "unanswered":
            return self.playbook.find_answer(entry.objection) is None
        return figure in {"met", entry.objection.outcome or "open"}


def answer_objections(question: Question, facts: Facts) -> ObjectionsAnswer:
    """Return the objections of a period."""
    playbook = facts.read_playbook()
    begin, end = question.bounds
    met = tuple(entry for entry in playbook.met if begin <= entry.objection.at < end)
    before = question.before
    earlier = sum(before[0] <= entry.objection.at < before[1] for entry in playbook.met) if before else None
    return ObjectionsAnswer(question, Playbook(playbook.plays, met, playbook.currency), earlier)
