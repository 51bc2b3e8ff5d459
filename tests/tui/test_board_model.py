"""The deck: order, filter, cursor and selection stay right whatever is written."""

from __future__ import annotations

from array import array

from hypothesis import example, given
from hypothesis import strategies as st

from kanban.domain.board import Board
from kanban.domain.card import Face
from kanban.tui.board_model import Deck, Head, Placed
from tests.tui.cards import STAGES

LANES = STAGES[:3]
BOARD = Board("b1", "Pipeline", all_stages=LANES)


def face(number, lane, version=1):
    return Face(
        n=number, id=f"id{number}", ref=f"r{number}", title=f"Card {number}", company=None, value=None, currency=None,
        stage=lane, marketing_owner=None, sales_owner=None, next_step=None, next_on=None, entered_at="2026-11-01T00:00:00Z",
        touched_at="2026-11-01T00:00:00Z", labels=(), marketing_comments=0, sales_comments=0, unread=False, incomplete=False,
        version=version,
    )  # fmt: skip


def deck_of(*lanes, rows=4):
    """A deck with these numbers in its lanes."""
    places = {number: lane.id for lane, numbers in zip(LANES, lanes, strict=False) for number in numbers}
    deck = Deck(BOARD, lambda numbers: [face(n, places.get(n, LANES[0].id)) for n in numbers])
    deck.rows = rows
    for lane, numbers in zip(LANES, lanes, strict=False):
        deck.piles[lane.id].head = Head(len(numbers))
    deck.load({lane.id: array("q", numbers) for lane, numbers in zip(LANES, lanes, strict=False)})
    deck.go(0)
    return deck


def numbers(deck, lane=0):
    return [*deck.piles[LANES[lane].id].shown]


moves = st.lists(st.tuples(st.integers(1, 12), st.integers(-1, 2), st.integers(0, 12), st.booleans()), max_size=25)


@given(moves, st.integers(0, 11), st.sets(st.integers(1, 12)) | st.none(), st.integers(1, 5))
@example([(1, 0, 0, False)], 1, None, 1)  # right above the view, which moved up from the cursor
def test_lanes_hold_what_was_written_and_the_cursor_its_card(steps, start, kept, rows):
    """A model of plain lists beside it: what is whole, what is shown, and that the cursor's card stays the cursor's."""
    model = [[1, 2, 3, 4, 5, 6, 7, 8], [9, 10], [11, 12]]
    deck = deck_of(*model, rows=rows)
    fits = set(range(1, 13)) if kept is None else set(kept)
    deck.go(start)
    if kept is not None:
        deck.show(
            {lane.id: array("q", [n for n in pile if n in fits]) for lane, pile in zip(LANES, model, strict=True)}
        )
    for number, lane, wanted, fit in steps:
        for pile in model:
            if number in pile:
                pile.remove(number)
        above = None
        if lane >= 0:
            place = min(wanted, len(model[lane]))
            above = model[lane][place - 1] if place else None
            model[lane].insert(place, number)
        if kept is not None:
            fits = fits | {number} if fit else fits - {number}
        before, shows = deck.card, lane >= 0 and number in fits
        found = face(number, LANES[lane].id) if lane >= 0 else None
        deck.put([Placed(number, LANES[lane].id if lane >= 0 else None, above, found, number in fits)])
        if before != number or shows:
            assert deck.card == before or before is None
        for n, pile in enumerate(model):
            assert [*deck.piles[LANES[n].id].whole] == pile
            assert numbers(deck, n) == [each for each in pile if each in fits]
        if deck.card is None:
            assert not deck.pile.shown
        else:
            assert deck.pile.shown[deck.place] == deck.card
            assert deck.pile.top <= deck.place < deck.pile.top + rows


def test_the_view_stays_where_it_is_when_cards_come_above_it():
    deck = deck_of(range(1, 40), [], [])
    deck.go(20)
    top = numbers(deck)[deck.pile.top]
    deck.enter(LANES[1].id)
    deck.put([Placed(99, LANES[0].id, None, face(99, LANES[0].id))])
    pile = deck.piles[LANES[0].id]
    assert pile.shown[pile.top] == top
    deck.load({LANES[0].id: array("q", [98, *pile.whole])})
    assert pile.shown[pile.top] == top


def test_before_all_cards_are_read_the_first_ones_show_and_take_what_belongs_among_them():
    deck = Deck(BOARD, lambda _: [])
    first = LANES[0].id
    deck.piles[first].head = Head(100)
    deck.begin(first, [face(n, first) for n in (1, 2, 3)])
    deck.put([Placed(50, first, 2, face(50, first)), Placed(60, first, 77, face(60, first))])
    assert numbers(deck) == [1, 2, 50, 3]


def test_faces_are_read_once_and_forgotten_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr("kanban.tui.board_model.MOST_FACES", 20)
    asked = []
    deck = deck_of(range(1, 200), [], [])
    fetch, deck.fetch = deck.fetch, lambda wanted: asked.append(list(wanted)) or fetch(wanted)
    deck.window([1, 2])
    deck.window([1, 2, 3])
    assert asked == [[1, 2], [3]]
    for number in range(10, 60):
        deck.window([number])
    assert len(deck.faces) <= 21
    assert deck.face.n == 1


def test_selecting_what_is_selected_drops_it():
    deck = deck_of([1, 2, 3], [], [])
    deck.select(deck.window([1, 2]))
    assert deck.ids() == ("id1", "id2")
    deck.select(deck.window([2]))
    assert deck.ids() == ("id1",)
    deck.put([Placed(1, None)])
    assert not deck.selected


def test_a_stage_that_is_gone_gives_the_cursor_to_the_first_lane():
    deck = deck_of([1], [2], [3])
    deck.enter(LANES[2].id)
    deck.restage(Board("b1", "Pipeline", all_stages=LANES[:2]))
    assert (deck.lane, deck.card) == (LANES[0].id, 1)


def test_lanes_stay_those_that_are_drawn_when_the_board_is_set_up_anew():
    deck = deck_of([1, 2], [])  # of an empty lane too
    drawn = dict(deck.piles)
    deck.restage(Board("b1", "Renamed", all_stages=LANES))
    assert all(deck.piles[lane] is pile for lane, pile in drawn.items())
