"""The agenda of a pipeline review as JSON shows it: cards with why they are here, people by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kanban.domain.meetings import reviews
from kanban.domain.values import moments
from kanban.reports.meetings.agenda import ITEMS, Agenda, Review, Row, describe_row
from kanban.reports.meetings.lessons_items import encode_unmatched

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.meetings.meeting import Decision, Meeting


def list_row_cards(agenda: Agenda) -> list[str]:
    """Return the cards that the rows of an agenda are about."""
    return [row.card for item in ITEMS for row in agenda.list_rows(item)]


def describe(row: Row, review: Review) -> str:
    """Return why a card is here, with times as they are said on a day of the board."""
    due = moments.format_near(row.due, review.today, review.board.zone) if row.due else ""
    return describe_row(row, due)


def build_record(review: Review) -> dict[str, Any]:
    """Return an agenda with its items; `review` has the cards of its rows."""
    board, agenda = review.board, review.agenda
    figures = agenda.encode_figures()

    def build_cards(item: str) -> list[dict[str, Any]]:
        return [
            {
                "id": row.card, "ref": card.ref, "title": card.title, "figures": list(row.tags),
                "why": describe(row, review),
            }
            for row in agenda.list_rows(item)
            if (card := review.cards.get(row.card))
        ]  # fmt: skip

    contents: dict[str, dict[str, Any]] = {
        "last": {"movement": figures["movement"], "decisions": number_decisions(agenda.earlier, board)},
        "number": {"goal": agenda.goal.encode() if agenda.goal else None},
        "stages": {**figures["stages"], "cards": build_cards("stages")},
        "handoffs": {**figures["handoffs"], "cards": build_cards("handoffs")},
        "speed": {**figures["speed"], "cards": build_cards("speed")},
        "objections": {
            **figures["objections"],
            "wants_without_match": encode_unmatched(agenda.wants, board),
            "cards": build_cards("objections"),
        },
        "walk": {"cards": build_cards("walk")},
        "decisions": {"decisions": number_decisions(agenda.decided, board)},
    }
    return {
        "meeting": reviews.build_meeting_record(agenda.meeting, board) if agenda.meeting else None,
        "before": reviews.build_meeting_record(agenda.before, board) if agenda.before else None,
        "since": agenda.bounds[0],
        "until": agenda.bounds[1],
        "items": [{"item": item, "title": title, **contents[item]} for item, title in ITEMS.items()],
    }


def build_meeting(board: Board, meeting: Meeting) -> dict[str, Any]:
    """Return a review with what it decided, and what it looked back at."""
    return {
        **reviews.build_meeting_record(meeting, board),
        "earlier": number_decisions(reviews.list_earlier(board, meeting), board),
        "decisions": number_decisions(reviews.list_made_in(board, meeting), board),
    }


def number_decisions(decisions: Sequence[Decision], board: Board) -> list[dict[str, Any]]:
    """Return decisions with the numbers by which they are called."""
    return [
        {"number": number, **reviews.build_decision_record(decision, board)}
        for number, decision in enumerate(decisions, 1)
    ]
