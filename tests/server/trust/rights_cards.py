"""What may be done to a card: fields, stages, ticks, the door, imports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kanban.domain.change import Change
from tests.server.trust.board import SIDES, Board, Person
from tests.server.trust.rights_words import may_note

TIMES = {"created_at", "entered_at", "acted_at"}
TEAM = {
    "offered": "marketing",
    "withdrawn": "marketing",
    "asked": "sales",
    "accepted": "sales",
    "returned": "sales",
    "taken": "sales",
}
LANDS = {
    "offered": {"door"}, "asked": {"door"}, "withdrawn": {"marketing"}, "accepted": {"sales"},
    "returned": {"marketing", "given up"}, "taken": {"sales", "closed"},
}  # fmt: skip
STARTS = {
    "offered": {"marketing", "closed", "given up", "door"}, "asked": {"door"}, "withdrawn": {"door"},
    "accepted": {"door"},
    "returned": {"door", "sales"}, "taken": {"marketing", "door", "closed", "given up"},
}  # fmt: skip
FREE = {
    ("marketing", "marketing"), ("sales", "sales"), ("sales", "closed"), ("closed", "sales"), ("closed", "closed"),
    ("closed", "marketing"), ("door", "door"), ("marketing", "given up"), ("given up", "marketing"),
    ("given up", "given up"),
}  # fmt: skip


def may_card(board: Board, who: Person, change: Change) -> bool:
    there, given = board.find("card", change.entity), dict(change.set)
    noted = [name for name in given if name.startswith("rule.")]
    if noted:
        return len(noted) == len(given) and there is not None and all(may_note(board, change, name) for name in noted)
    if there is None or not ("created" in there or "handoff" in there or "created" not in given):
        special = any(name == "handoff" or name.startswith(("contest.", "ruling.")) or name in TIMES for name in given)
        if special or "passed" in given or ("created" in given and given.get("merged_into")):
            return False
        return _may_tick(board, who, given) and may_merge(board, change.entity, given)
    placed = False
    if change.verb == "import":
        moved = brought(board, there, given, change)
        if moved is None:
            return False
        placed = moved
    if not placed and not (has_required(board, there, given) and _may_cross(board, who, change.entity, there, given)):
        return False
    if not placed and not _meets_lines(board, there, given):
        return False
    if "passed" in given and not ("stage" in given and given["stage"] != there.get("stage")):
        return False
    if ("created" in given and "created" in there) or not (
        _may_tick(board, who, given) and _may_contest(board, who, there, given)
    ):
        return False
    stays = "handoff" in given and given.get("stage") == there.get("stage")
    if any(given[name] != there.get(name) for name in TIMES & given.keys() if not (stays and name == "entered_at")):
        return False
    return may_merge(board, change.entity, given)


def may_merge(board: Board, card: str, given: dict[str, Any]) -> bool:
    """Into a card that is there and that did not go into this one itself, be it by way of others."""
    into, passed = given.get("merged_into"), set[str]()
    if into is not None and board.find("card", str(into)) is None:
        return False
    while isinstance(into, str) and into not in passed:
        passed.add(into)
        into = (board.find("card", into) or {}).get("merged_into")
    return card not in passed


def brought(board: Board, there: dict[str, Any], given: dict[str, Any], change: Change) -> bool | None:
    """Whether an import's change places a card; None where it may not be. Takes out of it what is left undone."""
    if "handoff" in given:
        return None
    twin = "created" in there and given.pop("created", None) is not None
    if "stage" not in given or "stage" not in there:
        return False
    past, to = board.stage_of(there), board.stages.get(given["stage"], "")
    if past == to:
        given.pop("stage")
        return False
    history = board.history("card", change.entity)
    gone = board.undone(set())
    still_done = [each for each in history if each.act not in gone]
    acted = any(
        name.startswith(("handoff", "tick.", "contest.", "ruling.")) or (name == "stage" and each.verb != "import")
        for each in still_done
        for name in each.set
    )
    state = (there.get("handoff") or {}).get("state")
    sides = to and (SIDES[past] == SIDES[to] or to in {"Won", "Lost"})
    if sides and not acted and state not in {"offered", "asked"} and any("stage" in each.set for each in still_done):
        return True
    if twin and to:
        given.pop("stage")
        return False
    return None


def has_required(board: Board, there: dict[str, Any], given: dict[str, Any]) -> bool:
    if "stage" not in there:
        return True
    past, to = board.stage_of(there), given.get("stage", there["stage"])
    if to not in board.stages:
        return False
    empty = (None, "", False)
    if board.stages[to] != past:
        return all({**there, **given}.get(name) not in empty for name in board.required.get(board.stages[to], []))
    return all(
        there.get(name) in empty or given.get(name, there.get(name)) not in empty
        for name in board.required.get(past, [])
    )


def _meets_lines(board: Board, there: dict[str, Any], given: dict[str, Any]) -> bool:
    to = given.get("stage")
    if to is None or to == there.get("stage", to):
        return True
    if (given.get("handoff") or {}).get("state") in {"returned", "withdrawn"}:
        return True
    after = {**there, **given}
    for name, (kind, _, stage) in board.lines.items():
        if stage == board.stages[to] and not after.get("email" if kind == "fact" else f"tick.{name}"):
            return False
    return True


def _may_tick(board: Board, who: Person, given: dict[str, Any]) -> bool:
    for name, value in given.items():
        if not name.startswith("tick."):
            continue
        kind, team, _ = board.lines.get(name.removeprefix("tick."), ("", "", ""))
        if kind != "judgement" or team != who.team or not who.at_least("member"):
            return False
        if value is not None and (value.get("by") != who.id or not value.get("evidence") or not value.get("at")):
            return False
    return True


