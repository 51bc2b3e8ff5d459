"""What came of a goal in words: how far the plan to date was reached, the agreement kept, and the rest covered."""

from __future__ import annotations

from collections.abc import Callable

from kanban.reports.goals.goal_result import GoalReport

ATTAINED = {
    "offers_of_plan": "offers of the plan to date", "requirements_met": "requirements met at the offer",
    "kept_in_time": "answered in time", "attempts": "attempts before a return",
}  # fmt: skip
"""How each attainment is called: marketing's two, then those of sales."""


def describe_shortfall(report: GoalReport, money: Callable[[int], str]) -> str:
    """Return how far the plan to date was reached: `€58,000 short of the plan to date (€360,000)`."""
    due = f"the plan to date ({money(report.to_date)})"
    if not report.shortfall:
        return f"exactly on {due}"
    return f"{money(abs(report.shortfall))} {'short of' if report.shortfall < 0 else 'ahead of'} {due}"


def describe_attainment(report: GoalReport) -> list[str]:
    """Return how far the teams attained to the agreement, the lowest first named as the board's; none without any."""
    words = []
    if report.offers_share is not None:
        words.append(f"{ATTAINED['offers_of_plan']} {round(100 * float(report.offers_share))} %")
    words += [f"{ATTAINED[name]} {report.attainment[name].format_counted()}" for name in ATTAINED
              if name in report.attainment]  # fmt: skip
    lowest = report.find_lowest()
    if lowest and len(words) > 1:
        name, share = lowest
        words.insert(0, f"kept {round(100 * share)} %, the lowest of {len(words)} ({ATTAINED[name]})")
    return words


def describe_coverage(report: GoalReport, money: Callable[[int], str]) -> str:
    """Return how far open deals cover what is left: `Coverage 1.6, needed 2.2: …`; empty where that is not measured."""
    coverage = report.coverage
    if coverage is None:
        return ""
    if coverage.covered is None:
        return "Coverage: the goal is met"
    need = f", needed {float(coverage.needed):.1f}" if coverage.needed else ""
    slipped = f", of it {money(coverage.slipped)} slipped" if coverage.slipped else ""
    return (
        f"Coverage {float(coverage.covered):.1f}{need}: open {money(coverage.value)}{slipped} "
        f"for {money(coverage.left)} to go"
    )
