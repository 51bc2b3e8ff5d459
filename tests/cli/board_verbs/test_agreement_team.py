"""The agreement of a team on a server: proposed on one machine, signed on two, in force everywhere, also for who was
offline."""

from __future__ import annotations

import pytest

WRITTEN = """
[[line]]
id = "email"
stage = "MQL"
fact = "has:email"

[[line]]
id = "budget"
stage = "MQL"
judgement = "They told us a budget"
"""


@pytest.fixture
def team(server, at, tmp_path):
    """Ann leads marketing and Raj sales; a version stands in a file."""
    for who in ("Ann", "Raj"):
        assert at(who, "join", server.url, "--token-file", server.token_file(who)).code == 0
    synced(at)
    assert at("Ann", "member", "set", "Raj", "role=lead").code == 0
    (tmp_path / "agreement.toml").write_text(WRITTEN, "utf-8")
    synced(at)
    return at


def synced(at):
    for who in ("Ann", "Raj", "Ann"):
        assert at(who, "sync").code in {0, 1}  # 1 where something needs attention


def test_it_is_in_force_on_every_machine_under_the_same_number(server, team, tmp_path):
    at = team
    assert at("Ann", "agreement", "propose", str(tmp_path / "agreement.toml")).code == 0
    at("Ann", "agreement", "sign")
    synced(at)
    assert "live as v1" in at("Raj", "agreement", "sign").err
    synced(at)
    shown = [at(who, "agreement", "show", "--json").json for who in ("Ann", "Raj")]
    assert shown[0] == shown[1]
    assert (shown[0]["name"], shown[0]["signatures"]["sales"]["member"]) == ("v1", "Raj")
    assert at("Vi", "join", server.url, "--token-file", server.token_file("Vi")).code == 0
    assert at("Vi", "agreement", "show", "--json").json["name"] == "v1"
    assert "only leads can sign" in at("Vi", "agreement", "sign", "v1").err


def test_who_was_offline_when_it_went_live_is_stopped_by_the_server_and_told(team, tmp_path):
    at = team
    ref = at("Ann", "add", "Acme", "--json").json["ref"]
    synced(at)
    assert at("Ann", "move", ref, "mql").code == 0  # not sent yet, and there is no agreement here
    content = str(tmp_path / "agreement.toml")
    assert at("Raj", "agreement", "propose", content).code == 0
    at("Raj", "sync")
    at("Raj", "agreement", "sign")
    at("Raj", "sync")
    at("Ann", "sync")
    assert at("Ann", "show", ref, "--json").json["stage"] == "MQL"  # it was moved before the second signature
    at("Ann", "move", ref, "engaged")
    synced(at)
    at("Ann", "agreement", "sign")
    at("Ann", "sync")
    # Raj has yet to hear of it; he is of sales, and takes the card back to MQL's side of the fence
    assert at("Raj", "move", ref, "mql").code == 0
    ran = at("Raj", "sync")
    assert at("Raj", "show", ref, "--json").json["stage"] == "Engaged"
    told = at("Raj", "attention", "--json").json
    assert any("requirement 1 of agreement v1" in note["detail"] for note in told), (ran.err, told)
    assert "does not meet requirement 1" in at("Raj", "move", ref, "mql").err


def test_two_that_sign_different_versions_do_not_make_two_agreements(team, tmp_path):
    at = team
    other = tmp_path / "other.toml"
    other.write_text(WRITTEN.replace("MQL", "Engaged"), "utf-8")
    first = at("Ann", "agreement", "propose", str(tmp_path / "agreement.toml")).out.split()[0]
    second = at("Ann", "agreement", "propose", str(other)).out.split()[0]
    synced(at)
    for who in ("Ann", "Raj"):  # each signs both without hearing of the other
        for version in (first, second):
            at(who, "agreement", "sign", version)
    synced(at)
    shown = [at(who, "agreement", "show", "--json").json for who in ("Ann", "Raj")]
    assert shown[0] == shown[1]
    assert sum(each["live"] for each in shown[0]["versions"]) == 1
