"""One sequence: people try things one after the other, and after each the server has done what the table says, and
nothing else."""

from __future__ import annotations

import asyncio
import random
import traceback
from collections import Counter
from typing import Any

from kanban.domain import clock
from kanban.domain.agreements import agreement
from kanban.domain.agreements.agreement import Content, Levels, Line
from kanban.domain.change import Change
from kanban.domain.ids import new_id
from kanban.protocol import wire
from kanban.server.settings import Rate, Settings
from kanban.store import hub as server
from tests.server.conftest import Here, serving
from tests.server.trust.board import Board, Person, business, worked
from tests.server.trust.calendars import Calendars
from tests.server.trust.deeds import Hands
from tests.server.trust.guesses import Seals
from tests.server.trust.rights import may
from tests.server.trust.rights_cards import TIMES, brought
from tests.store.hub.world import BOARD_ID, STAGES, Device, World

STEPS = 40
PATIENT = Rate(1e9, 1e9)
OWN = {
    "passed",
    "by",
    "at",
    "author",
    "team",
    "kind",
    "author_in_file",
    "imported_by",
    "rule",
    "handoff",
    *TIMES,
    "outcome_by",
}
"""Registers of which the server may say something else than the client did, or at all; `_true` looks what."""


WEIGHTS = {"viewer": 1, "commenter": 2, "member": 6, "lead": 5}
"""How often somebody of a role tries something."""


def kind_of(change: Change) -> str:
    """What a change is about, for the count at the end."""
    handoff = change.set.get("handoff")
    if change.undo_of is not None:
        return f"{change.verb} of a {change.etype}"
    if change.etype == "card" and isinstance(handoff, dict):
        return f"handoff {handoff.get('state')}"
    for name in ("tick.", "contest.", "ruling.", "rule."):
        if any(each.startswith(name) for each in change.set):
            return f"card {name.removesuffix('.')}"
    if any(name.startswith("skip.") for name in change.set):
        return "card skip"
    what = next((name for name in ("created", "stage", "merged_into", "deleted") if name in change.set), "other")
    return f"{change.etype} {what}{' by import' if change.verb == 'import' else ''}"


class Wrong(AssertionError):
    """The server did what it should not, or did not what it should."""


def play(seed: int, steps: int = STEPS, tally: Counter[str] | None = None) -> None:
    """Play the sequence of a seed; raises Wrong."""
    asyncio.run(_play(seed, steps, Counter() if tally is None else tally))


async def _play(seed: int, steps: int, tally: Counter[str]) -> None:
    chance = random.Random(seed)
    world = World()
    try:
        settings = Settings(
            per_address=PATIENT, per_token=PATIENT, per_calendar=PATIENT, refusals=PATIENT, unsigned=PATIENT
        )
        async with serving(world, settings) as here:
            game = Game(chance, world, here, tally)
            game.begin()
            for step in range(steps):
                try:
                    await game.step()
                except AssertionError as fault:
                    where = traceback.extract_tb(fault.__traceback__)[-1]
                    raise Wrong(f"Seed {seed}, step {step}, line {where.lineno}: {fault or where.line}") from fault
    finally:
        world.close()


