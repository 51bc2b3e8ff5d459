"""A server from the command line: people join its boards, publish theirs there, and leave."""

from __future__ import annotations

import sqlite3
import stat

import pytest

from kanban.protocol.types import Stopped
from kanban.sync.client import Client

# -- joining


def test_the_first_one_to_join_an_empty_server_founds_a_board_and_leads_it(server, at):
    ran = at("Ann", "join", server.url, "--token-file", server.token_file("Ann"), "--json")
    assert ran.code == 0, ran.err
    assert {
        "board": "Pipeline",
        "member": "Ann",
        "team": "marketing",
        "role": "lead",
        "stopped": None,
    }.items() <= ran.json.items()
    assert "Ann leads it" in ran.err
    shown = at("Raj", "join", server.url, "--token-file", server.token_file("Raj"))
    assert shown.code == 0
    assert shown.err == f"Joined Pipeline on {server.url} as Raj, member of sales.\n"
    (board,) = at("Raj", "board", "list", "--json").json
    assert (board["name"], board["url"]) == ("Pipeline", server.url)
    assert server.url in at("Raj", "board").out
    names = [each["name"] for each in at("Raj", "member", "list", "--json").json]
    assert names == ["Ann", "Raj"]


def test_a_founder_of_sales_is_of_sales(server, at):
    at("Raj", "join", server.url, "--token-file", server.token_file("Raj"), "--board", "Deals")
    assert {"board": "Deals", "team": "sales", "role": "lead"}.items() <= at("Raj", "status", "--json").json.items()


def test_what_signs_in_is_kept_for_one_pair_of_eyes_and_shown_nowhere(server, team, tmp_path):
    file = tmp_path / "Raj" / "credentials.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert server.tokens["Raj"] in file.read_text("utf-8")
    others = [each for each in (tmp_path / "Raj").rglob("*") if each.is_file() and each != file]
    assert others
    assert [each for each in others if server.tokens["Raj"].encode() in each.read_bytes()] == []


def test_a_token_may_come_from_stdin(server, at):
    assert at("Ann", "join", server.url, "--token-file", "-", stdin=server.tokens["Ann"]).code == 0


def test_an_invited_colleague_needs_one_code_and_one_command(server, team):
    ran = team("Ann", "member", "invite", "Zoe", "--team", "sales", "--json")
    assert ran.code == 0
    assert f"kanban join {server.url} --code {ran.json['code']}" in ran.err
    joined = team("Zoe", "join", server.url, "--code", ran.json["code"])
    assert (joined.code, joined.err) == (0, f"Joined Pipeline on {server.url} as Zoe, member of sales.\n")
    again = team("Mal", "join", server.url, "--code", ran.json["code"])
    assert again.code in {1, 3}
    assert again.err.count("\n") == 1
    team("Zoe", "add", "From Zoe")
    assert team("Zoe", "sync").code == 0
    team("Ann", "sync")
    assert team("Ann", "list", "--json").json[0]["title"] == "From Zoe"


def test_two_boards_of_one_name_are_told_apart_and_the_question_costs_nothing(server, team):
    """The code is traded before the question can be asked; the same words with --board go on from there."""
    assert team("Home", "init", "--name", "Raj", "--team", "sales", "--board", "PIPELINE").code == 0
    assert team("Home", "publish", server.url, "--token-file", server.token_file("Raj")).code == 0
    theirs = {each["name"]: each["id"] for who in ("Raj", "Home") for each in team(who, "board", "list", "--json").json}
    code = team("Raj", "member", "devices", "--add").out.strip()
    for words, many in (((), "several boards for you"), (("--board", "pipeline"), "2 boards there have that name")):
        asked = team("Raj2", "join", server.url, "--code", code, *words)
        assert (asked.code, asked.out, asked.err.count("\n")) == (1, "", 1)
        assert many in asked.err
        assert f"Pipeline ({theirs['Pipeline']}, of Ann)" in asked.err
        assert f"PIPELINE ({theirs['PIPELINE']}, of Raj)" in asked.err
    typed = code.upper().replace("-", " ")
    for name, board in theirs.items():
        joined = team("Raj2", "join", server.url, "--code", typed, "--board", board)
        assert (joined.code, f"Joined {name} on" in joined.err) == (0, True)
    assert team("Mal", "join", server.url, "--code", code).code != 0, "on another machine it is used up all the same"
    assert team("Raj2", "list", "--board", theirs["PIPELINE"]).code == 0


