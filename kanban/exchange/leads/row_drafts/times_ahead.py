"""Times that lie after the import: what a file says of the future has not happened yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from kanban.domain.board import Board
    from kanban.domain.records.arrival import Arrival, ArrivedComment


def bring_back(drafts: Iterable[Arrival], now: str, board: Board, zone: tzinfo) -> int:
    """Let what drafts date after now happen now; the day of a close stays as close date. Return how many had such."""
    count = 0
    for draft in drafts:
        created, entered = draft.created_at, draft.entered_at
        is_ahead = bring_comments_back(draft.comments, now)
        if entered and entered > now:
            is_ahead = True
            if board.lane_of(draft.stage).is_closed and not draft.registers.get("close_on"):
                draft.registers["close_on"] = clock.from_iso(entered).astimezone(zone).date().isoformat()
            draft.entered_at = now
        if created and created > now:
            is_ahead = True
            draft.created_at = now
        count += is_ahead
    return count


def bring_comments_back(comments: Iterable[ArrivedComment], now: str) -> bool:
    """Let comments that are dated after now be made now. Return whether there were any."""
    is_ahead = False
    for comment in comments:
        if comment.at > now:
            comment.at, is_ahead = now, True
    return is_ahead
