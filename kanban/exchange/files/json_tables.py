"""JSON of other programs as tables: a list of objects, an object that holds one, a line for each, or a Trello board."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.records.card_row import guard_cell
from kanban.domain.values.text import clean_line, format_count, shorten
from kanban.exchange.files import trello
from kanban.exchange.files.encodings import Encoding, ask_encoding, assume_encoding, describe_odd_lines
from kanban.exchange.files.faulty_rows import Unreadable, build_no_object, number_elements
from kanban.exchange.files.file_table import (
    HELD,
    Assumption,
    Choice,
    NumberedRows,
    RowTable,
    format_name,
    format_number,
)

LARGEST = 64 << 20
"""Bytes of a document that is read as one value, which takes some five times its size in memory."""

LONGEST = 16 << 20
"""Characters of one line of JSON lines."""

_MOST_COLUMNS = 2_000
_DEEPEST = 4
"""Objects within objects that become columns of their own; what is deeper stays JSON text."""

_WRAPPERS = frozenset({"properties", "fields", "attributes"})
"""Objects that hold what a record says and mean nothing themselves: HubSpot's, Airtable's, Salesforce's."""

Record = Mapping[str, Any]
Reader = Callable[[], Iterator[tuple[int, Any]]]
"""Reads records with their numbers from 1; what is none comes as `Unreadable`."""


