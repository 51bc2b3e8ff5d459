"""What came of a goal so far: the flows of its period, its plan to date, the shortfall and what it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from kanban.domain.activity import Activity
from kanban.domain.board import Stage
from kanban.domain.goals.goal import BESIDE, DOOR, Chain, Goal, Plan
from kanban.domain.goals.goal_progress import find_share
from kanban.domain.journeys.journey import Journey, Offer
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.values.business_time import Calendar
from kanban.domain.values.money import decimal_text
from kanban.reports.forecast import round_half_up
from kanban.reports.goals.shortfall import Share, join_links, round_parts, split
from kanban.reports.rates import Bounds, Rate, is_within

UNREACHABLE = "unreachable"
"""The return reason for which the agreement counts attempts."""


@dataclass
class Flows:
    """What came along one chain in the period: cards by flow, one for each time."""

    cards: dict[str, list[str]]
    amount: int = 0
    """What was won in the goal's currency, in minor units, or the number of won deals."""

    def list_numbers(self) -> list[Fraction]:
        """Return the flows, and the amount behind them."""
        return [*(Fraction(len(cards)) for cards in self.cards.values()), Fraction(self.amount)]


@dataclass(frozen=True)
class Part:
    """What a link, or several joined, did to the number."""

    chain: str
    """`door` or `beside`."""
    names: tuple[str, ...]
    value: int
    """In minor units; below 0 where it cost."""
    alone: int
    """What would have come besides, had only this been on plan."""


@dataclass
class GoalReport:
    """A goal and what came of it."""

    goal: Goal
    share: Fraction
    """How much of the plan is due: business days that are over ÷ all."""
    days_over: int
    days: int
    door: Flows
    beside: Flows
    parts: list[Part] = field(default_factory=list)
    others: dict[str | None, list[str]] = field(default_factory=dict)
    """Deals that were won in another currency, by currency."""
    attainment: dict[str, Rate] = field(default_factory=dict)
    """How far each team attained to the agreement; what has no cases is left out."""
    offers_share: Fraction | None = None
    """Offers ÷ their plan to date; None where none was due."""
    coverage: Coverage | None = None
    is_part: bool = False
    """Only the cards that a query finds are counted: what they did for the goal. The plan is everybody's."""

    @property
    def amount(self) -> int:
        """The number: what is to be won."""
        return self.goal.plan.amount

    @property
    def won(self) -> int:
        """What was won so far."""
        return self.door.amount + self.beside.amount

    @property
    def to_date(self) -> int:
        """What was to be won until today, half up."""
        return round_half_up(self.amount * self.share)

    @property
    def shortfall(self) -> int:
        """What was won beyond the plan to date; below 0 what is short."""
        return self.won - self.to_date

    def list_cards(self, figure: str) -> list[str] | None:
        """Return the cards of `offers`, `accepted`, `sql`, `won`, `deals`, `deals-sql`, `deals-won` or `open`."""
        if figure in self.door.cards:
            return self.door.cards[figure]
        names = {"deals": "deals", "deals-sql": "sql", "deals-won": "won"}
        if figure in names:
            return self.beside.cards[names[figure]]
        return list(self.coverage.cards) if figure == "open" and self.coverage else None

    def encode(self) -> dict[str, Any]:
        """Return its record: money as decimal text, shares 0 to 1."""
        plan = self.goal.plan
        attained = {name: rate.encode() for name, rate in self.attainment.items()}
        lowest = self.find_lowest()
        return {
            "goal": plan.name,
            "hash": self.goal.hash,
            "period": {"from": plan.first.isoformat(), "to": plan.last.isoformat()},
            "currency": plan.currency,
            "signed": sorted(self.goal.signatures),
            "live": self.goal.is_live,
            "amount": self._money(self.amount),
            "won": self._money(self.won),
            "plan_to_date": self._money(self.to_date),
            "shortfall": None if self.is_part else self._money(self.shortfall),
            "business_days": {"over": self.days_over, "all": self.days},
            "chains": [
                self._encode_chain("door", DOOR, plan.door, self.door),
                self._encode_chain("beside", BESIDE, plan.beside, self.beside),
            ],
            "parts": [
                {
                    "chain": part.chain,
                    "links": list(part.names),
                    "part": self._money(part.value),
                    "alone_on_plan": self._money(part.alone),
                }
                for part in (() if self.is_part else self.parts)
            ],
            "other_currencies": [{"currency": code, "won": len(cards)} for code, cards in self.others.items()],
            "agreement": {
                "offers_of_plan": None if self.offers_share is None else float(self.offers_share),
                **attained,
                "lowest": {"figure": lowest[0], "share": lowest[1]} if lowest else None,
            },
            "coverage": self.coverage.encode(plan.currency) if self.coverage else None,
        }

    def find_lowest(self) -> tuple[str, float] | None:
        """Return the lowest attainment, which is the board's, with its name; None where a part of it is counted."""
        if self.is_part:
            return None
        shares = {name: rate.share for name, rate in self.attainment.items() if rate.share is not None}
        if self.offers_share is not None:
            shares["offers_of_plan"] = float(self.offers_share)
        return min(shares.items(), key=lambda pair: pair[1], default=None)

    def _money(self, minor: int) -> str | int:
        return minor if self.goal.plan.currency is None else decimal_text(minor, self.goal.plan.currency)

    def _encode_chain(self, name: str, flows: Sequence[str], plan: Chain | None, came: Flows) -> dict[str, Any]:
        return {
            "chain": name,
            "flows": [
                {
                    "flow": flow,
                    "plan": float(plan.flows[place]) if plan else None,
                    "plan_to_date": float(plan.flows[place] * self.share) if plan else None,
                    "actual": len(came.cards[flow]),
                }
                for place, flow in enumerate(flows)
            ],
            "amount": {
                "plan": self._money(plan.amount) if plan else None,
                "plan_to_date": self._money(round_half_up(plan.amount * self.share)) if plan else None,
                "actual": self._money(came.amount),
            },
        }


