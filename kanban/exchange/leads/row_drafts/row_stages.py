"""Where each row's card stands, and since when: its stage, its creation, its close."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from kanban.domain.values.text import fold
from kanban.exchange.leads.row_drafts.column_work import fill_gaps
from kanban.exchange.recognition import cells
from kanban.exchange.recognition.cells import CellFault
from kanban.exchange.recognition.date_columns import DateReader
from kanban.exchange.recognition.words.column_labels import read_label
from kanban.exchange.recognition.words.headers import DAY_FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from kanban.exchange.leads.row_drafts.column_work import PieceReader, Values
    from kanban.exchange.recognition.columns import ColumnMapping
    from kanban.exchange.recognition.date_columns import Order
    from kanban.exchange.recognition.survey import Survey
    from kanban.exchange.recognition.words.stage_words import Scope, StageChoice, StageMap

_IN_UTC = re.compile(r"(?<![^\W_])(?:UTC|GMT)(?!\s*[+-]\s*\d)(?![^\W_])", re.IGNORECASE)
"""In the label of a column whose times are not the board's: `Submit Date (UTC)`."""

_LAST_DAY = frozenset({*DAY_FIELDS, "closed_at"})
"""Days by which something is due or done: a month there means its last day."""

_SCOPES: dict[str, Scope] = {"leads": "lead", "contacts": "lead", "members": "lead", "deals": "deal"}


_DEALS = frozenset({"deal", "opportunity"})
"""Words in the label of a column for the stages of deals, in a list of companies or people."""


def find_scope(mapping: ColumnMapping) -> Scope:
    """Return the scope of a file's stage words: of leads, of deals, of people, or of what it does not tell."""
    if _is_deal_list(mapping):
        return "deal list"
    is_of_people = any(map(mapping.all, ("email", "contact", "first_name", "last_name")))
    is_of_deals = any(map(mapping.all, ("value", "title", "close_on", "closed_at", "probability")))
    return _SCOPES.get(mapping.kind, "person" if is_of_people and not is_of_deals else "any")


def _is_deal_list(mapping: ColumnMapping) -> bool:
    """Tell whether a plain file lists deals: rows with a name of their own and an amount, a close or a chance.

    A label that calls the rows deals says it alone.
    """
    title = next(iter(mapping.all("title")), None)
    if (mapping.system, mapping.kind) != ("file", "plain") or title is None:
        return False
    words = read_label(title.label).words
    return "lead" not in words and (any(map(mapping.all, _OF_DEALS)) or not _DEALS.isdisjoint(words))


_OF_DEALS = ("value", "close_on", "probability")


_END_WORDS = dict.fromkeys(
    ("won", "win", "gewonnen", "gagne", "gagnee", "ganado", "ganada", "ganho", "ganha", "vinto", "vinta",
     "vunnen", "vunnet", "megnyeres", "megnyerve", "wygrana", "wygranej"), "won"
) | dict.fromkeys(
    ("lost", "loss", "lose", "verloren", "perdu", "perdue", "perdido", "perdida", "perso", "persa",
     "forlorad", "elvesztes", "elvesztve", "przegrana", "przegranej"), "lost"
)  # fmt: skip


def find_end(label: str) -> str | None:
    """Return `won` or `lost` where the label of a day says that a deal ended so."""
    ends = {_END_WORDS[word] for word in (*read_label(label).words, *fold(label).split()) if word in _END_WORDS}
    return ends.pop() if len(ends) == 1 else None


@dataclass(frozen=True, slots=True)
class StageTimes:
    """When the rows of a piece were made, and came to where they stand, as far as the file tells."""

    created: Values
    entered: Values
    """For closed ones when they were closed."""


