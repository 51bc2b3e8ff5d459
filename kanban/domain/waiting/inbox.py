"""The inbox: what waits for one member, and what can be done about it. Screens and command line show the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kanban.domain import permissions
from kanban.domain.handoffs import handoff

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member
    from kanban.domain.handoffs.handoff import Handoff, State

Kind = Literal[
    "offer", "question", "contest", "returned", "expired", "mention", "ruled", "unread", "notice", "want", "walk"
]  # fmt: skip

ANSWERS: frozenset[Kind] = frozenset({"offer", "question"})
"""What Today lists too, as things to answer."""

KINDS: dict[Kind, str] = {
    "offer": "an offer to answer",
    "question": "a question to answer",
    "contest": "a contested return to rule on",
    "returned": "to try again",
    "expired": "nobody answered",
    "mention": "mentions you",
    "ruled": "the leads have ruled",
    "unread": "unread",
    "notice": "a notice",
    "want": "a want without a match",
    "walk": "a closed deal to walk",
}
"""The kinds of entries with their words, in the order of the inbox."""

ACTS: dict[Kind, tuple[str, ...]] = {
    "offer": ("accept", "ask", "return"),
    "question": ("answer", "withdraw"),
    "contest": ("uphold", "overturn"),
    "returned": ("offer", "read"),
    "expired": ("offer", "read"),
    "mention": ("comment", "read"),
    "ruled": ("read",),
    "unread": ("comment", "read"),
    "notice": ("read",),
    "want": ("read",),
    "walk": ("walk", "read"),
}
"""The acts that answer an entry of each kind; `read` only takes it off the list."""


SHOWN = 200
"""The most entries of one kind on a screen."""


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """One thing that waits."""

    key: str
    """Its identity: the same for as long as the same thing waits."""
    kind: Kind
    card: str
    """The card's id; empty for a want, which is about no card."""
    ref: str
    title: str
    company: str
    who: str
    """The id of the person who caused it, or a plain name; empty where nobody did."""
    words: str
    """What was said, in one line; may be empty."""
    at: str
    """When it began to wait, UTC."""
    due: str = ""
    """When an answer is due, UTC or a day; empty for no limit."""
    is_overdue: bool = False
    comment: str = ""
    """The id of the comment it comes from."""
    count: int = 1
    """How many unread comments it stands for."""

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts that answer it, the likeliest first."""
        return ACTS[self.kind]

    @property
    def is_done_by_reading(self) -> bool:
        """Whether marking it as read takes it off the list; other entries wait for an answer."""
        return "read" in self.acts


def format_count(entries: Sequence[InboxEntry]) -> str:
    """Format how many entries there are; `212+` where only the first of a kind were read."""
    whole = max(Counter(entry.kind for entry in entries).values(), default=0) < SHOWN
    return f"{len(entries):,}{'' if whole else '+'}"


def sort_entries(entries: list[InboxEntry]) -> list[InboxEntry]:
    """Return entries in the inbox's order: overdue first, then by kind, then the longest waiting."""
    places = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(
        entries, key=lambda entry: (not entry.is_overdue, places[entry.kind], entry.due or entry.at, entry.key)
    )


def entry_record(entry: InboxEntry, board: Board) -> dict[str, Any]:
    """Return an entry as a JSON object."""
    member = board.get_member(entry.who)
    return {
        "key": entry.key,
        "kind": entry.kind,
        "card": entry.card or None,
        "ref": entry.ref or None,
        "title": entry.title,
        "company": entry.company or None,
        "from": board.find_person_name(entry.who) or None,
        "team": member.team if member else None,
        "words": entry.words or None,
        "at": entry.at,
        "due": entry.due or None,
        "overdue": entry.is_overdue,
        "comment": entry.comment or None,
        "unread": entry.count if entry.kind == "unread" else None,
        "acts": list(entry.acts),
    }


# -- whose turn it is at the door


def find_awaited_state(me: Member) -> State | None:
    """Return the state of the handoffs that a member answers: sales offers, marketing questions; None for none."""
    if permissions.RANK[me.role] < permissions.RANK["member"]:
        return None
    return "offered" if me.team == "sales" else "asked"


def waits_for(board: Board, me: Member, present: Handoff, owner: str | None) -> bool:
    """Whether a member is to answer a handoff in the state that they answer; `owner` is the card's in marketing."""
    if me.team == "marketing":
        return is_for_marketer(board, me, present, owner)
    # by name, or to sales as a whole, or to somebody who is not there
    to = board.get_member(present.to) if present.to else None
    return to is None or to.id == me.id or to.deleted or to.away or to.team != "sales"


def is_for_marketer(board: Board, me: Member, present: Handoff, owner: str | None) -> bool:
    """Whether a card's handoff is a member's in marketing: their own, or nobody's."""
    marketer = handoff.find_marketer(board, present, owner)
    return marketer is None or marketer.id == me.id
