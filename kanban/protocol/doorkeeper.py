"""Who may let a card through the door of a shared board: what a server asks of every change that crosses between the teams.

Devices ask the same in `handing`; this is what no client can be trusted with. The first answer that a server takes wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from kanban.domain import handoff
from kanban.domain.card import HANDOFF
from kanban.domain.handoff import Handoff

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member
    from kanban.domain.change import Change, Json
    from kanban.domain.state import State
    from kanban.domain.traffic import Code

Why = tuple["Code", str]
"""The code of a refusal, and the sentence."""

_GONE_ON: Why = ("handoff_moved", "It went on between the teams meanwhile, so that can't be taken back any more.")

_BY: dict[handoff.State, str] = {
    "offered": "marketing", "withdrawn": "marketing",
    "asked": "sales", "accepted": "sales", "returned": "sales", "taken": "sales",
}  # fmt: skip
"""The team that brings a handoff into a state; nobody lets an offer expire but time."""

_ZONES: dict[handoff.State, frozenset[str]] = {
    "offered": frozenset({"door"}), "asked": frozenset({"door"}), "withdrawn": frozenset({"marketing"}),
    "accepted": frozenset({"sales", "closed"}), "taken": frozenset({"sales", "closed"}),
    "returned": frozenset({"marketing"}), "expired": frozenset({"marketing"}),
}  # fmt: skip
"""Where a card is once its handoff is in a state."""

_FROM: dict[handoff.State, frozenset[str]] = {
    "offered": frozenset({"marketing", "closed", "door"}), "asked": frozenset({"door"}), "withdrawn": frozenset({"door"}),
    "accepted": frozenset({"door"}), "taken": frozenset({"marketing", "door", "closed"}), "returned": frozenset({"door", "sales"}),
}  # fmt: skip
"""Where a card was just before. One whose offer had run out is back with marketing, whatever it was."""

_FREE = frozenset({
    ("marketing", "marketing"), ("sales", "sales"), ("sales", "closed"), ("closed", "sales"), ("closed", "closed"),
    ("closed", "marketing"), ("door", "door"),
})  # fmt: skip
"""Ways that need no handoff."""


class Book(Protocol):
    """What the doorkeeper looks into."""

    @property
    def board(self) -> Board:
        """Its stages as they are now."""
        ...

    def wrote(self, key: str) -> bool:
        """Whether the actor made the change with this key."""
        ...


def stopped(book: Book, actor: Member, there: State | None, change: Change) -> Why | None:
    """Return why a change of a card may not pass, None where it may. A card that is new may be placed anywhere, by itself."""
    if there is None or change.verb == "import":
        return _placed(there, change)
    past, to = there.registers.get("stage"), change.set.get("stage")
    zones = None
    if isinstance(past, str) and isinstance(to, str):
        zones = (book.board.lane_of(past).zone, book.board.lane_of(to).zone)
    if change.verb in {"undo", "redo"}:
        return _taken_back(book, there, change, zones)
    present = handoff.read(there.registers.get(HANDOFF))
    if HANDOFF in change.set:
        return _stated(actor, present, change.set[HANDOFF], zones, change.at)
    if zones is None or zones in _FREE or handoff.door_of(book.board) is None:
        return None
    if zones == ("door", "marketing") and actor.team == "marketing" and not (present and present.open):
        return None  # it was only placed there
    return "forbidden", "A card goes from one team to the other by an offer, an answer or a return, not by a bare move."


def _placed(there: State | None, change: Change) -> Why | None:
    """Let a file place a card, but neither bring an offer to one nor carry one away that waits for its answer."""
    present = handoff.read(there.registers.get(HANDOFF)) if there else None
    if HANDOFF in change.set and (change.verb != "import" or there is not None):
        return "invalid", "A card that is new comes without an offer; make one once it is there."
    if present is not None and present.open and "stage" in change.set:
        return (
            "handoff_moved",
            "One of these cards waits at the door meanwhile; import the file again, and the rest goes in.",
        )
    return None


def _taken_back(book: Book, there: State, change: Change, zones: tuple[str, str] | None) -> Why | None:
    """Let a crossing be undone by whoever made it, as long as nothing came after it: stage and handoff, or neither."""
    crossing = [name for name in ("stage", HANDOFF) if name in change.set and name in there.keys]
    if HANDOFF in there.keys and not all(book.wrote(there.keys[name]) for name in crossing):
        return _GONE_ON
    torn = "stage" not in change.set if HANDOFF in change.set else bool(zones) and zones not in _FREE
    return _GONE_ON if torn and HANDOFF in there.keys else None


def _stated(actor: Member, present: Handoff | None, value: Json, zones: tuple[str, str] | None, at: str) -> Why | None:
    after = handoff.read(value)
    if after is None or zones is None or not isinstance(value, Mapping):
        return "invalid", "That is no handoff."
    if after.state == "expired":
        return "forbidden", "Only time ends an offer; the server sees to it."
    if actor.team != _BY[after.state]:
        return "forbidden", f"{actor.name} is of {actor.team} and may not act for {_BY[after.state]} at the door."
    if zones[1] not in _ZONES[after.state]:
        return "invalid", f"A card whose offer is {after.state} does not stand there."
    if after.state in {"offered", "asked", "accepted", "withdrawn"} and after.offer != (
        present.offer if present else ""
    ):
        return _begun(after, present, zones)
    if _in_time(after, present, value, at):
        return None
    if handoff.expected(value) != ((present.offer, present.state) if present else None):
        return _moved(present)
    if zones[0] not in _FROM[after.state]:
        return "handoff_moved", "It was moved to another stage meanwhile."
    return None


def _begun(after: Handoff, present: Handoff | None, zones: tuple[str, str]) -> Why | None:
    """An offer of its own begins on marketing's side, while no other one is open."""
    if present is not None and present.open:
        return _moved(present)
    if after.state != "offered" or zones[0] not in {"marketing", "closed"}:
        return "invalid", "There is no such offer."
    return None


def _in_time(after: Handoff, present: Handoff | None, value: Json, at: str) -> bool:
    """Whether an answer was given before the deadline, though it arrives after the offer ran out: then it counts."""
    if present is None or present.state != "expired" or present.answered_at is None:
        return False
    expected = handoff.expected(value)
    return expected == (present.offer, "offered") and after.offer == present.offer and at <= present.answered_at


def _moved(present: Handoff | None) -> Why:
    said = {
        None: "Its offer is gone.", "accepted": "Somebody accepted it first.", "returned": "Somebody returned it first.",
        "expired": "The offer had run out.", "withdrawn": "Marketing withdrew the offer first.", "taken": "Somebody took it first.",
        "asked": "Somebody asked about it meanwhile.", "offered": "It was offered, or answered, meanwhile.",
    }  # fmt: skip
    return "handoff_moved", said[present.state if present else None]
