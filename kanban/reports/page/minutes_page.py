"""The minutes of a pipeline review as a page, in the style of the figures' pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from kanban.domain.values.text import clean_line
from kanban.reports.page.html import write_document, write_table

if TYPE_CHECKING:
    from kanban.reports.meetings.minutes import Section


def build_page(title: str, board: str, sections: Sequence[Section]) -> str:
    """Return the page; `board` is the board's name."""
    body = "\n".join(line for section in sections for line in _write_section(section))
    head = f"<header><h1>{_clean(title)}</h1><p>{_clean(board)}</p></header>"
    return write_document(clean_line(title), f"{head}\n{body}")


def _write_section(section: Section) -> Iterator[str]:
    yield f"<section><h2>{_clean(section.title)}</h2>"
    yield from (f"<p>{_clean(line)}</p>" for line in section.lines)
    if section.rows:
        rows = [[clean_line(cell) for cell in row] for row in section.rows]
        yield write_table(("", "value", "deals"), rows)
    if section.points:
        yield "<ol>"
        for first, *below in section.points:
            rest = "".join(f'<br><span class="quiet">{_clean(line)}</span>' for line in below)
            yield f"<li>{_clean(first)}{rest}</li>"
        yield "</ol>"
    yield "</section>"


def _clean(words: str) -> str:
    return escape(clean_line(words))
