"""Nobody is on a board without having accepted it, and nobody learns who has an account by publishing one."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from kanban.domain.change import BOARD, MEMBER, STAGE
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.protocol.types import Stopped
from kanban.store import hub as server
from kanban.store.hub import watching
from tests.store.hub.world import BOARD_ID, Device, World, log_of


class Other:
    """A board of one's own that a member of the world's publishes, with people of whom it says that they have
    accounts."""

    def __init__(self, world: World, publisher: str | server.Caller, **people: str) -> None:
        """Take as `people` names of members, each with the account that they are said to be."""
        self.world, self.board = world, new_id()
        self.caller = world.caller(publisher) if isinstance(publisher, str) else publisher
        self.device = new_id()
        self.members = {name: new_id() for name in people}
        self.answer = server.create_board(
            world.hub, self.caller, self.board, self.device, {self.members[name]: who for name, who in people.items()},
        )  # fmt: skip
        self.at = Device(world, self.caller, "", self.answer.epoch, id=self.device)
        self.push(self.at.change(BOARD, self.board, {"created": True, "name": "Own"}, "board"))
        self.push(
            self.at.change(STAGE, new_id(), {"created": True, "name": "One", "side": "sales", "rank": "a"}, "stage")
        )
        for name, member in self.members.items():
            who = {"created": True, "name": name, "team": "sales", "role": "member"}
            self.push(self.at.change(MEMBER, member, who, "add"))
        self.info = server.finish_publishing(world.hub, self.caller, self.board, self.device, self.at.dseq)

    def push(self, *changes):
        pushed = server.push(self.world.hub, self.caller, self.board, self.device, self.at.epoch, changes)
        assert all(verdict.status == "applied" for verdict in pushed.verdicts), pushed

    def set(self, member: str, **registers):
        self.push(self.at.change(MEMBER, member, registers, "edit"))


def invited(world: World, name: str) -> server.Caller:
    """Return somebody who has an account because they were invited to the world's board."""
    code = server.invite(world.hub, world.lead.caller, BOARD_ID, name, "sales")
    token, _ = server.redeem(world.hub, code)
    found = server.caller_of(world.hub, token)
    assert found is not None
    return found


def boards(world: World, caller: server.Caller) -> set[str]:
    return {info.id for info in server.boards_of(world.hub, caller) if info.joined}


def test_who_is_mapped_is_invited_and_joins_by_accepting(world: World) -> None:
    nina, otto = invited(world, "Nina"), invited(world, "Otto")
    other = Other(world, "viewer", Nin="Nina")
    assert boards(world, nina) == {BOARD_ID}
    assert server.invitations(world.hub, otto) == []
    (asked,) = server.invitations(world.hub, nina)
    assert asdict(asked) == {
        "board": other.board, "name": "Own", "by": "Viewer", "member": other.members["Nin"], "team": "sales",
        "role": "member",
    }  # fmt: skip
    with pytest.raises(Stopped, match="not a member"):
        server.enter(world.hub, otto, other.board)
    server.enter(world.hub, nina, other.board)
    assert server.board_info(world.hub, nina, other.board).member == other.members["Nin"]
    assert server.invitations(world.hub, nina) == []
    assert boards(world, otto) == {BOARD_ID}


def test_nobody_invites_by_the_name_of_somebody_else(world: World) -> None:
    boss, _ = server.add_account(world.hub, "Boss", "sales", "lead")
    nina = invited(world, "Nina")
    own = Other(world, "viewer", Nin="Nina")
    _, twin = server.redeem(world.hub, server.invite(world.hub, own.caller, own.board, "Boss", "sales", "lead"))
    own.set(server.board_info(world.hub, own.caller, own.board).member, name="Boss, indeed")
    assert (twin.name, twin.account == boss.id, boards(world, twin)) == ("Boss", False, {own.board})
    assert {each.by for each in server.invitations(world.hub, nina)} == {"Viewer"}
    assert server.board_info(world.hub, twin, own.board).owner == "Viewer"
    server.enter(world.hub, nina, own.board)
    theirs = Other(world, twin, Nin="Nina")
    assert {each.by for each in server.invitations(world.hub, nina)} == {"Boss (by invitation)"}
    assert theirs.info.owner == "Boss (by invitation)"


