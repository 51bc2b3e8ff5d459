"""How the columns of a file were mapped last time, found again by a fingerprint of its header; local to this database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping


def get(connection: sqlite3.Connection, board: str, fingerprint: str) -> dict[str, str] | None:
    """Return column to field as they were kept for this header, None where there is nothing."""
    row = connection.execute(
        "SELECT mapping FROM import_mapping WHERE board = ? AND fingerprint = ?", (board, fingerprint)
    ).fetchone()
    return {str(column): str(field) for column, field in json.loads(row[0]).items()} if row else None


def keep(connection: sqlite3.Connection, board: str, fingerprint: str, mapping: Mapping[str, str]) -> None:
    """Keep a mapping for the next file with this header, instead of the one before."""
    connection.execute(
        "INSERT OR REPLACE INTO import_mapping (board, fingerprint, mapping) VALUES (?, ?, ?)",
        (board, fingerprint, json.dumps(dict(mapping), ensure_ascii=False)),
    )
