"""Load a board with its stages, members, rules and agreement: all that is few, from one table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kanban import domain
from kanban.domain import agreements, automations
from kanban.domain.board import (
    LOST_REASONS,
    RETURN_REASONS,
    ROLES,
    SIDES,
    TEAMS,
    WIN_REASONS,
    Board,
    Member,
    Stage,
)
from kanban.domain.card import ALIAS, MARK
from kanban.domain.change import (
    AGREEMENT,
    BOARD,
    CAMPAIGN,
    DECISION,
    FORMER_LABEL,
    GOAL,
    MEETING,
    MEMBER,
    RULE,
    STAGE,
    STRUCTURE,
    WANT,
    Json,
)
from kanban.domain.errors import NotFound
from kanban.domain.values import text
from kanban.store import register_checks

if TYPE_CHECKING:
    from kanban.domain.agreements.agreement import Version
    from kanban.domain.automations.rules import Rule
    from kanban.domain.campaign import Campaign
    from kanban.domain.goals.goal import Goal
    from kanban.domain.wants.want import Want

_CHECKS: dict[str, dict[str, Callable[[Json], Json]]] = {
    STAGE: {
        "name": register_checks.check_text, "side": register_checks.build_choice_check(*SIDES),
        "rank": register_checks.check_text, "probability": register_checks.share,
        "outcome": register_checks.build_choice_check("won", "lost"), "limit": register_checks.count,
        "stale_after": register_checks.check_days, "required": register_checks.check_requirements,
        "guidance": register_checks.check_text, "deleted": register_checks.switch,
    },
    MEMBER: {
        "name": register_checks.check_text, "team": register_checks.build_choice_check(*TEAMS),
        "role": register_checks.build_choice_check(*ROLES), "aliases": register_checks.check_texts,
        "away": register_checks.switch, "deleted": register_checks.switch,
    },
    BOARD: {
        "name": register_checks.check_text, "currency": register_checks.check_currency,
        "timezone": register_checks.check_zone, "hours": register_checks.check_text,
        "holidays": register_checks.check_texts, "routing": register_checks.check_text,
        "limit_policy": register_checks.build_choice_check("warn", "refuse"),
        "moves": register_checks.build_choice_check("anyone", "holder"), "lost_reasons": register_checks.check_texts,
        "win_reasons": register_checks.check_texts, "return_reasons": register_checks.check_texts,
        "responses_since": register_checks.check_moment, "deleted": register_checks.switch,
    },
    RULE: {
        "name": register_checks.check_text, "when": register_checks.check_text, "stage": register_checks.check_identity,
        "if": register_checks.check_text, "on": register_checks.switch,
        "since": register_checks.check_moment, "deleted": register_checks.switch,
    },
    FORMER_LABEL: {"name": register_checks.check_text, "now": register_checks.check_text,
                   "deleted": register_checks.switch},
    CAMPAIGN: {
        "name": register_checks.check_text, "type": register_checks.check_text, "status": register_checks.check_text,
        "currency": register_checks.check_currency, "planned_cost": register_checks.check_amount,
        "actual_cost": register_checks.check_amount, "from": register_checks.check_day, "to": register_checks.check_day,
        "deleted": register_checks.switch,
    },
}  # fmt: skip
"""What the registers of a stage, a member and a board may hold; others are kept as they come."""


READ = STRUCTURE
"""The kinds of entities that a board is assembled from, with every act: those that are few."""

_LOAD = f"SELECT etype, id, body FROM entity WHERE board = ? AND etype IN ({','.join('?' * len(READ))})"
_STAGES = "SELECT id, body FROM entity WHERE board = ? AND etype = 'stage'"


def trust_registers(etype: str, won: Mapping[str, Json]) -> dict[str, Json]:
    """Return registers as readers may trust them: what is no value for its register is None."""
    checks = _CHECKS.get(etype, {})
    return {name: checks[name](value) if name in checks else value for name, value in won.items()}


def load_board(connection: sqlite3.Connection, board: str) -> Board:
    """Return a board as it is now; raises NotFound."""
    rows = tuple(connection.execute(_LOAD, (board, *READ)))
    loaded = _read(board, rows)
    if not loaded.all_stages or not any(etype == BOARD and entity == board for etype, entity, _ in rows):
        raise NotFound("There is no such board in this database.")
    return loaded


@lru_cache(8)  # every act and every look begins with it, and a board is set up anew once a month
def _read(board: str, rows: tuple[tuple[str, str, str], ...]) -> Board:
    return assemble_board(board, ((etype, entity, json.loads(body)) for etype, entity, body in rows))


def assemble_board(board: str, entities: Iterable[tuple[str, str, Mapping[str, Json]]]) -> Board:
    """Return a board out of (type, id, trusted registers) of what is few on it.

    It has no stages where none is among them.
    """
    stages, members = list[Stage](), list[Member]()
    settings: Mapping[str, Json] = {}
    labels = dict[str, str]()
    others: dict[str, list[tuple[str, Mapping[str, Json]]]] = {
        etype: [] for etype in (RULE, AGREEMENT, CAMPAIGN, GOAL, MEETING, DECISION, WANT)
    }
    for etype, entity, body in entities:
        fields = {name: value for name, value in body.items() if value is not None}
        if etype == STAGE:
            stages.append(_stage(entity, fields))
        elif etype == MEMBER:
            members.append(_read_member(entity, fields))
        elif etype in others:
            others[etype].append((entity, fields))
        elif etype == FORMER_LABEL and "name" in fields:
            labels[text.fold(str(fields["name"]))] = "" if fields.get("deleted") else str(fields.get("now", ""))
        elif etype == BOARD and entity == board:
            settings = fields
    members.sort(key=lambda member: (member.name.casefold(), member.id))
    assembled = _read_board(board, settings, _sort_stages(stages), tuple(members))
    if labels:
        assembled = assembled._replace(label_names=labels)
    if others[CAMPAIGN]:
        assembled = assembled._replace(all_campaigns=_read_campaigns(others[CAMPAIGN]))
    if others[GOAL] or others[WANT]:
        goals = _read_goals(fields for _, fields in others[GOAL])
        assembled = assembled._replace(goals=goals, wants=_read_wants(others[WANT]))
    if others[MEETING] or others[DECISION]:
        assembled = _add_meetings(assembled, others[MEETING], others[DECISION])
    if others[RULE] or others[AGREEMENT]:
        versions = _read_versions(fields for _, fields in others[AGREEMENT])
        assembled = assembled._replace(all_rules=_read_rules(others[RULE]), versions=versions)
    return assembled


def _read_rules(bodies: Iterable[tuple[str, Mapping[str, Json]]]) -> tuple[Rule, ...]:
    """Return rules of (id, registers), in the order in which they run."""
    return automations.rules.sort_rules(automations.rules.read(entity, fields) for entity, fields in bodies)


def _read_campaigns(bodies: Iterable[tuple[str, Mapping[str, Json]]]) -> tuple[Campaign, ...]:
    """Return campaigns of (id, registers), by name."""
    campaign = domain.campaign
    read = (campaign.read(entity, fields) for entity, fields in bodies)
    return campaign.sort_campaigns(one for one in read if one)


def _read_goals(bodies: Iterable[Mapping[str, Json]]) -> tuple[Goal, ...]:
    """Return goals, in the order in which they were proposed."""
    known = [one for fields in bodies if (one := domain.goals.goal.read_goal(fields))]
    return tuple(sorted(known, key=lambda one: (one.at, one.hash)))


def _read_wants(bodies: Iterable[tuple[str, Mapping[str, Json]]]) -> tuple[Want, ...]:
    """Return wants of (id, registers), in the order in which they were made."""
    pairs = list(bodies)
    if not pairs:
        return ()
    known = [one for entity, fields in pairs if (one := domain.wants.want.read_want(entity, fields))]
    return tuple(sorted(known, key=lambda one: (one.at, one.id)))


def _add_meetings(
    board: Board,
    meetings: Iterable[tuple[str, Mapping[str, Json]]],
    decisions: Iterable[tuple[str, Mapping[str, Json]]],
) -> Board:
    """Return the board with its pipeline reviews and what was decided there, in the order of their times."""
    meeting = domain.meetings.meeting
    reviews = [one for entity, fields in meetings if (one := meeting.read_meeting(entity, fields))]
    decided = [decision for entity, fields in decisions if (decision := meeting.read_decision(entity, fields))]
    return board._replace(
        meetings=tuple(sorted(reviews, key=lambda one: (one.begun_at, one.id))),
        decisions=tuple(sorted(decided, key=lambda one: (one.at, one.id))),
    )


def _read_versions(bodies: Iterable[Mapping[str, Json]]) -> tuple[Version, ...]:
    """Return versions of the agreement, in the order in which they were proposed."""
    versions = [version for fields in bodies if (version := agreements.agreement.read_version(fields))]
    return tuple(sorted(versions, key=lambda version: (version.at, version.hash)))


def read_lanes(connection: sqlite3.Connection, board: str) -> Mapping[str, str]:
    """Return stage to the lane in which its cards show; '' to the lane of cards whose stage is not known.

    The lanes are what `Board.lane_of` says, also while the board's own change has yet to come.
    """
    return _map_lanes(board, tuple(connection.execute(_STAGES, (board,))))


@lru_cache(8)
def _map_lanes(board: str, rows: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    stages = [_stage(entity, {k: v for k, v in json.loads(body).items() if v is not None}) for entity, body in rows]
    if not stages:
        return MappingProxyType({"": ""})
    board_of_stages = Board(board, "", all_stages=_sort_stages(stages))
    return MappingProxyType(
        {"": board_of_stages.stages[0].id} | {stage.id: board_of_stages.lane_of(stage.id).id for stage in stages}
    )


def _sort_stages(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Return stages in the order of the board.

    Should all have been removed, by leads who did not see each other, all stay.
    """
    if all(stage.deleted for stage in stages):
        stages = [stage._replace(deleted=False) for stage in stages]
    return tuple(sorted(stages, key=lambda stage: (stage.rank, stage.id)))


