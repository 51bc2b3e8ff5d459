"""The signs of the board and what each means: the first section of help.

Each sign is the constant that the board is drawn with, so the two can't differ.
"""

from __future__ import annotations

from kanban.tui.widgets.board_view.card_face import (
    CHOSEN,
    COMMENTS,
    CONTACTS,
    CURSOR,
    DRAFT,
    INCOMPLETE,
    LEFT,
    LETTERS,
    OVERDUE,
    STALE,
    UNREAD,
    WAITING,
)
from kanban.tui.widgets.board_view.folded_lanes import BACK
from kanban.tui.widgets.board_view.lane import DOOR_LINE, LANDING, OVER, SIDES
from kanban.tui.widgets.conversation.entry_lines import ACTIVITY, SIGNS

_M, _S = LETTERS["marketing"], LETTERS["sales"]

LEGEND: tuple[tuple[str, str], ...] = (
    (f"{_M} {_S}", "Marketing, sales: who holds a card, who wrote a comment"),
    (f"{COMMENTS} {_M}3 {_S}2", "Comments by marketing and by sales"),
    (f"{CONTACTS}2", "The prospect was reached twice: calls, e-mails, meetings"),
    (UNREAD, "New since you last looked"),
    (OVERDUE, "Overdue: a next step, or an answer"),
    (f"{LEFT} 3h", "Working time left to answer an offer, or for the first attempt"),
    (f"{STALE} 3", "Stale: cards without an act for too long"),
    ("quiet 9d", "Nothing happened for 9 days"),
    ("v4 6/7", "Agreement version 4: 6 of 7 requirements met"),
    (INCOMPLETE, "Incomplete: lacks what its stage asks for"),
    ("+1", "One more currency in this lane, not in the sum"),
    (f"{SIDES['marketing']} 84h", "Median working time that cards here wait for marketing"),
    (f"{OVER} over", "More cards than the lane's limit"),
    ("§", "A return that is contested, and what leads ruled"),
    (DRAFT, "A comment that you began and did not send"),
    (WAITING, "Not yet on the server"),
    (f"{CURSOR} {CHOSEN}", "Cursor, selected card"),
    (DOOR_LINE, "The door: where marketing hands over to sales"),
    (BACK, "Lanes folded at the left: h opens the nearest"),
    (LANDING, "Where a dragged card will land"),
    (
        "".join(SIGNS[kind] for kind in ("offer", "return", "question", "answer")).strip(),
        "In a thread: offer, return, question, its answer",
    ),
    (ACTIVITY, "In a thread: a call, an e-mail or a meeting"),
    ("".join(SIGNS[kind] for kind in ("objection", "decision")).strip(), "In a thread: objection, decision"),
)
"""Signs, and what each means."""
