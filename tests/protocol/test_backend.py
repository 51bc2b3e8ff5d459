"""A backend that was written from the page alone serves real clients: they publish, join, push, pull, and their
doctors find nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.protocol.backend import serving


@pytest.fixture
def backend(checkout):
    with serving((checkout / "kanban/protocol/README.md").read_text("utf-8")) as running:
        yield running


@pytest.fixture
def at(run_cli, monkeypatch, tmp_path):
    """`at("Ann", "list")`: the command line as on a machine of somebody's own."""

    def run(who, *words, **more):
        monkeypatch.setenv("KANBAN_HOME", str(tmp_path / who))
        return run_cli(*words, **more)

    return run


@pytest.fixture
def team(backend, at, tmp_path):
    """Ann has published a board with cards on it, and Raj has joined it by a code."""
    running, url = backend
    token = tmp_path / "ann.token"
    token.write_text(running.add_account("Ann", "marketing")[1], "utf-8")
    assert at("Ann", "init", "--name", "Ann", "--team", "marketing", "--board", "Pipeline").code == 0
    for n in range(3):
        assert (
            at("Ann", "add", f"Card {n}", "--value", "12k", "--label", "größe", "--email", f"{n}@acme.example").code
            == 0
        )
    ran = at("Ann", "publish", url, "--token-file", str(token))
    assert ran.code == 0, ran.err
    ran = at("Ann", "member", "invite", "Raj", "--team", "sales", "--json")
    assert ran.code == 0, ran.err
    joined = at("Raj", "join", url, "--code", ran.json["code"])
    assert joined.code == 0, joined.err
    return at


def titles(at, who):
    return sorted(card["title"] for card in at(who, "list", "--json").json)


def check(at, *people):
    """All are in step with the backend, and well."""
    for who in (*people, *people):
        ran = at(who, "sync", "--json")
        assert (ran.code, ran.json["stopped"]) == (0, None), ran.err
    for who in people:
        ran = at(who, "doctor", "--json")
        assert ran.code == 0, ran.out
        assert at(who, "attention", "--json").json == []


def test_a_team_works_together(backend, team):
    running, _ = backend
    assert titles(team, "Raj") == ["Card 0", "Card 1", "Card 2"]
    assert team("Ann", "comment", "Card 0", "Please look, @Raj").code == 0
    assert team("Ann", "offer", "Card 0", "--why", "asked for a price").code == 0
    check(team, "Ann", "Raj")
    assert team("Raj", "accept", "Card 0", "--next", "call", "--on", "+2d").code == 0
    assert team("Raj", "edit", "Card 1", "title=Renamed", "label=-größe").code == 0
    assert team("Raj", "delete", "Card 2").code == 0
    check(team, "Raj", "Ann")
    shown = team("Ann", "show", "Card 0", "--json").json
    assert (shown["stage"], shown["holder"], shown["sales_owner"]) == ("Accepted", "sales", "Raj")
    assert titles(team, "Ann") == ["Card 0", "Renamed"]
    (board,) = running.boards.values()
    raj = next(member for account, member in board.members.items() if account != board.publisher)
    assert [change["actor"] for change in board.log if change["verb"] in {"accept", "delete"}].count(raj) == 2


def test_two_who_write_at_once_come_to_the_same(team):
    """Each works without having heard of the other; then both hold what the other one holds."""
    for who, title in (("Ann", "Ann's"), ("Raj", "Raj's")):
        assert team(who, "edit", "Card 0", f"title={title}").code == 0
        assert team(who, "add", f"Of {who}").code == 0
        assert team(who, "move", "Card 1", "Engaged").code == 0
    for who in ("Ann", "Raj", "Ann", "Raj"):
        assert team(who, "sync").code == 0
    assert titles(team, "Ann") == titles(team, "Raj")
    assert "Raj's" in titles(team, "Ann")
    assert team("Raj", "undo").code == 0
    for who in ("Ann", "Raj"):
        assert team(who, "sync").code == 0
        assert team(who, "doctor").code == 0


def test_what_is_forbidden_comes_back_to_its_author(backend, team):
    running, _ = backend
    (board,) = running.boards.values()
    (raj,) = (
        entity for (etype, _), entity in board.entities.items() if etype == "member" and entity["set"]["name"] == "Raj"
    )
    assert team("Raj", "edit", "Card 0", "title=Too late").code == 0
    raj["set"]["role"] = "viewer"  # as its lead has just said, which Raj has not heard
    assert team("Raj", "sync").code == 1
    raj["set"]["role"] = "member"
    assert [note["kind"] for note in team("Raj", "attention", "--json").json] == ["refused"]
    assert "Card 0" in titles(team, "Raj")


def test_a_restored_backend_gets_back_what_it_lost(backend, team):
    running, _ = backend
    assert team("Ann", "add", "After the backup").code == 0
    (board,) = running.boards.values()
    kept = len(board.log)
    assert team("Ann", "sync").code == 0
    log, board.epoch = board.log[:kept], "0199c200-0000-7000-8000-00000000e90c"
    board.log, board.entities, board.by_id, board.devices, state, board.state = (
        [],
        {},
        {},
        {},
        board.state,
        "publishing",
    )
    for change in log:
        board.take(board.publisher, change["device"], change)
    board.state = state
    for who in ("Ann", "Raj", "Ann", "Raj"):
        ran = team(who, "sync")
        assert ran.code == 0, ran.err
    assert "After the backup" in titles(team, "Raj")
    for who in ("Ann", "Raj"):
        assert team(who, "doctor").code == 0


def test_it_is_small_and_imports_nothing_of_the_program():
    text = (Path(__file__).parent / "backend.py").read_text("utf-8")
    assert len(text.splitlines()) < 400
    assert "import kanban" not in text
    assert "from kanban" not in text
