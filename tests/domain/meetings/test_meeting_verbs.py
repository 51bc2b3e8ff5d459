"""Pipeline reviews: begun, decided in, looked back at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kanban.domain.change import COMMENT, DECISION, MEETING
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.meetings import meeting_verbs
from kanban.domain.meetings.meeting import Meeting, read_decision, read_meeting
from kanban.domain.meetings.reviews import find_before, find_current, list_earlier
from kanban.domain.permissions import Forbidden
from tests.domain.board import BEN, BOARD, CLEO, NOW, TODAY, Table, card

FRIDAY = TODAY + timedelta(days=4)


def take(table: Table, act) -> Table:
    """The table after an act on meetings and decisions."""
    registers = {one.id: one for one in (*table.board.meetings, *table.board.decisions)}
    for step in act.steps:
        if step.etype == MEETING and step.entity in registers:
            registers[step.entity] = replace(registers[step.entity], **step.set)
        elif step.etype == DECISION and step.entity in registers:
            registers[step.entity] = replace(registers[step.entity], **{k: v or "" for k, v in step.set.items()})
        elif step.etype in {MEETING, DECISION}:
            read = {MEETING: read_meeting, DECISION: read_decision}[step.etype]
            registers[step.entity] = read(step.entity, step.set)
    meetings = tuple(one for one in registers.values() if isinstance(one, Meeting))
    decisions = tuple(one for one in registers.values() if not isinstance(one, Meeting))
    return replace(table, board=table.board._replace(meetings=meetings, decisions=decisions))


def test_a_decision_begins_the_review_that_nobody_began():
    act = meeting_verbs.decide(Table(), "  Call within\na day ", BEN, FRIDAY, "median under 24 h")
    begun, decided = act.steps
    assert (begun.etype, begun.set["begun_at"]) == (MEETING, NOW)
    assert decided.set["meeting"] == begun.entity
    assert (decided.set["text"], decided.set["measure"]) == ("Call within a day", "median under 24 h")
    table = take(Table(), act)
    again = meeting_verbs.decide(table, "Another", BEN, TODAY, "a figure")
    assert [step.etype for step in again.steps] == [DECISION]
    assert meeting_verbs.begin(table).steps == (), "it goes on"


def test_on_a_card_it_is_a_comment_too():
    act = meeting_verbs.decide(Table([card(1)]), "Ask for the budget", BEN, FRIDAY, "a figure", card(1).id)
    decided, comment = act.steps[1:]
    assert decided.set["card"] == card(1).id
    assert (comment.etype, comment.set["kind"]) == (COMMENT, "decision")
    assert comment.set["body"] == "Ask for the budget\nBen · by 27 Nov 2026 · worked if: a figure"


@pytest.mark.parametrize(
    ("words", "owner", "day", "fault", "sentence"),
    [
        (" ", BEN, FRIDAY, UsageFault, "Say what was decided"),
        ("x" * 301, BEN, FRIDAY, UsageFault, "at most 300 characters"),
        ("Call", BEN, TODAY - timedelta(days=1), UsageFault, "is over"),
        ("Call", BEN, date(9999, 12, 31), UsageFault, "ten years ahead"),
        ("Call", replace(BEN, id="gone") if hasattr(BEN, "__dataclass_fields__") else BEN._replace(id="gone"), FRIDAY,
         Refused, "no member"),
    ],
)  # fmt: skip
def test_what_is_no_decision_is_refused(words, owner, day, fault, sentence):
    with pytest.raises(fault, match=sentence):
        meeting_verbs.decide(Table(), words, owner, day, "a figure")


@pytest.mark.parametrize("measure", ["", " ", "\n", "x" * 301])
def test_a_decision_without_what_shows_that_it_worked_is_refused(measure):
    with pytest.raises(UsageFault, match="show"):
        meeting_verbs.decide(Table(), "Call", BEN, FRIDAY, measure)


def test_a_review_nobody_ended_is_over_at_midnight_of_the_board():
    board = BOARD._replace(timezone="Asia/Tokyo", meetings=(Meeting("m", "2026-11-23T14:00:00Z", "ana"),))
    assert find_current(board, date(2026, 11, 23)) is not None
    assert find_current(board, date(2026, 11, 24)) is None
    late = board._replace(meetings=(Meeting("m", "2026-11-23T15:30:00Z", "ana"),))
    assert find_current(late, date(2026, 11, 24)) is not None, "the 24th has begun in Tokyo"


def test_the_next_review_looks_back_at_what_was_decided():
    table = take(Table(), meeting_verbs.decide(Table(), "First", BEN, TODAY, "a figure"))
    table = take(table, meeting_verbs.decide(table, "Second", BEN, TODAY, "a figure"))
    first, second = table.board.decisions
    assert list_earlier(table.board, find_current(table.board, TODAY)) == [], "its own are not last time's"
    table = take(table, meeting_verbs.end(table, {"stale": 1}))
    assert list_earlier(table.board, None) == [first, second]
    week = Meeting("w", "2026-11-30T12:00:00Z", "ana")
    table.board = table.board._replace(meetings=(*table.board.meetings, week))
    assert find_before(table.board.meetings, week) == table.board.meetings[0]
    table = take(table, meeting_verbs.judge(table, first, "kept"))
    assert [one.verdict for one in list_earlier(table.board, week)] == ["kept", None], "judged ones stay to be seen"
    decisions = tuple(replace(one, judged_at="2026-11-30T12:10:00Z") if one.verdict else one
                      for one in table.board.decisions)  # fmt: skip
    third = Meeting("x", "2026-12-07T12:00:00Z", "ana")
    board = table.board._replace(meetings=(*table.board.meetings, third), decisions=decisions)
    assert [one.text for one in list_earlier(board, third)] == ["First", "Second"], "since the meeting before"
    fourth = Meeting("y", "2026-12-14T12:00:00Z", "ana")
    board = board._replace(meetings=(*board.meetings, fourth))
    assert [one.text for one in list_earlier(board, fourth)] == ["Second"], "without a verdict it comes again"


def test_a_verdict_is_taken_back():
    table = take(Table(), meeting_verbs.decide(Table(), "First", BEN, TODAY, "a figure"))
    table = take(table, meeting_verbs.judge(table, table.board.decisions[0], "not kept"))
    (decision,) = table.board.decisions
    assert meeting_verbs.judge(table, decision, "not kept").steps == ()
    assert meeting_verbs.judge(table, decision, None).steps[0].set == {
        "verdict": None, "judged_by": None, "judged_at": None,
    }  # fmt: skip


def test_a_decision_is_found_by_its_number_or_words():
    table = take(Table(), meeting_verbs.decide(Table(), "Call first", BEN, TODAY, "a figure"))
    table = take(table, meeting_verbs.decide(table, "Call again", BEN, TODAY, "a figure"))
    decisions = list(table.board.decisions)
    assert meeting_verbs.find_decision(decisions, "2") == decisions[1]
    assert meeting_verbs.find_decision(decisions, "call f") == decisions[0]
    with pytest.raises(UsageFault, match="Several"):
        meeting_verbs.find_decision(decisions, "call")
    for name in ("3", "0", "", "write"):
        with pytest.raises(NotFound, match="no decision"):
            meeting_verbs.find_decision(decisions, name)


def test_only_members_take_part():
    table = take(Table(), meeting_verbs.begin(Table()))
    decided = take(table, meeting_verbs.decide(table, "Call", BEN, TODAY, "a figure"))
    for act in (
        meeting_verbs.begin,
        lambda view: meeting_verbs.decide(view, "Call", BEN, TODAY, "a figure"),
        lambda view: meeting_verbs.judge(view, decided.board.decisions[0], "kept"),
        lambda view: meeting_verbs.end(view, {}),
    ):
        with pytest.raises(Forbidden):
            act(replace(decided, actor=CLEO))
    with pytest.raises(Refused, match="No pipeline review"):
        meeting_verbs.end(Table(), {})
