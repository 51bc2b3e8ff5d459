"""What cells tell of activities: own exports list them and objections as JSON, other files have the next one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kanban.domain import activity
from kanban.domain.card import AUTHOR_IN_FILE
from kanban.domain.clock import from_iso, iso
from kanban.domain.playbook import objection
from kanban.domain.records.arrival import ArrivedActivity, ArrivedObjection
from kanban.domain.values.text import MAX_TEXT, clean, clean_line, shorten
from kanban.exchange.leads.activity_files import is_done_word, is_open_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.domain.change import Json
    from kanban.exchange.leads.row_drafts.column_work import PieceReader

_STEP = ("next_step", "next_on", "next_time")


def drop_done_steps(work: PieceReader, columns: dict[str, Sequence[Json]]) -> None:
    """Take the next step from rows that say it is done; its words and its day stay as custom fields.

    So do words beside it that tell neither that it is done nor that it is open.
    """
    done_rows: set[int] = set()
    for mark in work.mapping.all("step_done"):
        for row, cell in enumerate(work.columns[mark.index]):
            if is_done_word(cell):
                done_rows.add(row)
            elif cell.strip() and not is_open_word(cell):
                work.keep(row, mark.label, cell)
    for name in _STEP if done_rows else ():
        values = columns.get(name, work.none)
        columns[name] = [None if row in done_rows else value for row, value in enumerate(values)]
        for column in work.mapping.all(name)[:1]:
            for row in done_rows:
                work.keep(row, column.label, work.columns[column.index][row])


def read_own_activities(cell: str, now: str) -> list[ArrivedActivity]:
    """Return the activities in a cell, oldest first; `now` (UTC) is when a later one took place.

    What can't be read, as of a newer version, is left out, and so is what took place before there were such programs.
    """
    entries = (_read_item(item, now) for item in _list_items(cell))
    return sorted(filter(None, entries), key=lambda entry: (entry.at, entry.key))


def read_own_objections(cell: str, now: str) -> list[ArrivedObjection]:
    """Return the objections in a cell, oldest first; none is later than `now` (UTC)."""
    entries = (_read_objection(item, now) for item in _list_items(cell))
    return sorted(filter(None, entries), key=lambda entry: (entry.at, entry.key))


def _list_items(cell: str) -> list[dict[str, Any]]:
    if cell[:1] != "[":
        return []
    try:
        items = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    return [item for item in items if isinstance(item, dict)]


def _read_objection(item: dict[str, Any], now: str) -> ArrivedObjection | None:
    texts = {name: clean_line(value) for name, value in item.items() if isinstance(value, str)}
    registers: dict[str, Json] = {"card": "-", **{name: texts.get(name) for name in ("words", "at", "outcome")}}
    valid = objection.read("", registers, "")
    at, outcome_at = (_read_time(texts.get(name, ""), now) for name in ("at", "outcome_at"))
    if valid is None or not at or not texts.get("id"):
        return None
    return ArrivedObjection(
        f"kanban.objection:{texts['id']}", valid.words, at,
        shorten(texts.get("author") or texts.get(AUTHOR_IN_FILE, ""), 200), shorten(texts.get("play", ""), 200),
        valid.outcome, outcome_at,
    )  # fmt: skip


def _read_time(typed: str, now: str) -> str:
    """Return a UTC time, never later than now; empty for none."""
    try:
        return min(iso(from_iso(typed)), now) if typed else ""
    except (ValueError, OverflowError):
        return ""


def _read_item(item: dict[str, object], now: str) -> ArrivedActivity | None:
    registers = {"card": "-", "kind": item.get("kind"), "outcome": item.get("outcome"), "done_at": item.get("at")}
    valid = activity.read("", registers, "")  # type: ignore[arg-type]  # whatever JSON holds
    if valid is None or not isinstance(item.get("id"), str) or valid.done_at < activity.EARLIEST:
        return None
    author = item.get("author") or item.get(AUTHOR_IN_FILE)
    words = clean(str(item.get("text") or "")).strip()[:MAX_TEXT]
    return ArrivedActivity(
        f"kanban.activity:{item['id']}", valid.kind, valid.outcome, min(valid.done_at, now),
        clean_line(author)[:200] if isinstance(author, str) else "", words,
    )  # fmt: skip
