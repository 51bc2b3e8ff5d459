"""A board on a server from the command line, by three people in homes of their own: what is sent, what waits, who
may."""

from __future__ import annotations

import json

import pytest


def ref(at, who="Ann"):
    return at(who, "list", "--json").json[0]["ref"]


# -- sync and status


def test_what_is_written_waits_until_it_is_sent_and_comes_to_the_others(team):
    assert team("Ann", "add", "Acme pilot", "--value", "12k").code == 0
    assert team("Ann", "status", "--json").json["waiting"] == 1
    ran = team("Ann", "sync", "--json")
    assert (ran.code, ran.json["pushed"], ran.json["waiting"]) == (0, 1, 0)
    assert team("Raj", "sync", "--json").json["pulled"] == 1
    card = ref(team, "Raj")
    team("Raj", "move", card, "mql")
    team("Raj", "comment", card, "Call me\x1b[31m")
    assert "sent 2 changes" in team("Raj", "sync").err
    team("Ann", "sync")
    ann, raj = ([{**each, "unread": None} for each in team(who, "list", "--json").json] for who in ("Ann", "Raj"))
    assert ann == raj
    assert team("Ann", "list", "unread", "--json").json
    (comment,) = team("Ann", "comments", card, "--json").json
    assert (comment["author"], comment["team"]) == ("Raj", "sales")


@pytest.mark.parametrize("order", [("Ann", "Raj"), ("Raj", "Ann")])
def test_two_who_were_offline_come_back_in_either_order(server, team, order):
    team("Ann", "add", "Acme pilot", "--value", "12k", "--stage", "proposal")
    team("Ann", "sync")
    team("Raj", "sync")
    card = ref(team)
    server.stop()
    for who, stage, value, label in (("Ann", "negotiation", "13k", "vip"), ("Raj", "discovery", "14k", "late")):
        assert team(who, "move", card, stage).code == 0
        assert team(who, "edit", card, f"value={value}", f"label={label}").code == 0
        assert team(who, "comment", card, f"{who} was here").code == 0
        assert team(who, "sync").code == 4
    server.start()
    first, second = order
    assert team(first, "sync").code == 0
    assert team(second, "sync").code == 0
    assert team(first, "sync").code == 0
    ann, raj = (team(who, "list", "--json").out for who in ("Ann", "Raj"))
    assert ann == raj
    (now,) = json.loads(ann)
    assert (now["stage"], now["value"], sorted(now["labels"])) == ("Discovery", "14000.00", ["late", "vip"])
    team("Vi", "sync")
    assert sorted(each["body"] for each in team("Vi", "comments", card, "--json").json) == [
        "Ann was here",
        "Raj was here",
    ]
    notes = {who: team(who, "attention", "--json").json for who in ("Ann", "Raj")}
    assert notes["Raj"] == [], "Raj acted later on this machine's one clock, so nobody overtook him"
    assert {note["kind"] for note in notes["Ann"]} == {"overtaken"}
    assert any("Discovery" in note["said"] for note in notes["Ann"])


def test_a_verb_does_not_wait_for_the_network(server, team):
    server.stop()
    assert team("Raj", "add", "Offline").code == 0
    ran = team("Raj", "sync", "--json")
    assert (ran.code, ran.json["stopped"], ran.json["waiting"]) == (4, "offline", 1)
    assert ran.err.count("\n") == 1
    told = team("Raj", "status", "--json").json
    assert told["waiting"] == 1
    assert told["offline_since"]
    assert "offline    since" in team("Raj", "status").out
    server.start()
    assert team("Raj", "sync").code == 0
    assert team("Raj", "status", "--json").json["offline_since"] is None


def test_status_of_a_board_that_stays_here(own):
    told = own("status", "--json").json
    assert (told["url"], told["state"], told["member"], told["role"]) == (None, "local", "Ana", "lead")
    assert "waiting" not in told
    assert "kanban publish URL" in own("status").out
    for words in (["sync"], ["leave"], ["member", "invite", "Raj", "--team", "sales"], ["member", "devices"]):
        ran = own(*words)
        assert ran.code == 3, words
        assert "kanban publish" in ran.err


def test_a_lead_takes_the_board_from_a_machine_and_gives_it_back(server, team):
    team("Raj", "add", "Not sent yet")
    (device,) = [each for each in team("Ann", "member", "devices", "--json").json if each["name"] == "Raj"]
    ran = team("Ann", "member", "revoke", device["ref"])
    assert (ran.code, ran.err) == (0, "Removed Pipeline from a machine of Raj; kanban member admit gives it back.\n")
    assert "off this board" in team("Ann", "member", "devices").out
    ran = team("Raj", "sync")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "taken from this machine" in ran.err
    assert team("Raj", "status", "--json").json["waiting"] == 1
    assert team("Raj", "member", "admit", device["ref"]).code == 1
    assert team("Ann", "member", "admit", device["ref"]).code == 0
    assert team("Raj", "sync").code == 0
    team("Ann", "sync")
    assert [card["title"] for card in team("Ann", "list", "--json").json] == ["Not sent yet"]