@dataclass
class Coverage:
    """The open deals at the stage marked SQL and later that are to close in the period, against what is left."""

    left: int
    """What is still to be won, in minor units; 0 or less where the goal is met."""
    value: int = 0
    slipped: int = 0
    """The part of it whose day is over."""
    cards: list[str] = field(default_factory=list)
    won: int = 0
    """The value of won deals among those closed that reached the stage in the last 365 days."""
    lost: int = 0

    @property
    def covered(self) -> Fraction | None:
        """Open value ÷ what is left; None where the goal is met."""
        return Fraction(self.value, self.left) if self.left > 0 else None

    @property
    def needed(self) -> Fraction | None:
        """1 ÷ the win rate by value; None where nothing was won."""
        return Fraction(self.won + self.lost, self.won) if self.won > 0 else None

    def encode(self, currency: str | None) -> dict[str, Any]:
        """Return its record."""
        return {
            "met": self.left <= 0,
            "left": decimal_text(max(0, self.left), currency),
            "open": decimal_text(self.value, currency),
            "slipped": decimal_text(self.slipped, currency),
            "deals": len(self.cards),
            "covered": float(self.covered) if self.covered is not None else None,
            "needed": float(self.needed) if self.needed is not None else None,
        }


def build_goal_report(
    goal: Goal,
    stages: Sequence[Stage],
    journeys: Sequence[Journey],
    sql: int | None,
    bounds: Bounds,
    today: date,
    calendar: Calendar,
    *,
    is_part: bool = False,
) -> GoalReport:
    """Count what came of a goal; `bounds` are the UTC times of its period, `sql` the place of the stage marked SQL.

    With `is_part` the journeys are those that a query finds.
    """
    plan, pipeline = goal.plan, Pipeline(stages)
    days_over, days, share = find_share(goal, today, calendar)
    door, beside = Flows({name: [] for name in DOOR}), Flows({name: [] for name in BESIDE})
    report = GoalReport(goal, share, days_over, days, door, beside, is_part=is_part)
    for journey in journeys:
        _count_offers(door, journey, bounds)
        entries = _list_sales_entries(pipeline, journey)
        beside.cards["deals"] += [journey.card for at, is_door in entries if not is_door and is_within(at, bounds)]
        reached = pipeline.find_reached(journey)
        if sql is not None and len(reached) > sql and is_within(reached[sql][0], bounds):
            chain = door if _is_through_door(entries, reached[sql][0]) else beside
            chain.cards["sql"].append(journey.card)
        last = journey.moments[-1]
        if not pipeline.is_won(last.stage):
            continue
        *_, stay = journey.list_stays()
        if not is_within(stay.began, bounds):
            continue
        if plan.currency is not None and last.currency not in {None, plan.currency}:
            report.others.setdefault(last.currency, []).append(journey.card)
            continue
        chain = door if _is_through_door(entries, stay.began) else beside
        chain.cards["won"].append(journey.card)
        chain.amount += 1 if plan.currency is None else last.value or 0
    report.parts = _split_shortfall(report)
    due = plan.door.flows[0] * share
    report.offers_share = Fraction(len(door.cards["offers"])) / due if due and not is_part else None
    return report


def replan(report: GoalReport, plan: Plan) -> GoalReport:
    """Return a report as it would be with other numbers in its plan; the period is the same."""
    changed = replace(report, goal=replace(report.goal, plan=plan))
    changed.parts = _split_shortfall(changed)
    due = plan.door.flows[0] * report.share
    changed.offers_share = Fraction(len(report.door.cards["offers"])) / due if due and not report.is_part else None
    if report.coverage:
        changed.coverage = replace(report.coverage, left=changed.amount - changed.won)
    return changed


