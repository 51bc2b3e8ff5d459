"""A board's cards and comments as verbs and queries see them, read from the server's entities."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, TextClause, and_, bindparam, func, select, tuple_, union

from kanban.domain import activity, lessons, playbook
from kanban.domain.card import HANDOFF, Card, Comment
from kanban.domain.change import ACTIVITY, CARD, COMMENT, GUESS, LESSON, OBJECTION, PLAY
from kanban.domain.entity_state import EntityState
from kanban.domain.errors import NotFound
from kanban.domain.guesses import guess
from kanban.domain.handoffs import handoff
from kanban.domain.ids import derive_id
from kanban.domain.records.arrival import SOURCE
from kanban.store import derive, rows
from kanban.store.derive import ActivityCounts, CommentCounts
from kanban.store.hub import seals, server_tables
from kanban.store.hub.board_rows import state_of
from kanban.store.hub.cards import card_signs, card_table
from kanban.store.reading import comment_rows
from kanban.store.reading.comment_rows import comment_from
from kanban.store.reading.playbook_rows import follow_merges
from kanban.store.reading.read import card_of_row
from kanban.store.rows import find_arrival_time

if TYPE_CHECKING:
    from kanban.domain.activity import Activity
    from kanban.domain.board import Board
    from kanban.domain.guesses.guess import Guess
    from kanban.domain.lessons.lesson import Lesson
    from kanban.domain.playbook.objection import Objection
    from kanban.domain.playbook.play import Play

_E = server_tables.entity.c
_STATE = (_E.id, _E.body, _E["keys"].label("packed"), _E.made_at, _E.made_verb, _E.changed_at)
_ON = _E.board == bindparam("board")
_ONE = select(*_STATE).where(_ON, _E.etype == bindparam("etype"), _E.id == bindparam("id"), _E.purged == 0)
_TALK = select(*_STATE).where(_ON, _E.etype == COMMENT, _E.purged == 0, _E.card.in_(bindparam("cards", expanding=True)))
_DONE = select(*_STATE).where(
    _ON, _E.etype == ACTIVITY, _E.purged == 0, _E.card.in_(bindparam("cards", expanding=True))
)
_ALL = select(_E.id, _E.body).where(_ON, _E.etype == bindparam("etype"), _E.purged == 0)
_MERGED = select(_E.id, _E.card).where(_ON, _E.etype == bindparam("etype"), _E.card.is_not(None))
_SOME = select(*_STATE).where(_ON, _E.etype == CARD, _E.purged == 0, _E.id.in_(bindparam("ids", expanding=True)))
_CARDS = (
    select(*_STATE)
    .where(_ON, _E.etype == CARD, _E.purged == 0, _E.deleted == 0, _E.id > bindparam("after"))
    .order_by(_E.id)
    .limit(bindparam("limit"))
)


class BoardReader:
    """Reads one board within a transaction."""

    def __init__(self, connection: Connection, board: Board) -> None:
        self.connection, self.board = connection, board
        self.reader = ""
        """The id of the member who reads: their own guesses are shown to them."""

    # -- cards

    def card(self, card: str) -> Card:
        """Return a card, deleted ones included; raises NotFound."""
        state = self._find_one(CARD, card)
        if state is None:
            raise NotFound(f"No card has the id {card[:40]}.")
        return self._cards([state])[0]

    def cards(self, after: str, count: int) -> list[Card]:
        """Return so many cards after an id, in the order of ids, without deleted ones."""
        params = {"board": self.board.id, "after": after, "limit": count}
        return self._cards([state_of(CARD, row) for row in self.connection.execute(_CARDS, params)])

    def cards_with_ids(self, cards: Collection[str]) -> list[Card]:
        """Return these cards in the order of ids, deleted ones included; missing ones are left out."""
        return self._cards(self._find_several(cards))

    def _cards(self, states: Sequence[EntityState]) -> list[Card]:
        """Return cards with their comment counts; comments are read only where the card table has none yet."""
        ids = [state.id for state in states]
        known = card_table.read_counts(self.connection, self.board.id, ids) if self._is_whole else {}
        unknown = [card for card in ids if card not in known]
        if unknown:
            merged_cards = card_table.find_merged(self.connection, self.board.id, unknown)
            done = card_table.count_activities(self.connection, self.board.id, merged_cards)
            known |= {
                card: (derive.count_comments(notes), done[card]) for card, notes in self.read_talk(unknown).items()
            }
        return [card_of(self.board, state, *known[state.id]) for state in states]

    @cached_property
    def _is_whole(self) -> bool:
        """Whether the card table has the whole board."""
        return card_table.is_whole(self.connection, self.board.id)

    def arrival_times(self, cards: Collection[str]) -> dict[str, str]:
        """Return when each card came to the board (UTC): when it was written, whatever its dates say."""
        return {state.id: find_arrival_time(state.keys) for state in self._find_several(cards)}

    def _find_several(self, cards: Collection[str]) -> list[EntityState]:
        card_ids, states = sorted(cards), list[EntityState]()
        for start in range(0, len(card_ids), 500):
            params = {"board": self.board.id, "ids": card_ids[start : start + 500]}
            states += [state_of(CARD, row) for row in self.connection.execute(_SOME, params)]
        return states

    def _find_one(self, etype: str, entity: str) -> EntityState | None:
        params = {"board": self.board.id, "etype": etype, "id": entity}
        row = self.connection.execute(_ONE, params).one_or_none()
        return state_of(etype, row) if row else None

    def find_known(self, outside: str | None, email: str | None) -> list[Card]:
        """Return the cards with an id elsewhere; if there is none, the open cards with an e-mail address.

        A merged card counts as the one that it was merged into. The board's card table must be complete.
        """
        matches = []
        if outside:
            placed = derive_id(self.board.id, SOURCE, outside)
            ids = card_signs.find(self.connection, self.board.id, [card_signs.of_id(outside)])
            matches = self._follow_merges([placed, *ids])
        if not matches and email:
            matches = [card for card in self.list_with_email(email) if not self.board.lane_of(card.stage).is_closed]
        return matches

    def list_with_email(self, email: str) -> list[Card]:
        """Return the cards with an e-mail address, also closed ones, without deleted ones."""
        ids = card_signs.find(self.connection, self.board.id, [card_signs.of_email(email)])
        return [card for card in self._follow_merges(ids) if not card.deleted]

    def _follow_merges(self, ids: Collection[str]) -> list[Card]:
        """Return these cards, but instead of merged ones what they were merged into."""
        return self.cards_with_ids(card_table.follow_merges(self.connection, self.board.id, ids))

    # -- comments

    def comment(self, comment: str) -> Comment:
        """Return a comment on a card of this board, also a deleted one; raises NotFound."""
        state = self._find_one(COMMENT, comment)
        note = comment_of(self.board, state) if state else None
        if note is None or self._find_one(CARD, note.card) is None:
            raise NotFound("That comment is not on this board.")
        return note

    def list_with_merged(self, card: str) -> set[str]:
        """Return a card with those that were merged into it."""
        return card_table.find_merged(self.connection, self.board.id, [card])[card]

    def read_talk(self, cards: Collection[str]) -> dict[str, list[Comment]]:
        """Return each card's comments, oldest first: its own, and those of cards that were merged into it."""
        shows = card_table.find_merged(self.connection, self.board.id, cards)
        notes: dict[str, list[Comment]] = {}
        params = {
            "board": self.board.id,
            "cards": sorted({member for merged_ids in shows.values() for member in merged_ids}),
        }
        for row in self.connection.execute(_TALK, params) if shows else ():
            note = comment_of(self.board, state_of(COMMENT, row))
            if not note.deleted:
                notes.setdefault(note.card, []).append(note)
        return {
            card: sorted((note for member in merged_ids for note in notes.get(member, ())), key=lambda n: (n.at, n.id))
            for card, merged_ids in shows.items()
        }

    # -- activities

    def activity(self, activity_id: str) -> Activity:
        """Return an activity on a card of this board, also a deleted one; raises NotFound."""
        state = self._find_one(ACTIVITY, activity_id)
        logged = activity.read(state.id, state.registers, find_arrival_time(state.keys)) if state else None
        if logged is None or self._find_one(CARD, logged.card) is None:
            raise NotFound("That activity is not on this board.")
        return logged

    def list_activities(self, card_id: str) -> list[Activity]:
        """Return the activities on a card and on those merged into it, in the order in which they took place."""
        params = {"board": self.board.id, "cards": sorted(self.list_with_merged(card_id))}
        states = [state_of(ACTIVITY, row) for row in self.connection.execute(_DONE, params)]
        logged = [activity.read(state.id, state.registers, find_arrival_time(state.keys)) for state in states]
        present = [entry for entry in logged if entry and not entry.deleted]
        return sorted(present, key=lambda entry: (entry.done_at, entry.logged_at, entry.id))

    def read_activities(self, cards: Collection[str]) -> dict[str, list[Activity]]:
        """Return the activities on several cards, by card; deleted ones are left out."""
        by_card: dict[str, list[Activity]] = {}
        card_ids = sorted(cards)
        for start in range(0, len(card_ids), 500):
            params = {"board": self.board.id, "cards": card_ids[start : start + 500]}
            for row in self.connection.execute(_DONE, params):
                state = state_of(ACTIVITY, row)
                entry = activity.read(state.id, state.registers, find_arrival_time(state.keys))
                if entry and not entry.deleted:
                    by_card.setdefault(entry.card, []).append(entry)
        return by_card

    # -- the playbook

    def objection(self, objection_id: str) -> Objection:
        """Return an objection on a card of this board, also a deleted one; raises NotFound."""
        state = self._find_one(OBJECTION, objection_id)
        entry = playbook.objection.read(state.id, state.registers, self.board.id) if state else None
        if entry is None or self._find_one(CARD, entry.card) is None:
            raise NotFound("That objection is not on this board.")
        return entry

    def list_objections(self, cards: Collection[str] | None = None) -> list[Objection]:
        """Return the objections on these cards, else on all, oldest first; deleted ones are left out."""
        params: dict[str, object] = {"board": self.board.id, "etype": OBJECTION}
        query = _ALL if cards is None else _ALL.where(_E.card.in_(sorted(cards)))
        entries = (
            playbook.objection.read(row.id, json.loads(row.body), self.board.id)
            for row in self.connection.execute(query, params)
        )
        return sorted((one for one in entries if one and not one.deleted), key=lambda one: (one.at, one.id))

    def list_waiting(self, requests: Collection[str]) -> list[Objection]:
        """Return the objections of these requests that no play answers, oldest first, each on the card it shows on."""
        waiting = [
            one
            for one in self.list_objections()
            if one.request in requests and not one.play and one.outcome != "resolved"
        ]
        merges = self.list_merges() if waiting else {}
        return [replace(one, card=follow_merges(merges, one.card)) for one in waiting]

    def list_merges(self) -> dict[str, str]:
        """Return the merged cards of the board with what each was merged into."""
        rows = self.connection.execute(_MERGED, {"board": self.board.id, "etype": CARD})
        return {row.id: row.card for row in rows}

    def list_plays(self) -> list[Play]:
        """Return all plays of the board, archived and removed ones too, by title."""
        rows = self.connection.execute(_ALL, {"board": self.board.id, "etype": PLAY})
        return playbook.play.sort_plays(
            one for row in rows if (one := playbook.play.read(row.id, json.loads(row.body)))
        )

    # -- debriefs and shared walks

    def lesson(self, lesson_id: str) -> Lesson:
        """Return a debrief or a shared walk on a card of this board, also a deleted one; raises NotFound."""
        state = self._find_one(LESSON, lesson_id)
        entry = lessons.lesson.read(state.id, state.registers) if state else None
        if entry is None or self._find_one(CARD, entry.card) is None:
            raise NotFound("That debrief is not on this board.")
        return entry

    def list_lessons(self, card_id: str) -> list[Lesson]:
        """Return the debriefs and shared walks on a card and on those merged into it, oldest first."""
        query = _ALL.where(_E.card.in_(sorted(self.list_with_merged(card_id))))
        rows = self.connection.execute(query, {"board": self.board.id, "etype": LESSON})
        entries = (lessons.lesson.read(row.id, json.loads(row.body)) for row in rows)
        return sorted((one for one in entries if one and not one.deleted), key=lambda one: (one.at, one.id))

    # -- guesses

    def list_guesses(self, card_id: str) -> list[Guess]:
        """Return the guesses about a card, those taken back too; what is not shown yet only of the reader's own."""
        ids = [guess.derive_guess_id(self.board.id, card_id, team) for team in guess.TEAMS]
        states = [state for name in ids if (state := self._find_one(GUESS, name))]
        known = [one for state in states if (one := guess.read_guess(state.id, state.registers))]
        return [
            guess.open_seals(one, seals.read_stored(self.connection, self.board.id, one.id))
            if one.author == self.reader
            else one
            for one in known
        ]

    def list_all_guesses(self) -> list[Guess]:
        """Return all guesses of the board that were not taken back; chances only of those that are shown."""
        rows = self.connection.execute(_ALL, {"board": self.board.id, "etype": GUESS})
        guesses = (guess.read_guess(row.id, json.loads(row.body)) for row in rows)
        return [one for one in guesses if one and not one.deleted]

    # -- lanes

    def count_cards(self, lane: str) -> int:
        """Return how many cards a lane holds."""
        counted = select(func.count()).select_from(server_tables.entity)
        return sum(
            self.connection.execute(counted.where(*self._match_ids(stage))).scalar_one()
            for stage in self._list_stages(lane)
        )

    def list_neighbours(
        self, lane: str, at: tuple[str, str] | None, count: int, *, down: bool
    ) -> list[tuple[str, str]]:
        """Return (rank, id) of so many cards of a lane below (else above) a place, the nearest first."""
        order = (_E.rank, _E.id) if down else (_E.rank.desc(), _E.id.desc())
        place, neighbours = tuple_(_E.rank, _E.id), list[tuple[str, str]]()
        for stage in self._list_stages(lane):
            query = select(_E.rank, _E.id).where(*self._match_ids(stage)).order_by(*order).limit(count)
            if at is not None:
                query = query.where(place > tuple_(*at) if down else place < tuple_(*at))
            neighbours += [(rank, card) for rank, card in self.connection.execute(query)]
        return sorted(neighbours, reverse=not down)[:count]

    def list_offer_loads(self) -> dict[str, tuple[int, str]]:
        """Return for members how many offers wait for them, and when they were given the last one."""
        loads: dict[str, tuple[int, str]] = {}
        wanted = select(_E.body).where(
            _E.board == self.board.id, _E.etype == CARD, server_tables.LYING, _E.body.contains('"handoff"')
        )
        for body in self.connection.execute(wanted).scalars():
            present = handoff.read(json.loads(body).get(HANDOFF))
            if present and present.to:
                waiting, last = loads.get(present.to, (0, ""))
                loads[present.to] = (waiting + present.is_open, max(last, present.offered_at))
        return loads

    def _list_stages(self, lane: str) -> list[str | None]:
        """Return the stages whose cards show in a lane: its own, and removed ones to its right.

        The first lane also shows cards without a stage, or with one that nobody knows.
        """
        board = self.board
        stage_ids: list[str | None] = [stage.id for stage in board.all_stages if board.lane_of(stage.id).id == lane]
        if board.stages[0].id == lane:
            stage_ids += self._strays
        return stage_ids

    @cached_property
    def _strays(self) -> list[str | None]:
        """The stages of cards that are not on the board.

        They are looked for between the known stages, which the index finds at once, not among all cards.
        """
        known = sorted(stage.id for stage in self.board.all_stages)
        between = [and_(_E.stage > low, _E.stage < high) for low, high in pairwise(known)]
        beside = [_E.stage.is_(None), _E.stage < known[0], *between, _E.stage > known[-1]]
        query = union(
            *(select(_E.stage).where(_E.board == self.board.id, where, server_tables.LYING) for where in beside)
        )
        return [*self.connection.execute(query).scalars()]

    def _match_ids(self, stage: str | None) -> tuple[ColumnElement[bool] | TextClause, ...]:
        return _E.board == self.board.id, _E.stage == stage, server_tables.LYING


def card_of(board: Board, state: EntityState, talk: CommentCounts, done: ActivityCounts | None = None) -> Card:
    """Return a card as people see it, with what derives from its comments and activities."""
    row = rows.blank(board.id, state.id)
    rows.set_registers(row, state.registers)
    row["changed_at"] = state.changed_at
    return card_of_row(row, talk, done)


def comment_of(board: Board, state: EntityState) -> Comment:
    """Return a comment as people see it."""
    row = rows.comment_row(
        board.id, state.id, state.registers, state.keys, made_at=state.made_at, made_verb=state.made_verb
    )
    return comment_from([row[name] for name in comment_rows.FIELDS])
