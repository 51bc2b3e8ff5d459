"""JSON of other programs as tables: a list of objects, an object that holds one, a line for each, or a Trello board."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from kanban.domain.errors import KanbanError
from kanban.domain.values.text import clean_line
from kanban.exchange.files import trello
from kanban.exchange.files.encodings import Encoding, ask_encoding, assume_encoding, describe_odd_lines
from kanban.exchange.files.file_table import NumberedRows, RowTable, format_name, format_number

LARGEST = 256 << 20
"""Bytes of a document that is read as one value, which takes several times its size in memory."""

LONGEST = 16 << 20
"""Characters of one line of JSON lines."""

_MOST_COLUMNS = 2_000
_DEEPEST = 4
"""Objects within objects that become columns of their own; what is deeper stays JSON text."""

_WRAPPERS = frozenset({"properties", "fields", "attributes"})
"""Objects that hold what a record says and mean nothing themselves: HubSpot's, Airtable's, Salesforce's."""

Record = Mapping[str, Any]


def open_json(path: Path, text: Encoding) -> RowTable:
    """Look at a JSON file: what its records are called and hold. Raises KanbanError if it holds none."""
    name = format_name(path)
    if _is_lines(path, text):
        read = partial(_read_lines, path, text, name)
    else:
        document = _load(path, text, name)
        if isinstance(document, dict) and trello.is_board(document):
            return trello.open_board(path, document)
        read = partial(_number, _find_records(document, name))
    decimal_labels: set[str] = set()
    header = _list_labels(read(), decimal_labels, name)
    return RowTable(
        path=path,
        header=tuple(map(clean_line, header)),
        encoding=text.codec,
        notes=describe_odd_lines(name, text),
        assumptions=assume_encoding(name, text),
        questions=ask_encoding(name, text),
        decimal_columns=frozenset(n for n, label in enumerate(header) if label in decimal_labels),
        read_rows=partial(_read_rows, read, header),
    )


def _is_lines(path: Path, text: Encoding) -> bool:
    """Tell whether a file's first line is an object that is whole."""
    with _open(path, text) as stream:
        line = next((line for line in iter(partial(stream.readline, LONGEST), "") if line.strip()), "")
        if not line.lstrip("\ufeff \t").startswith("{"):
            return False
        try:
            record = json.loads(line.lstrip("\ufeff"))
        except (ValueError, RecursionError):
            return False
        rest = next((line for line in stream if line.strip()), None)
    return rest is not None or not any(isinstance(value, list | dict) for value in record.values())


def _open(path: Path, text: Encoding) -> Any:  # noqa: ANN401 - a text file
    return path.open(encoding=text.codec, errors=text.errors)


def _read_lines(path: Path, text: Encoding, name: str) -> Iterator[tuple[int, Record]]:
    with _open(path, text) as stream:
        for number, line in enumerate(iter(partial(stream.readline, LONGEST), ""), 1):
            if not line.strip():
                continue
            if len(line) == LONGEST:
                raise KanbanError(f"“{name}” has a line of more than {LONGEST >> 20} MiB (line {number:,}).")
            record = _parse(line.lstrip("\ufeff"), f"line {number:,} of “{name}”")
            if not isinstance(record, dict):
                raise KanbanError(f"Line {number:,} of “{name}” is no JSON object, as the first one is.")
            yield number, record


def _load(path: Path, text: Encoding, name: str) -> object:
    size = path.stat().st_size
    if size > LARGEST:
        raise KanbanError(
            f"“{name}” is larger than {LARGEST >> 20} MiB: save it as JSON lines (an object a line) or CSV, "
            "which are read in pieces."
        )
    with _open(path, text) as stream:
        return _parse(stream.read().lstrip("\ufeff"), f"“{name}”")


def _parse(source: str, called: str) -> object:
    try:
        return json.loads(source)
    except json.JSONDecodeError as fault:
        where = f" (line {fault.lineno:,}, column {fault.colno:,})" if fault.lineno > 1 or "line" not in called else ""
        raise KanbanError(f"{called[:1].upper()}{called[1:]} is not valid JSON{where}.") from None
    except RecursionError:  # brackets without end
        raise KanbanError(f"{called[:1].upper()}{called[1:]} is JSON that is nested too deep to be a table.") from None
    except ValueError:
        raise KanbanError(f"{called[:1].upper()}{called[1:]} has a number of thousands of digits.") from None


def _find_records(document: object, name: str) -> list[Record]:
    """Return the objects of a document: the list that it is, or the longest one in it."""
    lists = [document] if isinstance(document, list) else _list_lists(document)
    records: list[Record] = max(
        ([item for item in items if isinstance(item, dict)] for items in lists), key=len, default=[]
    )
    if not records and isinstance(document, dict) and document and not lists:
        records = [document]
    if not records:
        raise KanbanError(f"“{name}” is JSON without a list of objects, so there is nothing to import.")
    return records


def _list_lists(document: object, depth: int = 0) -> list[list[Any]]:
    if not isinstance(document, dict) or depth > 2:
        return []
    lists: list[list[Any]] = []
    for value in document.values():
        if isinstance(value, list):
            if any(isinstance(item, dict) for item in value):
                lists.append(value)
        else:
            lists += _list_lists(value, depth + 1)
    return lists


def _number(records: Iterable[Record]) -> Iterator[tuple[int, Record]]:
    yield from enumerate(records, 1)


# -- records to rows


def _list_labels(records: Iterable[tuple[int, Record]], decimal_labels: set[str], name: str) -> list[str]:
    """Return the labels of all records in the order in which they come up."""
    labels: dict[str, None] = {}
    count = 0
    for _, record in records:
        count += 1
        for label, value in _flatten(record):
            labels[label] = None
            if isinstance(value, float):
                decimal_labels.add(label)
        if len(labels) > _MOST_COLUMNS:
            raise KanbanError(
                f"“{name}” has records of more than {_MOST_COLUMNS:,} different fields, so it is no table."
            )
    if not labels:
        raise KanbanError(f"“{name}” has {count:,} records and nothing in them: there is nothing to import.")
    return list(labels)


def _read_rows(read: partial[Iterator[tuple[int, Record]]], header: list[str]) -> NumberedRows:
    for number, record in read():
        cells = {label: format_cell(value) for label, value in _flatten(record)}
        yield number, [cells.get(label, "") for label in header]


def _flatten(record: Record, before: str = "", depth: int = 1) -> Iterator[tuple[str, Any]]:
    """Yield labels and values of a record; objects in it give `name of the object` `name of the field`."""
    for name, value in record.items():
        label = f"{before} {name}" if before else name
        if isinstance(value, dict) and value and depth < _DEEPEST:
            yield from _flatten(value, before if name in _WRAPPERS else label, depth + 1)
        else:
            yield label, value


def format_cell(value: object) -> str:
    """Return a JSON value as a cell: lists of plain values separated by commas, anything deeper as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return format_number(value)
    if isinstance(value, list) and all(isinstance(item, str | int | float) or item is None for item in value):
        return ", ".join(filter(None, map(format_cell, value)))
    return json.dumps(value, ensure_ascii=False)
