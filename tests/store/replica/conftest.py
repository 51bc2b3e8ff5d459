"""A board on a small server, and devices that have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kanban.domain.acts import board_verbs, verbs
from kanban.store import entities
from kanban.store.maintenance import doctor
from kanban.store.opening import create_board
from kanban.store.replica.replica import Replica
from kanban.store.schema import open_database
from kanban.store.workspace import Workspace
from tests.store.conftest import NOON, add
from tests.store.replica.server import Server

Join = Callable[..., "Device"]


class Ticking:
    """The present moment, a millisecond later whenever somebody asks: what one device does after another is later
    for it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


class Device:
    """A database that has the board, with the member who sits before it."""

    def __init__(self, workspace: Workspace, server: Server) -> None:
        self.ws = workspace
        self.server = server
        self.replica = Replica(workspace.database, workspace.board.id, workspace.now)

    def push(self) -> None:
        while changes := self.replica.list_outgoing(500):
            member = self.ws.member_id or ""
            self.replica.note_answer(self.server.push(member, self.replica.device, changes))

    def pull(self) -> None:
        while True:
            page = self.server.pull(self.replica.cursor)
            assert self.replica.take(page) is not None
            assert not self.replica.has_diverged(page) or page.to < page.head
            if page.to == page.head:
                return

    def sync(self) -> None:
        self.push()
        self.pull()

    def boot(self) -> None:
        done = self.replica.begin_boot(self.server.snapshot())
        while not done:
            after = self.replica.remote().boot_after
            done = self.replica.stage(self.server.snapshot(after), after)
        self.replica.finish_boot()


def whole(device: Device) -> None:
    """Fetch what history is lacking."""
    while (before := device.replica.find_older_needed()) is not None:
        device.replica.take_older(device.server.older(before))


def wrong(device: Device) -> dict[str, str]:
    """What the doctor finds wrong with a device's database."""
    return {each.name: each.detail for each in doctor.examine(device.ws.database.path) if not each.is_ok}


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def ticking() -> Ticking:
    """The clock on everybody's wall."""
    return Ticking()


@pytest.fixture
def ann(tmp_path: Path, server: Server, ticking: Ticking) -> Iterator[Device]:
    """The lead, who published the board."""
    workspace = create_board(tmp_path / "ann.db", "Pipeline", "Ann", "marketing", now=ticking)
    device = Device(workspace, server)
    device.replica.publish("https://team.example", "acc-ann", workspace.member_id or "", "Ann", server.epoch)
    device.push()
    assert device.replica.finish_publishing(server.head)
    yield device
    workspace.close()


@pytest.fixture
def join(ann: Device, server: Server, tmp_path: Path) -> Iterator[Join]:
    """What makes another device, of a new member or of one that is there."""
    made: list[Device] = []

    def joined(name: str, member: str | None = None, team: str = "sales", role: str = "member") -> Device:
        if member is None:
            member = ann.ws.act(lambda view: board_verbs.add_member(view, name, team, role)).entity_ids[0]
            ann.sync()
        database = open_database(tmp_path / f"{name}.db")
        replica = Replica(database, ann.ws.board.id, ann.ws.now)
        replica.attach("https://team.example", f"acc-{name}", member, name, server.epoch)
        done = replica.begin_boot(server.snapshot())
        while not done:
            after = replica.remote().boot_after
            done = replica.stage(server.snapshot(after), after)
        replica.finish_boot()
        assert entities.load_board(database.connection, replica.board)
        device = Device(Workspace(database, replica.board, member, now=ann.ws.now), server)
        made.append(device)
        return device

    yield joined
    for device in made:
        device.ws.close()


@pytest.fixture
def busy(ann: Device) -> str:
    """A card with a past, on the server."""
    card = add(ann.ws, "Acme", value=100_00, currency="EUR", contact="Jane")
    ann.ws.act(lambda view: verbs.move(view, [card], steps=1))
    ann.ws.act(lambda view: verbs.comment(view, card, "Jane is on leave"))
    ann.ws.act(lambda view: verbs.edit(view, [card], {"company": "Acme Ltd", "label.vip": True, "field.Size": "L"}))
    ann.sync()
    return card
