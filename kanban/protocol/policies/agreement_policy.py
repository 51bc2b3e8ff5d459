"""What a server asks of a change at a stage's gate: required fields, requirements, and who may tick.

Devices ask the same in `gate`, earlier and in more words; this is what no client can be trusted with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.agreements import agreement_lines, gate
from kanban.domain.card import HANDOFF, is_absent
from kanban.domain.handoffs.holders import state_of
from kanban.domain.values import fields
from kanban.protocol import grants
from kanban.protocol.policies.docket import Docket, Rejected

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from kanban.domain.agreements.agreement import Line
    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState


def require_fields(board: Board, state: EntityState, change: Change) -> None:
    """Raise Rejected where a card would lack a required field of the stage that it enters or stands in."""
    present = state.registers
    past, to = present.get("stage"), change.set.get("stage", present.get("stage"))
    if not isinstance(past, str) or not board.stages:
        return  # it was never placed
    if to != past:
        if not isinstance(to, str) or all(stage.id != to for stage in board.all_stages):
            raise Rejected("invalid", "The stage that this moves the card to is not on the board.")
        stage = board.lane_of(to)
        lacks = tuple(name for name in stage.required if is_absent(_value_after(name, present, change.set)))
        if lacks:
            raise _reject_missing(stage, lacks, "needs")
        return
    stage = board.lane_of(past)
    changed: AbstractSet[str] = change.set.keys()
    cleared = tuple(
        name
        for name in stage.required
        if name in changed and is_absent(change.set[name]) and not is_absent(present.get(name))
    )
    if cleared:
        raise _reject_missing(stage, cleared, "requires")


def _value_after(name: str, present: Mapping[str, Json], changed: Mapping[str, Json]) -> Json:
    return changed[name] if name in changed else present.get(name)


def _reject_missing(stage: Stage, names: tuple[str, ...], does: str) -> Rejected:
    return Rejected(
        "stage_gate", f"{stage.name} {does} the {' and '.join(fields.format_in_sentence(name) for name in names)}."
    )


def enter_stage(
    docket: Docket,
    actor: Member,
    state: EntityState | None,
    change: Change,
    *,
    placed: bool = False,
    undone: bool = False,
) -> dict[str, Json]:
    """Return what a change of a card sets, with its ticks and `passed` as the server stores them.

    Raises Rejected for a tick that the actor may not set, and for a requirement that the card does not meet. A
    `placed` card need not meet any. An `undone` change was checked before: it restores earlier values.
    """
    board, registers = docket.board, dict(change.set)
    for name, value in change.set.items():
        if name.startswith(agreement_lines.TICK):
            registers[name] = _check_tick(docket, actor, name.removeprefix(agreement_lines.TICK), value, undone=undone)
    past, to = state.registers.get("stage") if state else None, change.set.get("stage")
    moves = isinstance(past, str) and isinstance(to, str) and board.lane_of(past).id != board.lane_of(to).id
    if (
        gate.PASSED in registers
        and not undone
        and (not moves or not _is_live_version(board, registers.pop(gate.PASSED)))
    ):
        raise Rejected(
            "invalid", "Only a card that enters a stage sets “passed”, under a version of the agreement that was live."
        )
    if placed or not moves:
        return registers
    version, stage = board.agreement, board.lane_of(str(to))
    guarding = version.content.list_guarding(stage.id) if version else ()
    back = not undone and state_of(change.set.get(HANDOFF)) in gate.BACKWARDS  # handoff_policy saw that it leads back
    if version is None or not guarding or back:
        return registers
    checks = gate.check_lines(board, docket.build_card_after(change._replace(set=registers)), guarding)
    unmet = [check.line for check in checks if not check.is_met]
    if unmet:
        number = version.content.find_number(unmet[0])
        raise Rejected(
            "stage_gate",
            f"{stage.name} needs requirement {number} of agreement {board.name_version(version)}: {unmet[0].says}.",
        )
    if not undone:
        met: list[Json] = [line.id for line in guarding]
        registers[gate.PASSED] = {"stage": stage.id, "version": version.hash, "met": met, "of": len(guarding)}
    return registers


def _check_tick(docket: Docket, actor: Member, name: str, value: Json, *, undone: bool) -> Json:
    """Return a tick as the server stores it: of the requirement's team, in one's own name, at the server's time."""
    line = _find_line(docket.board, name)
    if line is None or line.kind == "fact":
        raise Rejected("invalid", "The agreement has no such requirement to tick.")
    why = grants.explain_refusal(actor, "tick", team=line.team)
    if why:
        raise Rejected("forbidden", f"Only {line.team} can tick “{line.says}”.")
    if value is None or undone:
        return value
    tick = agreement_lines.read_tick(value)
    if tick is None or len(tick.evidence) > gate.LONGEST_EVIDENCE:
        raise Rejected("invalid", "That is not a valid tick.")
    if tick.by != actor.id:
        raise Rejected("forbidden", "A requirement is ticked in one's own name.")
    return {"by": actor.id, "evidence": tick.evidence, "at": docket.now}


def _is_live_version(board: Board, value: Json) -> bool:
    passed = gate.read_passed(value)
    return passed is not None and any(version.hash == passed.version for version in board.agreements)


def _find_line(board: Board, name: str) -> Line | None:
    """Return the requirement with this id: of the live version, else of the newest one that has it."""
    for version in (*reversed(board.agreements), *board.versions):
        for line in version.content.lines:
            if line.id == name:
                return line
    return None
