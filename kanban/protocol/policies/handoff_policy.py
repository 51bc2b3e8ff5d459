"""What a server asks of every change that crosses between the teams of a shared board.

Devices ask the same in `handoff_verbs`; this is what no client can be trusted with. The first answer that a server
accepts wins. A client may say little of a handoff (which offer, to whom, why, the question, the reason); the rest of
the register comes from the token, the stored handoff and the server's clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.acts import disqualifying
from kanban.domain.card import HANDOFF
from kanban.domain.change import CARD
from kanban.domain.errors import KanbanError
from kanban.domain.handoffs import handoff, handoff_verbs
from kanban.domain.handoffs.handoff import Handoff
from kanban.domain.handoffs.holders import state_of
from kanban.domain.journeys.building import list_entered
from kanban.domain.permissions import RANK, explain_other_holder
from kanban.domain.values.fields import NEVER
from kanban.protocol import grants
from kanban.protocol.policies.docket import Docket, Rejected

if TYPE_CHECKING:
    from collections.abc import Collection

    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState

LATE_MS = 72 * 3_600_000
"""How long after an offer expired an answer still counts that was given in time."""

FURTHEST = timedelta(days=36_500)
"""How far ahead a deadline may lie at most; a later one is no mistake of a clock."""

_ID = re.compile("[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
"""The form of an offer's id, which is part of the names of contest and ruling registers."""

_ACTS: dict[handoff.State, str] = {
    "offered": "offer", "withdrawn": "withdraw", "asked": "ask", "accepted": "accept", "returned": "return",
    "taken": "take",
}  # fmt: skip
"""The act that brings a handoff into a state; only time lets an offer expire."""

_ZONES: dict[handoff.State, frozenset[str]] = {
    "offered": frozenset({"door"}), "asked": frozenset({"door"}), "withdrawn": frozenset({"marketing"}),
    "accepted": frozenset({"sales"}), "taken": frozenset({"sales", "closed"}), "returned": frozenset({"marketing",
    "given up"}),
}  # fmt: skip
"""Where a card is once its handoff is in a state."""

_FROM: dict[handoff.State, frozenset[str]] = {
    "offered": frozenset({"marketing", "closed", "given up", "door"}), "asked": frozenset({"door"}),
    "withdrawn": frozenset({"door"}),
    "accepted": frozenset({"door"}), "taken": frozenset({"marketing", "door", "closed", "given up"}),
    "returned": frozenset({"door", "sales"}),
}  # fmt: skip
"""Where a card was just before. One whose offer had expired is back with marketing, wherever it was."""

_FREE = frozenset({
    ("marketing", "marketing"), ("sales", "sales"), ("sales", "closed"), ("closed", "sales"), ("closed", "closed"),
    ("closed", "marketing"), ("door", "door"), ("marketing", "given up"), ("given up", "marketing"), ("given up",
    "given up"),
})  # fmt: skip
"""Ways that need no handoff."""

_GONE_ON = "The card has moved on between the teams since, so this can't be undone any more."


def accept_crossing(docket: Docket, actor: Member, state: EntityState, change: Change) -> dict[str, Json]:
    """Return what a change of a card sets, with its handoff as the server stores it. Raises Rejected."""
    zones = _find_zones(docket.board, state, change)
    _check_disqualified(docket, actor, state, change, zones)
    if HANDOFF in change.set:
        return _accept_handoff(docket, actor, state, change, zones)
    if zones is None or zones in _FREE or handoff.find_door(docket.board) is None:
        return dict(change.set)
    present = handoff.read(state.registers.get(HANDOFF))
    if zones == ("door", "marketing") and actor.team == "marketing" and not (present and present.is_open):
        return dict(change.set)  # it was only placed there
    raise Rejected(
        "forbidden", "A card moves between the teams by an offer, an answer or a return, not by a plain move."
    )


