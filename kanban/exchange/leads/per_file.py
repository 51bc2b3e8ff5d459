"""What was said of all files of an import, or of single ones by their names: `--encoding deals.csv=cp1250`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kanban.domain.errors import UsageFault
from kanban.domain.values.text import clean_line
from kanban.exchange.files.file_table import format_name

PerFile = Mapping[str, str] | str | None
"""A value for all files, or values by the path of a file as it was given; "" stands for all others."""


def choose_for(path: Path, values: PerFile) -> str | None:
    """Return the value that holds for a file."""
    if values is None or isinstance(values, str):
        return values
    return values.get(str(path)) or values.get("")


def name_files(paths: Sequence[Path]) -> list[str]:
    """Return a name for each file that no other one has: with so many of its folders as tell it from the others."""
    names = [clean_line(path.name) for path in paths]
    for n, path in enumerate(paths):
        others = [other for other in paths if other != path and other.name == path.name]
        size = 1
        while any(other.parts[-size:] == path.parts[-size:] for other in others) and size < len(path.parts):
            size += 1
        if others:
            names[n] = clean_line("/".join(path.parts[-size:]))
    return names


def split_per_file(option: str, typed: Iterable[str], paths: Sequence[Path]) -> dict[str, str]:
    """Read values as they are typed, by the path of their file: `VALUE` for all files, `FILE=VALUE` for one of them.

    Raises UsageFault for a name that several of the files have.
    """
    paths = list(dict.fromkeys(paths))
    names_by_path = {
        path: {str(path), path.name, format_name(path), name}
        for path, name in zip(paths, name_files(paths), strict=True)
    }
    values: dict[str, str] = {}
    for words in typed:
        matching = {
            path: max((name for name in names if words.startswith(f"{name}=")), key=len, default="")
            for path, names in names_by_path.items()
        }
        start = max(matching.values(), key=len, default="")
        chosen = [path for path, name in matching.items() if start and name == start]
        if len(chosen) > 1:
            ways = " or ".join(f"{option} '{name}={words[len(start) + 1 :]}'" for name in name_files(chosen))
            raise UsageFault(f"{len(chosen)} files are called “{clean_line(start)}”: say {clean_line(ways)}.")
        values[str(chosen[0]) if chosen else ""] = words[len(start) + bool(chosen) :]
    return values
