"""The searched text of a whole lane in memory, for a filter that answers between two keys.

100,000 cards take some 12 MB and are searched in a few milliseconds: all it does is look for bytes in bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet


class Haystack:
    """The cards of one lane from top to bottom, with what free words are looked for in."""

    def __init__(self, cards: Iterable[tuple[int, str]]) -> None:
        self.numbers = array("q")
        """The cards' numbers, in order."""
        self._hays: list[bytes] = []
        for number, hay in cards:
            self.numbers.append(number)
            self._hays.append(hay.encode("utf-8", "replace"))

    def __len__(self) -> int:
        return len(self.numbers)

    def put(self, number: int, hay: str, above: int | None) -> None:
        """Put a card right below another one; at the top where that is None, at the bottom where it is not here."""
        place = 0
        if above is not None:
            try:
                place = self.numbers.index(above) + 1
            except ValueError:
                place = len(self.numbers)
        self.numbers.insert(place, number)
        self._hays.insert(place, hay.encode("utf-8", "replace"))

    def drop(self, number: int) -> bool:
        """Take a card out; tell whether it was here."""
        try:
            place = self.numbers.index(number)
        except ValueError:
            return False
        del self.numbers[place]
        del self._hays[place]
        return True

    def find(
        self,
        words: Sequence[str],
        among: AbstractSet[int] | None = None,
        commented: Mapping[str, AbstractSet[int]] | None = None,
    ) -> array[int]:
        """Return the numbers, in order, of the cards that hold every word; only those in `among` where it is given.

        `commented` gives for a word the cards that have it in a comment.
        """
        numbers, hays = self.numbers, self._hays
        places: Iterable[int] = range(len(numbers))
        for word in sorted(words, key=len, reverse=True):
            needle, also = word.encode("utf-8", "replace"), (commented or {}).get(word)
            if also:
                places = [at for at in places if needle in hays[at] or numbers[at] in also]
            else:
                places = [at for at in places if needle in hays[at]]
        if among is None:
            return array("q", [numbers[at] for at in places])
        return array("q", [n for n in (numbers[at] for at in places) if n in among])
