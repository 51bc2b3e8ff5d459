"""Comments that stand in a cell: a list of them as JSON, or the words of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kanban.domain.text import MAX_TEXT, clean, clean_line
from kanban.exchange.draft import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    Moment = Callable[[str], str | None]


def said_in(cell: str, moment: Moment, at: str | None) -> tuple[Said, ...]:
    """Read a cell's comments, oldest first: a JSON list of objects with `text` or `body`, `author`, `team` and `at`.

    `moment` reads a time; `at` stands in for one that is missing. Any other text is one comment without an author.
    """
    if cell[:1] == "[":
        try:
            items = json.loads(cell)
        except (ValueError, RecursionError):
            items = None
        if isinstance(items, list) and all(isinstance(item, dict) for item in items):
            found = [said for item in items if (said := _said(item, moment, at))]
            return tuple(sorted(found, key=lambda said: said.at or ""))
    said = said_of("", "", at, cell)
    return (said,) if said else ()


def _said(item: dict[str, object], moment: Moment, at: str | None) -> Said | None:
    body = item.get("text") or item.get("body") or ""
    when = item.get("at") or ""
    team = str(item.get("team") or "")
    return said_of(str(item.get("author") or ""), team, moment(str(when)) or at, str(body))


def said_of(author: str, team: str, at: str | None, body: str) -> Said | None:
    """Make a comment of what a file says, its text cleaned and at most MAX_TEXT characters; None if it is empty."""
    words = clean(body).strip()
    if not words:
        return None
    side = team.strip().casefold()
    cut = words if len(words) <= MAX_TEXT else words[: MAX_TEXT - 1] + "…"
    return Said(clean_line(author)[:200], side if side in {"marketing", "sales"} else "", at, cut)
