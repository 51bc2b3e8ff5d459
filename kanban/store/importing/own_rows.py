"""Rows of this program's own CSV exports that come back: only cells edited in the spreadsheet count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.card import CUSTOM, LABEL
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
