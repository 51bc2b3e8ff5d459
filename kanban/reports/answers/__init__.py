"""Answers to questions about a board: each report with its record and the cards behind its figures, for every door.

In come a question (a board, a period, a query, options) and facts that the store reads through a narrow protocol; out
come the counted reports. The command line, the server and the screen ask here, so that one figure is one figure.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.reports.answers import campaigns_answer as campaigns_answer
    from kanban.reports.answers import dashboard_answer as dashboard_answer
    from kanban.reports.answers import forecast_answer as forecast_answer
    from kanban.reports.answers import funnel_answers as funnel_answers
    from kanban.reports.answers import goal_answer as goal_answer
    from kanban.reports.answers import handoff_answers as handoff_answers
    from kanban.reports.answers import meeting_answer as meeting_answer
    from kanban.reports.answers import movement_answer as movement_answer
    from kanban.reports.answers import objections_answer as objections_answer
    from kanban.reports.answers import stages_answer as stages_answer
    from kanban.reports.answers import velocity_answer as velocity_answer
    from kanban.reports.answers import wants_answer as wants_answer
    from kanban.reports.answers import win_rate_answer as win_rate_answer
else:
    __getattr__ = lazy.submodules(__name__)
