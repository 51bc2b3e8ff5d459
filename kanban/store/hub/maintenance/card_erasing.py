"""Erasing a card for good, for people who ask to be forgotten: every value of it and its comments, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from kanban.domain.acts.erasing import erase_change
from kanban.domain.change import CARD, HANGING, Change, Step
from kanban.domain.entity_state import EntityState
from kanban.domain.errors import NotFound, Refused
from kanban.domain.permissions import require_role
from kanban.protocol.policies.server_policy import PURGE
from kanban.store.hub import server_tables
from kanban.store.hub.board_rows import body_of, change_of, lock_row
from kanban.store.hub.figures.journey_table import forget
from kanban.store.hub.maintenance.disk_erasing import scrub
from kanban.store.hub.members.accounts import Caller, member_of
from kanban.store.hub.seals import forget_seals
from kanban.store.hub.transaction import BoardTransaction

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

_C, _E = server_tables.change.c, server_tables.entity.c
_HANGING = select(_E.etype, _E.id).where(
    _E.board == bindparam("board"),
    _E.etype.in_([CARD, *HANGING]),
    _E.card.in_(bindparam("cards", expanding=True)),
    _E.purged == 0,
)
_LOG = select(server_tables.change).where(
    _C.board == bindparam("board"),
    _C.etype.in_([CARD, *HANGING]),
    _C.entity.in_(bindparam("ids", expanding=True)),
)
_BLANK = (
    update(server_tables.change)
    .where(_C.board == bindparam("b_board"), _C.seq == bindparam("b_seq"))
    .values(body=bindparam("blank"), purged=1)
)


def purge(hub: Hub, caller: Caller, board: str, card: str) -> int:
    """Erase a card, those merged into it, and their comments and notices; returns how many entities. Leads may.

    What stays is when somebody changed which registers, and the tombstone. On SQLite no byte of the rest stays in the
    file, and copies of the file that contain the card are deleted. Every device gets a change with the verb `purge` and
    erases the same. Returns 0 for a card that was erased before. Raises Stopped, Refused, and NotFound for an unknown
    card.
    """
    now = hub.now_ms()
    with hub.writing() as connection:
        transaction = BoardTransaction(hub, connection, lock_row(connection, board), now)
        member = member_of(hub, connection, transaction.row, caller)
        if member is None:
            raise Refused("The board is still being published; finish that first.")
        require_role(member, "lead", "erase cards for good")
        known = transaction.find(CARD, card)
        if known is None:
            raise NotFound(f"No card has the id {card[:40]}.")
        if transaction.is_purged(CARD, card):
            return 0
        if known.registers.get("merged_into") is not None:
            raise Refused(
                "It was merged into another card, which has all that it had: purge that one, and this one goes too."
            )
        whole = list_with_hanging(transaction, card)
        erase(transaction, whole, member.id)
        transaction.write()
    hub.tell(board, transaction.row.head)
    scrub(hub, [entity for _, entity in whole])
    return len(whole)


def list_with_hanging(transaction: BoardTransaction, card: str) -> list[tuple[str, str]]:
    """Return (type, id) of a card, of cards merged into it, and of all that belongs to these, unless erased before."""
    whole, cards, unsaved_cards = [(CARD, card)], [card], transaction.list_changed_entities()
    while cards:
        rows = transaction.connection.execute(_HANGING, {"board": transaction.row.id, "cards": cards})
        hanging = [key for row in rows if (key := (row.etype, row.id)) not in unsaved_cards]
        hanging += [key for key, parent in unsaved_cards.items() if parent in cards]
        fresh = [key for key in hanging if key not in whole]
        whole += fresh
        cards = [entity for etype, entity in fresh if etype == CARD]
    return whole


def erase(transaction: BoardTransaction, whole: list[tuple[str, str]], actor: str) -> None:
    """Write a tombstone for each of these entities, known or not, and erase their values in log and registers."""
    transaction.write_own([Step(etype, entity, {"deleted": True}, PURGE) for etype, entity in whole], PURGE, actor)
    states = {(etype, entity): EntityState(etype, entity) for etype, entity in whole}
    blank = []
    for row in transaction.connection.execute(
        _LOG, {"board": transaction.row.id, "ids": [entity for _, entity in whole]}
    ).all():
        change = _blank(change_of(row))
        if (change.etype, change.entity) in states:
            states[change.etype, change.entity].fold(change)
            blank.append({"b_board": transaction.row.id, "b_seq": change.seq, "blank": body_of(change)})
    if blank:
        transaction.connection.execute(_BLANK, blank)
    for place, change in enumerate(transaction.changes):
        if (change.etype, change.entity) in states:
            transaction.changes[place] = _blank(change)
            states[change.etype, change.entity].fold(transaction.changes[place])
    for (etype, entity), state in states.items():
        transaction.erase(etype, entity, state)
    cards = [entity for etype, entity in states if etype == CARD]
    forget(transaction.connection, transaction.row.id, cards)
    forget_seals(transaction.connection, transaction.row.id, cards)


def _blank(change: Change) -> Change:
    """Return what stays of a change; a tombstone stays whole, with the code by which the server recognizes it."""
    return change if change.verb == PURGE else erase_change(change)
