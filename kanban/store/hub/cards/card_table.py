"""Updating the card table: each write to a board also updates its changed cards, custom fields and comments here.

The entities must be written first, because which cards were merged into which is read from them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from kanban.domain.card import CUSTOM
from kanban.domain.change import ACTIVITY, CARD, COMMENT
from kanban.store import derive
from kanban.store.hub.cards import card_columns, card_signs
from kanban.store.hub.cards.portable_sql import ask, ask_among, do, sql_of_greatest

if TYPE_CHECKING:
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState

_MERGED = "SELECT merged_into FROM hub_card WHERE board = ? AND id IN ({}) AND merged_into IS NOT NULL"
_ON = "SELECT card FROM hub_comment WHERE board = ? AND id IN ({})"
_AWAITED = "SELECT DISTINCT card FROM hub_comment WHERE board = ? AND card IN ({})"
_UP = (
    "WITH RECURSIVE up (board, id, into_card) AS (SELECT board, id, card FROM hub_entity WHERE board = ? AND etype = "
    "'card' AND id IN ({}) AND card IS NOT NULL UNION SELECT other.board, other.id, other.card FROM up JOIN hub_entity "
    "other ON other.board = up.board AND other.etype = 'card' AND other.id = up.into_card WHERE other.card IS NOT "
    "NULL) SELECT id, into_card FROM up"
)
"""Merged cards and what they were merged into, from some cards upwards, in one query for any depth."""

_DOWN = (
    "WITH RECURSIVE down (board, id, into_card) AS (SELECT board, id, card FROM hub_entity WHERE board = ? AND etype = "
    "'card' AND card IN ({}) UNION SELECT other.board, other.id, other.card FROM down JOIN hub_entity other ON "
    "other.board = down.board AND other.etype = 'card' AND other.card = down.id) SELECT id, into_card FROM down"
)
"""The same for cards that were merged into some, directly or not."""

_FROM = "SELECT id, card FROM hub_entity WHERE board = ? AND etype = 'card' AND card IN ({})"
_TALK = (
    f"SELECT card, {derive.sql_of_comment_counts('by_board = 0')} FROM hub_comment "
    "WHERE board = ? AND card IN ({}) GROUP BY card"
)
_DONE = (
    "SELECT card, body FROM hub_entity WHERE board = ? AND etype = 'activity' AND deleted = 0 AND purged = 0 "
    "AND card IN ({})"
)
_LOGGED = "SELECT DISTINCT card FROM hub_entity WHERE board = ? AND etype = 'activity' AND card IN ({})"
_PUT_FIELD = (
    f"INSERT INTO hub_field ({', '.join(card_columns.FIELD)}) VALUES ({', '.join('?' * len(card_columns.FIELD))}) "
    "ON CONFLICT (board, name, card, exact) DO UPDATE SET value = excluded.value, number = excluded.number, given = "
    "excluded.given"
)
_PUT_COMMENT = (
    f"INSERT INTO hub_comment ({', '.join(card_columns.COMMENT)}) VALUES "
    f"({', '.join('?' * len(card_columns.COMMENT))}) ON CONFLICT (board, id) DO UPDATE SET "
    f"{', '.join(f'{name} = excluded.{name}' for name in card_columns.COMMENT[2:])}"
)
_DROP_CARD, _DROP_COMMENT, _DROP_FIELDS = (
    "DELETE FROM hub_card WHERE board = ? AND id = ?",
    "DELETE FROM hub_comment WHERE board = ? AND id = ?",
    "DELETE FROM hub_field WHERE board = ? AND card = ?",
)
_DROP_FIELD = "DELETE FROM hub_field WHERE board = ? AND name = ? AND card = ? AND exact = ?"


def update_table(
    connection: Connection,
    board: str,
    states: Iterable[EntityState],
    purged: Collection[str],
    changes: Sequence[Change],
    *,
    unordered: bool = False,
) -> None:
    """Write the cards and comments that a write has changed, as they are now; `changes` are what it wrote.

    A comment comes after its card, unless they are `unordered`, as from a board that is being published.
    """
    states = [*states]
    cards = {state.id: state for state in states if state.etype == CARD}
    comments = {state.id: state for state in states if state.etype == COMMENT}
    activities = [state for state in states if state.etype == ACTIVITY]
    set_names = _read_registers(changes)
    merged = [card for card in cards if "merged_into" in set_names.get(card, ())]
    affected_cards = {row[0] for row in ask_among(connection, _MERGED, board, merged)} if merged else set()
    affected_cards |= {row[0] for row in ask_among(connection, _ON, board, comments)} if comments else set()
    if unordered:
        affected_cards |= _find_awaited(
            connection, board, [card for card in cards if "created" in set_names.get(card, ())]
        )
    put_cards(connection, board, [state for state in cards.values() if state.id not in purged], set_names)
    put_comments(connection, board, [state for state in comments.values() if state.id not in purged])
    for statement, entities in ((_DROP_CARD, cards), (_DROP_FIELDS, cards), (_DROP_COMMENT, comments)):
        do(connection, statement, [(board, entity) for entity in entities if entity in purged])
    card_signs.drop(connection, board, [card for card in cards if card in purged])
    hanging = [*comments.values(), *activities]
    affected_cards |= {str(state.registers["card"]) for state in hanging if state.registers.get("card")}
    affected_cards |= {str(into) for card in merged if (into := cards[card].registers.get("merged_into"))}
    count_comments(connection, board, affected_cards)


def _find_awaited(connection: Connection, board: str, created: Sequence[str]) -> set[str]:
    """Return those of these new cards that were commented on, worked on or merged into before they came."""
    commented = {row[0] for sql in (_AWAITED, _LOGGED) for row in ask_among(connection, sql, board, created)}
    return commented | {row[1] for row in ask_among(connection, _FROM, board, created)}


def _read_registers(changes: Iterable[Change]) -> dict[str, set[str]]:
    """Return the registers that changes set, by entity."""
    names_by_entity: dict[str, set[str]] = {}
    for change in changes:
        names_by_entity.setdefault(change.entity, set()).update(change.set)
    return names_by_entity


def put_cards(
    connection: Connection, board: str, states: Sequence[EntityState], set_names: Mapping[str, Collection[str]]
) -> None:
    """Write cards, and those custom fields that `set_names` has for each; counts of comments stay."""
    do(connection, _put_card(sql_of_greatest(connection)), [card_columns.card_values(board, state) for state in states])
    fields, emptied = [], []
    for state in states:
        names = [name for name in set_names.get(state.id, ()) if name.startswith(CUSTOM)]
        if names:
            fields += card_columns.field_values(board, state.id, state.registers, names)
            emptied += [
                card_columns.field_key(board, state.id, name) for name in names if state.registers.get(name) is None
            ]
    do(connection, _PUT_FIELD, fields)
    do(connection, _DROP_FIELD, emptied)
    card_signs.put(connection, board, states, set_names)


@lru_cache
def _put_card(greatest: str) -> str:
    """Return the statement that inserts or updates a card."""
    plain = [name for name in card_columns.CARD[2:] if name not in card_columns.DERIVED]
    follow = derive.sql_to_set_times("hub_card.talked_at", greatest, "excluded.")
    return (
        f"INSERT INTO hub_card ({', '.join(card_columns.CARD)}) VALUES ({', '.join('?' * len(card_columns.CARD))}) ON "
        f"CONFLICT (board, id) DO UPDATE SET {', '.join([*(f'{name} = excluded.{name}' for name in plain), follow])}"
    )


def put_comments(connection: Connection, board: str, states: Iterable[EntityState]) -> None:
    """Write comments; deleted ones are removed."""
    rows = {state.id: card_columns.comment_values(board, state) for state in states}
    do(connection, _PUT_COMMENT, [row for row in rows.values() if row])
    do(connection, _DROP_COMMENT, [(board, comment) for comment, row in rows.items() if not row])


# -- what cards tell of their comments and activities


def count_comments(connection: Connection, board: str, cards: Iterable[str]) -> None:
    """Count the comments and activities of cards anew, with those of what was merged into them, and so upwards."""
    affected_cards = set(cards)
    card_ids = affected_cards | {row[1] for row in ask_among(connection, _UP, board, sorted(affected_cards))}
    if not card_ids:
        return
    merged_cards = find_merged(connection, board, card_ids)
    counts_by_card = {
        row[0]: row[1:]
        for row in ask_among(connection, _TALK, board, sorted({c for s in merged_cards.values() for c in s}))
    }
    done = count_activities(connection, board, merged_cards)
    rows = []
    for card, merged_ids in merged_cards.items():
        counts = [counts_by_card[member] for member in merged_ids if member in counts_by_card]
        marketing, sales = sum(int(count[0]) for count in counts), sum(int(count[1]) for count in counts)
        last = max([done[card].attempted_at, *(count[2] for count in counts)])
        rows.append((*done[card], marketing, sales, last, last, last, board, card))
    sql = (
        f"UPDATE hub_card SET {derive.SQL_TO_SET_ACTIVITIES}, marketing_comments = ?, sales_comments = ?, "
        f"talked_at = ?, {derive.sql_to_set_times('?', sql_of_greatest(connection))} WHERE board = ? AND id = ?"
    )
    do(connection, sql, rows)


def count_activities(
    connection: Connection, board: str, merged_cards: Mapping[str, Collection[str]]
) -> dict[str, derive.ActivityCounts]:
    """Count the activities on cards; `merged_cards` has each card with those that were merged into it."""
    bodies: dict[str, list[dict[str, Json]]] = {}
    for card, body in ask_among(connection, _DONE, board, sorted({c for s in merged_cards.values() for c in s})):
        bodies.setdefault(card, []).append(json.loads(body))
    return {
        card: derive.count_activities(registers for member in merged_ids for registers in bodies.get(member, ()))
        for card, merged_ids in merged_cards.items()
    }


def find_merged(connection: Connection, board: str, cards: Iterable[str]) -> dict[str, set[str]]:
    """Return each card with those that were merged into it, directly or not."""
    merged_cards = {card: {card} for card in cards}
    merged: dict[str, set[str]] = {}
    for card, into in ask_among(connection, _DOWN, board, sorted(merged_cards)):
        merged.setdefault(into, set()).add(card)
    for merged_ids in merged_cards.values():
        frontier = merged_ids
        while frontier := {child for card in frontier for child in merged.get(card, ())} - merged_ids:
            merged_ids.update(frontier)
    return merged_cards


def follow_merges(connection: Connection, board: str, cards: Iterable[str]) -> set[str]:
    """Return these cards, but instead of merged ones what they were merged into, directly or not."""
    wanted = set(cards)
    into = {row[0]: row[1] for row in ask_among(connection, _UP, board, sorted(wanted))}
    return {card for card in wanted | set(into.values()) if card not in into}


Counts = tuple[derive.CommentCounts, derive.ActivityCounts]


def read_counts(connection: Connection, board: str, cards: Iterable[str]) -> dict[str, Counts]:
    """Return the counts of comments and activities of cards, for those that are in the table."""
    columns = ", ".join(("marketing_comments", "sales_comments", "talked_at", *derive.ActivityCounts._fields))
    sql = f"SELECT id, {columns} FROM hub_card WHERE board = ? AND id IN ({{}})"
    rows = ask_among(connection, sql, board, cards)
    return {row[0]: (derive.CommentCounts(*row[1:4]), derive.ActivityCounts(*row[4:])) for row in rows}


def is_whole(connection: Connection, board: str) -> bool:
    """Whether the table has all cards of a board."""
    return not ask(connection, "SELECT 1 FROM hub_building WHERE board = ?", (board,))
