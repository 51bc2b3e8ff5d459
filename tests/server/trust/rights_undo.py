"""What may be taken back."""

from __future__ import annotations

from typing import Any

from kanban.domain.change import Change
from tests.server.trust.board import Board, Person, sets
from tests.server.trust.guesses import may_take_back_guess
from tests.server.trust.rights_cards import FREE, TIMES, has_required, may_merge, zones_of


def keeps_a_lead(board: Board, change: Change) -> bool:
    leads = {person.id for person in board.people.values() if person.role == "lead"}
    return change.set.get("role", "lead") == "lead" or leads != {change.entity}


def may_take_back(board: Board, who: Person, change: Change) -> bool:
    """Only one's own act, each register to what it was just before, nothing that was set since, and through the same
    gates."""
    target, key = change.undo_of or "", (change.etype, change.entity)
    skip = {change.act}
    if board.owner(target) not in {None, who.id} or target == change.act or change.etype == "agreement":
        return False
    there, own = board.find(*key), [each for each in board.history(*key) if each.act == target]
    if change.verb == "redo" and any(each.undo_of is None for each in own):
        return False
    given = dict(change.set)
    touched = {name for each in own for name in sets(each)}
    made = "created" in touched
    for name, value in change.set.items():
        if name not in ({"deleted"} if made else touched):
            if value != (there or {}).get(name):
                return False
            del given[name]
            continue
        held = [True] if made else board.before(*key, target, name, skip)
        if name not in TIMES and not any(_alike(name, value, each) for each in held):
            return False
        if board.since(*key, target, "created" if made and name == "created" else name, skip):
            return False
    if there is None or (change.etype == "guess" and not may_take_back_guess(board, change)):
        return False
    if change.etype == "member":
        return keeps_a_lead(board, change._replace(set=given))
    return change.etype != "card" or (may_merge(board, change.entity, given) and _may_go_back(board, who, there, given))


def _may_go_back(board: Board, who: Person, there: dict[str, Any], given: dict[str, Any]) -> bool:
    if not has_required(board, there, given):
        return False
    if "handoff" in there:
        zones = zones_of(board, there, given)
        crosses = "handoff" in given or (zones is not None and zones not in FREE)
        if crosses and not {"stage", "handoff"} <= given.keys():
            return False
    to = given.get("stage")
    if to is not None and to != there.get("stage", to):
        after = {**there, **given}
        for name, (kind, _, stage) in board.lines.items():
            if stage == board.stages[to] and not after.get("email" if kind == "fact" else f"tick.{name}"):
                return False
    ticks = [board.lines.get(name.removeprefix("tick."), ("", "", ""))[1] for name in given if name.startswith("tick.")]
    return all(team == who.team for team in ticks)


def _alike(name: str, value: Any, held: Any) -> bool:
    """Whether a value is what was there, but for times and deadlines that a server tells."""
    if name == "handoff" and isinstance(value, dict) and isinstance(held, dict):
        return (value.get("offer"), value.get("state")) == (held["offer"], held["state"])
    if name.startswith("tick.") and isinstance(value, dict) and isinstance(held, dict):
        return (value.get("by"), value.get("evidence")) == (held["by"], held["evidence"])
    if name == "passed" or name.startswith(("contest.", "ruling.")):
        return isinstance(value, dict) == isinstance(held, dict)
    return bool(value == held)
