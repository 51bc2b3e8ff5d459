"""What the store counts without journeys is what the journeys tell, whatever happened since the last time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest

from kanban import config
from kanban.domain.acts import activity_verbs, board_verbs, verbs
from kanban.reports.answers.catalog import REPORTS, make_question
from kanban.reports.answers.question import find_days
from kanban.store.figures import journey_cache, tally_tables
from kanban.store.figures.board_facts import BoardFacts
from tests.cli.report_verbs.test_generated_boards import BOARDS, Play

COUNTED = ("funnel", "conversion", "handoffs", "movement", "forecast", "dashboard", "recycle", "velocity", "stages")
PERIODS = ((None, None), ("2026-06-15", "2026-07-20"), ("2026-07-01", "2026-09-15"))
QUERIES = ("", "value>=40000")


class JourneyFacts(BoardFacts):
    """Facts that know nothing but journeys."""

    tallies = None


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    monkeypatch.setattr(journey_cache, "CARDS", 5)
    monkeypatch.setattr(journey_cache, "PIECE", 40)
    monkeypatch.setattr(tally_tables, "PIECE", 7)


def ask(kind: type[BoardFacts], workspace, name: str, query: str, period) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """The record of a report, and the cards behind its figures."""
    report = REPORTS[name]
    days = find_days(*period, None, workspace.now(), workspace.board.zone)
    options = {option: option == "accuracy" or None for option in report.options}
    facts = kind(workspace, query, lambda: nullcontext(lambda *_: None))
    answer = report.answer(make_question(report, workspace.board, query, days, options), facts)
    if kind is BoardFacts:
        assert facts.tallies is not None
    return json.loads(json.dumps(answer.encode())), list_cards(name, answer)


def list_cards(name: str, answer) -> dict[str, list[str]]:
    """The cards behind each figure of a report, sorted."""
    match name:
        case "funnel":
            figures = ("reached", "skipped", "converted", "open")
            lists = {f"{step.start.id} {figure}": getattr(step, figure) for step in answer.steps for figure in figures}
        case "handoffs":
            lists = {**answer.report.by_figure, **answer.report.by_reason}
        case "movement":
            movement = answer.report.items()
            lists = {f"{code} {name}": part.cards for code, parts in movement for name, part in parts.items()}
        case "forecast":
            lists = {f"{row.month} {row.currency} won": row.cards for row in answer.accuracy or ()}
            lists |= {f"{row.month} {row.currency} expected": row.expected for row in answer.accuracy or ()}
        case "stages":
            names = [(time.stage.name, figure) for time in answer.times for figure in ("stays", "left", "here")]
            lists = {f"{stage} {figure}": answer.list_cards(f"{stage}:{figure}") for stage, figure in names}
        case _:
            lists = {}
    return {figure: sorted(cards) for figure, cards in lists.items()}


def compare(workspace) -> None:
    workspace.reload()
    for name in COUNTED:
        for query in QUERIES:
            for period in PERIODS:
                counted = ask(BoardFacts, workspace, name, query, period)
                assert counted == ask(JourneyFacts, workspace, name, query, period), (name, query, period)


class LookingPlay(Play):
    """A play during which figures are looked at, now and then; cards are merged, and stages change."""

    def wait(self, hours: float) -> None:
        super().wait(hours)
        draw = self.random.random()
        if draw < 0.02:
            compare(self.ana)
        elif draw < 0.06 and len(self.cards) > 2:
            card, other = self.random.sample(self.cards, 2)
            self.try_act(lambda: self.ana.act(lambda view: verbs.merge(view, card, other)))
            if self.random.random() < 0.5:
                self.try_act(self.ana.undo)
        elif draw < 0.07:
            stage = self.random.choice(self.ana.board.stages)
            self.try_act(lambda: self.ana.act(lambda view: board_verbs.move_stage(view, stage, 1)))


@pytest.mark.parametrize("seed", range(100, 100 + BOARDS))
def test_counts_are_those_of_the_journeys(tmp_path, seed):
    play = LookingPlay(config.places_below(tmp_path), seed)
    play.play()
    with_board = play.ana.open_sibling()
    try:
        compare(with_board)
    finally:
        with_board.close()


def test_a_stage_that_is_removed_is_counted_anew(tmp_path):
    play = Play(config.places_below(tmp_path), 7)
    play.play()
    workspace = play.ana.open_sibling()
    try:
        compare(workspace)
        proposal, won = (workspace.board.find_stage(name) for name in ("Proposal", "Won"))
        cards = [card.id for card, _, _ in workspace.list_cards("stage:proposal")]
        workspace.act(lambda view: verbs.move(view, cards, to=won))
        workspace.act(lambda view: board_verbs.remove_stage(view, proposal))
        compare(workspace)
        workspace.undo()
        compare(workspace)
        workspace.redo()
        compare(workspace)
        assert any(stage.deleted for stage in workspace.board.all_stages)
    finally:
        workspace.close()


def test_only_cards_that_changed_are_tallied_again(tmp_path, monkeypatch):
    play = Play(config.places_below(tmp_path), 8)
    play.play()
    workspace = play.ana.open_sibling()
    written = []
    write = tally_tables.TallyTables._write
    monkeypatch.setattr(
        tally_tables.TallyTables,
        "_write",
        lambda self, board, changed, *rest: written.append(len(changed)) or write(self, board, changed, *rest),
    )
    try:
        compare(workspace)
        assert sum(written) >= len(play.cards)
        written.clear()
        compare(workspace)
        assert sum(written) == 0
        card = next(card for card, _, _ in workspace.list_cards())
        workspace.act(lambda view: verbs.edit(view, [card.id], {"value": 7}))
        compare(workspace)
        assert sum(written) == 1
    finally:
        workspace.close()


def test_what_was_counted_stays_when_others_write(tmp_path):
    """All figures of one reading are of one moment."""
    play = Play(config.places_below(tmp_path), 9)
    play.play()
    workspace = play.ana.open_sibling()
    try:
        facts = BoardFacts(workspace, "", lambda: nullcontext(lambda *_: None))
        assert facts.tallies is not None
        bounds = ("", "9")
        before = sum(len(count.cards) for count in facts.tallies.count_climbs(bounds))
        stage = workspace.board.find_stage("MQL")
        play.now += timedelta(hours=1)
        workspace.act(lambda view: verbs.create(view, {"title": "New"}, stage=stage))
        ask(BoardFacts, workspace, "funnel", "", (None, None))  # takes it in
        assert sum(len(count.cards) for count in facts.tallies.count_climbs(bounds)) == before
    finally:
        workspace.close()


def test_activities_and_business_hours_are_counted_anew(tmp_path):
    play = Play(config.places_below(tmp_path), 10)
    play.play()
    workspace = play.ana.open_sibling()
    workspace.member_id = play.raj.member_id
    try:
        before = ask(BoardFacts, workspace, "handoffs", "", (None, None))[0]
        cards = [card.id for card, _, _ in workspace.list_cards() if card.extra.get("handoff")]
        logged = workspace.act(lambda view: activity_verbs.log_activity(view, cards, "call", "reached")).entity_ids
        compare(workspace)
        workspace.act(lambda view: activity_verbs.delete_activity(view, logged[0]))
        compare(workspace)
        workspace.act(lambda view: board_verbs.set_board(view, {"hours": "Mon-Sun 0-24"}))
        compare(workspace)
        after = ask(BoardFacts, workspace, "handoffs", "", (None, None))[0]
        assert before["first_response"] != after["first_response"]
    finally:
        workspace.close()


def test_a_figure_that_is_kept_does_not_hold_the_file(tmp_path):
    play = Play(config.places_below(tmp_path), 11)
    play.play()
    workspace = play.ana.open_sibling()
    facts = BoardFacts(workspace, "", lambda: nullcontext(lambda *_: None))
    assert facts.tallies is not None
    counts = facts.tallies.count_climbs(("", "9"))
    connection = facts.tallies._connection
    workspace.close()
    del facts
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")
    cards = [card for count in counts for card in count.cards]
    assert len(cards) == sum(len(count.cards) for count in counts) > 0
    assert {*cards} <= {*play.cards}, "they are read all the same, when somebody opens them"
