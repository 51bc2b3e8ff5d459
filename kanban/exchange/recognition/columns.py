"""What each column of a file is: recognised by its label, or said with --map."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kanban.domain.errors import UsageFault
from kanban.domain.ids import is_ref
from kanban.domain.records.card_row import COLUMNS
from kanban.domain.values.fields import format_typed_name
from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.recognition.headers import (
    COMMON,
    COUNTS,
    FIELDS,
    NOISE,
    PERSON_TITLE,
    SEVERAL,
    SIGNS,
    VENDORS,
    Kind,
    squash,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CUSTOM = "field."
"""How a target begins that is a custom field; its label follows."""


_LONGEST_LABEL = 80
"""Characters of a label; it becomes the name of a field."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file and where its cells go."""

    index: int
    label: str
    """As the file has it; two that are the same are told apart by a number."""
    target: str
    """A field of `headers.FIELDS` (or one of a vendor's own, such as `is_won`), or `field.<label>` for a custom one."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a file is and what its columns are."""

    system: str
    """The program that wrote it (`zoho`, `hubspot`, …), or `file`."""
    kind: Kind
    columns: tuple[Column, ...]

    def all(self, target: str) -> tuple[Column, ...]:
        """The columns that feed a target, best first."""
        return tuple(column for column in self.columns if column.target == target)

    def index(self, target: str) -> int | None:
        """The place of the column that feeds a target, None if there is none."""
        return next((column.index for column in self.columns if column.target == target), None)

    @property
    def custom(self) -> tuple[Column, ...]:
        """The columns that become custom fields."""
        return tuple(column for column in self.columns if column.target.startswith(CUSTOM))


def recognise(header: Sequence[str], overrides: Mapping[str, str] | None = None) -> ColumnMapping:
    """Tell what a file's columns are; `overrides` (label → field, custom field or `ignore`) come before that.

    Labels in `overrides` that the file does not have are passed over. Raises UsageFault for a field that is none.
    """
    labels = _number_labels(header)
    squashed = [squash(label) for label in header]
    system, kind = identify(header)
    overridden = {squash(label): find_field(field) for label, field in (overrides or {}).items()}
    targets: dict[int, str] = {n: overridden[label] for n, label in enumerate(squashed) if label in overridden}
    claimed = set(targets.values()) - SEVERAL - {"ignore"}
    order: dict[int, int] = {}
    vendor = VENDORS.get((system, kind), {})
    for table in (vendor, COMMON):
        for field, words in table.items():
            for word in words:
                for n, label in enumerate(squashed):
                    if label == word and n not in targets and field not in claimed:
                        targets[n] = field
                        order[n] = len(order)
                        if field not in SEVERAL:
                            claimed.add(field)
    _settle_title_and_name(squashed, kind, targets, claimed)
    noise = NOISE.get(system, COUNTS if "comment" in targets.values() else frozenset())
    columns = [
        Column(n, label, targets.get(n) or ("ignore" if squashed[n] in noise else CUSTOM + label))
        for n, label in enumerate(labels)
    ]
    columns.sort(key=lambda column: order.get(column.index, -1))
    return ColumnMapping(system, kind, tuple(_settle_column(column, kind, claimed) for column in columns))


def find_own_columns(mapping: ColumnMapping) -> tuple[tuple[int, str], ...]:
    """Return place and name (`card_row.COLUMNS`, `field.NAME`) of the columns of an export of this program."""
    placed_names = [
        (column.index, column.label if column.label in COLUMNS else column.target)
        for column in mapping.columns
        if column.target != "ignore" or column.label in COLUMNS
    ]
    return tuple((index, name) for index, name in placed_names if name in COLUMNS or name.startswith(CUSTOM))


def find_key_columns(mapping: ColumnMapping) -> tuple[int | None, int | None]:
    """Return the places of the columns `id` and `ref`, in which a row may name a card of this board, as exports do."""
    places = {column.label: column.index for column in mapping.columns}
    return places.get("id"), places.get("ref")


