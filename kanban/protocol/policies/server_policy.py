"""What a server asks of every change of a shared board, under the board's lock.

A change is judged by what it sets and by whose token carries it, never by its verb, on the board as the changes
before it left it. What the server knows better (who, which team, when, until when) it sets itself. Devices refuse the
same in their verbs, earlier and in more words; this is what no client can be trusted with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.card import RULE_MARK
from kanban.domain.change import (
    ACTIVITY,
    AGREEMENT,
    CARD,
    COMMENT,
    DECISION,
    GOAL,
    GUESS,
    LESSON,
    MEETING,
    MEMBER,
    NOTICE,
    OBJECTION,
    PLAY,
    SEALED,
    WANT,
    Change,
    Json,
)
from kanban.domain.commitments import COMMIT, explain_refusal, list_dropped
from kanban.domain.errors import KanbanError
from kanban.domain.guesses import guess_rights
from kanban.domain.guesses.guess import TEAMS, derive_guess_id
from kanban.domain.guesses.revealing import REVEAL
from kanban.domain.handoffs import contest
from kanban.domain.waiting import next_marks
from kanban.domain.wants import want_rights
from kanban.domain.wants.want import MOST_OPEN
from kanban.protocol import grants
from kanban.protocol.policies import (
    activity_policy,
    agreement_policy,
    comment_policy,
    entry_policy,
    handoff_policy,
    import_policy,
    meeting_policy,
    notice_policy,
    playbook_policy,
    ruling_policy,
    signing_policy,
    undo_policy,
)
from kanban.protocol.policies.docket import Docket, Rejected
from kanban.protocol.policies.import_policy import IMPORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kanban.domain.board import Member
    from kanban.domain.entity_state import EntityState
    from kanban.protocol.types import Code

PURGE = "purge"
"""The verb of a purge, which only a server writes."""

RESERVED = frozenset({PURGE, REVEAL, "expire", "join"})
"""Verbs that only a server writes."""


FEW = 60
"""Entities with at most so many registers are not measured."""

MOST_HELD = 1 << 20
"""The most characters of an entity's registers with their names, where it has more than FEW."""


_SAID = {
    COMMENT: comment_policy.accept_comment, ACTIVITY: activity_policy.accept_activity,
    OBJECTION: playbook_policy.accept_objection, LESSON: comment_policy.accept_lesson,
}  # fmt: skip
"""What an import may bring with the times of its file."""

