"""What was said of all files of an import, or of single ones by their names: `--encoding deals.csv=cp1250`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from kanban.exchange.files.file_table import format_name

PerFile = Mapping[str, str] | str | None
"""A value for all files, or values by the name of a file as sentences show it; "" stands for all others."""


def choose_for(path: Path, values: PerFile) -> str | None:
    """Return the value that holds for a file."""
    if values is None or isinstance(values, str):
        return values
    return values.get(format_name(path)) or values.get("")


def split_per_file(typed: Iterable[str], paths: Iterable[Path]) -> dict[str, str]:
    """Read values as they are typed: `VALUE` for all files, `FILE=VALUE` for one of them."""
    values: dict[str, str] = {}
    for words in typed:
        names = (name for path in paths for name in (str(path), path.name, format_name(path)))
        start = next((f"{name}=" for name in names if words.startswith(f"{name}=")), "")
        values[format_name(Path(start[:-1])) if start else ""] = words[len(start) :]
    return values
