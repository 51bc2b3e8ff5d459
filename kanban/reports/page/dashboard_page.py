"""The dashboard as a page: what the screen shows, with charts and all sources, for whoever has no terminal."""

from __future__ import annotations

from collections.abc import Iterator

from kanban.reports.dashboard import Dashboard
from kanban.reports.page.flow_sections import write_funnel, write_handoffs
from kanban.reports.page.html import build_page as build_shell
from kanban.reports.page.html import write_note, write_section
from kanban.reports.page.money_sections import (
    write_forecast_section,
    write_goal,
    write_movement_sections,
    write_win_rate_sections,
)


def build_page(dashboard: Dashboard, board: str) -> str:
    """Return the page; `board` is the board's name."""
    return build_shell(board, dashboard.period, dashboard.query, dashboard.today, _write_sections(dashboard))


def _write_sections(dashboard: Dashboard) -> Iterator[str]:
    if dashboard.goal:
        yield write_goal(dashboard.goal)
    elif dashboard.without_goal:
        yield write_section("Goal", "One number for both teams.", write_note(f"{dashboard.without_goal}."))
    if dashboard.missing_history:
        words = f"Funnel, handoffs and movement are not counted. {dashboard.missing_history}."
        yield write_section("Not counted", words, write_note("What is counted stands below."))
    else:
        words = "Cards that first reached a stage in this time, and how many went on."
        yield write_section("Funnel", words, write_funnel(dashboard.steps, dashboard.steps_before))
        content = write_handoffs(dashboard.handoffs, dashboard.handoffs_before, dashboard.responses)
        yield write_section("Handoffs", "What became of the offers made in this time.", content)
        yield from write_movement_sections(dashboard.movement)
    yield write_forecast_section(dashboard.forecast, dashboard.accuracy)
    yield from write_win_rate_sections(dashboard.win_rate, ("source",))
