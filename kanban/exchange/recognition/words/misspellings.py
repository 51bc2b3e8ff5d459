"""Labels with a slip in them (`Compnay`, `Emial`): spelt as the words that are known here.

A word that is known in any language is no slip. All others are compared with the known ones through what is left of
both when a letter or two are taken out, so a label costs the same however many words are known.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kanban.exchange.recognition.words import near_words
from kanban.exchange.recognition.words.column_labels import (
    NO_HINTS,
    SPOIL,
    UNNAMED,
    list_sure_words,
    list_weak_words,
    split_label,
)
from kanban.exchange.recognition.words.languages import list_foreign_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORTEST, _LONG = 4, 8
"""Letters of a word that may have a slip in it, and of one that may have two."""

_VOWELS = frozenset("aeiou")
_ALONE = frozenset({"title", "name"})
"""Labels whose meaning the columns beside them settle."""


@lru_cache(4096)
def correct_label(label: str) -> str | None:
    """Return a label with its misspelt words as they were meant; None where no word is, or one is not known at all."""
    if UNNAMED.fullmatch(label):
        return None
    words = split_label(label)
    corrected = [word if len(word) < _SHORTEST or word in _known_words() else _find_near(word) for word in words]
    return None if corrected == words or None in corrected else " ".join(filter(None, corrected))


def _find_near(word: str) -> str | None:
    """Return the known word that a word was meant to be."""
    near_index = _index_near(word[0])
    near = {known for variant in _list_variants(word) for known in near_index.get(variant, ())}
    ranked = sorted((distance, known) for known in near if (distance := _measure(word, known)))
    return ranked[0][1] if ranked else None


def _measure(word: str, known: str) -> int | None:
    """Return how many slips make a word of a known one; None where they are too many for its length.

    In four letters one is a slip that swaps two of them, or drops a vowel.
    """
    if word[0] != known[0] or min(len(word), len(known)) < _SHORTEST:
        return None
    distance = count_slips(word, known)
    if len(word) == _SHORTEST:
        is_swap = sorted(word) == sorted(known)
        is_drop = any(known[:n] + known[n + 1 :] == word for n, letter in enumerate(known) if letter in _VOWELS)
        return distance if distance == 1 and (is_swap or is_drop) else None
    return distance if distance <= 1 + (min(len(word), len(known)) >= _LONG) else None


def count_slips(one: str, other: str) -> int:
    """Return how many letters are to be dropped, added, changed or swapped with their neighbour between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        above, row = row, [n]
        for m, its in enumerate(other, 1):
            steps = min(above[m] + 1, row[m - 1] + 1, above[m - 1] + (letter != its))
            if n > 1 and m > 1 and letter == other[m - 2] and its == one[n - 2]:
                steps = min(steps, before[m - 2] + 1)
            row.append(steps)
        before = above
    return row[-1]


def _list_variants(word: str) -> Iterator[str]:
    """Yield a word and what is left of it without a letter, of a long one without two."""
    yield word
    for one in range(1, len(word)):  # the first letter is hardly ever wrong
        shorter = word[:one] + word[one + 1 :]
        yield shorter
        if len(word) >= _LONG:
            yield from (shorter[:other] + shorter[other + 1 :] for other in range(one, len(shorter)))


@lru_cache(64)
def _index_near(letter: str) -> dict[str, list[str]]:
    """Return the words with a first letter that a label may be meant to have, by their variants."""
    index: dict[str, list[str]] = {}
    words = {word for key in list_sure_words() for word in key.split()} | list_foreign_words() | _ALONE
    for word in sorted(words):
        if word[0] == letter and _SHORTEST <= len(word) <= _LONGEST:
            for variant in set(_list_variants(word)):
                index.setdefault(variant, []).append(word)
    return index


_LONGEST = 16
"""Letters of the longest word that labels are compared with."""


@lru_cache(1)
def _known_words() -> frozenset[str]:
    """Return every word that a known label has: who uses only those did not misspell one."""
    known = (
        {word for key in (*list_sure_words(), *list_weak_words()) for word in key.split()}
        | list_foreign_words()
        | _ALONE
    )
    return frozenset(known) | near_words.DEAL | near_words.PERSON | near_words.COMPANY | SPOIL | NO_HINTS
