"""What follows from a card's registers, whatever they hold."""

from __future__ import annotations

from kanban.domain.card import Comment
from kanban.domain.change import TIME
from kanban.store import derive


def test_half_a_letter_in_a_custom_field_does_not_keep_a_card_out_of_a_database() -> None:
    for extra in ({"field.size": "X\ud800L"}, '{"field.size":"X\\ud800L"}'):
        hay = derive.hay_of({"title": "Acme", "labels": "", "extra": extra})
        assert hay.encode() == "acme\nx\ufffdl".encode()


def test_what_the_board_says_is_no_contact() -> None:
    notes = [
        Comment("1", "c", "ana", "marketing", "comment", "Hi", "2026-11-20T10:00:00Z"),
        Comment("2", "c", "ben", "sales", "comment", "Hi", "2026-11-19T10:00:00Z"),
        Comment("3", "c", TIME, "sales", "comment", "Late", "2026-11-21T10:00:00Z"),
    ]
    assert derive.talk_of(notes) == (1, 2, "2026-11-20T10:00:00Z")
    assert derive.times("2026-11-20T11:00:00Z", "2026-11-22T00:00:00Z", "2026-11-20T12:00:00Z") == (
        "2026-11-20T12:00:00Z",
        "2026-11-22T00:00:00Z",
    )