class Game:
    """A world with eight people, and the test's own board."""

    def __init__(self, chance: random.Random, world: World, here: Here, tally: Counter[str]) -> None:
        self.chance, self.world, self.here, self.tally = chance, world, here, tally
        for role in ("viewer", "commenter", "member", "lead"):
            _, world.tokens[f"m{role}"] = server.add_account(world.hub, f"M{role}", "marketing", role)
        self.devices: dict[str, Device] = {}
        people: dict[str, Person] = {}
        for name in world.tokens:
            server.enter(world.hub, world.caller(name), BOARD_ID)
        for name in world.tokens:
            device = world.device(name)
            team, role = ("marketing", name[1:]) if name[0] == "m" and name != "member" else ("sales", name)
            people[device.member] = Person(name, device.member, team, role)
            self.devices[device.member] = device
        self.board = Board({stage: name for name, stage in STAGES.items()}, people)
        self.calendars = Calendars(random.Random(chance.random()), self.board, here, tally)
        self.seals = Seals()
        self.seq = 0

    def begin(self) -> None:
        """Give the board a rule and mostly an agreement, and take note of all that is there."""
        lead, marketer = (
            next(d for d in self.devices.values() if self._person(d).name == name) for name in ("lead", "mlead")
        )
        for when in ("commented", "enters"):
            then = [{"do": "notify", "to": "sales", "text": "Watch it"}, {"do": "label", "text": "hot"}]
            lead.offer(
                "rule", new_id(), {"created": True, "name": "Watch", "when": when, "then": then, "on": True}, "rule"
            )
        if self.chance.random() < 0.5:
            lines = (
                Line("email", (STAGES["MQL"],), "fact", "Email", "marketing", "has:email"),
                Line("budget", (STAGES["Handoff"],), "judgement", "Budget", "marketing"),
                Line("decider", (STAGES["Discovery"],), "judgement", "Decider", "sales"),
            )
            written = agreement.encode_content(Content(lines, Levels(answer=8 * 3600)))
            digest = agreement.hash_content(written)
            version = agreement.entity_of(BOARD_ID, digest)
            proposed = {
                "created": True,
                "content": written,
                "hash": digest,
                "by": lead.member,
                "at": clock.iso_ms(self.world.now),
            }
            assert lead.offer("agreement", version, proposed, "propose").status == "applied"
            for device, team in ((lead, "sales"), (marketer, "marketing")):
                value = {"hash": digest, "member": device.member, "at": clock.iso_ms(self.world.now)}
                assert device.offer("agreement", version, {f"sign.{team}": value}, "sign").status == "applied"
            self.board.lines = {
                "email": ("fact", "marketing", "MQL"),
                "budget": ("judgement", "marketing", "Handoff"),
                "decider": ("judgement", "sales", "Discovery"),
            }
        for number in range(4):
            maker = self.chance.choice([lead, marketer])
            made = {
                "created": True,
                "title": f"Lead {number}",
                "stage": self.chance.choice(list(STAGES.values())[:6]),
                "rank": "a",
            }
            maker.offer("card", new_id(), made, self.chance.choice(["create", "import"]))
        for change in self._new():
            self.board.take(change)

    def _person(self, device: Device) -> Person:
        return self.board.people[device.member]

    def _new(self) -> list[Change]:
        """What the server has taken since this was asked last."""
        lead = next(device for device in self.devices.values() if self._person(device).name == "lead")
        page = server.pull(self.world.hub, lead.caller, BOARD_ID, lead.epoch, self.seq, None, 500)
        self.seq = page.to
        for change in page.changes:
            assert "sealed" not in change.extra or change.actor == lead.member, change
        return list(page.changes)

    async def step(self) -> None:
        """Let somebody try something."""
        if self.chance.random() < 0.03:
            self._pass_time()
        some = list(self.board.people.values())
        (who,) = self.chance.choices(some, [WEIGHTS[person.role] for person in some])
        device = self.devices[who.id]
        if self.chance.random() < 0.4:
            await self.calendars.try_something(who, self.world.tokens[who.name])
        device.base = self.seq
        began = device.dseq
        plans = self.chance.random() < 0.15
        tried = [self.calendars.plan(who, device)] if plans else Hands(self.chance, self.board, who, device).tx()
        tx = [each._replace(dseq=began + n) for n, each in enumerate(tried, 1)]
        device.dseq = began + len(tx)
        expected = self._expected(who, tx)
        speaker = self.here.someone(self.world.tokens[who.name])
        answer = await speaker.push(device, *tx)
        assert answer.status_code == 200, answer.text
        verdicts = wire.decode_pushed(answer.json()).verdicts
        told = [
            f"{change.verb} {change.etype} {dict(change.set)} extra {dict(change.extra)} undo_of {change.undo_of}"
            for change in tx
        ]
        for change, verdict, good, line in zip(tx, verdicts, expected, told, strict=True):
            allowed = verdict.status in {"applied", "superseded"} or (good and verdict.code == "unknown")  # held back
            where = (
                f"{who.name} ({who.role}, {who.team}) {line} in {told}: {verdict.status} {verdict.code} "
                f"{verdict.detail}"
            )
            self.tally[f"{kind_of(change)}, {'allowed' if good else 'refused'}"] += 1
            assert allowed is good, f"{'Refused, though allowed' if good else 'Allowed, though forbidden'}: {where}"
            assert good or (verdict.code and verdict.detail), f"Without a reason: {where}"
        new = self._new()
        taken, shown = ([each for each in new if (each.verb == "reveal") is late] for late in (False, True))
        known = [verdict.code != "unknown" for verdict in verdicts]
        wanted = [change.id for change, good, held in zip(tx, expected, known, strict=True) if good and held]
        assert [each.id for each in taken] == wanted, told
        for change in taken:
            sent = next(each for each in tx if each.id == change.id)
            self._true(who, sent, change)
            self.seals.keep(sent)
            self.board.take(change)
        self.seals.check(self.board, shown)
        for change in shown:
            self.board.take(change)
        self.seals.look(self.board)

    def _pass_time(self) -> None:
        """Let a day go by, so that offers run out by the server's own hand."""
        self.world.now += self.chance.choice([3_600_000, 86_400_000, 4 * 86_400_000])
        server.let_pass(self.world.hub)
        for change in self._new():
            assert change.actor == "board", change

            self.board.take(change)

    def _expected(self, who: Person, tx: list[Change]) -> list[bool]:
        """What the table says of each change: a transaction is taken whole, but in an import each card stands for
        itself."""
        if any(change.undo_of != tx[0].undo_of for change in tx):
            return [False] * len(tx)
        ahead = Board(**{name: getattr(self.board, name) for name in self.board.__dataclass_fields__})
        ahead.entities = {key: dict(value) for key, value in self.board.entities.items()}
        ahead.log, ahead.offers = list(self.board.log), set(self.board.offers)
        ahead.people = {key: Person(**vars(value)) for key, value in self.board.people.items()}
        ahead.required, ahead.rules = dict(self.board.required), dict(self.board.rules)
        found: list[bool] = []
        for change in tx:
            good = may(ahead, ahead.people[who.id], change)
            if not good and not (self._alone(ahead, change) and all(each.verb == "import" for each in tx)):
                return [False] * len(tx)
            found.append(good)
            if good:
                ahead.take(self._foreseen(ahead, who, change))
        return found

    def _alone(self, board: Board, change: Change) -> bool:
        """Whether it is a card's move that a file asks for and that is left undone by itself."""
        there = board.find("card", change.entity) if change.etype == "card" else None
        if there is None or not {"stage"} <= change.set.keys() or "handoff" in change.set:
            return False
        if (
            any(name.startswith("rule.") for name in change.set)
            or brought(board, there, dict(change.set), change) is not None
        ):
            return False
        owned = all(board.owner(name) in {None, change.actor} for name in (change.act, change.tx))
        return owned and board.people[change.actor].at_least("member")

    def _foreseen(self, board: Board, who: Person, change: Change) -> Change:
        """About what the server will keep of a change, for the next one of its transaction."""
        registers = dict(change.set)
        if change.verb == "import" and change.etype == "card" and (there := board.find("card", change.entity)):
            brought(board, there, registers, change)  # what is left undone is taken out
        if change.verb == "import" and change.etype == "comment":
            registers |= {"author": None, "imported_by": who.id}
        return change._replace(set=registers, actor=who.id)

    # -- what is kept is true

    def _true(self, who: Person, sent: Change, kept: Change) -> None:
        """Look that what is kept says whose it is and when, whatever was claimed."""
        now = clock.iso_ms(self.world.now)
        assert kept.actor == who.id
        assert kept.verb == sent.verb
        there = self.board.find(sent.etype, sent.entity)
        placed = sent.verb == "import" and (
            (there is None and "created" in sent.set) or ("stage" in kept.set and there is not None)
        )
        assert kept.at <= now, kept
        assert placed or kept.at > clock.iso_ms(self.world.now - 600_000), f"Backdated: {kept}"
        assert "via" not in kept.extra
        for name, value in kept.set.items():
            if (
                name not in OWN
                and not name.startswith(("tick.", "sign.", "contest.", "ruling."))
                and sent.undo_of is None
            ):
                assert sent.set.get(name, ...) == value, f"{name} came from nowhere: {kept}"
        if sent.undo_of is not None:
            self._true_undo(sent, kept)
            return
        for name, value in kept.set.items():
            if name.startswith(("tick.", "contest.", "ruling.", "sign.")) and value is not None:
                assert isinstance(value, dict), (name, value)
                assert (value.get("by", value.get("member")), value["at"]) == (who.id, now), (name, value)
        if sent.etype == "comment" and there is None:
            mine = (who.id, who.team, None) if sent.verb != "import" else (None, None, who.id)
            assert (kept.set["author"], kept.set["team"], kept.set.get("imported_by")) == mine, kept
            assert sent.verb != "import" or kept.set["kind"] == "comment"
        if sent.etype == "notice":
            assert (kept.set["by"], kept.set["at"]) == (who.id, now)
        if isinstance(kept.set.get("handoff"), dict):
            self._true_handoff(who, there or {}, kept, now)

    def _true_handoff(self, who: Person, there: dict[str, Any], kept: Change, now: str) -> None:
        value: Any = kept.set["handoff"]
        present = there.get("handoff") or {}
        if value["offer"] != present.get("offer"):
            assert value["by"] == who.id
            assert value.get("source") in {None, "", there["stage"]}
            if value["state"] == "offered":
                assert (value["offered_at"], value["due"]) == (now, business(now, 8 * 3600))
        else:
            assert (value["by"], value.get("to"), value.get("source")) == (
                present["by"],
                present.get("to"),
                present.get("source"),
            )
        if value["state"] == "offered" and present.get("state") == "asked" and value["offer"] == present["offer"]:
            assert value["due"] == business(now, max(3600, present["left"]))
        if value["state"] == "asked":
            assert value["left"] == worked(value["since"], present["due"])
        if value["state"] in {"accepted", "returned", "taken", "withdrawn"}:
            assert value["answered_by"] == who.id
            assert value.get("due") is None
            assert value.get("offered_at", "") <= value["answered_at"] <= now
        if (
            value["state"] in {"asked", "offered"}
            and kept.set["stage"] == there.get("stage")
            and "entered_at" in kept.set
        ):
            assert kept.set["entered_at"] == there["entered_at"]

    def _true_undo(self, sent: Change, kept: Change) -> None:
        """Look that an undo sets what was there, times included."""
        made = any(
            "created" in each.set for each in self.board.history(sent.etype, sent.entity) if each.act == sent.undo_of
        )
        for name, value in kept.set.items():
            held = [True] if made else self.board.before(sent.etype, sent.entity, sent.undo_of or "", name, {sent.act})
            assert value in held, (name, value, held)