def test_a_revoked_device_keeps_everything_and_signs_in_again(server, team, tmp_path):
    team("Raj", "add", "Not sent yet")
    (device,) = team("Raj", "member", "devices", "--json").json
    assert team("Raj", "member", "revoke", "nobody").code == 3
    assert team("Raj", "member", "revoke", device["ref"]).code == 0
    ran = team("Raj", "sync")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert team("Raj", "status", "--json").json["waiting"] == 1
    (tmp_path / "Raj" / "credentials.toml").unlink()
    assert team("Raj", "status", "--json").json["signed_in"] is False
    assert f"kanban join {server.url}" in team("Raj", "status").out
    assert "signed out" in team("Raj", "sync").err
    code = team("Ann", "member", "invite", "Raj", "--team", "sales").out.strip()
    assert team("Raj", "join", server.url, "--code", code).code == 0
    team("Raj", "sync")
    team("Ann", "sync")
    assert [card["title"] for card in team("Ann", "list", "--json").json] == ["Not sent yet"]


def test_the_json_of_a_refused_sync_is_whole(server, team):
    server.stop()
    ran = team("Ann", "sync", "--json")
    assert json.loads(ran.out)["stopped"] == "offline"


# -- who may


def test_a_viewer_is_refused_at_once_where_the_client_knows_it(team):
    team("Ann", "add", "Acme")
    team("Ann", "sync")
    team("Vi", "sync")
    for words in (["move", ref(team), "mql"], ["comment", ref(team), "hi"], ["add", "x"]):
        ran = team("Vi", *words)
        assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert team("Vi", "status", "--json").json["waiting"] == 0


def test_what_the_server_refuses_is_kept_with_its_reason(team, monkeypatch):
    """A client that does not check, as an old or a changed one would not."""
    team("Ann", "add", "Acme")
    team("Ann", "sync")
    team("Vi", "sync")
    card = ref(team)
    with monkeypatch.context() as patch:
        patch.setattr("kanban.domain.permissions.require_role", lambda *_: None)
        assert team("Vi", "move", card, "proposal").code == 0
    assert team("Vi", "list", "--json").json[0]["stage"] == "Proposal"
    ran = team("Vi", "sync", "--json")
    assert ran.code == 1, "a script is to notice"
    (refused,) = ran.json["refused"]
    assert refused["code"] == "forbidden"
    assert team("Vi", "list", "--json").json[0]["stage"] == "Nurture"
    (note,) = team("Vi", "attention", "--json").json
    assert (note["kind"], note["card_ref"], note["code"]) == ("refused", card, "forbidden")
    assert "Proposal" in note["said"]
    assert card in team("Vi", "attention").out
    assert "1 note" in team("Vi", "status").out
    assert team("Vi", "attention", "retry", note["ref"]).code == 1
    assert team("Vi", "attention", "discard", "zzzz").code == 3
    assert team("Vi", "attention", "discard", note["ref"]).code == 0
    assert team("Vi", "attention", "--json").json == []
    ran = team("Vi", "attention")
    assert (ran.code, ran.out, ran.err) == (0, "", "Nothing needs attention.\n")


def test_nobody_acts_as_a_colleague_on_a_shared_board(team):
    team("Ann", "add", "Acme")
    assert team("Ann", "--as", "Ann", "add", "Fine").code == 0
    for words in (["--as", "Raj", "add", "x"], ["member", "use", "Raj"]):
        ran = team("Ann", *words)
        assert (ran.code, "signed in here" in ran.err) == (1, True)


def test_a_lead_changes_roles_and_removes_members_whose_cards_are_listed(team):
    team("Raj", "add", "Raj's own")
    team("Raj", "sync")
    team("Ann", "sync")
    assert team("Ann", "member", "set", "Vi", "role=member").code == 0
    ran = team("Ann", "member", "remove", "Raj", "--json")
    assert [each["title"] for each in ran.json] == ["Raj's own"]
    assert team("Ann", "sync").code == 0
    assert team("Vi", "sync").code == 0
    assert team("Vi", "add", "Now I may").code == 0
    ran = team("Raj", "sync")
    assert (ran.code, "no longer a member" in ran.err) == (1, True)


def test_a_lead_erases_a_card_everywhere(team):
    team("Ann", "add", "Jane Doe", "--email", "jane@doe.example")
    team("Ann", "sync")
    team("Raj", "sync")
    card = ref(team)
    team("Raj", "comment", card, "Jane said so")
    team("Raj", "sync")
    assert team("Raj", "purge", card, "--yes").code == 1
    assert team("Ann", "purge", card).code == 1, "without a terminal nobody is asked"
    assert team("Ann", "purge", card, "--yes").code == 0
    team("Raj", "sync")
    for who in ("Ann", "Raj"):
        assert team(who, "list", "--json").json == []
        assert "Jane" not in team(who, "history", card).out
