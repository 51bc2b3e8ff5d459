"""What must hold at the door after every transaction that the server took, in its order; no rule of the program is
asked."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from kanban.domain.change import CARD, MEMBER, Change, Json
from kanban.domain.entity_state import EntityState
from kanban.domain.handoffs import handoff, holders
from kanban.store.entities import assemble_board
from tests.sync.simulation.world import Violation

OPEN = {"offered", "asked"}
FEW = {"stage", "board", "member", "agreement"}
MARKETINGS, SALES = {"offered", "withdrawn"}, {"asked", "accepted", "returned", "taken"}
BACK = {"undo", "redo"}
PLACED = {"import", "merge", "create"}
"""What may leave a card in a stage without what that asks for: there it is marked, and asked for at its next move."""


def check_door(board: str, changes: list[Change]) -> None:
    """Raise Violation for the first transaction after which a card is in between, or that its author's team may not
    do."""
    states: dict[tuple[str, str], EntityState] = {}
    for _, group in groupby(changes, key=lambda change: change.tx):
        tx = list(group)
        before = {change.entity: _registers(states, CARD, change.entity) for change in tx if change.etype == CARD}
        actor = _registers(states, MEMBER, tx[0].actor)
        for change in tx:
            states.setdefault((change.etype, change.entity), EntityState(change.etype, change.entity)).fold(change)
        if not before or not any({"stage", "handoff"} & change.set.keys() for change in tx):
            continue
        rows = [(state.etype, state.id, state.registers) for state in states.values() if state.etype in FEW]
        whole = assemble_board(board, rows)
        stages = {stage.id: stage for stage in whole.stages}
        for card, past in before.items():
            now = _registers(states, CARD, card)
            stage = stages.get(str(now.get("stage")))
            if stage is None:
                continue  # it was removed since; the card shows in the nearest one
            if now.get("title") is None:
                continue  # it was erased: whose its offers were is gone, only their times are left
            where = f"{tx[0].verb} of {card} by {tx[0].actor} at {tx[0].seq}"
            present = _state(now)
            if _state(past) in OPEN and past.get("stage") not in stages:
                continue  # the door at which it waited was removed, so it may be moved on
            zone = "closed" if stage.is_closed else stage.side
            if (present in OPEN) != (zone == "door") and not (zone == "door" and (present is None or _placed(tx))):
                raise Violation(f"In between after {where}: {present} in {stage.name}.")
            holder = holders.find_holder(stage.side, now.get("handoff"), closed=stage.is_closed)
            if holder not in ({None} if stage.is_closed else {"marketing", "sales"}):
                raise Violation(f"Nobody holds it after {where}.")
            _by_the_right_team(
                where, tx, actor, _state(past), present, changed=past.get("handoff") != now.get("handoff")
            )
            if past.get("stage") not in {None, now.get("stage")} and tx[0].verb not in PLACED:
                lacks = [name for name in stage.required if now.get(name) in (None, "", False)]
                if lacks:
                    raise Violation(f"It lacks {lacks} in {stage.name} after {where}.")


def _placed(tx: list[Change]) -> bool:
    return tx[0].verb in {"import", "merge"}


def _by_the_right_team(
    where: str, tx: list[Change], actor: Mapping[str, Json], past: str | None, present: str | None, *, changed: bool
) -> None:
    if not changed or tx[0].verb in {"import", "merge", *BACK}:
        return
    if present == "expired":
        if tx[0].actor != "board":
            raise Violation(f"Somebody let an offer expire: {where}.")
        return
    answered = past == "asked" and present == "offered"
    teams = ({"marketing"} if present in MARKETINGS or answered else set()) | ({"sales"} if present in SALES else set())
    if actor.get("team") not in teams:
        raise Violation(f"{actor.get('team')} made it {present}: {where}.")


def _registers(states: Mapping[tuple[str, str], EntityState], etype: str, entity: str) -> dict[str, Any]:
    state = states.get((etype, entity))
    return dict(state.registers) if state else {}


def _state(registers: Mapping[str, Json]) -> str | None:
    present = handoff.read(registers.get("handoff"))
    return present.state if present else None
