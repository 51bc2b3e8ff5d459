"""The handoff: one lead at the door, offered by one team, answered by the other, held by exactly one.

All of it is one compound register of the card (`handoff`), never several that could merge into a mixed state. The
words (why now, a question, its answer, why not) are comments of that kind, and the register holds their ids. The
*holder* is computed from stage and register, and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from kanban.domain import clock
from kanban.domain.handoffs import holders
from kanban.domain.values.business_time import Calendar

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.change import Json

State = Literal["offered", "asked", "accepted", "returned", "expired", "taken", "withdrawn"]
STATES = cast("tuple[State, ...]", holders.STATES)

OPEN: frozenset[State] = frozenset({"offered", "asked"})
"""The states in which a card waits at the door."""

LONGEST_WHY = 140
"""The most characters of an offer's “why now”."""

ANSWER_WITHIN = 8 * 3600
"""Business seconds to answer an offer, or a question about one, where no agreement says otherwise: one day."""


@dataclass(frozen=True, slots=True)
class Handoff:
    """One offer, from making it to the answer that ended it."""

    offer: str
    """Its id, which an answer names."""
    state: State
    by: str
    """The member who offered, or who took the card."""
    to: str | None = None
    """The member who is to answer; None for sales as a whole."""
    source: str = ""
    """The stage that it was offered from: it goes back there when nobody answers."""
    offered_at: str = ""
    due: str | None = None
    """When sales is to answer; None while marketing has a question, and once it is answered."""
    left: int | None = None
    """Business seconds that sales has left, while marketing answers a question."""
    answered_at: str | None = None
    answered_by: str | None = None
    reason: str | None = None
    """Why it was returned, from the board's list."""
    again: str | None = None
    """The day to try again, ISO, or `never`; None where none was given."""
    unless: str | None = None
    """What would have let it pass."""
    why: str | None = None
    """The id of the comment that says why now."""
    question: str | None = None
    """The id of the comment that asks, while it waits for its answer."""
    reply_due: str | None = None
    """When marketing is to answer that question; afterwards they are late, and nothing else happens."""
    since: str | None = None
    """Since when its holder has it, where that is not since the offer."""
    overturned: str | None = None
    """The id of the offer whose return the leads overturned: their ruling made this offer."""

    @property
    def is_open(self) -> bool:
        """Whether it waits at the door."""
        return self.state in OPEN

    def encode(self, expects: Handoff | None) -> Json:
        """Return the register; `expects` is the handoff that the act changed, so that a server can compare."""
        names = ("offer", "state", "by", "to", "source", "offered_at", "due", "left", "answered_at", "answered_by",
        "reason",
                 "again", "unless", "why", "question", "reply_due", "since", "overturned")  # fmt: skip
        register: dict[str, Json] = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        register["expects"] = [expects.offer, expects.state] if expects else None
        return register

    def is_overdue(self, now: str) -> bool:
        """Whether its holder is late: sales with their answer, marketing with theirs. `now` is UTC, ISO 8601."""
        due = {"offered": self.due, "asked": self.reply_due}.get(self.state)
        return due is not None and due < now

    def has_expired(self, now: str) -> bool:
        """Whether sales did not answer in time; a question never expires."""
        return self.state == "offered" and self.is_overdue(now)


_TEXTS = (
    "to",
    "source",
    "offered_at",
    "due",
    "answered_at",
    "answered_by",
    "reason",
    "again",
    "unless",
    "why",
    "question",
    "reply_due",
    "since",
    "overturned",
)


def read(value: Json) -> Handoff | None:
    """Return the handoff in a register; None where there is no valid one, as other machines write it too."""
    if not isinstance(value, Mapping):
        return None
    offer, state, by = value.get("offer"), value.get("state"), value.get("by")
    if not isinstance(offer, str) or not isinstance(by, str) or state not in STATES:
        return None
    texts: dict[str, Any] = {name: value[name] for name in _TEXTS if isinstance(value.get(name), str)}
    left = value.get("left")
    seconds_left = left if isinstance(left, int) and not isinstance(left, bool) and left >= 0 else None
    return Handoff(offer=offer, state=state, by=by, left=seconds_left, **texts)


def read_expected(value: Json) -> tuple[str, str] | None:
    """Return (offer, state) that an act expected to find; None where it says none. Servers compare it."""
    pair = value.get("expects") if isinstance(value, Mapping) else None
    if isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
        return str(pair[0]), str(pair[1])
    return None


def answer_seconds(board: Board) -> int:
    """Return how many business seconds sales has to answer a new offer: the agreement's, else a day."""
    promised = board.agreement.content.levels.answer if board.agreement else None
    return promised or ANSWER_WITHIN


def reply_seconds(board: Board) -> int:
    """Return how many business seconds marketing has to answer a new question: the agreement's, else a day."""
    promised = board.agreement.content.levels.reply if board.agreement else None
    return promised or ANSWER_WITHIN


def ask_question(handoff: Handoff, question: str, now: datetime, calendar: Calendar, reply_within: int) -> Handoff:
    """Stop sales' clock while marketing answers a question; marketing's begins, of so many business seconds."""
    left = 0
    if handoff.due:
        left = int(calendar.count_worked(now, clock.from_iso(handoff.due)))
    reply_due = clock.iso(calendar.add_worked(now, reply_within))
    return replace(
        handoff, state="asked", due=None, left=left, question=question, reply_due=reply_due, since=clock.iso(now)
    )


def answer_question(handoff: Handoff, now: datetime, calendar: Calendar) -> Handoff:
    """Let sales' clock go on with the time left, at least an hour, since nobody can answer what just expired."""
    left = max(3600, handoff.left if handoff.left is not None else ANSWER_WITHIN)
    due = clock.iso(calendar.add_worked(now, left))
    since = clock.iso(now)
    return replace(handoff, state="offered", due=due, left=None, question=None, reply_due=None, since=since)


def find_marketer(board: Board, handoff: Handoff, owner: str | None) -> Member | None:
    """Return the marketer of a card: who offered it, else its owner; None where neither is a member any more."""
    owners = (member for member in board.members if owner and member.is_named(owner))
    for member in (board.get_member(handoff.by), next(owners, None)):
        if member is not None and not member.deleted and member.team == "marketing":
            return member
    return None


def find_door(board: Board) -> Stage | None:
    """Return the first stage at the door; None on a board without one."""
    return next((stage for stage in board.stages if stage.side == "door"), None)


def find_first_stage(board: Board, side: str) -> Stage | None:
    """Return the first open stage of a side; None where there is none."""
    return next((stage for stage in board.stages if stage.side == side and not stage.is_closed), None)
