"""Reading JSON lines that this program wrote: cards with their comments and their whole history."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO, TypeVar

from kanban.domain.campaign import COSTS, DAYS, LONGEST_NAME
from kanban.domain.change import ACTIVITY, CARD, COMMENT, LESSON, NOTICE, OBJECTION
from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.records.arrival import ArrivedCampaign, ExportedChange
from kanban.domain.records.card_row import COLUMNS, guard_cell
from kanban.domain.values import money, text
from kanban.exchange.files.export import FORMAT
from kanban.exchange.files.faulty_rows import REASON

LONGEST = 64 * 1024 * 1024
"""Characters in one line: a card with a whole life's comments is far below."""
COMMENTS = "comments"
"""The column of a table in which a card's comments stand, as a JSON list."""
ACTIVITIES, OBJECTIONS = "activities", "objections"
"""The same for its activities, and for its objections."""

_OWN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"kanban"\s*:\s*\d')
"""How the line of the board begins, which is the first one."""

_WHY = re.compile(rf'\s*\{{"{REASON}"')
"""How a line begins that tells why the next one was rejected; see `describe_reject`."""

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class PastCard:
    """One card of the file with all its changes."""

    id: str
    line: int
    changes: tuple[ExportedChange, ...]
    record: Mapping[str, Any]
    """The card as it was when it was exported, as `show --json` has it."""


def is_export(path: Path) -> bool:
    """Tell whether a file is one that this program exported, of whatever version; False if it can't be read."""
    try:
        with path.open("rb") as file:
            return _OWN.match(file.read(1024)) is not None
    except OSError:
        return False


def read_cards(path: Path, rejected: list[tuple[int, str]]) -> Iterator[PastCard]:
    """Yield the cards of a file; lines that can't be read go to `rejected` with their number and the reason.

    Raises KanbanError for a file that is not of this kind or of a newer version.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from _iter_cards(path, file, rejected)
    except UnicodeDecodeError as error:
        raise KanbanError(
            f"{path} is not UTF-8 text, so it is no export of this program; nothing more was taken from it."
        ) from error
    except OSError as error:
        raise KanbanError(f"{path} can't be read ({error.strerror}).") from error


def read_raw_lines(path: Path, numbers: Collection[int]) -> dict[int, str]:
    """Return lines of a file as they stand, by their numbers from 1."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return {number: line.rstrip("\r\n") for number, line in enumerate(file, 1) if number in numbers}


def is_reason(line: str) -> bool:
    """Tell whether a line only tells why the next one was rejected."""
    return _WHY.match(line) is not None


def describe_reject(reason: str) -> str:
    """Return the line that tells why the next one was rejected."""
    return json.dumps({REASON: reason}, ensure_ascii=False)


def read_campaigns(path: Path) -> list[ArrivedCampaign]:
    """Return the campaigns of the board in an export; none in those of versions that had none, or garbled."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            head = _parse_object(file.readline()) or {}
    except (OSError, UnicodeDecodeError):
        return []
    records = [record for record in _require(head, "campaigns", list) if isinstance(record, dict)]
    return [campaign for record in records if (campaign := _read_campaign(record))]


def read_plays(path: Path) -> list[Mapping[str, Any]]:
    """Return the plays of the board in an export, as their records; none in those of versions that had none."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            head = _parse_object(file.readline()) or {}
    except (OSError, UnicodeDecodeError):
        return []
    records = [record for record in _require(head, "plays", list) if isinstance(record, dict)]
    return [record for record in records if isinstance(record.get("title"), str) and not record.get("archived")]


def _read_campaign(record: Mapping[str, Any]) -> ArrivedCampaign | None:
    """Return a campaign of its record; what can't be read of it is left out."""
    texts = {name: text.clean_line(value) for name, value in record.items() if isinstance(value, str)}
    name = texts.get("name", "")
    registers: dict[str, Any] = {key: texts[key] for key in ("type", "status") if texts.get(key)}
    for key in DAYS:
        try:
            registers[key] = date.fromisoformat(texts[key]).isoformat()
        except (KeyError, ValueError):
            continue
    for key in COSTS:
        try:
            code = money.currency_code(texts["currency"])
            registers |= {key: money.parse_amount(texts[key], code, decimal=".").minor, "currency": code}
        except (KeyError, UsageFault):
            continue
    return ArrivedCampaign(name, registers) if 0 < len(name) <= LONGEST_NAME else None


def write_rows(cards: Iterable[PastCard], file: TextIO) -> None:
    """Write cards as rows of a table that an import can read: their last state, with all that was said on them.

    A card that was deleted there is left out.
    """
    records = [card.record for card in cards if not card.record.get("deleted")]
    custom = sorted({str(name) for record in records for name in _require(record, "fields", dict)})
    writer = csv.writer(file)
    writer.writerow([*COLUMNS, *custom, COMMENTS, ACTIVITIES, OBJECTIONS])
    for record in records:
        cells = {**record, "labels": ", ".join(map(str, _require(record, "labels", list)))}
        own = _require(record, "fields", dict)
        writer.writerow(
            [
                *(guard_cell(cells.get(name)) for name in COLUMNS),
                *(guard_cell(own.get(name)) for name in custom),
                json.dumps(_require(record, "comments", list)),
                json.dumps(_require(record, "activities", list)),
                json.dumps(_require(record, "objections", list)),
            ]
        )


def _require(record: Mapping[str, Any], name: str, kind: type[Kind]) -> Kind:
    value = record.get(name)
    return value if isinstance(value, kind) else kind()


def _iter_cards(path: Path, file: Iterator[str], rejected: list[tuple[int, str]]) -> Iterator[PastCard]:
    head = _parse_object(next(file, ""))
    if head is None or not isinstance(head.get("kanban"), int):
        raise KanbanError(f"{path} does not begin with the line of a board, so it is no export of this program.")
    if head["kanban"] > FORMAT:
        raise KanbanError(
            f"{path} was written by a newer kanban (format {head['kanban']}); upgrade this one to read it."
        )
    for number, line in enumerate(file, 2):
        if not line.strip() or is_reason(line):
            continue
        record = _parse_object(line) if len(line) <= LONGEST else None
        if record is None:
            rejected.append((number, "is not a JSON object"))
            continue
        try:
            past = tuple(_decode_change(change) for change in record["changes"] if change.get("etype") != NOTICE)
            yield PastCard(str(record["id"]), number, past, record)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            rejected.append((number, f"lacks or garbles {error}"))


def _parse_object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _decode_change(raw: Mapping[str, Any]) -> ExportedChange:
    registers = {text.clean_line(name): _clean(value) for name, value in dict(raw["set"]).items()}
    if raw["etype"] not in {CARD, COMMENT, ACTIVITY, OBJECTION, LESSON}:
        raise ValueError(f"the change {raw['id']}")
    fields = (raw["id"], raw["verb"], raw["at"], raw["etype"], raw["entity"])
    if not all(isinstance(part, str) for part in (*fields, raw["stamp"], raw["actor"])):
        raise TypeError(f"the change {raw['id']}")
    return ExportedChange(*fields, registers, raw["stamp"], text.clean_line(raw["actor"]))


def _clean(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        return text.clean(value)
    if isinstance(value, dict):
        return {text.clean_line(name): _clean(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
