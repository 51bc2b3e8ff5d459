"""Rows whose file came in as a plain list and is one of deals now, or the other way: they find their cards again."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence

from kanban.domain.ids import derive_id
from kanban.domain.records.arrival import SOURCE, Arrival, mailbox_key
from kanban.domain.records.outside_ids import build_person_key, is_made_up, list_other_kinds
from kanban.domain.values import text
from kanban.store import log

Names = tuple[str | None, str | None, str | None]

_KINDS = ("file.card:", "file.deal:")


class OtherKinds:
    """Knows which equal rows of an import have been met."""

    def __init__(self, connection: sqlite3.Connection, board: str) -> None:
        """Take the board's id."""
        self._connection = connection
        self._board = board
        self._equal_deals: Counter[Names] = Counter()

    def find_cards(
        self,
        batch: Sequence[Arrival],
        ids: Sequence[Sequence[str]],
        present: Mapping[str, str],
        origins: Mapping[str, str],
    ) -> dict[str, str]:
        """Return the cards, by their keys, of rows that an import before kept under the key of the other kind.

        `ids` are of the cards of their keys, `present` and `origins` tell what is known already: that is not looked
        for. What an id or a mailbox finds must have the row's name too, as other lists count from 1 as well.
        """
        others: list[tuple[Arrival, str, str, str]] = []
        for arrival, card_ids in zip(batch, ids, strict=True):
            candidates = [(key, other) for key in arrival.keys for other in self._list_keys(arrival, key)]
            if present.keys().isdisjoint(card_ids) and origins.keys().isdisjoint(arrival.keys):
                others += [(arrival, key, other, derive_id(self._board, SOURCE, other)) for key, other in candidates]
        cards = self._read_cards([placed for *_, placed in others]) if others else {}
        cards_by_key: dict[str, str] = {}
        for arrival, key, other, placed in others:
            if key not in cards_by_key and placed in cards:
                card, *names = cards[placed]
                if (is_made_up(other) and other.startswith(_KINDS)) or _has_same_name(arrival, *names):
                    cards_by_key[key] = str(card)
        return cards_by_key

    def _read_cards(self, ids: Sequence[str]) -> dict[str, tuple[str, str | None, str | None, str | None]]:
        sql = "SELECT id, coalesce(merged_into, id), title, company, email FROM card WHERE id IN ({})"
        return {row[0]: row[1:] for row in log.select_among(self._connection, sql, ids)}

    def _list_keys(self, arrival: Arrival, key: str) -> list[str]:
        """Return the keys of the other kind that a row may have been kept under."""
        if not key.startswith(_KINDS):
            return []
        names = read_names(arrival)
        number = ""
        if key.startswith("file.deal:") and is_made_up(key):
            self._equal_deals[names] += 1
            number = f"-{self._equal_deals[names]}" if self._equal_deals[names] > 1 else ""
        keys = list_other_kinds(key, *names, number)
        email = arrival.registers.get("email")
        return [*keys, build_person_key(email, names[1])] if arrival.deal and isinstance(email, str) else keys


def read_names(arrival: Arrival) -> Names:
    """Return a row's title, company and contact."""
    title, company, contact = (arrival.registers.get(name) for name in ("title", "company", "contact"))
    return str(title) if title else None, str(company) if company else None, str(contact) if contact else None


def _has_same_name(arrival: Arrival, title: str | None, company: str | None, email: str | None) -> bool:
    """Tell whether a row has the title, or in a plain list the address, of a card, and no other company."""
    own_title, own_company, _ = read_names(arrival)
    own_mailbox = mailbox_key(arrival.registers.get("email"))
    if own_company and company and text.fold(own_company) != text.fold(company):
        return False
    if own_title and title and text.fold(own_title) == text.fold(title):
        return True
    return not arrival.deal and own_mailbox is not None and own_mailbox == mailbox_key(email)
