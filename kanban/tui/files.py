"""Files that cards link to, on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from kanban.domain.errors import Refused
from kanban.domain.values import links


def file_address(path: str) -> str:
    """Return the address under which the system opens a file; raises Refused where this machine has no such file."""
    windows = os.name == "nt"
    if links.is_windows_path(path) is not windows and not path.startswith("~"):
        raise Refused(
            f"{path} is a file of {'another system' if windows else 'Windows'}, which this machine can't open."
        )
    file = Path(path).expanduser()
    if not file.is_absolute():
        raise Refused(f"{path} does not say where it begins, so it can't be opened; give the whole path.")
    if not file.exists():
        raise Refused(f"There is no {path} on this machine.")
    return file.as_uri()