def test_whoever_came_after_the_backup_comes_back_with_what_they_did(server, team, before_zoe):
    """The restored server has forgotten the account: the invitation makes another one, and it is the same member."""
    for _ in range(2):
        assert team("Ann", "server", "restore", before_zoe, "--database", server.database).code == 0
    assert team("Zoe", "add", "Made meanwhile").code == 0
    assert team("Zoe", "sync").code == 1
    assert team("Ann", "sync").code == 0
    stranger = team("Ann", "member", "invite", "Mal", "--team", "sales").out.strip()
    refused = team("Zoe", "join", server.url, "--code", stranger)
    assert (refused.code, "Zoe is signed in there on this machine" in refused.err) == (1, True)
    assert refused.err.endswith("The code is used up: ask for another one.\n")
    again = team("Ann", "member", "invite", "Mal", "--team", "sales").out.strip()
    assert team("Mal", "join", server.url, "--code", again).code == 0
    code = team("Ann", "member", "invite", "Zoe", "--team", "sales").out.strip()
    back = team("Zoe", "join", server.url, "--code", code)
    assert (back.code, "as Zoe, member of sales" in back.err) == (0, True), back.err
    assert team("Zoe", "sync").code == 0
    assert team("Ann", "sync").code == 0
    for who in ("Ann", "Zoe"):
        assert {each["title"] for each in team(who, "list", "--json").json} == {"Sent before", "Made meanwhile"}
        assert [each["name"] for each in team(who, "member", "list", "--json").json].count("Zoe") == 1


def test_whoever_came_after_the_backup_and_nobody_had_heard_of_brings_what_they_did_in_a_file(server, team, tmp_path):
    backup, file = str(tmp_path / "server.backup"), str(tmp_path / "zoe.jsonl")
    assert team("Ann", "server", "backup", backup, "--database", server.database).code == 0
    code = team("Ann", "member", "invite", "Zoe", "--team", "sales").out.strip()
    assert team("Zoe", "join", server.url, "--code", code).code == 0
    assert team("Zoe", "add", "Sent before").code == 0
    assert team("Zoe", "sync").code == 0
    assert team("Ann", "server", "restore", backup, "--database", server.database).code == 0
    assert team("Ann", "sync").code == 0
    for _ in range(2):  # the refusal leaves nothing behind that were in the way of the next invitation
        code = team("Ann", "member", "invite", "Zoe", "--team", "sales").out.strip()
        refused = team("Zoe", "join", server.url, "--code", code)
        assert (refused.code, "Zoe is signed in there on this machine" in refused.err) == (1, True)
    assert team("Zoe", "export", file, "--format", "jsonl").code == 0
    code = team("Ann", "member", "invite", "Zoe", "--team", "sales").out.strip()
    assert team("Zoe2", "join", server.url, "--code", code).code == 0
    assert team("Zoe2", "import", file).code == 0
    assert team("Zoe2", "sync").code == 0
    assert team("Ann", "sync").code == 0
    assert [each["title"] for each in team("Ann", "list", "--json").json] == ["Sent before"]


