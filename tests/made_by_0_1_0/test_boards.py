"""The boards that version 0.1.0 made open, are brought forward and are well, with every card as it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from kanban import config
from kanban.domain import clock
from kanban.store.opening import list_boards, open_workspace
from tests.made_by_0_1_0 import files
from tests.served import serving

LOCAL = "Frühjahr & Co."


def is_well(run_cli):
    """Let the doctor look at it."""
    ran = run_cli("doctor")
    assert ran.code == 0, ran.out


@pytest.mark.parametrize(("name", "board", "who"), [("local", LOCAL, "Ana"), ("synced", files.BOARD, "Raj")])
def test_a_board_opens_and_is_well_with_every_card_as_it_was(home_of, run_cli, monkeypatch, name, board, who):
    before = files.expected(f"{name}.list")
    moment = max(card["updated_at"] for card in before)  # later on, rules find cards that were not stale yet
    monkeypatch.setattr(clock, "now_ms", lambda: int(clock.from_iso(moment).timestamp() * 1000))
    where = home_of(name, who)
    with closing(open_workspace(where.database, board)) as workspace:
        me = workspace.board.find_member(who)
        config.remember(where, board=workspace.board.id, member=(workspace.board.id, me.id))
    assert board in [each for _, each in list_boards(where.database)]
    is_well(run_cli)
    files.alike(run_cli("list", "--json").json, before)


def test_what_needs_attention_is_still_there(home_of, run_cli):
    home_of("synced", "Raj")
    before = files.expected("synced.attention")
    assert files.of_old(run_cli("attention", "--json").json, before) == before


def test_all_that_was_written_can_be_read(home_of, run_cli):
    where = home_of("local", "Ana")
    titles = [card["title"] for card in files.expected("local.list")]
    with closing(open_workspace(where.database, LOCAL)) as workspace:
        cards = [workspace.find(title) for title in titles]
    for card in cards:
        for verb in ("show", "history", "comments"):
            assert run_cli(verb, card.id, "--json").code == 0


def test_a_whole_life_is_in_the_files():
    """Or they would be worth little: every kind of act that 0.1.0 knew, and an outbox and notes to be kept."""
    with closing(sqlite3.connect(":memory:")) as local:
        local.executescript((files.HERE / "local.sql").read_text("utf-8"))
        verbs = {row[0] for row in local.execute("SELECT DISTINCT verb FROM change")}
    with closing(sqlite3.connect(":memory:")) as synced:
        synced.executescript((files.HERE / "synced.sql").read_text("utf-8"))
        unsent = {row[0] for row in synced.execute("SELECT DISTINCT verb FROM change JOIN outbox ON change = n")}
        notes = {row[0] for row in synced.execute("SELECT kind FROM attention")}
    assert verbs >= {
        "accept", "answer", "ask", "board", "comment", "contest", "create", "delete", "done", "edit", "expire", "found",
        "import", "label", "member", "merge", "move", "notify", "offer", "propose", "redo", "restore", "return", "rule",
        "rule_on", "sign", "stage", "tick", "undo", "untick", "withdraw",
    }  # fmt: skip
    assert unsent >= {
        "accept", "ask", "comment", "create", "delete", "done", "edit", "import", "label", "member", "merge", "move",
        "redo", "restore", "return", "undo",
    }  # fmt: skip
    assert notes == {"refused", "overtaken"}


@pytest.mark.parametrize("name", ["server", "backup"])
def test_a_servers_boards_are_whole_for_who_joins_now(tmp_path, monkeypatch, run_cli, moment, name):
    files.restore(name, tmp_path / "server" / "hub.db")
    monkeypatch.setenv("KANBAN_HOME", str(tmp_path / "Ana"))
    token = tmp_path / "token"
    token.write_text(files.recorded()["tokens"]["Ana"])
    with serving(tmp_path / "server", people=()) as served:
        for board in (files.BOARD, "Partners"):
            ran = run_cli("join", served.url, "--token-file", str(token), "--board", board)
            assert ran.code == 0, ran.err
        assert run_cli("--board", files.BOARD, "sync").code == 0
        is_well(run_cli)
        cards = {card["title"]: card for card in run_cli("--board", files.BOARD, "list", "--json").json}
    assert cards["Acme pilot"]["labels"] == ["late", "vip"]
    if name == "server":  # by its clock their time to answer was over, and nobody had looked
        assert {cards[title]["handoff"]["state"] for title in ("Ełk", "Dupont")} == {"expired"}
