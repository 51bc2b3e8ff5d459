"""Which pipeline review goes on, what it looks back at, and what was decided in it; and both as records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanban.domain.errors import NotFound
from kanban.domain.meetings.meeting import Decision, Meeting
from kanban.domain.values.dates import format_full_date

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.board import Board
    from kanban.domain.change import Json


def find_current(board: Board, today: date) -> Meeting | None:
    """Return the meeting that goes on; None where there is none."""
    return next((meeting for meeting in board.meetings if meeting.is_on(board.zone, today)), None)


def find_before(meetings: Sequence[Meeting], meeting: Meeting | None) -> Meeting | None:
    """Return the last meeting that began before this one; with None, the last of all."""
    before = [one for one in meetings if meeting is None or (one.begun_at, one.id) < (meeting.begun_at, meeting.id)]
    return before[-1] if before else None


def list_made_in(board: Board, meeting: Meeting) -> list[Decision]:
    """Return the decisions of a meeting, in the order in which they were made."""
    return [decision for decision in board.decisions if decision.meeting == meeting.id]


def list_earlier(board: Board, meeting: Meeting | None) -> list[Decision]:
    """Return the decisions that a meeting looks back at, the oldest first.

    They are those of the meeting before, older ones without a verdict, and those judged since that meeting began. With
    None, what a meeting would look back at that began now.
    """
    before = find_before(board.meetings, meeting)
    if before is None:
        return []
    since = before.begun_at
    later = {one.id for one in board.meetings if (one.begun_at, one.id) > (before.begun_at, before.id)}
    return [
        decision
        for decision in board.decisions
        if decision.meeting not in later
        and (decision.meeting == before.id or decision.verdict is None or decision.judged_at >= since)
    ]


def find_meeting(board: Board, day: date) -> Meeting:
    """Return the last meeting that began on a day, in the board's zone. Raises NotFound."""
    meetings = [meeting for meeting in board.meetings if meeting.find_day(board.zone) == day]
    if not meetings:
        raise NotFound(f"There was no pipeline review on {format_full_date(day)}.")
    return meetings[-1]


def build_meeting_record(meeting: Meeting, board: Board) -> dict[str, Json]:
    """Return a meeting as JSON shows it: people by name."""
    return {
        "id": meeting.id, "begun_at": meeting.begun_at, "begun_by": board.find_person_name(meeting.begun_by),
        "ended_at": meeting.ended_at or None,
        "ended_by": board.find_person_name(meeting.ended_by) if meeting.ended_by else None,
    }  # fmt: skip


def build_whole_record(meeting: Meeting, board: Board) -> dict[str, Json]:
    """Return a meeting with its figures and decisions."""
    decisions: list[Json] = [build_decision_record(decision, board) for decision in list_made_in(board, meeting)]
    figures = dict(meeting.figures) if meeting.figures else None
    return {**build_meeting_record(meeting, board), "figures": figures, "decisions": decisions}


def build_decision_record(decision: Decision, board: Board) -> dict[str, Json]:
    """Return a decision as JSON shows it: people by name."""
    return {
        "id": decision.id, "meeting": decision.meeting, "decision": decision.text,
        "owner": board.find_person_name(decision.owner), "due_on": decision.due_on,
        "measure": decision.measure or None, "card": decision.card,
        "decided_by": board.find_person_name(decision.author), "at": decision.at, "verdict": decision.verdict,
        "judged_by": board.find_person_name(decision.judged_by) if decision.judged_by else None,
        "judged_at": decision.judged_at or None,
    }  # fmt: skip
