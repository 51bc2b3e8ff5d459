"""What is few on a board, from its one table: the board with its stages and members."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from kanban.domain.board import LOST_REASONS, RETURN_REASONS, WIN_REASONS, Board, Member, Stage
from kanban.domain.change import BOARD, MEMBER, STAGE
from kanban.domain.errors import NotFound


def load_board(connection: sqlite3.Connection, board: str) -> Board:
    """Return a board as it is now; raises NotFound."""
    stages, members, settings = [], [], None
    for entity, etype, body in connection.execute("SELECT id, etype, body FROM entity WHERE board = ?", (board,)):
        fields = json.loads(body)
        if etype == STAGE:
            stages.append(_stage(entity, fields))
        elif etype == MEMBER:
            members.append(_member(entity, fields))
        elif etype == BOARD:
            settings = fields
    if settings is None or not stages:
        raise NotFound("There is no such board in this database.")
    stages.sort(key=lambda stage: (stage.rank, stage.id))
    members.sort(key=lambda member: (member.name.casefold(), member.id))
    return _board(board, settings, tuple(stages), tuple(members))


def boards(connection: sqlite3.Connection, *, deleted: bool = False) -> list[tuple[str, str]]:
    """Return (id, name) of every board that isn't deleted, or of those that are, the oldest first."""
    rows = connection.execute("SELECT id, body FROM entity WHERE etype = 'board' ORDER BY id")
    found = [(entity, json.loads(body)) for entity, body in rows]
    return [(entity, str(fields.get("name", "Pipeline"))) for entity, fields in found if bool(fields.get("deleted")) is deleted]


def _stage(entity: str, fields: Mapping[str, Any]) -> Stage:
    return Stage(
        id=entity,
        name=fields.get("name", ""),
        side=fields.get("side", "sales"),
        rank=fields.get("rank", ""),
        probability=fields.get("probability") or 0.0,
        outcome=fields.get("outcome"),
        limit=fields.get("limit"),
        stale_after=fields.get("stale_after"),
        required=tuple(fields.get("required") or ()),
        deleted=bool(fields.get("deleted")),
    )


def _member(entity: str, fields: Mapping[str, Any]) -> Member:
    return Member(
        id=entity,
        name=fields.get("name", ""),
        team=fields.get("team", "sales"),
        role=fields.get("role", "member"),
        aliases=tuple(fields.get("aliases") or ()),
        away=bool(fields.get("away")),
        deleted=bool(fields.get("deleted")),
    )


def _board(entity: str, fields: Mapping[str, Any], stages: tuple[Stage, ...], members: tuple[Member, ...]) -> Board:
    return Board(
        id=entity,
        name=fields.get("name", "Pipeline"),
        currency=fields.get("currency") or "EUR",
        timezone=fields.get("timezone") or "UTC",
        hours=fields.get("hours") or "Mon-Fri 9-17",
        holidays=tuple(fields.get("holidays") or ()),
        routing=fields.get("routing") or "round-robin",
        limit_policy=fields.get("limit_policy") or "warn",
        lost_reasons=tuple(fields.get("lost_reasons") or LOST_REASONS),
        win_reasons=tuple(fields.get("win_reasons") or WIN_REASONS),
        return_reasons=tuple(fields.get("return_reasons") or RETURN_REASONS),
        all_stages=stages,
        all_members=members,
        deleted=bool(fields.get("deleted")),
    )
