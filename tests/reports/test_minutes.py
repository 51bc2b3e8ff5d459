"""Minutes of reviews whose figures came from elsewhere."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.meetings.meeting import Meeting
from kanban.reports.meetings.minutes import list_cards, list_counted
from tests.domain.board import BOARD

NONE = {"deals": 0, "value": "0"}
FIGURES: dict[str, Any] = {
    "since": "2026-11-01T00:00:00Z", "until": "2026-11-08T00:00:00Z",
    "movement": [
        {"currency": "EUR", "end": {"deals": 2, "value": "900.00"}}
        | dict.fromkeys(("start", "new", "reopened", "increased", "decreased", "won", "lost", "returned"), NONE)
    ],
    "number": {
        "goal": "Q4", "currency": "EUR", "amount": "1000", "won": "10", "plan_to_date": "500", "shortfall": "-490",
    },
    "stages": {"stale": 3, "over_limit": [{"stage": "MQL", "cards": 9, "limit": 5}]},
    "handoffs": {"expired": 1, "returned": 0, "overturned": 0, "contested": 0, "waiting": 0},
    "speed": {
        "first_response": {"n": 2, "median_hours": 3.5, "more_than_hours": None}, "without_response": 1,
    },
    "last_time": {"kept": 0, "not_kept": 0, "open": 0},
}  # fmt: skip
TITLES = ["Movement of the open deals since 1 Nov 2026", "Number", "Stages", "Handoffs", "Speed"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda child: st.lists(child, max_size=3) | st.dictionaries(st.text(max_size=9), child, max_size=3),
    max_leaves=6,
)


def list_places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of each value in a document."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(place for key, child in pairs for place in list_places(child, (*path, key)))]


def replace(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return the figures with another value at one place."""
    figures = deepcopy(FIGURES)
    holder: Any = figures
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return figures


def review(figures: Any) -> Meeting:
    return Meeting("m", "2026-11-08T00:00:00Z", "a", "2026-11-08T01:00:00Z", "a", figures)


def test_whole_figures_are_told() -> None:
    sections = list(list_counted(FIGURES, review(FIGURES), BOARD))
    assert [section.title for section in sections] == TITLES
    assert "last time" in sections[1].lines[1]


@pytest.mark.parametrize("path", list_places(FIGURES), ids=str)
@given(value=JSON)
def test_any_value_anywhere_is_no_error(path: tuple[Any, ...], value: Any) -> None:
    other = replace(path, value)
    assert [section.title for section in list_counted(other, None, BOARD)] in ([], TITLES) or path[0] == "since"
    assert [section.title for section in list_counted(FIGURES, review(other), BOARD)] == TITLES


def test_the_minutes_name_cards_and_say_what_is_exactly_so():
    figures = replace(("number", "shortfall"), "0.00")
    figures["handoffs"] |= {"returned": 3, "cards": {"returned": ["a", "b", "gone"], "expired": ["c"]}}
    figures["speed"] = {"first_response": {"n": 2, "median_hours": None, "more_than_hours": 0.0}, "without_response": 2}
    titles = {"a": "Corvane second plant", "b": "Vantalo", "c": "Lisboa"}
    assert list_cards(figures) == ["c", "a", "b", "gone"]
    lines = [line for section in list_counted(figures, None, BOARD, titles) for line in section.lines]
    assert "Returned: Corvane second plant, Vantalo and 1 more" in lines
    assert "Expired: Lisboa" in lines
    assert any(line.startswith("Exactly on the plan to date (€500") for line in lines)
    assert "First response: none yet, 2 offers" in lines
    assert not any("0.0 h" in line for line in lines)


@given(JSON)
def test_cards_of_another_program_s_figures_are_no_error(other):
    assert isinstance(list_cards(replace(("handoffs", "returned"), other) | {"handoffs": other}), list)
    figures = deepcopy(FIGURES)
    figures["handoffs"]["cards"] = other
    list_cards(figures)
    list(list_counted(figures, None, BOARD, {"a": "A"}))
