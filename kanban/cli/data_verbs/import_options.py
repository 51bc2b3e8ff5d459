"""What somebody said about the files of an import: options, and answers to questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanban.cli import output
from kanban.cli.parsing import split_pairs
from kanban.domain.errors import UsageFault
from kanban.domain.values import fields
from kanban.exchange.files.file_table import Question
from kanban.exchange.leads.opened_sheets import open_sheets
from kanban.exchange.leads.per_file import split_per_file
from kanban.exchange.recognition.sheet import Sheet

if TYPE_CHECKING:
    from argparse import Namespace


@dataclass(slots=True)
class ImportOptions:
    """What somebody said about tables: options, and answers to questions."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Fields by label of a column."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Names of stages by word."""
    options: dict[str, Any] = field(default_factory=dict)
    """What `Sheet` and `fold_files` take beside: `encoding`, `sheet_name`, `dates` …"""

    @classmethod
    def read(cls, args: Namespace, paths: Sequence[Path]) -> ImportOptions:
        """Read the options of `kanban import`."""
        return cls(
            {column: _read_target(name) for column, name in split_pairs(args.map, "COLUMN=FIELD", is_at_last=True)},
            dict(split_pairs(args.map_stage, "WORD=STAGE", is_at_last=True)),
            {
                "stage": args.stage,
                "constants": split_pairs(args.set, "FIELD=VALUE"),
                "dates": _read_orders(split_per_file("--dates", args.dates, paths)),
                "encoding": split_per_file("--encoding", args.encoding, paths),
                "sheet_name": split_per_file("--sheet", args.sheet, paths),
                "match": "email" if args.match in {None, "ask"} else args.match,
                "delimiter": {"tab": "\t", "\\t": "\t"}.get(args.delimiter, args.delimiter),
            },
        )

    def answer(self, question: Question, value: str | None) -> None:
        """Take the answer to a question; raises UsageFault without one."""
        if not value:
            raise UsageFault(question.sentence)
        if question.kind == "title":
            column, _, name = value.rpartition("=")
            self.columns = {**self.columns, column: _read_target(name)}
        else:
            self.options["sheet_name" if question.kind == "sheet" else question.kind][question.path] = value

    def sheets(self, paths: Sequence[Path], columns: Mapping[str, str]) -> list[Sheet]:
        """Look at files with these fields of columns."""
        of_files = {name: self.options[name] for name in ("dates", "encoding", "delimiter", "sheet_name")}
        return open_sheets(paths, columns, **of_files)


def _read_orders(orders: dict[str, str]) -> dict[str, str]:
    for order in orders.values():
        if order not in {"dmy", "mdy"}:
            raise UsageFault(f"--dates is dmy or mdy, for one file FILE=dmy; not “{output.fit_line(order, 40)}”.")
    return orders


def _read_target(name: str) -> str:
    """Return the import target that `--map` names; an unknown name is a custom field."""
    if name in {"ignore", "first_name", "last_name", "stage", "created_at"}:
        return name
    try:
        return fields.find_register(name)
    except UsageFault:
        return name
