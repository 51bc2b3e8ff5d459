"""Who holds a card, and its handoff as records tell it: on plain values, so that a listing need load nothing for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

STATES = ("offered", "asked", "accepted", "returned", "expired", "taken", "withdrawn")
"""What may have become of an offer; in the first two it waits at the door."""


def state_of(value: object) -> str | None:
    """Return the state that a handoff's register holds; None where it holds no handoff."""
    state = value.get("state") if isinstance(value, Mapping) else None
    return state if isinstance(state, str) and state in STATES else None


def holder_of(side: str, value: object, *, closed: bool = False) -> str | None:
    """Return the team that holds a card on this side with this handoff: one of the two while it is open, then nobody.

    At the door it is sales who is to act, but while marketing has a question to answer.
    """
    if closed:
        return None
    if side == "door":
        return "marketing" if state_of(value) == "asked" else "sales"
    return "marketing" if side == "marketing" else "sales"


def acts_of(team: str, side: str, state: str | None, *, closed: bool, door: bool) -> list[str]:
    """Return the acts between the teams that fit a card for a member of a team, the likeliest first.

    `side` and `closed` are those of its stage, `state` that of its handoff; `door` says whether the board has one.
    """
    waiting = state if side == "door" and state in {"offered", "asked"} else None
    if team == "marketing":
        if side == "marketing" and not closed:
            return ["offer"] if door else []
        return {"asked": ["answer", "withdraw"], "offered": ["withdraw"]}.get(waiting or "", [])
    if side == "door":
        return ["accept", "ask", "return"] if waiting == "offered" else ["accept", "return"]
    return ["return"] if side == "sales" and not closed else []


def handoff_record(value: object, person: Callable[[str], str]) -> dict[str, Any] | None:
    """Return a handoff as JSON has it: members by name, `why` and `question` as the ids of comments; None where there is none."""
    if state_of(value) is None or not isinstance(value, Mapping):
        return None
    texts = {name: text if isinstance(text := value.get(name), str) else None for name in
             ("offer", "state", "by", "to", "offered_at", "due", "answered_at", "answered_by", "reason", "again", "unless", "why", "question", "reply_due", "overturned")}  # fmt: skip
    for name in ("by", "to", "answered_by"):
        texts[name] = person(known) if (known := texts[name]) else None
    return texts
