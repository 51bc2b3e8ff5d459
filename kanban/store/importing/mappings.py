"""What imports were told of columns and of words for stages, by the label of the column; local to this database.

Each label has a row of its own, so a file with one more column, or the columns in another order, is read as the last
one was. Version 0.1.0 kept one row per header line; those rows are read still, behind what was said since.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

COLUMN, STAGES = "column ", "stages "
"""How the keys of the two kinds of rows begin; the label follows."""


def columns(connection: sqlite3.Connection, board: str) -> dict[str, str]:
    """Return the field of each column that an import was told about, by label."""
    rows = _rows(connection, board)
    known = {
        str(label): str(field)
        for key, mapping in rows.items()
        if not key.startswith((COLUMN, STAGES))
        for label, field in mapping.items()
    }
    known |= {key.removeprefix(COLUMN): str(row["field"]) for key, row in rows.items() if key.startswith(COLUMN)}
    return known


def stage_words(connection: sqlite3.Connection, board: str) -> dict[str, dict[str, str]]:
    """Return the ids of stages by word, for each column whose words an import was told about, by label."""
    return {
        key.removeprefix(STAGES): {str(word): str(stage) for word, stage in words.items()}
        for key, words in _rows(connection, board).items()
        if key.startswith(STAGES)
    }


def keep_column(connection: sqlite3.Connection, board: str, label: str, field: str) -> None:
    """Remember the field of a column, instead of the one before."""
    _keep(connection, board, COLUMN + label, {"field": field})


def keep_stage_words(connection: sqlite3.Connection, board: str, label: str, words: Mapping[str, str]) -> None:
    """Remember the stages that words in a column mean, beside those of other words."""
    _keep(connection, board, STAGES + label, stage_words(connection, board).get(label, {}) | dict(words))


def _rows(connection: sqlite3.Connection, board: str) -> dict[str, dict[str, Any]]:
    rows = connection.execute("SELECT fingerprint, mapping FROM import_mapping WHERE board = ?", (board,))
    return {str(key): json.loads(mapping) for key, mapping in rows}


def _keep(connection: sqlite3.Connection, board: str, key: str, mapping: Mapping[str, str]) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO import_mapping (board, fingerprint, mapping) VALUES (?, ?, ?)",
        (board, key, json.dumps(dict(mapping), ensure_ascii=False)),
    )