def _check_disqualified(
    docket: Docket, actor: Member, state: EntityState, change: Change, zones: tuple[str, str] | None
) -> None:
    """Raise Rejected where a lead can't be disqualified: a real deal once, or not by marketing nor returned so."""
    if zones is None or zones[1] != "given up" or zones[0] == "given up":
        return
    after = handoff.read(change.set[HANDOFF]) if HANDOFF in change.set else None
    if after is not None and after.state == "returned" and after.again != NEVER:
        raise Rejected("invalid", "A card that is to be tried again goes back to an open stage.")
    if after is None and actor.team != "marketing" and handoff.find_door(docket.board) is not None:
        raise Rejected("forbidden", "Only marketing can disqualify a lead that is with marketing.")
    if why := disqualifying.find_obstacle(docket.board, list_entered(docket.list_changes(CARD, state.id))):
        raise Rejected("forbidden", f"That card {why}.")


def check_holder(docket: Docket, actor: Member, state: EntityState, change: Change) -> None:
    """Raise Rejected where the board lets only a card's holder change its stage, and another team does."""
    past, to = state.registers.get("stage"), change.set.get("stage")
    if not isinstance(past, str) or not isinstance(to, str):
        return
    stage, present = docket.board.lane_of(past), state.registers.get(HANDOFF)
    if stage.id == docket.board.lane_of(to).id:
        return
    answers = HANDOFF in change.set and state_of(change.set[HANDOFF]) != "taken"
    if not answers and (why := explain_other_holder(actor, docket.board, stage, present)):
        raise Rejected("forbidden", f"That card {why}")


def check_undo(docket: Docket, state: EntityState, change: Change, overtaken: Collection[str]) -> None:
    """Raise Rejected where a crossing can't be undone: something followed it, or only half would go back."""
    if HANDOFF not in state.keys:
        return
    zones = _find_zones(docket.board, state, change)
    crosses = HANDOFF in change.set or (zones is not None and zones not in _FREE)
    halved = HANDOFF not in change.set or "stage" not in change.set
    if crosses and (halved or {"stage", HANDOFF} & set(overtaken)):
        raise Rejected("handoff_moved", _GONE_ON)


def _find_zones(board: Board, state: EntityState, change: Change) -> tuple[str, str] | None:
    """Return whose a card was and whose it is to be; None where its stage is not set."""
    past, to = state.registers.get("stage"), change.set.get("stage")
    if not isinstance(past, str) or not isinstance(to, str):
        return None
    return board.lane_of(past).zone, board.lane_of(to).zone


# -- handoffs


def _accept_handoff(
    docket: Docket, actor: Member, state: EntityState, change: Change, zones: tuple[str, str] | None
) -> dict[str, Json]:
    """Return a change that sets a handoff, as the server stores it."""
    value = change.set[HANDOFF]
    present, after = handoff.read(state.registers.get(HANDOFF)), handoff.read(value)
    if after is None or zones is None or not isinstance(value, Mapping):
        raise Rejected("invalid", "That is not a valid handoff.")
    if after.state == "expired":
        raise Rejected("forbidden", "Only the server lets an offer expire.")
    answers = after.state == "offered" and present is not None and after.offer == present.offer
    why = grants.explain_refusal(actor, "answer" if answers else _ACTS[after.state])
    if why:
        raise Rejected("forbidden", why)
    if zones[0] == "door" and zones[1] == "closed":
        raise Rejected("invalid", "A card at the door can't be closed; accept or return it first.")
    if zones[1] not in _ZONES[after.state]:
        raise Rejected("invalid", f"A card whose offer is {after.state} does not stand there.")
    begins = after.state == "taken" or present is None or (after.state == "offered" and after.offer != present.offer)
    if begins:
        _check_beginning(docket, present, after, zones, value)
        accepted = _begin_handoff(docket, actor, state, change, after)
    else:
        _check_answer(docket, state, change, after, zones)
        accepted = _continue_handoff(docket, actor, state, change, after)
    registers = dict(change.set)
    registers[HANDOFF] = accepted.encode(present)
    stays = (
        docket.board.lane_of(str(state.registers.get("stage"))).id == docket.board.lane_of(str(change.set["stage"])).id
    )
    if "entered_at" in registers and stays:
        registers["entered_at"] = state.registers.get("entered_at")
    return registers


