"""Verbs that show figures: each report as text, JSON or CSV, and the cards behind each of its figures.

Each module declares the arguments of its reports, reads the facts from the store and prints what `kanban.reports` makes
of them. It works nothing out itself.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.cli.report_verbs import all_reports as all_reports
    from kanban.cli.report_verbs import campaigns_report as campaigns_report
    from kanban.cli.report_verbs import dashboard_report as dashboard_report
    from kanban.cli.report_verbs import forecast_report as forecast_report
    from kanban.cli.report_verbs import funnel_report as funnel_report
    from kanban.cli.report_verbs import goal_report as goal_report
    from kanban.cli.report_verbs import handoffs_report as handoffs_report
    from kanban.cli.report_verbs import movement_report as movement_report
    from kanban.cli.report_verbs import objections_report as objections_report
    from kanban.cli.report_verbs import stages_report as stages_report
    from kanban.cli.report_verbs import velocity_report as velocity_report
    from kanban.cli.report_verbs import win_rate_report as win_rate_report
else:
    __getattr__ = lazy.submodules(__name__)
