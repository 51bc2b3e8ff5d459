"""One server per SQLite file: two would take turns to write, and tell their streams only of their own writes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from kanban.domain.errors import Refused

SUFFIX = "-serving"
"""Suffix of the lock file; the lock ends with the process, however that ends."""


@contextmanager
def lock_alone(url: str) -> Iterator[None]:
    """Hold a server's SQLite file exclusively; raises Refused if another server has it. PostgreSQL allows several."""
    file = _find_file(url)
    if file is None:
        yield
        return
    try:
        lock = os.open(f"{file}{SUFFIX}", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:  # whatever is wrong with the folder, opening the database tells better
        yield
        return
    try:
        if not _try_lock(lock):
            raise Refused(
                f"Another kanban serve{_describe_holder(lock)} has {file} open; stop it first, or give another "
                "file with "
                "--database."
            )
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def server_of(file: Path) -> str:
    """Return the process that serves a file; "" for none."""
    with suppress(OSError):
        lock = os.open(f"{file.resolve()}{SUFFIX}", os.O_RDWR)
        try:
            return "" if _try_lock(lock) else _describe_holder(lock).strip(" ()")
        finally:
            os.close(lock)
    return ""


def is_served(url: str) -> bool:
    """Whether a server has an SQLite file open; False for other databases, where it does not matter."""
    file = _find_file(url)
    return file is not None and bool(server_of(file))


def _find_file(url: str) -> Path | None:
    with suppress(ArgumentError):
        where = make_url(url)
        if where.get_backend_name() == "sqlite" and where.database not in {None, "", ":memory:"}:
            return Path(where.database or "").resolve()
    return None


def _describe_holder(lock: int) -> str:
    pid = os.pread(lock, 20, 0)
    return f" (process {pid.decode()})" if pid.isdigit() else ""


if sys.platform == "win32":
    import msvcrt

    def _try_lock(lock: int) -> bool:
        """Take the lock; returns whether it was to be had."""
        try:
            os.lseek(lock, 1 << 20, os.SEEK_SET)  # beyond the number, which others read
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(lock: int) -> bool:
        """Take the lock; returns whether it was to be had. A disk that knows no locks gives it to everybody."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True
