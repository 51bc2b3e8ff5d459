"""What people try: every verb, in every role, with claims that are true, forged or absurd, on the same few cards."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from kanban.domain import clock
from kanban.domain.acts.undo import invert_act
from kanban.domain.change import Change
from kanban.domain.ids import new_id
from tests.server.trust.board import Board, Person, business
from tests.server.trust.deeds_lessons import learn, relearn
from tests.server.trust.deeds_playbook import object_to, settle, skip, want, write_play
from tests.server.trust.guesses import guess, revise
from tests.store.hub.world import BOARD_ID, Device

VERBS = ["edit", "edit", "move", "move", "import", "import", "undo", "redo", "merge", "create", "label", "whatever"]
ABSURD = ["9999-01-01T00:00:00Z", "2001-01-01T00:00:00Z", "zzzz", "", None]
STATES = ["offered", "offered", "asked", "accepted", "returned", "withdrawn", "taken", "expired"]
WHERE = {
    "offered": "Handoff", "asked": "Handoff", "accepted": "Accepted", "returned": "Nurture", "withdrawn": "MQL",
    "taken": "Discovery", "expired": "MQL",
}  # fmt: skip
OPENINGS = {"marketing": ["offered"], "sales": ["taken"]}
ANSWERS = {"marketing": ["withdrawn", "offered"], "sales": ["asked", "asked", "accepted", "returned", "returned"]}
LONG_AGO = "2020-02-03T00:00:00Z"


@dataclass
class Hands:
    """Somebody at a device, who tries things."""

    chance: random.Random
    board: Board
    who: Person
    device: Device

    def tx(self) -> list[Change]:
        """One thing, or two of one transaction."""
        first = self._one()
        if self.chance.random() < 0.2 and first.undo_of is None and (second := self._one()).undo_of is None:
            return [first, second._replace(tx=first.tx, act=first.act)]
        return [first]

    def _one(self) -> Change:
        kinds: dict[Callable[[], Change], int] = {
            self._create: 10, self._edit: 10, self._move: 14, self._door: 45, self._tick: 7, self._comment: 10,
            partial(learn, self): 6, partial(relearn, self): 4, partial(object_to, self): 12, partial(settle, self): 12,
            partial(write_play, self): 6, partial(want, self): 12, partial(skip, self): 4, partial(guess, self): 14,
            partial(revise, self): 6, self._rewrite: 5, self._notice: 4, self._by_rule: 4, self._settings: 5,
            self._sign: 3, self._undo: 18, self._import: 8, self._merge: 3, self._delete: 4, self._contest: 6,
            self._odd: 6,
        }  # fmt: skip
        change = self.chance.choices(list(kinds), list(kinds.values()))[0]()
        if self.board.log and self.chance.random() < 0.03:  # somebody's act, or one's own again
            other = self.chance.choice(self.board.log)
            change = change._replace(**{self.chance.choice(["act", "tx"]): self.chance.choice([other.act, other.tx])})
        return change

    # -- what there is

    def _change(
        self, etype: str, entity: str, registers: dict[str, Any], verb: str | None = None, **more: Any
    ) -> Change:
        return self.device.change(etype, entity, registers, verb or self.chance.choice(VERBS), **more)

    def _maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def _card(self) -> str:
        cards = self.board.of("card")
        some = cards[:4] if self._maybe(0.6) else cards
        return self.chance.choice(some) if some and self._maybe(0.97) else new_id()

    def _in_state(self, *states: str) -> str | None:
        """A card whose handoff is in one of these states."""
        found = [
            card
            for card in self.board.of("card")
            if (self._registers(card).get("handoff") or {}).get("state") in states
        ]
        return self.chance.choice(found) if found else None

    def _registers(self, card: str) -> dict[str, Any]:
        return self.board.find("card", card) or {}

    def _stage(self) -> str:
        return self.chance.choice(list(self.board.stages))

    def _named(self, name: str) -> str:
        return next(stage for stage, each in self.board.stages.items() if each == name)

    def _me(self) -> str:
        """Mostly oneself, sometimes somebody else."""
        return self.who.id if self._maybe(0.85) else self.chance.choice([*self.board.people, "board", "Mia of old"])

    def _now(self) -> str:
        return clock.iso_ms(self.device.world.now)

    # -- cards

    def _create(self) -> Change:
        made: dict[str, Any] = {"created": True, "title": "A lead", "stage": self._stage(), "rank": "a"}
        if self._maybe(0.4):
            made["email"] = "a@b.example"
        if self._maybe(0.08):
            made |= self.chance.choice(
                [{"handoff": {"offer": new_id(), "state": "accepted", "by": self.who.id}}, {"entered_at": LONG_AGO},
                 {"acted_at": LONG_AGO}, {"merged_into": self._card()},
                 {"tick.budget": {"by": self._me(), "evidence": "x", "at": self._now()}}]
            )  # fmt: skip
        at = {"at": LONG_AGO} if self._maybe(0.3) else {}
        return self._change(
            "card", new_id(), made, self.chance.choice(["create", "import", "import", "undo", "merge", "redo"]), **at
        )

    def _edit(self) -> Change:
        registers = self.chance.choice(
            [{"title": "Other"}, {"email": None}, {"email": "c@d.example"}, {"label.vip": True}, {"lost_reason": None},
             {"rank": "b"}, {"lost_reason": "price"}, {"field.Size": "9"}, {"value": 5, "currency": "EUR"},
             {"created": True}, {"entered_at": LONG_AGO}]
        )  # fmt: skip
        return self._change("card", self._card(), dict(registers), **({"at": LONG_AGO} if self._maybe(0.2) else {}))

    def _move(self) -> Change:
        registers: dict[str, Any] = {"stage": self._stage() if self._maybe(0.97) else new_id(), "rank": "a"}
        if self._maybe(0.5):
            registers |= {"lost_reason": "price", "email": "a@b.example"}
        if self._maybe(0.3):
            name, team = self.chance.choice([("budget", "marketing"), ("decider", "sales")])
            if team == self.who.team or self._maybe(0.2):
                registers[f"tick.{name}"] = {"by": self._me(), "evidence": "x", "at": self._now()}
        return self._change("card", self._card(), registers)

    def _import(self) -> Change:
        """What a second import says of a card that is there."""
        there = self._card()
        registers: dict[str, Any] = {"stage": self._stage(), "rank": "c"}
        if self._maybe(0.3):
            registers |= {"created": True, "title": "A lead again"}
        return self._change(
            "card", there, registers, "import", at=LONG_AGO if self._maybe(0.6) else "2099-01-01T00:00:00Z"
        )

    def _merge(self) -> Change:
        into = self.chance.choice([self._card(), self._card(), new_id()])
        return self._change("card", self._card(), {"deleted": True, "merged_into": into}, "merge")

    def _delete(self) -> Change:
        return self._change("card", self._card(), {"deleted": self._maybe(0.6)})

    # -- the door

    def _door(self) -> Change:
        """An offer or an answer, mostly one that fits card and team."""
        state, card = self._fitting() if self._maybe(0.8) else (self.chance.choice(STATES), None)
        card = card or self._card()
        there = self._registers(card)
        present: dict[str, Any] = there.get("handoff") or {}
        begins = state == "taken" or (state == "offered" and present.get("state") != "asked") or not present
        now = self._now()
        if begins:
            value: dict[str, Any] = {
                "offer": new_id(), "state": state, "by": self.who.id, "source": there.get("stage"), "offered_at": now,
                "due": business(now, 8 * 3600),
            }  # fmt: skip
            if self._maybe(0.2):
                value["to"] = self.chance.choice(list(self.board.people))
        else:
            value = {**present, "state": state, "answered_by": self.who.id, "answered_at": now}
        value["expects"] = [present["offer"], present["state"]] if present else None
        if self._maybe(0.2):
            value |= self._forged(present)
        stage = WHERE[state] if self._maybe(0.95) else self.chance.choice(list(self.board.stages.values()))
        registers: dict[str, Any] = {"stage": self._named(stage), "rank": "a", "handoff": value}
        if stage == "Handoff" and not begins and self._maybe(0.5):
            registers["entered_at"] = LONG_AGO
        if self._maybe(0.5):
            registers |= {"email": "a@b.example"}
        if self._maybe(0.8):
            line = {"marketing": "budget", "sales": "decider"}[self.who.team]
            registers[f"tick.{line}"] = {"by": self.who.id, "evidence": "x", "at": now}
        verb = state if self._maybe(0.6) else self.chance.choice(VERBS)
        return self._change("card", card, registers, "offer" if verb == "expired" else verb)

    def _fitting(self) -> tuple[str, str | None]:
        """What somebody's team may do at the door, and a card for it."""
        zones = {"offered": {"marketing"}, "taken": {"marketing", "closed"}}
        state = self.chance.choice(OPENINGS[self.who.team] * 2 + ANSWERS[self.who.team])
        if state == "offered" and (asked := self._in_state("asked")) and self._maybe(0.5):
            return state, asked
        if state in zones:
            some = [card for card in self.board.of("card") if self._zone(card) in zones[state]]
            return state, self.chance.choice(some) if some else None
        if state == "returned" and self._maybe(0.3):
            return state, self._in_state("accepted", "taken")
        return state, self._in_state("offered", *(["asked"] if state != "asked" else []))

    def _zone(self, card: str) -> str:
        stage = self._registers(card).get("stage")
        return self.board.zone(self.board.stages[stage]) if stage in self.board.stages else ""

    def _forged(self, present: dict[str, Any]) -> dict[str, Any]:
        offers = [*self.board.offers] or [new_id()]
        return self.chance.choice(
            [{"due": self.chance.choice(ABSURD)}, {"by": self._me()}, {"answered_by": self._me()},
             {"offer": self.chance.choice(offers)}, {"source": self._stage()}, {"to": "nobody"}, {"expects": None},
             {"again": "some day"}, {"answered_at": LONG_AGO}, {"offered_at": LONG_AGO},
             {"offer": "00000000-0000-5000-8000-000000000000"}]
        )  # fmt: skip

    def _contest(self) -> Change:
        card = self._in_state("returned") or self._card()
        present = self._registers(card).get("handoff") or {}
        offer, by = present.get("offer", new_id()), self._me()
        if f"contest.{offer}" not in self._registers(card) or self._maybe(0.2):
            return self._change(
                "card", card, {f"contest.{offer}": {"by": by, "at": LONG_AGO, "words": "They had it."}}, "contest"
            )
        team = self.who.team if self._maybe(0.8) else self.chance.choice(["marketing", "sales"])
        value = {
            "by": by,
            "at": LONG_AGO,
            "verdict": self.chance.choice(["uphold", "overturn"]),
            "alone": self._maybe(0.2),
        }
        return self._change("card", card, {f"ruling.{offer}.{team}": value}, "rule_on")

    def _tick(self) -> Change:
        name = self.chance.choice(["budget", "decider", "email", "nothing"])
        value = (
            None
            if self._maybe(0.2)
            else {"by": self._me(), "evidence": self.chance.choice(["x", "x", ""]), "at": LONG_AGO}
        )
        return self._change("card", self._card(), {f"tick.{name}": value})

    # -- words

    def _comment(self) -> Change:
        made: dict[str, Any] = {
            "created": True, "card": self._card(), "author": self._me(),
            "team": self.who.team if self._maybe(0.9) else "",
            "kind": self.chance.choice(["comment", "comment", "comment", "objection", "decision", "offer", "return",
                                        "nonsense"]), "body": "Hi",
        }  # fmt: skip
        verb = self.chance.choice(["comment", "comment", "import", "undo", "redo", "merge"])
        if verb == "import" and self._maybe(0.5):
            made |= {"author": "Mia of old", "team": "", "kind": "comment"}
        return self._change("comment", new_id(), made, verb, **({"at": LONG_AGO} if self._maybe(0.4) else {}))

    def _rewrite(self) -> Change:
        notes = self.board.of("comment")
        note = self.chance.choice(notes) if notes else new_id()
        registers: dict[str, Any] = self.chance.choice(
            [
                {"body": "Other words"},
                {"deleted": True},
                {"kind": "decision"},
                {"author": self._me()},
                {"team": "sales"},
                {"card": self._card()},
            ]
        )
        if self._maybe(0.1):
            registers = {
                "created": True, "card": self._card(), "author": "Mia", "team": "", "kind": "comment", "body": "Again",
            }  # fmt: skip
        return self._change(
            "comment", note, registers, self.chance.choice(["edit_comment", "import", "undo", "whatever"])
        )

    def _notice(self) -> Change:
        made: dict[str, Any] = {
            "created": True, "card": self._card(), "to": self.chance.choice(["sales", "marketing", *self.board.people,
                "nobody"]), "words": "Look",
            "at": LONG_AGO,
        }  # fmt: skip
        if self._maybe(0.3):
            made |= self.chance.choice([{"rule": "Watch"}, {"by": self._me()}])
        return self._change("notice", new_id(), made, "notify")

    def _by_rule(self) -> Change:
        """What a rule is said to have done."""
        causes = [each for each in self.board.log if each.etype in {"comment", "card"} and "created" in each.set]
        cause = self.chance.choice(causes) if causes else None
        rule = self.chance.choice([*self.board.rules, new_id()])
        extra = {"rule": rule, "of": cause.id if cause else new_id()}
        card = (
            (cause.entity if cause.etype == "card" else str(cause.set["card"]))
            if cause and self._maybe(0.9)
            else self._card()
        )
        if self._maybe(0.4):
            value: Any = self.chance.choice([None, {"trouble": "No."}, {"due": "9999-01-01T00:00:00Z"}])
            return self._change("card", card, {f"rule.{rule}": value}, "rule", extra=extra)
        if self._maybe(0.4):
            does: dict[str, Any] = self.chance.choice(
                [
                    {"label.hot": True},
                    {"label.hot": True, "title": "Mine"},
                    {"title": "Mine"},
                    {"label.cold": True},
                    {"deleted": True},
                ]
            )
            return self._change("card", card, does, "label", extra=extra)
        made = {
            "created": True,
            "card": card,
            "to": "sales",
            "words": self.chance.choice(["Watch it", "Pay me"]),
            "at": LONG_AGO,
            "rule": "Watch",
        }
        return self._change("notice", new_id(), made, "notify", extra=extra)

    # -- the board

    def _settings(self) -> Change:
        other = self.chance.choice(list(self.board.people))
        return self.chance.choice(
            [
                lambda: self._change("stage", self._stage(), {"limit": 9}),
                lambda: self._change("board", BOARD_ID, {"name": "Mine"}),
                lambda: self._change("stage", self._named("Proposal"),
                                     {"required": self.chance.choice([[], ["email"]])}),
                lambda: self._change("member", self.who.id, {"away": True}),
                lambda: self._change("member", other, {"away": True}),
                lambda: self._change("member", other, {"role": self.chance.choice(["member", "lead", "commenter"])}),
                lambda: self._change("rule", self.chance.choice([*self.board.rules]), {"on": True}),
            ]
        )()  # fmt: skip

    def _sign(self) -> Change:
        versions = self.board.of("agreement")
        version = self.chance.choice(versions) if versions else new_id()
        digest = (self.board.find("agreement", version) or {}).get("hash", "0" * 64)
        team = self.who.team if self._maybe(0.8) else self.chance.choice(["marketing", "sales"])
        value: Any = {"hash": digest, "member": self._me(), "at": self._now() if self._maybe(0.8) else LONG_AGO}
        if self._maybe(0.2):
            value["alone"] = True
        return self._change("agreement", version, {f"sign.{team}": value if self._maybe(0.9) else None}, "sign")

    # -- undo

    def _undo(self) -> Change:
        """Take back what somebody did, mostly oneself, as a device would work it out; sometimes with a lie in it."""
        log = self.board.log
        log = [
            each for each in log if each.etype not in {"member", "stage", "rule"} or "created" not in each.set
        ]  # they stay
        own = [each for each in log if each.actor == self.who.id]
        some = own if own and self._maybe(0.8) else log
        if not some:
            return self._edit()
        target = self.chance.choice(some[-12:] if self._maybe(0.7) else some)
        verb = "redo" if target.undo_of is not None and self._maybe(0.8) else "undo"
        history = [
            replaced(each, number) for number, each in enumerate(self.board.history(target.etype, target.entity), 1)
        ]
        found = invert_act(target.act, history, verb).steps
        registers = dict(found[0].set) if found else dict.fromkeys(target.set)
        if self._maybe(0.3):
            for name in self.chance.sample(sorted(registers), k=self.chance.randrange(len(registers) + 1)):
                if not {"stage", "handoff"} & {name} or self._maybe(0.3):
                    del registers[name]
        if self._maybe(0.25):
            registers |= self.chance.choice(
                [{"title": "Forged"}, {"stage": self._stage()}, {"handoff": None}, {"deleted": True}, {"deleted": None},
                 {"email": None}, {"entered_at": LONG_AGO},
                 {"tick.budget": {"by": self._me(), "evidence": "x", "at": LONG_AGO}}, {"label.vip": True}]
            )  # fmt: skip
        undo_of = target.act if self._maybe(0.95) else new_id()
        return self._change(target.etype, target.entity, registers, verb, undo_of=undo_of)

    def _odd(self) -> Change:
        return self.chance.choice(
            [
                lambda: self._change("card", self._card(), {"title": "x"},
                                     self.chance.choice(["purge", "expire", "join"])),
                lambda: self._change("card", self._card(), {"handoff": None}),
                lambda: self._change("card", self._card(), {"handoff": "x", "stage": self._stage()}),
                lambda: self._change("card", self._card(), {"passed": {"stage": "x", "version": "y", "met": [],
                    "of": 1}}),
                lambda: self._change("notice", self.chance.choice(self.board.of("notice") or [new_id()]),
                                     {"words": "Other"}),
                lambda: self._change("card", self._card(), {"merged_into": None, "deleted": False}, "restore"),
            ]
        )()  # fmt: skip


def replaced(change: Change, number: int) -> Change:
    """A change under a number of this test's own."""
    return change._replace(seq=number)
