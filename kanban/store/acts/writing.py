"""One write: the board as a verb sees it, and its act put down as log rows and card rows in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.activity import Activity
from kanban.domain.board import Board, Member
from kanban.domain.card import Card, Comment
from kanban.domain.change import MEMBER, Act, Change, Step
from kanban.domain.errors import NotFound, Refused
from kanban.domain.ids import new_id, new_ids
from kanban.domain.journeys.building import list_entered
from kanban.store import log, reading
from kanban.store.entities import load_board
from kanban.store.local import comment_state
from kanban.store.projection import Projection, Touched
from kanban.store.reading import activity_rows, comment_rows, read

if TYPE_CHECKING:
    from kanban.domain.guesses.guess import Guess
    from kanban.domain.lessons.lesson import Lesson
    from kanban.domain.playbook.objection import Objection
    from kanban.domain.playbook.play import Play

LARGEST_TX = 500
"""Changes that are accepted or refused as one; a larger act is several of them."""

PUBLISHING = "publishing"
"""The state of a board whose log is on its way to a server as it is: what is written joins its end."""

_WAIT = (
    "INSERT INTO outbox (change, board, etype, entity, dseq) SELECT n, ?1, etype, entity, dseq FROM change WHERE n > ?2"
)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of an act, for whoever asked and whoever draws."""

    act: str
    """The id of the act; empty when there was nothing to write."""
    summary: str
    """One line in the past tense, as in the act."""
    warnings: tuple[str, ...]
    cards: frozenset[str]
    """Ids of the cards to draw anew."""
    lanes: frozenset[str]
    is_structure_changed: bool
    """Stages, members or settings changed."""
    entity_ids: tuple[str, ...]
    """Ids of the entities that were written, in the order of the act's steps."""
    head: int
    """The log's newest row after it."""


class ChangeStamper:
    """Turns steps into stamped changes, with this database's device, clock and counters.

    `now` is when all that is written happens, by this machine's clock; the server's corrects it.
    """

    def __init__(self, connection: sqlite3.Connection, board: str, now: datetime) -> None:
        self.connection, self.board = connection, board
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        remote = connection.execute("SELECT state, server_offset FROM remote WHERE board = ?", (board,)).fetchone()
        self.synced = remote is not None and remote[0] != PUBLISHING
        """Whether what is written waits for a server to accept it."""
        offset = remote[1] if remote else 0
        self.now_ms = clock.to_ms(now)
        """What stamps are given for, before that correction."""
        self._at = clock.iso_ms(self.now_ms + offset)
        self._above = log.read_head(connection) if self.synced else 0
        self.device = meta.get("device") or new_id()
        self._fresh = "device" not in meta
        self.clock = clock.Clock(self.device, meta.get("stamp", ""), offset)
        self.dseq = int(meta.get(f"dseq:{board}", 0))
        self.base = int(meta.get(f"cursor:{board}", 0))

    def changes(
        self,
        act: str,
        steps: Sequence[Step],
        actor: str,
        undo_of: str | None = None,
        ids: Sequence[str] = (),
    ) -> list[Change]:
        """Turn the steps of an act into changes, with these ids or new ones, in transactions of at most LARGEST_TX."""
        changes, tx = [], ""
        stamps = self.clock.stamp_many(self.now_ms, len(steps))
        for place, (step, change_id, stamp) in enumerate(zip(steps, ids or new_ids(len(steps)), stamps, strict=True)):
            if place % LARGEST_TX == 0:
                tx = new_id()
            self.dseq += 1
            etype, entity, registers, verb, at, card, extra = step
            changes.append(
                Change(
                    change_id, act, tx, verb, at or self._at, etype, entity, registers, stamp, actor, self.device,
                    self.dseq, self.base, undo_of, card, None, extra,
                )
            )  # fmt: skip
        return changes

    def save(self) -> None:
        """Keep the clock and the counters, and let what was logged wait for the server, if there is one.

        All that belongs to the same transaction as the changes.
        """
        rows = [("stamp", self.clock.last), (f"dseq:{self.board}", str(self.dseq))]
        if self._fresh:
            rows.append(("device", self.device))
        self.connection.executemany("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", rows)
        if self.synced:
            self.connection.execute(_WAIT, (self.board, self._above))

    def projection(self) -> Projection:
        """Return what folds the changes into the rows."""
        return Projection(self.connection, self.board, keeps=self.synced)


