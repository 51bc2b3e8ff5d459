"""Plays and requests while somebody types what a prospect said: full text, beginnings of words, and one slip a word.

The index is made once, from a playbook; a key then looks only at the words that begin alike, so it costs the same with
many objections as with few.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.playbook.book import Playbook, Request
    from kanban.domain.playbook.play import Play

LEAST = 3
"""From so many letters on what is typed is looked for."""

MOST = 5
"""The most plays, and the most requests, that a list shows."""

_WORDS_OF_ALL = (
    "a an and are as at be but by can do does don for from has have how i if in is it its just let me my no "
    "not of on one or our ours so that the their them there they this to too us very was way we what when "
    "which who will with would you your"
)

COMMON = frozenset(_WORDS_OF_ALL.split())
"""Words that tell nothing of an objection."""

_TITLE, _WORDS, _LABEL, _QUESTION, _BODY = 4.0, 3.0, 3.0, 2.0, 1.0
_SLIP = 0.5
"""What a word counts that is only nearly what was typed."""

_LONG = 4
"""Letters from which on a word may have a slip."""

_MOST_REQUESTS = 500
"""So many requests are looked through, those that block most: a letter costs the same on any board."""

_MOST_WORDS = 200
"""So many different wordings of one play are indexed, the newest ones."""


class WordIndex:
    """Finds documents by words: each has an id and texts with weights."""

    def __init__(self, documents: Mapping[str, Iterable[tuple[float, str]]]) -> None:
        self._weights: dict[str, dict[str, float]] = {}
        for document, texts in documents.items():
            for weight, body in texts:
                for word in text.split_words(body):
                    at = self._weights.setdefault(word, {})
                    at[document] = max(weight, at.get(document, 0.0))
        self._words = sorted(self._weights)
        self._size = len(documents)

    def rank(self, typed: str) -> list[tuple[str, float]]:
        """Return the documents that have most of what was typed, with their scores, the best first."""
        words = [word for word in dict.fromkeys(text.split_words(typed)) if word not in COMMON]
        if not words:
            words = list(dict.fromkeys(text.split_words(typed)))
        scores: dict[str, float] = {}
        for place, word in enumerate(words):
            is_last = place == len(words) - 1 and not typed.endswith(" ")
            matched = self._match(word, is_beginning=is_last or len(word) >= LEAST)
            rarity = log(1 + self._size / max(1, len(matched))) + 0.1
            for document, weight in matched.items():
                scores[document] = scores.get(document, 0.0) + weight * rarity
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))

    def _match(self, word: str, *, is_beginning: bool) -> dict[str, float]:
        """Return the documents with a word, or one that begins so, or else one that differs by one slip."""
        matched: dict[str, float] = {}
        start = bisect_left(self._words, word)
        for other in self._words[start:]:
            if not other.startswith(word):
                break
            if other == word or is_beginning:
                self._add(matched, other, 1.0 if other == word else 0.8)
        if not matched and len(word) >= _LONG:
            for other in self._words:
                if is_one_slip(word, other) or (is_beginning and is_one_slip(word, other[: len(word)])):
                    self._add(matched, other, _SLIP)
        return matched

    def _add(self, matched: dict[str, float], word: str, share: float) -> None:
        for document, weight in self._weights[word].items():
            matched[document] = max(matched.get(document, 0.0), weight * share)


def is_one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter that is another, missing, added, or swapped with the next."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    if rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]:
        return True
    return rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What fits what was typed."""

    plays: tuple[Play, ...]
    requests: tuple[Request, ...]


class Typeahead:
    """Suggests plays and requests of a playbook."""

    def __init__(self, playbook: Playbook) -> None:
        self.playbook = playbook
        self._plays = {play.id: play for play in playbook.present if play.is_offered}
        self._requests = {request.id: request for request in playbook.requests[:_MOST_REQUESTS]}
        heard: dict[str, dict[str, None]] = {}
        for entry in reversed(playbook.met):
            if play := playbook.find_answer(entry.objection):
                wordings = heard.setdefault(play.id, {})
                if len(wordings) < _MOST_WORDS:
                    wordings[entry.objection.words] = None
        self._play_index = WordIndex(
            {play.id: list(_weigh(play, heard.get(play.id, ()))) for play in self._plays.values()}
        )
        self._request_index = WordIndex(
            {
                request.id: [(_WORDS, words) for words in dict.fromkeys(one.objection.words for one in request.met)]
                for request in self._requests.values()
            }
        )

    def suggest(self, typed: str, lane: str = "") -> Suggestions:
        """Return what fits what was typed; with fewer than LEAST letters, the plays used most at a stage."""
        if len(text.clean_line(typed).strip()) < LEAST:
            return Suggestions(tuple(self.playbook.list_used_at(lane)[:LEAST]), ())
        plays = [self._plays[name] for name, _ in _cut(self._play_index.rank(typed))]
        requests = [self._requests[name] for name, _ in _cut(self._request_index.rank(typed))]
        return Suggestions(tuple(plays), tuple(requests))


def _weigh(play: Play, wordings: Iterable[str]) -> Iterable[tuple[float, str]]:
    yield _TITLE, play.title
    yield _LABEL, " ".join(play.labels)
    for words in wordings:
        yield _WORDS, words
    yield _QUESTION, " ".join(play.questions)
    yield _BODY, " ".join((play.heard, play.answer, *play.proof))


def _cut(ranked: Sequence[tuple[str, float]]) -> Sequence[tuple[str, float]]:
    """Return the best of a list, without what fits far worse than the first."""
    return [item for item in ranked[:MOST] if item[1] * 3 >= ranked[0][1]]
