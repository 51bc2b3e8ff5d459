"""Erasing for good on the server's disk too: in its SQLite file, its write-ahead log and the kept copies."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING

from kanban.store.database_file import delete_copies
from kanban.store.disk import scrubbing
from kanban.store.hub.maintenance import copies

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

LOG = logging.getLogger("kanban.store")

_ERASED = "SELECT 1 FROM hub_entity WHERE id = ? AND purged = 1"

PATIENCE = 5.0
"""Seconds for which emptying the write-ahead log is tried while others read it."""


def scrub(hub: Hub, erased: Iterable[str]) -> None:
    """Erase these purged entities from the disk; PostgreSQL's files are up to its operator.

    Other writes wait meanwhile; this takes long only once, for a file from before this version.
    """
    file = hub.file
    if file is None:
        return
    try:
        with hub.lock_alone(), closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            scrubbing.rewrite(connection)
            end = time.monotonic() + PATIENCE
            while not scrubbing.fold_log(connection):
                if time.monotonic() > end:
                    LOG.warning("%s-wal may hold what was erased for good until it is next folded in.", file)
                    break
                time.sleep(0.05)
    except sqlite3.Error as error:
        LOG.warning("What was erased for good is not yet erased from the disk of %s: %s", file, error)
    for copy in delete_copies(copies.find_copies(file), erased, _ERASED):
        LOG.warning("Deleted the copy %s: it held a card that was erased for good.", copy)
