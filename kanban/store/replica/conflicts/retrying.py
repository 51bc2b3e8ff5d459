"""Doing again what was refused or overtaken, as one's newest edit: the same registers under new stamps."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kanban.domain import clock
from kanban.domain.acts import undo
from kanban.domain.acts.view_ahead import apply_registers
from kanban.domain.board import Board, Member
from kanban.domain.card import Card
from kanban.domain.change import (
    ACTIVITY,
    AGREEMENT,
    CARD,
    DECISION,
    GOAL,
    GUESS,
    LESSON,
    MEETING,
    OBJECTION,
    PLAY,
    WANT,
    Act,
    Change,
    Json,
    Step,
)
from kanban.domain.entity_state import EntityState
from kanban.domain.errors import NotFound, Refused
from kanban.domain.fold import add_implied_times, unpack
from kanban.protocol.policies.import_policy import IMPORT
from kanban.protocol.policies.server_policy import Refusal, judge
from kanban.store import log, rows
from kanban.store.acts.rule_acts import write_with_rules
from kanban.store.acts.writing import Writing, Written
from kanban.store.reading import comment_rows, read
from kanban.store.replica.conflicts import conflict_notes, conflict_words
from kanban.store.replica.conflicts.conflict_notes import ConflictNote
from kanban.store.rows import CHECKS


@dataclass(frozen=True, slots=True)
class _LocalDocket:
    """The board here, as the judge looks at it who decides on the server."""

    connection: sqlite3.Connection
    board: Board
    actor: Member
    now: str

    def find(self, etype: str, entity: str) -> EntityState | None:
        """Return an entity as it is here."""
        row = rows.read_row(self.connection, self.board.id, etype, entity)
        if row is None or row["board"] != self.board.id:
            return None
        if etype == CARD:
            registers: dict[str, Json] = {name: row[name] for name in CHECKS}
            registers |= json.loads(row["extra"])
        elif etype in {ACTIVITY, AGREEMENT, GOAL, MEETING, DECISION, OBJECTION, PLAY, WANT, LESSON, GUESS}:
            registers = json.loads(row["body"])
        else:
            registers = {name: row[name] for name in ("card", "author", "team", "kind") if name in row}
        made_verb = IMPORT if row.get("quiet") else ""
        return EntityState(etype, entity, registers, unpack(row["keys"]), made_verb=made_verb)

    def build_card_after(self, change: Change) -> Card:
        """Return the card that a change is of, as it is once the change is taken."""
        return apply_registers(read.card(self.connection, change.entity, self.board.id), change.set, change.at)

    def is_purged(self, etype: str, entity: str) -> bool:
        """Whether it was erased for good."""
        sql = (
            "SELECT 1 FROM change WHERE entity = ? AND etype = ? AND verb = 'purge' AND story = (SELECT n FROM card "
            "WHERE id = ?)"
        )
        return self.connection.execute(sql, (entity, etype, entity)).fetchone() is not None

    def find_time(self, change: Change) -> str:
        """Return when it happens: now."""
        return change.at or self.now

    def list_changes(self, etype: str, entity: str) -> Sequence[Change]:
        """Return every change of an entity that is here."""
        sql = f"{log.SELECT} WHERE tx.board = ? AND change.entity = ? AND change.etype = ? ORDER BY {log.ORDER}"
        return list(log.read(self.connection, sql, (self.board.id, entity, etype)))

    def list_sets(self, etype: str, entity: str, name: str) -> Sequence[Change]:
        """Return which of those set a register, in the order of their keys."""
        changes = [change for change in self.list_changes(etype, entity) if name in add_implied_times(change)]
        return sorted(changes, key=lambda change: change.key)

    def find_change(self, name: str) -> Change | None:
        """Return a change by its id."""
        return next(log.read(self.connection, f"{log.SELECT} WHERE change.id = ?", (name,)), None)

    def find_owner(self, name: str) -> str | None:
        """Return whose act this is."""
        row = self.connection.execute(
            "SELECT actor FROM act WHERE id = ? AND board = ?", (name, self.board.id)
        ).fetchone()
        return row[0] if row else None

    def find_undone(self, acts: Collection[str], aside: Collection[str]) -> set[str]:
        """Return which acts were undone, as far as this device knows."""
        known = log.list_acts(self.connection, self.board.id, self.actor.id)
        return undo.find_cancelled(act for act in known if act.id not in aside) & set(acts)

    def has_activity(self, card: str) -> bool:
        """Whether somebody logged an activity on a card; those of a file don't count."""
        sql = (
            "SELECT 1 FROM entity WHERE board = ? AND etype = ? AND json_extract(body, '$.card') = ? "
            "AND json_extract(body, '$.author') IS NOT NULL"
        )
        return self.connection.execute(sql, (self.board.id, ACTIVITY, card)).fetchone() is not None

    def has_foreign_talk(self, card: str, actor: str) -> bool:
        """Whether anybody but the actor has said something on a card.

        Asked of an undo alone, which nobody retries as one.
        """
        return any(
            actor not in {note.author, note.imported_by} for note in comment_rows.list_comments(self.connection, [card])
        )


def retry(view: Writing, note_id: str) -> Written:
    """Do again what a note is about, and resolve it.

    Raises Refused where what is known here says no, NotFound for no note.
    """
    connection, board = view.connection, view.board
    note = conflict_notes.get(connection, board.id, note_id)
    if note is None:
        raise NotFound("There is no such note any more.")
    if not note.changes:
        raise Refused("There is nothing in this note that could be done again.")
    steps = [
        Step(change["etype"], change["entity"], change["set"], change["verb"], card=_find_card(change))
        for change in note.changes
    ]
    docket = _LocalDocket(connection, board, view.actor, view.now)
    for step in steps:
        if step.etype == CARD and "created" not in step.set and docket.find(CARD, step.entity) is None:
            raise Refused("The card that this is about is not on the board any more.")
        judged = judge(docket, _build_change(step, view))
        if isinstance(judged, Refusal):
            raise Refused(judged.detail)
    result = write_with_rules(view, Act(steps[0].verb, tuple(steps), _describe_retry(connection, note)))
    conflict_notes.resolve(connection, board.id, note_id)
    return result


def _describe_retry(connection: sqlite3.Connection, note: ConflictNote) -> str:
    """Return what to say of a note that was done again."""
    if note.is_restoring:
        return f"Restored {conflict_words.quote_title(connection, str(note.card))}"
    return (
        f"{note.summary.partition(' (rule')[0]}, once more" if note.kind == "refused" else "Redone: what was overtaken"
    )


def _find_card(change: dict[str, object] | object) -> str | None:
    card = change["card"] if isinstance(change, dict) and change["etype"] != CARD else None
    return card if isinstance(card, str) else None


def _build_change(step: Step, view: Writing) -> Change:
    """Return a step as the judge knows it, who looks at what it sets alone."""
    at = clock.ms_of(view.now)
    stamp = f"{at:012x}-0000-00000000"
    return Change(
        "", "", "", step.verb, view.now, step.etype, step.entity, step.set, stamp, view.actor.id, "", 0, card=step.card
    )
