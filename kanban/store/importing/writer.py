"""Write the new cards of an import, many at once.

What depends on the lead alone is prepared before the write lock is taken, for large files in another process. Numbers,
stamps and keys are added while the lock is held. To make every change and fold it gives the same rows (a test compares
them), but takes twice as long: too long for an import, and for a colleague's move that waits for the lock.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from kanban.domain import fold
from kanban.domain.card import ORIGIN, SEARCHED, Comment
from kanban.domain.change import CARD, COMMENT
from kanban.domain.ids import derive_id, new_id, new_ids
from kanban.domain.records.arrival import Arrival, ArrivedActivity, ArrivedComment, ArrivedObjection
from kanban.domain.values import text
from kanban.store import derive, log
from kanban.store.acts.writing import LARGEST_TX
from kanban.store.register_checks import encode_json, encode_sorted_json
from kanban.store.rows import CARD_COLUMNS, COMMENT_COLUMNS, INSERT_CARD, INSERT_COMMENT, CardLayout, comment_row

if TYPE_CHECKING:
    from kanban.domain.change import Json
    from kanban.store.acts.writing import ChangeStamper
    from kanban.store.projection import Projection
    from kanban.store.rows import Row

_LAYOUT = CardLayout(CARD_COLUMNS)
_AT = _LAYOUT.at
_LANE, _LABELS, _VERSION, _SEARCH_TEXT, _EXTRA, _KEYS = (
    _AT[name] for name in ("lane", "labels", "version", "hay", "extra", "keys")
)
_STAGE, _ACTED, _CHANGED, _TOUCHED, _UPDATED = (
    _AT[name] for name in ("stage", "acted_at", "changed_at", "touched_at", "updated_at")
)
_MARKETING, _SALES = (_AT[f"{team}_comments"] for team in ("marketing", "sales"))
_COUNTED = [(name, _AT[name]) for name in ("deleted", "lane", "value", "currency")]
_SEARCHED = [_AT[name] for name in SEARCHED]

_CHANGE = ("id", "tx", "story", "etype", "entity", "at", "stamp", "dseq", "body")
_INSERT_CHANGE = f"INSERT INTO change (verb, {', '.join(_CHANGE)}) VALUES ('import', {', '.join('?' * len(_CHANGE))})"

IDS = 500
"""Ids that are made at once."""


_Logged = tuple[str, str, str, str, str, str]
"""A change that only lacks its place in the log: id, type, entity, time, body, and the registers that it sets, as
`fold.pack` writes them behind a key."""


class NewLead(NamedTuple):
    """A lead that has no card yet."""

    id: str
    """What its card's id will be."""
    arrival: Arrival
    rank: str
    """Its place in its lane."""
    twins: int
    """How many more rows told of it."""


class PreparedCard(NamedTuple):
    """A card without its number, lane and keys: plain values, so that another process can prepare it."""

    id: str
    twins: int
    """How many more rows told of it."""
    row: list[Any]
    rest: dict[str, Json]
    """Its registers without a column."""
    own: list[_Logged]
    """Its creation, and its entering the stage where that was later."""
    comments: list[tuple[_Logged, Row, tuple[str, str, str, str, str]]]
    """Each with its row and the parts of the file's `ArrivedComment`."""
    lead: bool
    deal: bool
    entered: str | None
    """When its stage was entered, where the lead told."""
    activities: list[ArrivedActivity | ArrivedObjection]

    def arrival(self) -> Arrival:
        """Return the lead that it was made of, for a card that somebody else has made of it meanwhile."""
        first_registers: dict[str, Json] = json.loads(self.own[0][4])
        registers = {name: value for name, value in first_registers.items() if name not in {"created", "stage", "rank"}}
        comments = [ArrivedComment(*parts) for *_, parts in self.comments]
        return Arrival(
            (), registers, self.row[_STAGE], None, self.entered, self.lead, self.deal, comments,
            activities=self.activities,
        )  # fmt: skip


class CardPreparer:
    """Prepares the cards of one import."""

    def __init__(self, board: str, importer: str) -> None:
        self.board, self.importer = board, importer
        self._ids = chain.from_iterable(map(new_ids, repeat(IDS)))
        """Ids of changes, which rise as they are taken."""

    def prepare(self, lead: NewLead, now: str) -> PreparedCard:
        """Prepare a card; `now` is when it was created where the lead doesn't tell."""
        card, arrival = lead.id, lead.arrival
        created = arrival.created_at or arrival.entered_at or now
        entered = arrival.entered_at or created
        lead_registers: dict[str, Json] = {"created": True, **arrival.registers}
        place: dict[str, Json] = {"stage": arrival.stage, "rank": lead.rank}
        times: dict[str, Json] = {"entered_at": entered, "acted_at": entered}
        if entered == created:
            first = lead_registers | place
            own = [self._log_change(CARD, card, created, encode_json(first), (*first, *times, "created_at"))]
        else:
            own = [
                self._log_change(CARD, card, created, encode_json(lead_registers), (*lead_registers, "created_at")),
                self._log_change(CARD, card, entered, encode_json(place), (*place, *times)),
            ]
        registers = {**lead_registers, **place, "created_at": created, **times}
        row, rest = _LAYOUT.fill(self.board, card, registers, max(created, entered), trusted=True)
        row[_SEARCH_TEXT] = derive.join_search_text([row[place] for place in _SEARCHED], row[_LABELS], rest)
        row[_EXTRA] = encode_sorted_json(rest)
        comments = [self._log_comment(card, comment) for comment in arrival.comments]
        if comments:
            notes = (Comment(*(comment_row[name] for name in Comment._fields[:7])) for _, comment_row, _ in comments)
            row[_MARKETING], row[_SALES], last = derive.count_comments(notes)
            row[_TOUCHED], row[_UPDATED] = derive.compute_times(row[_ACTED], row[_CHANGED], last)
        return PreparedCard(
            card, lead.twins, row, rest, own, comments, arrival.lead, arrival.deal, arrival.entered_at,
            arrival.activities,
        )  # fmt: skip

    def _log_change(self, etype: str, entity: str, at: str, body: str, names: tuple[str, ...]) -> _Logged:
        return next(self._ids), etype, entity, at, body, _pack_names(names)

    def _log_comment(self, card: str, comment: ArrivedComment) -> tuple[_Logged, Row, tuple[str, str, str, str, str]]:
        entity, registers = derive_id(self.board, "comment", comment.key), comment.registers(card, self.importer)
        row = comment_row(self.board, entity, registers, {}, made_at=comment.at, made_verb="import")
        change = self._log_change(COMMENT, entity, comment.at, encode_json(registers), tuple(registers))
        return change, row, (comment.key, comment.author, comment.team, comment.at, comment.body)


