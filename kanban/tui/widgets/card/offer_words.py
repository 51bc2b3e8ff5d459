"""What an offer says: why now and the opening, or the question that is open; for whoever is about to answer it."""

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
"""Characters of one of the two that a dialog has room for."""


def offer_words(board: Board, card: Card, comments: Sequence[Comment]) -> str:
    """Return what was said with the offer that waits, a line each: `Why now`, `Opening`, and an open question."""
    present = handoff.read(card.value_of(HANDOFF))
    if present is None or not present.open:
        return ""
    bodies = {comment.id: comment for comment in comments if not comment.deleted}
    lines = []
    if offered := bodies.get(present.why or ""):
        why, _, opening = offered.body.partition("\n\n")
        lines.append(f"{_who(board, offered)}  Why now: {_short(why)}")
        if opening.strip():
            lines.append(f"Opening: {_short(opening)}")
    if asked := bodies.get(present.question or ""):
        lines.append(f"{_who(board, asked)}  asks: {_short(asked.body)}")
    return "\n".join(lines)


TURNS = {"round-robin": "next in rotation", "least-busy": "fewest offers waiting"}
"""How a board finds who gets an offer that names nobody."""


def turn_words(board: Board, routed: Mapping[str, tuple[int, str]], cards: int) -> str:
    """Return who gets an offer that names nobody, by name where it is one card; `routed` as `routing.choose_next_rep` has it."""
    reps = routing.list_reps(board)
    if not reps:
        return "sales as a whole"
    name = (
        f" ({cell_width.shorten(text.clean_line(routing.choose_next_rep(reps, routed, board.routing).name), 20)})"
        if cards == 1
        else ""
    )
    return f"{TURNS.get(board.routing, TURNS['round-robin'])}{name}"


def _who(board: Board, comment: Comment) -> str:
    return f"{LETTERS.get(comment.team, '·')} {cell_width.shorten(text.clean_line(board.find_person_name(comment.author)), 24)}"


def _short(words: str) -> str:
    return cell_width.shorten(text.clean_line(words), LONGEST)
