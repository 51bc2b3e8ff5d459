"""The words that the cards of a board have of their own: labels, and names of fields."""

from __future__ import annotations

import sqlite3
from collections import Counter

from kanban.domain.campaign import fold_name
from kanban.domain.card import CUSTOM
from kanban.domain.values.text import fold
from kanban.store.derive import split_labels


def custom_fields(connection: sqlite3.Connection, board: str) -> list[str]:
    """Return the names of the fields of one's own that any card of the board has, deleted cards aside, in order."""
    sql = (
        "SELECT DISTINCT own.key FROM card, json_each(card.extra) own WHERE board = ? AND deleted = 0 "
        "AND own.key LIKE 'field.%' AND own.value IS NOT NULL"
    )
    return sorted(row[0].removeprefix(CUSTOM) for row in connection.execute(sql, (board,)))


def label_counts(connection: sqlite3.Connection, board: str) -> dict[str, int]:
    """Return how many cards bear each label, deleted cards aside, by label in its most usual spelling."""
    spellings: dict[str, Counter[str]] = {}
    sql = "SELECT labels, count(*) FROM card WHERE board = ? AND deleted = 0 AND labels <> '' GROUP BY labels"
    for labels, cards in connection.execute(sql, (board,)):
        for key, label in {fold(label): label for label in split_labels(labels)}.items():
            spellings.setdefault(key, Counter())[label] += cards
    counts = {
        min(spelling, key=lambda label: (-spelling[label], label)): spelling.total() for spelling in spellings.values()
    }
    return dict(sorted(counts.items(), key=lambda pair: (pair[0].casefold(), pair[0])))


def campaign_counts(connection: sqlite3.Connection, board: str) -> dict[str, int]:
    """Return how many cards name each campaign, deleted cards aside, by folded name (`campaign.fold_name`)."""
    counts: Counter[str] = Counter()
    sql = (
        "SELECT campaign, count(*) FROM card WHERE board = ? AND deleted = 0 AND campaign IS NOT NULL GROUP BY campaign"
    )
    for name, cards in connection.execute(sql, (board,)):
        counts[fold_name(name)] += cards
    return dict(counts)


def list_cards_of_campaign(connection: sqlite3.Connection, board: str, name: str) -> list[str]:
    """Return the ids of the cards that name this campaign in any spelling, deleted cards aside."""
    sql = "SELECT id, campaign FROM card WHERE board = ? AND deleted = 0 AND campaign IS NOT NULL"
    return [card for card, campaign in connection.execute(sql, (board,)) if fold_name(campaign) == fold_name(name)]


def list_cards_with_label(connection: sqlite3.Connection, board: str, label: str) -> list[str]:
    """Return the ids of the cards that bear this label in any spelling, deleted cards aside."""
    sql = "SELECT id FROM card WHERE board = ? AND deleted = 0 AND labels <> '' AND instr(folded(labels), ?) > 0"
    return [row[0] for row in connection.execute(sql, (board, f"\n{fold(label)}\n"))]
