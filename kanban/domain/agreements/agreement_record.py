"""The agreement as JSON: whole versions, and how a card meets the one that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kanban.domain.agreements import gate
from kanban.domain.agreements.agreement import TEAMS, TIMES, Line, Version
from kanban.domain.agreements.agreement_document import format_hours, stage_name
from kanban.domain.card import Card

if TYPE_CHECKING:
    from kanban.domain.board import Board


def format_status(board: Board, version: Version, met: int, of: int) -> str:
    """Format how many requirements of a version a card meets: `Agreement v4: 6 of 7 met`."""
    if not version.hash:
        return f"Default agreement: {met} of {of} met (not signed, not enforced)"
    return f"Agreement {board.name_version(version)}: {met} of {of} met{'' if version.is_live else ' (not signed)'}"


def version_record(version: Version, board: Board) -> dict[str, Any]:
    """Return a version as a JSON object.

    `name` is v4, the start of its hash, or “as shipped” for the default agreement, which nobody signs and which
    blocks nothing.
    """
    live = board.agreement
    counts = version.hash == (live.hash if live else "")
    levels = version.content.levels
    return {
        "name": board.name_version(version),
        "hash": version.hash or None,
        "counts": counts,
        "live": version.is_live,
        "live_at": version.live_at or None,
        "proposed_by": board.find_person_name(version.by) if version.by else None,
        "proposed_at": version.at or None,
        "after": version.content.after,
        "signatures": {
            team: {"member": board.find_person_name(signed.member), "at": signed.at, "alone": signed.alone}
            if (signed := version.signatures.get(team))
            else None
            for team in TEAMS
        },
        "lines": [line_record(line, version, board) for line in version.content.lines],
        "levels": {
            **{name: format_hours(getattr(levels, name)) or None for name in TIMES}, "attempts": levels.attempts,
        },
        "reasons": {"return": list(version.content.return_reasons), "lost": list(version.content.lost_reasons)},
    }  # fmt: skip


def line_record(line: Line, version: Version, board: Board) -> dict[str, Any]:
    """Return one requirement of a version as a JSON object."""
    return {
        "number": version.content.find_number(line),
        "id": line.id,
        "stages": [stage_name(board, stage) for stage in line.stages],
        "kind": line.kind,
        "says": line.says,
        "fact": line.fact or None,
        "team": line.team,
    }


def status_record(card: Card, board: Board) -> dict[str, Any]:
    """Return how a card meets the requirements ahead of it, its ticks, and the version it entered its stage under."""
    version = gate.find_effective_version(board)
    checks = gate.check_lines(board, card, gate.list_lines_ahead(board, card, version))
    passed = gate.read_passed(card.value_of(gate.PASSED))
    return {
        "version": board.name_version(version),
        "signed": version.is_live,
        "met": sum(check.is_met for check in checks),
        "of": len(checks),
        "lines": [
            {
                **line_record(check.line, version, board),
                "met": check.is_met,
                "by": board.find_person_name(check.tick.by) if check.tick else None,
                "evidence": check.tick.evidence if check.tick else None,
                "at": check.tick.at if check.tick else None,
            }
            for check in checks
        ],
        "passed": {
            "stage": stage_name(board, passed.stage),
            "version": gate.name_version(board, passed.version),
            "met": len(passed.met),
            "of": passed.of,
        }
        if passed
        else None,
    }
