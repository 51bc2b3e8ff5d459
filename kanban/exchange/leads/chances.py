"""Columns called like the chance of a win that say something else: Zoho's Probability stands at 20 % on won deals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kanban.exchange.leads.row_drafts.row_stages import find_scope
from kanban.exchange.recognition.cells import read_shares
from kanban.exchange.recognition.columns import Column
from kanban.exchange.recognition.sheet import Sheet
from kanban.exchange.recognition.survey import Survey
from kanban.exchange.recognition.words.stage_words import StageMap

MOST_ODD = 0.1
"""The share of rows that may contradict their stage: people mistype, programs don't."""


def keep_foreign_chances(
    sheets: Sequence[Sheet], surveys: Mapping[int, Survey], stages: StageMap, overrides: Mapping[str, str]
) -> None:
    """Let columns of chances that contradict the stages become custom fields, unless somebody said what they are.

    A won deal has 100 %, a lost one 0 %, and an open one is not certain.
    """
    for n, survey in surveys.items():
        sheet = sheets[n]
        if sheet.mapping.system == "kanban":
            continue
        for column in sheet.mapping.all("probability"):
            if column.label in overrides or not (rows := survey.chances.get(column.index)):
                continue
            if _count_odd(rows, sheet, stages) > MOST_ODD * rows.total():
                sheet.keep_as_custom(column.index)
                sheet.remarks.append(_describe(sheet, column))


def _count_odd(rows: Counter[tuple[str, str, str]], sheet: Sheet, stages: StageMap) -> int:
    """Return how many rows have a chance that their stage contradicts, or their outcome where that ends the deal."""
    words, ends, chances = zip(*rows, strict=True)
    scope = find_scope(sheet.mapping)
    outcomes = {word: stages.choose(word, scope).stage.outcome for word in {*words, *filter(None, ends)}}
    odd = 0
    for (word, end, _), chance, row_count in zip(rows, read_shares(chances)[0], rows.values(), strict=True):
        outcome = outcomes.get(end) or outcomes[word]
        is_odd = chance == 1 if outcome is None else chance != (1 if outcome == "won" else 0)
        odd += row_count * (chance is not None and is_odd)
    return odd


def _describe(sheet: Sheet, column: Column) -> str:
    return (
        f"“{column.label}” in “{sheet.name}” is no chance of a win: it contradicts the stages. "
        "It is kept as a custom field."
    )
