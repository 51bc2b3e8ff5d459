"""The server's whole database as bytes: taken, and put in the place of another."""

from __future__ import annotations

import sqlite3
from typing import Any

from kanban.store.hub import Hub


def image_of(hub: Hub) -> bytes:
    """Return a server's database as bytes."""
    with hub.reading() as connection:
        return _driver(connection).serialize()


def load(hub: Hub, image: bytes) -> None:
    """Put another database in the place of a server's."""
    raw = hub.engine.raw_connection()
    try:
        driver: Any = raw.driver_connection
        driver.deserialize(image)
    finally:
        raw.close()
    hub.boards.clear()


def _driver(connection: Any) -> sqlite3.Connection:
    found: sqlite3.Connection = connection.connection.driver_connection
    return found
