"""One history: a few hundred steps out of a seed, then everybody speaks with the server, and all must agree."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from unittest.mock import patch

from kanban.store.hub import Hub, open_hub
from kanban.store.hub.acts import hub_deadlines
from kanban.sync import sync_round as rounds
from tests.sync.simulation.checks import check, check_doctor
from tests.sync.simulation.founding import found
from tests.sync.simulation.steady import Time, steady
from tests.sync.simulation.world import SKEWS, Template, Violation, World

STEPS = 250

WEIGHTS = {
    "act": 600, "sync": 260, "wait": 30, "clock": 15, "network": 25, "back up": 12, "restore": 5, "back up server": 6,
    "restore server": 3, "purge": 4, "late": 30, "leave": 3, "boot": 4, "time": 15, "rest": 10,
}  # fmt: skip
"""How often what happens, of a thousand steps."""

QUIET = 40
"""Times that everybody speaks with the server until nobody has anything to say."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a history came to."""

    seed: int
    steps: int
    changes: int
    refused: int


@cache
def _server() -> Hub:
    """One server for all histories of this process; its database is replaced for each."""
    return open_hub("sqlite://", durable=False)


@cache
def _template(*, ruled: bool) -> Template:
    time, hub = Time(0), open_hub("sqlite://", durable=False)
    with steady(time):
        template = found(hub, time, ruled=ruled)
    hub.close()
    return template


def play(
    seed: int,
    steps: int = STEPS,
    *,
    weights: dict[str, int] = WEIGHTS,
    log: Callable[[str], None] = lambda _: None,
) -> Found:
    """Play the history of a seed; raises Violation, or whatever the engine raises that it should not."""
    with stage(seed, log) as world:
        with _small(random.Random(f"sizes {seed}")):
            for _ in range(steps):
                _step(world, weights)
        for device in world.devices:
            check_doctor(device)
        heal(world)
        check(world)
        return Found(seed, steps, world.devices[0].replica.cursor, world.refused)


@contextmanager
def stage(seed: int, log: Callable[[str], None] = lambda _: None, *, ruled: bool = True) -> Iterator[World]:
    """Set the scene: the server, the devices, time and chance; with rules on the board, or with none."""
    template, time = _template(ruled=ruled), Time(seed)
    with steady(time):
        world = World(_server(), template, seed, time, log)
        try:
            yield world
        finally:
            world.close()


@contextmanager
def _small(chance: random.Random) -> Iterator[None]:
    """Let pages be small in some histories, so that there are several of them."""
    page, most_changes = chance.choice([3, 20, 500]), chance.choice([1, 4, 500])
    far, older_pages = chance.choice([40, 50_000]), chance.choice([1, 20])
    with patch.multiple(rounds, PAGE=page, MOST_CHANGES=most_changes, FAR=far, OLDER_PAGES=older_pages):
        yield


def _step(world: World, weights: dict[str, int]) -> None:
    chance = world.chance
    world.time.ms += chance.randrange(1, 30_000)
    device = chance.choice(world.devices)
    (kind,) = chance.choices(list(weights), list(weights.values()))
    match kind:
        case "act":
            world.act(device)
        case "sync":
            world.sync(device)
        case "wait":
            world.time.ms += chance.randrange(5 * 3_600_000)
        case "clock":
            device.skew = chance.choice(SKEWS)
        case "network":
            device.offline = not device.offline
        case "back up":
            world.back_up(device)
        case "restore":
            world.restore(device)
        case "back up server":
            world.back_up_server()
        case "restore server":
            world.restore_server()
        case "purge":
            world.purge()
        case "late":
            world.deliver()
        case "leave":
            world.leave_or_return()
        case "time":
            hub_deadlines.let_pass(world.hub)
        case "rest":
            world.ask_over_rest(device)
        case "boot":
            world.doubt(device)


def heal(world: World) -> None:
    """Let everybody come back: no more faults, and rounds until nobody has anything to say."""
    world.tell("all is well again")
    world.come_back()
    for _ in range(QUIET):
        quiet = True
        for device in world.devices:
            outcome = world.sync(device)
            if outcome is None or outcome.stopped is not None:
                raise Violation(f"{device.name} can't sync: {outcome and outcome.stopped}")
            quiet &= not (outcome.pushed or outcome.pulled or outcome.is_booted or outcome.waiting or outcome.older)
        if quiet:
            return
    raise Violation(f"After {QUIET} rounds they are still talking.")
