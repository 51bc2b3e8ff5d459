"""Stale cards are the same everywhere: in the query, over the lanes, for rules, and on a server."""

from __future__ import annotations

from kanban.domain.acts import verbs
from kanban.domain.handoffs import handoff_verbs
from kanban.store.reading import read
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
