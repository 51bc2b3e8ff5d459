"""What somebody should look at.

Refused changes with their reason, edits that were overtaken, cards that were removed meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kanban.domain.change import CARD, Change, Json
from kanban.domain.ids import new_id
from kanban.domain.values import fields

Kind = Literal["refused", "overtaken", "removed", "notice"]

RESTORE = "restore"
"""The verb of what brings a card back."""

_COLUMNS = "id, kind, card, said, detail, code, changes, at"


@dataclass(frozen=True, slots=True)
class ConflictNote:
    """One thing under “Needs attention”."""

    id: str
    kind: Kind
    card: str | None
    """The card that it is about."""
    summary: str
    """What one did, or the whole sentence where it was overtaken."""
    detail: str
    """Why, as a sentence; empty where `summary` says it."""
    code: str
    """The server's word for why."""
    changes: tuple[Mapping[str, Any], ...]
    """What doing it again would set: etype, entity, card, verb, set."""
    at: str

    @property
    def is_restoring(self) -> bool:
        """Whether doing it again brings a card back."""
        return any(change["verb"] == RESTORE for change in self.changes)

    @property
    def text(self) -> str:
        """All that it holds, for machines: what was written, line by line, by the registers' names."""
        return self._extend([f"{name}: {value}" for change in self._edits for name, value in change["set"].items()])

    @property
    def words(self) -> str:
        """The same for people, as it is copied."""
        return self._extend(
            [
                f"{fields.format_label(name)}: {_format_register(change['set'], name)}"
                for change in self._edits
                for name in change["set"]
            ]
        )

    @property
    def _edits(self) -> list[Mapping[str, Any]]:
        return [change for change in self.changes if change["verb"] != RESTORE]

    def _extend(self, values: list[str]) -> str:
        return "\n".join([self.summary, *([self.detail] if self.detail else []), *values])


def _format_register(registers: Mapping[str, Json], name: str) -> str:
    currency = registers.get("currency")
    return fields.format_value(name, registers[name], currency if isinstance(currency, str) else None)


def list_notes(connection: sqlite3.Connection, board: str) -> list[ConflictNote]:
    """Return what is not resolved yet, the newest first."""
    sql = f"SELECT {_COLUMNS} FROM attention WHERE board = ? AND resolved = 0 ORDER BY at DESC, id DESC"
    return [_note(row) for row in connection.execute(sql, (board,))]


def get(connection: sqlite3.Connection, board: str, note: str) -> ConflictNote | None:
    """Return one note by its id, resolved or not."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM attention WHERE board = ? AND id = ?", (board, note)).fetchone()
    return _note(row) if row else None


def count(connection: sqlite3.Connection, board: str) -> int:
    """Return how many are not resolved."""
    row: tuple[int] = connection.execute(
        "SELECT count(*) FROM attention WHERE board = ? AND resolved = 0", (board,)
    ).fetchone()
    return row[0]


def add(
    connection: sqlite3.Connection,
    board: str,
    kind: Kind,
    card: str | None,
    summary: str,
    at: str,
    *,
    detail: str = "",
    code: str = "",
    changes: Iterable[Mapping[str, Any]] = (),
) -> ConflictNote:
    """Keep something to look at."""
    note = ConflictNote(new_id(), kind, card, summary, detail, code, tuple(changes), at)
    connection.execute(
        f"INSERT INTO attention ({_COLUMNS}, board, resolved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (note.id, kind, card, summary, detail, code, json.dumps(note.changes), at, board),
    )
    return note


def resolve(connection: sqlite3.Connection, board: str, note: str) -> bool:
    """Mark one as dealt with; tells whether it was open."""
    sql = "UPDATE attention SET resolved = 1 WHERE board = ? AND id = ? AND resolved = 0"
    return connection.execute(sql, (board, note)).rowcount > 0


def resolve_restored(connection: sqlite3.Connection, board: str) -> None:
    """Mark notes as dealt with that say how to bring a card back, where it is on the board again."""
    sql = (
        "UPDATE attention SET resolved = 1 WHERE board = ? AND kind = 'removed' AND resolved = 0 AND instr(changes, ?) "
        "AND card IN (SELECT id FROM card WHERE deleted = 0)"
    )
    connection.execute(sql, (board, f'"{RESTORE}"'))


def leave_out(connection: sqlite3.Connection, board: str, card: str) -> None:
    """Forget a card in every note, dealt with or not; one on several cards stays for the others, without its words.

    What is on no card, such as a play that was sent to this one, stays too.
    """
    sql = "SELECT id, card, changes FROM attention WHERE board = ? AND (card = ? OR instr(changes, ?))"
    for note, home, changes in connection.execute(sql, (board, card, card)).fetchall():
        others = [
            change
            for change in json.loads(changes)
            if card not in {change["card"], change["set"].get("card")} and (home != card or change["card"] is None)
        ]
        if others:
            sql = "UPDATE attention SET card = ?, changes = ?, said = ? WHERE id = ?"
            summary = "What you did to several cards, one of which was erased since"
            connection.execute(sql, (None if home == card else home, json.dumps(others), summary, note))
        else:
            connection.execute("DELETE FROM attention WHERE id = ?", (note,))


def encode_retry(change: Change) -> dict[str, Any]:
    """Return what doing a change again would need."""
    return {
        "etype": change.etype,
        "entity": change.entity,
        "card": change.entity if change.etype == CARD else change.card,
        "verb": change.verb,
        "set": dict(change.set),
    }


def _note(row: tuple[Any, ...]) -> ConflictNote:
    *fields, changes, at = row
    return ConflictNote(*[*fields, tuple(json.loads(changes)), at])
