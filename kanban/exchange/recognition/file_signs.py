"""Which program wrote a file, and what its rows are, by its header."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kanban.exchange.recognition.programs import SIGNS
from kanban.exchange.recognition.words.languages import find_english
from kanban.exchange.recognition.words.side_headers import identify_side_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.exchange.recognition.words.headers import Kind

_ENTITY = re.compile(r"[\s\ufeff]*(deal|lead|person|organi[sz]ation|activity|note)\s+-\s+\S", re.IGNORECASE)


def identify(header: Sequence[str]) -> tuple[str, Kind]:
    """Tell which program wrote a file with this header, and what its rows are; `file` and `plain` if none is known."""
    has = {find_english(part) for label in header for part in (label, label.partition(":")[0])}
    has |= {f"{match[1]} -".casefold() for label in header if (match := _ENTITY.match(label))}
    has |= {".id" for label in header if label.strip().casefold().endswith(".id")}
    if side_file := identify_side_file(has):
        return side_file
    for system, kind, marks in SIGNS:
        if all(mark[1:] not in has if mark.startswith("-") else mark in has for mark in marks):
            return system, kind
    return "file", "plain"
