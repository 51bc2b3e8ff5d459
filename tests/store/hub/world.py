"""A server in memory with a board on it, people of every role, and devices that push as one likes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Engine, event

from kanban.domain import clock
from kanban.domain.board import DEFAULT_STAGES, ROLES
from kanban.domain.change import BOARD, CARD, COMMENT, MEMBER, STAGE, Change, Json
from kanban.domain.ids import new_id
from kanban.protocol.types import Page, Pushed, Verdict
from kanban.store import hub as server
from kanban.store.hub import Caller, Hub

NOW = clock.stamp_ms("0199c2000000-0000-9f31ab20")
BOARD_ID = "00000000-0000-7000-8000-000100000000"


def uuid(kind: int, number: int) -> str:
    return f"00000000-0000-7000-8000-{kind:04x}{number:08x}"


STAGES = {name: uuid(2, number) for number, (name, *_) in enumerate(DEFAULT_STAGES)}
PUBLISHER = uuid(3, 0)


@dataclass
class Device:
    """A device of somebody: numbers and stamps what it is given, and pushes it."""

    world: World
    caller: Caller
    member: str
    epoch: str
    id: str = field(default_factory=new_id)
    dseq: int = 0
    base: int = 0
    offset_ms: int = 0
    """How far its clock is off."""
    clock: clock.Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = clock.Clock(self.id)

    def change(
        self, etype: str, entity: str, registers: Mapping[str, Json], verb: str = "edit", **more: object
    ) -> Change:
        self.dseq += 1
        self.world.now += 1  # time passes, so that who comes later is later
        now = self.world.now + self.offset_ms
        whole: dict[str, object] = {
            "id": new_id(), "act": new_id(), "tx": new_id(), "verb": verb, "at": clock.iso_ms(now), "etype": etype,
            "entity": entity, "set": registers, "stamp": self.clock.make_stamp(now), "actor": self.member,
            "device": self.id, "dseq": self.dseq, "base": self.base,
        }  # fmt: skip
        return Change(**(whole | more))  # type: ignore[arg-type]

    def push(self, *changes: Change) -> Pushed:
        return server.push(self.world.hub, self.caller, BOARD_ID, self.id, self.epoch, changes)

    def offer(
        self, etype: str, entity: str, registers: Mapping[str, Json], verb: str = "edit", **more: object
    ) -> Verdict:
        """Push one change, and return its verdict."""
        return self.push(self.change(etype, entity, registers, verb, **more)).verdicts[0]

    def add(self, stage: str = "Nurture", **registers: Json) -> str:
        """Push a new card; returns its id."""
        card = new_id()
        values = {"created": True, "title": "Acme", "stage": STAGES[stage], "rank": "a0", **registers}
        assert self.offer(CARD, card, values, "create").status == "applied"
        return card

    def comment(self, on: str, body: str = "Hello", **more: Json) -> tuple[str, Verdict]:
        """Push a comment; returns its id and its verdict."""
        made = new_id()
        registers = {
            "created": True,
            "card": on,
            "author": self.member,
            "team": "sales",
            "kind": "comment",
            "body": body,
        }
        return made, self.offer(COMMENT, made, registers | more, "comment")

    def pull(self, since: int = 0, tip: str | None = None, limit: int = 500) -> Page:
        return server.pull(self.world.hub, self.caller, BOARD_ID, self.epoch, since, tip, limit)


class World:
    """A hub on which a board was published by its lead; everybody of `ROLES` joined it.

    Those in memory are copies of the first one: publishing costs ten times as much. `anew` makes another server.
    """

    def __init__(self, url: str = "sqlite://", *, durable: bool = False, anew: bool = False) -> None:
        self.now = NOW
        """Milliseconds since 1970 by the server's clock."""
        copied = url == "sqlite://" and not anew
        original = _original() if copied else None
        with _filled_with(original.file) if original else nullcontext():
            self.hub: Hub = server.open_hub(url, durable=durable, now=lambda: clock.from_ms(self.now))
        if original:
            self.now, self.tokens = original.now, dict(original.tokens)
            self.devices = {
                role: Device(self, caller, member, original.epoch, base=original.head)
                for role, (caller, member) in original.people.items()
            }
        else:
            self.tokens = {}
            for role in ROLES:
                _, self.tokens[role] = server.add_account(self.hub, role.capitalize(), "sales", role)
            self.publish()
            for role in ROLES:
                server.enter(self.hub, self.caller(role), BOARD_ID)
            self.devices = {role: self.device(role) for role in ROLES}
        self.viewer, self.commenter, self.member, self.lead = (self.devices[role] for role in ROLES)

    def caller(self, role: str) -> Caller:
        found = server.caller_of(self.hub, self.tokens[role])
        assert found is not None
        return found

    def device(self, role: str) -> Device:
        """Another device of somebody, which has seen all there is."""
        caller = self.caller(role)
        info = server.board_info(self.hub, caller, BOARD_ID)
        return Device(self, caller, info.member, info.epoch, base=info.head)

    def publish(self) -> None:
        """Publish the board as the lead made it at home."""
        caller = self.caller("lead")
        info = server.create_board(self.hub, caller, BOARD_ID, uuid(6, 0))
        device = Device(self, caller, PUBLISHER, info.epoch, id=uuid(6, 0))
        changes = [
            device.change(BOARD, BOARD_ID, {"created": True, "name": "Pipeline", "currency": "EUR"}, "board"),
            device.change(
                MEMBER, PUBLISHER, {"created": True, "name": "Lead", "team": "sales", "role": "lead"}, "member"
            ),
        ]
        for number, (name, side, probability, outcome, stale, required) in enumerate(DEFAULT_STAGES):
            registers = {
                "created": True, "name": name, "side": side, "rank": f"a{number:x}", "probability": probability,
                "outcome": outcome, "stale_after": stale, "required": [*required],
            }  # fmt: skip
            changes.append(device.change(STAGE, STAGES[name], registers, "stage"))
        device.push(*changes)
        server.finish_publishing(self.hub, caller, BOARD_ID, device.id, device.dseq)

    def close(self) -> None:
        self.hub.close()


