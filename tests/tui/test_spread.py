"""How the width is shared out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.tui.widgets.spread import NARROWEST, spread

STAGES = [f"s{n}" for n in range(10)]


@given(
    st.integers(1, 30),
    st.integers(0, 29),
    st.sets(st.integers(0, 29)),
    st.integers(1, 400),
    st.sets(st.integers(0, 29)),
)
def test_every_cell_is_used_and_the_focus_is_whole(count, focus, folded, width, before):
    stages = [f"s{n}" for n in range(count)]
    focus = stages[focus % count]
    found = spread(stages, focus, {f"s{n}" for n in folded}, width, {f"s{n}" for n in before})
    assert sum(found.widths.values()) == width
    assert [*found.widths] == stages
    assert focus in found.whole
    if not found.tabs:
        assert all(found.widths[stage] >= NARROWEST for stage in found.whole if len(stages) > 1)
        assert all(size >= 3 for size in found.widths.values() if len(stages) > 1)


@pytest.mark.parametrize(("width", "whole"), [(80, 3), (120, 5), (160, 8), (200, 8), (60, 1), (40, 1)])
def test_as_many_lanes_are_whole_as_the_screens_promise(width, whole):
    found = spread(STAGES, "s0", {"s8", "s9"}, width)
    assert len(found.whole) == whole
    assert found.tabs is (whole == 1)


def test_the_same_lanes_stay_whole_while_the_focus_is_among_them():
    first = spread(STAGES, "s0", (), 120)
    assert first.whole == ("s0", "s1", "s2", "s3", "s4")
    assert spread(STAGES, "s4", (), 120, first.whole).whole == first.whole
    beyond = spread(STAGES, "s5", (), 120, first.whole)
    assert beyond.whole == ("s1", "s2", "s3", "s4", "s5")
    assert spread(STAGES, "s1", (), 120, beyond.whole).whole == beyond.whole


def test_a_folded_lane_is_whole_only_with_the_focus():
    assert "s8" not in spread(STAGES, "s7", {"s8", "s9"}, 200).whole
    assert "s8" in spread(STAGES, "s8", {"s8", "s9"}, 200).whole
