"""Waiting between tries: doubled, bounded, spread, and as long as the server asks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kanban.sync import backoff


def test_it_doubles_up_to_a_minute():
    assert [backoff.wait(n, share=lambda: 1.0) for n in range(1, 10)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_it_is_spread_over_the_whole_time():
    assert [backoff.wait(4, share=lambda at=at: at) for at in (0.0, 0.25, 0.5)] == [0, 2, 4]


def test_what_the_server_asks_for_is_waited_in_full():
    assert backoff.wait(1, 20.0, share=lambda: 0.0) == 20
    assert backoff.wait(2, 20.0, share=lambda: 0.5) == 21
    assert backoff.wait(1, 10**9, share=lambda: 0.0) == backoff.OBEYED
    assert backoff.wait(1, -5.0, share=lambda: 0.0) == 0


@given(st.integers(-5, 10**9), st.none() | st.floats(0, 10**9))
def test_it_is_never_endless_and_never_below_what_was_asked(failures, asked):
    waited = backoff.wait(failures, asked)
    assert min(asked or 0.0, backoff.OBEYED) <= waited <= backoff.OBEYED + backoff.LONGEST
