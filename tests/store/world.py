"""A small world for properties: a few entities, any changes to them, and what a database holds of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kanban.domain.change import Change
from kanban.store.database import Database
from kanban.store.projection import Projection
from kanban.store.rows import CARD_COLUMNS
from kanban.store.schema import create


def uuid(kind: int, number: int) -> str:
    return f"00000000-0000-7000-8000-{kind:04x}{number:08x}"


BOARD = uuid(1, 0)
STAGES = [uuid(2, n) for n in range(4)]
MEMBERS = [uuid(3, n) for n in range(2)]
CARDS = [uuid(4, n) for n in range(5)]
COMMENTS = [uuid(5, n) for n in range(4)]
ACTIVITIES = [uuid(11, n) for n in range(3)]
DEVICE = uuid(6, 0)
TIMES = [f"2026-11-{day:02d}T10:00:00Z" for day in range(1, 9)]

texts = st.sampled_from(["Acme", "Ümlaut & Söhne", "x", "[red]", "日本"])
registers: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "card": {
        "created": st.just(True), "title": texts, "company": texts | st.none(),
        "email": st.just("a@b.example") | st.none(), "value": st.integers(0, 10**9) | st.none(),
        "currency": st.sampled_from(["EUR", "USD", None]), "stage": st.sampled_from([*STAGES, uuid(2, 99), None]),
        "rank": st.sampled_from(["a0", "a1", "a2"]), "deleted": st.booleans() | st.none(),
        "merged_into": st.sampled_from([*CARDS, None]), "label.vip": st.booleans() | st.none(),
        "label.dach": st.just(True), "origin.zoho:1": st.booleans() | st.none(), "origin.zoho:2": st.just(True),
        "field.Größe": texts | st.none(), "never heard of": st.lists(st.integers(), max_size=2),
        "tab\tin it": st.integers(), "acted_at": st.sampled_from(TIMES), "next_on": st.just("2026-12-24"),
    },
    "comment": {
        "created": st.just(True), "card": st.sampled_from(CARDS), "author": st.sampled_from(MEMBERS),
        "team": st.sampled_from(["marketing", "sales"]), "kind": st.sampled_from(["comment", "question"]),
        "body": texts, "deleted": st.booleans() | st.none(), "thumbs": st.integers(),
    },
    "stage": {
        "created": st.just(True), "name": texts, "rank": st.sampled_from(["a0", "a1", "a2"]), "deleted": st.booleans(),
        "side": st.sampled_from(["marketing", "door", "sales"]), "limit": st.integers(1, 9) | st.none(),
    },
    "member": {
        "created": st.just(True), "name": texts, "team": st.sampled_from(["marketing", "sales"]),
        "deleted": st.booleans(),
    },
    "board": {"created": st.just(True), "name": texts, "currency": st.sampled_from(["EUR", "USD"])},
    "activity": {
        "created": st.just(True), "card": st.sampled_from(CARDS), "kind": st.sampled_from(["call", "email", "meeting"]),
        "outcome": st.sampled_from(["reached", "no answer", "sent", "reply", "held"]),
        "done_at": st.sampled_from(TIMES), "author": st.sampled_from(MEMBERS),
        "team": st.sampled_from(["marketing", "sales"]), "text": texts, "deleted": st.booleans() | st.none(),
    },
    "gadget": {"colour": texts, "size": st.integers(), "tab\tin it": st.booleans()},
}  # fmt: skip
entities = {
    "card": CARDS,
    "comment": COMMENTS,
    "stage": STAGES,
    "member": MEMBERS,
    "board": [BOARD],
    "activity": ACTIVITIES,
    "gadget": [uuid(7, 0), STAGES[0], CARDS[0]],
}

hostile = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=4)
    | st.sampled_from(["\ud800", "\x00", "a\nb", "' OR 1=1 --", '"', "\\", "2026-99-99", "2026-02-30T25:00:00Z"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


@st.composite
def changes(draw: st.DrawFn, *, wild: bool = False, most: int = 24) -> list[Change]:
    """Changes with distinct ids; stamps may be equal. Wild ones may hold anything, as from a client that means harm."""
    made = []
    for number in range(draw(st.integers(1, most))):
        etype = draw(
            st.sampled_from(["card"] * 3 + ["comment"] * 2 + ["activity"] * 2 + ["stage", "member", "board", "gadget"])
        )
        known = registers[etype]
        values: dict[str, Any] = {}
        for name in draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=6, unique=True)):
            values[name] = draw(hostile if wild and draw(st.booleans()) else known[name])
        if wild and draw(st.integers(0, 5)) == 0:
            values[draw(st.text(max_size=3))] = draw(hostile)
        verbs = ["create", "move", "edit", "import", "merge", "undo", "comment"]
        made.append(
            Change(
                id=uuid(8, number),
                act=uuid(9, number),
                tx=uuid(10, number),
                verb=draw(st.sampled_from(verbs)),
                at=draw(
                    st.sampled_from(TIMES)
                    if not wild
                    else st.sampled_from([*TIMES, "", "soon", "2026-13-01T00:00:00Z"])
                ),
                etype=etype,
                entity=draw(st.sampled_from(entities[etype] if not wild else [*entities[etype], "odd", ""])),
                set=values,
                stamp=f"0199c2000000-{draw(st.integers(0, 9)):04x}-9f31ab20",
                actor=draw(st.sampled_from(MEMBERS)),
                device=DEVICE,
                dseq=number + 1,
            )
        )
    return made


@cache
def _template() -> bytes:
    database = Database(Path(":memory:"))
    create(database)
    whole = database.connection.serialize()
    database.close()
    return whole


def empty() -> Database:
    """A database in memory with the tables and nothing in them."""
    database = Database(Path(":memory:"))
    database.connection.deserialize(_template())
    return database


def folded(made: Iterable[Change], at_once: int = 1000) -> Database:
    """A new database into which these changes came, so many in a transaction."""
    database, left = empty(), list(made)
    while left:
        some, left = left[:at_once], left[at_once:]
        with database.writing() as connection:
            projection = Projection(connection, BOARD)
            projection.apply(some)
            projection.finish()
    return database


def held(connection: sqlite3.Connection) -> dict[str, Any]:
    """Everything that a database derived from its changes, but for what is local: numbers, versions."""
    numbers = dict(connection.execute("SELECT n, id FROM comment"))
    cards = {}
    for row in connection.execute(f"SELECT {', '.join(CARD_COLUMNS)} FROM card"):
        fields = dict(zip(CARD_COLUMNS, row, strict=True))
        del fields["version"]
        talk = fields.pop("talk")
        fields["newest"] = talk == 0 or talk in numbers
        cards[fields["id"]] = fields
    columns = "id, board, card, author, team, kind, body, at, edited, quiet, deleted, extra, keys"
    return {
        "cards": cards,
        "comments": set(connection.execute(f"SELECT {columns} FROM comment")),
        "entities": {(row[0], row[1]): (row[2], json.dumps(json.loads(row[3]), sort_keys=True), row[4])
                     for row in connection.execute("SELECT id, etype, board, body, keys FROM entity")},
        "origins": set(connection.execute("SELECT board, key, card FROM origin")),
        "fields": set(connection.execute("SELECT board, name FROM own_field")),
        "totals": set(connection.execute("SELECT * FROM lane_total WHERE cards <> 0 OR value <> 0")),
        "search": {(numbers.get(n, n), body) for n,
                   body in connection.execute("SELECT rowid, body FROM comment_search")},
    }  # fmt: skip
