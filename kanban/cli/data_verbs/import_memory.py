"""What `kanban import` was told once and need not be told again: fields of columns, and stages of words in a column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.domain.values.fields import format_column
from kanban.exchange.files import json_lines
from kanban.exchange.leads.preview_builder import Remembered
from kanban.exchange.recognition.rows.stage_titles import LABEL
from kanban.exchange.recognition.sheet import Sheet
from kanban.exchange.recognition.words.headers import squash
from kanban.store.importing import importer

if TYPE_CHECKING:
    from kanban.store.workspace import Workspace

_STAGE_FIELDS = ("stage", "status")


class ImportMemory:
    """What is remembered for the columns of some files."""

    def __init__(
        self, opened: Workspace, sheets: Sequence[Sheet], chosen: Mapping[str, str], stage_words: Iterable[str]
    ) -> None:
        """Take the board, its files as recognised, and this time's fields of columns and words for stages."""
        self._opened = opened
        with opened.database.faults():
            remembered = {
                squash(label): field
                for label, field in importer.list_columns(opened.connection, opened.board.id).items()
            }
            self._words = importer.list_stage_words(opened.connection, opened.board.id)
        self._name_stages(sheets, stage_words)
        self._labels = list(dict.fromkeys(column.label for sheet in sheets for column in sheet.mapping.columns))
        chosen_labels = {squash(label) for label in chosen}
        self.columns = {
            label: remembered[squash(label)]
            for label in self._labels
            if squash(label) in remembered and squash(label) not in chosen_labels
        }
        """Fields by label, for columns of these files about which nothing is said this time."""

    def _name_stages(self, sheets: Sequence[Sheet], chosen: Iterable[str]) -> None:
        """Let files know the words for stages, so that those of which titles of groups tell them have such a column."""
        known = self._words.get(squash(LABEL), {})
        names = [name for stage in self._opened.board.stages for name in (stage.name, *stage.aliases)]
        for sheet in sheets:
            sheet.name_stages([*chosen, *known, *names])

    def stage_words(self, sheets: Sequence[Sheet], chosen: Mapping[str, str]) -> dict[str, str]:
        """Return stage names by word, as remembered for the stage columns of these files; `chosen` wins."""
        self._name_stages(sheets, chosen)
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
        present = {squash(label): label for label in self._labels}
        ids = {squash(stage.name): stage.id for stage in self._opened.board.stages}
        words = {word: ids[squash(name)] for word, name in stages.items() if squash(name) in ids}
        board = self._opened.board.id
        with self._opened.database.writing() as connection:
            for label, field in columns.items():
                if squash(label) in present:
                    importer.keep_column(connection, board, squash(label), field, present[squash(label)])
            for label in self._stage_labels(sheets) if words else ():
                importer.keep_stage_words(connection, board, label, words, present[label])

    def tell_remembered(self, chosen: Mapping[str, str]) -> Remembered:
        """Return what was said in earlier imports and not this time; `chosen` are names of stages by word."""
        chosen_words = {squash(word) for word in chosen}
        words = {squash(word) for words in self._words.values() for word in words}
        return Remembered(frozenset(map(squash, self.columns)), frozenset(words - chosen_words))

    @staticmethod
    def _stage_labels(sheets: Sequence[Sheet]) -> list[str]:
        labels = [column.label for sheet in sheets for field in _STAGE_FIELDS for column in sheet.mapping.all(field)]
        labels += [LABEL for sheet in sheets for column in sheet.mapping.columns if column.label == LABEL]
        return list(dict.fromkeys(map(squash, labels)))


def run_forget(workspace: Workspace, paths: Sequence[Path], *, json: bool) -> int:
    """Drop what imports remember, of the columns of these files or of all, and say what that was."""
    board = workspace.board
    sheets = [Sheet(path) for path in paths if not json_lines.is_export(path)]
    ImportMemory(workspace, sheets, {}, ())
    labels = {squash(column.label) for sheet in sheets for column in sheet.mapping.columns}
    with workspace.database.writing() as connection:
        columns, words = importer.forget(connection, board.id, lambda label: not paths or squash(label) in labels)
    names = {stage.id: stage.name for stage in board.all_stages}
    stages = {label: {word: names.get(stage, "") for word, stage in some.items()} for label, some in words.items()}
    if json:
        output.write_json({"columns": columns, "stages": stages})
        return 0
    for label, field in columns.items():
        name = "left out" if field == "ignore" else format_column(field)
        output.write_line(f"Forgot that “{label}” is {name}.")
    for label, meanings in stages.items():
        meaning_words = ", ".join(f"“{word}” is {name or 'a stage that is gone'}" for word, name in meanings.items())
        output.write_line(f"Forgot of “{label}” that {meaning_words}.")
    if not columns and not stages:
        output.write_line("Nothing is remembered" + (" for the columns of these files." if paths else "."))
    return 0