def test_the_answer_is_the_same_whether_there_is_such_an_account_or_not(world: World) -> None:
    invited(world, "Nina")
    answers = []
    for name in ("Nina", "Nobody At All", "Lead", world.caller("lead").account, ""):
        other = Other(world, "viewer", Someone=name)
        told = asdict(other.answer), asdict(other.info)
        answers.append([{**each, "id": "", "epoch": ""} for each in told])
        log = server.pull(world.hub, other.caller, other.board, other.answer.epoch, 0).changes
        names = [change.set.get("name") for change in log if change.etype == MEMBER]
        assert names == ["Someone", "Viewer"], "nobody else's name is told"
    assert all(answer == answers[0] for answer in answers)


def test_one_account_is_invited_once_and_a_name_of_two_means_nobody(world: World) -> None:
    codes = [server.invite(world.hub, world.lead.caller, BOARD_ID, "Nina", "sales") for _ in range(2)]
    first, second = (server.caller_of(world.hub, server.redeem(world.hub, code)[0]) for code in codes)
    other = Other(world, "viewer", One="Nina", Two=first.account, Three=first.account)
    assert [each.member for each in server.invitations(world.hub, first)] == [other.members["Two"]]
    assert server.invitations(world.hub, second) == []


def test_an_invitation_lapses_with_the_lead_of_whom_it_is(world: World) -> None:
    nina = invited(world, "Nina")
    for registers in ({"role": "member"}, {"deleted": True}):
        other = Other(world, "viewer", Nin="Nina", Boss="Nobody")
        other.set(other.members["Boss"], role="lead")
        assert len(server.invitations(world.hub, nina)) == 1
        other.set(other.info.member, **registers)
        assert server.invitations(world.hub, nina) == []
        with pytest.raises(Stopped):
            server.enter(world.hub, nina, other.board)


def test_a_seat_that_was_taken_or_removed_is_no_invitation(world: World) -> None:
    nina = invited(world, "Nina")
    other = Other(world, "viewer", Nin="Nina")
    other.set(other.members["Nin"], deleted=True)
    assert server.invitations(world.hub, nina) == []
    other = Other(world, "viewer", Nin="Nina")
    code = server.invite(world.hub, other.caller, other.board, "Nin", "sales")
    assert server.invitations(world.hub, nina) == [], "the lead meant somebody else meanwhile"
    token, _ = server.redeem(world.hub, code)
    found = server.caller_of(world.hub, token)
    assert found is not None
    assert server.board_info(world.hub, found, other.board).member == other.members["Nin"]


def test_no_name_takes_the_place_that_is_kept_for_somebody(world: World) -> None:
    nina = invited(world, "Nina")
    other = Other(world, "viewer", Commenter="Nina")
    server.enter(world.hub, world.caller("commenter"), other.board)
    assert server.board_info(world.hub, world.caller("commenter"), other.board).member != other.members["Commenter"]
    server.enter(world.hub, nina, other.board)
    assert server.board_info(world.hub, nina, other.board).member == other.members["Commenter"]


def test_an_account_is_never_a_member_that_another_one_is(world: World) -> None:
    lead = world.caller("lead")
    other = Other(world, "viewer")
    trap = other.at.change(
        MEMBER, lead.account, {"created": True, "name": "Trap", "team": "sales", "role": "member"}, "add"
    )
    other.push(trap)
    code = server.invite(world.hub, other.caller, other.board, "Trap", "sales")
    server.redeem(world.hub, code)
    foreseen = next(info for info in server.boards_of(world.hub, lead) if info.id == other.board)
    server.enter(world.hub, lead, other.board)
    member = server.board_info(world.hub, lead, other.board).member
    assert member == foreseen.member != lead.account


def test_who_is_on_no_board_hears_of_none(world: World) -> None:
    nina = invited(world, "Nina")
    other = Other(world, "viewer", Nin="Nina", Le="Lead")
    tokens = [nina.token_id, world.caller("lead").token_id]
    heads = watching.heads(world.hub, tokens)
    assert [set(heads[token]) for token in tokens] == [{BOARD_ID}, {BOARD_ID}]
    assert log_of(world)[-1].verb == "join"
    with pytest.raises(Stopped):
        server.act(world.hub, nina, other.board, lambda _: pytest.fail("nothing is done"))


def test_a_publisher_who_has_no_place_yet_takes_no_other_account_s(world: World) -> None:
    other = Other(world, "viewer", Viewer="Lead")
    assert other.info.member != other.members["Viewer"]
    with pytest.raises(Refused, match="signs in already"):
        server.invite(world.hub, other.caller, other.board, "Viewer 2", "sales")
