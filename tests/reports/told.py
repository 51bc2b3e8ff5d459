"""A log written by hand: `told.change(…)` in the order in which it happened, and the journeys that follow from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kanban.domain.change import CARD, Change, Json
from kanban.domain.clock import ms_of, stamp_at
from kanban.domain.handoffs.handoff import Handoff
from kanban.domain.journeys.building import build_journey, list_facts
from kanban.domain.journeys.journey import Journey
from tests.domain.board import ANA, BEN, BOARD, stage


@dataclass
class Told:
    """A log of cards that are called by letters."""

    changes: dict[str, list[Change]] = field(default_factory=dict)
    offers: dict[str, Handoff] = field(default_factory=dict)
    count: int = 0

    def change(
        self,
        card: str,
        at: str,
        verb: str = "move",
        *,
        act: str = "",
        undo_of: str | None = None,
        written: str = "",
        **registers: Json,
    ) -> str:
        """Write a change and return its act; `written` is when it was written, where that is not when it happened."""
        self.count += 1
        act = act or f"act {self.count}"
        stamp = f"{stamp_at(ms_of(written or at))}{self.count:04x}-00000000"
        self.changes.setdefault(card, []).append(
            Change(f"change {self.count}", act, act, verb, at, CARD, card, registers, stamp, ANA.id, "device",
                   self.count, undo_of=undo_of)
        )  # fmt: skip
        return act

    def move(self, card: str, at: str, to: str, verb: str = "move", **registers: Json) -> str:
        return self.change(card, at, verb, stage=stage(to).id, **registers)

    def hand_over(self, card: str, at: str, state: str, to: str = "", **names: object) -> str:
        """Go on with the offer of a card: make it, ask about it, answer it."""
        before = self.offers.get(card)
        if state == "offered" and (before is None or not before.is_open or names.get("offer")):
            offer = str(names.pop("offer", f"offer {card}{self.count}"))
            present = Handoff(offer, "offered", ANA.id, BEN.id, offered_at=at, **names)
        else:
            assert before is not None
            due = names.pop("due", None)
            ended = state not in {"offered", "asked"}
            present = Handoff(
                before.offer, state, before.by, before.to, offered_at=before.offered_at, due=due,
                answered_at=at if ended else None, overturned=before.overturned, **names,
            )  # fmt: skip
        self.offers[card] = present
        verb = {
            "offered": "offer",
            "asked": "ask",
            "accepted": "accept",
            "returned": "return",
            "expired": "expire",
            "withdrawn": "withdraw",
        }[state]
        registers: dict[str, Json] = {"handoff": present.encode(before)}
        if to:
            registers["stage"] = stage(to).id
        return self.change(card, at, verb, **registers)

    def journeys(self) -> list[Journey]:
        """Return the journeys of all cards."""
        built = [build_journey(card, list_facts(changes), BOARD) for card, changes in self.changes.items()]
        return [journey for journey in built if journey]
