"""Importing: arrivals become cards, in batches that leave room for everyone else who writes.

New cards take a short cut: their rows are written beside their changes without reading anything back. What the short cut
writes is what the fold would make of the same changes, which a test holds. Cards that are there already take the long way.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from kanban.domain import clock, text
from kanban.domain.arrival import Arrival, Taken
from kanban.domain.card import CUSTOM
from kanban.domain.change import CARD, COMMENT, Step
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id, new_ids, placed_id, ref_of
from kanban.domain.rules import may
from kanban.store import folding, log
from kanban.store.compact import written, written_sorted
from kanban.store.projection import Projection
from kanban.store.rows import CARD_COLUMNS, INSERT_CARD, REGISTERS, SEARCHED, blank, labels_text
from kanban.store.update import Known, Updater
from kanban.store.writing import LARGEST_TX, Pen, as_member

if TYPE_CHECKING:
    import sqlite3

    from kanban.domain.change import Json
    from kanban.store.workspace import Workspace

BATCH = 500
"""Leads in one transaction: some 15 ms in which nobody else writes."""

PAUSE = 0.001
"""Seconds between two transactions, so that a waiting writer gets in."""

_COLUMN = {name: place for place, name in enumerate(CARD_COLUMNS)}
_TEMPLATE = list(blank("", "0" * 36).values())
_REGISTER = {name: _COLUMN[name] for name in REGISTERS}
_STAGE, _RANK, _LANE, _LABELS = (_COLUMN[name] for name in ("stage", "rank", "lane", "labels"))
_CREATED, _ENTERED, _ACTED, _CHANGED = (_COLUMN[f"{name}_at"] for name in ("created", "entered", "acted", "changed"))
_TOUCHED, _UPDATED, _VERSION = (_COLUMN[name] for name in ("touched_at", "updated_at", "version"))
_HAY, _KEYS, _EXTRA = (_COLUMN[name] for name in ("hay", "keys", "extra"))
_MARKETING, _SALES = (_COLUMN[f"{team}_comments"] for team in ("marketing", "sales"))

_INSERT_COMMENT = (
    "INSERT OR IGNORE INTO comment (id, board, card, author, team, kind, body, at, quiet, extra, keys, deleted, edited) "
    "VALUES (?, ?, ?, ?, ?, 'comment', ?, ?, 1, '{}', ?, 0, 0)"
)


class Intake:
    """One import into a board."""

    def __init__(self, workspace: Workspace, said: Callable[[Taken], str], *, dry: bool = False) -> None:
        self.workspace = workspace
        self.said = said
        self.dry = dry
        self.taken = Taken(new_id())
        with workspace.database.faults():
            self._known = Known(workspace.connection, workspace.board)
        self._names: dict[tuple[str, ...], str] = {}

    def run(self, arrivals: Iterable[Arrival], progress: Callable[[Taken], None] = lambda _: None) -> Taken:
        """Take everything in; `progress` is called after every batch and may raise to stop between two.

        Raises Refused where the member may not add cards.
        """
        me = self.workspace.me
        if me is None:
            raise Refused("Say who imports: kanban init --name NAME --team marketing, or --as NAME.")
        may(me, "member", "import")
        connection = self.workspace.connection
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-65536")
        try:
            waiting = iter(arrivals)
            while batch := list(islice(waiting, BATCH)):
                self._batch(batch)
                progress(self.taken)
                time.sleep(PAUSE)
        finally:
            connection.execute("PRAGMA synchronous=FULL")
            self.workspace.database.checkpoint()
        return self.taken

    def _batch(self, batch: list[Arrival]) -> None:
        with self.workspace.database.faults():
            if self.dry:
                self._sort_out(batch, clock.iso(self.workspace.now()))
                return
        with self.workspace.database.writing() as connection:
            view = as_member(connection, self.workspace.board.id, self.workspace.member_id, self.workspace.now())
            first = log.head(connection) + 1
            new, updates = self._sort_out(batch, view.now)
            pen = Pen(connection, view.board.id)
            projection = pen.projection()
            self._create(projection, pen, new, view.actor.id, view.now)
            if updates:
                changes = pen.changes(self.taken.act, updates, view.actor.id, view.now)
                projection.apply(changes)
                log.append(connection, view.board.id, changes)
            projection.finish()
            pen.put_down()
            if log.head(connection) >= first:
                said = self.said(self.taken)
                log.note_act(
                    connection, self.taken.act, view.board.id, view.actor.id, "import", said, view.now, None, first
                )

    def _sort_out(self, batch: list[Arrival], now: str) -> tuple[list[tuple[str, Arrival]], list[Step]]:
        """Part a batch into leads without a card, each with the id of its card to be, and steps for the others."""
        new: dict[str, Arrival] = {}
        found: list[tuple[str, Arrival, bool]] = []
        for card, arrival, is_new in self._known.places(batch):
            if is_new:
                new[card] = arrival
            elif card in new:
                _fill(new[card], arrival)
                self.taken.unchanged += 1
            else:
                found.append((card, arrival, card in self._known.handled))
        self.taken.created += len(new)
        if not found:
            return list(new.items()), []
        return list(new.items()), Updater(self.workspace.connection, self.workspace.board, self._known, now).steps(
            found, self.taken
        )

    def _create(self, projection: Projection, pen: Pen, new: list[tuple[str, Arrival]], actor: str, now: str) -> None:
        """Write new cards with their changes and comments, all at once."""
        coming = Counter(arrival.stage for _, arrival in new)
        lanes = {lane: self._known.below(lane, count)[::-1] for lane, count in coming.items()}
        maker = _Maker(projection, pen, self.taken.act, actor, now, self._names)
        for card, arrival in new:
            maker.card(card, arrival, lanes[arrival.stage].pop())
        maker.write(projection.connection)


class _Maker:
    """Makes the rows of new cards: what the fold would make of their changes, without reading anything back."""

    def __init__(
        self, projection: Projection, pen: Pen, act: str, actor: str, now: str, names: dict[tuple[str, ...], str]
    ) -> None:
        self.projection, self.pen, self.act, self.actor, self.now, self.names = projection, pen, act, actor, now, names
        self.board = projection.board_id
        self.now_ms = clock.now_ms()
        self.ids: Iterator[str] = iter(())
        self.tx = self.room = 0
        self.number = projection.connection.execute("SELECT coalesce(max(n), 0) FROM card").fetchone()[0]
        self.cards: list[list[Any]] = []
        self.changes: list[tuple[Any, ...]] = []
        self.comments: list[tuple[Any, ...]] = []
        self.origins: list[tuple[str, str, str]] = []
        self.lanes: dict[str, str] = {}

    def card(self, card: str, arrival: Arrival, place: str) -> None:
        """Add one card: its creation, its entering the stage where that was later, its comments."""
        registers = arrival.registers
        self.number += 1
        created = arrival.created_at or arrival.entered_at or self.now
        entered = arrival.entered_at or created
        self._begin_tx(1 + (entered != created) + len(arrival.comments))
        staged: dict[str, Json] = {"stage": arrival.stage, "rank": place}
        whole: dict[str, Json] = {"created": True, **registers}
        if entered == created:
            whole.update(staged)
        key = self._change(CARD, card, whole, created)
        names: tuple[str, ...] = (*whole, "created_at", "acted_at")
        if entered == created:
            keys = f'{{"{key}":{self._named((*names, "entered_at"))}}}'
        else:
            later = self._change(CARD, card, staged, entered)
            first = f'"{key}":{self._named(names[:-1])}'
            keys = f'{{{first},"{later}":{self._named(("stage", "rank", "entered_at", "acted_at"))}}}'
        row = _TEMPLATE.copy()
        rest: dict[str, Json] = {"created": True}
        labels = []
        for name, value in registers.items():
            column = _REGISTER.get(name)
            if column is not None:
                row[column] = value
                continue
            rest[name] = value
            if name.startswith("label."):
                labels.append(name[6:])
            elif name.startswith("origin."):
                self.origins.append((self.board, name[7:], card))
        lane = self.lanes.get(arrival.stage) or self.lanes.setdefault(
            arrival.stage, self.projection.lane(arrival.stage)
        )
        marked = labels_text(labels) if labels else ""
        row[:3] = card, self.board, ref_of(card)
        last = max(entered, created)
        row[_STAGE], row[_RANK], row[_LANE], row[_LABELS] = arrival.stage, place, lane, marked
        row[_CREATED], row[_ENTERED], row[_ACTED], row[_CHANGED] = created, entered, entered, last
        row[_TOUCHED], row[_UPDATED], row[_VERSION] = entered, last, 1
        row[_HAY], row[_KEYS], row[_EXTRA] = _hay(registers, marked), keys, written_sorted(rest)
        if arrival.comments:
            row[_MARKETING], row[_SALES], talked = self._comments(card, arrival)
            row[_TOUCHED], row[_UPDATED] = max(entered, talked), max(last, talked)
        self.cards.append(row)
        worth = registers.get("value")
        currency = registers.get("currency") if worth is not None else None
        self.projection.add_total(lane, currency, 1, worth or 0)  # type: ignore[arg-type]  # an import brings whole numbers

    def _begin_tx(self, changes: int) -> None:
        """A card's changes stay together in one transaction of the protocol, where they fit into one."""
        if changes > self.room:
            self.room = LARGEST_TX
            pen, connection = self.pen, self.projection.connection
            self.tx = log.begin_tx(connection, new_id(), self.act, self.board, self.actor, pen.device, pen.base, None)
        self.room -= changes

    def _change(self, etype: str, entity: str, registers: dict[str, Json], at: str) -> str:
        """Add a log row; returns the key of what it sets."""
        change = next(self.ids, None)
        if change is None:
            self.ids = iter(new_ids(BATCH))
            change = next(self.ids)
        stamp = self.pen.clock.next(self.now_ms)
        self.pen.dseq += 1
        row = (
            change,
            self.tx,
            self.number,
            etype,
            entity,
            "import",
            at,
            stamp,
            self.pen.dseq,
            None,
            written(registers),
            None,
        )
        self.changes.append(row)
        return f"{stamp} {change}"

    def _named(self, names: tuple[str, ...]) -> str:
        """Return the names of registers as `fold.pack` writes them; most leads of a file have the same ones."""
        known = self.names.get(names)
        if known is None:
            for name in names:
                if name.startswith(CUSTOM):
                    self.projection.name_field(name)
            known = self.names[names] = json.dumps("\t".join(sorted(set(names))))
        return known

    def _comments(self, card: str, arrival: Arrival) -> tuple[int, int, str]:
        """Add a lead's comments; returns (of marketing, of sales, when the last was)."""
        marketing = sales = 0
        last = ""
        for comment in arrival.comments:
            entity = placed_id(self.board, "comment", comment.key)
            registers: dict[str, Json] = {
                "created": True, "card": card, "author": comment.author, "team": comment.team, "kind": "comment",
                "body": comment.body,
            }  # fmt: skip
            key = self._change(COMMENT, entity, registers, comment.at)
            keys = f'{{"{key}":{self._named(tuple(registers))}}}'
            self.comments.append(
                (entity, self.board, card, comment.author, comment.team, comment.body, comment.at, keys)
            )
            marketing += comment.team == "marketing"
            sales += comment.team == "sales"
            last = max(last, comment.at)
        return marketing, sales, last

    def write(self, connection: sqlite3.Connection) -> None:
        """Write all that was added."""
        if self.pen.synced:
            for row in self.cards:
                self.projection.keep(CARD, row[0], None)
            for comment, *_ in self.comments:
                self.projection.keep(COMMENT, comment, folding.read(connection, self.board, COMMENT, comment))
        connection.executemany(INSERT_CARD, self.cards)
        connection.executemany(log.INSERT, self.changes)
        if self.comments:
            before = connection.execute("SELECT coalesce(max(n), 0) FROM comment").fetchone()[0]
            connection.executemany(_INSERT_COMMENT, self.comments)
            rows = connection.execute("SELECT n, body FROM comment WHERE n > ?", (before,)).fetchall()
            indexed = [(n, text.index_text(body)) for n, body in rows]
            connection.executemany("INSERT INTO comment_search (rowid, body) VALUES (?, ?)", indexed)
        if self.origins:
            connection.executemany("INSERT OR REPLACE INTO origin (board, key, card) VALUES (?, ?, ?)", self.origins)


def _hay(registers: dict[str, Json], labels: str) -> str:
    parts = [str(part) for name in SEARCHED if (part := registers.get(name))]
    if labels:
        parts.append(labels.strip("\n"))
    hay = "\n".join(parts)
    return hay.lower() if hay.isascii() else "\n".join(map(text.fold, parts))


def _fill(arrival: Arrival, other: Arrival) -> None:
    """Let a later row of the same lead tell what the first one did not."""
    for name, value in other.registers.items():
        arrival.registers.setdefault(name, value)
    there = {comment.key for comment in arrival.comments}
    arrival.comments += [comment for comment in other.comments if comment.key not in there]