def _check_beginning(
    docket: Docket, present: Handoff | None, after: Handoff, zones: tuple[str, str], value: Json
) -> None:
    """Raise Rejected where a new handoff can't begin: another one is open, or the card stands elsewhere."""
    if present is not None and present.is_open:
        raise _reject_moved(present)
    if after.state not in {"offered", "taken", "returned"}:
        raise _reject_moved(present)
    if after.state == "offered" and zones[0] == "door":
        raise Rejected("invalid", "There is no such offer.")
    if after.state != "offered" and handoff.read_expected(value) != (
        (present.offer, present.state) if present else None
    ):
        raise _reject_moved(present)
    if zones[0] not in _FROM[after.state]:
        raise Rejected("handoff_moved", "It was moved to another stage meanwhile.")
    # The digit at 14 is a UUID's version. Versions 5 and 8 are derived from other ids, as the server does for offers
    # that follow an overturned return: a client could take such an id before the server needs it.
    if (
        _ID.fullmatch(after.offer) is None
        or after.offer[14:15] in {"5", "8"}
        or docket.find_owner(after.offer) is not None
        or (present and present.offer == after.offer)
    ):
        raise Rejected(
            "invalid", "An offer has an id of its own, which was not used before and is not the server's to give."
        )


def _check_answer(docket: Docket, state: EntityState, change: Change, after: Handoff, zones: tuple[str, str]) -> None:
    """Raise Rejected where an answer is not to the present handoff."""
    present = handoff.read(state.registers.get(HANDOFF))
    if present is None or after.offer != present.offer:
        raise _reject_moved(present)
    if after.state in {"accepted", "asked", "returned"} and _is_in_time(docket, state, change, present):
        return
    if handoff.read_expected(change.set[HANDOFF]) != (present.offer, present.state):
        raise _reject_moved(present)
    wanted = {"accepted": handoff.OPEN, "withdrawn": handoff.OPEN, "asked": {"offered"}, "offered": {"asked"}}
    if present.state not in wanted.get(after.state, {present.state}):
        raise _reject_moved(present)
    if zones[0] not in _FROM[after.state]:
        raise Rejected("handoff_moved", "It was moved to another stage meanwhile.")


def _is_in_time(docket: Docket, state: EntityState, change: Change, present: Handoff) -> bool:
    """Whether an answer was given in time, though it arrives after the offer expired: then it counts.

    Its device can't have known that the offer expired, and the answer arrives within three days.
    """
    ended = present.answered_at
    if present.state != "expired" or ended is None:
        return False
    if handoff.read_expected(change.set[HANDOFF]) != (present.offer, "offered") or docket.find_time(change) > ended:
        return False
    if clock.ms_of(docket.now) - clock.ms_of(ended) > LATE_MS:
        return False
    expiry = state.keys[HANDOFF].partition(" ")[2]
    number = next(
        (earlier.seq or 0 for earlier in docket.list_changes(change.etype, change.entity) if earlier.id == expiry), 0
    )
    return change.base < number


# -- what is kept


def _begin_handoff(docket: Docket, actor: Member, state: EntityState, change: Change, after: Handoff) -> Handoff:
    """Return a new handoff, made of what its author may say."""
    board, past = docket.board, state.registers.get("stage")
    source = board.lane_of(past if isinstance(past, str) else None)
    if after.by != actor.id:
        raise Rejected("forbidden", "An offer is made, and a card taken, in one's own name.")
    if after.state == "returned":  # it came to sales without an offer
        return _end_handoff(docket, actor, change, Handoff(after.offer, "returned", actor.id), after)
    if after.state == "taken":
        taken_at = docket.find_time(change)
        return Handoff(
            after.offer, "taken", actor.id, to=actor.id, source=source.id, offered_at=taken_at, answered_at=taken_at,
            answered_by=actor.id
        )  # fmt: skip
    _check_plausible(board, source, after)
    _check_rep(board, after.to)
    try:
        due = handoff_verbs.calendar_of(board).add_worked(clock.from_iso(docket.now), handoff.answer_seconds(board))
    except KanbanError as fault:
        raise Rejected("invalid", str(fault)) from fault
    return Handoff(
        after.offer, "offered", actor.id, to=after.to, source=source.id, offered_at=docket.now, due=clock.iso(due),
        why=after.why
    )  # fmt: skip


