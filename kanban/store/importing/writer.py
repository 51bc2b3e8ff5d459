"""Cards that an import brings new: their rows, changes and comments, made without reading anything back.

All that a lead's own words decide is made before the write lock is taken (`Forms`); numbers, stamps and keys are put in
while it is held (`enter`). What comes of it is what the fold would make of the same changes, which a test holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from kanban.domain import fold
from kanban.domain.card import AUTHOR_IN_FILE, CUSTOM, IMPORTED_BY, LABEL, ORIGIN, SEARCHED
from kanban.domain.change import CARD, COMMENT
from kanban.domain.ids import new_id, new_ids, placed_id, ref_of
from kanban.domain.records.arrival import Arrival, ArrivedComment
from kanban.domain.values import text
from kanban.store import log, row_folding
from kanban.store.acts.writing import LARGEST_TX
from kanban.store.compact_json import pattern, plain, written, written_sorted
from kanban.store.derive import custom_texts, hay_from, labels_text
from kanban.store.rows import CARD_COLUMNS, INSERT_CARD, REGISTERS, blank

if TYPE_CHECKING:
    from kanban.domain.change import Json
    from kanban.store.acts.writing import Pen
    from kanban.store.projection import Projection

_COLUMN = {name: place for place, name in enumerate(CARD_COLUMNS)}
_TEMPLATE = list(blank("", "0" * 36).values())
_REGISTER = {name: _COLUMN[name] for name in REGISTERS}
_STAGE, _RANK, _LANE, _LABELS = (_COLUMN[name] for name in ("stage", "rank", "lane", "labels"))
_CREATED, _ENTERED, _ACTED, _CHANGED = (_COLUMN[f"{name}_at"] for name in ("created", "entered", "acted", "changed"))
_TOUCHED, _UPDATED, _VERSION = (_COLUMN[name] for name in ("touched_at", "updated_at", "version"))
_VALUE, _CURRENCY = _COLUMN["value"], _COLUMN["currency"]
_HAY, _KEYS, _EXTRA = (_COLUMN[name] for name in ("hay", "keys", "extra"))
_MARKETING, _SALES = (_COLUMN[f"{team}_comments"] for team in ("marketing", "sales"))

_INSERT_CHANGE = "INSERT INTO change (id, tx, story, etype, entity, verb, at, stamp, dseq, body) VALUES (?, ?, ?, ?, ?, 'import', ?, ?, ?, ?)"
_INSERT_COMMENT = (
    "INSERT OR IGNORE INTO comment (id, board, card, author, team, kind, body, at, quiet, extra, keys, deleted, edited) "
    "VALUES (?, ?, ?, ?, ?, 'comment', ?, ?, 1, ?, ?, 0, 0)"
)


WHOLE = 500
"""Ids that are made at once."""

_Told = tuple[str, str, str, str, str, str]
"""A change that only lacks its place in the log: id, type, entity, time, body, and the registers that it sets as `fold.pack`
writes them."""


_Said = tuple[_Told, tuple[str, str, str, str, str], str]
"""A comment: its change, the parts of the file's `ArrivedComment`, and its registers without a column as JSON."""


class Newcomer(NamedTuple):
    """A card that only lacks its number, its lane and its keys: plain values, so that another process can make it."""

    row: list[Any]
    own: list[_Told]
    """Its creation, and its entering the stage where that was later."""
    comments: list[_Said]
    origins: tuple[str, ...]
    """Outside identities that its id does not say."""
    lead: bool
    deal: bool
    entered: str | None
    """When its stage was entered, where the lead told."""

    @property
    def id(self) -> str:
        """The card's."""
        found: str = self.row[0]
        return found

    @property
    def stage(self) -> str:
        """The id of the stage where it belongs."""
        found: str = self.row[_STAGE]
        return found

    def arrival(self) -> Arrival:
        """Return the lead that it was made of, for a card that somebody else has made of it meanwhile."""
        told: dict[str, Json] = json.loads(self.own[0][4])
        registers = {name: value for name, value in told.items() if name not in {"created", "stage", "rank"}}
        said = [ArrivedComment(*comment) for _, comment, _ in self.comments]
        return Arrival((), registers, self.stage, None, self.entered, self.lead, self.deal, said)


class _Shape(NamedTuple):
    """What leads that tell the same registers have in common."""

    columns: tuple[tuple[int, str], ...]
    """Places in the row, each with its register."""
    rest: tuple[str, ...]
    """Registers without a column."""
    labels: tuple[str, ...]
    origins: tuple[str, ...]
    first: str
    """What its creation sets, as `fold.pack` writes it."""
    body: str
    """What its creation says, all but the values."""
    extra: str
    """What the registers without a column say, all but the values, by name."""
    among: Callable[[Sequence[str]], tuple[str, ...]]
    """Picks those values, in that order."""


