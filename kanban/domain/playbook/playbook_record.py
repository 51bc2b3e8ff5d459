"""Plays, objections and requests as JSON and TOML have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from kanban.domain.errors import UsageFault
from kanban.domain.playbook.play import LISTS, SECTIONS, Play
from kanban.domain.playbook.play_verbs import SETTINGS
from kanban.domain.values.money import decimal_text

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.playbook.book import Playbook, PlayFigures, Request
    from kanban.domain.playbook.objection import Objection

PLAYS = "play"
"""The table of a TOML file in which plays stand, one `[[play]]` each."""


def objection_record(objection: Objection, board: Board, plays: Iterable[Play] = ()) -> dict[str, Any]:
    """Return an objection as JSON shows it; its play by title."""
    play = next((play for play in plays if play.id == objection.play and not play.deleted), None)
    return {
        "id": objection.id, "words": objection.words,
        "author": board.find_person_name(objection.author) or None if objection.author else None,
        "team": objection.team or None, "at": objection.at, "activity": objection.activity or None,
        "play": play.title if play else None, "outcome": objection.outcome or None,
        "outcome_by": board.find_person_name(objection.outcome_by) or None if objection.outcome_by else None,
        "outcome_at": objection.outcome_at or None,
        "imported_by": board.find_person_name(objection.imported_by) or None if objection.imported_by else None,
        "author_in_file": objection.author_in_file or None,
    }  # fmt: skip


def play_record(play: Play, figures: PlayFigures, board: Board, today: date) -> dict[str, Any]:
    """Return a play with its figures as JSON shows it."""
    return {
        "id": play.id, "title": play.title, **{name: _section(play, name) for name in SECTIONS},
        "owner": board.find_person_name(play.owner) or None if play.owner else None, "labels": list(play.labels),
        "review": play.review_on or None, "review_is_due": play.is_due(today), "ready": play.is_written,
        "archived": play.is_archived, **figures.build_record(),
    }  # fmt: skip


def request_record(request: Request, board: Board) -> dict[str, Any]:
    """Return a request as JSON shows it; money as decimal text by currency."""
    draft = request.draft
    return {
        "id": request.id, "words": request.words, "cards": list(request.cards),
        "blocks": {code: decimal_text(minor, code) for code, minor in request.values.items()}, "since": request.since,
        "with": board.find_person_name(draft.owner) or None if draft and draft.owner else None,
        "also_said": [entry.objection.words for entry in request.others],
    }  # fmt: skip


def list_request_records(playbook: Playbook, board: Board) -> list[dict[str, Any]]:
    """Return the requests of a playbook, first what blocks most."""
    return [request_record(request, board) for request in playbook.requests]


def build_document(plays: Iterable[Play], board: Board) -> dict[str, Any]:
    """Return plays as the tables of a TOML file, which `read_document` reads."""
    tables = []
    for play in plays:
        table: dict[str, Any] = {"title": play.title, **{name: _section(play, name) for name in SECTIONS}}
        if play.owner:
            table["owner"] = board.find_person_name(play.owner)
        table["labels"] = list(play.labels)
        if play.review_on:
            table["review"] = play.review_on
        tables.append(table)
    return {PLAYS: tables}


def read_document(document: Mapping[str, Any]) -> list[Mapping[str, object]]:
    """Return the settings of each play in a TOML file: `[[play]]` tables, or one play alone. Raises UsageFault."""
    tables = document.get(PLAYS) if PLAYS in document else [document]
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise UsageFault("A file of plays has a [[play]] table for each of them.")
    for table in tables:
        if not isinstance(table.get("title"), str):
            raise UsageFault(f"Each play has a title; beside it {', '.join(SETTINGS[1:])}.")
    return tables


def _section(play: Play, name: str) -> list[str] | str | None:
    value = getattr(play, name)
    return list(value) if name in LISTS else value
