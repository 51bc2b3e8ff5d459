"""A server, its board, and the devices of four people: what there is, what may befall it, and who remembers what."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text as sql

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.errors import KanbanError, NotFound, Refused
from kanban.protocol.types import Pushed, Stopped
from kanban.store import hub as store
from kanban.store.hub import Caller, Hub
from kanban.store.replica.replica import Replica
from kanban.store.workspace import Workspace
from kanban.sync import sync_round as rounds
from tests.sync.simulation.acts import Hands
from tests.sync.simulation.images import image_of, load
from tests.sync.simulation.mortal import Death, Mortal
from tests.sync.simulation.steady import Time
from tests.sync.simulation.watched import Violation, Watched
from tests.sync.simulation.wire import Wire

SKEWS = (0, 0, 900, -40_000, 3 * 3_600_000, -7 * 3_600_000, 400 * 86_400_000)
"""Milliseconds by which a machine's clock may be off; the last one is a wrong year."""

DEATHS = 0.004
"""The share of transactions and requests at whose edge a program dies."""

MEANWHILE = 0.04
"""The share of transactions and requests before which somebody else does something."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One change that a device's disk has acknowledged."""

    id: str
    entity: str
    card: str
    verb: str
    set: str
    n: int
    """Its number in that device's log."""
    of: str | None = None
    """What set the rule off that made it."""


@dataclass(frozen=True, slots=True)
class Template:
    """A board that was published and joined by everybody: where every history begins."""

    hub: bytes
    board: str
    devices: tuple[tuple[str, Caller, str, bytes], ...]
    """Name, who signs in, which member that is, the database."""


@dataclass(slots=True)
class Device:
    """Somebody's machine."""

    name: str
    caller: Caller
    member: str
    database: Mortal
    hands: Hands
    workspace: Workspace = field(init=False)
    replica: Replica = field(init=False)
    wire: Wire = field(init=False)
    skew: int = 0
    offline: bool = False
    doubtful: bool = False
    """Takes its copy for a wrong one at the next digest."""
    outlived: bool = False
    """The server was restored, and this device has not come into step with it since."""
    syncing: int = 0
    """Rounds that are under way; a second one is another program's."""
    deeds: dict[str, Deed] = field(default_factory=dict)
    """What this disk has acknowledged, by id."""
    backups: list[tuple[bytes, dict[str, Deed]]] = field(default_factory=list)