class Forms:
    """Makes newcomers of one board."""

    def __init__(self, board: str, importer: str) -> None:
        self.board, self.importer = board, importer
        self._fields: set[str] = set()
        """Custom fields that were met since somebody asked."""
        self._named: set[str] = set()
        self._shapes: dict[tuple[bool, tuple[str, ...]], _Shape] = {}
        self._ids = chain.from_iterable(map(new_ids, repeat(WHOLE)))
        """Ids of changes, which rise as they are taken."""
        self._moved = _names(("stage", "rank", "entered_at", "acted_at"))

    def met(self) -> tuple[str, ...]:
        """Return the custom fields that were met for the first time since this was asked last."""
        fields, self._fields = tuple(sorted(self._fields)), set()
        return fields

    def fill(self, card: str, arrival: Arrival, place: str, now: str) -> Newcomer:
        """Make a card at this rank; `now` is when it was created where the lead doesn't tell."""
        registers = arrival.registers
        created = arrival.created_at or arrival.entered_at or now
        entered = arrival.entered_at or created
        later, ids = entered != created, self._ids
        told = tuple(registers)
        shape = self._shapes.get((later, told)) or self._shape(told, later=later)
        body, extra = self._written(shape, registers, arrival.stage, place, later=later)
        own = [(next(ids), CARD, card, created, body, shape.first)]
        if later:
            own.append((next(ids), CARD, card, entered, f'{{"stage":"{arrival.stage}","rank":"{place}"}}', self._moved))
        row = _TEMPLATE.copy()
        for column, name in shape.columns:
            row[column] = registers[name]
        labels = labels_text(shape.labels) if shape.labels else ""
        last = max(entered, created)
        row[:3] = card, self.board, ref_of(card)
        row[_STAGE], row[_RANK], row[_LABELS], row[_VERSION] = arrival.stage, place, labels, 1
        row[_CREATED], row[_ENTERED], row[_ACTED], row[_CHANGED] = created, entered, entered, last
        row[_TOUCHED], row[_UPDATED] = entered, last
        row[_HAY] = _hay(registers, labels)
        row[_EXTRA] = extra
        if not arrival.comments:
            return Newcomer(row, own, [], shape.origins, arrival.lead, arrival.deal, arrival.entered_at)
        talked = max(comment.at for comment in arrival.comments)
        row[_TOUCHED], row[_UPDATED] = max(entered, talked), max(last, talked)
        for team, column in (("marketing", _MARKETING), ("sales", _SALES)):
            row[column] = sum(comment.team == team for comment in arrival.comments)
        said = self._comments(card, arrival)
        return Newcomer(row, own, said, shape.origins, arrival.lead, arrival.deal, arrival.entered_at)

    def _written(
        self, shape: _Shape, registers: dict[str, Json], stage: str, place: str, *, later: bool
    ) -> tuple[str, str]:
        """Return what a card's creation sets, and its registers without a column, both as JSON."""
        if values := plain(registers.values()):
            body = shape.body % (tuple(values) if later else (*values, f'"{stage}"', f'"{place}"'))
            try:
                body.encode()
            except UnicodeEncodeError:  # half a character: what is made of that is known elsewhere
                pass
            else:
                return body, shape.extra % shape.among(values)
        told = {"created": True, **registers} | ({} if later else {"stage": stage, "rank": place})
        return written(told), written_sorted({"created": True, **{name: registers[name] for name in shape.rest}})

    def _comments(self, card: str, arrival: Arrival) -> list[_Said]:
        made: list[_Said] = []
        for comment in arrival.comments:
            registers = comment.registers(card, self.importer)
            rest = {name: registers[name] for name in (AUTHOR_IN_FILE, IMPORTED_BY) if name in registers}
            entity = placed_id(self.board, "comment", comment.key)
            told = (next(self._ids), COMMENT, entity, comment.at, written(registers), _names(registers))
            parts = (comment.key, comment.author, comment.team, comment.at, comment.body)
            made.append((told, parts, written_sorted(rest)))
        return made

    def _shape(self, told: tuple[str, ...], *, later: bool) -> _Shape:
        rest = tuple(name for name in told if name not in _REGISTER)
        ordered = sorted(rest)
        implied = ("created_at",) if later else ("stage", "rank", "created_at", "acted_at", "entered_at")
        found = self._shapes[later, told] = _Shape(
            columns=tuple((_REGISTER[name], name) for name in told if name in _REGISTER),
            rest=rest,
            labels=tuple(name.removeprefix(LABEL) for name in told if name.startswith(LABEL)),
            origins=tuple(name.removeprefix(ORIGIN) for name in told if name.startswith(ORIGIN)),
            first=_names(("created", *told, *implied)),
            body=pattern(("created", *told) if later else ("created", *told, "stage", "rank")),
            extra=pattern(sorted(("created", *rest))),
            among=_picking([told.index(name) for name in ordered]),
        )
        fields = {name for name in told if name.startswith(CUSTOM)} - self._named
        self._fields |= fields
        self._named |= fields
        return found


