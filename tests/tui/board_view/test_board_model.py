"""The model: order, filter, cursor and selection stay right whatever is written."""

from __future__ import annotations

from array import array

from hypothesis import example, given
from hypothesis import strategies as st

from kanban.domain.board import Board
from kanban.domain.card import CardSummary
from kanban.tui.board_model import BoardModel, CardPlace, LaneSummary
from tests.tui.cards import STAGES

LANES = STAGES[:3]
BOARD = Board("b1", "Pipeline", all_stages=LANES)


def card_summary(number, lane, version=1):
    return CardSummary(
        n=number, id=f"id{number}", ref=f"r{number}", title=f"Card {number}", company=None, value=None, currency=None,
        stage=lane, marketing_owner=None, sales_owner=None, next_step=None, next_on=None, next_time=None,
        entered_at="2026-11-01T00:00:00Z", touched_at="2026-11-01T00:00:00Z", labels=(), marketing_comments=0,
        sales_comments=0, has_unread=False, is_incomplete=False, version=version,
    )  # fmt: skip


def model_of(*lanes, rows=4):
    """A model with these numbers in its lanes."""
    places = {number: lane.id for lane, numbers in zip(LANES, lanes, strict=False) for number in numbers}
    model = BoardModel(BOARD, lambda numbers: [card_summary(n, places.get(n, LANES[0].id)) for n in numbers])
    model.rows = rows
    for lane, numbers in zip(LANES, lanes, strict=False):
        model.lane_models[lane.id].summary = LaneSummary(len(numbers))
    model.load({lane.id: array("q", numbers) for lane, numbers in zip(LANES, lanes, strict=False)})
    model.go(0)
    return model


def numbers(model, lane=0):
    return [*model.lane_models[LANES[lane].id].shown]


moves = st.lists(st.tuples(st.integers(1, 12), st.integers(-1, 2), st.integers(0, 12), st.booleans()), max_size=25)


@given(moves, st.integers(0, 11), st.sets(st.integers(1, 12)) | st.none(), st.integers(1, 5))
@example([(1, 0, 0, False)], 1, None, 1)  # right above the view, which moved up from the cursor
def test_lanes_hold_what_was_written_and_the_cursor_its_card(steps, start, kept, rows):
    """A model of plain lists beside it: what is whole, what is shown, and that the cursor's card stays the cursor's."""
    lists = [[1, 2, 3, 4, 5, 6, 7, 8], [9, 10], [11, 12]]
    model = model_of(*lists, rows=rows)
    fits = set(range(1, 13)) if kept is None else set(kept)
    model.go(start)
    if kept is not None:
        model.show(
            {lane.id: array("q", [n for n in listed if n in fits]) for lane, listed in zip(LANES, lists, strict=True)}
        )
    for number, lane, wanted, fit in steps:
        for listed in lists:
            if number in listed:
                listed.remove(number)
        above = None
        if lane >= 0:
            place = min(wanted, len(lists[lane]))
            above = lists[lane][place - 1] if place else None
            lists[lane].insert(place, number)
        if kept is not None:
            fits = fits | {number} if fit else fits - {number}
        before, shows = model.card, lane >= 0 and number in fits
        found = card_summary(number, LANES[lane].id) if lane >= 0 else None
        model.put([CardPlace(number, LANES[lane].id if lane >= 0 else None, above, found, number in fits)])
        if before != number or shows:
            assert model.card == before or before is None
        for n, listed in enumerate(lists):
            assert [*model.lane_models[LANES[n].id].whole] == listed
            assert numbers(model, n) == [each for each in listed if each in fits]
        if model.card is None:
            assert not model.lane_model.shown
        else:
            assert model.lane_model.shown[model.place] == model.card
            assert model.lane_model.top <= model.place < model.lane_model.top + rows


def test_the_view_stays_where_it_is_when_cards_come_above_it():
    model = model_of(range(1, 40), [], [])
    model.go(20)
    top = numbers(model)[model.lane_model.top]
    model.enter(LANES[1].id)
    model.put([CardPlace(99, LANES[0].id, None, card_summary(99, LANES[0].id))])
    lane_model = model.lane_models[LANES[0].id]
    assert lane_model.shown[lane_model.top] == top
    model.load({LANES[0].id: array("q", [98, *lane_model.whole])})
    assert lane_model.shown[lane_model.top] == top


def test_before_all_cards_are_read_the_first_ones_show_and_take_what_belongs_among_them():
    model = BoardModel(BOARD, lambda _: [])
    first = LANES[0].id
    model.lane_models[first].summary = LaneSummary(100)
    model.begin(first, [card_summary(n, first) for n in (1, 2, 3)])
    model.put([CardPlace(50, first, 2, card_summary(50, first)), CardPlace(60, first, 77, card_summary(60, first))])
    assert numbers(model) == [1, 2, 50, 3]


def test_faces_are_read_once_and_forgotten_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr("kanban.tui.board_model.MOST_SUMMARIES", 20)
    asked = []
    model = model_of(range(1, 200), [], [])
    fetch, model.fetch = model.fetch, lambda wanted: asked.append(list(wanted)) or fetch(wanted)
    model.list_window([1, 2])
    model.list_window([1, 2, 3])
    assert asked == [[1, 2], [3]]
    for number in range(10, 60):
        model.list_window([number])
    assert len(model.card_summaries) <= 21
    assert model.card_summary.n == 1


def test_selecting_what_is_selected_drops_it():
    model = model_of([1, 2, 3], [], [])
    model.select(model.list_window([1, 2]))
    assert model.list_ids() == ("id1", "id2")
    model.select(model.list_window([2]))
    assert model.list_ids() == ("id1",)
    model.put([CardPlace(1, None)])
    assert not model.selected


def test_a_stage_that_is_gone_gives_the_cursor_to_the_first_lane():
    model = model_of([1], [2], [3])
    model.enter(LANES[2].id)
    model.restage(Board("b1", "Pipeline", all_stages=LANES[:2]))
    assert (model.lane, model.card) == (LANES[0].id, 1)


def test_lanes_stay_those_that_are_drawn_when_the_board_is_set_up_anew():
    model = model_of([1, 2], [])  # of an empty lane too
    drawn = dict(model.lane_models)
    model.restage(Board("b1", "Renamed", all_stages=LANES))
    assert all(model.lane_models[lane] is lane_model for lane, lane_model in drawn.items())
