"""The demo: believable, apart from one's own data, kept until it no longer fits."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta

import pytest

from kanban import config
from kanban.cli.demo import TOLD, make_demo
from kanban.cli.demo_board import SHARES, Teller
from kanban.store import read
from kanban.store.opening import open_workspace
from tests.cli.conftest import NOW


@pytest.fixture(scope="module")
def board(told):
    workspace = open_workspace(config.places_below(told).database)
    workspace.member_id = workspace.board.find_member("Ana").id
    yield workspace
    workspace.close()


def test_it_lies_apart_and_is_kept(run_cli, home):
    ran = run_cli("demo")
    assert ran.code == 0
    assert "Demo · Ana, marketing · 120 cards" in ran.out
    assert ran.err == "Made a demo board of 120 cards, apart from your own data.\n"
    assert not (home / "data" / "kanban.db").exists()
    again = run_cli("demo")
    assert (again.out, again.err) == (ran.out, "")
    assert "40 cards" in run_cli("demo", "--size", "40").out
    assert "40 cards" in run_cli("demo").out
    assert run_cli("demo", "--fresh", "--size", "40").err != ""
    assert run_cli("list").code == 3


def test_it_is_made_anew_for_another_version_or_when_it_is_broken(run_cli, home):
    run_cli("demo", "--size", "10")
    mark = home / "demo" / "data" / "made-by"
    mark.write_text("0.0.1 10")
    assert "120 cards" in run_cli("demo").out
    mark.unlink()
    assert run_cli("demo", "--size", "10").err != ""


def test_a_size_that_is_none_is_refused(run_cli):
    for size in ("0", "100001", "-1", "many"):
        ran = run_cli("demo", "--size", size)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1), size


def test_its_cards_are_spread_over_all_stages(board):
    held = Counter(board.board.lane_of(card.stage).name for card, _, _ in board.listed())
    assert held == SHARES


def test_every_story_adds_up(board):
    """No act lies before the one that it needs, none in the future, and each is by somebody who may."""
    teams = {member.id: member.team for member in board.board.members}
    last = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    for card, _, _ in board.listed():
        changes = board.changes(card.id)
        created = min(change.at for change in changes if change.verb == "create")
        assert all(created <= change.at <= last for change in changes)
        moves = [change for change in changes if "stage" in change.set]
        assert [change.at for change in moves] == sorted(change.at for change in moves)
        assert moves[-1].set["stage"] == card.stage
        assert card.entered_at == moves[-1].at
        for comment in board.comments(card.id):
            assert teams[comment.author] == comment.team
            assert comment.at >= created
            assert "{" not in comment.body


def test_there_is_something_of_everything(board):
    for query in (
        "overdue", "stale", "unread", "won", "lost has:reason", "label:vip", "no:value", "currency:chf", "mentions:me",
        "team:marketing", "team:sales", "has:link", "has:close", "field.Trade:food", "stage:negotiation", "owner:raj",
    ):  # fmt: skip
        assert list(board.listed(query)), query
    assert len({card.title for card, _, _ in board.listed()}) == 120
    assert list(board.listed("incomplete")) == []


def test_undo_does_not_take_it_away(demo):
    ran = demo("undo")
    assert ran.code == 1
    assert "nothing of Ana's to undo" in ran.err
    demo("add", "Mine")
    assert demo("undo").code == 0
    assert len(demo("list", "--json").json) == 120


def test_it_tells_the_same_stories_every_time(tmp_path):
    told = []
    for name in ("a", "b"):
        where = config.places_below(tmp_path / name)
        make_demo(where, cards=30, now=lambda: NOW + timedelta(days=len(told)))
        workspace = open_workspace(where.database)
        told.append([(card.title, card.email, card.value) for card, _, _ in workspace.listed()])
        workspace.close()
    assert told[0] == told[1]


def test_a_large_one_has_every_card_too(tmp_path):
    where = config.places_below(tmp_path)
    make_demo(where, cards=TOLD + 700, now=lambda: NOW)
    workspace = open_workspace(where.database)
    totals = read.totals(workspace.connection, workspace.board, NOW)
    assert sum(total.cards for total in totals.values()) == TOLD + 700
    assert all(totals[stage.id].cards for stage in workspace.board.stages)
    workspace.close()


def test_counts_always_add_up(board):
    for cards in (1, 2, 7, 119, 121, 999):
        counts = [count for _, count in Teller(board.board, NOW)._counts(cards)]
        assert sum(counts) == cards
        assert min(counts) >= 0


def test_it_is_ready_in_about_a_second(run_process):
    start = time.perf_counter()
    assert run_process("demo").code == 0
    assert time.perf_counter() - start < 5, "with room for a busy machine"
