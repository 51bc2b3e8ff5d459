"""A card as one flat record, for `--json` and the REST interface. What is absent is null, money is text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kanban.domain import agreements, handoffs, waiting, wants
from kanban.domain.board import Board
from kanban.domain.card import CUSTOM, HANDOFF, LINK, Card, Comment
from kanban.domain.handoffs import holders
from kanban.domain.records.flat_record import RecordBuilder

if TYPE_CHECKING:
    from kanban.domain.activity import Activity
    from kanban.domain.history import Event


def find_holder(card: Card, board: Board) -> str | None:
    """Return the team that holds a card; None for a closed or deleted one."""
    stage = board.lane_of(card.stage)
    return holders.find_holder(stage.side, card.value_of(HANDOFF), closed=stage.is_closed or card.deleted)


def card_record(card: Card, board: Board, *, unread: int | bool = False, now: datetime | None = None) -> dict[str, Any]:
    """Return the record of `list --json`; times are UTC, days are ISO dates, `value` is decimal text.

    `stale` is computed for the moment `now`. Without `now`, as in files, which go out of date, it is left out.
    """
    is_incomplete = bool(agreements.gate.list_missing(board, card))
    builder = RecordBuilder(board, now)
    return builder.build(card._asdict(), board.lane_of(card.stage), unread=unread, is_incomplete=is_incomplete)


def build_whole_record(
    card: Card,
    board: Board,
    comments: Iterable[Comment],
    activities: Iterable[Activity],
    events: Iterable[Event],
    unread: Iterable[str] = (),
    now: datetime | None = None,
) -> dict[str, Any]:
    """Return the record of `show --json`: the card's, with all that is on it and its history, oldest first."""
    new = set(unread)
    record = card_record(card, board, unread=bool(new), now=now)
    record["fields"] = card.registers(CUSTOM)
    record["links"] = [
        {"id": name, **value} for name, value in card.registers(LINK).items() if isinstance(value, Mapping)
    ]
    record["comments"] = [comment_record(comment, board) for comment in comments]
    record["activities"] = [activity_record(logged, board) for logged in activities]
    record["history"] = [event_record(event) for event in events]
    record["missing"] = list(agreements.gate.list_missing(board, card))
    record["contest"] = handoffs.contest.contest_record(card, board)
    record["agreement"] = agreements.agreement_record.status_record(card, board)
    return record | build_marks_record(card, board)


def build_marks_record(card: Card, board: Board) -> dict[str, Any]:
    """Return the wants that a card is tied to, who skips it until when, and which of its facts are doubted."""
    tied = set(wants.want.list_tied(card))
    skips = {
        name.removeprefix(waiting.next_marks.SKIP): skip
        for name, value in card.registers(waiting.next_marks.SKIP).items()
        if (skip := waiting.next_marks.read_skip(value))
    }
    doubts = waiting.next_marks.list_doubts(card.extra, {name: card.value_of(name) for name in waiting.next_card.ALIKE})
    return {
        "wants": [wants.want_rights.build_plain_record(want, board) for want in board.wants if want.id in tied],
        "skips": [
            {"member": board.find_person_name(member), "until": skip.until, "why": skip.why}
            for member, skip in sorted(skips.items())
        ],
        "doubts": [
            {"field": doubt.field, "was": doubt.was, "says": doubt.says or None,
             "by": board.find_person_name(doubt.by), "at": doubt.at}
            for doubt in doubts
        ],
    }  # fmt: skip


def comment_record(comment: Comment, board: Board) -> dict[str, Any]:
    """Return a comment as a JSON object."""
    return {
        "id": comment.id,
        "author": None if comment.is_imported else board.find_person_name(comment.author) or None,
        "team": comment.team or None,
        "kind": comment.kind,
        "body": comment.body,
        "at": comment.at,
        "edited": comment.edited,
        "imported_by": board.find_person_name(comment.imported_by) or None,
        "author_in_file": board.find_author_in_file(comment) or None,
    }


def activity_record(logged: Activity, board: Board) -> dict[str, Any]:
    """Return an activity as a JSON object; `at` is when it took place, `logged_at` when it was written down."""
    return {
        "id": logged.id,
        "kind": logged.kind,
        "outcome": logged.outcome,
        "author": board.find_person_name(logged.author) or None if logged.author else None,
        "team": logged.team or None,
        "at": logged.done_at,
        "text": logged.text or None,
        "logged_at": logged.logged_at,
        "imported_by": board.find_person_name(logged.imported_by) or None if logged.imported_by else None,
        "author_in_file": logged.author_in_file or None,
    }


def event_record(event: Event) -> dict[str, Any]:
    """Return an event of a card's history as a JSON object."""
    return {
        "id": event.id,
        "at": event.at,
        "actor": event.actor,
        "team": event.team or None,
        "verb": event.verb,
        "said": event.summary,
        "rule": event.rule,
        "changes": [{"field": name, "from": past, "to": value} for name, past, value in event.fields],
        "comment": event.comment,
        "card": event.card,
        "act": event.act,
        "undo_of": event.undo_of,
    }
