"""The program's log in a file that nobody but its user can read: what went wrong may quote what people wrote."""

from __future__ import annotations

import io
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import cast


class _PrivateFileHandler(RotatingFileHandler):
    """Begins every file as this user's alone, the first one and those that it turns over to."""

    def _open(self) -> io.TextIOWrapper:
        opened = open(  # noqa: SIM115 - the handler closes it
            self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=_open_private
        )
        return cast("io.TextIOWrapper", opened)


def private_handler(file: Path, most_bytes: int, kept_files: int) -> RotatingFileHandler:
    """Return what writes log records to a file, turned over at so many bytes; so many older ones are kept.

    Raises OSError.
    """
    return _PrivateFileHandler(file, maxBytes=most_bytes, backupCount=kept_files, encoding="utf-8")


def _open_private(name: str, flags: int) -> int:
    handle = os.open(name, flags, 0o600)
    os.chmod(name, 0o600)  # noqa: PTH101 - a umask may have taken away one's own rights too
    return handle
