"""Reports as of a day: what was written later, also what was undone later, changes nothing of them."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC

import pytest

from kanban.domain.acts import activity_verbs, verbs
from kanban.domain.handoffs import handoff_verbs
from kanban.reports.answers.catalog import REPORTS, make_question
from kanban.reports.answers.question import find_days
from kanban.store.figures.board_facts import BoardFacts
from tests.store.conftest import add


def record(workspace, name, now, as_of=None):
    """The record of a report; `now` and `as_of` are typed days."""
    zone, report = workspace.board.zone, REPORTS[name]
    days = find_days("1 Nov 2026", None, as_of, now, zone)
    question = make_question(report, workspace.board, "", days, dict.fromkeys(report.options))
    facts = BoardFacts(workspace, "", lambda: nullcontext(lambda _done, _of: None), days.find_known_before(zone))
    answered = report.answer(question, facts).encode()
    answered.pop("as_of", None)
    for row in answered["stages"] if name == "stages" else ():
        row.pop("stale")
    return answered


@pytest.mark.parametrize("name", sorted({*REPORTS} - {"goal"}))
def test_what_is_written_later_changes_nothing(ana, ben, clockwork, name):
    stage = ana.board.find_stage
    move = lambda who, card, to: who.act(lambda view: verbs.move(view, [card], to=stage(to)))  # noqa: E731
    deal = add(ana, "Deal", "Discovery", value=100_000, currency="EUR", close_on="2026-12-20", source="Fair")
    other = add(ana, "Other", "Proposal", value=50_000, currency="EUR", campaign="Webinar")
    offered = add(ana, "Offered", "MQL")
    ana.act(lambda view: handoff_verbs.offer(view, offered, {"why": "asked for a price"}))
    clockwork.turn(days=1)
    ben.act(lambda view: verbs.move(view, [other], to=stage("Won")))
    local = clockwork.now.astimezone(ana.board.zone).replace(hour=23, minute=59, second=59, microsecond=999_000)
    clockwork.now = local.astimezone(UTC)  # the last moment of the board's day
    day = local.date().isoformat()
    ana.reload()
    then = record(ana, name, clockwork.now)

    clockwork.turn(days=3)
    ben.undo()
    move(ben, deal, "Won")
    ana.act(lambda view: verbs.edit(view, [deal], {"value": 200_000, "close_on": "2027-01-10"}))
    ben.act(lambda view: activity_verbs.log_activity(view, [offered], "call", "reached"))
    add(ana, "Later", "Accepted", value=7_000, currency="EUR")
    ana.reload()
    if name in {"forecast", "movement", "winrate", "velocity", "dashboard"}:
        assert not close(record(ana, name, clockwork.now), then | {"to": ana.today.isoformat()}), "it is seen otherwise"
    assert close(record(ana, name, clockwork.now, day), then)


def close(one, other):
    """Whether two records are the same, but for the millisecond between the look and the end of the day."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(close(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(close, one, other))
    return one == (pytest.approx(other, abs=1e-4) if isinstance(other, float) else other)