def may_name_own(card_id: str, ref: str) -> bool:
    """Tell whether these cells look like the id or the ref of a card; whether there is one, the board knows."""
    return _ID.fullmatch(card_id.strip()) is not None or (not card_id.strip() and is_ref(ref.strip()))


_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def find_field(name: str) -> str:
    """Return the target of a field typed after `--map COLUMN=`. Raises UsageFault that names the known fields."""
    typed = clean_line(name)
    if typed.casefold().startswith(CUSTOM) and len(typed) > len(CUSTOM):
        return CUSTOM + typed[len(CUSTOM) :].strip()
    plain = typed.casefold().replace("-", "_").replace(" ", "_")
    if plain in FIELDS:
        return plain
    word = squash(typed)
    target = next((field for field, words in COMMON.items() if word and word in words), None)
    if target is None:
        known = ", ".join(map(format_typed_name, FIELDS))
        raise UsageFault(f"Unknown field “{shorten(typed, 60)}”. A column can be {known}, or field.NAME.")
    return target


def _number_labels(header: Sequence[str]) -> list[str]:
    """Return the labels cleaned, and the second of two equal ones numbered."""
    labels: list[str] = []
    for raw in header:
        plain = clean_line(raw)[:_LONGEST_LABEL]
        label = plain.rstrip("* ") or plain
        used = {known.casefold() for known in labels}
        name, number = label, 1
        while name.casefold() in used:
            number += 1
            name = f"{label} ({number})"
        labels.append(name)
    return labels


def _settle_title_and_name(squashed: list[str], kind: Kind, targets: dict[int, str], claimed: set[str]) -> None:
    """Settle `Title` and `Name`, the two labels that mean different things in different files."""
    for n, label in enumerate(squashed):
        if n in targets:
            continue
        of_card = kind in {"plain", "deals"} and not PERSON_TITLE.intersection(squashed)
        if label in {"title", "titel"} and of_card and "title" not in claimed:
            field = "title"
        elif label == "name" and not {"contact", "first_name", "last_name"} & claimed and kind != "deals":
            field = "contact"
        elif label == "name" and "title" not in claimed:
            field = "title"
        else:
            continue
        targets[n] = field
        claimed.add(field)


def _settle_column(column: Column, kind: Kind, claimed: set[str]) -> Column:
    """Settle a column's target, given the kind of file and the targets that other columns claim."""
    target = column.target
    if target == "owner" and kind != "plain":
        target = "sales_owner" if kind == "deals" else "marketing_owner"
        if target in claimed:
            target = CUSTOM + column.label
    elif target == "lead_id" and kind in {"leads", "plain"} and "id" not in claimed:
        target = "id"
    elif target == "status" and (kind == "deals" or (kind == "plain" and "stage" in claimed)):
        target = CUSTOM + column.label
    elif target == "status" and kind == "plain":
        target = "stage"
    elif target == "lifecycle" and (kind == "deals" or not {"stage", "status"} & claimed):
        target = {"deals": CUSTOM + column.label, "plain": "stage"}.get(kind, "status")
    elif target == "stage" and kind in {"leads", "contacts"}:
        target = CUSTOM + column.label if "status" in claimed else "status"
    return replace(column, target=target)


_ENTITY = re.compile(r"[\s\ufeff]*(deal|lead|person|organi[sz]ation|activity|note)\s+-\s+\S", re.IGNORECASE)


def identify(header: Sequence[str]) -> tuple[str, Kind]:
    """Tell which program wrote a file with this header, and what its rows are; `file` and `plain` if none is known."""
    has = {squash(label) for label in header}
    has |= {f"{match[1]} -".casefold() for label in header if (match := _ENTITY.match(label))}
    has |= {".id" for label in header if label.strip().casefold().endswith(".id")}
    for system, kind, marks in SIGNS:
        if all(mark[1:] not in has if mark.startswith("-") else mark in has for mark in marks):
            return system, kind
    return "file", "plain"
