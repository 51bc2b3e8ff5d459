"""What the server can't take yet waits for a newer one, and nothing else waits with it; nobody is told that it was
refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kanban.domain.acts import verbs
from kanban.domain.change import BOARD, CARD, MEMBER, RULE, STAGE, Act
from kanban.domain.waiting import notice
from kanban.protocol import registers
from kanban.sync.status import phrases, status_of
from tests.sync.simulation.checks import check
from tests.sync.simulation.play import stage
from tests.sync.simulation.world import Device, World


@pytest.fixture
def world() -> Iterator[World]:
    with stage(0, ruled=False) as made:
        made.faulty = False
        yield made


class Older:
    """Lets the server be of a version that does not know some registers and types; `upgrade` ends that."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._whole = dict(registers.REGISTERS)
        self.become({CARD: ("campaign", "label."), "notice": ()})

    def become(self, lacks: dict[str, tuple[str, ...]]) -> None:
        known = {}
        for etype, checks in self._whole.items():
            if lacks.get(etype) != ():
                known[etype] = {name: each for name, each in checks.items() if name not in lacks.get(etype, ())}
        self._patch.setattr(registers, "REGISTERS", known)
        registers.compute_edition.cache_clear()

    def upgrade(self) -> None:
        self._patch.setattr(registers, "REGISTERS", self._whole)
        registers.compute_edition.cache_clear()


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Iterator[Older]:
    yield Older(monkeypatch)
    registers.compute_edition.cache_clear()


def synced(world: World, device: Device) -> None:
    outcome = world.sync(device)
    assert outcome is not None
    assert (outcome.stopped, outcome.refused, outcome.overtaken) == (None, (), ())
    device.workspace.reload()


def add(device: Device, title: str, **more: str) -> str:
    return device.workspace.act(lambda view: verbs.create(view, {"title": title, **more})).entity_ids[0]


def edit(device: Device, card: str, **more: object) -> None:
    device.workspace.act(lambda view: verbs.edit(view, [card], more))  # type: ignore[arg-type]


def titles(device: Device) -> set[str]:
    return {card.title for card, *_ in device.workspace.list_cards()} - {f"First {n}" for n in range(6)}


def waits(device: Device) -> tuple[int, int]:
    return device.replica.count_waiting(), device.replica.count_held()


@pytest.mark.parametrize("told", [True, False], ids=["told", "not told yet"])
def test_what_the_server_does_not_know_waits_and_nothing_waits_with_it(world: World, older: Older, told: bool) -> None:
    ana, ben, *_ = world.devices
    if told:
        synced(world, ana)
    plain = add(ana, "Before")
    late = add(ana, "Late", campaign="Spring")
    edit(ana, plain, campaign="Spring")
    edit(ana, plain, company="Acme")
    for n in range(3):
        add(ana, f"After {n}")
    for _ in range(2):
        synced(world, ana)
        synced(world, ben)
    assert waits(ana) == (0, 2)
    assert titles(ben) == {"Before", "After 0", "After 1", "After 2"}
    assert ben.workspace.card(plain).company == "Acme"
    assert ana.workspace.card(late).campaign == ana.workspace.card(plain).campaign == "Spring"
    assert ana.workspace.list_notes() == []
    older.upgrade()
    synced(world, ana)
    synced(world, ben)
    assert waits(ana) == (0, 0)
    assert titles(ben) == titles(ana) == {"Before", "Late", "After 0", "After 1", "After 2"}
    assert ben.workspace.card(plain).campaign == "Spring"
    check_all(world)


def check_all(world: World) -> None:
    for device in world.devices:
        synced(world, device)
    for device in world.devices:
        synced(world, device)
    check(world)


def test_what_builds_on_it_waits_too(world: World, older: Older) -> None:
    ana, ben, *_ = world.devices
    late = add(ana, "Late", campaign="Spring")
    other = add(ana, "Other")
    ana.workspace.act(lambda view: verbs.comment(view, late, "On what is not there yet"))
    ana.workspace.act(lambda view: verbs.comment(view, other, "On what is there"))
    edit(ana, late, company="Acme")
    edit(ana, other, campaign="Autumn")
    edit(ana, other, campaign=None)
    ana.workspace.act(lambda view: verbs.merge(view, other, late))
    for device in (ana, ben):
        synced(world, device)
    assert titles(ben) == {"Other"}
    assert waits(ana)[1] == 7, (
        "the card, its comment, its edit, both of the campaign, and the merge of two with what it adds"
    )
    older.upgrade()
    check_all(world)
    assert titles(ben) == titles(ana)
    assert ben.workspace.card(other).campaign == ana.workspace.card(other).campaign


