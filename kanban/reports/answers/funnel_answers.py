"""Funnel and conversion: which stages cards reached in a period, and in the one before, and how many went on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kanban.domain.board import Board
from kanban.domain.errors import UsageFault
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.values.text import fold
from kanban.reports import funnel
from kanban.reports.answers.question import Facts, Question, read_day_count
from kanban.reports.funnel import Conversion, Counting
from kanban.reports.rates import Bounds


@dataclass(frozen=True)
class FunnelAnswer:
    """The funnel of a period."""

    question: Question
    steps: Sequence[Conversion]
    before: Sequence[Conversion] | None

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        question = self.question
        earlier = (
            {**question.encode_before(), "stages": [step.encode() for step in self.before]} if self.before else None
        )
        stages = [step.encode() for step in self.steps]
        return {**question.encode("funnel"), **_encode_counting(question), "stages": stages, "before": earlier}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of `MQL` or `MQL:open`; raises UsageFault for another word."""
        name, _, counted = figure.partition(":")
        step = next((step for step in self.steps if fold(step.start.name) == fold(name.strip())), None)
        return _list_cards(step, counted.strip() or "reached", figure)


@dataclass(frozen=True)
class ConversionAnswer:
    """The conversion from one stage to another."""

    question: Question
    step: Conversion
    before: Conversion | None

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        question = self.question
        earlier = {**question.encode_before(), **self.before.encode()} if self.before else None
        return {
            **question.encode("conversion"), **_encode_counting(question), **self.step.encode(), "before": earlier,
        }  # fmt: skip

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a figure; raises UsageFault for another word."""
        return _list_cards(self.step, figure, figure)


def answer_funnel(question: Question, facts: Facts) -> FunnelAnswer:
    """Return the funnel; raises UsageFault for an option that can't be read."""
    before = count_funnel(question, facts, question.before) if question.before else None
    return FunnelAnswer(question, count_funnel(question, facts, question.bounds), before)


def count_funnel(question: Question, facts: Facts, bounds: Bounds) -> Sequence[Conversion]:
    """Count the funnel of a period; raises UsageFault for an option that can't be read."""
    pipeline, counting = Pipeline(question.board.all_stages), _read_counting(question, bounds)
    if counting.is_plain and facts.tallies:
        return funnel.count_funnel(pipeline, facts.tallies.count_climbs(bounds))
    return funnel.build_funnel(pipeline, facts.list_journeys(), counting)


def answer_conversion(question: Question, facts: Facts) -> ConversionAnswer:
    """Return the conversion; raises UsageFault for an option that can't be read."""
    pipeline = Pipeline(question.board.all_stages)
    start, end = _read_places(question.board, pipeline, question.options.get("start"), question.options.get("end"))

    def build(bounds: Bounds) -> Conversion:
        counting = _read_counting(question, bounds)
        if counting.is_plain and facts.tallies:
            return funnel.count_conversion(pipeline, facts.tallies.count_climbs(bounds), start, end)
        return funnel.build_conversion(pipeline, facts.list_journeys(), start, end, counting)

    return ConversionAnswer(question, build(question.bounds), build(question.before) if question.before else None)


def _read_places(board: Board, pipeline: Pipeline, start: str | None, end: str | None) -> tuple[int, int]:
    """Return the places of two stages; raises UsageFault where the second does not follow the first."""
    first = board.find_stage(start) if start else board.marked.get("mql", board.stages[0])
    won = next((stage for stage in board.stages if stage.outcome == "won"), board.stages[-1])
    last = board.find_stage(end) if end else won
    for stage in (first, last):
        if stage.id not in pipeline.places:
            raise UsageFault(f"“{stage.name}” is where cards end, not a stage on the way. Try another stage.")
    places = pipeline.places[first.id], pipeline.places[last.id]
    if places[0] >= places[1]:
        raise UsageFault(f"“{last.name}” does not follow “{first.name}”. Give an earlier start or a later end.")
    return places


def _read_counting(question: Question, bounds: Bounds) -> Counting:
    options = question.options
    return Counting(
        bounds, question.now, is_strict=bool(options.get("strict")), within_days=read_day_count(options.get("within"))
    )


def _encode_counting(question: Question) -> dict[str, Any]:
    options = question.options
    return {"strict": bool(options.get("strict")), "within_days": read_day_count(options.get("within"))}


def _list_cards(step: Conversion | None, figure: str, typed: str) -> list[str]:
    name = figure.strip().replace(" ", "_")
    if step is None or name not in funnel.FIGURES:
        names = ", ".join(funnel.FIGURES)
        raise UsageFault(f"“{typed}” is no figure. Figures are {names}; the funnel's stand behind a stage: MQL:open.")
    return list(getattr(step, name))
