"""Saved views: queries under a name, local to this database.

Plain SQL: a screen may want them before SQLModel has been imported.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kanban.domain.errors import UsageFault
from kanban.domain.values import text
from kanban.domain.values.naming import find_named

LONGEST_NAME = 60
"""Characters in the name of a view."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A query under a name."""

    name: str
    query: str
    """As it was typed; empty shows everything."""


def list_views(connection: sqlite3.Connection, board: str) -> list[SavedView]:
    """Return the views of a board by name."""
    rows = connection.execute("SELECT name, query FROM saved_view WHERE board = ?", (board,))
    return sorted((SavedView(*row) for row in rows), key=lambda view: (text.fold(view.name), view.name))


def get(connection: sqlite3.Connection, board: str, name: str) -> SavedView:
    """Return the view with this name, letter case and accents aside; raises NotFound."""
    views = list_views(connection, board)
    known = f"there are {', '.join(view.name for view in views)}" if views else "none is saved yet"
    return find_named(views, text.clean_line(name), "view", is_whole=True, known=known)


def save(connection: sqlite3.Connection, board: str, name: str, query: str) -> SavedView:
    """Keep a query that was parsed before under a name, instead of the one of that name; raises UsageFault."""
    view = SavedView(text.clean_line(name), text.clean_line(query))
    if not view.name or len(view.name) > LONGEST_NAME:
        raise UsageFault(f"The name of a view has 1 to {LONGEST_NAME} characters.")
    _forget(connection, board, view.name)
    connection.execute("INSERT INTO saved_view (board, name, query) VALUES (?, ?, ?)", (board, view.name, view.query))
    return view


def remove(connection: sqlite3.Connection, board: str, name: str) -> SavedView:
    """Forget a view, and return it; raises NotFound."""
    view = get(connection, board, name)
    _forget(connection, board, view.name)
    return view


def _forget(connection: sqlite3.Connection, board: str, name: str) -> None:
    names = [view.name for view in list_views(connection, board) if text.fold(view.name) == text.fold(name)]
    connection.executemany(
        "DELETE FROM saved_view WHERE board = ? AND name = ?", [(board, view_name) for view_name in names]
    )
