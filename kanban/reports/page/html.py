"""The shell of a page: one style sheet for light, dark and print; sections, tables, and notes below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from kanban.domain.values.dates import format_full_date
from kanban.domain.values.text import clean_line
from kanban.reports.period import Period
from kanban.reports.rates import FEWEST, Rate, format_share

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --quiet: #59636e; --rule: #d1d9e0;
  --bar: #4c78a8; --gain: #3a7d44; --loss: #b3562e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0f1318; --quiet: #9198a1; --rule: #3d444d;
  --bar: #7aa2d6; --gain: #6cb37a; --loss: #e08a5f; } }
@media print { :root { --ink: #000; --paper: #fff; --quiet: #444; --rule: #bbb; --bar: #4c78a8; --gain: #3a7d44;
  --loss: #b3562e; } section { break-inside: avoid; } body { margin: 0; max-width: none; } }
@page { size: A4; margin: 16mm; }
body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .3rem 0; } .quiet, caption { color: var(--quiet); }
table { margin: .8rem 0; border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .2rem .5rem; border-bottom: 1px solid var(--rule); font-weight: normal; }
th:first-child, td:first-child { text-align: left; padding-left: 0; } thead th { color: var(--quiet); }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font-family: system-ui, sans-serif; }
.bar, .whole { fill: var(--bar); } .gain { fill: var(--gain); } .loss { fill: var(--loss); }
.reach { stroke: var(--ink); stroke-width: 1.5; } .value { fill: var(--quiet); }"""


def build_page(
    board: str, period: Period, query: str, today: date, sections: Iterable[str], as_of: date | None = None
) -> str:
    """Return a page of sections; `board` is the board's name, and `as_of` the day whose knowledge counts."""
    first, last = period.first, period.last
    days = f"{format_full_date(first)} – {format_full_date(last)}" if first else f"until {format_full_date(last)}"
    if as_of:
        days += f" · as known on {format_full_date(as_of)}"
    cards = f"cards: {clean_line(query)}" if query else "all cards"
    before = period.before
    earlier = (
        f" Before: {format_full_date(before.first)} – {format_full_date(before.last)}."
        if before and before.first
        else ""
    )
    footer = (
        f"Written by kanban on {format_full_date(today)}. "
        f"A percentage stands from {FEWEST} cases on, with its 95 % interval.{earlier}"
    )
    body = "\n".join(
        (
            f"<header><h1>{escape(clean_line(board))}</h1><p>{escape(days)} · {escape(cards)}</p></header>",
            *sections,
            f'<footer><p class="quiet">{escape(footer)}</p></footer>',
        )
    )
    return write_document(f"{clean_line(board)} · {days}", body)


def write_document(title: str, body: str) -> str:
    """Return a whole page; the body is HTML."""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def write_section(name: str, words: str, content: str) -> str:
    """Return a section with its heading and what it shows; content is HTML, and empty for nothing."""
    listed = content or '<p class="quiet">Nothing in this time.</p>'
    return f'<section><h2>{escape(name)}</h2><p class="quiet">{escape(words)}</p>\n{listed}</section>'


def write_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the first column is text, all others are numbers."""
    columns = "".join(f"<th>{escape(name)}</th>" for name in head)
    lines = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{columns}</tr></thead><tbody>\n{lines}\n</tbody></table>\n"


def write_note(words: str) -> str:
    """Return a quiet line."""
    return f'<p class="quiet">{escape(words)}</p>\n'


def format_percent(rate: Rate) -> str:
    """Return ` · 65 %` where there are enough cases."""
    return f" · {format_share(rate.part, rate.whole)}" if rate.whole >= FEWEST else ""
