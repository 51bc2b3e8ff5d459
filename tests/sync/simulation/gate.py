"""What must hold at the gates of stages after every change that the server took, in its order; no rule of the
program is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kanban.domain.change import AGREEMENT, CARD, MEMBER, Change
from kanban.domain.entity_state import EntityState
from kanban.store.entities import assemble_board
from tests.sync.simulation.facts import FACTS
from tests.sync.simulation.world import Violation

BACK = {"returned", "expired", "withdrawn"}
PLACED = {"import", "merge", "create"}

States = dict[tuple[str, str], EntityState]


def check_gate(board: str, changes: list[Change]) -> None:
    """Raise Violation for the first card that came into a stage without what the agreement in force asks for there."""
    states: States = {}
    for change in changes:
        past = _lane(board, states, change.entity) if _moves(change) else None
        if change.etype == CARD:
            _ticked(states, change)
        states.setdefault((change.etype, change.entity), EntityState(change.etype, change.entity)).fold(change)
        if past is None:
            continue
        card = states[CARD, change.entity].registers
        now = _lane(board, states, change.entity)
        state = (card.get("handoff") or {}).get("state")  # type: ignore[union-attr]
        if card.get("title") is None:
            continue  # it was erased: where it was is left, but not what it met
        if now == past or _ruled(change) or (state in BACK and change.verb not in {"undo", "redo"}):
            continue
        for line in in_force(states):
            if now in line["stages"] and not _met(card, line):
                raise Violation(
                    f"{change.verb} of {change.entity} at {change.seq} passed “{line['says']}” without meeting it."
                )


def in_force(states: Mapping[tuple[str, str], EntityState]) -> list[dict[str, Any]]:
    """The lines of the version that is live: the end of the row in which each followed the one before."""
    live: dict[str | None, list[Mapping[str, Any]]] = {}
    for (etype, _), state in states.items():
        own: Mapping[str, Any] = state.registers
        signs = [sign for team in ("marketing", "sales") if (sign := own.get(f"sign.{team}"))]
        if etype == AGREEMENT and (len(signs) == 2 or any(sign.get("alone") for sign in signs)):
            live.setdefault(own["content"]["after"], []).append(own)
    last: str | None = None
    lines: list[dict[str, Any]] = []
    while last in live:
        if len(live[last]) > 1:
            raise Violation("Two versions of the agreement went live after the same one.")
        lines, last = live[last][0]["content"]["lines"], live[last][0]["hash"]
    return lines


def _ruled(change: Change) -> bool:
    """Whether the leads send a card through the door again: that is theirs to decide, whatever a line says."""
    offer = change.set.get("handoff")
    return isinstance(offer, dict) and bool(offer.get("overturned"))


def _moves(change: Change) -> bool:
    return change.etype == CARD and "stage" in change.set and change.verb not in PLACED


def _lane(board: str, states: States, card: str) -> str | None:
    there = states.get((CARD, card))
    stage = there.registers.get("stage") if there else None
    rows = [(each.etype, each.id, each.registers) for each in states.values() if each.etype in {"stage", "board"}]
    return assemble_board(board, rows).lane_of(stage).id if isinstance(stage, str) else None


def _met(card: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
    return FACTS[line["fact"]](card) if line["kind"] == "fact" else bool(card.get(f"tick.{line['id']}"))


def _ticked(states: States, change: Change) -> None:
    """A tick is set by somebody of the team whose line it is."""
    known = {
        line["id"]: line["team"]
        for (etype, _), state in states.items()
        if etype == AGREEMENT
        for line in state.registers["content"]["lines"]  # type: ignore[index,call-overload]
    }
    actor = states.get((MEMBER, change.actor))
    for name in change.set:
        line = name.removeprefix("tick.")
        if line != name and actor and actor.registers.get("team") != known.get(line):  # type: ignore[call-overload]
            raise Violation(f"{actor.registers.get('team')} ticked {line} at {change.seq}.")
