"""The signs by which other programs know a card: its e-mail addresses, and its ids elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kanban.domain.card import CUSTOM, ORIGIN, format_custom
from kanban.store.hub.cards.portable_sql import ask_among, do

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kanban.domain.change import Json
    from kanban.domain.entity_state import EntityState

_PUT = "INSERT INTO hub_sign (board, card, sign) VALUES (?, ?, ?)"
_DROP = "DELETE FROM hub_sign WHERE board = ? AND card = ?"
_FIND = "SELECT DISTINCT card FROM hub_sign WHERE board = ? AND sign IN ({})"

LONGEST = 300
"""Characters of a sign that are compared."""


def of_email(email: str) -> str:
    """Return the sign of an e-mail address, ignoring case."""
    return f"email:{email.strip().casefold()}"[:LONGEST]


def of_id(outside: str) -> str:
    """Return the sign of an id elsewhere, such as `hubspot.contact:42`."""
    return f"{ORIGIN}{outside}"[:LONGEST]


def put(
    connection: Connection, board: str, states: Sequence[EntityState], set_names: Mapping[str, Collection[str]]
) -> None:
    """Write the signs of those cards whose `set_names` may contain one."""
    affected = [state for state in states if any(map(_may_tell, set_names.get(state.id, ())))]
    do(connection, _DROP, [(board, state.id) for state in affected])
    do(connection, _PUT, [(board, state.id, sign) for state in affected for sign in sorted(_signs(state.registers))])


def drop(connection: Connection, board: str, cards: Iterable[str]) -> None:
    """Delete the signs of cards."""
    do(connection, _DROP, [(board, card) for card in cards])


def find(connection: Connection, board: str, signs: Iterable[str]) -> list[str]:
    """Return the ids of the cards with any of these signs, deleted ones included, in order."""
    return sorted({str(row[0]) for row in ask_among(connection, _FIND, board, signs)})


def _may_tell(register: str) -> bool:
    return register == "email" or register.startswith((ORIGIN, CUSTOM))


def _signs(registers: Mapping[str, Json]) -> set[str]:
    signs = {of_id(name.removeprefix(ORIGIN)) for name, value in registers.items() if name.startswith(ORIGIN) and value}
    values = [format_custom(value) for name, value in registers.items() if name == "email" or name.startswith(CUSTOM)]
    signs |= {of_email(value) for value in values if value and "@" in value and " " not in value.strip()}
    return {sign.replace("\0", "\x7f") for sign in signs}
