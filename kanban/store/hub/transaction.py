"""One write to a board: numbers changes, settles their stamps, folds them, and writes everything at the end.

All of it happens under the lock of the board's row, so numbers are dense, and a reader up to the head has read
everything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, select, update

from kanban.domain import clock, fold
from kanban.domain.change import ACTIVITY, CARD, HANGING, MEMBER, SEALED, TIME, Change, Json, Step
from kanban.domain.entity_state import EntityState, add_digest, digest_of_packed
from kanban.protocol.types import MOST_CHANGES
from kanban.store.derive import CommentCounts
from kanban.store.hub import codes, server_tables
from kanban.store.hub.act_history import ActHistory
from kanban.store.hub.board_rows import (
    FEW,
    BoardRow,
    board_of,
    board_with,
    body_of,
    entity_values,
    find_parent,
    state_of,
)
from kanban.store.hub.cards import card_table
from kanban.store.hub.cards.portable_sql import do
from kanban.store.hub.cards.reader import card_of
from kanban.store.hub.seals import keep_seals, leave_out_seal, list_reveals, take_seal
from kanban.store.hub.server_key import ServerKeys, new_ids
from kanban.store.hub.stamping import StampSettler, settle_time

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member
    from kanban.domain.card import Card
    from kanban.store.hub.server_database import Hub

EVERYBODY = "board"
"""The actor of what the server does on its own."""

_B, _E = server_tables.board.c, server_tables.entity.c

_ENTITIES = select(
    _E.id, _E.body, _E["keys"].label("packed"), _E.made_at, _E.made_verb, _E.changed_at, _E.purged
).where(
    _E.board == bindparam("board"), _E.etype == bindparam("etype"), _E.id.in_(bindparam("ids", expanding=True))
)  # fmt: skip
_ON_CARD = select(_E.body).where(_E.board == bindparam("board"), _E.card == bindparam("card"))
_ACTIVE, _SAID = _ON_CARD.where(_E.etype == ACTIVITY), _ON_CARD.where(_E.etype.in_(HANGING), _E.deleted == 0)
_VALUES = ("body", "keys", "made_at", "made_verb", "changed_at", "seq", "card", "stage", "rank", "deleted", "purged")
"""The columns of an entity that a write sets."""
_LOG = (
    "board", "seq", "id", "device", "dseq", "tx", "act", "entity", "etype", "verb", "actor", "at", "stamp", "base",
    "body", "purged",
)  # fmt: skip
# plain SQL, because to bind thousands of values by name took a third of a push
_INSERT = (
    f"INSERT INTO hub_entity ({', '.join(_VALUES)}, board, etype, id) VALUES ({', '.join('?' * (len(_VALUES) + 3))})"
)
_UPDATE = (
    f"UPDATE hub_entity SET {', '.join(f'{name} = ?' for name in _VALUES)} WHERE board = ? AND etype = ? AND id = ?"
)
_INSERT_CHANGE = f"INSERT INTO hub_change ({', '.join(_LOG)}) VALUES ({', '.join('?' * len(_LOG))})"
_UPDATE_BOARD = update(server_tables.board).where(_B.id == bindparam("b_id"))


@dataclass(slots=True)
class LoadedEntity:
    """An entity that a transaction has loaded."""

    state: EntityState
    has_row: bool = False
    is_purged: bool = False
    digest: int = 0
    """What its row adds to the board's digest."""
    seq: int = 0
    """The number of this write's newest change to it; 0 for none."""

    def copy(self) -> LoadedEntity:
        """Return a copy of its present state."""
        state = replace(self.state, registers=dict(self.state.registers), keys=dict(self.state.keys))
        return replace(self, state=state)


@dataclass(frozen=True, slots=True)
class VouchedOrigin:
    """What the server vouches for in a change, whatever its sender says."""

    actor: str
    device: str
    base: int
    extra: Mapping[str, Json]
    is_settled: bool = False
    """Stamp and time stay: the server settled them when it made the change itself."""


@dataclass(slots=True)
class _Savepoint:
    """What a protocol transaction of a push found, so that it can be undone as a whole."""

    changes: int
    structure: int
    entities: dict[tuple[str, str], LoadedEntity] = field(default_factory=dict)


