"""What rules add to what the server itself is asked to do, and what they do when something falls due.

What devices push was looked at by their own rules when it was made; here it sets nothing off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select

from kanban.domain.automations import engine
from kanban.domain.automations.engine import Event, Firing
from kanban.domain.automations.rules import OF
from kanban.domain.change import CARD, COMMENT, TIME
from kanban.domain.errors import Refused
from kanban.protocol.types import MOST_CHANGES
from kanban.store.acts.rule_acts import told
from kanban.store.hub import server_tables
from kanban.store.hub.acts.act_policy import gate_of
from kanban.store.hub.acts.server_view import Sight
from kanban.store.hub.board_rows import Row, board_of, locked
from kanban.store.hub.cards.reader import Shelf
from kanban.store.hub.diary import Diary
from kanban.store.hub.transaction import Desk

if TYPE_CHECKING:
    from kanban.domain.automations.rules import Rule
    from kanban.domain.board import Member
    from kanban.domain.card import Card, Comment
    from kanban.domain.change import Act, Change
    from kanban.store.hub.server_database import Hub

AT_ONCE = 500
"""Cards that are looked at in one go."""

_E = server_tables.entity.c
_CHANGED = select(_E.etype, _E.id, _E.card).where(
    _E.board == bindparam("board"), _E.seq > bindparam("past"), _E.etype.in_((CARD, COMMENT))
)


def events(sight: Sight, act: Act) -> list[Event]:
    """Return what an act makes happen that a rule may wait for."""
    return engine.events(sight, act) if engine.waiting(sight.board, of_time=False) else []


def add(
    hub: Hub,
    connection: Connection,
    row: Row,
    actor: Member,
    happened: Sequence[Event],
    made: Sequence[Change],
    now: int,
) -> tuple[int, list[str]]:
    """Write what rules add to an act that is written; returns the board's head, and what kept rules from their part."""
    if not happened:
        return row.head, []
    desk = Desk(hub, connection, locked(connection, row.id), now)
    sight = Sight(desk, actor)
    firings = engine.fire(sight, happened, [change.id for change in made], _Talk(sight))
    acts = {change.id: change.act for change in made}
    troubles = [told(each) for each in firings if each.trouble]
    gate = gate_of(desk, actor) if actor.id != TIME else None
    for each in firings:
        number = desk.row.dseq
        desk.begin(MOST_CHANGES)
        try:
            desk.write_own(each.steps, engine.VERB, actor.id, act=acts[str(each.steps[0].extra[OF])], gate=gate)
        except Refused as fault:  # the rule does nothing then; the act that set it off stands
            desk.undo()
            desk.row.dseq = number
            troubles.append(told(replace(each, trouble=str(fault))))
    if desk.changes:
        desk.write()
    return desk.row.head, list(dict.fromkeys(troubles))


class _Talk:
    """The comments that cards show."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def __call__(self, card: Card) -> list[Comment]:
        return self.shelf.talk([card.id])[card.id]


# -- what falls due


def due_cards(hub: Hub, connection: Connection, row: Row, now: str) -> list[str]:
    """Return the cards of which something fell due before `now` for a rule, and was not seen to yet.

    Only what has changed since the last look is read, so that this may be asked every half a minute.
    """
    board = board_of(hub, connection, row)
    if not engine.waiting(board, of_time=True):
        hub.diaries.pop(row.id, None)
        return []
    diary = hub.diaries.get(row.id)
    shelf = Shelf(connection, board)
    if diary is None or (diary.epoch, diary.structure) != (row.epoch, row.structure) or diary.head > row.head:
        diary = hub.diaries[row.id] = Diary(row.epoch, row.structure, row.head)
        after = ""
        while some := shelf.cards(after, AT_ONCE):
            _note(diary, shelf, some)
            after = some[-1].id
    elif diary.head < row.head:
        found = connection.execute(_CHANGED, {"board": row.id, "past": diary.head})
        changed = {each.id if each.etype == CARD else each.card for each in found} - {None}
        for card in changed:
            diary.due.pop(card, None)
        _note(diary, shelf, shelf.some(sorted(changed)))
        diary.head = row.head
    return [card for card, due in diary.due.items() if due < now]


def seen(hub: Hub, connection: Connection, row: Row, cards: Sequence[str], now: str) -> None:
    """Put down that cards were looked at: what falls due later is next, whether or not a rule's query found them."""
    diary = hub.diaries.get(row.id)
    if diary is not None:
        shelf = Shelf(connection, board_of(hub, connection, row))
        _note(diary, shelf, shelf.some(cards), now)


def _note(diary: Diary, shelf: Shelf, cards: Sequence[Card], past: str = "") -> None:
    """Put down when something of these cards falls due next, later than `past` (UTC)."""
    for card in cards:
        diary.due.pop(card.id, None)
    rules = engine.waiting(shelf.board, of_time=True)
    found = {
        card.id: times
        for card in cards
        if (
            times := [
                (rule, due) for rule in rules for due in engine.dues(rule, card, shelf.board) if _ahead(rule, card, due)
            ]
        )
    }
    arrived = shelf.arrived(found)
    for card_id, times in found.items():
        left = [due for _, due in times if due > max(past, arrived.get(card_id, ""))]
        if left:
            diary.due[card_id] = min(left)


def _ahead(rule: Rule, card: Card, due: str) -> bool:
    return due > max(rule.since, engine.ran_for(rule, card))


def run_due(hub: Hub, connection: Connection, row: Row, actor: Member, cards: Sequence[str], now: int) -> list[Firing]:
    """Let rules run on cards of which something fell due, each rule in an act of its own."""
    desk = Desk(hub, connection, row, now)
    sight = Sight(desk, actor)
    there = sight.some(cards)
    arrived = sight.arrived(cards)
    firings = engine.pass_time(sight, there, lambda card: arrived.get(card.id, ""), _Talk(sight))
    done = [each for each in firings if desk.keys.made(connection, row.id, each.ids[0]) is None]
    for each in done:
        desk.write_own(each.steps, engine.VERB, actor.id, each.ids)
    if done:
        desk.write()
    return done
