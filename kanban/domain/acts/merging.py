"""Merging two cards of one lead: the kept card gains all that the other one has.

An empty field is filled. Where both have a value, the other's stays as a custom field, as an import keeps a second
column of a kind: `E-mail 2`. So it is found, shown and exported with the card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kanban.domain.card import CUSTOM, FIELDS, HANDOFF, LABEL, LINK, OF_OUTCOME, ORIGIN, Card, is_absent
from kanban.domain.handoffs import handoff
from kanban.domain.ids import new_id
from kanban.domain.values import fields, labels, money, text

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.change import Json

_MARKS = frozenset({"lead", "deal"})
"""Registers of an imported card that say what kind of row it came from."""

_NUMBERED = re.compile(r"(.+) \d+")


def collect_gains(board: Board, keep: Card, lose: Card) -> dict[str, Json]:
    """Return the registers that the kept card gains from the other one."""
    outcome = board.lane_of(keep.stage).outcome
    values = [(name, value) for name, value in _iter_transferable(lose) if OF_OUTCOME.get(name, outcome) == outcome]
    gains = labels.build_for_card(
        keep.labels, {name: value for name, value in values if is_absent(keep.value_of(name))}
    )
    for name, value in _iter_transferable(lose):
        if name in gains or name.startswith((LABEL, ORIGIN)) or name in _MARKS:
            continue
        same = _is_same(keep.value_of(name), value) and (name != "value" or keep.currency == lose.currency)
        if not same and name.startswith(LINK):
            gains[LINK + new_id()] = value
        elif not same:
            _keep_beside(keep, gains, name, _format_custom(name, value, lose))
    if "value" in gains:  # an amount and its currency go together
        gains["currency"] = lose.currency
        if keep.currency == lose.currency:
            del gains["currency"]
    return gains


def warn_left_behind(board: Board, keep: Card, lose: Card) -> str | None:
    """Return a warning where the other card was further on than the kept one; None where it was not."""
    stage, other_stage = board.lane_of(keep.stage), board.lane_of(lose.stage)
    order = [stage.id for stage in board.stages]
    if other_stage.outcome == "lost" or order.index(other_stage.id) <= order.index(stage.id):
        return None
    present = handoff.read(lose.value_of(HANDOFF)) if other_stage.side == "door" else None
    ended = ", and its offer to sales ended" if present is not None and present.is_open else ""
    lost_title, kept_title = (text.shorten(text.clean_line(card.title), 40) for card in (lose, keep))
    return f"“{lost_title}” was in {other_stage.name}{ended}; “{kept_title}” stays in {stage.name}"


def _iter_transferable(card: Card) -> Iterator[tuple[str, Json]]:
    """Yield what another card can take over; a currency goes with its value."""
    for name in (*FIELDS, *card.extra, *(LABEL + label for label in card.labels)):
        is_transferable = name in FIELDS or name in _MARKS or name.startswith((LABEL, LINK, CUSTOM, ORIGIN))
        if is_transferable and name != "currency" and not is_absent(value := card.value_of(name)):
            yield name, value


def _format_custom(name: str, value: Json, card: Card) -> Json:
    """Return a field's value as a custom field holds it: text that people read and search."""
    if name.startswith(CUSTOM):
        return value
    if name == "value" and isinstance(value, int):
        return f"{money.decimal_text(value, card.currency)} {card.currency or ''}".strip()
    return fields.format_value(name, value)


def _keep_beside(keep: Card, gains: dict[str, Json], name: str, value: Json) -> None:
    """Keep a value as a custom field under the next free number, unless one of the numbers has it already."""
    called = name.removeprefix(CUSTOM) if name.startswith(CUSTOM) else _format_heading(name)
    numbered = _NUMBERED.fullmatch(called) if name.startswith(CUSTOM) else None
    opening = numbered[1] if numbered else called
    alike = re.compile(rf"{re.escape(CUSTOM + opening)}(?: \d+)?")
    numbered_values = {field: present for field, present in {**keep.extra, **gains}.items() if alike.fullmatch(field)}
    if any(_is_same(present, value) for present in numbered_values.values()):
        return
    number = 2
    while not is_absent(numbered_values.get(f"{CUSTOM}{opening} {number}")):
        number += 1
    gains[f"{CUSTOM}{opening} {number}"] = value


def _format_heading(name: str) -> str:
    label = fields.format_label(name)
    return label[:1].upper() + label[1:]


def _is_same(first: Json, second: Json) -> bool:
    """Whether two values are the same, ignoring case and blanks at the ends."""
    if isinstance(first, str) and isinstance(second, str):
        return first.strip().casefold() == second.strip().casefold()
    return first == second
