"""Count what the dashboard shows, from the store, in a thread with a connection of its own; and write it as a page."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

from kanban.domain.clock import iso
from kanban.domain.errors import Refused
from kanban.domain.goals.goal import find_current
from kanban.reports.answers.dashboard_answer import count_pieces
from kanban.reports.answers.goal_answer import build_report
from kanban.reports.answers.meeting_answer import answer_meeting
from kanban.reports.answers.question import Question
from kanban.reports.dashboard import Dashboard
from kanban.reports.goals.goal_result import GoalReport
from kanban.reports.meetings import minutes
from kanban.reports.meetings.agenda import ITEMS, Review
from kanban.reports.meetings.minutes import Section
from kanban.reports.page import dashboard_page, minutes_page
from kanban.reports.period import Period, find_quarter_start
from kanban.store import whole_file
from kanban.store.figures.board_facts import BoardFacts
from kanban.store.figures.journey_cache import Progress
from kanban.store.figures.review_cards import read_agenda_cards, read_cards
from kanban.store.workspace import Workspace


def count_dashboard(
    workspace: Workspace, quarter: int, query: str, currency: str | None, progress: Progress
) -> Iterator[Dashboard]:
    """Yield the figures of a quarter as they are counted: 0 is this one until today, -1 the one before.

    The last has all of them. `progress` is told how much of the log was read. Raises UsageFault for a faulty query.
    Figures that count history of which a part is not here are left out.
    """
    facts = BoardFacts(workspace, query, lambda: nullcontext(progress))
    period = find_quarter(workspace.today, quarter)
    question = Question(workspace.board, query, period, workspace.today, iso(workspace.now()))
    yield from count_pieces(question, facts, currency)


def count_goal(workspace: Workspace, digest: str) -> GoalReport | None:
    """Return what came of a goal, by its hash; without one of today's, else of the one proposed last; None without any.

    Raises Refused where a part of the history is not here.
    """
    facts = BoardFacts(workspace, "", lambda: nullcontext(_ignore))
    if facts.missing_history:
        raise Refused(f"The goal counts the whole history. {facts.missing_history}.")
    board, today = workspace.board, workspace.today
    known = {goal.hash: goal for goal in board.goals}
    goal = known.get(digest) or find_current(board.goals, today) or (board.goals[-1] if board.goals else None)
    question = Question(board, "", Period(None, today), today, iso(workspace.now()))
    return build_report(question, facts, goal) if goal else None


def find_quarter(today: date, quarter: int) -> Period:
    """Return the days of a quarter: 0 is the one of today, until today; -1 the whole one before."""
    first = find_quarter_start(today)
    last = today
    for _ in range(-quarter):
        last = first - timedelta(days=1)
        first = find_quarter_start(last)
    return Period(first, last)


def count_review(workspace: Workspace, *, is_last: bool = False) -> Review:
    """Return the agenda of the pipeline review; with `is_last` as it is when the review ends.

    Raises Refused where a part of the history is not here.
    """
    facts = BoardFacts(workspace, "", lambda: nullcontext(_ignore))
    if facts.missing_history:
        raise Refused(f"The agenda counts the whole history. {facts.missing_history}.")
    board, now = workspace.board, iso(workspace.now())
    agenda = answer_meeting(board, facts, read_agenda_cards(workspace), now, is_last=is_last)
    decisions = [*agenda.earlier, *agenda.decided]
    ids = [row.card for item in ITEMS for row in agenda.list_rows(item)]
    if agenda.meeting is None and agenda.before:
        ids += minutes.list_cards(agenda.before.figures)
    return Review(
        board, agenda, read_cards(workspace, [*ids, *(one.card for one in decisions if one.card)]), workspace.today
    )


def _ignore(done: int, total: int) -> None:
    """Tell nobody how much of the log was read."""


def build_minutes(review: Review) -> tuple[str, Sequence[Section]] | None:
    """Return the title and the sections of the review that goes on, else of the last one; None before the first."""
    agenda = review.agenda
    meeting = agenda.meeting or agenda.before
    if meeting is None:
        return None
    counted = agenda.encode_figures() if agenda.meeting else meeting.figures
    titles = {card.id: card.title for card in review.cards.values()}
    sections = minutes.list_sections(meeting, review.board, counted, titles)
    return minutes.format_title(meeting, review.board), sections


def write_minutes(title: str, sections: Sequence[Section], board: str, name: str) -> str:
    """Write minutes into a file of a name that nothing has yet: a page where it ends in .html, else Markdown.

    Returns the sentence to show. Raises KanbanError where they can't be written.
    """
    is_page = name.casefold().endswith((".html", ".htm"))
    write = minutes_page.build_page if is_page else minutes.write_markdown
    return f"Wrote the minutes {_write_new_file(name, write(title, board, sections))}"


def write_page(dashboard: Dashboard, board: str, name: str) -> str:
    """Write figures as a page into a file of a name that nothing has yet; returns the sentence to show.

    Raises KanbanError where it can't be written.
    """
    return f"Wrote the page {_write_new_file(name, dashboard_page.build_page(dashboard, board))}"


def _write_new_file(name: str, words: str) -> Path:
    path = wanted = Path(name).expanduser()
    number = 1
    while os.path.lexists(path):
        number += 1
        path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    with whole_file.open_draft(path, force=False) as file:
        file.write(words.encode("utf-8"))
    return path.absolute()
