"""Comments in files: a cell with a list of them as JSON, or with the words of one."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain.card import AUTHOR_IN_FILE
from kanban.domain.values.text import MAX_TEXT, clean, clean_line

if TYPE_CHECKING:
    from collections.abc import Callable

    Moment = Callable[[str], str | None]


class FileComment(NamedTuple):
    """A comment as a file has it."""

    author: str
    """A name; empty where the file does not tell."""
    at: str | None
    """UTC ISO 8601."""
    body: str


def read_comments(cell: str, moment: Moment) -> list[FileComment]:
    """Read a cell's comments: a JSON list of objects with `text` or `body`, `author` and `at`.

    `moment` reads a time. Any other text is one comment without an author.
    """
    if cell[:1] == "[":
        try:
            items = json.loads(cell)
        except (ValueError, RecursionError):
            items = None
        if isinstance(items, list) and all(isinstance(item, dict) for item in items):
            return [comment for item in items if (comment := _read_item(item, moment))]
    comment = build_comment("", None, cell)
    return [comment] if comment else []


def _read_item(item: dict[str, object], moment: Moment) -> FileComment | None:
    body = item.get("text") or item.get("body") or ""
    author, at = str(item.get("author") or item.get(AUTHOR_IN_FILE) or ""), str(item.get("at") or "")
    return build_comment(author, moment(at), str(body))


def build_comment(author: str, at: str | None, body: str) -> FileComment | None:
    """Make a comment of what a file says, its text cleaned and at most MAX_TEXT characters; None if it is empty."""
    words = clean(body).strip()
    if not words:
        return None
    cut = words if len(words) <= MAX_TEXT else words[: MAX_TEXT - 1] + "…"
    return FileComment(clean_line(author)[:200], at, cut)


_TAG = re.compile(
    r"</?(?:p|div|br|span|b|i|u|strong|em|ul|ol|li|a|h[1-6]|font|img|table|tr|td|tbody)\b[^<>]*>", re.IGNORECASE
)
_BREAK = re.compile(r"\s*(?:<br\b[^<>]*>|</(?:p|div|li|ul|ol|h[1-6]|tr)>)\s*", re.IGNORECASE)


def strip_markup(cell: str) -> str:
    """Return the words of a cell that holds HTML; any other cell stays as it is."""
    if "<" not in cell or not _TAG.search(cell):
        return cell
    return unescape(_TAG.sub("", _BREAK.sub("\n", cell))).strip()
