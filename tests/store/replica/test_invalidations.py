"""Whoever has a board open hears of every row that changed without the log; who looks too late reads everything
anew."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.store.replica import invalidations
from tests.store.world import empty

KEPT = 4

steps = st.lists(
    st.tuples(st.sampled_from(["one", "two"]), st.sampled_from(["look", "cards", "everything"]), st.integers(1, 6)),
    max_size=30,
)


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(invalidations, "KEPT", KEPT)


@given(steps)
def test_nothing_that_was_invalidated_is_missed(played):
    with closing(empty()) as database:
        connection = database.connection
        seen, unseen, anew = {"one": 0, "two": 0}, {"one": set(), "two": set()}, {"one": False, "two": False}
        for board, what, count in played:
            if what == "cards":
                some = {f"{board} {number}" for number in range(count)}
                invalidations.invalidate_cards(connection, board, sorted(some))
                unseen[board] |= some
            elif what == "everything":
                invalidations.invalidate_everything(connection, board)
                anew[board] = True
            else:
                cards, whole, lowest = invalidations.list_since_for_board(connection, board, seen[board])
                assert whole or (cards == unseen[board] and not anew[board])
                assert (lowest is not None) or not (unseen[board] or anew[board])
                seen[board], unseen[board], anew[board] = invalidations.read_newest(connection), set(), False


@pytest.mark.parametrize(("behind", "whole"), [(KEPT - 1, False), (KEPT, False), (KEPT + 1, True), (KEPT + 2, True)])
def test_everything_is_read_anew_only_where_a_row_is_gone_that_was_not_looked_at(behind, whole):
    with closing(empty()) as database:
        connection = database.connection
        invalidations.invalidate_cards(connection, "one", [f"before {number}" for number in range(9)])
        seen = invalidations.read_newest(connection)
        invalidations.invalidate_cards(connection, "one", [f"card {number}" for number in range(behind)])
        cards, anew, lowest = invalidations.list_since_for_board(connection, "one", seen)
        assert (anew, lowest) == (whole, 0)
        assert len(cards) == min(behind, KEPT)


def test_rows_of_another_board_can_push_out_those_of_this_one():
    with closing(empty()) as database:
        connection = database.connection
        invalidations.invalidate_cards(connection, "one", ["card"])
        invalidations.invalidate_cards(connection, "two", [str(number) for number in range(KEPT)])
        assert invalidations.list_since_for_board(connection, "one", 0)[1], (
            "its row is gone, and nobody can say which card it was"
        )
        assert invalidations.list_since_for_board(connection, "one", invalidations.read_newest(connection)) == (
            set(),
            False,
            None,
        )
