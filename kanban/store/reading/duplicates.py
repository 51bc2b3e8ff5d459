"""Find cards that are likely the same lead: with the same e-mail, phone or company, custom fields included."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from kanban.domain.board import Board
from kanban.domain.card import CUSTOM, Card, format_custom
from kanban.domain.values import text
from kanban.store.reading import read

FOUND = 50
"""Candidates that are looked at for each sign."""

LEAST_DIGITS = 7
"""Digits from which on a number in a custom field is taken for that of a phone."""

SIGNS = ("e-mail", "phone", "company")
"""What two cards of one lead have in common, the surest first."""


def find_same_email(connection: sqlite3.Connection, board: str, email: str) -> list[Card]:
    """Return the live cards with this e-mail address, letter case aside: as their e-mail or in a custom field."""
    address = email.strip().casefold()
    candidates = _list_holding(connection, board, text.fold(email.strip()))
    return [card for card in candidates if address in _collect_emails(card)][:5]


def find_likely(connection: sqlite3.Connection, board: Board, card: Card, most: int) -> list[tuple[Card, str]]:
    """Return other cards that are likely of a card's lead, the surest first, each with the sign that they share."""
    emails, phones, company = _collect_emails(card), _collect_phones(card), text.fold(card.company or "")
    words = [*map(text.fold, emails), *phones, *([company] if company else [])]
    matches: dict[str, tuple[int, Card]] = {}
    for word in dict.fromkeys(words):
        for other in _list_holding(connection, board.id, word):
            shared = (
                emails & _collect_emails(other),
                phones & _collect_phones(other),
                company and text.fold(other.company or "") == company,
            )
            sign_index = next((n for n, sign in enumerate(shared) if sign), None)
            if other.id != card.id and sign_index is not None:
                matches[other.id] = (sign_index, other)
    ranked = sorted(matches.values(), key=lambda match: (match[0], match[1].id))[:most]
    return [(other, SIGNS[sign_index]) for sign_index, other in ranked]


def _list_holding(connection: sqlite3.Connection, board: str, word: str) -> Iterator[Card]:
    """Yield live cards in whose searched text a folded word stands, the newest first."""
    fields = ", ".join(read.CARD_FIELDS)
    sql = (
        f"SELECT {fields} FROM card WHERE board = ? AND deleted = 0 AND instr(hay, ?) > 0 ORDER BY n DESC LIMIT {FOUND}"
    )
    return (read.card_from(row) for row in connection.execute(sql, (board, word)))


def _collect_emails(card: Card) -> set[str]:
    return {value.strip().casefold() for value in (card.email, *_collect_custom(card)) if value and "@" in value}


def _collect_phones(card: Card) -> set[str]:
    """Return a card's phone numbers as compared: their last digits. A custom field may hold any short number."""
    numbers = {text.normalize_number(value.strip()) for value in _collect_custom(card)}
    own = {text.normalize_number(card.phone.strip())} if card.phone else set()
    return own | {number for number in numbers if number.isdigit() and len(number) >= LEAST_DIGITS}


def _collect_custom(card: Card) -> list[str]:
    return [format_custom(value) or "" for name, value in card.extra.items() if name.startswith(CUSTOM)]
