"""How much an account may have on a server, and that nothing is lost at the edge."""

from __future__ import annotations

import pytest

from kanban.protocol.types import Stopped
from kanban.store import hub as server
from kanban.store.hub import codes, quotas
from tests.store.hub.world import BOARD_ID, World, uuid


def full(stopped: pytest.ExceptionInfo[Stopped]) -> bool:
    assert stopped.value.retry_after
    return stopped.value.kind == "too_many"


def test_so_many_boards_are_begun_and_published(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "UNOPENED", 2)
    monkeypatch.setattr(quotas, "BOARDS", 4)
    caller = world.caller("member")

    def begin(number: int) -> None:
        server.create_board(world.hub, caller, uuid(1, number), uuid(6, number))

    def finish(number: int) -> None:
        server.finish_publishing(world.hub, caller, uuid(1, number), uuid(6, number), 0)

    begin(1)
    begin(2)
    with pytest.raises(Stopped, match="never opened") as stopped:
        begin(3)
    assert full(stopped)
    begin(2)  # to go on with one that was begun is not to begin one
    finish(1)
    begin(3)
    finish(2)
    finish(3)
    begin(4)
    finish(4)
    with pytest.raises(Stopped, match="have published 4") as stopped:
        begin(5)
    assert full(stopped)
    server.create_board(world.hub, world.caller("viewer"), uuid(1, 6), uuid(6, 6))


def test_so_many_codes_wait_to_be_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "CODES", 2)
    lead = world.caller("lead")
    first = server.invite(world.hub, lead, BOARD_ID, "Ann", "sales")
    server.invite_another_device(world.hub, lead)
    for more in (
        lambda: server.invite_another_device(world.hub, lead),
        lambda: server.invite(world.hub, lead, BOARD_ID, "Bo", "sales"),
    ):
        with pytest.raises(Stopped, match="codes of yours") as stopped:
            more()
        assert full(stopped)
    server.invite_another_device(world.hub, world.caller("member"))
    server.redeem(world.hub, first)
    server.invite(world.hub, lead, BOARD_ID, "Bo", "sales")
    world.now += codes.VALID_MS + 1
    server.invite(world.hub, lead, BOARD_ID, "Cy", "sales")


def test_so_many_machines_are_signed_in_and_the_code_is_not_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MACHINES", 2)
    monkeypatch.setattr(quotas, "MACHINES_A_DAY", 4)
    caller = world.caller("member")

    def another() -> str:
        return server.invite_another_device(world.hub, caller)

    _, second = server.redeem(world.hub, another())
    code = another()
    with pytest.raises(Stopped, match="machines are signed in") as stopped:
        server.redeem(world.hub, code)
    assert full(stopped)
    for _ in range(2):
        server.revoke_as(world.hub, caller, second.token_id)
        _, second = server.redeem(world.hub, code)
        code = another()
    server.revoke_as(world.hub, caller, second.token_id)
    with pytest.raises(Stopped, match="within a day") as stopped:
        server.redeem(world.hub, code)
    assert full(stopped)
    world.now += quotas.DAY_MS + 1
    server.redeem(world.hub, code)


def test_a_token_bears_so_many_devices(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "DEVICES", 3)
    device = world.device("member")
    device.add()
    for _ in range(2):
        device = world.device("member")
        device.add()
    with pytest.raises(Stopped, match="device ids") as stopped:
        world.device("member").add()
    assert full(stopped)
    device.add()
    world.device("viewer").push()


def test_a_team_of_two_hundred_is_within_all_of_them() -> None:
    assert quotas.CODES >= 2 * 200
    assert quotas.MACHINES >= 10
