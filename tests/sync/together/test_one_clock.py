"""Every time that is written down comes from the clock of who writes it: here it is the next century everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from kanban.cli.board_verbs.demo import make_demo
from kanban.config import places_below
from kanban.domain import clock
from kanban.domain.acts import verbs
from kanban.domain.records.arrival import Arrival
from kanban.store import hub as store
from kanban.store.hub import server_tables
from kanban.store.importing.importer import Importer
from kanban.store.opening import create_board, open_workspace
from kanban.store.replica.replica import Replica
from kanban.store.workspace import Workspace
from tests.sync.simulation.founding import found
from tests.sync.simulation.play import WEIGHTS, _step
from tests.sync.simulation.steady import Time, steady
from tests.sync.simulation.world import World

BEGIN = clock.ms_of("2101-03-01T12:00:00Z")
END = clock.ms_of("2103-01-01T00:00:00Z")

MOMENT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z")
STAMP = re.compile(r"(?<![0-9a-f-])[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{8}(?![0-9a-f-])")

QUIET = {kind: weight for kind, weight in WEIGHTS.items() if kind not in {"clock", "restore", "restore server"}}
"""What happens: with clocks that are right, and nothing restored from before."""


def moments(values: Iterable[object]) -> Iterator[int]:
    """Every time in what a database holds, in milliseconds."""
    for value in values:
        if isinstance(value, str):
            yield from map(clock.ms_of, MOMENT.findall(value))
            yield from map(clock.stamp_ms, STAMP.findall(value))


def held(workspace: Workspace) -> list[object]:
    """Everything that a database of somebody's holds."""
    names = workspace.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    rows = (row for (name,) in names for row in workspace.connection.execute(f'SELECT * FROM "{name}"'))
    return [value for row in rows for value in row]


def written_then(values: Iterable[object], at_least: int) -> None:
    """Check that there are so many times, and none of another century."""
    there = list(moments(values))
    assert len(there) >= at_least
    assert [clock.iso_ms(ms) for ms in there if not BEGIN <= ms < END] == []


def test_a_team_and_its_server_write_no_other_time_than_theirs():
    time, hub = Time(0), store.open_hub("sqlite://", durable=False)
    time.ms = BEGIN
    with steady(time):
        world = World(hub, found(hub, time, ruled=True), 7, time, lambda _: None)
        for _ in range(250):
            _step(world, QUIET)
        lead = world.devices[0].caller
        code = store.invite(hub, lead, world.board, "Nina", "sales")
        store.redeem(hub, code)
        store.invite_another_device(hub, lead)
        store.revoke(hub, "Cem")
        for device in world.devices:
            written_then(held(device.workspace), 300)
        with hub.reading() as connection:
            for table in server_tables.metadata.tables:
                rows = connection.execute(sql(f'SELECT * FROM "{table}"'))
                written_then((value for row in rows for value in row), 0)
            changes = connection.execute(sql("SELECT at, stamp FROM hub_change")).all()
        written_then((value for row in changes for value in row), 150)
        world.close()
    hub.close()


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Workspace]:
    """A board on this machine whose clock goes a second forward at every look."""
    ticks = iter(range(10**9))
    made = create_board(
        tmp_path / "kanban.db", "Pipeline", "Ana", "marketing", now=lambda: clock.from_ms(BEGIN + next(ticks) * 1_000)
    )
    yield made
    made.close()


def test_an_import_and_what_is_undone_have_the_time_of_the_board(board):
    stage = board.board.stages[0].id
    came = [Arrival((f"crm:{n}",), {"title": f"Lead {n}"}, stage) for n in range(3)]
    for _ in range(2):
        Importer(board, lambda taken: f"Imported {taken.created}").run(came)
        came = [Arrival((f"crm:{n}",), {"title": f"Lead {n}", "company": "Acme"}, stage) for n in range(4)]
    card = board.act(lambda view: verbs.create(view, {"title": "Acme"})).entity_ids[0]
    board.act(lambda view: verbs.comment(view, card, "Hello"))
    board.undo()
    board.redo()
    board.open_sibling().act(lambda view: verbs.edit(view, [card], {"company": "Acme"}))
    written_then(held(board), 30)


def test_a_replica_tells_the_time_by_its_own_clock(board):
    replica = Replica(board.database, board.board.id, board.now)
    replica.publish("https://team.example", "acc", board.member_id or "", "Ana", "epoch")
    replica.offline()
    state = board.sync_state()
    assert state is not None
    written_then([state.offline_since], 1)


def test_a_demo_is_as_old_as_it_is_told(tmp_path):
    where = places_below(tmp_path)
    make_demo(where, cards=40, now=lambda: clock.from_ms(END - 1))
    workspace = open_workspace(where.database)
    there = sorted(moments(held(workspace)))
    workspace.close()
    assert clock.from_ms(there[0]) > clock.from_ms(END) - timedelta(days=730)
    assert there[-1] < clock.to_ms(clock.from_ms(END) + timedelta(days=7)), "but for answers that are due"
