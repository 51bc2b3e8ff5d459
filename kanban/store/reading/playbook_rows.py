"""Objections and plays, read in plain SQL: they share a table with all that has none of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kanban.domain.errors import NotFound
from kanban.domain.playbook import objection, play
from kanban.domain.playbook.book import MetObjection, build_playbook
from kanban.store import log

if TYPE_CHECKING:
    from kanban.domain.board import Board, Stage
    from kanban.domain.playbook.book import Playbook, State
    from kanban.domain.playbook.objection import Objection
    from kanban.domain.playbook.play import Play

_ON = (
    "SELECT id, body FROM entity INDEXED BY entity_objection "
    "WHERE etype = 'objection' AND json_extract(body, '$.card') IN ({}) AND board = ?"
)
"""It names its index, as that of activities does."""


def list_objections(connection: sqlite3.Connection, board: str, card_ids: Sequence[str]) -> list[Objection]:
    """Return the objections on these cards, deleted ones aside, oldest first."""
    return _read(board, log.select_among(connection, _ON, card_ids, board))


def list_waiting(connection: sqlite3.Connection, board: str, requests: Collection[str]) -> list[Objection]:
    """Return the objections of these requests that no play answers, oldest first, each on the card where it shows."""
    sql = (
        "SELECT id, body FROM entity WHERE etype = 'objection' AND board = ? "
        "AND json_extract(body, '$.play') IS NULL AND coalesce(json_extract(body, '$.outcome'), '') <> 'resolved'"
    )
    waiting = [entry for entry in _read(board, connection.execute(sql, (board,))) if entry.request in requests]
    merged = find_merges(connection, board) if waiting else {}
    return [replace(entry, card=follow_merges(merged, entry.card)) for entry in waiting]


def find_objection(connection: sqlite3.Connection, board: str, objection_id: str) -> Objection:
    """Return one objection, deleted ones included; raises NotFound."""
    sql = "SELECT id, body FROM entity WHERE id = ? AND etype = 'objection' AND board = ?"
    row = connection.execute(sql, (objection_id, board)).fetchone()
    entry = objection.read(row[0], json.loads(row[1]), board) if row else None
    if entry is None:
        raise NotFound("That objection is not on this board.")
    return entry


def list_plays(connection: sqlite3.Connection, board: str) -> list[Play]:
    """Return all plays of a board, archived and removed ones too, by title."""
    rows = connection.execute("SELECT id, body FROM entity WHERE board = ? AND etype = 'play'", (board,))
    return play.sort_plays(one for entity, body in rows if (one := play.read(entity, json.loads(body))))


def read_playbook(connection: sqlite3.Connection, board: Board) -> Playbook:
    """Return the plays of a board with all objections that its cards met; deleted objections and cards are left out."""
    sql = (
        "SELECT entity.id, entity.body, card.id, card.title, card.value, card.currency, card.lane, card.deleted "
        "FROM entity JOIN card ON card.id = json_extract(entity.body, '$.card') AND card.board = entity.board "
        "WHERE entity.etype = 'objection' AND entity.board = ?"
    )
    rows = connection.execute(sql, (board.id,)).fetchall()
    merged = find_merges(connection, board.id) if any(row[7] for row in rows) else {}
    homes = {follow_merges(merged, row[2]) for row in rows if row[2] in merged}
    kept_cards = {
        row[0]: row
        for row in log.select_among(
            connection, "SELECT id, title, value, currency, lane, deleted FROM card WHERE id IN ({})", sorted(homes)
        )
    }
    stages = {stage.id: find_state(stage) for stage in board.stages}
    met = []
    for entity, body, *home in rows:
        entry = objection.read(entity, json.loads(body), board.id)
        card, title, value, currency, lane, is_deleted = kept_cards.get(follow_merges(merged, home[0]), home)
        if entry and not entry.deleted and not is_deleted:
            met.append(MetObjection(entry, card, title, value, currency, stages.get(lane, "open"), lane))
    return build_playbook(list_plays(connection, board.id), met, board.currency)


def find_state(stage: Stage) -> State:
    """Return how cards in a stage stand."""
    return "open" if stage.outcome is None else "won" if stage.outcome == "won" else "lost"


def find_merges(connection: sqlite3.Connection, board: str) -> dict[str, str]:
    """Return the merged cards of a board with what each was merged into."""
    sql = "SELECT id, merged_into FROM card WHERE board = ? AND merged_into IS NOT NULL"
    return dict(connection.execute(sql, (board,)))


def follow_merges(merged: dict[str, str], card: str) -> str:
    """Return the card in which a card shows: itself, or the one that it was merged into, near or far."""
    passed = set[str]()
    while card in merged and card not in passed:
        passed.add(card)
        card = merged[card]
    return card


def _read(board: str, rows: Iterable[tuple[str, str]]) -> list[Objection]:
    entries = (objection.read(entity, json.loads(body), board) for entity, body in rows)
    return sorted((one for one in entries if one and not one.deleted), key=lambda one: (one.at, one.id))