def test_another_machine_of_ones_own(server, team):
    code = team("Raj", "member", "devices", "--add").out.strip()
    assert team("Raj2", "join", server.url, "--code", code).code == 0
    assert team("Raj2", "status", "--json").json["member"] == "Raj"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "--code CODE, or --token-file"),
        (("--token-file", "nowhere.txt"), 3, "no file nowhere.txt"),
        (("--code", "x", "--token-file", "y"), 2, "not both"),
        (("--token-file", "-"), 2, "not a token"),
    ],
)
def test_joining_says_what_it_lacks(server, at, words, code, said):
    ran = at("Ann", "join", server.url, *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_a_token_that_is_not_known_is_refused_and_not_kept(server, at, tmp_path):
    ran = at("Ann", "join", server.url, "--token-file", "-", stdin="kbt_thisisnobodystokenatall")
    assert ran.code == 1
    assert "kbt_this" not in ran.err
    assert not (tmp_path / "Ann" / "credentials.toml").exists()


def test_nobody_signs_in_over_somebody_else(server, team, tmp_path):
    before = (tmp_path / "Raj" / "credentials.toml").read_text("utf-8")
    ran = team("Raj", "join", server.url, "--token-file", server.token_file("Ann"))
    assert (ran.code, "Raj is signed in" in ran.err) == (1, True)
    assert (tmp_path / "Raj" / "credentials.toml").read_text("utf-8") == before
    again = team("Raj", "join", server.url, "--token-file", server.token_file("Raj"))
    assert again.code == 0, "the same person may sign in anew"


def test_a_server_that_is_away_or_something_else(server, at):
    server.stop()
    ran = at("Ann", "join", server.url, "--token-file", "-", stdin="kbt_thisisnobodystokenatall")
    assert (ran.code, ran.err.count("\n")) == (4, 1)
    assert at("Ann", "join", "http://example.org", "--code", "x").code == 2


@pytest.mark.parametrize("call", ["snapshot", "pull"])
def test_joining_that_breaks_off_goes_on(server, team, monkeypatch, call):
    def breaks(*_):
        raise Stopped("offline", "The connection broke off.")

    team("Ann", "add", "Acme")
    team("Ann", "sync")
    with monkeypatch.context() as patch:
        patch.setattr(Client, call, breaks)
        ran = team("New", "join", server.url, "--token-file", server.token_file("Vi"))
        assert (ran.code, "broke off" in ran.err) == (4, True)
    assert team("New", "join", server.url).code == 0
    assert [card["title"] for card in team("New", "list", "--json").json] == ["Acme"]


def test_several_boards_are_told_apart_by_name(server, team):
    assert team("Raj", "init", "--name", "Raj", "--team", "sales", "--board", "Partners").code == 0
    ran = team("Raj", "publish", server.url, "--board", "Partners")
    assert (ran.code, ran.err) == (0, f"Published Partners on {server.url} as Raj, lead of sales.\n")
    ran = team("New", "join", server.url, "--token-file", server.token_file("Vi"))
    assert (ran.code, "Partners, Pipeline" in ran.err) == (1, True)
    assert team("New", "join", server.url, "--board", "partners").code == 0, "and signed in it is already"
    assert team("New", "join", server.url, "--board", "nothing").code == 3


# -- publishing and leaving


def test_a_local_board_goes_with_its_whole_history(server, at):
    at("Ann", "init", "--name", "Ann", "--team", "marketing", "--board", "Deals")
    at("Ann", "member", "add", "R. Patel", "--team", "sales")
    at("Ann", "add", "Acme", "--value", "12k")
    at("Ann", "--as", "R. Patel", "comment", "Acme", "From before")
    at("Ann", "move", "Acme", "mql")
    before = at("Ann", "show", "Acme", "--json").json
    token = server.token_file("Ann")
    ran = at("Ann", "publish", server.url, "--token-file", token, "--map-member", "R. Patel=Raj", "--json")
    assert ran.code == 0, ran.err
    assert (ran.json["board"], ran.json["role"]) == ("Deals", "lead")
    assert at("Ann", "show", "Acme", "--json").json == before
    assert at("Raj", "join", server.url, "--token-file", server.token_file("Raj")).code == 0
    there = at("Raj", "show", "Acme", "--json").json
    assert there["history"] == before["history"]
    assert there["comments"] == before["comments"]
    assert at("Raj", "status", "--json").json["member"] == "R. Patel"
    again = at("Ann", "publish", server.url)
    assert (again.code, "kanban leave" in again.err) == (1, True)


def test_publishing_that_breaks_off_goes_on(server, at, monkeypatch):
    at("Ann", "init", "--name", "Ann", "--team", "marketing")
    for number in range(3):
        at("Ann", "add", f"Card {number}")

    def breaks(*_):
        raise Stopped("offline", "The connection broke off.")

    with monkeypatch.context() as patch:
        patch.setattr(Client, "open", breaks)
        ran = at("Ann", "publish", server.url, "--token-file", server.token_file("Ann"))
        assert (ran.code, ran.err.count("kanban sync")) == (4, 1)
    at("Ann", "add", "Written meanwhile")
    assert at("Ann", "publish", server.url).code == 0
    at("Raj", "join", server.url, "--token-file", server.token_file("Raj"))
    assert len(at("Raj", "list", "--json").json) == 4


def test_a_member_who_is_no_lead_publishes_nothing(server, own):
    own("member", "add", "Bo", "--team", "sales")
    own("member", "add", "Cy", "--team", "sales", "--role", "lead")
    ran = own("--as", "Bo", "publish", server.url, "--token-file", server.token_file("Raj"))
    assert (ran.code, "publish the board" in ran.err) == (1, True)


def test_an_account_that_is_not_there_is_told_from_others_by_nothing(server, at):
    said = []
    for home, name in (("one", "Nobody"), ("two", "Raj")):
        at(home, "init", "--name", "Ann", "--team", "marketing")
        at(home, "member", "add", "Bo", "--team", "sales")
        ran = at(home, "publish", server.url, "--token-file", server.token_file("Ann"), "--map-member", f"Bo={name}")
        board = at(home, "board", "list", "--json").json[0]["id"]
        assert ran.code == 0
        said.append((ran.out, ran.err.replace(board, "ID").replace(name, "SOMEBODY")))
        members = at(home, "member", "list", "--json").json
        assert [each["name"] for each in members] == ["Ann", "Bo"]
    assert said[0] == said[1]


def test_who_is_mapped_joins_by_naming_the_board(server, team, at):
    code = team("Ann", "member", "invite", "Zoe", "--team", "sales").out.strip()
    assert team("Zoe", "join", server.url, "--code", code).code == 0
    at("Vi's", "init", "--name", "Vi", "--team", "marketing", "--board", "Deals")
    at("Vi's", "member", "add", "Z.", "--team", "sales")
    ran = at("Vi's", "publish", server.url, "--token-file", server.token_file("Vi"), "--map-member", "Z.=Zoe")
    assert f"Zoe may join as Z.: kanban join {server.url} --board" in ran.err
    assert at("Zoe", "join", server.url).err.startswith(f"Signed in to Pipeline on {server.url}")
    assert at("Zoe", "join", server.url, "--board", "deals").err.startswith("Joined Deals on")
    assert at("Zoe", "status", "--json").json["member"] == "Z."
    assert at("Zoe", "join", server.url, "--board", "nonesuch").code == 3


def test_who_is_invited_and_has_no_board_joins_none_unasked(server, team, at):
    code = team("Ann", "member", "invite", "Zoe", "--team", "sales").out.strip()
    assert team("Zoe", "join", server.url, "--code", code).code == 0
    at("Vi's", "init", "--name", "Vi", "--team", "marketing", "--board", "Deals")
    at("Vi's", "member", "add", "Z.", "--team", "sales")
    at("Vi's", "publish", server.url, "--token-file", server.token_file("Vi"), "--map-member", "Z.=Zoe")
    team("Ann", "sync")
    assert team("Ann", "member", "remove", "Zoe").code == 0
    assert team("Ann", "sync").code == 0
    ran = at("Zoe", "join", server.url)
    assert (ran.code, "Vi invites you to Deals" in ran.err) == (1, True)
    assert at("Zoe", "join", server.url, "--board", "Deals").code == 0


def test_leaving_keeps_a_copy_or_takes_the_board_off(server, team, tmp_path):
    team("Ann", "add", "Acme")
    team("Ann", "sync")
    team("Raj", "sync")
    ran = team("Raj", "leave")
    assert (ran.code, "--keep" in ran.err) == (1, True)
    assert team("Raj", "leave", "--keep").code == 0
    assert [card["title"] for card in team("Raj", "list", "--json").json] == ["Acme"]
    assert team("Raj", "add", "Mine alone").code == 0
    assert team("Raj", "status", "--json").json["url"] is None
    assert server.tokens["Raj"] not in (tmp_path / "Raj" / "credentials.toml").read_text("utf-8")

    code = team("Vi", "member", "devices", "--add").out.strip()
    assert team("Vi", "leave", "--yes").code == 0
    assert team("Vi", "list").code == 3
    ended = team("Vi", "join", server.url, "--token-file", server.token_file("Vi"))
    assert (ended.code, "revoked" in ended.err) == (1, True), "the machine signed out, and its code went with it"
    assert team("Vi", "join", server.url, "--code", code).code != 0
    again = team("Ann", "member", "invite", "Vi", "--team", "sales", "--role", "viewer").out.strip()
    assert team("Vi", "join", server.url, "--code", again).code == 0
    assert [card["title"] for card in team("Vi", "list", "--json").json] == ["Acme"]


def test_nothing_of_a_board_that_was_taken_off_is_left(server, team, tmp_path):
    team("Ann", "add", "Needle", "--email", "needle@hay.example", "--set", "colour=needle")
    team("Ann", "comment", "Needle", "needle in the hay")
    team("Ann", "sync")
    team("Raj", "init", "--name", "Raj", "--team", "sales", "--board", "Own")
    team("Raj", "add", "Kept", "--board", "Own")
    team("Raj", "sync", "--board", "Pipeline")
    assert team("Raj", "leave", "--yes", "--board", "Pipeline").code == 0
    database = sqlite3.connect(tmp_path / "Raj" / "data" / "kanban.db")
    rows = "\n".join(database.iterdump())
    database.close()
    assert "Kept" in rows
    assert "eedle" not in rows
    assert [card["title"] for card in team("Raj", "list", "--json").json] == ["Kept"]
    assert team("Raj", "doctor").code == 0