_JUDGED = {
    NOTICE: notice_policy.accept_notice, MEETING: meeting_policy.accept_meeting,
    DECISION: meeting_policy.accept_decision, PLAY: playbook_policy.accept_play,
}  # fmt: skip
_SIGNED = {AGREEMENT: signing_policy.find_refusal, GOAL: signing_policy.find_goal_refusal}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a change is not accepted."""

    code: Code
    detail: str
    """The same as a sentence for its author."""
    is_alone: bool = False
    """In an import, whether the rest of its transaction can be accepted without it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A change that is accepted."""

    change: Change
    """As the server stores it."""
    keeps_time: bool = False
    """It keeps its own time, however long ago: it comes from a file."""


def judge(docket: Docket, change: Change) -> Accepted | Refusal:
    """Return a change as it is accepted, or why it is not."""
    try:
        accepted = _accept(docket, change)
    except Rejected as rejected:
        return Refusal(rejected.code, str(rejected), is_alone=rejected.alone)
    except (
        KanbanError
    ) as fault:  # what the board says makes no sense of it, as without business hours; the ones behind it may be fine
        return Refusal("invalid", str(fault))
    if not accepted.change.set and docket.find(change.etype, change.entity) is None:
        return Refusal("missing_parent", "What this changes is not on the server.")
    return accepted


def _accept(docket: Docket, change: Change) -> Accepted:
    actor = docket.actor
    if actor is None or actor.deleted:
        raise Rejected("forbidden", "You are no longer a member of this board.")
    _check_sender(docket, actor, change)
    if "responses_since" in change.set:
        raise Rejected("forbidden", "Since when first responses count is for the server alone to say.")
    if change.undo_of is not None:
        return _accept_undo(docket, actor, change)
    if change.etype == CARD:
        return _accept_card(docket, actor, change)
    if change.etype in _SAID:
        registers = _SAID[change.etype](docket, actor, change)
        return Accepted(change._replace(set=registers), keeps_time=change.verb == IMPORT and "created" in registers)
    if change.etype in _JUDGED:
        return Accepted(change._replace(set=_JUDGED[change.etype](docket, actor, change)))
    if change.etype == GUESS:
        return Accepted(_accept_guess(docket, actor, change))
    if change.etype == WANT:
        return Accepted(_accept_want(docket, actor, change))
    if change.etype in _SIGNED:
        state = docket.find(change.etype, change.entity)
        if why := _SIGNED[change.etype](docket, actor, state, change):
            raise Rejected(*why)
        return Accepted(change._replace(set=signing_policy.stamp_registers(actor, state, change.set, docket.now)))
    if change.etype == MEMBER:
        _check_leads(docket, change)
    return Accepted(change)


def _check_sender(docket: Docket, actor: Member, change: Change) -> None:
    """Raise Rejected for what the sender may not do at all, whatever the board is like."""
    if change.verb in RESERVED:
        way_out = "; ask it to with `kanban purge CARD`" if change.verb == PURGE else ""
        raise Rejected("forbidden", f"Only the server itself does that{way_out}.")
    act = grants.act_of(actor.id, change.etype, change.entity, change.set)
    if why := grants.explain_refusal(actor, act):
        raise Rejected("forbidden", why)
    if any(docket.find_owner(name) not in {None, actor.id} for name in (change.act, change.tx)):
        raise Rejected("invalid", "That act is somebody else's.")
    _check_room(docket, change)
    about = str(change.set.get("card")) if change.etype == NOTICE else ""
    if docket.is_purged(change.etype, change.entity) or (about and docket.is_purged(CARD, about)):
        raise Rejected("gone", "It was erased for good and can't be changed any more.")
    if SEALED in change.extra and change.etype != GUESS:
        raise Rejected("invalid", "Only a guess says something in secret.")
    notice_policy.check_cause(docket, actor, change)


def _check_room(docket: Docket, change: Change) -> None:
    """Raise Rejected where an entity would grow too large: every change writes all of it, and all devices fetch it."""
    state = docket.find(change.etype, change.entity)
    puts = any(
        "." in name and value is not None for name, value in change.set.items()
    )  # a label, a link, a field of one's own
    if state is None or not puts or len(state.registers) + len(change.set) <= FEW:
        return
    if (
        _count_characters(state.registers) < (size := _count_characters({**state.registers, **change.set}))
        and size > MOST_HELD
    ):
        raise Rejected("too_large", "It already holds 1 MiB of fields, labels and links; remove some of them first.")


def _count_characters(registers: Mapping[str, Json]) -> int:
    values = (value if isinstance(value, str) else json.dumps(value) for value in registers.values())
    return sum(map(len, registers)) + sum(map(len, values))


def _check_leads(docket: Docket, change: Change) -> None:
    """Raise Rejected for what would leave the board without a lead, as when two demote each other at once."""
    leads = [member for member in docket.board.members if member.role == "lead"]
    leaves = change.set.get("role", "lead") != "lead" or change.set.get("deleted") is True
    if leaves and [member.id for member in leads] == [change.entity]:
        raise Rejected("invalid", f"{leads[0].name} is the only lead of this board; make someone else a lead first.")


# -- undo


def _accept_undo(docket: Docket, actor: Member, change: Change) -> Accepted:
    """Judge an undo or a redo: it passes the same checks as what it undoes."""
    state = docket.find(change.etype, change.entity)
    back = undo_policy.accept_undo(docket, actor, state, change)
    change = change._replace(set=back.registers)
    if change.etype == AGREEMENT:
        raise Rejected("invalid", "A version of the agreement stays; propose another one.")
    if change.etype == GUESS and (why := _find_guess_obstacle(docket, state)):
        raise Rejected("invalid", why)
    if change.etype == GOAL:
        raise Rejected("invalid", signing_policy.GOAL_STAYS)
    if change.etype == MEMBER:
        _check_leads(docket, change)
    if (
        change.etype in {COMMENT, ACTIVITY, DECISION, OBJECTION, LESSON, GUESS}
        and state is not None
        and docket.is_purged(CARD, str(state.registers.get("card")))
    ):
        raise Rejected("gone", "Its card was erased for good.")
    if change.etype == CARD and state is not None:
        _check_merge(docket, change)
        agreement_policy.require_fields(docket.board, state, change)
        handoff_policy.check_holder(docket, actor, state, change)
        handoff_policy.check_undo(docket, state, change, back.overtaken)
        change = change._replace(set=agreement_policy.enter_stage(docket, actor, state, change, undone=True))
    return Accepted(change)


# -- cards


def _accept_card(docket: Docket, actor: Member, change: Change) -> Accepted:
    state = docket.find(CARD, change.entity)
    if change.set and all(name.startswith(RULE_MARK) for name in change.set):
        notice_policy.check_mark(docket, change)
        return Accepted(change)
    if any(name.startswith(RULE_MARK) for name in change.set):
        raise Rejected("invalid", "Notes of rules and other changes come in separate changes.")
    exists = state is not None and ("created" in state.keys or "handoff" in state.keys or "created" not in change.set)
    if state is None or not exists:  # what others did to it may have come first
        return _accept_new_card(docket, actor, change)
    if change.verb != IMPORT and ruling_policy.has_offer(change):
        return Accepted(ruling_policy.accept_offer(docket, state, _accept_contest(docket, actor, state, change)))
    brought = (
        import_policy.accept_import(docket, state, change)
        if change.verb == IMPORT
        else import_policy.ImportedChange(dict(change.set))
    )
    change = change._replace(set=brought.registers)
    handoff_policy.check_holder(docket, actor, state, change)
    if not brought.is_placed:
        agreement_policy.require_fields(docket.board, state, change)
        change = change._replace(set=handoff_policy.accept_crossing(docket, actor, state, change))
    change = _accept_contest(docket, actor, state, change)
    change = change._replace(set=agreement_policy.enter_stage(docket, actor, state, change, placed=brought.is_placed))
    if "created" in change.set and "created" in state.keys:
        raise Rejected("invalid", "That card exists already; change it instead.")
    change = _accept_next_marks(docket, actor, state.registers, change)
    if change.set.get(COMMIT) is True and (
        why := explain_refusal(docket.board, actor, {**state.registers, **change.set})
    ):
        raise Rejected("forbidden", why)
    change = change._replace(set={**change.set, **list_dropped(docket.board, state.registers, change.set)})
    for name in undo_policy.TIMES & change.set.keys():
        if change.set[name] != state.registers.get(name):
            raise Rejected("invalid", "The times of a card can't be set; they follow from its acts.")
    _check_merge(docket, change)
    return Accepted(change, keeps_time=brought.is_placed)


def _accept_new_card(docket: Docket, actor: Member, change: Change) -> Accepted:
    """Judge a change of a card that is not here yet: it may be placed anywhere, by itself."""
    if "handoff" in change.set:
        raise Rejected("invalid", "A new card has no offer; make one once it is there.")
    if contest.list_registers(change.set):
        raise Rejected("forbidden", "A new card has no return to contest.")
    if undo_policy.TIMES & change.set.keys() or ("created" in change.set and change.set.get("merged_into") is not None):
        raise Rejected("invalid", "A new card is made now, and is not merged.")
    _check_merge(docket, change)
    change = _accept_next_marks(docket, actor, {}, change)
    imported = change.verb == IMPORT and "created" in change.set
    if imported and (why := grants.explain_refusal(actor, "import")):
        raise Rejected("forbidden", why)
    change = change._replace(set=agreement_policy.enter_stage(docket, actor, None, change))
    return Accepted(change, keeps_time=imported)


def _accept_contest(docket: Docket, actor: Member, state: EntityState, change: Change) -> Change:
    if not contest.list_registers(change.set):
        return change
    why = contest.find_change_obstacle(docket.board, actor, state.registers, change.set)
    if why:
        raise Rejected("forbidden", why)
    return change._replace(set=contest.stamp_registers(state.registers, change.set, docket.now))


def _accept_want(docket: Docket, actor: Member, change: Change) -> Change:
    """Return a change of a want, made now where it is new."""
    state = docket.find(WANT, change.entity)
    before = state.registers if state is not None and "created" in state.keys else None
    if why := want_rights.explain_refusal(actor, before, change.set):
        raise Rejected("forbidden", why)
    today = clock.from_iso(docket.now).astimezone(docket.board.zone).date()
    if before is None and want_rights.has_too_many(docket.board, actor.id, today):
        raise Rejected("forbidden", f"A rep has at most {MOST_OPEN} open wants.")
    return change if "at" not in change.set or before else change._replace(set={**change.set, "at": docket.now})


def _accept_guess(docket: Docket, actor: Member, change: Change) -> Change:
    """Return a change of a guess, in the actor's name; its chance stays sealed."""
    state = docket.find(GUESS, change.entity)
    before = state.registers if state is not None and "card" in state.registers else None
    card = str(before["card"] if before else change.set.get("card"))
    entry_policy.find_card_of(docket, change._replace(set={"card": card, **change.set}), "guess", "card")
    team = str(change.set.get("team") or (before or {}).get("team"))
    if change.entity != derive_guess_id(docket.board.id, card, team):
        raise Rejected("missing_parent", "The guess that this changes is not on the server.")
    other = _find_other_guess(docket, card, team)
    refusal = guess_rights.find_refusal(
        actor, change.set, change.extra.get(SEALED), before, other, is_closed=_is_closed(docket, card)
    )
    if refusal:
        raise Rejected(*refusal)
    times = {
        name: min(value, docket.now) for name in ("at", "revised_at") if isinstance(value := change.set.get(name), str)
    }
    return change._replace(set={**change.set, **times})