def list_boards(connection: sqlite3.Connection, *, deleted: bool = False) -> list[tuple[str, str]]:
    """Return (id, name) of every board that isn't deleted, or of those that are, the oldest first."""
    rows = connection.execute("SELECT id, body FROM entity WHERE etype = 'board' AND id = board ORDER BY id")
    bodies = [(entity, json.loads(body)) for entity, body in rows]
    return [
        (entity, fields.get("name") or "Pipeline")
        for entity, fields in bodies
        if bool(fields.get("deleted")) is deleted
    ]


def _stage(entity: str, fields: Mapping[str, Any]) -> Stage:
    return Stage(
        id=entity,
        name=fields.get("name", "?"),
        side=fields.get("side", "sales"),
        rank=fields.get("rank", ""),
        probability=fields.get("probability", 0.0),
        outcome=fields.get("outcome"),
        limit=fields.get("limit"),
        stale_after=fields.get("stale_after"),
        required=tuple(fields.get("required", ())),
        deleted=fields.get("deleted", False),
        aliases=tuple(
            sorted(name.removeprefix(ALIAS) for name, on in fields.items() if name.startswith(ALIAS) and on is True)
        ),
        guidance=fields.get("guidance", ""),
        claims=_read_claims(fields),
    )


def _read_claims(fields: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    return tuple(sorted((name.removeprefix(MARK), on is True) for name, on in fields.items() if name.startswith(MARK)))


def _read_member(entity: str, fields: Mapping[str, Any]) -> Member:
    return Member(
        id=entity,
        name=fields.get("name", "?"),
        team=fields.get("team", "sales"),
        role=fields.get("role", "member"),
        aliases=tuple(fields.get("aliases", ())),
        away=fields.get("away", False),
        deleted=fields.get("deleted", False),
    )


def _read_board(
    entity: str, fields: Mapping[str, Any], stages: tuple[Stage, ...], members: tuple[Member, ...]
) -> Board:
    return Board(
        id=entity,
        name=fields.get("name", "Pipeline"),
        currency=fields.get("currency", "EUR"),
        timezone=fields.get("timezone", "UTC"),
        hours=fields.get("hours", "Mon-Fri 9-17"),
        holidays=tuple(fields.get("holidays", ())),
        routing=fields.get("routing", "round-robin"),
        limit_policy=fields.get("limit_policy", "warn"),
        moves=fields.get("moves", "anyone"),
        own_lost_reasons=tuple(fields.get("lost_reasons") or LOST_REASONS),
        win_reasons=tuple(fields.get("win_reasons") or WIN_REASONS),
        own_return_reasons=tuple(fields.get("return_reasons") or RETURN_REASONS),
        all_stages=stages,
        all_members=members,
        responses_since=fields.get("responses_since") or "",
        deleted=fields.get("deleted", False),
    )
