"""Whatever comes in whatever order: rows are the confirmed changes with the waiting ones folded over them, always."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.change import Act, Change, Step
from kanban.domain.clock import from_ms
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.protocol import registers as known
from kanban.protocol.types import Page
from kanban.store.acts.writing import record
from kanban.store.maintenance.verify import Difference, Verification
from kanban.store.reading import history_gaps
from kanban.store.replica import confirmed
from kanban.store.replica.replica import Replica
from tests.examples import examples
from tests.store.replica.comparing import check, waiting
from tests.store.replica.server import Server
from tests.store.world import BOARD, MEMBERS, TIMES, empty, entities, held, registers, uuid

START = 1_795_000_000_000
SKEWS = (0, 40_000, 540_000)
"""How far ahead the clocks of the devices are, in milliseconds; the last one so far that its stamps are clamped."""


@pytest.fixture(scope="module", autouse=True)
def registers_of_any_version() -> Iterator[None]:
    """Let these tests write registers that no verb of this version writes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "REGISTERS", dict(known.REGISTERS))
        yield


class World:
    """Three devices of two people, and what happens between them and the server."""

    def __init__(self) -> None:
        self.ms = START
        self.server = Server()
        self.turn = 0
        self.late: list[tuple[int, Page]] = []
        self.devices = [self._device(number) for number in range(len(SKEWS))]
        board = [
            Step(etype, entities[etype][0], {"created": True, "name": etype}, "found") for etype in ("board", "stage")
        ]
        happen(self, "write", 0, board)
        self.settle()

    def _device(self, number: int) -> Replica:
        database = empty()
        replica = Replica(database, BOARD, lambda: from_ms(self.ms + SKEWS[number]))
        database.connection.execute("INSERT INTO meta VALUES ('device', ?)", (uuid(6, number),))
        replica.attach("https://team.example", "account", MEMBERS[number % 2], "Ann", self.server.epoch)
        replica.begin_boot(self.server.snapshot())
        replica.finish_boot()
        return replica

    @contextmanager
    def at(self, number: int) -> Iterator[Replica]:
        """One device's moment."""
        self.ms += 1_000
        self.server.ms, self.turn = self.ms, number
        yield self.devices[number]

    def close(self) -> None:
        for replica in self.devices:
            replica.database.close()

    def push(self, number: int, most: int = 500, *, lost: bool = False) -> None:
        with self.at(number) as replica:
            changes = replica.list_outgoing(most)
            pushed = self.server.push(MEMBERS[number % 2], replica.device, changes)
            if not lost:
                replica.note_answer(pushed)

    def pull(self, number: int, limit: int = 500, *, lost: bool = False) -> None:
        with self.at(number) as replica:
            page = self.server.pull(replica.cursor, limit)
            self.late.append((number, page))
            if lost:
                return
            assert replica.take(page) is not None
            assert not replica.has_diverged(page)

    def settle(self) -> None:
        for number, replica in [*enumerate(self.devices)] * 2:
            while replica.list_outgoing():
                self.push(number)
            self.pull(number, 10_000)


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """What somebody writes at once."""
    made = []
    for _ in range(draw(st.integers(1, 3))):
        etype = draw(st.sampled_from(["card", "card", "card", "comment", "stage", "gadget"]))
        values: dict[str, Any] = {
            name: draw(registers[etype][name])
            for name in draw(st.lists(st.sampled_from(sorted(registers[etype])), min_size=1, max_size=4, unique=True))
        }
        verb = draw(st.sampled_from(["create", "move", "edit", "import", "merge", "comment"]))
        made.append(Step(etype, draw(st.sampled_from(entities[etype])), values, verb, at=draw(st.sampled_from(TIMES))))
    return made


