"""How long ago, in as few letters as tell enough."""

from __future__ import annotations

import pytest

from kanban.tui.widgets.board_view.card_face import format_days


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "0d"), (9, "9d"), (89, "89d"), (90, "3mo"), (400, "13mo"), (729, "24mo"), (730, "2y"), (2059, "5y")],
)
def test_days_become_months_and_years(days, said):
    assert format_days(days) == said