@dataclass(frozen=True)
class _Original:
    """What copies of a world in memory start with."""

    file: sqlite3.Connection
    now: int
    tokens: Mapping[str, str]
    people: Mapping[str, tuple[Caller, str]]
    """Role to who has it, and as which member."""
    epoch: str
    head: int


@cache
def _original() -> _Original:
    """Make the world that all others in memory are copies of."""
    world = World(anew=True)
    file = sqlite3.connect(":memory:", check_same_thread=False)
    with world.hub.reading() as connection:
        connection.connection.driver_connection.backup(file)  # type: ignore[union-attr]
    people = {role: (device.caller, device.member) for role, device in world.devices.items()}
    lead = world.lead
    world.close()
    return _Original(file, world.now, world.tokens, people, lead.epoch, lead.base)


@contextmanager
def _filled_with(file: sqlite3.Connection) -> Iterator[None]:
    """Let databases that are opened meanwhile hold from the beginning what `file` does."""

    def fill(connection: sqlite3.Connection, _: object) -> None:
        file.backup(connection)

    event.listen(Engine, "connect", fill)
    try:
        yield
    finally:
        event.remove(Engine, "connect", fill)


@contextmanager
def hearing(world: World, seen: Callable[..., None]) -> Iterator[None]:
    """Let `seen` hear of each statement before it is run (connection, cursor, statement, parameters, context, many)."""
    event.listen(world.hub.engine, "before_cursor_execute", seen)
    try:
        yield
    finally:
        event.remove(world.hub.engine, "before_cursor_execute", seen)


def log_of(world: World, limit: int = 7) -> Sequence[Change]:
    """Everything in the log, read in pages of so many changes."""
    device = world.device("lead")
    found, since = list[Change](), 0
    while True:
        page = device.pull(since, limit=limit)
        found += page.changes
        since = page.to
        if page.to == page.head:
            return found
