"""The copies that kanban keeps of a server's file before upgrades and restores; they may hold what is erased later."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from kanban.store import whole_file
from kanban.store.database_file import copies_of, is_database

LIST = "-copies"
"""Suffix of the file that lists copies kept elsewhere, beside the backups that were restored."""


def note_copy(database: Path, copy: Path) -> None:
    """Record where a copy is."""
    listed = database.with_name(database.name + LIST)
    before = listed.read_text("utf-8") if listed.exists() else ""
    with whole_file.open_draft(listed, force=True) as file:
        file.write(f"{before}{copy.resolve()}\n".encode())


def find_copies(database: Path) -> list[Path]:
    """Return the existing copies, oldest first."""
    copies = copies_of(database)
    with suppress(OSError, ValueError):
        lines = database.with_name(database.name + LIST).read_text("utf-8").splitlines()
        copies += [copy for line in lines if is_database(copy := Path(line)) and copy not in copies]
    return sorted(copies, key=lambda copy: copy.stat().st_mtime)