def _may_contest(board: Board, who: Person, there: dict[str, Any], given: dict[str, Any]) -> bool:
    present = there.get("handoff") or {}
    for name, value in given.items():
        if name.startswith("contest."):
            marketer = board.people.get(present.get("by", ""))
            mine = marketer is None or marketer.team != "marketing" or marketer.id == who.id
            right = (
                name == f"contest.{present.get('offer')}" and present.get("state") == "returned" and not there.get(name)
            )
            if not (
                right
                and mine
                and who.team == "marketing"
                and (value or {}).get("by") == who.id
                and (value or {}).get("words")
            ):
                return False
        if name.startswith("ruling."):
            contested = [each for each in there if each.startswith("contest.") and there[each]]
            newest = max(contested, key=lambda each: there[each]["at"], default="").removeprefix("contest.")
            said = {team: there.get(f"ruling.{newest}.{team}") for team in ("marketing", "sales")}
            ruled = {team: value["verdict"] for team, value in said.items() if value}
            over = len(set(ruled.values())) == 1 and (
                len(ruled) == 2 or any(v.get("alone") for v in said.values() if v)
            )
            other = {"marketing": "sales", "sales": "marketing"}[who.team]
            led = any(person.role == "lead" and person.team == other for person in board.people.values())
            good = (
                isinstance(value, dict) and value.get("by") == who.id and value.get("verdict") in {"uphold", "overturn"}
            )
            if not (newest and good and who.role == "lead" and name == f"ruling.{newest}.{who.team}") or over:
                return False
            if ruled.get(who.team) == value["verdict"] or (value.get("alone") and led):
                return False
    return True


# -- the door


def _may_give_up(board: Board, who: Person, card: str, given: dict[str, Any]) -> bool:
    """Marketing does, or a return that is final; and never to what was a deal."""
    value = given.get("handoff")
    is_final = isinstance(value, dict) and value.get("state") == "returned" and value.get("again") == "never"
    return (is_final or ("handoff" not in given and who.team == "marketing")) and not board.was_deal(card)


def _may_cross(board: Board, who: Person, card: str, there: dict[str, Any], given: dict[str, Any]) -> bool:
    zones = zones_of(board, there, given)
    if zones and zones[1] == "given up" != zones[0] and not _may_give_up(board, who, card, given):
        return False
    present: dict[str, Any] = there.get("handoff") or {}
    open_ = present.get("state") in {"offered", "asked"}
    if "handoff" not in given:
        return (
            zones is None or zones in FREE or (zones == ("door", "marketing") and who.team == "marketing" and not open_)
        )
    value = given["handoff"]
    if not isinstance(value, dict) or zones is None or value.get("state") not in TEAM:
        return False
    state, replies = value["state"], value.get("offer") == present.get("offer") and value["state"] == "offered"
    if (
        who.team != ("marketing" if replies else TEAM[state])
        or zones[1] not in LANDS[state]
        or zones == ("door", "closed")
    ):
        return False
    expects = [present["offer"], present["state"]] if present else None
    begins = state == "taken" or not present or (state == "offered" and value.get("offer") != present["offer"])
    if begins:
        fresh = value["offer"] not in board.offers and board.owner(value["offer"]) is None and value["offer"][14] == "7"
        if (
            open_
            or state not in {"offered", "taken", "returned"}
            or zones[0] not in STARTS[state] - {"door"} | ({"door"} if state != "offered" else set())
        ):
            return False
        if value.get("by") != who.id or not fresh or (state != "offered" and value.get("expects") != expects):
            return False
        if state == "returned" and not _may_return(who, value):
            return False
        return state != "offered" or _sound_offer(board, there, value)
    if value.get("offer") != present["offer"] or value.get("by") != present["by"] or value.get("expects") != expects:
        return False
    wanted = {
        "accepted": {"offered", "asked"},
        "withdrawn": {"offered", "asked"},
        "asked": {"offered"},
        "offered": {"asked"},
    }
    if present["state"] not in wanted.get(state, {present["state"]}) or zones[0] not in STARTS[state]:
        return False
    if state not in {"asked", "offered"} and value.get("answered_by") not in {None, who.id}:
        return False
    return state != "returned" or _may_return(who, value)


def _may_return(who: Person, value: dict[str, Any]) -> bool:
    """A return is in one's own name, also of a card that came to sales without an offer, and says when to try again."""
    return value.get("answered_by") in {None, who.id} and value.get("again") in {None, "never", "2026-12-24"}


def zones_of(board: Board, there: dict[str, Any], given: dict[str, Any]) -> tuple[str, str] | None:
    if "stage" not in given or "stage" not in there:
        return None
    return board.zone(board.stage_of(there)), board.zone(board.stages[given["stage"]])


def _sound_offer(board: Board, there: dict[str, Any], value: dict[str, Any]) -> bool:
    source = board.stages.get(value.get("source", ""), "")
    if value.get("source") not in {None, "", there["stage"]} and (not source or board.zone(source) != "marketing"):
        return False
    to = value.get("to")
    if to is not None and (
        to not in board.people or board.people[to].team != "sales" or not board.people[to].at_least("member")
    ):
        return False
    try:
        return (
            datetime.fromisoformat(value["offered_at"]) < datetime.fromisoformat(value["due"]) and value["due"] < "2100"
        )
    except (KeyError, TypeError, ValueError):
        return False