def open_json(path: Path, text: Encoding, list_name: str | None = None) -> RowTable:
    """Look at a JSON file: what its records are called and hold. Raises KanbanError if it holds none.

    `list_name` is the list to read of a document that has several; without it the longest one is read.
    """
    name = format_name(path)
    lists: dict[str, list[Any]] = {}
    chosen = ""
    if _is_lines(path, text):
        read: Reader = partial(_read_lines, path, text, name)
    else:
        document = _hold(path, text, name)
        if isinstance(document, dict) and trello.is_board(document):
            return trello.open_board(path, document)
        lists = _find_lists(document, name)
        chosen = _choose_list(lists, name, list_name)
        read = partial(_read_list, path, text, name, chosen)
    decimal_labels: set[str] = set()
    header = _list_labels(read(), decimal_labels, name)
    return RowTable(
        path=path,
        header=tuple(map(clean_line, header)),
        encoding=text.codec,
        notes=describe_odd_lines(name, text),
        assumptions=assume_encoding(name, text) + (() if list_name else _name_other_lists(lists, chosen, name)),
        questions=ask_encoding(name, text),
        sheets=tuple(Choice(label, format_count(_count_objects(lists[label]), "record")) for label in lists)
        if len(lists) > 1
        else (),
        sheet=chosen if len(lists) > 1 else "",
        unit="record" if lists else "line",
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


def _read_lines(path: Path, text: Encoding, name: str) -> Iterator[tuple[int, Record | Unreadable]]:
    with _open(path, text) as stream:
        for number, line in enumerate(iter(partial(stream.readline, LONGEST), ""), 1):
            if not line.strip():
                continue
            if len(line) == LONGEST:
                raise KanbanError(f"“{name}” has a line of more than {LONGEST >> 20} MiB (line {number:,}).")
            try:
                record = json.loads(line.lstrip("\ufeff"))
            except (ValueError, RecursionError):  # cut off, nested without end, or numbers of thousands of digits
                yield number, build_no_object(line.strip(), is_json=False)
                continue
            yield number, record if isinstance(record, dict) else build_no_object(record)


def _read_list(path: Path, text: Encoding, name: str, chosen: str) -> Iterator[tuple[int, Any]]:
    yield from number_elements(_find_lists(_hold(path, text, name), name)[chosen])


def _hold(path: Path, text: Encoding, name: str) -> object:
    """Return a document, read again only where it has changed or is no longer in memory."""
    stat = path.stat()
    key = ("json", path, stat.st_mtime_ns, stat.st_size, text.codec)
    document: object = HELD.take(key, lambda: (_load(path, text, name), stat.st_size * 5))
    return document


def _load(path: Path, text: Encoding, name: str) -> object:
    size = path.stat().st_size
    if size > LARGEST:
        raise KanbanError(
            f"“{name}” is larger than {LARGEST >> 20} MiB: save it as JSON lines (an object a line) or CSV, "
            "which are read in pieces."
        )
    with _open(path, text) as stream:
        source = stream.read().lstrip("\ufeff")
    try:
        return json.loads(source)
    except json.JSONDecodeError as fault:
        where = f"(line {fault.lineno:,}, column {fault.colno:,})"
        if _is_cut_off(source, fault):
            raise KanbanError(f"“{name}” is cut off: it ends within its data {where}. Export it again.") from None
        raise KanbanError(f"“{name}” is not valid JSON {where}.") from None
    except RecursionError:  # brackets without end
        raise KanbanError(f"“{name}” is JSON that is nested too deep to be a table.") from None
    except ValueError:
        raise KanbanError(f"“{name}” has a number of thousands of digits.") from None


_PART = re.compile(r"-|t|tr|tru|f|fa|fal|fals|n|nu|nul|\\?u?[0-9a-fA-F]{0,3}")
"""What a document may end in the middle of, beside its texts and lists."""


def _is_cut_off(source: str, fault: json.JSONDecodeError) -> bool:
    """Tell whether nothing is wrong with a document but that it ends."""
    return fault.msg.startswith("Unterminated string") or _PART.fullmatch(source[fault.pos :].strip()) is not None


def _find_lists(document: object, name: str) -> dict[str, list[Any]]:
    """Return the lists of objects in a document by their names; the list that it is itself has none."""
    lists = {"": document} if isinstance(document, list) else _list_lists(document)
    lists = {label: _join_pages(items) for label, items in lists.items()}
    lists = {label: items for label, items in lists.items() if _count_objects(items)}
    if not lists and isinstance(document, dict) and document:
        return {"": [document]}
    if not lists:
        raise KanbanError(f"“{name}” is JSON without a list of objects, so there is nothing to import.")
    return lists


def _list_lists(document: object, depth: int = 0, before: str = "") -> dict[str, list[Any]]:
    if not isinstance(document, dict) or depth > 2:
        return {}
    lists: dict[str, list[Any]] = {}
    for key, value in document.items():
        label = f"{before}.{key}" if before else clean_line(key)
        if isinstance(value, list):
            lists[label] = value
        else:
            lists |= _list_lists(value, depth + 1, label)
    return lists


def _join_pages(items: list[Any]) -> list[Any]:
    """Return the elements of lists of objects that stand in a list and nothing beside them: pages of a download."""
    if items and all(isinstance(page, list) and _count_objects(page) for page in items):
        return [item for page in items for item in page]
    return items


def _count_objects(items: list[Any]) -> int:
    return sum(isinstance(item, dict) for item in items)


def _choose_list(lists: Mapping[str, list[Any]], name: str, list_name: str | None) -> str:
    """Return the name of the list that somebody wants, else of the longest one."""
    if not list_name or list(lists) == [""]:
        return max(lists, key=lambda label: _count_objects(lists[label]))
    for label in lists:
        if label.casefold() == list_name.strip().casefold():
            return label
    names = shorten(", ".join(lists), 300)
    raise UsageFault(f"“{name}” has no list “{shorten(clean_line(list_name), 60)}”; it has {names}.")


def _name_other_lists(lists: Mapping[str, list[Any]], chosen: str, name: str) -> tuple[Assumption, ...]:
    others = ", ".join(
        f"“{label}” ({format_count(_count_objects(items), 'record')})"
        for label, items in lists.items()
        if label != chosen
    )
    if not others:
        return ()
    sentence = f"“{name}”: the list “{chosen}” is read, and not {others}."
    return (Assumption(shorten(sentence, 400), "--sheet NAME"),)


# -- records to rows


def _list_labels(records: Iterable[tuple[int, Any]], decimal_labels: set[str], name: str) -> list[str]:
    """Return the labels of all records in the order in which they come up."""
    labels: dict[str, None] = {}
    count = 0
    for _, record in records:
        if isinstance(record, Unreadable):
            continue
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


def _read_rows(read: Reader, header: list[str]) -> NumberedRows:
    for number, record in read():
        if isinstance(record, Unreadable):
            yield number, record
            continue
        cells = {label: format_cell(value) for label, value in _flatten(record)}
        yield number, [cells.get(label, "") for label in header]


def read_object(record: Record, header: Sequence[str], cells: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Return the cells of an object below a header; its own `cells` with the reason where it has other fields."""
    values = {clean_line(label): format_cell(value) for label, value in _flatten(record)}
    unknown = [label for label, value in values.items() if value and label not in header]
    if unknown:
        return cells, f"the other records have no {shorten(', '.join(unknown), 80)}"
    return tuple(guard_cell(values.get(label, "")) for label in header), None


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
