"""The agenda of a pipeline review: counted from the last one until now."""

from __future__ import annotations

from datetime import UTC, timedelta

from kanban.domain.board import Board
from kanban.domain.clock import from_iso, iso
from kanban.domain.goals.goal import find_current
from kanban.domain.meetings import reviews
from kanban.domain.meetings.agenda_cards import AgendaCards
from kanban.domain.meetings.meeting import Meeting
from kanban.domain.values.moments import find_today, to_local
from kanban.reports.answers.goal_answer import build_report
from kanban.reports.answers.handoff_answers import measure_responses
from kanban.reports.answers.movement_answer import count_movement
from kanban.reports.answers.question import Facts, Question
from kanban.reports.meetings.agenda import Agenda, as_figures, build_handoffs, build_objections
from kanban.reports.meetings.lessons_items import choose_walk, list_unmatched
from kanban.reports.period import Period

FIRST = timedelta(days=7)
"""How far the first review of a board looks back."""


def answer_meeting(board: Board, facts: Facts, agenda_cards: AgendaCards, now: str, *, is_last: bool = False) -> Agenda:
    """Return the agenda of the review that goes on, else of one that began now; `now` is UTC.

    It looks back to the end of the last review (to its beginning, if nobody ended it). So what happens during a review
    stands in its own minutes, and the pipeline with which they end is the one with which the next one begins. Times are
    whole seconds: with `is_last`, for the minutes, this one is left to the next review.
    """
    today = find_today(from_iso(now), board.zone)
    meeting = reviews.find_current(board, today)
    before = reviews.find_before(board.meetings, meeting)
    since = _find_end(before) if before else iso(from_iso(now) - FIRST)
    bounds = (min(since, now), now if is_last else iso(from_iso(now) + timedelta(seconds=1)))
    question = Question(board, "", Period(find_today(from_iso(since), board.zone), today), today, now)
    journeys = facts.list_journeys()
    goal = find_current(board.goals, today)
    return Agenda(
        meeting,
        before,
        bounds,
        reviews.list_earlier(board, meeting),
        reviews.list_made_in(board, meeting) if meeting else [],
        count_movement(question, facts, bounds),
        build_report(question, facts, goal) if goal else None,
        build_handoffs(journeys, bounds),
        agenda_cards,
        measure_responses(question, facts, bounds),
        build_objections(facts.read_playbook(), bounds),
        list_unmatched(facts.read_wants()),
        choose_walk(facts.list_deals(is_closed=True), board, bounds, today),
    )


def _find_end(meeting: Meeting) -> str:
    """Return until when a review counted."""
    until = as_figures(meeting.figures).get("until")
    return until if isinstance(until, str) and to_local(until, UTC) else meeting.ended_at or meeting.begun_at
