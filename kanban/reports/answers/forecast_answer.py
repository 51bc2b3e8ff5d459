"""Forecast: open deals by the month in which they are expected to close, and what was won."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.records.deal import Deal
from kanban.domain.values.dates import parse_day
from kanban.reports import forecast
from kanban.reports.answers.question import Facts, Question, plain
from kanban.reports.forecast import SLIPPED, UNDATED, Forecast
from kanban.reports.measured import MeasuredRates, count_rates, measure_rates
from kanban.reports.period import Months, list_finished_months, split_months
from kanban.reports.sales.accuracy import MONTHS, MonthAccuracy, build_accuracy, count_accuracy

WORDS = {UNDATED: "no close date", SLIPPED: "slipped"}
"""What the rows without a month are called."""

COMMIT = "commit"
"""Open deals that somebody commits to: `commit` all of them, `2026-12:commit` those of a row."""


@dataclass(frozen=True)
class ForecastAnswer:
    """The forecast of today; of a time that is over, what was won in it."""

    question: Question
    facts: Facts

    @cached_property
    def _deals(self) -> Sequence[Deal]:
        # today's open deals say nothing of a time that is over
        is_closed = True if self.question.is_over else None
        return list(self.facts.list_deals(is_closed=is_closed, closed_since=self._months.begins[0]))

    @cached_property
    def _months(self) -> Months:
        question = self.question
        return split_months(question.period.first or question.today, question.period.last, question.board.zone)

    @cached_property
    def report(self) -> Forecast:
        """The rows."""
        measured = measure_stages(self.question, self.facts)
        return forecast.build_forecast(self._deals, self.question.today, self._months, measured)

    @cached_property
    def accuracy(self) -> Sequence[MonthAccuracy] | None:
        """How right the forecasts of the last months were; None where that was not asked."""
        question = self.question
        if not question.options.get("accuracy"):
            return None
        return look_back(question, self.facts)

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        accuracy = None if self.accuracy is None else [month.encode() for month in self.accuracy]
        return {**self.question.encode("forecast"), **self.report.encode(), "accuracy": accuracy}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a row; raises UsageFault for another word."""
        of, separator, last = figure.rpartition(":")
        only_committed = plain(last) == COMMIT
        wanted = _read_row(of if only_committed and separator else "open" if only_committed else figure)
        return [
            deal.card
            for deal in self._deals
            if not only_committed or (deal.is_committed and not deal.outcome)
            for row in [forecast.find_row(deal, self.question.today, self._months)]
            if row is not None and wanted in {row, "won" if deal.outcome else "open"}
        ]


def answer_forecast(question: Question, facts: Facts) -> ForecastAnswer:
    """Return the forecast."""
    return ForecastAnswer(question, facts)


def measure_stages(question: Question, facts: Facts) -> MeasuredRates | None:
    """Measure how likely deals are won, by all closed deals of the board; None where that is not known."""
    stages = question.board.all_stages
    if facts.tallies:
        return count_rates(stages, facts.tallies.count_stood())
    journeys = facts.list_closed_journeys()
    return measure_rates(stages, journeys) if journeys is not None else None


def look_back(question: Question, facts: Facts) -> Sequence[MonthAccuracy]:
    """Return how right the forecasts of the last finished months were."""
    board, months = question.board, list_finished_months(question.yesterday, MONTHS)
    if facts.tallies:
        return count_accuracy(board.all_stages, facts.tallies, months, board.zone)
    return build_accuracy(board.all_stages, facts.list_journeys(), months, board.zone)


def _read_row(typed: str) -> str:
    """Return a row by its name; raises UsageFault for another word."""
    words = plain(typed)
    name = next((row for row, title in WORDS.items() if words == title), words)
    if name in {SLIPPED, UNDATED, "open", "won"} or re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", name):
        return name
    if re.fullmatch(r"[a-z]+ \d{4}", name):  # as the report shows it: Dec 2026
        with contextlib.suppress(UsageFault):
            return parse_day(f"1 {name}", date.min).isoformat()[:7]
    raise UsageFault(f"“{typed}” is no row. Try slipped, undated, open, won, commit, or a month as 2026-12.")
