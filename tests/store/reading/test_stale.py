"""Stale cards are the same everywhere: in the query, over the lanes, for rules, and on a server."""

from __future__ import annotations

import pytest

from kanban.domain import clock
from kanban.domain.acts import verbs
from kanban.domain.handoffs import handoff_verbs
from kanban.store.reading import read
from kanban.store.workspace import Workspace
from kanban.tui import lane_summaries
from kanban.tui.lane_summaries import LaneSummaries
from tests.store.acts.test_rule_acts import rule
from tests.store.conftest import add


def test_a_card_with_something_planned_is_not_stale(ana, ben, clockwork):
    rule(ana, "Quiet", "stale", "label quiet")
    silent, planned = (
        add(ana, "Silent", "Engaged"),
        add(ana, "Planned", "Engaged", next_step="call", next_on="2027-02-01"),
    )
    back = add(ana, "Back", "MQL")
    ana.act(lambda view: handoff_verbs.offer(view, back, {"why": "now"}))
    ben.act(lambda view: handoff_verbs.send_back(view, back, {"return_reason": "bad timing", "again": "2027-02-01"}))
    ana.act(lambda view: verbs.move(view, [back], to=ana.board.find_stage("Engaged")))

    def stale() -> list[str]:
        """The same, asked in three ways."""
        found = {each.id for each, _, _ in ana.list_cards("stale")}
        lane = ana.board.find_stage("Engaged")
        total = read.count_totals(ana.connection, ana.board, ana.now())[lane.id].stale
        summaries = LaneSummaries()
        summaries.read(ana)
        assert total == len(found) == sum(map(len, summaries.stale.values()))
        return [name for name, card in (("silent", silent), ("planned", planned), ("back", back)) if card in found]

    assert stale() == []
    clockwork.turn(days=31)
    assert stale() == ["silent"]
    ana.let_time_pass()
    assert [ana.card(card).labels for card in (silent, planned, back)] == [("quiet",), (), ()]
    clockwork.turn(days=39 + 30)  # the 3rd of March: 30 days after that day's beginning
    assert stale() == ["silent", "planned", "back"]
    ana.let_time_pass()
    assert [ana.card(card).labels for card in (silent, planned, back)] == [("quiet",)] * 3


@pytest.fixture
def counted(monkeypatch):
    """How often all cards were looked through since it was emptied, on a board that counts as large."""
    times = []
    monkeypatch.setattr(lane_summaries, "LARGE", 0)
    monkeypatch.setattr(read, "find_stale", lambda *given, find=read.find_stale: times.append(given) or find(*given))
    return times


def count_all(workspace: Workspace, times: list[object]) -> LaneSummaries:
    """Count everything on a board, as when it is opened."""
    summaries = LaneSummaries()
    summaries.read(workspace)
    summaries.measure(workspace)
    times.clear()
    return summaries


def test_an_answer_is_late_at_once_on_a_large_board(ana, ben, clockwork, counted):
    card, door = add(ana, "Acme", "MQL"), ana.board.find_stage("Handoff").id
    ana.act(lambda view: handoff_verbs.offer(view, card, {"why": "now"}))
    clockwork.now = clock.from_iso(ben.list_inbox()[0].due)
    clockwork.turn(minutes=-1)
    summaries = count_all(ana, counted)
    assert summaries.age(ana)[door].late == 0
    clockwork.turn(minutes=2)
    assert summaries.age(ana)[door].late == 1
    assert not counted


def test_a_large_board_counts_its_stale_cards_every_ten_minutes(ana, clockwork, counted):
    add(ana, "Silent", "Engaged")
    engaged = ana.board.find_stage("Engaged").id
    clockwork.turn(days=30, minutes=-1)
    summaries = count_all(ana, counted)
    clockwork.turn(minutes=2)
    assert summaries.age(ana)[engaged].stale == 0
    assert not counted
    clockwork.turn(minutes=9)
    assert summaries.age(ana)[engaged].stale == 1


def test_a_large_board_is_counted_on_a_new_day(ana, clockwork, counted):
    add(ana, "Due", "Engaged", next_step="call", next_on="2026-11-23")
    engaged = ana.board.find_stage("Engaged").id
    clockwork.turn(hours=12, minutes=-1)
    summaries = count_all(ana, counted)
    assert summaries.age(ana)[engaged].late == 0
    assert not counted
    clockwork.turn(minutes=2)
    summaries.age(ana)
    assert counted
    assert summaries.measure(ana)
    assert summaries.age(ana)[engaged].late == 1
