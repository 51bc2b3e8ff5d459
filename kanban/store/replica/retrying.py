"""Doing again what was refused or overtaken, as one's newest edit: the same registers under new stamps."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from kanban.domain.ahead import with_registers
from kanban.domain.board import Board, Member
from kanban.domain.card import HANDOFF, Card
from kanban.domain.change import AGREEMENT, CARD, Act, Change, Json, Step
from kanban.domain.errors import NotFound, Refused
from kanban.domain.fold import unpack
from kanban.domain.state import State
from kanban.protocol.judge import judge
from kanban.store import folding, read
from kanban.store.replica import attention
from kanban.store.rows import CHECKS
from kanban.store.ruling import with_rules
from kanban.store.writing import Writing, Written


@dataclass(frozen=True, slots=True)
class _Desk:
    """The board here, as the judge looks at it who decides on the server."""

    connection: sqlite3.Connection
    board: Board
    actor: Member

    def find(self, etype: str, entity: str) -> State | None:
        """Return an entity as it is here."""
        row = folding.read(self.connection, self.board.id, etype, entity)
        if row is None or row["board"] != self.board.id:
            return None
        if etype == CARD:
            held: dict[str, Json] = {name: row[name] for name in CHECKS}
            held[HANDOFF] = json.loads(row["extra"]).get(HANDOFF)
        elif etype == AGREEMENT:
            held = json.loads(row["body"])
        else:
            held = {name: row[name] for name in ("card", "author", "team") if name in row}
        return State(etype, entity, held, unpack(row["keys"]))

    def card_after(self, change: Change) -> Card:
        """Return the card that a change is of, as it is once the change is taken."""
        return with_registers(read.card(self.connection, change.entity, self.board.id), change.set, change.at)

    def purged(self, etype: str, entity: str) -> bool:
        """Whether it was erased for good."""
        sql = "SELECT 1 FROM change WHERE entity = ? AND etype = ? AND verb = 'purge' AND story = (SELECT n FROM card WHERE id = ?)"
        return self.connection.execute(sql, (entity, etype, entity)).fetchone() is not None

    def wrote(self, key: str) -> bool:
        """Whether the actor made the change with this key."""
        sql = "SELECT tx.actor FROM change JOIN tx ON tx.n = change.tx WHERE change.id = ?"
        row = self.connection.execute(sql, (key.partition(" ")[2],)).fetchone()
        return row is not None and row[0] == self.actor.id


def retry(view: Writing, note_id: str) -> Written:
    """Do again what a note is about, and resolve it; raises Refused where what is known here says no, NotFound for no note."""
    connection, board = view.connection, view.board
    note = attention.get(connection, board.id, note_id)
    if note is None:
        raise NotFound("There is no such note any more.")
    if not note.changes:
        raise Refused("There is nothing in this note that could be done again.")
    steps = [Step(each["etype"], each["entity"], each["set"], each["verb"], card=_card(each)) for each in note.changes]
    desk = _Desk(connection, board, view.actor)
    for step in steps:
        if step.etype == CARD and "created" not in step.set and desk.find(CARD, step.entity) is None:
            raise Refused("The card that this is about is not on the board any more.")
        refusal = judge(desk, _change(step, view.actor.id))
        if refusal:
            raise Refused(refusal.detail)
    said = (
        f"{note.said.partition(' (rule')[0]}, once more" if note.kind == "refused" else "Did again what was overtaken"
    )
    result = with_rules(view, Act(steps[0].verb, tuple(steps), said))
    attention.resolve(connection, board.id, note_id)
    return result


def _card(each: dict[str, object] | object) -> str | None:
    card = each["card"] if isinstance(each, dict) and each["etype"] != CARD else None
    return card if isinstance(card, str) else None


def _change(step: Step, actor: str) -> Change:
    """Return a step as the judge knows it, who looks at what it sets alone."""
    return Change("", "", "", step.verb, "", step.etype, step.entity, step.set, "", actor, "", 0, card=step.card)
