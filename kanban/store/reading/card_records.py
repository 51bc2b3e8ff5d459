"""Cards as records straight out of their rows: a listing of any length without an object for each card.

What stands in a record is `kanban.domain.records.record.card_record`'s to say, and a test holds the two together. This copy of it exists
because whoever asks for twenty cards should not wait for the domain to load: it loads neither dataclasses nor time zones.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kanban import store
from kanban.domain.handoffs.holders import handoff_record, holder_of
from kanban.domain.staleness import Silence, again_of
from kanban.domain.values.decimals import decimal_text
from kanban.domain.values.text import fold
from kanban.store import search
from kanban.store.database import Database, StoreFault
from kanban.store.schema import HEAD, found_version

if TYPE_CHECKING:
    from datetime import datetime

COLUMNS = (
    "id", "ref", "title", "company", "contact", "email", "phone", "value", "currency", "lane", "marketing_owner",
    "sales_owner", "source", "campaign", "labels", "next_step", "next_on", "marketing_comments", "sales_comments",
    "created_at", "updated_at", "entered_at", "close_on", "lost_reason", "win_reason", "probability", "deleted", "extra",
    "touched_at",
)  # fmt: skip

_LANE = COLUMNS.index("lane")

OF_TIME = frozenset({"overdue", "stale"})
"""What a rule may wait for that nobody makes happen."""

FIRST_DUE = (
    "SELECT min(json_extract(extra, '$.handoff.due')) FROM card WHERE board = ? AND deleted = 0 "
    "AND instr(extra, '\"handoff\"') > 0 AND json_extract(extra, '$.handoff.state') = 'offered'"
)
"""When the first offer that waits runs out."""

Entity = Mapping[str, Any]


class Listing:
    """A board as its records need it: its stages in order, and the names of its members."""

    def __init__(self, database: Database, board: str) -> None:
        self.database, self.connection, self.board = database, database.connection, board
        rows = self.connection.execute("SELECT id, etype, body FROM entity WHERE board = ?", (board,))
        entities = [(entity, etype, _present(body)) for entity, etype, body in rows]
        stages = [(body.get("rank", ""), entity, body) for entity, etype, body in entities if etype == "stage"]
        self.timezone = next(
            (str(body.get("timezone", "UTC")) for _, etype, body in entities if etype == "board"), "UTC"
        )
        """Where the board's days begin and end."""
        here = [stage for stage in stages if not stage[2].get("deleted")] or stages
        self.stages: dict[str, Entity] = {entity: body for _, entity, body in sorted(here, key=lambda row: row[:2])}
        self._agreed = any(etype == "agreement" for _, etype, _ in entities)
        self._waits = any(
            etype == "rule" and body.get("when") in OF_TIME and body.get("on") is not False and not body.get("deleted")
            for _, etype, body in entities
        )
        """A rule waits for what time does."""
        members = [(body.get("name", "?"), entity, body) for entity, etype, body in entities if etype == "member"]
        self._members = {entity: not body.get("deleted") for _, entity, body in members}
        self._called = {entity: name for name, entity, _ in members}
        self._names: dict[str, str] = {}
        for name, _, body in sorted(members, key=lambda row: (row[0].casefold(), row[1])):
            if not body.get("deleted"):
                for known in (name, *body.get("aliases", ())):
                    self._names.setdefault(fold(known), name)

    def reader(self, remembered: str | None) -> str | None:
        """Return the id of who reads: the member who is remembered, else the only one there is."""
        if remembered in self._members:
            return remembered
        present = [member for member, there in self._members.items() if there]
        return present[0] if len(present) == 1 else None

    def may_be_behind(self, now: Callable[[], str]) -> bool:
        """Whether time may have done something that is not written yet, on a board of this machine alone; `now` is asked if it must be."""
        with self.database.faults():
            if self.connection.execute("SELECT 1 FROM remote WHERE board = ?", (self.board,)).fetchone():
                return False
            due = self.connection.execute(FIRST_DUE, (self.board,)).fetchone()[0]
        return self._waits or (due is not None and due < now())

    def records(
        self,
        reader: str | None,
        *,
        limit: int | None = None,
        where: str = "",
        values: Sequence[object] = (),
        deleted: bool = False,
        order: str = "",
        now: datetime | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the records that meet a condition; `unread` is seen from the reader's side, `stale` at the moment `now`.

        They come in the order of the board, or by `order`, terms of an ORDER BY (`sort_order.order_sql`).
        """
        began = self.connection.execute(
            "SELECT upto FROM seen WHERE member = ? AND card = ''", (reader or "",)
        ).fetchone()
        unread = "talk > max(?, coalesce((SELECT upto FROM seen WHERE seen.member = ? AND seen.card = card.id), 0))"
        condition = f" AND ({where})" if where else ""
        lanes = [list(self.stages)] if order else [[lane] for lane in self.stages]
        here = f"lane IN ({','.join('?' * len(lanes[0]))})" if lanes else "0"
        sql = (
            f"SELECT {', '.join(COLUMNS)}, {self._incomplete()}, {unread} FROM card WHERE {here} AND deleted = {int(deleted)}{condition} "
            f"ORDER BY {order or 'rank, id'} LIMIT ?"
        )
        left, silences = -1 if limit is None else limit, self._silences(now)
        for some in lanes:
            if left == 0:
                return
            bound = (began[0] if began else 0, reader or "", *some, *values, left)
            for row in self.connection.execute(sql, bound):
                record = self._record(dict(zip(COLUMNS, row, strict=False)), self.stages[row[_LANE]], silences)
                record["unread"] = bool(row[-1]) and reader is not None
                record["incomplete"] = record["incomplete"] or bool(row[-2])
                yield record
                left -= 1 if limit is not None else 0

    def _incomplete(self) -> str:
        """Return the SQL that tells cards which lack what an agreement asks of their stage; where there is one, it takes the board."""
        if not self._agreed:
            return "0"

        return search.conditions.incomplete_sql(store.entities.load_board(self.connection, self.board))

    def _silences(self, now: datetime | None) -> dict[str, Silence | None] | None:
        """Return for each stage how long its cards may be silent, None for a closed one; None where nobody asks what is stale."""
        if now is None:
            return None
        return {
            lane: None if stage.get("outcome") else Silence(stage.get("stale_after"), now, self.timezone)
            for lane, stage in self.stages.items()
        }

    def _record(
        self, row: Mapping[str, Any], stage: Entity, silences: Mapping[str, Silence | None] | None
    ) -> dict[str, Any]:
        value, closed = row["value"], stage.get("outcome") is not None
        side = stage.get("side", "sales")
        labels = row["labels"].strip("\n").split("\n") if row["labels"] else []
        extra = row["extra"] or ""  # without any, which only a damaged row is, it is no JSON, and that is said
        handoff = json.loads(extra).get("handoff") if not extra or '"handoff"' in extra else None
        holder = holder_of(side, handoff, closed=closed or bool(row["deleted"]))
        own = row["probability"]
        return {
            "id": row["id"],
            "ref": row["ref"],
            "title": row["title"],
            "company": row["company"],
            "contact": row["contact"],
            "email": row["email"],
            "phone": row["phone"],
            "value": decimal_text(value, row["currency"]) if value is not None else None,
            "currency": row["currency"],
            "stage": stage.get("name", "?"),
            "side": side,
            "holder": holder,
            "handoff": handoff_record(handoff, self._person) if handoff else None,
            "marketing_owner": self._owner(row["marketing_owner"]),
            "sales_owner": self._owner(row["sales_owner"]),
            "source": row["source"],
            "campaign": row["campaign"],
            "labels": labels,
            "next_step": row["next_step"],
            "next_on": row["next_on"],
            "comments": {"marketing": row["marketing_comments"], "sales": row["sales_comments"]},
            "unread": False,
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            "entered_stage_at": row["entered_at"],
            "close_on": row["close_on"],
            "closed_at": row["entered_at"] if closed else None,
            "lost_reason": row["lost_reason"],
            "win_reason": row["win_reason"],
            "probability": own if own is not None else stage.get("probability", 0.0),
            "incomplete": _lacks(row, labels, stage.get("required", ())),
            **({} if silences is None else {"stale": _is_stale(row, silences[row["lane"]], handoff)}),
            "deleted": bool(row["deleted"]),
        }

    def _person(self, member: str) -> str:
        return str(self._called.get(member, member))

    def _owner(self, owner: str | None) -> str | None:
        return self._names.get(fold(owner), owner) if owner else None


def open_listing(file: str, wanted: str | None, chosen: str) -> Listing | None:
    """Open the board called `wanted`, else the one with the id `chosen`, else the first one, for a listing alone.

    None where the file or the board is not there, or the file is of another version or damaged: `open_workspace` says so.
    """
    if not os.path.isfile(file):  # noqa: PTH113 - pathlib takes longer to load than a listing to read
        return None
    try:
        database = Database(file)  # type: ignore[arg-type]  # it does no more with a path than name it
        if found_version(database) != HEAD:
            return None
        rows = database.connection.execute(
            "SELECT id, body FROM entity WHERE etype = 'board' AND id = board ORDER BY id"
        )
        there = [(entity, _present(body)) for entity, body in rows]
        board = _board(there, wanted, chosen)
        return Listing(database, board) if board else None
    except (StoreFault, sqlite3.Error, json.JSONDecodeError):
        return None


def _board(there: Sequence[tuple[str, Entity]], wanted: str | None, chosen: str) -> str | None:
    names = {entity: str(body.get("name", "Pipeline")) for entity, body in there if not body.get("deleted")}
    if wanted is None:
        return chosen if chosen in names else next(iter(names), None)
    return next((e for e, name in names.items() if wanted in {e, name} or name.casefold() == wanted.casefold()), None)


def _present(body: str) -> Entity:
    """Read an entity's registers, those that hold something."""
    return {name: value for name, value in json.loads(body).items() if value is not None}


def _is_stale(row: Mapping[str, Any], silence: Silence | None, handoff: Any) -> bool:  # noqa: ANN401 - as JSON has it
    """Tell whether the card was silent for longer than its stage allows."""
    return (
        silence is not None
        and not row["deleted"]
        and silence.is_stale(row["touched_at"], row["next_on"], again_of(handoff))
    )


def _lacks(row: Mapping[str, Any], labels: Sequence[str], required: Sequence[str]) -> bool:
    """Tell whether the card lacks one of these registers."""
    for name in required:
        if name.startswith("label."):
            there: object = name.removeprefix("label.") in labels
        else:
            there = row[name] if name in row else json.loads(row["extra"]).get(name)
        if there is None or there is False or there == "":
            return True
    return False
