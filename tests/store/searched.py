"""What free words are looked for in, told once more for tests."""

from __future__ import annotations

from itertools import groupby
from typing import Any

BETWEEN = " ().-/"


def written(value: Any) -> list[str]:
    """A custom field's value as text; none for what is absent."""
    if value is None or value is False or value == "":
        return []
    return [str(int(value)) if isinstance(value, bool) else str(value)]


def numbers(text: str) -> list[str]:
    """The digits of the numbers in a text that are written with more than digits."""
    found = []
    for dialled, group in groupby(text, lambda char: char in BETWEEN or char in "0123456789+"):
        run = "".join(group)
        if not dialled:
            continue
        for part in run.replace("+", "\n+").split("\n"):
            digits = "".join(filter(str.isdigit, part))
            inner = part.strip(BETWEEN)
            if len(digits) >= 5 and not inner.isdigit():
                found.append(digits)
    return found