def _count_offers(door: Flows, journey: Journey, bounds: Bounds) -> None:
    for chain in journey.list_rulings():
        if is_within(chain[0].made_at, bounds):
            door.cards["offers"].append(journey.card)
        accepted_at = next((offer.accepted_at for offer in chain if offer.accepted_at), None)
        if accepted_at and is_within(accepted_at, bounds):
            door.cards["accepted"].append(journey.card)


def _list_sales_entries(pipeline: Pipeline, journey: Journey) -> list[tuple[str, bool]]:
    """Return when the card came into sales from elsewhere, and whether it came through the door."""
    entries = []
    for before, moment in pairwise((None, *journey.moments)):
        if moment is None or pipeline.find_side(moment.stage) != "sales":
            continue
        side = pipeline.find_side(before.stage) if before else ""
        if side != "sales":
            entries.append((moment.at, side == "door"))
    return entries


def _is_through_door(entries: Sequence[tuple[str, bool]], at: str) -> bool:
    """Return whether the last entry into sales until a time was through the door."""
    return next((is_door for since, is_door in reversed(entries) if since <= at), False)


def _split_shortfall(report: GoalReport) -> list[Part]:
    """Return what each link did, rounded together so that the parts add up to the shortfall exactly."""
    plan, share = report.goal.plan, report.share
    shares: list[tuple[str, Share]] = []
    for name, flows, chain, came in (
        ("door", DOOR, plan.door, report.door),
        ("beside", BESIDE, plan.beside, report.beside),
    ):
        if chain is None:  # a second chain without a plan is one part
            amount = Fraction(came.amount)
            shares.append((name, Share(("deals",), amount, -amount)))
            continue
        planned = [*(flow * share for flow in chain.flows), chain.amount * share]
        links = join_links((*flows, "value"), planned, came.list_numbers())
        shares += [(name, one) for one in split(links)]
    values = round_parts([one.part for _, one in shares], report.shortfall)
    return [
        Part(name, one.names, value, round_half_up(one.alone))
        for (name, one), value in zip(shares, values, strict=True)
    ]


def measure_attainment(
    journeys: Sequence[Journey],
    activities: Mapping[str, Sequence[Activity]],
    bounds: Bounds,
    in_time: Rate,
    attempts: int | None,
) -> dict[str, Rate]:
    """Return how far the teams attained to the agreement; what has no cases is left out.

    Marketing: requirements met of all that guarded the door, over the offers made in the period under a live version.
    Sales: offers answered in time, and attempts before a return; `attempts` is how many the agreement asks for before
    a lead is returned as unreachable, None where it asks for none.
    """
    attained: dict[str, Rate] = {}
    met = requirements = 0
    for journey in journeys:
        for offer in journey.made_offers:
            if offer.overturned is None and is_within(offer.made_at, bounds):
                met, requirements = met + offer.met, requirements + offer.requirements
    if requirements:
        attained["requirements_met"] = Rate(met, requirements)
    if in_time.whole:
        attained["kept_in_time"] = in_time
    tried = whole = 0
    for journey in journeys if attempts is not None else ():
        for offer in journey.made_offers:
            if offer.state != "returned" or offer.reason != UNREACHABLE or not is_within(offer.ended_at or "", bounds):
                continue
            whole += 1
            tried += _count_attempts(offer, activities.get(journey.card, ())) >= (attempts or 0)
    return {**attained, "attempts": Rate(tried, whole)} if whole else attained


def _count_attempts(offer: Offer, activities: Sequence[Activity]) -> int:
    end = offer.ended_at or ""
    return sum(
        activity.team == "sales" and not activity.deleted and offer.made_at <= activity.done_at <= end
        for activity in activities
    )


def measure_coverage(
    report: GoalReport,
    stages: Sequence[Stage],
    journeys: Iterable[Journey],
    sql: int | None,
    since: str,
    today: date,
) -> Coverage | None:
    """Return how far open deals cover what is left; `since` is 365 days ago, UTC. None where deals are counted."""
    plan, pipeline = report.goal.plan, Pipeline(stages)
    if plan.currency is None or sql is None:
        return None
    coverage = Coverage(report.amount - report.won)
    first, last = plan.first.isoformat(), plan.last.isoformat()
    for journey in journeys:
        moment = journey.moments[-1]
        if moment.currency != plan.currency or not moment.value:
            continue
        place = pipeline.places.get(moment.stage, -1)
        if pipeline.is_open_sales(moment.stage):
            if place >= sql and moment.close_on and first <= moment.close_on <= last:
                coverage.value += moment.value
                coverage.slipped += moment.value if moment.close_on < today.isoformat() else 0
                coverage.cards.append(journey.card)
        elif pipeline.is_closed(moment.stage) and pipeline.find_side(moment.stage) == "sales":
            reached = pipeline.find_reached(journey)
            if len(reached) > sql and reached[sql][0] >= since:
                if pipeline.is_won(moment.stage):
                    coverage.won += moment.value
                else:
                    coverage.lost += moment.value
    return coverage
