"""Who holds a card, and its handoff as JSON: on plain values, so that a listing loads nothing else for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

STATES = ("offered", "asked", "accepted", "returned", "expired", "taken", "withdrawn")
"""The states of an offer; in the first two it waits at the door."""


def state_of(value: object) -> str | None:
    """Return the state in a handoff's register; None where it holds no handoff."""
    state = value.get("state") if isinstance(value, Mapping) else None
    return state if isinstance(state, str) and state in STATES else None


def find_holder(side: str, value: object, *, closed: bool = False) -> str | None:
    """Return the team that holds an open card on this side with this handoff; None for a closed one.

    At the door sales holds it, except while marketing has a question to answer.
    """
    if closed:
        return None
    if side == "door":
        return "marketing" if state_of(value) == "asked" else "sales"
    return "marketing" if side == "marketing" else "sales"


def acts_of(team: str, side: str, state: str | None, *, closed: bool, door: bool) -> list[str]:
    """Return the handoff acts that fit a card for a member of a team, the likeliest first.

    `side` and `closed` are its stage's, `state` is its handoff's; `door` says whether the board has a door.
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
    """Return a handoff as a JSON object; None where there is none.

    Members are given by name, `why` and `question` as ids of comments.
    """
    if state_of(value) is None or not isinstance(value, Mapping):
        return None
    texts = {name: text if isinstance(text := value.get(name), str) else None for name in
             ("offer", "state", "by", "to", "offered_at", "due", "answered_at", "answered_by", "reason", "again",
             "unless", "why", "question", "reply_due", "overturned")}  # fmt: skip
    for name in ("by", "to", "answered_by"):
        texts[name] = person(known) if (known := texts[name]) else None
    return texts
