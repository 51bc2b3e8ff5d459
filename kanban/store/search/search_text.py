"""The searched text of a whole lane in memory, for a filter that answers between two keys.

100,000 cards take some 16 MB and are searched in 5 to 15 ms: all it does is look for text in text. (Bytes would take
less room and three times as long: Python asks each for a buffer first.)
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet


class LaneSearchTexts:
    """The cards of one lane from top to bottom, with what free words are looked for in."""

    def __init__(self, cards: Iterable[tuple[int, str]]) -> None:
        self.numbers = array("q")
        """The cards' numbers, in order."""
        self._texts: list[str] = []
        self._last: tuple[Sequence[str], Sequence[int]] = ((), ())
        for number, search_text in cards:
            self.numbers.append(number)
            self._texts.append(search_text)

    def __len__(self) -> int:
        return len(self.numbers)

    def put(self, number: int, search_text: str, above: int | None) -> None:
        """Put a card right below another one; at the top where that is None, at the bottom where it is not here."""
        place = 0
        if above is not None:
            try:
                place = self.numbers.index(above) + 1
            except ValueError:
                place = len(self.numbers)
        self._last = ((), ())
        self.numbers.insert(place, number)
        self._texts.insert(place, search_text)

    def drop(self, number: int) -> bool:
        """Take a card out; tell whether it was here."""
        try:
            place = self.numbers.index(number)
        except ValueError:
            return False
        self._last = ((), ())
        del self.numbers[place]
        del self._texts[place]
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
        numbers, texts = self.numbers, self._texts
        by_length = sorted(words, key=len, reverse=True)
        places: Iterable[int] = self._narrow_numbers(by_length)
        for word in by_length:
            also = (commented or {}).get(word)
            if also:
                places = [at for at in places if word in texts[at] or numbers[at] in also]
            elif isinstance(places, range):  # all of them: the quickest way to go through a list
                places = [at for at, search_text in enumerate(texts) if word in search_text]
            else:
                places = [at for at in places if word in texts[at]]
        hit_places = [*places]
        self._last = (by_length, hit_places)
        hits = [numbers[at] for at in hit_places]
        return array("q", hits if among is None else [n for n in hits if n in among])

    def _narrow_numbers(self, words: Sequence[str]) -> Sequence[int]:
        """Return where to look: where the last search found something, if every word of it only grew since.

        Single letters don't count, because they are not looked for in comments.
        """
        last_words, places = self._last
        grew = len(last_words) == len(words) > 0 and all(
            len(old) > 1 and new.startswith(old) for old, new in zip(last_words, words, strict=True)
        )
        return places if grew else range(len(self.numbers))


class BoardSearchTexts:
    """The searched texts of all lanes, by stage id. A write only notes what is to be done, so no frame waits for it."""

    def __init__(self) -> None:
        self.lanes: dict[str, LaneSearchTexts] = {}
        self._noted: list[tuple[int, str | None, int | None, str]] = []

    def note(self, number: int, lane: str | None, above: int | None, search_text: str) -> None:
        """Note that a card is in this lane now, right below another one, and what is searched of it."""
        self._noted.append((number, lane, above, search_text))

    def settle(self) -> None:
        """Do what was noted."""
        for number, lane, above, search_text in self._noted:
            for lane_texts in self.lanes.values():
                if lane_texts.drop(number):
                    break
            if lane in self.lanes:
                self.lanes[lane].put(number, search_text, above)
        self._noted.clear()
