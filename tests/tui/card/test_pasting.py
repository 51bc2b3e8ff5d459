"""What is pasted into a field of one line: all its lines, joined by blanks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.widgets import Input

from kanban.tui.widgets.inputs.line_input import join_lines
from tests.tui.boards import make_board, playing, press, settled


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


@pytest.mark.parametrize(
    ("pasted", "joined"),
    [
        ("Acme\nwants a demo", "Acme wants a demo"),
        ("\nAcme", "Acme"),
        ("Acme\r\n\r\n  Ltd\r", "Acme Ltd"),
        ("a\tb", "a\tb"),
        ("\n \n", ""),
        ("plain", "plain"),
    ],
)
def test_lines_are_joined_by_a_blank(pasted, joined):
    assert join_lines(pasted) == joined


@given(st.text())
def test_no_word_is_lost_and_no_line_end_is_left(pasted):
    joined = join_lines(pasted)
    assert not set("\n\r\u2028\u2029\x1b") & set(joined)
    assert [char for char in pasted if char.isalnum()] == [char for char in joined if char.isalnum()]


@pytest.mark.parametrize(("keys", "kind"), [(("n",), "dialog"), (("slash",), "filter")])
async def test_fields_and_the_filter_take_all_lines(board, keys, kind):
    async with playing(board) as (_, pilot):
        await press(pilot, *keys)
        pilot.app.post_message(events.Paste("Acme\nwants\r\n\na demo"))
        await settled(pilot)
        field = pilot.app.focused
        assert isinstance(field, Input)
        assert field.value == "Acme wants a demo"
        await press(pilot, "home")
        pilot.app.post_message(events.Paste("The\n"))
        await settled(pilot)
        assert field.value == "TheAcme wants a demo"
