"""What may be done with objections, plays, wants and skips."""

from __future__ import annotations

from typing import Any

from kanban.domain.change import Change
from tests.server.trust.board import Board, Person

ENDING = {"outcome", "outcome_by", "outcome_at"}
FIXED = ("card", "words", "author", "team", "at", "activity", "created", "author_in_file", "imported_by")


def may_object(board: Board, who: Person, change: Change) -> bool:
    """Whether somebody may log this objection, or change it so."""
    there, given = board.find("objection", change.entity), change.set
    if "play" in given and board.find("play", str(given["play"])) is None:
        return False
    if there is None:
        if board.find("card", str(given.get("card"))) is None or "created" not in given:
            return False
        if not str(given.get("words") or "").strip() or not given.get("at"):
            return False
        if change.verb == "import":
            author = given.get("author_in_file") or given.get("author")
            return who.at_least("member") and (author not in board.people or author == who.id)
        if given.get("author") != who.id or given.get("team") != who.team or "imported_by" in given:
            return False
        return _may_end(who, given)
    if change.verb == "import" and "created" in given:
        return there.get("imported_by") is not None
    if "play" in given and not who.at_least("member"):
        return False
    if "deleted" in given and there.get("author") != who.id:
        return False
    return _may_end(who, given) and all(given[name] == there.get(name) for name in FIXED if name in given)


def _may_end(who: Person, given: dict[str, Any]) -> bool:
    names = ENDING & given.keys()
    return not names or (names == ENDING and who.at_least("member") and given["outcome_by"] == who.id)


def may_play(board: Board, who: Person, change: Change) -> bool:
    """Whether somebody may write this play, or change it so."""
    there, given = board.find("play", change.entity), change.set
    if who.team != "marketing" and who.role != "lead":
        return False
    if "title" in given and not str(given["title"]).strip():
        return False
    if there is None:
        return "created" in given and "title" in given and given.get("author") == who.id
    return "author" not in given or given["author"] == there.get("author")


def may_want(board: Board, who: Person, change: Change) -> bool:
    """Whether somebody may make this want, or end it."""
    there, given = board.find("want", change.entity), change.set
    if there is None:
        number = given.get("number")
        sound = isinstance(number, int) and 1 <= number <= 500
        return "created" in given and sound and given.get("owner") == who.id and who.team == "sales"
    if any(given[name] != there.get(name) for name in ("owner", "query", "number", "by", "at") if name in given):
        return False
    return there.get("owner") == who.id or who.role == "lead"


def may_skip(who: Person, given: dict[str, Any]) -> bool:
    """Whether what a change of a card says of skips is the actor's own, and sound."""
    for name, value in given.items():
        if name.startswith("skip.") and (
            name != f"skip.{who.id}" or (value is not None and value.get("until") != "2026-01-01")
        ):
            return False
    return True
