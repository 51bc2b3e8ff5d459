"""What `kanban import` was told once and need not be told again: fields of columns, and stages of words in a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kanban.exchange.recognition.headers import squash
from kanban.store.importing import importer

if TYPE_CHECKING:
    from kanban.exchange.recognition.sheet import Sheet
    from kanban.store.workspace import Workspace

_STAGE_FIELDS = ("stage", "status")


class ImportMemory:
    """What is remembered for the columns of some files."""

    def __init__(self, opened: Workspace, sheets: Sequence[Sheet], chosen: Mapping[str, str]) -> None:
        """Take the board, its files as they are recognised, and the fields chosen for columns this time."""
        self._opened = opened
        with opened.database.faults():
            remembered = {
                squash(label): field
                for label, field in importer.list_columns(opened.connection, opened.board.id).items()
            }
            self._words = importer.list_stage_words(opened.connection, opened.board.id)
        self._labels = list(dict.fromkeys(column.label for sheet in sheets for column in sheet.mapping.columns))
        chosen_labels = {squash(label) for label in chosen}
        self.columns = {
            label: remembered[squash(label)]
            for label in self._labels
            if squash(label) in remembered and squash(label) not in chosen_labels
        }
        """Fields by label, for columns of these files about which nothing is said this time."""

    def stage_words(self, sheets: Sequence[Sheet], chosen: Mapping[str, str]) -> dict[str, str]:
        """Return stage names by word, as remembered for the stage columns of these files; `chosen` wins."""
        names = {stage.id: stage.name for stage in self._opened.board.stages}
        remembered = {
            word: names[stage]
            for label in self._stage_labels(sheets)
            for word, stage in self._words.get(label, {}).items()
            if stage in names
        }
        chosen_words = {squash(word) for word in chosen}
        return {word: name for word, name in remembered.items() if squash(word) not in chosen_words} | dict(chosen)

    def keep(self, sheets: Sequence[Sheet], columns: Mapping[str, str], stages: Mapping[str, str]) -> None:
        """Remember what was said this time: fields by label, and names of stages by word."""
        present = {squash(label) for label in self._labels}
        ids = {squash(stage.name): stage.id for stage in self._opened.board.stages}
        words = {word: ids[squash(name)] for word, name in stages.items() if squash(name) in ids}
        board = self._opened.board.id
        with self._opened.database.writing() as connection:
            for label, field in columns.items():
                if squash(label) in present:
                    importer.keep_column(connection, board, squash(label), field)
            for label in self._stage_labels(sheets) if words else ():
                importer.keep_stage_words(connection, board, label, words)

    @staticmethod
    def _stage_labels(sheets: Sequence[Sheet]) -> list[str]:
        labels = [column.label for sheet in sheets for field in _STAGE_FIELDS for column in sheet.mapping.all(field)]
        return list(dict.fromkeys(map(squash, labels)))
