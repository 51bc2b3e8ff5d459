"""`kanban server member`: new tokens, accounts that go, and those that share a name."""

from __future__ import annotations

import re

import pytest

from kanban.domain.errors import NotFound
from kanban.protocol.types import Stopped
from kanban.store import hub as store
from kanban.store.hub.maintenance import roster
from kanban.store.hub.maintenance.integrity import examine
from tests.store.hub.world import BOARD_ID, World, uuid


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setenv("KANBAN_DATABASE", f"sqlite:///{tmp_path}/server.db")
    made = World(f"sqlite:///{tmp_path}/server.db")
    yield made
    made.close()


def listed(run_cli):
    return {each["name"]: each for each in run_cli("server", "member", "list", "--json").json}


@pytest.mark.parametrize("by", ["name", "id"])
def test_another_token_is_all_that_is_on_stdout_and_the_others_stay_good(run_cli, world, by):
    caller = world.caller("member")
    ran = run_cli("server", "member", "token", "MEMBER" if by == "name" else caller.account)
    assert ran.code == 0
    assert re.fullmatch(r"kbt_[\w-]{43}\n", ran.out)
    assert store.caller_of(world.hub, ran.out.strip()).account == caller.account
    assert store.caller_of(world.hub, world.tokens["member"]) is not None
    assert len(listed(run_cli)["Member"]["tokens"]) == 2
    assert run_cli("server", "member", "token", "Nobody").code == 3


def test_a_list_says_as_whom_somebody_is_on_which_boards(run_cli, world):
    """The role of an account is that of boards to come; what its member may do on a board is that member's."""
    world.lead.offer("member", world.member.member, {"role": "lead", "team": "marketing"}, "member")
    world.lead.offer("member", world.viewer.member, {"deleted": True}, "member")
    store.redeem(world.hub, store.invite(world.hub, world.lead.caller, BOARD_ID, "Guest", "sales"))
    told = listed(run_cli)
    assert told["Member"]["role"] == "member"
    assert told["Member"]["boards"] == [
        {"board": BOARD_ID, "name": "Pipeline", "member": world.member.member, "team": "marketing", "role": "lead"}
    ]
    assert (told["Viewer"]["boards"], told["Viewer"]["everywhere"]) == ([], True)
    assert [seat["role"] for seat in told["Guest"]["boards"]] == ["member"]
    table = run_cli("server", "member", "list").out
    assert re.search(r"^Member .*all boards; Pipeline \(lead, marketing\) ", table, re.MULTILINE)
    assert re.search(r"^Guest .* Pipeline \(member, sales\) ", table, re.MULTILINE)


def test_a_removed_account_is_gone_and_what_it_did_stays(run_cli, world, tmp_path):
    card = world.member.add()
    code = store.invite_another_device(world.hub, world.member.caller)
    ran = run_cli("server", "member", "remove", "Member")
    assert (ran.code, ran.out, "from 1 board" in ran.err) == (0, "", True)
    assert "Member" not in listed(run_cli)
    assert store.caller_of(world.hub, world.tokens["member"]) is None
    with pytest.raises(NotFound):
        store.redeem(world.hub, code)
    with pytest.raises(Stopped):
        world.member.add()
    card_now, board = store.card(world.hub, world.lead.caller, BOARD_ID, card)
    assert board.get_member(world.member.member).deleted
    assert not card_now.deleted
    assert all(each.is_ok for each in examine(tmp_path / "server.db"))
    assert run_cli("server", "member", "remove", "Member").code == 3


def test_a_name_is_free_again_and_whoever_takes_it_is_somebody_else(run_cli, world):
    before = world.member.member
    assert run_cli("server", "member", "remove", "Member").code == 0
    added = run_cli("server", "member", "add", "Member", "--team", "sales")
    assert added.code == 0
    info = store.board_info(world.hub, store.caller_of(world.hub, added.out.strip()), BOARD_ID)
    assert info.member != before


def test_a_removal_outlives_a_restore(run_cli, world, tmp_path):
    assert run_cli("server", "backup", str(tmp_path / "b.db")).code == 0
    assert run_cli("server", "member", "remove", "Member").code == 0
    assert run_cli("server", "restore", str(tmp_path / "b.db")).code == 0
    assert store.caller_of(world.hub, world.tokens["member"]) is None


def test_the_only_lead_of_a_board_is_not_removed(run_cli, world):
    refused = run_cli("server", "member", "remove", "Lead")
    assert (refused.code, refused.out) == (1, "")
    assert "alone leads the board Pipeline" in refused.err
    assert f"kanban server member token {world.caller('lead').account}" in refused.err
    assert store.caller_of(world.hub, world.tokens["lead"]) is not None
    world.lead.offer("member", world.member.member, {"role": "lead"}, "member")
    assert run_cli("server", "member", "remove", "Lead").code == 0


def test_accounts_that_share_a_name_are_told_apart(run_cli, world):
    other = uuid(1, 9)
    store.create_board(world.hub, world.lead.caller, other, uuid(6, 9))
    store.finish_publishing(world.hub, world.lead.caller, other, uuid(6, 9), 0)
    accounts = []
    for board, team in ((BOARD_ID, "sales"), (other, "marketing")):
        _, caller = store.redeem(world.hub, store.invite(world.hub, world.lead.caller, board, "Kim", team))
        accounts.append(caller.account)
    for verb in ("token", "remove", "revoke"):
        ran = run_cli("server", "member", verb, "kim")
        assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
        assert ran.err.startswith("kanban: 2 accounts are called “kim”; name one by its id: ")
        assert all(f"{account} (" in ran.err for account in accounts)
        assert "(sales, made " in ran.err
    assert run_cli("server", "member", "remove", accounts[0]).code == 0
    assert [each.account.id for each in roster.list_people(world.hub) if each.account.name == "Kim"] == accounts[1:]
    assert run_cli("server", "member", "token", "kim").code == 0