def _find_guess_obstacle(docket: Docket, state: EntityState | None) -> str | None:
    """Return why an act on a guess can't be undone or redone any more."""
    if state is None:
        return None
    card, team = str(state.registers.get("card")), str(state.registers.get("team"))
    other = _find_other_guess(docket, card, team)
    return guess_rights.find_obstacle(state.registers, other, is_closed=_is_closed(docket, card))


def _find_other_guess(docket: Docket, card: str, team: str) -> Mapping[str, Json] | None:
    (other,) = (name for name in TEAMS if name != team) if team in TEAMS else ("",)
    state = docket.find(GUESS, derive_guess_id(docket.board.id, card, other))
    return state.registers if state else None


def _is_closed(docket: Docket, card: str) -> bool:
    state = docket.find(CARD, card)
    stage = state.registers.get("stage") if state else None
    return bool(docket.board.stages) and docket.board.lane_of(stage if isinstance(stage, str) else None).is_closed


def _accept_next_marks(docket: Docket, actor: Member, before: Mapping[str, Json], change: Change) -> Change:
    """Return a change with its doubts in the actor's name; what skips for others is refused."""
    if why := next_marks.explain_refusal(actor, before, change.set):
        raise Rejected("forbidden", why)
    return change._replace(set=next_marks.stamp_registers(actor, change.set, docket.now))


def _check_merge(docket: Docket, change: Change) -> None:
    """Raise Rejected for a card merged into none, or into itself by way of other merges."""
    into: Json = change.set.get("merged_into")
    if into is None:
        return
    if not isinstance(into, str) or into == change.entity or docket.find(CARD, into) is None:
        raise Rejected("missing_parent", "The card that this one is merged into is not on the server.")
    if docket.is_purged(CARD, into):
        raise Rejected("gone", "The card that this one is merged into was erased for good.")
    if change.entity in _follow_merges(docket, into):
        raise Rejected("gone", "That card was merged into this one first, so this one stays.")


def _follow_merges(docket: Docket, card: str) -> set[str]:
    """Return a card, the one that it was merged into, and so on."""
    passed = set[str]()
    following: Json = card
    while isinstance(following, str) and following not in passed:
        passed.add(following)
        state = docket.find(CARD, following)
        following = state.registers.get("merged_into") if state else None
    return passed
