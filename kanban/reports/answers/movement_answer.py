"""Movement: what came to the open deals of a period, and what left them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.journeys.movement_steps import Counted
from kanban.reports import movement
from kanban.reports.answers.question import Facts, Question, plain, read_month
from kanban.reports.movement import PARTS, Movement
from kanban.reports.rates import Bounds


@dataclass(frozen=True)
class MovementAnswer:
    """The movement of a period."""

    question: Question
    closing: tuple[str, str] | None
    """The first and the last day of the expected closes that count; None for all."""
    report: Movement

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        days = {"closing": list(self.closing) if self.closing else None}
        return {**self.question.encode("movement"), **days, "currencies": movement.encode_movement(self.report)}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a part, `won`, or in one currency, `EUR:won`; raises UsageFault for another word."""
        code, _, part = plain(figure).rpartition(":")
        name = part.strip().replace(" ", "_")
        currencies = {(currency or "none").casefold(): parts for currency, parts in self.report.items()}
        if name not in PARTS:
            raise UsageFault(f"“{figure}” is no part. Try {', '.join(PARTS)}.")
        if code and code.strip() not in currencies:
            known = ", ".join((currency or "none") for currency in self.report) or "no currency"
            raise UsageFault(f"No deal was open in “{code.strip().upper()}”; there is {known}.")
        chosen = [currencies[code.strip()]] if code else list(currencies.values())
        return [card for parts in chosen for card in parts[name].cards]


def answer_movement(question: Question, facts: Facts) -> MovementAnswer:
    """Return the movement; raises UsageFault where the month of the closes can't be read."""
    typed = question.options.get("period")
    closing = read_month(typed) if typed else None
    return MovementAnswer(question, closing, count_movement(question, facts, question.bounds, closing))


def count_movement(
    question: Question, facts: Facts, bounds: Bounds, closing: tuple[str, str] | None = None
) -> Movement:
    """Count what happened to the open deals in a period; `closing` are the days of the closes that count."""
    if closing is None and facts.tallies:
        return movement.count_movement(facts.tallies, bounds)
    counted = Counted.of_stages(question.board.all_stages, closing)
    return movement.build_movement(facts.list_journeys(), bounds, counted)
