"""The filter in memory finds what a plain look at every card finds, however it was typed up to there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kanban.store.search.search_text import LaneSearchTexts

hays = st.text(alphabet="abü ", max_size=6)
typed = st.lists(st.text(alphabet="abü", min_size=1, max_size=3), min_size=1, max_size=3)


def plain(cards, words, among, commented):
    return [
        n
        for n, hay in cards
        if all(word in hay or n in commented.get(word, ()) for word in words) and (among is None or n in among)
    ]


@given(
    st.lists(hays, max_size=8),
    st.lists(typed, min_size=1, max_size=6),
    st.none() | st.sets(st.integers(0, 7)),
    st.data(),
)
def test_any_row_of_searches_finds_what_is_there(texts, searches, among, data):
    cards = list(enumerate(texts))
    stack = LaneSearchTexts(cards)
    said = data.draw(st.dictionaries(st.integers(0, 7), st.text(alphabet="abü ", max_size=6), max_size=4))
    for words in searches:
        commented = {
            word: {n for n, body in said.items() if any(part.startswith(word) for part in body.split())}
            for word in words
            if len(word) > 1
        }
        assert list(stack.find(words, among, commented)) == plain(cards, words, among, commented)
        if data.draw(st.booleans()) and cards:
            number, hay = cards.pop(0)
            stack.drop(number)
            cards.append((number, hay))
            stack.put(number, hay, cards[-2][0] if len(cards) > 1 else None)
