"""Deals that name their people, or are named by them, by words alone: as tables with linked records are written.

A name joins two rows only where one person of the other file has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kanban.domain.records.arrival import mailbox_key, name_key
from kanban.exchange.recognition.cells import read_addresses
from kanban.exchange.recognition.identity import NAMED, SEPARATOR, find_token, read_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kanban.exchange.recognition.columns import ColumnMapping
    from kanban.exchange.recognition.sheet import Sheet

_LISTS_OF_PEOPLE = frozenset({"plain", "leads", "contacts"})
_JOINED = frozenset({"email", "contact_id", "lead_id"})
"""Fields by which a list of deals finds its people without their names."""

_LOOKS = 4
"""Pieces of a list of deals that are looked at first."""

_LIKELY = 0.5
"""Share of the different names in a column that must stand in the other file."""

_AMBIGUOUS = ""


@dataclass(frozen=True, slots=True)
class PeopleBook:
    """The people of a file by their names."""

    sheet: Sheet
    tokens: Mapping[str, str]
    """What stands for a person, by the key of the name: the mailbox, else the name; empty where several have it."""


def link_by_name(sheets: Sequence[Sheet]) -> None:
    """Let lists of deals find people of other files by name, where they have nothing else to find them by."""
    people = [sheet for sheet in sheets if _is_list_of_people(sheet.mapping)]
    deals = [sheet for sheet in sheets if _is_list_of_deals(sheet.mapping)]
    if not people or not deals:
        return
    books = [PeopleBook(sheet, _read_people(sheet)) for sheet in people]
    for sheet in deals:
        if not _link_people(sheet, books):
            _link_deals(sheet, books)


def _is_list_of_people(mapping: ColumnMapping) -> bool:
    has_name = bool(mapping.all("contact") or mapping.all("first_name") or mapping.all("last_name"))
    return mapping.system != "kanban" and mapping.kind in _LISTS_OF_PEOPLE and has_name and not mapping.all("value")


def _is_list_of_deals(mapping: ColumnMapping) -> bool:
    is_deals = mapping.kind == "deals" or (mapping.kind == "plain" and bool(mapping.all("value")))
    return is_deals and mapping.system != "kanban" and not any(map(mapping.all, _JOINED)) and bool(mapping.all("title"))


def _read_people(sheet: Sheet) -> dict[str, str]:
    tokens: dict[str, str] = {}
    for piece in sheet.pieces():
        if not piece.rows:
            continue
        mailboxes = _read_mailboxes(sheet.mapping, piece.columns)
        for name, mailbox in zip(read_names(sheet.mapping, piece.columns), mailboxes, strict=True):
            if name:
                token = mailbox or f"{NAMED}{name}"
                tokens[name] = token if tokens.get(name, token) == token else _AMBIGUOUS
    return tokens


def _read_mailboxes(mapping: ColumnMapping, columns: Sequence[Sequence[str]]) -> list[str | None]:
    emails = mapping.all("email")
    if not emails:
        return [None] * len(columns[0])
    return [mailbox_key(address) for address in read_addresses(columns[emails[0].index])[0]]


def _link_people(sheet: Sheet, books: Sequence[PeopleBook]) -> bool:
    """Let the deals of a list name people by the cells of their contact."""
    columns = sheet.mapping.all("contact")[:1]
    for column in columns:
        pieces = islice(sheet.pieces(), _LOOKS)
        names = {cell for piece in pieces if piece.rows for cell in piece.columns[column.index] if cell.strip()}
        for book in books:
            known = sum(bool(find_token(cell, book.tokens)) for cell in names)
            if known and known >= _LIKELY * len(names):
                _join(sheet, column.index, book.tokens, book.sheet)
                return True
    return False


def _link_deals(sheet: Sheet, books: Sequence[PeopleBook]) -> None:
    """Let the deals of a list without people be found by the people who name them in a column of their own."""
    titles = sheet.mapping.all("title")[0]
    if sheet.mapping.all("contact") or sheet.mapping.all("first_name"):
        return
    pieces = (piece for piece in sheet.pieces() if piece.rows)
    deals = {name_key(cell) for piece in pieces for cell in piece.columns[titles.index]} - {""}
    for book in books:
        for column in book.sheet.mapping.custom:
            people = _read_named_deals(book, column.index, deals)
            if people:
                if sheet.mapping.kind == "plain":
                    sheet.read_as("deals")
                _join(sheet, titles.index, people, book.sheet)
                return


def _read_named_deals(book: PeopleBook, index: int, deals: set[str]) -> dict[str, str]:
    """Return who names each deal in a column of a list of people; nothing where the column holds other words."""
    people: dict[str, str] = {}
    strangers = 0
    for piece in book.sheet.pieces():
        if not piece.rows:
            continue
        names = read_names(book.sheet.mapping, piece.columns)
        for cell, name in zip(piece.columns[index], names, strict=True):
            keys = [name_key(cell)] if name_key(cell) in deals else [name_key(part) for part in SEPARATOR.split(cell)]
            strangers += sum(bool(key) and key not in deals for key in keys)
            for key in deals.intersection(keys):
                token = book.tokens.get(name, _AMBIGUOUS)
                people[key] = token if people.get(key, token) == token else _AMBIGUOUS
    return people if len(people) >= strangers and len(people) >= _LIKELY * len(deals) else {}


def _join(sheet: Sheet, index: int, tokens: Mapping[str, str], other: Sheet) -> None:
    sheet.identity.name_people(index, tokens)
    other.identity.expect_people(_list_names(tokens))
    sheet.remarks.append(
        f"“{sheet.name}” and “{other.name}” are joined by names alone, where one person there has the name."
    )


def _list_names(tokens: Mapping[str, str]) -> frozenset[str]:
    return frozenset(token for token in tokens.values() if token.startswith(NAMED))