class BoardTransaction:
    """A board during one write; a `docket.Docket`."""

    def __init__(self, hub: Hub, connection: Connection, row: BoardRow, now_ms: int) -> None:
        self.hub, self.connection, self.row, self.now_ms = hub, connection, row, now_ms
        self.member = ""
        """The id of the acting member."""
        self.changes: list[Change] = []
        """The accepted changes, in order."""
        self.seals: dict[str, Json] = {}
        """What accepted guesses say in secret, by the id of the change: it never gets into the log."""
        self.opened_cards: list[str] = []
        self._entities: dict[tuple[str, str], LoadedEntity] = {}
        self._board: Board | None = None
        self._mark: _Savepoint | None = None
        self._before = row.head
        self._settling = StampSettler(connection, row.id, now_ms)
        self.past = ActHistory(connection, row.id, self.changes)
        self.floor = ""
        """Nothing that the actor did happened before this: they had no account."""

    # -- what there is

    def load(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Load entities by (type, id), those that are not loaded yet."""
        missing: dict[str, list[str]] = {}
        for etype, entity in dict.fromkeys(wanted):
            if (etype, entity) not in self._entities:
                missing.setdefault(etype, []).append(entity)
        for etype, ids in missing.items():
            rows = self.connection.execute(_ENTITIES, {"board": self.row.id, "etype": etype, "ids": ids})
            by_id = {row.id: row for row in rows}
            for entity in ids:
                loaded = LoadedEntity(EntityState(etype, entity))
                if row := by_id.get(entity):
                    digest = digest_of_packed(etype, entity, row.packed)
                    loaded = LoadedEntity(state_of(etype, row), has_row=True, is_purged=bool(row.purged), digest=digest)
                self._entities[etype, entity] = loaded

    def entity_of(self, etype: str, entity: str) -> LoadedEntity:
        """Return an entity; an empty one if nothing is known of it."""
        if (etype, entity) not in self._entities:
            self.load([(etype, entity)])
        return self._entities[etype, entity]

    def find(self, etype: str, entity: str) -> EntityState | None:
        """Return an entity as it is now, None where nothing is known of it."""
        state = self.entity_of(etype, entity).state
        return state if state.keys else None

    def build_card_after(self, change: Change) -> Card:
        """Return the card that a change is of, as it is once the change is taken."""
        known = self.entity_of(CARD, change.entity).state
        state = replace(known, registers={**known.registers, **change.set})
        return card_of(self.board, state, CommentCounts())

    def has_foreign_talk(self, card: str, actor: str) -> bool:
        """Whether anybody but the actor has said something on a card, or logged an activity there."""
        bodies = map(json.loads, self.connection.execute(_SAID, {"board": self.row.id, "card": card}).scalars())
        return any(actor not in {body.get("author"), body.get("imported_by"), body.get("by")} for body in bodies)

    def is_purged(self, etype: str, entity: str) -> bool:
        """Whether it was erased for good."""
        return self.entity_of(etype, entity).is_purged

    @property
    def now(self) -> str:
        """The server's time, UTC."""
        return clock.iso_ms(self.now_ms)

    def find_time(self, change: Change) -> str:
        """Return when a change was made by its device's clock, never after now."""
        return min(settle_time(change.at, change.stamp, self.floor), self.now)

    def list_changes(self, etype: str, entity: str) -> list[Change]:
        """Return every change of an entity, in the order in which they were taken."""
        return self.past.list_changes(etype, entity)

    def list_sets(self, etype: str, entity: str, name: str) -> Sequence[Change]:
        """Return the changes of an entity that set a register, or imply it, in the order of their keys."""
        return self.past.list_sets(etype, entity, name)

    def find_change(self, name: str) -> Change | None:
        """Return a change that was taken, by its id."""
        return self.past.change(name)

    def find_owner(self, name: str) -> str | None:
        """Return the member whose act, or transaction, has this id."""
        return self.past.find_owner(name)

    def find_undone(self, acts: Collection[str], aside: Collection[str]) -> set[str]:
        """Return which acts count for nothing because they were undone, or undid others."""
        return self.past.find_undone(acts, aside)

    def has_activity(self, card: str) -> bool:
        """Whether somebody logged an activity on a card; those of a file don't count."""
        bodies = self.connection.execute(_ACTIVE, {"board": self.row.id, "card": card}).scalars()
        return any(json.loads(body).get("author") for body in bodies)

    def find_outvoted(self, change: Change, origin: VouchedOrigin) -> set[str]:
        """Return the registers that a later change, unknown to this one's author, would keep."""
        keys = self.entity_of(change.etype, change.entity).state.keys
        stamp, _ = self._settle(change, origin)
        return {name for name in change.set if keys.get(name, "") > f"{stamp} {change.id}"}

    @property
    def board(self) -> Board:
        """The board's settings, stages and members as they are now."""
        if self._board is None:
            changed = {
                key: entity.state.registers for key, entity in self._entities.items() if entity.seq and key[0] in FEW
            }
            if changed:
                self._board = board_with(self.connection, self.row.id, changed)
            else:
                self._board = board_of(self.hub, self.connection, self.row)
        return self._board

    @property
    def actor(self) -> Member | None:
        """The acting member, as the board knows them now."""
        return self.board.get_member(self.member)

    @cached_property
    def keys(self) -> ServerKeys:
        """The server's keys."""
        return ServerKeys(self.connection)

    # -- what comes

    def begin(self, changes: int) -> None:
        """Begin a protocol transaction of so many changes; `undo` reverts it."""
        # a transaction of one change is refused before anything of it is folded, so there is nothing to revert
        self._mark = _Savepoint(len(self.changes), self.row.structure) if changes > 1 else None

    def undo(self) -> None:
        """Revert what was folded since `begin`."""
        if self._mark is None:
            return
        del self.changes[self._mark.changes :]
        # entities that were only loaded meanwhile stay: reading them again would give the same
        self._entities.update(self._mark.entities)
        self.row.head, self.row.structure = self._before + len(self.changes), self._mark.structure
        self._board = None

    def take(
        self, change: Change, origin: VouchedOrigin | None = None, *, keeps_time: bool = False
    ) -> tuple[Change, bool]:
        """Number a change, settle its stamp and fold it; returns it as kept, and whether any of its values won.

        What `origin` holds replaces what the change says about its maker. One that `keeps_time` may have happened at
        any time.
        """
        origin = origin or VouchedOrigin(change.actor, change.device, change.base, change.extra)
        entity = self.entity_of(change.etype, change.entity)
        # copied when it is first written: most transactions of a push are never reverted
        if self._mark is not None and (change.etype, change.entity) not in self._mark.entities:
            self._mark.entities[change.etype, change.entity] = entity.copy()
        self.row.head += 1
        if SEALED in origin.extra:
            # the publisher of a board, who is nobody there yet, brings what all said
            take_seal(self.seals, change, origin.extra, is_own=self.member in {"", origin.actor})
            origin = replace(origin, extra=leave_out_seal(origin.extra))
        stamp, at = self._settle(change, origin, keeps_time=keeps_time)
        change = Change(  # at once, because `replace` takes ten times as long
            id=change.id, act=change.act, tx=change.tx, verb=change.verb, at=at, etype=change.etype,
            entity=change.entity, set=change.set, stamp=stamp, actor=origin.actor, device=origin.device,
            dseq=change.dseq, base=origin.base, undo_of=change.undo_of, card=change.card, seq=self.row.head,
            extra=origin.extra,
        )  # fmt: skip
        won = entity.state.fold(change)
        entity.seq = self.row.head
        self.changes.append(change)
        if change.etype in FEW:
            self.row.structure, self._board = self.row.head, None
        return change, bool(won)

    def _settle(self, change: Change, origin: VouchedOrigin, *, keeps_time: bool = False) -> tuple[str, str]:
        if origin.is_settled:
            return change.stamp, change.at
        state = self.entity_of(change.etype, change.entity).state
        stamp, at = self._settling.settle(
            change, origin.device, origin.base, state, self.changes, keeps_time=keeps_time
        )
        return stamp, at if keeps_time else max(at, self.floor)

    def write_own(
        self,
        steps: Sequence[Step],
        verb: str,
        actor: str,
        ids: Sequence[str] = (),
        *,
        keeps_time: bool = False,
        act: str = "",
        gate: Callable[[Change], Change] | None = None,
    ) -> list[Change]:
        """Write steps of the server itself: stamped by its own device, after everything else, signed with its key.

        What must happen once has `ids` that name it; no device can foresee the ids of the changes made from them. Steps
        with `keeps_time` say when they happened, such as deadlines. They form an act of their own, or join `act`. A
        `gate` judges each change made for a member; it may raise.
        """
        row, changes = self.row, list[Change]()
        own_act, tx = new_ids(2)
        act = act or own_act
        clockwork = clock.Clock(row.device, row.stamp)
        names = [self.keys.id_for(name) for name in ids] or new_ids(len(steps))
        for place, (step, change_id) in enumerate(zip(steps, names, strict=True)):
            if place and place % MOST_CHANGES == 0:
                (tx,) = new_ids(1)
            row.dseq += 1
            change = Change(
                id=change_id, act=act, tx=tx, verb=step.verb or verb, at=step.at or clock.iso_ms(self.now_ms),
                etype=step.etype, entity=step.entity, set=step.set, stamp=clockwork.make_stamp(self.now_ms),
                actor=actor, device=row.device, dseq=row.dseq, base=row.head, card=step.card, extra=step.extra,
            )  # fmt: skip
            change, _ = self.take(gate(change) if gate else change, keeps_time=keeps_time)
            clockwork.see(change.stamp)
            self.changes[-1] = change = self.keys.sign(row.id, change)
            changes.append(change)
        row.stamp = clockwork.last
        return changes

    # -- what is put down

    def list_changed_entities(self) -> dict[tuple[str, str], str]:
        """Return the entities that this write changes, each with its card; the database does not have them yet."""
        changed = {key: entity.state for key, entity in self._entities.items() if entity.seq and not entity.is_purged}
        return {key: str(find_parent(state) or "") for key, state in changed.items()}

    def erase(self, etype: str, entity: str, state: EntityState) -> None:
        """Replace an entity by an erased one."""
        target = self.entity_of(etype, entity)
        target.state, target.is_purged = state, True

    def write(self) -> None:
        """Write changes, entities and the board's row. Guesses that may be shown from now on are."""
        row = self.row
        for step, name in list_reveals(self):  # each by itself: a device that brings one back may lack the other
            self.write_own([step], "reveal", TIME, [name])
        new, old = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
        for (etype, entity_id), entity in self._entities.items():
            if not entity.seq:
                continue
            packed = fold.pack(entity.state.keys)
            plus = digest_of_packed(etype, entity_id, packed) if entity.state.keys else 0
            row.digest = add_digest(row.digest, minus=entity.digest, plus=plus)
            values = entity_values(entity.state, packed, entity.seq, is_purged=entity.is_purged)
            (old if entity.has_row else new).append((*values, row.id, etype, entity_id))
        for statement, rows in ((_INSERT_CHANGE, self._log()), (_INSERT, new), (_UPDATE, old)):
            do(self.connection, statement, rows)
        keep_seals(self)
        self.past.write()
        changed = [entity for entity in self._entities.values() if entity.seq]
        purged = {entity.state.id for entity in changed if entity.is_purged}
        states, unordered = [entity.state for entity in changed], row.state == "publishing"
        card_table.update_table(self.connection, row.id, states, purged, self.changes, unordered=unordered)
        if self.changes:
            row.tip = self.changes[-1].id
        if any(change.etype == MEMBER for change in self.changes):
            codes.end_invitations_of_board(self.connection, self.board, clock.iso_ms(self.now_ms))
        self.write_row()

    def write_row(self) -> None:
        """Write only the board's row."""
        row = self.row
        self.connection.execute(
            _UPDATE_BOARD,
            {
                "b_id": row.id, "epoch": row.epoch, "head": row.head, "tip": row.tip, "digest": str(row.digest),
                "structure": row.structure, "state": row.state, "device": row.device, "stamp": row.stamp,
                "dseq": row.dseq,
            },
        )  # fmt: skip

    def _log(self) -> list[tuple[Any, ...]]:
        return [
            (
                self.row.id, change.seq, change.id, change.device, change.dseq, change.tx, change.act, change.entity,
                change.etype, change.verb, change.actor, change.at, change.stamp, change.base, body_of(change), 0,
            )
            for change in self.changes
        ]  # fmt: skip
