"""Listings: their shapes, their order, and pipes that close early."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kanban import config
from kanban.cli.card_verbs.listing import COLUMNS
from kanban.domain import clock
from kanban.domain.card import HANDOFF
from kanban.domain.handoffs import handoff
from kanban.store.opening import open_workspace
from tests.domain.records.test_record import RECORD


def test_json_has_the_keys_of_a_record_a_card_a_line(demo):
    ran = demo("list", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.json) == 120
    assert len(ran.out.splitlines()) == 122
    assert all(list(record) == RECORD for record in ran.json)
    assert list(ran.json[0]["comments"]) == ["marketing", "sales"]


@pytest.mark.parametrize("query", [[], ["has:next_step"]])
def test_a_table_says_days_in_the_zone_of_the_board(run_cli, monkeypatch, query):
    monkeypatch.setattr(clock, "now_ms", lambda: clock.ms_of("2026-11-23T12:00:00Z"))
    run_cli("init", "--name", "Ana", "--team", "marketing", "--timezone", "Pacific/Kiritimati")
    run_cli("add", "Acme", "--next", "Call", "--on", "2026-11-24")
    assert "Call today" in run_cli("list", *query).out


def test_an_empty_listing_is_an_empty_array(own):
    assert own("list", "--json").out == "[]\n"
    assert own("list", "--csv").out == ",".join(COLUMNS) + "\n"
    ran = own("list")
    assert (ran.code, ran.out, ran.err) == (0, "", "No cards match.\n")


def test_it_goes_down_the_lanes_from_the_left(demo):
    lanes = list(dict.fromkeys(record["stage"] for record in demo("list", "--json").json))
    assert lanes == [stage["name"] for stage in demo("stage", "--json").json]
    limited = demo("list", "--json", "--limit", "35").json
    assert limited == demo("list", "--json").json[:35]
    assert demo("list", "--limit", "0", "--json").json == []
    assert demo("list", "--limit", "some").code == 2


@pytest.mark.parametrize(
    "query", ["stage:engaged", "side:sales value>=10000", "-label:vip", "owner:raj -stale", "overdue", "unread"]
)
def test_a_query_finds_what_it_says(demo, query):
    everything = demo("list", "--json").json
    found = demo("list", *query.split(), "--json").json
    assert 0 < len(found) < len(everything)
    assert [record for record in everything if record in found] == found
    assert demo("list", query.replace(" ", "  "), "--json").json == found
    assert demo("list", "--json", *query.split(), "--limit", "3").json == found[:3]


def test_unread_is_seen_from_whoever_asks(demo):
    mine = [record["ref"] for record in demo("list", "--json").json if record["unread"]]
    assert mine == [record["ref"] for record in demo("list", "unread", "--json").json]
    theirs = [record["ref"] for record in demo("--as", "Raj", "list", "--json").json if record["unread"]]
    assert mine
    assert theirs
    assert mine != theirs


def test_saved_views(demo):
    assert [view["name"] for view in demo("view", "--json").json] == ["Big and open", "Gone quiet", "Overdue"]
    assert demo("view", "add", "mine", "owner:ana", "-stage:won").code == 0
    found = demo("list", "--view", "MINE", "--json").json
    assert found == demo("list", "owner:ana -stage:won", "--json").json
    assert (
        demo("list", "--view", "mine", "overdue", "--json").json
        == demo("list", "owner:ana", "-stage:won", "overdue", "--json").json
    )
    assert demo("view", "add", "wrong", '"open').code == 2
    assert demo("view", "remove", "mine").code == 0
    ran = demo("list", "--view", "mine")
    assert (ran.code, ran.out) == (3, "")
    assert demo("view", "-nonsense").code == 2


def test_csv_is_laid_flat_and_formulas_are_defused(own):
    own("add", "=HYPERLINK(1)", "--label", "b", "--label", "a", "--value", "5", "--phone", "+49 555 1")
    (row,) = csv.DictReader(io.StringIO(own("list", "--csv").out))
    assert tuple(row) == COLUMNS
    assert (row["title"], row["labels"], row["value"], row["company"]) == ("'=HYPERLINK(1)", "a, b", "5.00", "")
    assert own("list", "--csv", "--json").code == 2


def test_the_table_is_aligned_by_what_letters_take(own):
    own("add", "株式会社", "--company", "Acme", "--value", "1.5m", "--next", "call")
    own("add", "[red]Globex[/] pilot", "--value", "300")
    head, first, second = own("list").out.splitlines()
    assert head.split() == ["REF", "TITLE", "COMPANY", "VALUE", "STAGE", "OWNER", "NEXT", "TALK"]
    assert first[9:] == "[red]Globex[/] pilot            €300  Nurture  Ana"
    assert second[9:] == "株式会社              Acme     €1.5M  Nurture  Ana    call"


def test_a_query_that_is_not_understood(demo):
    for words in (["stage:nowhere"], ["colour:red"], ["value>=lots"], ['"open']):
        ran = demo("list", *words, "--json")
        assert (ran.code, ran.out) == (2, ""), words
        assert ran.err.count("\n") == 1


def test_a_listing_tells_of_what_fell_due_since(demo, monkeypatch):
    held = open_workspace(config.find_places().database)
    offered = {card.ref: handoff.read(card.value_of(HANDOFF)) for card, _, _ in held.list_cards("stage:handoff")}
    held.close()
    due = min(clock.ms_of(found.due) for found in offered.values() if found.due)
    for moment, state in ((due, "offered"), (due + 1_000, "expired")):
        monkeypatch.setattr(clock, "now_ms", lambda: moment)  # noqa: B023 - asked within this round
        there = {
            record["ref"]: record["handoff"]["state"] for record in demo("list", "--json").json if record["handoff"]
        }
        assert (
            there[next(ref for ref, found in offered.items() if found.due and clock.ms_of(found.due) == due)] == state
        )


def test_a_chosen_board_is_listed(demo):
    demo("board", "new", "Partners")
    demo("add", "Only here")
    assert [record["title"] for record in demo("list", "--json").json] == ["Only here"]
    assert len(demo("--board", "demo", "list", "--json").json) == 120
    assert demo("--board", "none", "list", "--json").code == 3
    demo("board", "delete", "Partners")
    assert len(demo("list", "--json").json) == 120


@pytest.mark.parametrize("words", [["list", "--json"], ["list"], ["export", "-", "--format", "jsonl"], ["show", "{}"]])
def test_a_pipe_that_closes_early_is_no_error(demo, home, checkout, words):
    ref = demo("list", "--json", "--limit", "1").json[0]["ref"]
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        ran = subprocess.run(
            [sys.executable, "-m", "kanban", *(word.format(ref) for word in words)],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ran.returncode == 0
    assert b"Traceback" not in ran.stderr
    assert b"Broken" not in ran.stderr


def test_a_stdout_that_is_full_is_said_in_one_line(demo, checkout):
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("this system has no /dev/full")
    with device.open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "kanban", "list", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert "No space left" in ran.stderr


def test_what_is_stale_is_told_as_the_filter_finds_it(demo):
    everything = demo("list", "--json").json
    stale = [record["ref"] for record in everything if record["stale"]]
    assert stale
    assert stale == [record["ref"] for record in demo("list", "stale", "--json").json]
    assert all(record["stale"] for record in demo("list", "stale", "--json").json)
    assert demo("show", stale[0], "--json").json["stale"] is True
    fresh = next(record["ref"] for record in everything if not record["stale"])
    assert demo("show", fresh, "--json").json["stale"] is False
