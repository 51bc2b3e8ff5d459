"""Wants on their board: whose they are, who may set what of them, and how they are told of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from kanban.domain.values import text
from kanban.domain.wants.want import FIXED, MOST_OPEN, TIE, Want, list_tied, read_want

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member
    from kanban.domain.card import Card
    from kanban.domain.change import Json


def find_first_owner(board: Board, card: Card) -> Member | None:
    """Return the rep whose want a card met first made, of those who can answer an offer; None without one."""
    tied = set(list_tied(card))
    owners = (board.get_member(want.owner) for want in board.wants if want.id in tied)
    return next((rep for rep in owners if rep and rep.team == "sales" and not rep.deleted and not rep.away), None)


def build_record(want: Want, board: Board, tied: int, today: date) -> dict[str, Json]:
    """Return a want as JSON shows it."""
    plain = build_plain_record(want, board)
    return {
        **{name: plain[name] for name in ("id", "owner", "query", "number")}, "tied": tied,
        **{name: plain[name] for name in ("by", "because", "at")}, "state": want.find_state(tied, today),
    }  # fmt: skip


def build_plain_record(want: Want, board: Board) -> dict[str, Json]:
    """Return a want as files have it, without how far it is."""
    return {
        "id": want.id, "owner": board.find_person_name(want.owner), "query": want.query, "number": want.number,
        "by": want.by, "because": want.because or None, "at": want.at, "ended": want.has_ended,
    }  # fmt: skip


def describe_tie(board: Board, name: str, value: Json) -> str:
    """Say what tying a card to a want did, for a history."""
    want = next((one for one in board.wants if one.id == name.removeprefix(TIE)), None)
    whose = f"{board.find_person_name(want.owner)}'s want “{text.shorten(want.query, 60)}”" if want else "a want"
    return f"tied it to {whose}" if value is True else f"untied it from {whose}"


def has_too_many(board: Board, owner: str, today: date) -> bool:
    """Whether a rep has as many wants as one may have that have not ended."""
    open_wants = [
        want for want in board.wants if want.owner == owner and not want.has_ended and want.by >= today.isoformat()
    ]
    return len(open_wants) >= MOST_OPEN


def explain_refusal(actor: Member, before: Mapping[str, Json] | None, changed: Mapping[str, Json]) -> str | None:
    """Return why a change may not set these registers of a want; `before` are those that it has, None for a new one."""
    if before is None:
        if "created" not in changed or changed.get("owner") != actor.id:
            return "A want is made in one's own name."
        if actor.team != "sales":
            return "Only sales can make wants."
        return None if read_want("", {**changed, "deleted": None}) else "That is not a valid want."
    if any(changed[name] != before.get(name) for name in FIXED & changed.keys()):
        return "A want never changes; end it, and make another one."
    if before.get("owner") != actor.id and actor.role != "lead":
        return "Only its owner, or a lead, can end a want."
    return None
