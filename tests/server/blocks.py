"""The blocks of the server's README that somebody is to type or to write into a file, in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "kanban" / "server" / "README.md"

_BLOCK = re.compile(r"^<!-- (run|file): ([^>]+) -->\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One block."""

    kind: str
    """`run`, or `file`."""
    whose: str
    """Who runs it (`root`, `systemd`, `postgres`, a person, `everybody`), or the file's path."""
    text: str
    heading: str
    """The section that it stands in."""


def blocks(text: str | None = None) -> list[Block]:
    """Return all blocks."""
    text = README.read_text("utf-8") if text is None else text
    found = []
    for match in _BLOCK.finditer(text):
        heading = re.findall(r"^#+ (.*)$", text[: match.start()], re.MULTILINE)[-1]
        found.append(Block(match[1], match[2], match[3], heading))
    return found