class World:
    """One history's stage."""

    def __init__(self, hub: Hub, template: Template, seed: int, time: Time, log: Callable[[str], None]) -> None:
        self.hub, self.board, self.time, self.log = hub, template.board, time, log
        self.chance = random.Random(f"world {seed}")
        self.faulty = True
        self.under_way: list[Callable[[], bytes]] = []
        """Requests that nobody waits for any more."""
        self.acknowledged: set[str] = set()
        """Ids of what the server has accepted and not lost since."""
        self.backups: list[tuple[bytes, set[str], dict[str, set[str]]]] = []
        self.purged: dict[str, set[str]] = {}
        """Card to texts that must be nowhere any more."""
        self.once_purged: set[str] = set()
        self.carried: list[str] = []
        """What merges carried to the card that was kept: a purge of the other one leaves it there."""
        self.restored = self.copied = False
        """Whether the server, or a device, was ever put back to an older state."""
        hub.now = time.true
        load(hub, template.hub)
        self.first_epoch = self.epoch()
        self.devices: list[Device] = []
        for each in template.devices:
            self.add(*each)

    def epoch(self) -> str:
        """Return the epoch of the board on the server."""
        with self.hub.reading() as connection:
            return str(connection.execute(sql("SELECT epoch FROM hub_board")).scalar())

    def tell(self, what: str) -> None:
        """Write down what happens."""
        self.log(what)

    # -- programs

    def add(self, name: str, caller: Caller, member: str, image: bytes) -> Device:
        """Let there be one more device."""
        device = Device(name, caller, member, Mortal(image), Hands(self.chance))
        device.wire = Wire(self, device)
        self.open(device)
        self.devices.append(device)
        return device

    def open(self, device: Device) -> None:
        """Start the program anew on a device's database."""
        device.database.edge = lambda where: self._edge(device, where)
        with suppress(NotFound):  # it has yet to be fetched for the first time
            device.workspace = Workspace(device.database, self.board, device.member, now=self.time.now)
        device.replica = Watched(device, self)
        device.syncing = 0

    def as_clock_of(self, device: Device) -> None:
        """Let the clock be that of a device."""
        self.time.skew = device.skew

    def _edge(self, device: Device, where: str) -> None:
        if where == "before":
            self.meanwhile(device)
        else:
            self.may_die(device)

    def may_die(self, device: Device) -> None:
        """Let the program die, now and then."""
        if self.faulty and self.chance.random() < DEATHS:
            self.tell(f"{device.name} dies")
            raise Death

    def meanwhile(self, device: Device) -> None:
        """Let something else happen before a transaction or while a request is under way."""
        if not self.faulty or self.chance.random() >= MEANWHILE:
            return
        other = self.chance.choice([device, *self.devices])
        if other.database.connection.in_transaction or other.syncing > 1:
            return
        if other.syncing and self.chance.random() < 0.3:
            self.sync(other)
        else:
            self.act(other)
        self.as_clock_of(device)

    def fault(self, weights: dict[str, int]) -> str:
        """Choose what happens to a request."""
        if not self.faulty:
            return "none"
        return self.chance.choices(list(weights), list(weights.values()))[0]

    # -- what people and programs do

    def act(self, device: Device) -> None:
        """Somebody does something."""
        self.as_clock_of(device)
        before = device.hands.done
        try:
            written = device.hands.act(device.workspace)
        except Death:
            self.open(device)
            self._remember(device)
            return
        assert device.hands.done == before + 1 or self.faulty
        if written is not None:
            self.tell(f"{device.name}: {written.summary}")
            self._remember(device)

    def _remember(self, device: Device) -> None:
        """Write down what the disk has acknowledged since; a program that died may have been about to say so."""
        rows = device.database.connection.execute(
            "SELECT change.id, change.entity, coalesce(card.id, change.entity), change.verb, change.body, "
            "outbox.change, json_extract(change.extra, '$.of') FROM outbox "
            "JOIN change ON change.n = outbox.change LEFT JOIN card ON card.n = change.story WHERE outbox.board = ? "
            "AND json_extract(change.extra, '$.mac') IS NULL",
            (self.board,),
        ).fetchall()
        for row in rows:
            if row[0] not in device.deeds:
                self.carried += [row[4]] if row[3] in {"merge", "redo"} else []
                device.deeds[row[0]] = Deed(
                    row[0], row[1], row[2], row[3], json.dumps(json.loads(row[4]), sort_keys=True), row[5], row[6]
                )

    def sync(self, device: Device) -> rounds.RoundResult | None:
        """A device's program speaks with the server; None where it died over it."""
        self.as_clock_of(device)
        replica = device.replica if not device.syncing else Watched(device, self)
        device.syncing += 1
        try:
            outcome = rounds.run_round(replica, device.wire)
        except Death:
            self.open(device)
            return None
        device.syncing = max(0, device.syncing - 1)
        if outcome.is_forked and not (self.restored or self.copied):
            raise Violation(f"{device.name} was taken for a copy, and is none.")
        device.outlived &= outcome.stopped is not None
        if outcome.is_booted:
            device.workspace = Workspace(device.database, self.board, device.member, now=self.time.now)
        else:
            device.workspace.reload()
        self.tell(
            f"{device.name} synced: pushed {outcome.pushed}, pulled {outcome.pulled}, refused "
            f"{len(outcome.refused)}, waiting "
            f"{outcome.waiting}{', booted' if outcome.is_booted else ''}{', forked' if outcome.is_forked else ''}"
            f"{f', stopped: {outcome.stopped.kind}' if outcome.stopped else ''}"
        )
        return outcome

    def accepted(self, pushed: Pushed) -> None:
        """Note what the server says it has."""
        self.acknowledged |= {verdict.id for verdict in pushed.verdicts if verdict.status != "rejected"}

    def ask_over_rest(self, device: Device) -> None:
        """A program of somebody's asks the server to write something."""
        caller, chance = device.caller, self.chance
        with self.hub.reading() as connection:
            rows = sql("SELECT id FROM hub_entity WHERE etype = 'card' AND purged = 0 AND deleted = 0 ORDER BY id")
            cards = connection.execute(rows).scalars().all()
        words = f"By a form {chance.randrange(10**6)}"

        def verb(view: Any) -> Any:
            if cards and chance.random() < 0.6:
                return verbs.comment(view, chance.choice(cards), words)
            return verbs.create(view, {"title": words})

        try:
            store.act(self.hub, caller, self.board, verb)
        except (KanbanError, Stopped) as refused:
            self.tell(f"refused: {refused}")
        else:
            self.tell(f"{device.name}'s form: {words}")

    # -- disasters

    def back_up(self, device: Device) -> None:
        """Copy a device's database."""
        device.backups.append((device.database.connection.serialize(), dict(device.deeds)))
        del device.backups[:-3]

    def restore(self, device: Device) -> None:
        """Put an older copy in the place of a device's database."""
        if not device.backups or device.syncing:
            return
        image, deeds = self.chance.choice(device.backups)
        self.tell(f"{device.name} is restored from a backup")
        self.copied = True
        device.database.close()
        device.database, device.deeds = Mortal(image), dict(deeds)
        self.open(device)

    def back_up_server(self) -> None:
        """Copy the server's database."""
        self.backups.append((image_of(self.hub), set(self.acknowledged), dict(self.purged)))
        del self.backups[:-2]

    def restore_server(self) -> None:
        """Put an older copy in the place of the server's database."""
        if not self.backups:
            return
        image, acknowledged, purged = self.chance.choice(self.backups)
        self.tell("the server is restored from a backup")
        self.restored = True
        for device in self.devices:
            device.outlived = True
        load(self.hub, image)
        self.acknowledged, self.purged = set(acknowledged), dict(purged)

    def deliver(self) -> None:
        """Let a request arrive that nobody waits for any more."""
        if self.under_way:
            handle = self.under_way.pop(self.chance.randrange(len(self.under_way)))
            self.tell("a late request arrives")
            try:
                handle()
            except Stopped:
                self.tell("… and is turned away")

    def purge(self) -> None:
        """The lead has a card erased for good."""
        with self.hub.reading() as connection:
            cards = connection.execute(
                sql("SELECT id FROM hub_entity WHERE etype = 'card' AND purged = 0 ORDER BY id")
            ).scalars().all()  # fmt: skip
            if not cards:
                return
            card = self.chance.choice(cards[:6])
            said = (
                "SELECT body FROM hub_change WHERE entity = :card OR entity IN (SELECT id FROM hub_entity WHERE "
                "card = :card AND etype IN ('comment', 'notice'))"
            )
            bodies = [json.loads(body)["set"] for body in connection.execute(sql(said), {"card": card}).scalars()]
        self.tell(f"{card} is purged")
        try:
            self._purge(card, bodies)
        except Refused:
            self.tell("… but it was merged into another one")

    def _purge(self, card: str, bodies: list[dict[str, Any]]) -> None:
        store.purge(self.hub, self.devices[0].caller, self.board, card)
        self.purged[card] = {
            str(body[name])
            for body in bodies
            for name in ("title", "body", "words")
            if any(map(str.isdecimal, body.get(name) or "")) and _of_one_card(name, str(body[name]))
        }
        with self.hub.reading() as connection:  # what was merged into it goes too
            gone = connection.execute(sql("SELECT id FROM hub_entity WHERE etype = 'card' AND purged = 1")).scalars()
            self.once_purged |= set(gone)

    def leave_or_return(self) -> None:
        """The lead takes Cem off the board, or adds them again."""
        lead = self.devices[0]
        self.as_clock_of(lead)
        cem = next((m for m in lead.workspace.reload().members if m.name == "Cem"), None)
        try:
            if cem:
                lead.workspace.act(lambda view: board_verbs.remove_member(view, cem))
            else:
                lead.workspace.act(lambda view: board_verbs.add_member(view, "Cem", "marketing"))
        except Death:
            self.open(lead)
        except KanbanError as refused:
            self.tell(f"refused: {refused}")
        self._remember(lead)

    def doubt(self, device: Device) -> None:
        """Let a device take its copy of the board for a wrong one."""
        device.doubtful = True

    def come_back(self) -> None:
        """No more faults: everybody is online, and on the board."""
        self.faulty = False
        self.under_way.clear()
        for device in self.devices:
            device.offline = False
        lead = self.devices[0]
        for _ in range(4):
            self.sync(lead)
        if all(member.name != "Cem" for member in lead.workspace.board.members):
            self.leave_or_return()
            self.sync(lead)

    @property
    def refused(self) -> int:
        """How many acts were refused by the server."""
        query = "SELECT count(*) FROM attention WHERE kind = 'refused'"
        return sum(device.database.connection.execute(query).fetchone()[0] for device in self.devices)

    def close(self) -> None:
        """Close every database but the server's."""
        for device in self.devices:
            device.database.close()


def _of_one_card(name: str, words: str) -> bool:
    """Whether no other card bears these words: a rule says the same of many, but for the title of the one it is
    about, and a play is sent to all that met its objection."""
    return "“Deal" in words if name == "words" else not words.startswith("Rule “") and " · the play for “" not in words
