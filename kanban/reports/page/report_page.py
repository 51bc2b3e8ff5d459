"""Pages of reports: one of each, and one of all together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kanban.reports.answers.campaigns_answer import CampaignsAnswer
from kanban.reports.answers.forecast_answer import ForecastAnswer
from kanban.reports.answers.funnel_answers import ConversionAnswer, FunnelAnswer
from kanban.reports.answers.goal_answer import GoalAnswer
from kanban.reports.answers.handoff_answers import HandoffsAnswer, RecycleAnswer
from kanban.reports.answers.movement_answer import MovementAnswer
from kanban.reports.answers.objections_answer import ObjectionsAnswer
from kanban.reports.answers.question import Answer, Question
from kanban.reports.answers.stages_answer import StagesAnswer
from kanban.reports.answers.velocity_answer import VelocityAnswer
from kanban.reports.answers.wants_answer import WantsAnswer
from kanban.reports.answers.win_rate_answer import CalibrationAnswer, WinRateAnswer
from kanban.reports.page import flow_sections, money_sections
from kanban.reports.page.html import build_page
from kanban.reports.winrate import GROUPS

ORDER = (
    "goal", "funnel", "conversion", "stages", "handoffs", "recycle", "movement", "forecast", "winrate", "velocity",
    "campaigns", "objections", "wants", "calibration",
)  # fmt: skip
"""The reports of the page that has all of them, as they follow one another."""


def build_report_page(board: str, question: Question, answers: Iterable[Answer]) -> str:
    """Return a page of reports; `board` is the board's name."""
    sections = [section for answer in answers for section in list_sections(answer)]
    return build_page(board, question.period, question.query, question.today, sections, question.as_of)


def list_sections(answer: Answer) -> Sequence[str]:
    """Return the sections of a report as HTML."""
    return list(_write(answer))


def _write(answer: Answer) -> Iterator[str]:  # noqa: C901, PLR0912 - one case a report
    match answer:
        case FunnelAnswer():
            yield flow_sections.write_funnel_section(answer)
        case ConversionAnswer():
            yield flow_sections.write_conversion_section(answer)
        case StagesAnswer():
            yield flow_sections.write_stages_section(answer)
        case HandoffsAnswer():
            yield flow_sections.write_handoffs_section(answer)
        case RecycleAnswer():
            yield flow_sections.write_recycle_section(answer)
        case CampaignsAnswer():
            yield flow_sections.write_campaigns_section(answer)
        case ObjectionsAnswer():
            yield flow_sections.write_objections_section(answer)
        case WantsAnswer():
            yield flow_sections.write_wants_section(answer)
        case CalibrationAnswer():
            yield flow_sections.write_calibration_section(answer)
        case MovementAnswer():
            yield from money_sections.write_movement_sections(answer.report)
        case ForecastAnswer():
            yield money_sections.write_forecast_section(answer.report, answer.accuracy or ())
        case WinRateAnswer():
            yield from money_sections.write_win_rate_sections(answer.report, GROUPS)
        case VelocityAnswer():
            yield money_sections.write_velocity_section(answer)
        case GoalAnswer():
            yield money_sections.write_goal_section(answer)
