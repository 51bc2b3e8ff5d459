"""Rows of this program's own CSV exports that come back: only cells edited in the spreadsheet count."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.card import CUSTOM, LABEL
from kanban.domain.clock import iso
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.records import card_row
from kanban.domain.values import fields
from kanban.domain.values.text import fold, shorten

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.card import Card
    from kanban.domain.change import Json
    from kanban.domain.records.arrival import Arrival


@dataclass(frozen=True, slots=True)
class Edits:
    """What a row asks to change on its card."""

    registers: dict[str, Json]
    has_new_stage: bool
    """The row names another stage of the board."""
    unread: list[str]
    """Sentences about cells that were edited and can't be taken."""


def read_edits(card: Card, board: Board, arrival: Arrival) -> Edits:
    """Return what somebody changed in a card's row since it was exported.

    A cell that still says what the card says is no edit, with or without the formula guard. `arrival.own` has the cells
    as they stand in the file, `arrival.registers` what was read from them.
    """
    own = arrival.own or {}
    read = arrival.registers | _share(own, arrival.registers)
    custom = [name.removeprefix(CUSTOM) for name in own if name.startswith(CUSTOM)]
    exported = card_row.build_cells(card, board, custom)
    differing = {name: cell for name, cell in own.items() if not _is_same_cell(cell, exported.get(name))}
    registers: dict[str, Json] = {}
    unread: list[str] = []
    for name, cell in differing.items():
        if name == "labels":
            registers.update(_labels(card, read))
        elif name in card_row.EDITABLE or name.startswith(CUSTOM):
            if cell.strip() and name not in read:
                unread.append(_describe_obstacle(card, name, f"“{shorten(cell.strip(), 40)}” can't be read"))
            elif name == "title" and not cell.strip():
                unread.append(_describe_obstacle(card, name, "a card needs one"))
            else:
                registers[name] = _value(name, cell, read, board)
    if registers.get("value") is not None and "currency" not in registers:
        registers["currency"] = read.get("currency")
    registers = {name: value for name, value in registers.items() if card.value_of(name) != value}
    for name in [name for name, value in registers.items() if value is None]:
        try:
            permissions.require_kept_fields(board, card, {name: None})
        except Refused as error:
            unread.append(_describe_obstacle(card, name, str(error)))
            del registers[name]
    return Edits(registers, _is_moved(differing, arrival, card, board, unread), unread)


def _share(own: Mapping[str, str], read: Mapping[str, Json]) -> dict[str, Json]:
    """Return the probability of a row that lacks columns, where it was read as a custom field; else nothing."""
    if "probability" in read or not own.get("probability", "").strip():
        return {}
    try:
        return {"probability": fields.parse_share(own["probability"])}
    except UsageFault:
        return {}


def _value(name: str, cell: str, read: Mapping[str, Json], board: Board) -> Json:
    if not cell.strip():
        return None
    value = read[name]
    value = card_row.unguard_cell(value) if isinstance(value, str) else value
    return board.owner_name(value) if name.endswith("_owner") and isinstance(value, str) else value


def _labels(card: Card, read: Mapping[str, Json]) -> dict[str, Json]:
    """Return the registers that give a card the labels of its row, and no others; case aside they are the same."""
    labels_by_key = {fold(name): name for name in (key.removeprefix(LABEL) for key in read if key.startswith(LABEL))}
    present = {fold(name) for name in card.labels}
    off: dict[str, Json] = {LABEL + name: False for name in card.labels if fold(name) not in labels_by_key}
    return off | {LABEL + name: True for key, name in labels_by_key.items() if key not in present}


def _is_moved(differing: Mapping[str, str], arrival: Arrival, card: Card, board: Board, unread: list[str]) -> bool:
    cell = card_row.unguard_cell(differing.get("stage", "")).strip()
    if not cell:
        return False
    if fold(board.stage(arrival.stage).name) != fold(cell):
        unread.append(_describe_obstacle(card, "stage", f"no stage is called “{shorten(cell, 40)}”"))
        return False
    return card.stage != arrival.stage


def _is_same_cell(cell: str, exported: object) -> bool:
    """Whether a cell of the file equals what would be exported today; line ends and outer blanks don't count."""
    text = _read_plain("" if exported is None else str(exported))
    if _read_plain(cell) == text or _read_plain(card_row.unguard_cell(cell)) == text:
        return True
    return isinstance(exported, float) and _is_same_number(cell, exported)


def _is_same_number(cell: str, exported: float) -> bool:
    """Whether a cell is a number as a spreadsheet writes it back: `1` for 1.0, `0,6` for 0.6, `60%`."""
    try:
        return fields.parse_share(cell) == exported
    except UsageFault:
        return False


_TIME = r"(?:[ T,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?)?Z?"
_ISO_TIME = re.compile(rf"(\d{{4}})-(\d\d?)-(\d\d?){_TIME}")
_OTHER_TIME = re.compile(rf"(\d\d?)[./-](\d\d?)[./-](\d{{4}}){_TIME}")
_TO_DAY, _TO_MINUTE = 10, 16
"""Characters of a time in ISO 8601."""

_WHOLE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


def read_export_time(cell: str, now: str) -> str:
    """Return the `updated_at` of a row as ISO 8601 in UTC, however a spreadsheet wrote it; empty if it can't be read.

    Spreadsheets leave out seconds and the zone, and change the order of the day: what is left out is the last that it
    may be, and of two orders the later one that is not after `now` counts, as the export was before.
    """
    words = cell.strip()
    if _WHOLE.fullmatch(words):
        return words
    if match := _ISO_TIME.fullmatch(words):
        year, month, day, *clock_parts = match.groups()
        days = [(year, month, day)]
    elif match := _OTHER_TIME.fullmatch(words):
        first, second, year, *clock_parts = match.groups()
        days = [(year, second, first), (year, first, second)]
    else:
        return ""
    moments = [_build_time(parts, *clock_parts) for parts in days]
    length = _TO_DAY if clock_parts[0] is None else _TO_MINUTE if clock_parts[2] is None else len(now)
    return max((moment for moment in moments if moment[:length] <= now[:length]), default="")


def _build_time(day: Sequence[str], hour: str | None, minute: str | None, second: str | None, half: str | None) -> str:
    """Return the last moment of a day (year, month, day) that a time may be; empty for one that does not exist."""
    hours = 23 if hour is None else int(hour)
    if half and hour:
        hours = hours % 12 + 12 * (half in "Pp")
    try:
        year, month, number = map(int, day)
        moment = datetime(year, month, number, hours, int(minute or 59), int(second or 59), tzinfo=UTC)
    except ValueError:
        return ""
    return iso(moment)


def _read_plain(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def _describe_obstacle(card: Card, name: str, reason: str) -> str:
    return f"{card.ref} keeps its {fields.format_in_sentence(name)}: {reason.rstrip('.')}."


def describe_second_row(card: Card) -> str:
    """Return a sentence on a row whose card had a row before it in the same import."""
    return f"{card.ref} (“{shorten(card.title, 40)}”) has more than one row: the later one was left out."


def describe_unknown(arrival: Arrival) -> str:
    """Return a sentence on a row that names no card of this board, and has nothing to make one of."""
    own = arrival.own or {}
    name = own.get("id", "").strip() or own.get("ref", "").strip()
    return f"No card here is called {shorten(name, 40)}, and its row has nothing to name a new one by: it was left out."