class Writing:
    """The board from within a write transaction: a `View`."""

    def __init__(self, connection: sqlite3.Connection, board: Board, actor: Member, now: datetime) -> None:
        self.connection = connection
        self.board = board
        self.actor = actor
        self.moment = now
        """The present moment, by the clock of whoever writes."""
        self.now = clock.iso(now)
        self.today: date = now.astimezone(board.zone).date()

    def card(self, card_id: str) -> Card:
        """Return a card of this board, deleted ones included; raises NotFound."""
        return read.card(self.connection, card_id, self.board.id)

    def comment(self, comment_id: str) -> Comment:
        """Return a comment on a card of this board, retracted ones included; raises NotFound."""
        note = comment_rows.read_comment(self.connection, comment_id)
        self.card(note.card)
        return note

    def activity(self, activity_id: str) -> Activity:
        """Return an activity on a card of this board, deleted ones included; raises NotFound."""
        logged = activity_rows.find_activity(self.connection, self.board.id, activity_id)
        self.card(logged.card)
        return logged

    def list_activities(self, card_id: str) -> list[Activity]:
        """Return the activities on a card and on those merged into it, in the order in which they took place."""
        card_ids = read.list_with_merged(self.connection, card_id)
        return activity_rows.list_activities(self.connection, self.board.id, card_ids)

    def objection(self, objection_id: str) -> Objection:
        """Return an objection on a card of this board, deleted ones included; raises NotFound."""
        objection = reading.playbook_rows.find_objection(self.connection, self.board.id, objection_id)
        self.card(objection.card)
        return objection

    def list_waiting(self, requests: Collection[str]) -> list[Objection]:
        """Return the objections of these requests that no play answers, deleted ones aside, oldest first."""
        return reading.playbook_rows.list_waiting(self.connection, self.board.id, requests)

    def list_plays(self) -> list[Play]:
        """Return all plays of the board, archived and removed ones too, by title."""
        return reading.playbook_rows.list_plays(self.connection, self.board.id)

    def lesson(self, lesson_id: str) -> Lesson:
        """Return a debrief or a shared walk on a card of this board, deleted ones included; raises NotFound."""
        lesson = reading.outcomes.lesson_rows.find_lesson(self.connection, self.board.id, lesson_id)
        self.card(lesson.card)
        return lesson

    def list_lessons(self, card_id: str) -> list[Lesson]:
        """Return the debriefs and shared walks on a card and on those merged into it, oldest first."""
        card_ids = read.list_with_merged(self.connection, card_id)
        return reading.outcomes.lesson_rows.list_lessons(self.connection, self.board.id, card_ids)

    def list_guesses(self, card_id: str) -> list[Guess]:
        """Return the guesses about a card, those taken back too, with the chances that the actor may know."""
        return reading.outcomes.guess_rows.list_guesses(self.connection, self.board.id, [card_id], self.actor.id)

    def list_entered(self, card_id: str) -> list[str]:
        """Return the ids of the stages that a card entered; what was undone does not count."""
        own = (change for change in log.read_changes_of(self.connection, [card_id]) if change.entity == card_id)
        return list_entered(own)

    def list_neighbours(
        self, lane: str, at: tuple[str, str] | None, count: int, *, down: bool
    ) -> list[tuple[str, str]]:
        """Return (rank, id) of so many cards of a lane below (else above) a place, the nearest first."""
        sign, direction = (">", "ASC") if down else ("<", "DESC")
        beyond = f"AND (rank, id) {sign} (?, ?) " if at else ""
        sql = (
            f"SELECT rank, id FROM card WHERE lane = ? AND deleted = 0 {beyond}ORDER BY rank {direction}, "
            f"id {direction} LIMIT ?"
        )
        return self.connection.execute(sql, (lane, *(at or ()), count)).fetchall()

    def count_cards(self, lane: str) -> int:
        """Return how many cards a lane holds."""
        return read.count_cards(self.connection, lane)

    def list_offer_loads(self) -> dict[str, tuple[int, str]]:
        """Return for members how many offers wait for them, and when they were given the last one."""
        return reading.waiting.count_offers(self.connection, self.board)

    def write(self, act: Act, act_id: str = "", ids: Sequence[str] = (), *, noted: bool = True) -> Written:
        """Log an act and fold it into the rows; nothing is written for an act without steps.

        `ids` are those of its changes, where they are known. A part of an act that goes on is not `noted`; with its
        last part, `note` does that for the whole.
        """
        if not act.steps:
            return Written(
                "", act.summary, act.warnings, frozenset(), frozenset(), False, (), log.read_head(self.connection)
            )
        act_id, first = act_id or new_id(), log.read_head(self.connection) + 1
        parts = [(act.steps, ids)]
        result = record_parts(self.connection, self.board.id, self.actor.id, self.moment, act, act_id, parts)
        if noted:
            self.note(act_id, act.verb, act.summary, act.undo_of, first)
        return result

    def note(self, act_id: str, verb: str, summary: str, undo_of: str | None, first: int) -> None:
        """Write down an act for undo and redo; its changes are among those from row `first` of the log on."""
        log.note_act(self.connection, act_id, self.board.id, self.actor.id, verb, summary, self.now, undo_of, first)


