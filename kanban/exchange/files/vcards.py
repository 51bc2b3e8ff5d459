"""Address books (vCard 2.1, 3.0 and 4.0) as tables: a row a card, its line where the card begins.

Read with the standard library alone: a card is lines of `NAME;PARAMETER=…:value`, and libraries for it drop cards that
are not quite right, which is most of what phones and mail programs write.
"""

from __future__ import annotations

import quopri
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from kanban.domain.errors import KanbanError
from kanban.exchange.files.encodings import Encoding, ask_encoding, assume_encoding, describe_odd_lines
from kanban.exchange.files.faulty_rows import Unreadable, describe_cut_card
from kanban.exchange.files.file_table import NumberedRows, RowTable, format_name

_LONGEST_VALUE = 1 << 20
"""Characters of a value that are kept: a photo may be longer, and nothing that is read is."""

_LINE = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;(?:[^:\";]|\"[^\"]*\")*)*):(.*)", re.DOTALL)
"""A group, a name, parameters, a value."""

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_COLUMNS = (
    "Full name", "Company", "Department", "Job title", "Email", "Phone", "Website", "Tags", "Address", "Birthday",
    "Notes", "External id",
)  # fmt: skip
"""Labels of the columns in order; an address book may have some several times."""

_OFTEN = ("Email", "Phone", "Website")
"""Columns of which there may be several: one for each value of the card with most of them."""

_MOST = 5
"""Columns of one label, at most."""


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    parameters: str
    """Upper case, as they stand behind the name."""
    value: str


Card = dict[str, list[str]]
"""Values by label of a column."""

Missing = Literal["", "BEGIN", "END"]
"""Which line of a card is not in the file."""


def open_vcards(path: Path, text: Encoding) -> RowTable:
    """Look at an address book: which columns its cards fill. Raises KanbanError if there is no card."""
    widths: Counter[str] = Counter()
    groups = 0
    for _, card, _ in _read_cards(path, text):
        if card is None:
            groups += 1
            continue
        for label, values in card.items():
            widths[label] = max(widths[label], min(len(values), _MOST))
    if not widths:
        raise KanbanError(f"“{format_name(path)}” is an address book without a card: there is nothing to import.")
    header = [label for label in _COLUMNS for _ in range(widths[label])]
    name = format_name(path)
    notes = list(describe_odd_lines(name, text))
    if groups:
        notes.append(f"“{name}”: {groups:,} {'group' if groups == 1 else 'groups'} of cards left out.")
    return RowTable(
        path=path,
        header=tuple(header),
        encoding=text.codec,
        notes=tuple(notes),
        assumptions=assume_encoding(name, text),
        questions=ask_encoding(name, text),
        read_rows=partial(_read_rows, path, text, {label: widths[label] for label in dict.fromkeys(header)}),
    )


def _read_rows(path: Path, text: Encoding, widths: dict[str, int]) -> NumberedRows:
    for line, card, missing in _read_cards(path, text):
        if card is not None:
            row: list[str] = []
            for label, width in widths.items():
                values = card.get(label, [])[:width]
                row += values + [""] * (width - len(values))
            yield line, Unreadable(describe_cut_card(missing, row), tuple(row)) if missing else row


def _read_cards(path: Path, text: Encoding) -> Iterator[tuple[int, Card | None, Missing]]:
    """Yield the line on which each card begins, the card (None for one that is a group of others), what it lacks."""
    properties: list[_Property] = []
    start, depth = 0, 0
    lacks: Missing = ""
    for line, content in _unfold(path, text):
        match = _LINE.match(content)
        if match is None:
            continue
        name, value = match[1].upper(), match[3]
        if name == "BEGIN":
            if depth == 1 and start and properties and properties[-1].name != "AGENT":  # the card before has no end
                yield start, _build_card(properties), "END"
                depth = 0
            depth += 1
            if depth == 1:
                start, properties, lacks = line, [], ""
        elif name == "END" and value.strip().upper() == _CARD:
            depth = max(depth - 1, 0)
            if depth == 0 and start:
                yield start, _build_card(properties), lacks
                start = 0
        elif depth == 1 or (not depth and (name in _FIRST or name in _LABELS)):
            if not depth:  # a card whose first line is missing, or more than that
                depth, start, properties = 1, line, []
                lacks = "" if name in _FIRST else "BEGIN"
            properties.append(_Property(name, match[2].upper(), _decode(match[2].upper(), value, text)))
    if start and properties:  # the file was cut off
        yield start, _build_card(properties), "END"


_CARD = "VCARD"


_FIRST = frozenset({"VERSION", "N", "FN"})
"""What a card begins with."""


def _unfold(path: Path, text: Encoding) -> Iterator[tuple[int, str]]:
    """Yield whole lines with the number of the first physical one; long values lose what is beyond the limit."""
    whole, first = "", 0
    soft = False
    with path.open(encoding=text.codec, errors=text.errors) as stream:
        for number, raw in enumerate(stream, 1):
            line = raw.rstrip("\n")
            if soft:
                whole = whole[:-1] + line.lstrip()
            elif line[:1] in {" ", "\t"} and first:
                if len(whole) < _LONGEST_VALUE:
                    whole += line[1:]
                continue
            else:
                if first:
                    yield first, whole
                whole, first = line.lstrip("\ufeff"), number
            # quoted-printable breaks its lines with = at the end, and does not indent the next one
            soft = whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper()
            soft = soft and len(whole) < _LONGEST_VALUE
    if first:
        yield first, whole


def _decode(parameters: str, value: str, text: Encoding) -> str:
    if "QUOTED-PRINTABLE" not in parameters:
        return value
    raw = quopri.decodestring(value.encode("ascii", "xmlcharrefreplace"))
    charset = re.search(r"CHARSET=\"?([\w.:-]+)", parameters)
    for codec in (charset[1] if charset else text.codec, "utf-8", "cp1252"):
        with suppress(LookupError, UnicodeError):
            return raw.decode(codec)
    return raw.decode("cp1252", "replace")


_LABELS = {
    "FN": "Full name", "ORG": "Company", "TITLE": "Job title", "EMAIL": "Email", "TEL": "Phone", "URL": "Website",
    "CATEGORIES": "Tags", "NOTE": "Notes", "ADR": "Address", "BDAY": "Birthday", "UID": "External id",
}  # fmt: skip
"""Labels of columns by the names of properties."""

_LISTS = {"ADR": ";", "CATEGORIES": ","}
"""Properties that are several texts, and the sign between them."""

_GROUPS = ("KIND", "X-ADDRESSBOOKSERVER-KIND")
_PREFIX = re.compile(r"(?:mailto|tel|urn:uuid):", re.IGNORECASE)


def _build_card(properties: list[_Property]) -> Card | None:
    card: Card = {}
    names: list[str] = []
    job = ""
    for entry in properties:
        name, parameters, value = entry.name, entry.parameters, entry.value
        if name in _GROUPS and value.strip().casefold() == "group":
            return None
        if name == "N":
            names = _split(value, ";")
        elif name == "ROLE":
            job = job or _unescape(value).strip()
        elif name == "ORG":
            company, *departments = _split(value, ";")
            _put(card, "Company", company)
            _put(card, "Department", ", ".join(filter(None, departments)))
        elif name in _LISTS:
            _put(card, _LABELS[name], ", ".join(filter(None, _split(value, _LISTS[name]))))
        elif name in _LABELS:
            _put(card, _LABELS[name], _PREFIX.sub("", _unescape(value).strip(), count=1), parameters)
    if job:
        card.setdefault("Job title", [job])
    return _settle_card(card, names)


def _settle_card(card: Card, names: list[str]) -> Card:
    """Name the person by the parts of their name where no whole one stands; a company's own card has no person."""
    first_to_last = [part for n in (1, 2, 0) for part in names[n : n + 1] if part]
    if "Full name" not in card and first_to_last:
        card["Full name"] = [" ".join(first_to_last)]
    if card.get("Full name") == card.get("Company") and not first_to_last:
        card.pop("Full name", None)
    for label in [label for label in card if label not in _OFTEN]:
        values = list(dict.fromkeys(card[label]))
        card[label] = [("\n\n" if label == "Notes" else ", ").join(values)] if label in _JOINED else values[:1]
    return card


_JOINED = ("Notes", "Tags")


def _put(card: Card, label: str, value: str, parameters: str = "") -> None:
    plain = value.strip()
    values = card.setdefault(label, [])
    if not plain:
        if not values:
            del card[label]
    elif plain not in values:
        if "PREF" in parameters:
            values.insert(0, plain)
        else:
            values.append(plain)


def _split(value: str, sign: str) -> list[str]:
    """Split a value at a sign that is not escaped."""
    parts = re.split(rf"(?<!\\)((?:\\\\)*){sign}", value)
    joined = [text + (parts[n + 1] if n + 1 < len(parts) else "") for n, text in enumerate(parts) if n % 2 == 0]
    return [_unescape(part).strip() for part in joined]


def _unescape(value: str) -> str:
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
