"""What cards are called: by their title, else by the person, the company, the product or the website they are about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kanban.exchange.leads.row_drafts.column_work import fill_gaps
from kanban.exchange.recognition import cells
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.exchange.leads.row_drafts.column_work import PieceReader, Values

_NUMBER = re.compile(r"[\W\d_]*\d[\W\d_]*")
"""A title without a letter, such as `12,000.00`."""

_PRODUCTS = frozenset(
    map(
        squash,
        ("product", "products", "product name", "produkt", "produit", "producto", "produto", "prodotto", "товар"),
    )
)


_SITES = frozenset(
    map(squash, ("website", "domain", "company website", "web site", "homepage", "webseite", "site web", "sitio web"))
)
_SITE = re.compile(r"(?:https?://)?(?:www\.)?([^\s/?#]+\.[^\W\d_]{2,})(?=[/?#:]|$)", re.IGNORECASE)


def choose_titles(work: PieceReader, people: Sequence[Values]) -> Values:
    """Return the titles of rows; `people` are contact, company, and what else they may be called by, best first.

    A number, of a telephone too, is a title only where there is nothing else, and then counted; else it is kept beside.
    """
    titles = cells.clean_lines(work.first("title") or ("",) * work.count)
    numbers = _find_numbers(titles) if work.mapping.system != "kanban" else {}
    if numbers:
        titles = [None if row in numbers else title for row, title in enumerate(titles)]
    contact, company, email, phone = people
    for other in (contact, company, _find_products(work), email):
        titles = fill_gaps(titles, other)
    if None in titles:
        work.numeric_titles += sum(
            title is None and number is not None for title, number in zip(titles, phone, strict=True)
        )
        titles = fill_gaps(fill_gaps(titles, phone), _find_sites(work))
    if numbers:
        label = work.mapping.all("title")[0].label
        work.numeric_titles += sum(titles[row] is None for row in numbers)
        for row, number in numbers.items():
            if titles[row] is not None:
                work.keep(row, label, number)
        titles = [title or numbers.get(row) for row, title in enumerate(titles)]
    return titles


def is_product(label: str) -> bool:
    """Tell whether a column holds products, by its label."""
    return squash(label) in _PRODUCTS


def _find_numbers(titles: Values) -> dict[int, str]:
    if min((title for title in titles if title), default="~") > "9~":  # no title begins with a figure or a sign
        return {}
    return {row: title for row, title in enumerate(titles) if title and _NUMBER.fullmatch(title)}


def is_site(label: str) -> bool:
    """Tell whether a column holds the websites of companies, by its label."""
    return squash(label) in _SITES


def _find_sites(work: PieceReader) -> Values:
    """Return the names of websites, such as `acme.example`."""
    column = next((column for column in work.mapping.all("link") if is_site(column.label)), None)
    if column is None:
        return work.none
    lines = cells.clean_lines(work.columns[column.index])
    return [(match[1] if (match := _SITE.match(line or "")) else None) for line in lines]


def _find_products(work: PieceReader) -> Values:
    column = next((column for column in work.mapping.custom if is_product(column.label)), None)
    return work.none if column is None else cells.clean_lines(work.columns[column.index])
