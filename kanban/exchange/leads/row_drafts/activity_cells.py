"""Activities in a cell of this program's own exports: a list of them as JSON."""

from __future__ import annotations

import json

from kanban.domain import activity
from kanban.domain.card import AUTHOR_IN_FILE
from kanban.domain.records.arrival import ArrivedActivity
from kanban.domain.values.text import MAX_TEXT, clean, clean_line


def read_own_activities(cell: str, now: str) -> list[ArrivedActivity]:
    """Return the activities in a cell, oldest first; `now` (UTC) is when a later one took place.

    What can't be read, as of a newer version, is left out.
    """
    if cell[:1] != "[":
        return []
    try:
        items = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    entries = (_read_item(item, now) for item in items if isinstance(item, dict))
    return sorted(filter(None, entries), key=lambda entry: (entry.at, entry.key))


def _read_item(item: dict[str, object], now: str) -> ArrivedActivity | None:
    registers = {"card": "-", "kind": item.get("kind"), "outcome": item.get("outcome"), "done_at": item.get("at")}
    valid = activity.read("", registers, "")  # type: ignore[arg-type]  # whatever JSON holds
    if valid is None or not isinstance(item.get("id"), str):
        return None
    author = item.get("author") or item.get(AUTHOR_IN_FILE)
    words = clean(str(item.get("text") or "")).strip()[:MAX_TEXT]
    return ArrivedActivity(
        f"kanban.activity:{item['id']}", valid.kind, valid.outcome, min(valid.done_at, now),
        clean_line(author)[:200] if isinstance(author, str) else "", words,
    )  # fmt: skip
