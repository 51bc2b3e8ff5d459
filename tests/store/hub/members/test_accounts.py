"""Tokens, codes and devices: who gets in, by what, and how it is taken away."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kanban.domain.change import CARD, MEMBER
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.ids import new_id
from kanban.store import hub as server
from kanban.store.hub import codes, server_tables, watching
from tests.store.hub.world import BOARD_ID, Device, World, log_of


def joined(world: World, code: str) -> Device:
    _, caller = server.redeem(world.hub, code)
    info = server.board_info(world.hub, caller, BOARD_ID)
    return Device(world, caller, info.member, info.epoch, base=info.head)


def test_a_token_is_shown_once_and_kept_as_a_hash(world: World) -> None:
    account, token = server.add_account(world.hub, "Nina", "sales")
    assert token.startswith("kbt_")
    assert len(token) >= 4 + 43
    found = server.caller_of(world.hub, token)
    assert found is not None
    assert (found.account, found.name) == (account.id, "Nina")
    with world.hub.reading() as connection:
        for table in server_tables.metadata.sorted_tables:
            assert token not in str(connection.execute(select(table)).all())
    for wrong in ("", "kbt_", token[:-1], token.upper(), "kbt_\ud800"):
        assert server.caller_of(world.hub, wrong) is None


def test_an_account_is_on_every_board_at_once(world: World) -> None:
    account, token = server.add_account(world.hub, "Nina", "marketing", "commenter")
    caller = server.caller_of(world.hub, token)
    assert caller is not None
    (info,) = server.boards_of(world.hub, caller)
    assert (info.id, info.member, info.team, info.role) == (BOARD_ID, account.id, "marketing", "commenter")
    made = log_of(world)[-1]
    assert (made.verb, made.actor, made.entity, made.etype) == ("join", "board", account.id, MEMBER)
    assert [each.name for each in server.list_accounts(world.hub)] == ["Commenter", "Lead", "Member", "Nina", "Viewer"]


def test_names_are_free_and_settings_are_known(world: World) -> None:
    server.add_account(world.hub, "Nina", "sales")
    with pytest.raises(Refused, match="There is an account called nina already"):
        server.add_account(world.hub, "nina", "sales")
    for words in (("", "sales", "member"), ("Otto", "legal", "member"), ("Otto", "sales", "boss")):
        with pytest.raises(UsageFault):
            server.add_account(world.hub, *words)


def test_a_revoked_token_is_worth_nothing(world: World) -> None:
    token = world.tokens["member"]
    caller = world.caller("member")
    assert server.revoke(world.hub, caller.token_id) == 1
    assert server.caller_of(world.hub, token) is None
    assert server.revoke(world.hub, "viewer") == 1
    assert server.revoke(world.hub, "viewer") == 0
    with pytest.raises(NotFound, match="no account “nobody”"):
        server.revoke(world.hub, "nobody")
    assert watching.heads(world.hub, [caller.token_id, world.lead.caller.token_id]) == {
        world.lead.caller.token_id: {BOARD_ID: world.lead.pull().head}
    }


def test_an_invitation_makes_a_member_of_one_board_once(world: World) -> None:
    code = server.invite(world.hub, world.lead.caller, BOARD_ID, "Nina", "marketing", "member")
    device = joined(world, f" {code.upper()} ")
    member = server.board_info(world.hub, device.caller, BOARD_ID)
    assert (member.team, member.role) == ("marketing", "member")
    assert device.offer(CARD, new_id(), {"created": True, "title": "Mine"}, "create").status == "applied"
    with pytest.raises(NotFound, match="was used"):
        server.redeem(world.hub, code)
    account = next(each for each in server.list_accounts(world.hub) if each.name == "Nina")
    assert not account.is_everywhere


@pytest.mark.parametrize("code", ["", "nonsense", "0000-0000-0000-0000-0000", "\ud800"])
def test_a_wrong_code_is_no_good(world: World, code: str) -> None:
    with pytest.raises(NotFound, match="unknown"):
        server.redeem(world.hub, code)


def test_a_code_is_good_for_two_days(world: World) -> None:
    first, second = (server.invite_another_device(world.hub, world.member.caller) for _ in range(2))
    world.now += codes.VALID_MS - 1
    server.redeem(world.hub, first)
    world.now += 1
    with pytest.raises(NotFound, match="older than 48 hours"):
        server.redeem(world.hub, second)


@pytest.mark.parametrize("role", ["viewer", "commenter", "member"])
def test_only_leads_invite(world: World, role: str) -> None:
    with pytest.raises(Refused, match="only leads can invite people"):
        server.invite(world.hub, world.caller(role), BOARD_ID, "Nina", "sales")


def test_an_invitation_under_a_name_that_waits_for_its_person(world: World) -> None:
    waiting = new_id()
    registers = {"created": True, "name": "Nina", "team": "sales", "role": "viewer", "aliases": ["N. N."]}
    world.lead.offer(MEMBER, waiting, registers, "member")
    device = joined(world, server.invite(world.hub, world.lead.caller, BOARD_ID, "n. n.", "sales", "member"))
    assert device.member == waiting
    assert dict(log_of(world)[-1].set) == {"role": "member"}
    with pytest.raises(Refused, match="Nina signs in already"):
        server.invite(world.hub, world.lead.caller, BOARD_ID, "Nina", "sales")


def test_nobody_joins_under_a_name_that_somebody_has(world: World) -> None:
    codes = [server.invite(world.hub, world.lead.caller, BOARD_ID, "Nina", "sales") for _ in range(2)]
    devices = [joined(world, code) for code in codes]
    names = {change.entity: change.set.get("name") for change in log_of(world) if change.etype == MEMBER}
    assert [names[device.member] for device in devices] == ["Nina", "Nina 2"]


def test_another_machine_is_the_same_person(world: World) -> None:
    code = server.invite_another_device(world.hub, world.member.caller)
    device = joined(world, code)
    assert device.member == world.member.member
    assert device.caller.token_id != world.member.caller.token_id
    card = device.add()
    assert world.member.offer(CARD, card, {"title": "from the first"}).status == "applied"
    own = server.devices(world.hub, world.member.caller, BOARD_ID)
    assert [(each.id, each.devices, each.own) for each in own] == [
        (world.member.caller.token_id, (world.member.id,), True),
        (device.caller.token_id, (device.id,), False),
    ]


def test_who_lost_every_device_comes_back_as_who_they_are(world: World) -> None:
    lead = world.caller("lead")
    lost = joined(world, server.invite(world.hub, lead, BOARD_ID, "Nina", "sales"))
    server.revoke(world.hub, lost.caller.token_id)
    code = server.invite(world.hub, lead, BOARD_ID, "nina", "marketing", "lead")
    back = joined(world, code)
    assert (back.caller.account, back.member) == (lost.caller.account, lost.member)
    info = server.board_info(world.hub, back.caller, BOARD_ID)
    assert (info.team, info.role) == ("sales", "member"), "a code for somebody who is there changes nothing about them"
    assert back.caller.account == lost.caller.account
    with pytest.raises(Refused, match="Nina signs in already"):
        server.invite(world.hub, lead, BOARD_ID, "Nina", "sales")
