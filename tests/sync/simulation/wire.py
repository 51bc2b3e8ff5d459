"""The network between a device and the server: every message as bytes, and everything that may happen to it on the
way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from kanban.protocol import registers, wire
from kanban.protocol.types import Older, Page, Pushed, SnapshotPage, Stopped
from kanban.store import hub as store
from kanban.sync.server_answers import ServerInfo

if TYPE_CHECKING:
    from tests.sync.simulation.world import Device, World

Answer = TypeVar("Answer")

FAULTS = {"lost": 5, "unanswered": 5, "doubled": 4, "late": 3, "stale": 3, "busy": 1, "none": 79}
"""What happens to a request, in percent: it never arrives; its answer is lost; it arrives twice; it arrives when
nobody waits any more; an answer to an earlier request comes in its place; the server has too much to do."""

KEPT = 4
"""Old answers of each kind that may turn up again."""

ENTITIES, OLDER = 12, 9
"""On a page of a snapshot and of history, small so that there are several."""


class Wire:
    """One device's way to the server; a `round.Transport`."""

    def __init__(self, world: World, device: Device) -> None:
        self.world, self.device = world, device
        self.old: dict[str, list[bytes]] = {}

    def meta(self) -> ServerInfo:
        return ServerInfo(
            "",
            1,
            1,
            0,
            registers.compute_edition(),
            {etype: tuple(names) for etype, names in registers.list_registers().items()},
        )

    def push(self, board: str, body: Mapping[str, Any]) -> Pushed:
        sent = wire.write_message(body)

        def handle() -> bytes:
            read: Any = wire.read_message(sent)
            changes = [wire.decode_change(change) for change in read["changes"]]
            pushed = store.push(self.world.hub, self.device.caller, board, read["device"], read["epoch"], changes)
            self.world.accepted(pushed)
            return wire.write_message(wire.encode_pushed(pushed))

        return self._ask("push", handle, wire.decode_pushed)

    def pull(self, board: str, epoch: str, since: int, tip: str | None, limit: int) -> Page:
        def handle() -> bytes:
            page = store.pull(self.world.hub, self.device.caller, board, epoch, since, tip, limit)
            return wire.write_message(wire.encode_page(page))

        return self._ask("pull", handle, wire.decode_page)

    def snapshot(self, board: str, after: str | None) -> SnapshotPage:
        def handle() -> bytes:
            most = ENTITIES if self.world.faulty else 2_000
            page = store.snapshot(self.world.hub, self.device.caller, board, after, most)
            return wire.write_message(wire.encode_snapshot(page))

        return self._ask("snapshot", handle, wire.decode_snapshot)

    def fetch_older(self, board: str, before: int, limit: int) -> Older:
        def handle() -> bytes:
            most = OLDER if self.world.faulty else limit
            older = store.read_older(self.world.hub, self.device.caller, board, before, most)
            return wire.write_message(wire.encode_older(older))

        return self._ask("older", handle, wire.decode_older)

    def _ask(self, kind: str, handle: Callable[[], bytes], read: Callable[[object], Answer]) -> Answer:
        world = self.world
        world.meanwhile(self.device)
        if self.device.offline:
            raise Stopped("offline", "There is no network.")
        fault = world.fault(FAULTS)
        world.tell(f"{self.device.name} asks: {kind}" + (f", {fault}" if fault != "none" else ""))
        if fault == "lost":
            raise Stopped("offline", "The request was lost.")
        if fault == "late":
            world.under_way.append(handle)
            raise Stopped("offline", "The request is on its way still.")
        if fault == "busy":
            raise Stopped("slow_down", "The server has too much to do.", retry_after=2.0)
        answer = handle()
        if fault == "doubled":
            answer = handle()
        world.meanwhile(self.device)
        kept = self.old.setdefault(kind, [])
        if fault == "stale" and kept and kind != "snapshot":
            answer = world.chance.choice(kept)
        kept.append(answer)
        del kept[:-KEPT]
        if fault == "unanswered":
            raise Stopped("offline", "The answer was lost.")
        world.may_die(self.device)
        return read(wire.read_message(answer))