def record(connection: sqlite3.Connection, board: str, actor: str, now: datetime, act: Act, act_id: str) -> Written:
    """Stamp, log and fold an act, within the transaction that `connection` holds."""
    return record_parts(connection, board, actor, now, act, act_id, [(act.steps, ())])


def record_parts(
    connection: sqlite3.Connection,
    board: str,
    actor: str,
    now: datetime,
    act: Act,
    act_id: str,
    parts: Iterable[tuple[Sequence[Step], Sequence[str]]],
) -> Written:
    """Do the same in parts, each (steps, the ids of their changes if they are known) a transaction of the protocol."""
    stamper = ChangeStamper(connection, board, now)
    changes = [change for steps, ids in parts for change in stamper.changes(act_id, steps, actor, act.undo_of, ids)]
    caught_up = comment_state.list_caught_up(connection, changes, actor)
    projection = stamper.projection()
    projection.apply(changes)
    touched = projection.finish()
    log.append(connection, board, changes)
    stamper.save()
    for member, card in caught_up:
        comment_state.mark_read(connection, member, card)
    for change in changes:
        if change.etype == MEMBER and "created" in change.set:
            comment_state.begin_reading(connection, change.entity)
    return sum_up(act, act_id, touched, tuple(change.entity for change in changes), log.read_head(connection))


def sum_up(act: Act, act_id: str, touched: Touched, entities: tuple[str, ...], head: int) -> Written:
    """Return what came of an act."""
    return Written(
        act_id,
        act.summary,
        act.warnings,
        frozenset(touched.cards),
        frozenset(touched.lanes),
        touched.is_structure_changed,
        entities,
        head,
    )


Verb = Callable[[Writing], Act]
"""A verb with its words bound: what a door hands to the workspace."""


def as_member(connection: sqlite3.Connection, board_id: str, member_id: str | None, now: datetime) -> Writing:
    """Return the view for a member as the board knows them at this moment; raises Refused for one who left."""
    board = load_board(connection, board_id)
    actor = board.get_member(member_id) if member_id else None
    if actor is None:
        raise NotFound(
            "Say who you are first.", command="kanban init --name NAME --team marketing (or sales) does, or --as NAME"
        )
    if actor.deleted:
        raise Refused(f"{actor.name} is no longer a member of this board.", command="--as NAME acts as another one")
    signed_in = connection.execute("SELECT member FROM remote WHERE board = ? AND state <> ?", (board_id, PUBLISHING))
    if (row := signed_in.fetchone()) and row[0] != actor.id:
        whose = board.get_member(row[0])
        name = whose.name if whose else "somebody else"
        raise Refused(f"On this board's server you are {name}.", command="leave out --as")
    return Writing(connection, board, actor, now)
