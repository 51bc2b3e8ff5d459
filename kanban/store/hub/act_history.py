"""What was taken before: an entity's changes, whose an act is, and which acts were undone since."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from kanban.domain.acts import undo
from kanban.domain.acts.undo import PastAct
from kanban.domain.card import HANDOFF
from kanban.domain.change import CARD, Change
from kanban.domain.fold import add_implied_times
from kanban.domain.handoffs import handoff
from kanban.store.hub import server_tables
from kanban.store.hub.board_rows import change_of

AT_ONCE = 500
"""Ids per statement."""

_C, _A = server_tables.change.c, server_tables.act.c
_STORIES = (
    select(server_tables.change)
    .where(_C.board == bindparam("board"), _C.entity.in_(bindparam("ids", expanding=True)))
    .order_by(_C.seq)
)
_ONE = select(server_tables.change).where(_C.board == bindparam("board"), _C.id == bindparam("id"))
_ACTS = select(_A.id, _A.actor, _A.undo_of, _A.seq).where(
    _A.board == bindparam("board"), _A.id.in_(bindparam("ids", expanding=True))
)
_UNDOS = select(_A.id, _A.actor, _A.undo_of, _A.seq).where(
    _A.board == bindparam("board"), _A.undo_of.in_(bindparam("ids", expanding=True))
)
_NAME = text(
    "INSERT INTO hub_act (board, id, actor, undo_of, seq) VALUES (:board, :id, :actor, :undo_of, :seq) ON CONFLICT DO "
    "NOTHING"
)


class ActHistory:
    """The log of one board, as far as a write has asked for it, plus what the write itself has taken."""

    def __init__(self, connection: Connection, board: str, accepted_changes: Sequence[Change]) -> None:
        self.connection, self.board, self._accepted_changes = connection, board, accepted_changes
        self._histories: dict[str, list[Change]] = {}
        self._owners: dict[str, str | None] = {}
        self._new: dict[str, str] = {}
        self._named_count = 0
        self._undos: list[tuple[int, PastAct]] = []
        """Acts that undid others, as far as they were loaded, with their numbers, newest first."""
        self._looked_up: set[str] = set()
        self._indexes: dict[tuple[str, str], _RegisterIndex] = {}

    def load(self, names: Iterable[str], entities: Iterable[str]) -> None:
        """Load the owners of these acts and transactions, and all changes of these entities, in few statements."""
        for ids in _split_parts([name for name in dict.fromkeys(names) if name not in self._owners]):
            owners = {row.id: row.actor for row in self._select_rows(_ACTS, ids)}
            self._owners |= {name: owners.get(name) for name in ids}
        for ids in _split_parts([entity for entity in dict.fromkeys(entities) if entity not in self._histories]):
            self._histories |= {entity: [] for entity in ids}
            for row in self._select_rows(_STORIES, ids):
                self._histories[row.entity].append(change_of(row))

    def list_changes(self, etype: str, entity: str) -> list[Change]:
        """Return every change of an entity, in the order of their numbers."""
        self.load((), [entity])
        known = [change for change in self._histories[entity] if change.etype == etype]
        return known + [
            change for change in self._accepted_changes if change.entity == entity and change.etype == etype
        ]

    def change(self, name: str) -> Change | None:
        """Return a change by its id."""
        for change in reversed(self._accepted_changes):
            if change.id == name:
                return change
        row = self.connection.execute(_ONE, {"board": self.board, "id": name}).one_or_none()
        return change_of(row) if row else None

    def find_owner(self, name: str) -> str | None:
        """Return whose act, or transaction, this is."""
        self.load([name], ())
        for change in self._accepted_changes[self._named_count :]:
            self._new.setdefault(change.act, change.actor)
            self._new.setdefault(change.tx, change.actor)
            if change.etype == CARD and (present := handoff.read(change.set.get(HANDOFF))):
                self._new.setdefault(present.offer, change.actor)
        self._named_count = len(self._accepted_changes)
        return self._owners[name] or self._new.get(name)

    def list_sets(self, etype: str, entity: str, name: str) -> Sequence[Change]:
        """Return the changes of an entity that set a register, or imply it, in the order of their keys."""
        history, index = self.list_changes(etype, entity), self._indexes.get((etype, entity))
        if index is None or not index.is_of(history):
            index = self._indexes[etype, entity] = _RegisterIndex()
        index.take(history)
        return index.setting.get(name, ())

    def find_undone(self, acts: Collection[str], aside: Collection[str]) -> set[str]:
        """Return which acts count for nothing, `aside` left out of what undid them."""
        own_undos: dict[str, tuple[int, PastAct]] = {}
        for change in self._accepted_changes:
            if change.undo_of is not None:
                own_undos.setdefault(change.act, (change.seq or 0, PastAct(change.act, "undo", "", change.undo_of)))
        self._look_up({*acts, *own_undos})
        undos = self._undos
        if own_undos:
            undos = sorted(
                (*own_undos.values(), *(numbered for numbered in undos if numbered[1].id not in own_undos)),
                key=_read_newest,
            )
        return undo.find_cancelled(act for _, act in undos if act.id not in aside)

    def _look_up(self, acts: set[str]) -> None:
        """Load which of these acts were undone or undid others, and so on; nothing is loaded twice."""
        wanted, undos = acts - self._looked_up, dict[str, tuple[int, PastAct]]()
        while wanted:
            self._looked_up |= wanted
            ids = sorted(wanted)
            wanted = set()
            for row in (
                row for part in _split_parts(ids) for query in (_ACTS, _UNDOS) for row in self._select_rows(query, part)
            ):
                if row.undo_of:
                    undos[row.id] = (row.seq, PastAct(row.id, "undo", "", row.undo_of))
                    wanted |= {row.id, row.undo_of}
            wanted -= self._looked_up
        if undos:
            known = {act.id: (seq, act) for seq, act in self._undos}
            self._undos = sorted((known | undos).values(), key=_read_newest)

    def write(self) -> None:
        """Write the owners of the acts, transactions and offers that were taken."""
        rows: dict[str, Mapping[str, Any]] = {}
        for change in self._accepted_changes:
            row = {"board": self.board, "actor": change.actor, "undo_of": change.undo_of, "seq": change.seq}
            rows.setdefault(change.act, row | {"id": change.act})
            rows.setdefault(change.tx, row | {"id": change.tx, "undo_of": None})
            if change.etype == CARD and (present := handoff.read(change.set.get(HANDOFF))):
                rows.setdefault(present.offer, row | {"id": present.offer, "undo_of": None})
        if rows:
            self.connection.execute(_NAME, list(rows.values()))

    def _select_rows(self, query: Any, ids: Sequence[str]) -> Iterable[Any]:  # noqa: ANN401 - a statement of SQLAlchemy
        return self.connection.execute(query, {"board": self.board, "ids": ids})


class _RegisterIndex:
    """The changes of an entity by register."""

    def __init__(self) -> None:
        self.setting: dict[str, list[Change]] = {}
        self._count = 0
        self._last: Change | None = None

    def is_of(self, history: Sequence[Change]) -> bool:
        """Whether these changes begin with the indexed ones; those of a refused transaction are gone from them."""
        return self._count <= len(history) and (self._count == 0 or history[self._count - 1] is self._last)

    def take(self, history: Sequence[Change]) -> None:
        """Index the changes that were added."""
        for change in history[self._count :]:
            for name in add_implied_times(change):
                insort(self.setting.setdefault(name, []), change, key=_build_key)
        self._count, self._last = len(history), history[-1] if history else None


def _build_key(change: Change) -> str:
    return change.key


def _read_newest(numbered: tuple[int, PastAct]) -> int:
    return -numbered[0]


def _split_parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
