"""TOML as people write it and hand it on: agreements and rules, in and out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kanban import lazy, libraries
from kanban.domain.errors import UsageFault
from kanban.domain.values import text

MOST = 1 << 20
"""Characters of a document; nobody writes a longer one."""


def read_toml(source: str, called: str) -> dict[str, Any]:
    """Return the tables of a TOML text; `called` is what to call it. Raises UsageFault with the line of a mistake."""
    if len(source) > MOST:
        raise UsageFault(f"{called} is larger than {MOST >> 20} MiB.")
    try:
        return lazy.tomllib.loads(source.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (lazy.tomllib.TOMLDecodeError, RecursionError) as error:
        message = str(error)
        place = re.search(r" \(at line (\d+), column \d+\)$", message)
        where = f"line {place[1]} of {called}" if place else called
        reason = message.removesuffix(place[0]) if place else message
        raise UsageFault(f"{text.clean_line(where)} is not valid TOML: {text.shorten(reason, 120)}.") from None


def write_toml(document: Mapping[str, Any]) -> str:
    """Return tables as TOML."""
    return libraries.tomli_w.dumps(document)
