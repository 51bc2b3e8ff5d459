"""The demo: believable, apart from one's own data, made anew when it no longer tells of today and nobody has worked
in it."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta

import pytest

from kanban import config
from kanban.cli import screen
from kanban.cli.board_verbs import demo as demo_verb
from kanban.cli.board_verbs.demo import make_demo
from kanban.cli.demo_board.crowd import SHARES, Crowd
from kanban.cli.demo_board.player import STORIES
from kanban.domain import clock
from kanban.domain.errors import Refused
from kanban.store.opening import open_workspace
from kanban.store.reading import read
from kanban.tui.screens.welcome import Welcome
from tests.cli.conftest import NOW
from tests.tui.boards import make_board


@pytest.fixture(scope="module")
def board(told):
    workspace = open_workspace(config.places_below(told).database, now=lambda: NOW)
    workspace.member_id = workspace.board.find_member("Ana").id
    yield workspace
    workspace.close()


@pytest.fixture
def now(monkeypatch):
    """The time at which the demo is opened: `now.moment`."""

    class Time:
        moment = clock.utc_now()

    monkeypatch.setattr(clock, "now_ms", lambda: clock.to_ms(Time.moment))
    return Time


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


def test_it_is_opened_as_either_side(run_cli):
    assert "Demo · Raj, sales · 12 cards" in run_cli("--as", "Raj", "demo", "--size", "12").out


@pytest.mark.parametrize(("team", "shown"), [("marketing", "Ana, marketing"), ("sales", "Raj, sales")])
def test_who_begins_with_it_sees_their_own_side(home, monkeypatch, capsys, team, shown):
    monkeypatch.setattr("kanban.tui.app.ask_welcome", lambda *_: Welcome("Zoe", team, "demo"))
    assert screen.first_start(config.find_places()) == 0
    assert capsys.readouterr().out.startswith(f"Demo · {shown} · 120 cards\n")


def test_who_begins_with_the_demo_reads_whose_it_is(home, monkeypatch):
    greetings = []
    monkeypatch.setattr("kanban.tui.app.ask_welcome", lambda *_: Welcome("Zoe", "sales", "demo"))
    monkeypatch.setattr(screen, "is_interactive", lambda: True)
    monkeypatch.setattr(screen, "run_tui", lambda *args, imports: greetings.append(args[-1]) or 0)
    assert screen.first_start(config.find_places()) == 0
    assert greetings == ["Demo board: you act as Raj of sales. M: act as another member"]


def test_who_begins_with_their_leads_meets_the_import_page(home, monkeypatch):
    opened = []
    monkeypatch.setattr("kanban.tui.app.ask_welcome", lambda *_: Welcome("Zoe", "sales", "import"))
    monkeypatch.setattr(screen, "is_interactive", lambda: True)
    monkeypatch.setattr(screen, "run_tui", lambda *_, imports: opened.append(imports) or 0)
    assert screen.first_start(config.find_places()) == 0
    assert opened == [True]


def test_who_was_invited_joins(home, monkeypatch):
    verbs = []
    answer = Welcome("", "marketing", "team", "https://kanban.example", "k7q2-mabx")
    monkeypatch.setattr("kanban.tui.app.ask_welcome", lambda *_: answer)
    monkeypatch.setattr(screen, "_run_verb", lambda *words: verbs.append(words) or 1)
    assert screen.first_start(config.find_places()) == 1
    assert verbs == [("join", "https://kanban.example", "--code=k7q2-mabx")]


@pytest.mark.parametrize("has_board", [False, True])
def test_who_could_not_join_reads_why_and_tries_again(home, monkeypatch, has_board):
    first = Welcome("", "marketing", "team", "https://kanban.example", "k7q2-mabx")
    asked, shown = [], []

    def ask(where, settings, before, problem):
        asked.append((before, problem))
        return [first, Welcome("Zoe", "sales", "empty"), None][len(asked) - 1]

    def join(verb, *words):
        if verb == "join":
            if has_board:
                make_board(home / "data" / "kanban.db")
            raise Refused("This code is used up.")
        return 0

    monkeypatch.setattr("kanban.tui.app.ask_welcome", ask)
    monkeypatch.setattr(screen, "_run_verb", join)
    monkeypatch.setattr(screen, "open_named_board", lambda *_: None)
    monkeypatch.setattr(screen, "show", lambda _, greeting, *, imports: shown.append(greeting) or 0)
    assert screen.first_start(config.find_places()) == 0
    assert asked == [(None, ""), *([] if has_board else [(first, "This code is used up.")])]
    assert shown == ["This code is used up." if has_board else ""]


def test_a_size_that_is_none_is_refused(run_cli):
    for size in ("0", "100001", "-1", "many"):
        ran = run_cli("demo", "--size", size)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1), size


# -- made anew, or kept


@pytest.mark.parametrize(
    ("later", "made"), [(timedelta(hours=23), False), (timedelta(days=1), True), (timedelta(days=-1), True)]
)
def test_one_that_nobody_worked_in_is_made_anew_when_its_day_is_over(run_cli, now, later, made):
    run_cli("demo", "--size", "5")
    now.moment += later
    ran = run_cli("demo", "--size", "5")
    assert ran.err == ("Made a demo board of 5 cards, apart from your own data.\n" if made else "")


WORK = {
    "an act": ("edit", "{ref}", "phone=1"),
    "a comment": ("comment", "{ref}", "Hello"),
    "an undo": ("undo",),
    "a view": ("view", "add", "Mine", "owner:ana"),
    "another board": ("board", "new", "Partners"),
    "an import": ("import", "{file}"),
}


@pytest.mark.parametrize("work", WORK)
def test_one_that_somebody_worked_in_is_kept_and_says_so(run_cli, home, now, monkeypatch, tmp_path, work):
    run_cli("demo", "--size", "5")
    (tmp_path / "leads.csv").write_text("title,company\nNew one,New company\n")
    monkeypatch.setenv("KANBAN_HOME", str(home / "demo"))
    ref = run_cli("list", "--json").json[0]["ref"]
    ran = run_cli("--as", "Ana", *(word.format(ref=ref, file=tmp_path / "leads.csv") for word in WORK[work]))
    assert ran.code == 0, ran.err
    monkeypatch.setenv("KANBAN_HOME", str(home))
    now.moment += timedelta(days=3)
    for words in ((), ("--size", "7")):
        ran = run_cli("demo", *words)
        assert "is kept, because somebody has worked in it. kanban demo --fresh makes a new one.\n" in ran.err
    assert "Made" in run_cli("demo", "--fresh", "--size", "5").err
    assert run_cli("demo").err == ""


def test_a_comment_that_was_begun_is_work(run_cli, home, now):
    run_cli("demo", "--size", "5")
    workspace = open_workspace(home / "demo" / "data" / "kanban.db")
    workspace.member_id = workspace.board.find_member("Raj").id
    workspace.keep_draft(next(workspace.list_cards())[0].id, "I think")
    workspace.close()
    now.moment += timedelta(days=2)
    assert "is kept" in run_cli("demo").err


def test_reading_and_what_time_does_are_no_work(run_cli, home, now):
    run_cli("demo", "--size", "5")
    now.moment += timedelta(days=60)
    workspace = open_workspace(home / "demo" / "data" / "kanban.db")
    workspace.member_id = workspace.board.find_member("Raj").id
    assert workspace.let_time_pass()
    for card, _, _ in workspace.list_cards():
        workspace.mark_read(card.id)
    workspace.close()
    assert "Made" in run_cli("demo").err


def test_one_of_another_version_is_made_anew_unless_somebody_worked_in_it(run_cli, home, monkeypatch):
    run_cli("demo", "--size", "10")
    monkeypatch.setattr(demo_verb, "__version__", "99.0.0")
    assert "Made a demo board of 120" in run_cli("demo").err
    workspace = open_workspace(home / "demo" / "data" / "kanban.db")
    workspace.member_id = workspace.board.find_member("Raj").id
    workspace.keep_draft(next(workspace.list_cards())[0].id, "I think")
    workspace.close()
    monkeypatch.setattr(demo_verb, "__version__", "99.0.1")
    assert "is kept, because" in run_cli("demo").err


# -- what is in it


def test_its_cards_are_spread_over_all_stages(board):
    held = Counter(board.board.lane_of(card.stage).name for card, _, _ in board.list_cards())
    assert set(held) == {stage.name for stage in board.board.stages}
    assert min(held.values()) >= 5


def test_every_story_adds_up(board):
    """No act lies before the one that it needs, none in the future, and each is by somebody who may."""
    teams = {member.id: member.team for member in board.board.members}
    last = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    for card, _, _ in board.list_cards():
        changes = board.list_changes(card.id)
        created = min(change.at for change in changes)
        assert "created" in changes[0].set
        assert all(created <= change.at <= last for change in changes)
        moves = [change for change in changes if "stage" in change.set]
        assert [change.at for change in moves] == sorted(change.at for change in moves)
        assert moves[-1].set["stage"] == card.stage
        for comment in board.list_comments(card.id):
            assert teams[comment.author] == comment.team
            assert comment.at >= created
            assert "{" not in comment.body


def test_there_is_something_of_everything(board):
    for query in (
        "overdue", "stale", "unread", "won", "lost has:reason", "label:vip", "no:value", "currency:chf", "mentions:me",
        "team:marketing", "team:sales", "has:link", "has:close", "field.Trade:food", "stage:negotiation", "owner:raj",
    ):  # fmt: skip
        assert list(board.list_cards(query)), query
    assert len({card.title for card, _, _ in board.list_cards()}) == 120
    assert list(board.list_cards("incomplete")) == []


def test_undo_takes_back_the_last_act_alone(demo):
    before = demo("list", "--json").json
    assert demo("undo").code == 0
    assert len(demo("list", "--json").json) == len(before)
    demo("add", "Mine")
    assert demo("undo").code == 0
    assert len(demo("list", "--json").json) == len(before)


def test_it_tells_the_same_stories_every_time(tmp_path):
    told = []
    for name in ("a", "b"):
        where = config.places_below(tmp_path / name)
        make_demo(where, cards=40, now=lambda: NOW + timedelta(days=len(told)))
        workspace = open_workspace(where.database)
        told.append([(card.title, card.email, card.value, card.sales_owner) for card, _, _ in workspace.list_cards()])
        workspace.close()
    assert told[0] == told[1]


def test_a_large_one_has_every_card_too(tmp_path):
    where = config.places_below(tmp_path)
    make_demo(where, cards=1_300, now=lambda: NOW)
    workspace = open_workspace(where.database)
    totals = read.count_totals(workspace.connection, workspace.board, NOW)
    assert sum(total.cards for total in totals.values()) == 1_300
    assert all(totals[stage.id].cards for stage in workspace.board.stages)
    workspace.close()


def test_counts_always_add_up(board):
    for cards in (0, 1, 2, 7, 90, 91, 999):
        counts = [count for _, count in Crowd(board.board, NOW)._counts(cards)]
        assert sum(counts) == cards
        assert min(counts) >= 0
        assert len(counts) == len(SHARES)


def test_stories_are_told_in_their_order():
    for story in STORIES:
        hours = [beat[0] for beat in story.beats]
        assert hours == sorted(hours, reverse=True), story.lead.title
        assert len(set(hours)) == len(hours), story.lead.title
    assert 28 <= len(STORIES) <= 36


def test_it_is_ready_in_about_a_second(run_process):
    before = os.times()
    assert run_process("demo").code == 0
    after = os.times()
    assert after.children_user - before.children_user < 5, "with room for a slow machine; others on it don't count"
