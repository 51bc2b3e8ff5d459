"""How far a goal is: what was won and what was due, the same for both teams wherever it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from kanban.domain.goals.goal import Goal
from kanban.domain.values.business_time import Calendar


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A goal and what came of it; amounts in minor units, or deals where they are counted."""

    name: str
    currency: str | None
    amount: int
    won: int
    to_date: int
    """What was to be won until today."""


def find_share(goal: Goal, today: date, calendar: Calendar) -> tuple[int, int, Fraction]:
    """Return (business days that are over, all, how much of the plan is due); today is not over.

    A period without business days has all of its plan.
    """
    plan = goal.plan
    days = calendar.count_days(plan.first, plan.last)
    last_over = min(plan.last, today - timedelta(days=1)) if today > plan.first else None
    days_over = calendar.count_days(plan.first, last_over) if last_over else 0
    return days_over, days, Fraction(days_over, days) if days else Fraction(1)
