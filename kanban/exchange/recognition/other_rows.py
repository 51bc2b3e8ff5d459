"""Rows of a table that are no leads.

Totals, titles of groups, headers that come again, the ends of reports, and the subitems of Monday.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kanban.exchange.recognition.words.headers import squash
from kanban.exchange.recognition.words.stage_vocabulary import DEAL, LEAD, parse_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kanban.exchange.recognition.columns import ColumnMapping

TOTAL, GROUP, HEADER, FOOTER = "total", "title of a group", "header that comes again", "end of a report"
SUBITEM = "subitem"
"""Why a row is left out."""

BLANK = ""
"""Why an empty row is: nobody needs to hear of it."""

FEW = 4
"""Filled cells up to which a row may be a total without being called so alone."""

_TOTAL_WORDS = parse_words("""
    total, totals, subtotal, subtotals, sub total, grand total, grand totals, overall total, sum, sums, average, count
    summe, gesamt, gesamtsumme, zwischensumme, insgesamt, endsumme, somme, sous total, total général, moyenne
    suma, total general, suma total, totale, subtotale, somma, totale generale, total geral, soma, totais
    totaal, subtotaal, eindtotaal, som, razem, suma częściowa, łącznie
    итого, всего, сумма, общий итог, промежуточный итог
""")
_TOTAL_OF = re.compile(r"(?:sub|grand)[\s-]?totals?\b|total (?:for|of)\b|sum of\b|summe für\b", re.IGNORECASE)
_BESIDE = re.compile(r"\([^)]*\)|[\d.,:=]")
_FIGURE = re.compile(
    r"[\s(+-]*(?:[A-Za-z]{1,3}|[^\w\s])?\s*\d[\d.,\s'’\u00a0\u202f]*[kKmM]?\s*(?:[A-Za-z]{1,3}|[^\w\s])?\)?"
)
_FAREWELL = re.compile(
    r"copyright|confidential|vertraulich|all rights reserved|(?:generated|exported) (?:by|on|at)\b|grand totals?\b"
    r"|report (?:generated|run)\b|erstellt (?:von|am)\b"
    r"|\d[\d,.]* (?:records?|rows?|results?)\b|(?:records?|rows?|results?):? \d",
    re.IGNORECASE,
)
_SUBITEMS = "subitems"
"""What stands before the header of an item's subitems."""
_STAGE_WORDS = frozenset().union(*DEAL.values(), *LEAD.values())
_NAMING = ("title", "contact", "first_name", "last_name", "company", "email", "phone", "id", "lead_id", "deal_id")


class OtherRows:
    """Tells which rows of one file are no leads."""

    def __init__(self, mapping: ColumnMapping, header: Sequence[str]) -> None:
        """Take the columns and the header as the file has it."""
        self._header = [label.casefold() for label in header]
        places = sorted({*range(min(2, len(header))), len(header) // 2, len(header) - 1} - {len(header)} - {-1})
        self._labels = [(n, header[n]) for n in places if header[n].strip()]
        self._width = len(header)
        self._naming = [column.index for target in _NAMING for column in mapping.all(target)]
        self._own = mapping.system == "kanban"
        self._has_subitems = mapping.system == "monday" and _SUBITEMS in self._header

    def explain(
        self, rows: Sequence[Sequence[str]], columns: Sequence[Sequence[str]], following: Iterable[Sequence[str]]
    ) -> dict[int, str]:
        """Return why rows of a block are left out, by their places; `following` are the rows of the next block."""
        if self._own or self._width < 2 or not rows:
            return {}
        empty_most = self._width - FEW
        places = {n for n, row in enumerate(rows) if row.count("") >= empty_most}
        first_column = columns[0]
        if not _TOTAL_WORDS.isdisjoint(map(str.casefold, first_column)):
            places.update(n for n, cell in enumerate(first_column) if cell.casefold() in _TOTAL_WORDS)
        if any(label in columns[n] for n, label in self._labels):
            places.update(n for n, row in enumerate(rows) if self._is_header(row))
        reasons: dict[int, str] = {}
        if self._has_subitems:
            reasons = {n: SUBITEM for n, cell in enumerate(first_column) if _is_subitem(cell, rows[n][1])}
        for n in sorted(places.difference(reasons), reverse=True):
            reason = self._explain(rows[n])
            if reason is not None:
                reasons[n] = reason
            elif sum(map(bool, rows[n])) == 1 and self._is_before_header(rows, n, following):
                reasons[n] = GROUP
        return reasons

    def _explain(self, row: Sequence[str]) -> str | None:
        filled = [cell.strip() for cell in row if cell and not cell.isspace()]
        if not filled:
            return BLANK
        if len(filled) > 1 and self._is_header(row):
            return HEADER
        label, figures = filled[0], filled[1:]
        if all(map(_FIGURE.fullmatch, figures)):
            is_total = len(label) < 80 and (squash(_BESIDE.sub("", label)) in _TOTAL_WORDS or _TOTAL_OF.match(label))
            if is_total and figures:
                return TOTAL
            is_nameless = self._width > FEW and not any(row[n].strip() for n in self._naming)
            if is_nameless and _FIGURE.fullmatch(label):
                return TOTAL
        if not figures and _FAREWELL.match(label):
            return FOOTER
        if not figures and self._width > 2 and squash(label) in _STAGE_WORDS:
            return GROUP
        return None

    def _is_header(self, row: Sequence[str]) -> bool:
        """Tell whether a row says what the header says; empty cells don't count, nor does one among many."""
        pairs = [(cell.strip().casefold(), label) for cell, label in zip(row, self._header, strict=False) if cell]
        same = sum(cell == label for cell, label in pairs)
        return len(pairs) > 1 and (same == len(pairs) or (same >= FEW and same >= len(pairs) - 1))

    def _is_before_header(self, rows: Sequence[Sequence[str]], place: int, following: Iterable[Sequence[str]]) -> bool:
        """Tell whether the next row that is not empty is the header again."""
        below = next((row for row in rows[place + 1 :] if any(row)), None)
        below = below or next((row for row in following if any(row)), None)
        return below is not None and self._is_header(below)


def _is_subitem(first: str, second: str) -> bool:
    """Tell whether a row of Monday stands below its item: it leaves the item's column empty, or says Subitems there."""
    return first.strip().casefold() == _SUBITEMS or (not first.strip() and bool(second.strip()))
