"""What time does to a board that lives on this machine alone: offers run out unanswered, and rules wait for what falls due."""

from __future__ import annotations

from datetime import datetime

from kanban.domain import clock
from kanban.domain.board import Member
from kanban.domain.card import HANDOFF
from kanban.domain.handoffs import handoff, handoff_verbs
from kanban.domain.ids import placed_id
from kanban.store import entities
from kanban.store.acts import rule_timing
from kanban.store.acts.rule_acts import with_rules
from kanban.store.acts.writing import Writing
from kanban.store.database import Database
from kanban.store.reading import read

TIME = Member("board", "the board", "marketing", "lead")
"""Who does what nobody does."""


def let_pass(database: Database, board: str, now: datetime) -> bool:
    """Let rules of time run, and offers that are past due run out, each as of its own time; tell whether there was any."""
    moment = clock.iso(now)
    with database.faults():
        present = entities.load_board(database.connection, board)
        cards, look_is_due = rule_timing.look(database.connection, board, now)
        if not cards and not look_is_due and not read.overdue(database.connection, present, moment):
            return False
    with database.writing() as connection:
        view = Writing(connection, entities.load_board(connection, board), TIME, now)
        cards, look_is_due = rule_timing.look(connection, board, now)
        ran = bool(cards or look_is_due) and rule_timing.run(view, cards, now)
        late = read.overdue(connection, view.board, moment)
        for card_id in late:
            card = read.card(connection, card_id, board)
            if offer := handoff.read(card.value_of(HANDOFF)):
                act = handoff_verbs.expire(view, card)
                with_rules(view, act, placed_id(board, "expiry", f"{offer.offer}:{offer.due}"), noted=False)
    return bool(late or ran)