def test_what_was_undone_goes_with_what_was_done(world: World, older: Older) -> None:
    ana, ben, *_ = world.devices
    card = add(ana, "Acme")
    synced(world, ana)
    edit(ana, card, campaign="Spring")
    ana.workspace.undo()
    edit(ana, card, company="Acme Ltd")
    synced(world, ana)
    synced(world, ben)
    assert waits(ana) == (0, 2)
    assert ben.workspace.card(card).company == "Acme Ltd"
    older.upgrade()
    check_all(world)
    assert ben.workspace.card(card).campaign is None


def test_a_type_that_the_server_does_not_know_waits(world: World, older: Older) -> None:
    ana, ben, *_ = world.devices
    card = add(ana, "Acme")
    ana.workspace.act(lambda view: Act("notify", (notice.notify(card, "sales", "Look at it", view.now),), "Told"))
    synced(world, ana)
    synced(world, ben)
    assert (waits(ana), titles(ben)) == ((0, 1), {"Acme"})
    older.upgrade()
    check_all(world)


def test_a_newer_device_takes_another_id_while_something_waits(world: World, older: Older) -> None:
    ana, ben, *_ = world.devices
    add(ana, "Late", campaign="Spring")
    add(ana, "Early")
    synced(world, ana)
    ana.replica.fork()
    add(ana, "Between")
    synced(world, ana)
    older.upgrade()
    check_all(world)
    assert titles(ben) == {"Late", "Early", "Between"}


def test_an_upgrade_may_come_in_steps(world: World, older: Older) -> None:
    ana, ben, *_ = world.devices
    one, two = add(ana, "One", campaign="Spring"), add(ana, "Two")
    ana.workspace.act(lambda view: verbs.edit(view, [two], {"label.vip": True}))
    synced(world, ana)
    assert waits(ana) == (0, 2)
    older.become({CARD: ("label.",)})
    synced(world, ana)
    assert waits(ana) == (0, 1)
    older.upgrade()
    check_all(world)
    assert ben.workspace.card(one).campaign == "Spring"
    assert ben.workspace.card(two).labels == ("vip",)


def test_a_server_that_was_set_back_holds_up_nothing(world: World, older: Older) -> None:
    older.upgrade()
    ana, ben, *_ = world.devices
    synced(world, ana)
    older.become({CARD: ("campaign",)})
    late = add(ana, "Late", campaign="Spring")
    edit(ana, late, company="Acme")
    add(ana, "Other")
    synced(world, ana)
    synced(world, ben)
    assert titles(ben) == {"Other"}
    older.upgrade()
    check_all(world)
    assert titles(ben) == {"Other", "Late"}


def test_the_words_say_so(world: World, older: Older) -> None:
    ana, *_ = world.devices
    add(ana, "Late", campaign="Spring")
    synced(world, ana)
    state = ana.workspace.sync_state()
    assert state is not None
    assert (state.waiting, state.held_changes) == (0, 1)
    said = [each.text for each in phrases(status_of(state), world.time.true().date(), "UTC")]
    assert "1 waits for a newer server" in said


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_meanwhile_all_is_the_same_after_the_upgrade(world: World, older: Older, seed: int) -> None:
    older.become([{CARD: ("company", "label.")}, {CARD: ("rank",)}, {STAGE: ()}, {"comment": ()},
                  {RULE: (), MEMBER: ("away",)}, {BOARD: ("holidays",), CARD: ("next_step",)}][seed])  # fmt: skip
    for step in range(60):
        device = world.devices[(seed + step) % len(world.devices)]
        world.time.ms += 1_000
        world.act(device)
        if step % 7 == 0:
            world.sync(device)
    for device in world.devices:
        world.sync(device)
    older.upgrade()
    for _ in range(2):
        for device in world.devices:
            world.sync(device)
    assert all(device.replica.count_held() == 0 for device in world.devices)
    check(world)
