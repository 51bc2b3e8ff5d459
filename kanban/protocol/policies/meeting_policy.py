"""What a server asks of a change of a pipeline review, or of a decision made in one: who, when, and what stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.change import CARD, DECISION, MEETING
from kanban.domain.meetings.meeting import EARLIEST, MOST_DAYS_AHEAD
from kanban.domain.values import text
from kanban.protocol.policies.docket import Docket, Rejected

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState

_BEGINNING = frozenset({"created", "deleted", "begun_by", "begun_at"})
_ENDING = frozenset({"ended_by", "ended_at", "figures"})
_VERDICT = frozenset({"verdict", "judged_by", "judged_at"})
"""The only registers of a decision that change."""


def accept_meeting(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return what a change of a review sets, as the server stores it. Raises Rejected."""
    state = docket.find(MEETING, change.entity)
    if _is_new(state):
        if "created" not in change.set or not isinstance(change.set.get("begun_at"), str) or "deleted" in change.set:
            raise Rejected("missing_parent", "The pipeline review that this changes is not on the server.")
        _require_own_name(actor, change, "begun_by")
    else:
        _require_unchanged(state, change, _BEGINNING, "The beginning of a pipeline review never changes.")
    if _ENDING & change.set.keys():
        _require_own_name(actor, change, "ended_by")
    return _limit_times(docket, change, "begun_at", "ended_at")


def accept_decision(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return what a change of a decision sets, as the server stores it. Raises Rejected."""
    state = docket.find(DECISION, change.entity)
    if _is_new(state):
        _check_new_decision(docket, actor, change)
    else:
        card = state.registers.get("card") if state else None
        if isinstance(card, str) and docket.is_purged(CARD, card):
            raise Rejected("gone", "Its card was erased for good.")
        others = frozenset(change.set) - _VERDICT
        _require_unchanged(state, change, others, "A decision never changes; write down another one.")
    if names := _VERDICT & change.set.keys():
        verdict = {name: change.set.get(name) for name in _VERDICT}
        if names != _VERDICT or len({value is None for value in verdict.values()}) != 1:
            raise Rejected("invalid", "A verdict is given, or removed, with its judge and its time.")
        if verdict["verdict"] is not None:
            _require_own_name(actor, change, "judged_by")
    return _limit_times(docket, change, "at", "judged_at")


def _check_new_decision(docket: Docket, actor: Member, change: Change) -> None:
    registers = change.set
    if "created" not in registers or "deleted" in registers:
        raise Rejected("missing_parent", "The decision that this changes is not on the server.")
    _require_own_name(actor, change, "author")
    texts = {name: registers.get(name) for name in ("text", "owner", "due_on", "at", "measure")}
    if any(not isinstance(value, str) or text.is_blank(text.clean_line(value)) for value in texts.values()):
        raise Rejected("invalid", "A decision has words, an owner, a day, and what will show that it worked.")
    owner = docket.board.get_member(str(texts["owner"]))
    if owner is None or owner.deleted:
        raise Rejected("invalid", "The owner of a decision is a member of the board; choose somebody who is.")
    last = clock.from_iso(docket.now).date() + timedelta(days=MOST_DAYS_AHEAD + 1)
    if not EARLIEST[:10] <= str(texts["due_on"]) <= last.isoformat():
        raise Rejected("invalid", "The day of a decision lies within ten years.")
    meeting, card = registers.get("meeting"), registers.get("card")
    if not isinstance(meeting, str) or docket.find(MEETING, meeting) is None:
        raise Rejected("missing_parent", "The pipeline review of this decision is not on the server.")
    if not isinstance(card, str):
        return
    if docket.is_purged(CARD, card):
        raise Rejected("gone", "Its card was erased for good.")
    if docket.find(CARD, card) is None:
        raise Rejected("missing_parent", "The card that this decision is about is not on the server.")


def _is_new(state: EntityState | None) -> bool:
    return state is None or "created" not in state.keys


def _require_own_name(actor: Member, change: Change, name: str) -> None:
    if change.set.get(name) != actor.id:
        raise Rejected("not_author", "Pipeline reviews and decisions are written down in one's own name.")


def _require_unchanged(state: EntityState | None, change: Change, names: frozenset[str], why: str) -> None:
    registers = state.registers if state else {}
    if any(change.set[name] != registers.get(name) for name in names & change.set.keys()):
        raise Rejected("invalid", why)


def _limit_times(docket: Docket, change: Change, *names: str) -> dict[str, Json]:
    """Return the registers, with no time ahead of the server's: a clock may be fast. Raises Rejected for an odd one."""
    times = {name: min(value, docket.now) for name in names if isinstance(value := change.set.get(name), str)}
    if any(value < EARLIEST for value in times.values()):
        raise Rejected("invalid", "Pipeline reviews and decisions have a time of this century.")
    return {**change.set, **times}
