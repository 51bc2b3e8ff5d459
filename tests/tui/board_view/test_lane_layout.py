"""How the width is shared out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.tui.widgets.board_view.lane_layout import LIST, NARROWEST, STRIP, share_width

STAGES = [f"s{n}" for n in range(10)]


@given(
    st.integers(1, 30),
    st.integers(0, 29),
    st.sets(st.integers(0, 29)),
    st.integers(1, 400),
    st.sets(st.integers(0, 29)),
)
def test_every_cell_is_used_every_lane_has_a_place_and_the_focus_is_whole(count, focus, folded, width, before):
    stages = [f"s{n}" for n in range(count)]
    focus = stages[focus % count]
    found = share_width(stages, focus, {f"s{n}" for n in folded}, width, {f"s{n}" for n in before})
    assert found.strip_width + sum(found.widths.values()) + found.list_width == width
    assert [*found.widths] == stages
    assert focus in found.whole
    if found.has_tabs:
        return
    if count > 1:
        assert all(found.widths[stage] >= NARROWEST for stage in found.whole)
    alone = [stage for stage in stages if found.widths[stage] == STRIP]
    assert sorted([*found.strip, *found.whole, *alone, *found.list]) == sorted(stages)
    assert set(alone) <= {f"s{n}" for n in folded}
    first, last = stages.index(found.whole[0]), stages.index(found.whole[-1])
    assert all(stages.index(stage) < first for stage in found.strip)
    assert all(stages.index(stage) > last for stage in found.list)


@pytest.mark.parametrize(("width", "whole"), [(80, 3), (120, 5), (160, 7), (200, 8), (60, 1), (40, 1)])
def test_as_many_lanes_are_whole_as_the_screens_promise(width, whole):
    found = share_width(STAGES, "s0", {"s8", "s9"}, width)
    assert len(found.whole) == whole
    assert found.has_tabs is (whole == 1)
    assert found.list == (() if found.has_tabs else tuple(STAGES[whole:]))
    assert found.strip == ()


def test_lanes_at_the_left_share_a_strip_and_those_at_the_right_a_list():
    found = share_width(STAGES, "s3", {"s8", "s9"}, 80)
    assert (found.strip, found.whole) == (("s0", "s1", "s2"), ("s3", "s4", "s5"))
    assert found.list == ("s6", "s7", "s8", "s9")
    assert (found.strip_width, found.list_width) == (STRIP, LIST)


def test_a_lane_that_was_folded_keeps_a_strip_where_nothing_is_beside_it():
    found = share_width(STAGES, "s0", {"s3", "s8", "s9"}, 200)
    assert found.widths["s3"] == STRIP
    assert found.list == ("s8", "s9")
    assert share_width(STAGES[:4], "s0", {"s3"}, 200).widths["s3"] == STRIP
    assert share_width(STAGES[:4], "s1", {"s0"}, 200).widths["s0"] == STRIP


def test_the_same_lanes_stay_whole_while_the_focus_is_among_them():
    first = share_width(STAGES, "s0", (), 120)
    assert first.whole == ("s0", "s1", "s2", "s3", "s4")
    assert share_width(STAGES, "s4", (), 120, first.whole).whole == first.whole
    beyond = share_width(STAGES, "s5", (), 120, first.whole)
    assert beyond.whole == ("s1", "s2", "s3", "s4", "s5")
    assert share_width(STAGES, "s1", (), 120, beyond.whole).whole == beyond.whole


def test_where_fewer_fit_those_stay_where_the_readers_work_begins():
    wide = share_width(STAGES, "s3", {"s8", "s9"}, 200, home="s3")
    assert wide.whole == tuple(f"s{n}" for n in range(8))
    assert share_width(STAGES, "s3", {"s8", "s9"}, 110, wide.whole, "s3").whole == ("s3", "s4", "s5", "s6")
    assert share_width(STAGES, "s3", {"s8", "s9"}, 110, wide.whole, "s0").whole == ("s0", "s1", "s2", "s3")
    beyond = share_width(STAGES, "s1", {"s8", "s9"}, 110, wide.whole, "s3")
    assert "s1" in beyond.whole


def test_a_folded_lane_is_whole_only_with_the_focus():
    assert "s8" not in share_width(STAGES, "s7", {"s8", "s9"}, 200).whole
    assert "s8" in share_width(STAGES, "s8", {"s8", "s9"}, 200).whole