def enter(
    newcomers: Sequence[Newcomer], fields: Iterable[str], projection: Projection, pen: Pen, act: str, actor: str
) -> None:
    """Write newcomers and name their custom `fields`, within the transaction that the projection's connection holds."""
    for name in fields:
        projection.name_field(name)
    changes, comments = _placed(newcomers, projection, pen, act, actor)
    connection = projection.connection
    if pen.synced:
        _keep(newcomers, comments, projection)
    rows = [each.row for each in newcomers]
    lanes = {stage: projection.lane(stage) for stage in {row[_STAGE] for row in rows}}
    totals: dict[tuple[str, str | None], list[int]] = {}
    for row in rows:
        lane = row[_LANE] = lanes[row[_STAGE]]
        worth = row[_VALUE]
        total = totals.setdefault((lane, None if worth is None else row[_CURRENCY]), [0, 0])
        total[0] += 1
        total[1] += worth or 0
    for (lane, currency), (cards, worth) in totals.items():
        projection.add_total(lane, currency, cards, worth)
    connection.executemany(INSERT_CARD, rows)
    connection.executemany(_INSERT_CHANGE, changes)
    if comments:
        before = connection.execute("SELECT coalesce(max(n), 0) FROM comment").fetchone()[0]
        connection.executemany(_INSERT_COMMENT, comments)
        said = connection.execute("SELECT n, body FROM comment WHERE n > ?", (before,)).fetchall()
        indexed = [(n, text.index_text(body)) for n, body in said]
        connection.executemany("INSERT INTO comment_search (rowid, body) VALUES (?, ?)", indexed)
    origins = [(projection.board_id, key, each.id) for each in newcomers for key in each.origins]
    connection.executemany("INSERT OR REPLACE INTO origin (board, key, card) VALUES (?, ?, ?)", origins)


def _keep(newcomers: Iterable[Newcomer], comments: Iterable[tuple[Any, ...]], projection: Projection) -> None:
    """Keep what the server has confirmed of these cards, which is nothing, and of their comments."""
    for each in newcomers:
        projection.keep(CARD, each.id, None)
    for comment, *_ in comments:
        before = row_folding.read(projection.connection, projection.board_id, COMMENT, comment)
        projection.keep(COMMENT, comment, before)


def _placed(
    newcomers: Sequence[Newcomer], projection: Projection, pen: Pen, act: str, actor: str
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Put keys into the rows of cards; returns the rows of their changes and comments.

    A card's changes stay together in one transaction of the protocol, where they fit into one.
    """
    connection, board = projection.connection, projection.board_id
    last = connection.execute("SELECT coalesce(max(n), 0) FROM card").fetchone()[0]
    count = sum(len(each.own) + len(each.comments) for each in newcomers)
    # Numbers rise with ids and stamps: the indexes of the log only grow at their ends.
    stamps = pen.clock.some(pen.now_ms, count)
    marks = zip(stamps, range(pen.dseq + 1, pen.dseq + 1 + count), strict=True)
    pen.dseq += count
    changes: list[tuple[Any, ...]] = []
    comments: list[tuple[Any, ...]] = []
    tx = room = 0
    for number, each in enumerate(newcomers, last + 1):
        need = len(each.own) + len(each.comments)
        if need > room:
            room = LARGEST_TX
            tx = log.begin_tx(connection, new_id(), act, board, actor, pen.device, pen.base, None)
        room -= need
        keys = []
        for (change, etype, entity, at, body, names), (stamp, dseq) in zip(each.own, marks, strict=False):
            changes.append((change, tx, number, etype, entity, at, stamp, dseq, body))
            keys.append(f'"{stamp} {change}":{names}')
        each.row[_KEYS] = f"{{{','.join(keys)}}}"
        if not each.comments:
            continue
        for (told, (_, author, team, _, said), extra), (stamp, dseq) in zip(each.comments, marks, strict=False):
            change, etype, entity, at, body, names = told
            changes.append((change, tx, number, etype, entity, at, stamp, dseq, body))
            packed = f'{{"{stamp} {change}":{names}}}'
            comments.append((entity, board, each.id, author if team else "", team, said, at, extra, packed))
    return changes, comments


def _names(registers: Iterable[str]) -> str:
    """Write the names of registers as `fold.pack` does behind a key."""
    return fold.pack(dict.fromkeys(registers, ""))[len('{"":') : -1]


def _picking(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Return what picks the values at these places."""
    if len(places) > 1:
        picked: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*places)
        return picked
    return lambda values: tuple(values[place] for place in places)


def _hay(registers: dict[str, Json], labels: str) -> str:
    parts = [str(part) for name in SEARCHED if (part := registers.get(name))]
    return hay_from((*parts, labels.strip("\n"), *custom_texts(registers)))