device = st.integers(0, len(SKEWS) - 1)
few = st.integers(1, 4)
happenings = st.one_of(
    st.tuples(st.just("write"), device, steps()),
    st.tuples(st.just("write"), device, steps()),
    st.tuples(st.just("push"), device, few),
    st.tuples(st.just("push lost"), device, few),
    st.tuples(st.just("pull"), device, few),
    st.tuples(st.just("pull lost"), device, few),
    st.tuples(st.just("late"), device, st.integers(0, 50)),
    st.tuples(st.just("refuse"), device, st.sampled_from(["", "", "forbidden", "gone"])),
    st.tuples(st.just("boot"), device, few),
    st.tuples(st.just("fork"), device, few),
)


def happen(world: World, what: str, number: int, detail: Any) -> None:
    match what:
        case "write":
            with world.at(number) as replica, replica.database.writing() as connection:
                act = Act("edit", tuple(detail), "Something")
                record(connection, BOARD, MEMBERS[number % 2], replica.now(), act, new_id())
        case "push":
            world.push(number, detail)
        case "push lost":
            world.push(number, detail, lost=True)
        case "pull":
            world.pull(number, detail)
        case "pull lost":
            world.pull(number, detail, lost=True)
        case "late" if world.late:
            whose, page = world.late[detail % len(world.late)]
            replica = world.devices[whose]
            before = replica.cursor
            assert (replica.take(page) is not None) == (page.since == before)
        case "refuse":
            refused: dict[str, str] = {}

            def judge(change: Change) -> str:
                return refused.setdefault(change.tx, detail if len(refused) % 2 == 0 else "")

            world.server.judge = judge
        case "boot":
            with world.at(number) as replica:
                done = replica.begin_boot(world.server.snapshot(None, detail))
                while not done:
                    after = replica.remote().boot_after or ""
                    done = replica.stage(world.server.snapshot(after, detail), after) is True
                replica.finish_boot()
        case "fork":
            with world.at(number) as replica:
                before = replica.device
                replica.fork()
                assert replica.device != before
                assert [change.dseq for change in replica.list_outgoing()] == list(
                    range(1, replica.count_waiting() + 1)
                )


@examples(120)
@given(st.lists(happenings, min_size=1, max_size=24))
def test_rows_are_what_was_confirmed_with_what_waits_over_it(told: list[tuple[str, int, Any]]) -> None:
    world = World()
    for what, number, detail in told:
        happen(world, what, number, detail)
        check(world.devices[number], world.server.log)
    world.server.judge = lambda change: ""
    world.settle()
    for replica in world.devices:
        assert replica.count_waiting() == 0
        assert waiting(replica) == []
        check(replica, world.server.log)
        assert replica.remote().digest == world.server.digest
        assert held(replica.connection) == held(world.devices[0].connection)
        assert confirmed.recount(replica.connection, BOARD) == int(world.server.digest, 16)
        while (before := replica.find_older_needed()) is not None:
            replica.take_older(world.server.older(before))
        assert history_gaps.list_lacking(replica.connection) == frozenset()
        assert differences(replica) == []
    world.close()


def differences(replica: Replica) -> list[Difference]:
    """What the rows hold that the log does not say."""
    verification = Verification(replica.connection)
    parts = (verification.of_entities, verification.of_comments, verification.of_cards, verification.of_names)
    return [each for part in parts for each in part()]


@examples(40)
@given(st.lists(happenings, min_size=1, max_size=12), happenings)
def test_what_is_broken_off_never_was(told: list[tuple[str, int, Any]], last: tuple[str, int, Any]) -> None:
    world = World()
    for what, number, detail in told:
        happen(world, what, number, detail)
    dumps = [list(replica.connection.iterdump()) for replica in world.devices]

    def commit_fails(self: Any) -> Any:
        @contextmanager
        def writing() -> Iterator[Any]:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            finally:
                self.connection.execute("ROLLBACK")

        return writing()

    with patch("kanban.store.database.Database.writing", commit_fails):
        try:
            happen(world, *last)
        except (AssertionError, Refused):
            assert last[0] in {"push", "fork", "boot", "pull"}  # what was answered is not so
    assert [list(replica.connection.iterdump()) for replica in world.devices] == dumps
    world.close()