def enter(cards: Sequence[PreparedCard], projection: Projection, stamper: ChangeStamper, act: str, actor: str) -> None:
    """Write cards and the comments on them, within the transaction that the projection's connection holds."""
    connection, board = projection.connection, projection.board_id
    (newest,) = connection.execute("SELECT coalesce(max(n), 0) FROM card").fetchone()
    version = projection.first_version()
    changes = _stamp_cards(cards, newest + 1, projection, stamper, act, actor)
    if projection.keeps:
        for change in changes:
            projection.keep(change[3], change[4], None)
    rows, origins = [], []
    known_names: set[str] = set()  # most cards have the same registers
    for number, card in enumerate(cards, newest + 1):
        row, rest = card.row, card.rest
        row[_LANE], row[_VERSION] = projection.find_lane(row[_STAGE]), version
        projection.count({name: row[place] for name, place in _COUNTED}, +1)
        rows.append((number, *row))
        if not rest.keys() <= known_names:
            for name in derive.collect_custom_fields(rest):
                projection.name_field(name)
            origins += [(board, key, card.id) for key in derive.collect_origins(rest)]
            known_names.update(name for name in rest if not name.startswith(ORIGIN))
    # cards before their changes: the log's rows name them by number
    connection.executemany(INSERT_CARD, rows)
    connection.executemany(_INSERT_CHANGE, changes)
    connection.executemany("INSERT OR IGNORE INTO origin (board, key, card) VALUES (?, ?, ?)", origins)
    _insert_comments(projection, [row for card in cards for _, row, _ in card.comments])
    # something of a card may have come before it: comments, changes, a card merged into it
    for awaited in log.find_awaited(connection, [card.id for card in cards]):
        projection.gather(awaited)


def _stamp_cards(
    cards: Iterable[PreparedCard], number: int, projection: Projection, stamper: ChangeStamper, act: str, actor: str
) -> list[tuple[Any, ...]]:
    """Stamp the changes of cards, and put keys into the rows of cards and comments; returns the rows of the changes.

    A card's changes stay together in one transaction of the protocol, where they fit into one.
    """
    count = sum(len(card.own) + len(card.comments) for card in cards)
    # Numbers rise with ids and stamps: the indexes of the log only grow at their ends.
    marks = zip(
        stamper.clock.stamp_many(stamper.now_ms, count), range(stamper.dseq + 1, stamper.dseq + 1 + count), strict=True
    )
    stamper.dseq += count
    rows: list[tuple[Any, ...]] = []
    tx = room = 0
    for card_number, card in enumerate(cards, number):
        need = len(card.own) + len(card.comments)
        if need > room:
            room = LARGEST_TX
            tx = log.begin_tx(
                projection.connection, new_id(), act, projection.board_id, actor, stamper.device, stamper.base, None
            )
        room -= need
        keys = []
        # `marks` is one iterator for all cards. zip asks `card.own` first, so that no mark is lost where that ends.
        for (change, etype, entity, at, body, names), (stamp, dseq) in zip(card.own, marks, strict=False):
            rows.append((change, tx, card_number, etype, entity, at, stamp, dseq, body))
            keys.append(f'"{stamp} {change}":{names}')
        card.row[_KEYS] = f"{{{','.join(keys)}}}"
        for ((change, etype, entity, at, body, names), row, _), (stamp, dseq) in zip(
            card.comments, marks, strict=False
        ):
            rows.append((change, tx, card_number, etype, entity, at, stamp, dseq, body))
            row["keys"] = f'{{"{stamp} {change}":{names}}}'
    return rows


def _insert_comments(projection: Projection, comments: Sequence[Row]) -> None:
    connection = projection.connection
    known = "SELECT id FROM comment WHERE id IN ({})"
    present = {row[0] for row in log.select_among(connection, known, [row["id"] for row in comments])}
    (newest,) = connection.execute("SELECT coalesce(max(n), 0) FROM comment").fetchone()
    new = {row["id"]: row for row in comments if row["id"] not in present}
    numbered = list(enumerate(new.values(), newest + 1))
    connection.executemany(
        INSERT_COMMENT, [(number, *map(row.__getitem__, COMMENT_COLUMNS)) for number, row in numbered]
    )
    searched = [(number, text.build_index_text(row["body"])) for number, row in numbered]
    connection.executemany("INSERT INTO comment_search (rowid, body) VALUES (?, ?)", searched)


@lru_cache(4096)
def _pack_names(names: tuple[str, ...]) -> str:
    """Write the names of registers as `fold.pack` does behind a key; cards are mostly made alike."""
    # packed under an empty key, which is cut off: the key is only known once the change has its stamp
    return fold.pack(dict.fromkeys(names, ""))[len('{"":') : -1]
