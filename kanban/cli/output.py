"""What reaches the terminal: data on stdout, narration on stderr, and never a control byte on either."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kanban import domain, lazy
from kanban.cell_width import cells, pad, shorten
from kanban.domain.values import text
from kanban.domain.values.text import clean, clean_line

WIDEST = 60
"""Cells of a column in a table."""

NARROWEST = 10
"""Cells to which a yielding column shrinks before another one goes."""

READABLE = 20
"""Cells below which a yielding column is hard to read: optional ones go first."""

_UNSEEN = "[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""What JSON lets through as it is, and a terminal should not see."""


def replace_unencodable() -> None:
    """Replace letters that the terminal's encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def discard_output() -> None:
    """Discard output not yet flushed: the reader has closed the pipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):  # a stdout that is no file has nothing to flush
        return
    finally:
        os.close(nowhere)


def is_terminal() -> bool:
    """Tell whether stdout is a terminal."""
    return sys.stdout.isatty()


def write(text: str) -> None:
    """Print text for people, without control characters."""
    sys.stdout.write(clean(text))


def escape_line(line: str) -> str:
    r"""Return a line of CSV or JSON for stdout; on a terminal without `\r` and control characters."""
    return re.sub(_UNSEEN, _escape_match, line) if line.startswith("{") else clean(line)


def write_now(text: str) -> None:
    """Print one line at once, while the program goes on."""
    write_line(text)
    sys.stdout.flush()


def write_line(text: str = "") -> None:
    """Print one line of data for people."""
    write(f"{text}\n")


def say(text: str) -> None:
    """Print one line about what was done on stderr."""
    sys.stdout.flush()
    print(clean_line(text), file=sys.stderr)


def narrate(summary: str, warnings: Iterable[str] = ()) -> None:
    """Print what was done and its warnings on stderr."""
    say(f"{summary}.")
    for warning in warnings:
        say(f"kanban: {warning}")


several = text.format_count


def fit_line(text: str, width: int) -> str:
    """Return text as one line of at most `width` cells."""
    return shorten(clean_line(text), width)


# -- JSON


def encode_json(value: object, *, indent: int | None = 2) -> str:
    """Encode JSON without raw control characters in its strings."""
    plain = json.dumps(value, ensure_ascii=not _has_unicode(), indent=indent)
    return plain if plain.isprintable() else re.sub(_UNSEEN, _escape_match, plain)


def write_json(value: object) -> None:
    """Print a value as JSON."""
    sys.stdout.write(encode_json(value) + "\n")


def write_json_list(records: Iterable[Mapping[str, Any]]) -> None:
    """Print records as one JSON array, a line each, without holding them all."""
    start = "["
    for record in records:
        sys.stdout.write(f"{start}\n{encode_json(record, indent=None)}")
        start = ","
    sys.stdout.write("[]\n" if start == "[" else "\n]\n")


def _has_unicode() -> bool:
    return "utf" in (sys.stdout.encoding or "utf-8").lower()


def _escape_match(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


# -- tables


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table as CSV; what a spreadsheet would take for a formula is quoted."""
    guard_cell = domain.records.card_row.guard_cell
    writer = lazy.csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([guard_cell(clean(str(value))) if value is not None else "" for value in row])


def write_table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[str] = (),
    yielding: Sequence[str] = (),
    optional: Sequence[str] = (),
) -> None:
    """Print a table for people, columns aligned; `right` names those aligned to the right.

    On a terminal it is made as wide as that. The `optional` columns go, the first one first, while the `yielding` ones
    would be hard to read; these shrink, then go, the last one first.
    """
    cleaned = [[clean_line(cell) for cell in row] for row in rows]
    widths = {
        name: min(WIDEST, max([len(name), *(cells(row[column]) for row in cleaned)]))
        for column, name in enumerate(header)
    }
    if is_terminal():
        room = terminal_width()
        widths = fit_widths(drop_optional(widths, yielding, optional, room), yielding, room)
    for row in [[name.upper() for name in header], *cleaned]:
        laid = [
            pad(cell, widths[name], "right" if name in right else "left")
            for cell, name in zip(row, header, strict=True)
            if name in widths
        ]
        sys.stdout.write("  ".join(laid).rstrip() + "\n")


def drop_optional(
    widths: Mapping[str, int], yielding: Sequence[str], optional: Sequence[str], room: int
) -> dict[str, int]:
    """Return column widths without the optional columns that leave too little room for the yielding ones."""
    left = dict(widths)
    for name in optional:
        needed = sum(min(width, READABLE) if column in yielding else width for column, width in left.items())
        if needed + 2 * (len(left) - 1) <= room:
            break
        left.pop(name, None)
    return left


def fit_widths(widths: Mapping[str, int], yielding: Sequence[str], room: int) -> dict[str, int]:
    """Return column widths that fit into so many cells, as far as the yielding columns allow."""
    fitted = dict(widths)
    while (over := sum(fitted.values()) + 2 * (len(fitted) - 1) - room) > 0:
        soft = [name for name in yielding if name in fitted]
        if not soft:
            break
        widest = max(soft, key=lambda name: fitted[name])
        if fitted[widest] > NARROWEST:
            second = max([NARROWEST, *(fitted[name] for name in soft if fitted[name] < fitted[widest])])
            equal = sum(fitted[name] == fitted[widest] for name in soft)
            fitted[widest] -= max(1, min(over // equal, fitted[widest] - second))
        elif len(soft) > 1:
            del fitted[soft[-1]]
            fitted |= {name: widths[name] for name in soft[:-1]}
        else:
            break
    return fitted


def terminal_width() -> int:
    """Return the terminal's width in cells."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