class StageReader:
    """Reads stages and times of one sheet."""

    def __init__(
        self, mapping: ColumnMapping, survey: Survey, stages: StageMap, zone: tzinfo, dates: Order | None
    ) -> None:
        """Take the sheet's mapping and survey, the board's stages and zone, and the order of days where it was said."""
        self.words: Counter[tuple[str, Scope]] = Counter()
        """Rows by their word for a stage, and by whose word it is."""
        self.scope = find_scope(mapping)
        order = dates or survey.order or survey.assumed_order
        signs = survey.orders_by_sign
        self.moment = DateReader(zone, order, signs=signs).moment
        """Reads a single time."""
        targets = {column.index: column.target for column in mapping.columns}
        labels = {column.index: column.label for column in mapping.columns}
        self._readers = {
            index: DateReader(
                UTC if _IN_UTC.search(labels[index]) else zone,
                dates or scan.order or order,
                signs=signs,
                plain=scan.is_plain,
                takes_last_day=targets[index] in _LAST_DAY,
            )
            for index, scan in survey.dates.items()
        }
        self._stages = stages
        self._choices: dict[tuple[str, Scope], StageChoice] = {}
        self._target = "status" if self.scope == "lead" else "stage"
        stage = next(iter(mapping.all(self._target)), None)
        is_of_deals = stage is not None and not _DEALS.isdisjoint(read_label(stage.label).words)
        self._scope_of_stages: Scope = "deal" if self.scope in {"any", "deal list"} and is_of_deals else self.scope
        """The scope of what stands in the stage's own column; what other columns say of a row has the file's."""

    def stage(self, work: PieceReader) -> list[StageChoice]:
        """Choose a stage for each row."""
        words: Sequence[tuple[str, Scope]] = self._add_scopes(work, self._words(work))
        self.words.update(words)
        choices_by_word = {pair: self._choose(*pair) for pair in set(words)}
        choices = [choices_by_word[pair] for pair in words]
        column = next(iter(work.mapping.all(self._target)), None)
        if column and self.scope != "lead" and any(choice.how == "guessed" for choice in self._choices.values()):
            for row, choice in enumerate(choices):
                if choice.how == "guessed" and choice.word:
                    work.keep(row, column.label, choice.word)
        return choices

    def _add_scopes(self, work: PieceReader, words: Sequence[str]) -> list[tuple[str, Scope]]:
        """Return each word with its scope: of deals in rows whose own column for the stage of a deal is filled."""
        stages = work.first(self._target)
        if self._scope_of_stages == self.scope or stages is None:
            return [(word, self.scope) for word in words]
        scopes = (self._scope_of_stages if stage.strip() else self.scope for stage in stages)
        return list(zip(words, scopes, strict=True))

    @property
    def has_labels(self) -> bool:
        """Whether a choice so far came with a label."""
        return any(choice.label for choice in self._choices.values())

    def _words(self, work: PieceReader) -> Sequence[str]:
        """Return the stage words, with won or lost for deals whose outcome is in another column."""
        words = work.first(self._target) or ("",) * work.count
        lifecycle = work.first("lifecycle")
        if lifecycle:
            words = [word if word.strip() else further for word, further in zip(words, lifecycle, strict=True)]
        outcome, won, closed = (work.first(target) for target in ("outcome", "is_won", "is_closed"))
        lost = work.first("is_lost")
        if outcome:
            ends = {cell: cell.strip() for cell in set(outcome) if self._is_end(cell.strip())}
            words = [ends.get(cell, word) for word, cell in zip(words, outcome, strict=True)] if ends else words
        if closed and won:
            words = ["lost" if cells.is_yes(cell) else word for word, cell in zip(words, closed, strict=True)]
        if lost:
            words = ["lost" if cells.is_yes(cell) else word for word, cell in zip(words, lost, strict=True)]
        if won:
            words = ["won" if cells.is_yes(cell) else word for word, cell in zip(words, won, strict=True)]
        if self.scope != "lead":
            words = self._read_closes(work, words)
        completed = work.first("completed_at")
        if completed and self.scope != "lead":
            words = [
                "completed" if cell.strip() and not self._choose(word).stage.is_closed else word
                for word, cell in zip(words, completed, strict=True)
            ]
        return words

    def _read_closes(self, work: PieceReader, words: Sequence[str]) -> Sequence[str]:
        """Return the words, with the empty ones of rows that have a day in `Won date` or `Lost date`."""
        ends = [(find_end(column.label), work.columns[column.index]) for column in work.mapping.all("closed_at")]
        named_ends = [(end, column_cells) for end, column_cells in ends if end and any(column_cells)]
        if not named_ends:
            return words
        filled_words = list(words)
        for row, word in enumerate(words):
            closes = {end for end, column_cells in named_ends if column_cells[row].strip()}
            if not word.strip() and len(closes) == 1:
                (filled_words[row],) = closes
        return filled_words

    def _is_end(self, word: str) -> bool:
        """Tell whether a word of an outcome says that a deal is won or lost."""
        choice = self._stages.choose(word, self.scope) if word else None
        return choice is not None and choice.stage.is_closed and not choice.is_guessed

    def _choose(self, word: str, scope: Scope | None = None) -> StageChoice:
        key = word, scope or self.scope
        choice = self._choices.get(key)
        if choice is None:
            choice = self._choices[key] = self._stages.choose(*key)
        return choice

    def date(self, work: PieceReader, target: str) -> Values:
        """Read the columns that feed a moment or (where the name ends in `_on`) a day."""
        merged_values = work.none
        for column in work.mapping.all(target):
            column_cells = work.columns[column.index]
            reader = self._readers[column.index]
            values = reader.days(column_cells) if target.endswith("_on") else reader.moments(column_cells)
            if None in values:
                odd = [row for row, value in enumerate(values) if value is None and column_cells[row].strip()]
                work.take(column, [CellFault(row, column_cells[row]) for row in odd])
            merged_values = fill_gaps(merged_values, values)
        return merged_values

    def find_entry_times(self, work: PieceReader, choices: Sequence[StageChoice]) -> StageTimes:
        """Read when each row was made and came to its stage; the expected close of a closed one is when it closed."""
        created, entered = self.date(work, "created_at"), self.date(work, "entered_at")
        closed = fill_gaps(self.date(work, "closed_at"), self.date(work, "completed_at"))
        if any(choice.stage.is_closed for choice in self._choices.values()):
            column = next(iter(work.mapping.all("close_on")), None)
            if column:
                closed = fill_gaps(closed, self._readers[column.index].moments(work.columns[column.index]))
            entered = [
                end or start if choice.stage.is_closed else start
                for choice, start, end in zip(choices, entered, closed, strict=True)
            ]
        entered = fill_gaps(entered, created)
        if created is work.none:
            return StageTimes(created, entered)
        return StageTimes(
            [
                min(creation, entry) if creation and entry else creation
                for creation, entry in zip(created, entered, strict=True)
            ],
            entered,
        )
