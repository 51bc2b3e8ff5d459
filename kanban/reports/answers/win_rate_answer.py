"""Win rate: of the deals that were closed in a period, how many were won."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.records.deal import Deal
from kanban.reports import winrate
from kanban.reports.answers.question import Facts, Question, plain
from kanban.reports.winrate import WinRate


@dataclass(frozen=True)
class WinRateAnswer:
    """The win rate of a period."""

    question: Question
    list_deals: Callable[[], Iterable[Deal]]
    """Reads the closed deals: one of a hundred thousand needs not be kept to be counted."""

    @cached_property
    def report(self) -> WinRate:
        """The rates."""
        return winrate.build_win_rate(self.list_deals(), self.question.bounds, self.question.before)

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        record = self.report.encode()
        if record["before"]:
            record["before"] = {**self.question.encode_before(), **record["before"]}
        return {**self.question.encode("winrate"), **record}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a figure; raises UsageFault for another word."""
        name = plain(figure)
        if name not in winrate.FIGURES:
            raise UsageFault(f"“{figure}” is no figure. Try {', '.join(winrate.FIGURES)}.")
        return winrate.select_cards(self.list_deals(), self.question.bounds, name)


def answer_win_rate(question: Question, facts: Facts) -> WinRateAnswer:
    """Return the win rate."""
    return WinRateAnswer(question, lambda: facts.list_deals(is_closed=True))
