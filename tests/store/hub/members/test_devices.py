"""Leading a board gives power over that board alone, and codes end with the machine or the membership that made
them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kanban.domain.change import CARD, MEMBER
from kanban.domain.errors import NotFound, Refused
from kanban.domain.ids import new_id
from kanban.domain.permissions import Forbidden
from kanban.protocol.types import Stopped
from kanban.store import hub as server
from kanban.store.hub import watching
from kanban.store.hub.members.accounts import add_token
from tests.store.hub.members.test_consent import Other, invited
from tests.store.hub.world import BOARD_ID, PUBLISHER, Device, World


def device_of(world: World, caller: server.Caller) -> Device:
    info = server.board_info(world.hub, caller, BOARD_ID)
    return Device(world, caller, info.member, info.epoch, base=info.head)


def machine(world: World, code: str) -> server.Caller:
    """Trade a code, and return who signs in with it."""
    found = server.caller_of(world.hub, server.redeem(world.hub, code)[0])
    assert found is not None
    return found


def another(world: World, caller: server.Caller) -> str:
    return server.invite_another_device(world.hub, caller)


def opens(world: World, caller: server.Caller, board: str = BOARD_ID) -> bool:
    """Whether a machine gets at a board, whichever way it asks."""
    ways: list[Callable[[], object]] = [
        lambda: server.board_info(world.hub, caller, board),
        lambda: server.snapshot(world.hub, caller, board),
        lambda: server.read_older(world.hub, caller, board, 5),
        lambda: server.cards(world.hub, caller, board),
        lambda: server.devices(world.hub, caller, board),
    ]
    answers = []
    for way in ways:
        try:
            way()
        except Stopped as stopped:
            answers.append(stopped.kind != "forbidden")
        except Refused:  # a board without stages
            answers.append(True)
        else:
            answers.append(True)
    answers.append(any(info.id == board for info in server.boards_of(world.hub, caller)))
    answers.append(board in watching.heads(world.hub, [caller.token_id]).get(caller.token_id, {}))
    assert len(set(answers)) == 1, answers
    return answers[0]


# -- whose machines


def test_a_lead_takes_the_board_from_a_machine_and_nothing_else(world: World) -> None:
    nina = invited(world, "Nina")
    other = Other(world, "viewer", Nin="Nina")
    server.enter(world.hub, nina, other.board)
    second = machine(world, another(world, nina))
    server.bar(world.hub, other.caller, other.board, nina.token_id)
    assert [opens(world, nina, board) for board in (BOARD_ID, other.board)] == [True, False]
    assert [opens(world, second, board) for board in (BOARD_ID, other.board)] == [True, True]
    with pytest.raises(Stopped, match="taken from this machine"):
        server.push(world.hub, nina, other.board, new_id(), other.at.epoch, [other.at.change(CARD, new_id(), {})])
    assert server.caller_of(world.hub, "") is None
    listed = {each.id: each for each in server.devices(world.hub, other.caller, other.board)}
    assert (listed[nina.token_id].barred, listed[second.token_id].barred) == (True, False)
    server.admit(world.hub, other.caller, other.board, nina.token_id)
    assert opens(world, nina, other.board)


def test_only_a_lead_of_the_board_takes_it_from_others_or_gives_it_back(world: World) -> None:
    victim = world.member.caller.token_id
    for role in ("viewer", "commenter", "member"):
        caller, own = world.caller(role), machine(world, another(world, world.caller(role)))
        with pytest.raises(NotFound):
            server.bar(world.hub, caller, BOARD_ID, world.lead.caller.token_id)
        server.bar(world.hub, caller, BOARD_ID, own.token_id)
        with pytest.raises(Forbidden):
            server.admit(world.hub, caller, BOARD_ID, own.token_id)
    other = Other(world, "viewer")
    for token in (victim, new_id()):
        with pytest.raises(NotFound):
            server.bar(world.hub, other.caller, other.board, token)
    with pytest.raises(Stopped):
        server.bar(world.hub, world.caller("commenter"), other.board, other.caller.token_id)
    assert opens(world, world.caller("member"))


def test_signing_out_is_for_the_owner_and_the_keeper(world: World) -> None:
    second = machine(world, another(world, world.member.caller))
    for role in ("viewer", "commenter"):
        for token in (second.token_id, new_id()):
            with pytest.raises(Forbidden, match="Only its owner"):
                server.revoke_as(world.hub, world.caller(role), token)
    server.revoke_as(world.hub, world.lead.caller, second.token_id)  # as version 0.1.0 asks for it
    assert not opens(world, second)
    assert another(world, second), "it is signed in still"
    server.revoke_as(world.hub, world.member.caller, world.member.caller.token_id)
    assert server.caller_of(world.hub, world.tokens["member"]) is None
    assert opens(world, world.lead.caller)


def test_whoever_leads_a_board_of_their_own_has_no_power_over_others(world: World) -> None:
    other = Other(world, "viewer", Boss="Lead")
    for role in ("lead", "member", "commenter"):
        with pytest.raises(Forbidden):
            server.revoke_as(world.hub, other.caller, world.caller(role).token_id)
    assert [each.name for each in server.devices(world.hub, other.caller, other.board)] == ["Viewer"]
    server.enter(world.hub, world.lead.caller, other.board)
    server.revoke_as(world.hub, other.caller, world.lead.caller.token_id)
    assert [opens(world, world.lead.caller, board) for board in (BOARD_ID, other.board)] == [True, False]


def test_a_lead_sees_the_machines_of_members_as_far_as_they_work_here(world: World) -> None:
    world.member.add()
    other = Other(world, "member")
    found = {each.name: each for each in server.devices(world.hub, world.lead.caller, BOARD_ID)}
    assert set(found) == {"Viewer", "Commenter", "Member", "Lead"}
    assert found["Member"].devices == (world.member.id,)
    own = server.devices(world.hub, world.member.caller, other.board)
    assert [each.devices for each in own] == [(other.device,)]
    server.revoke(world.hub, "viewer")
    assert "Viewer" not in {each.name for each in server.devices(world.hub, world.lead.caller, BOARD_ID)}


@pytest.mark.parametrize("registers", [{"role": "member"}, {"deleted": True}])
def test_who_leads_no_more_has_no_power_over_machines(world: World, registers: dict[str, object]) -> None:
    world.lead.offer(MEMBER, world.viewer.member, {"role": "lead"}, "member")
    world.lead.offer(MEMBER, PUBLISHER, registers, "member")
    for way in (server.bar, lambda hub, who, _, token: server.revoke_as(hub, who, token)):
        with pytest.raises((Refused, NotFound, Stopped)):
            way(world.hub, world.lead.caller, BOARD_ID, world.member.caller.token_id)
    assert opens(world, world.member.caller)


# -- codes


def dead(world: World, code: str) -> None:
    with pytest.raises(NotFound, match="used or withdrawn"):
        server.redeem(world.hub, code)


def test_a_machine_that_is_signed_out_takes_its_codes_along(world: World) -> None:
    thief, owner = machine(world, another(world, world.lead.caller)), world.lead.caller
    codes = [
        another(world, thief),
        server.invite(world.hub, thief, BOARD_ID, "Ghost", "sales", "lead"),
    ]
    good = another(world, owner)
    server.revoke_as(world.hub, owner, thief.token_id)
    for code in codes:
        dead(world, code)
    assert opens(world, machine(world, good))


@pytest.mark.parametrize("by_name", [True, False])
def test_the_keeper_ends_what_an_account_made(world: World, by_name: bool) -> None:
    caller = world.lead.caller
    codes = [another(world, caller), server.invite(world.hub, caller, BOARD_ID, "Ghost", "sales")]
    server.revoke(world.hub, "Lead" if by_name else caller.token_id)
    for code in codes:
        dead(world, code)


def test_a_machine_that_lost_the_board_makes_none_that_has_it(world: World) -> None:
    thief = machine(world, another(world, world.lead.caller))
    before = another(world, thief)
    invitation = server.invite(world.hub, thief, BOARD_ID, "Ghost", "sales")
    server.bar(world.hub, world.lead.caller, BOARD_ID, thief.token_id)
    dead(world, invitation)
    with pytest.raises(Stopped):
        server.invite(world.hub, thief, BOARD_ID, "Ghost", "sales")
    for code in (before, another(world, thief)):
        child = machine(world, code)
        assert not opens(world, child)
        assert not opens(world, machine(world, another(world, child)))


CHANGES = [{"role": "member"}, {"role": "viewer"}, {"deleted": True}]


@pytest.mark.parametrize("registers", CHANGES)
@pytest.mark.parametrize("back", [False, True])
def test_an_invitation_ends_with_the_lead_of_whom_it_is(world: World, registers: dict[str, object], back: bool) -> None:
    token = server.invite(world.hub, world.lead.caller, BOARD_ID, "Deputy", "sales", "lead")
    deputy = machine(world, token)
    member = server.board_info(world.hub, deputy, BOARD_ID).member
    code = server.invite(world.hub, deputy, BOARD_ID, "Ghost", "sales", "lead")
    own = server.invite(world.hub, world.lead.caller, BOARD_ID, "Good", "sales")
    assert world.lead.offer(MEMBER, member, registers, "member").status == "applied"
    if back:  # what is dead stays dead
        world.lead.offer(MEMBER, member, {"role": "lead", "deleted": False}, "member")
    dead(world, code)
    assert opens(world, machine(world, own))


def test_a_code_of_a_removed_member_opens_nothing(world: World) -> None:
    code = another(world, world.member.caller)
    world.lead.offer(MEMBER, world.member.member, {"deleted": True}, "member")
    assert not opens(world, machine(world, code))


# -- who lost every machine


def test_a_lead_lets_somebody_back_into_their_own_board_alone(world: World) -> None:
    nina = invited(world, "Nina")
    other = Other(world, "viewer", Nin="Nina")
    server.enter(world.hub, nina, other.board)
    server.revoke(world.hub, nina.account)
    code = server.invite(world.hub, other.caller, other.board, "Nin", "sales")
    back = machine(world, code)
    assert back.account == nina.account
    assert [opens(world, back, board) for board in (BOARD_ID, other.board)] == [False, True]
    child = machine(world, another(world, back))
    assert [opens(world, child, board) for board in (BOARD_ID, other.board)] == [False, True]
    third = Other(world, "commenter", N="Nina")
    for caller in (back, child):
        assert server.invitations(world.hub, caller) == []
        with pytest.raises(Stopped):
            server.enter(world.hub, caller, third.board)
        with pytest.raises(Stopped, match="one board alone"):
            server.create_board(world.hub, caller, new_id(), new_id())


def test_such_a_machine_has_no_power_over_its_owner_s_others(world: World) -> None:
    nina = invited(world, "Nina")
    other = Other(world, "viewer", Nin="Nina")
    server.enter(world.hub, nina, other.board)
    server.revoke(world.hub, nina.account)
    code = server.invite(world.hub, other.caller, other.board, "Nin", "sales")
    back = machine(world, code)
    with world.hub.writing() as connection:
        token = add_token(connection, nina.account, world.now)[1]
    own = server.caller_of(world.hub, token)
    assert own is not None
    assert own.token_id not in {each.id for each in server.devices(world.hub, back, other.board)}
    with pytest.raises(Forbidden):
        server.revoke_as(world.hub, back, own.token_id)
    server.revoke_as(world.hub, own, back.token_id)
    assert not watching.heads(world.hub, [back.token_id])


def test_nobody_is_let_back_in_whose_machines_a_lead_barred(world: World) -> None:
    nina = invited(world, "Nina")
    server.bar(world.hub, world.lead.caller, BOARD_ID, nina.token_id)
    with pytest.raises(Refused, match="give the board back"):
        server.invite(world.hub, world.lead.caller, BOARD_ID, "Nina", "sales")