def _check_plausible(board: Board, here: Stage, after: Handoff) -> None:
    """Raise Rejected for an offer that no device would make: a wrong source stage, or an impossible deadline."""
    if after.source and after.source != here.id:
        claimed = board.lane_of(after.source)
        if claimed.is_closed or claimed.side != "marketing":
            raise Rejected("handoff_moved", "The card is not in the stage from which the offer says that it comes.")
    try:
        due = clock.from_iso(after.due or "")
        offered = clock.from_iso(after.offered_at) if after.offered_at else due - timedelta(seconds=1)
    except KanbanError as fault:
        raise Rejected("invalid", "An offer says when it was made and until when it is to be answered.") from fault
    if not offered < due <= offered + FURTHEST:
        raise Rejected("invalid", "The deadline of an offer lies after the offer, and not years ahead.")


def _check_rep(board: Board, to: str | None) -> None:
    """Raise Rejected where an offer is for somebody who can't answer it."""
    rep = board.get_member(to) if to else None
    if to and (rep is None or rep.deleted):
        raise Rejected("invalid", f"{rep.name if rep else 'Who it is for'} is not a member of this board.")
    if rep is not None and (rep.team != "sales" or RANK[rep.role] < RANK["member"]):
        what = f"of {rep.team}" if rep.team != "sales" else f"a {rep.role}"
        raise Rejected("invalid", f"{rep.name} is {what}; offers go to members of sales.")


def _continue_handoff(docket: Docket, actor: Member, state: EntityState, change: Change, after: Handoff) -> Handoff:
    """Return a handoff after an answer: the stored one, with what its author may add."""
    present = handoff.read(state.registers.get(HANDOFF))
    assert present is not None  # noqa: S101 - else it would have begun
    if after.by != present.by:
        raise Rejected("forbidden", "An answer can't change who made the offer.")
    if after.state not in {"asked", "offered"}:
        return _end_handoff(docket, actor, change, present, after)
    calendar = handoff_verbs.calendar_of(docket.board)
    try:
        if after.state == "offered":
            return handoff.answer_question(present, clock.from_iso(docket.now), calendar)
        asked_at = clock.from_iso(max(docket.find_time(change), present.offered_at))
        waiting = replace(
            present, due=present.due or present.answered_at, answered_at=None
        )  # it may have run out since
        within = handoff.reply_seconds(docket.board)
        return replace(handoff.ask_question(waiting, "", asked_at, calendar, within), question=after.question)
    except KanbanError as fault:
        raise Rejected("invalid", str(fault)) from fault


def _end_handoff(docket: Docket, actor: Member, change: Change, present: Handoff, after: Handoff) -> Handoff:
    """Return an answered handoff: answered when its device says, but not before the offer, nor after now."""
    if after.answered_by not in {None, actor.id}:
        raise Rejected("forbidden", "An answer is given in one's own name.")
    ended = replace(
        present, state=after.state, due=None, left=None, question=None, reply_due=None, since=None,
        answered_at=max(docket.find_time(change), present.offered_at), answered_by=actor.id,
    )  # fmt: skip
    if after.state != "returned":
        return ended
    if after.again not in {None, NEVER} and not _is_day(after.again or ""):
        raise Rejected("invalid", "The day to try a returned card again is a date, or never.")
    return replace(ended, reason=after.reason, again=after.again, unless=after.unless)


def _is_day(value: str) -> bool:
    try:
        return len(value) == len("2026-11-23") and bool(clock.from_iso(f"{value}T00:00:00Z"))
    except KanbanError:
        return False


def _reject_moved(present: Handoff | None) -> Rejected:
    sentences = {
        None: "Its offer is gone.", "accepted": "Somebody accepted it first.",
        "returned": "Somebody returned it first.",
        "expired": "The offer had run out.", "withdrawn": "Marketing withdrew the offer first.",
        "taken": "Somebody took it first.",
        "asked": "Somebody asked about it meanwhile.", "offered": "It was offered, or answered, meanwhile.",
    }  # fmt: skip
    return Rejected("handoff_moved", sentences[present.state if present else None])
