"""The words of an open offer (why now, opening, open question), for whoever is about to answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kanban import cell_width
from kanban.domain.card import HANDOFF
from kanban.domain.handoffs import handoff, routing
from kanban.domain.values import text
from kanban.tui.widgets.board_view.card_face import LETTERS

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.card import Card, Comment

LONGEST = 400
"""Characters of each text that a dialog has room for."""


def describe_offer(board: Board, card: Card, comments: Sequence[Comment]) -> str:
    """Return the open offer, a line each for `Why now`, `Opening` and an open question; empty without an offer."""
    present = handoff.read(card.value_of(HANDOFF))
    if present is None or not present.is_open:
        return ""
    bodies = {comment.id: comment for comment in comments if not comment.deleted}
    lines = []
    if offered := bodies.get(present.why or ""):
        why, _, opening = offered.body.partition("\n\n")
        lines.append(f"{_name_author(board, offered)}  Why now: {_shorten(why)}")
        if opening.strip():
            lines.append(f"Opening: {_shorten(opening)}")
    if question := bodies.get(present.question or ""):
        lines.append(f"{_name_author(board, question)}  asks: {_shorten(question.body)}")
    return "\n".join(lines)


TURNS = {"round-robin": "next in rotation", "least-busy": "fewest offers waiting"}
"""How a board chooses the rep for an offer that names nobody, by its routing."""


def describe_turn(board: Board, routed: Mapping[str, tuple[int, str]], cards: int) -> str:
    """Return who gets an offer that names nobody, with the rep's name for a single card.

    `routed` is the argument of `routing.choose_next_rep`.
    """
    reps = routing.list_reps(board)
    if not reps:
        return "sales as a whole"
    name = (
        f" ({cell_width.shorten(text.clean_line(routing.choose_next_rep(reps, routed, board.routing).name), 20)})"
        if cards == 1
        else ""
    )
    return f"{TURNS.get(board.routing, TURNS['round-robin'])}{name}"


def _name_author(board: Board, comment: Comment) -> str:
    name = text.clean_line(board.find_person_name(comment.author))
    return f"{LETTERS.get(comment.team, '·')} {cell_width.shorten(name, 24)}"


def _shorten(words: str) -> str:
    return cell_width.shorten(text.clean_line(words), LONGEST)
