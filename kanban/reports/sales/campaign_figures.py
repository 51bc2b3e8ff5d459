"""Campaigns: what they cost, the leads that began with them, and what became of those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from kanban.domain.board import Stage
from kanban.domain.campaign import Campaign, fold_name
from kanban.domain.journeys.journey import Journey
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.values.money import decimal_text
from kanban.reports.forecast import round_half_up
from kanban.reports.rates import Bounds, Rate, is_within
from kanban.reports.sales.figures import CAMPAIGNS


@dataclass
class CampaignFigures:
    """One campaign, or the cards without any."""

    name: str | None
    campaign: Campaign | None
    """Its entry in the list of campaigns; None where cards alone name it."""
    leads: list[str] = field(default_factory=list)
    """Cards created in the period whose first campaign it is."""
    mql: list[str] = field(default_factory=list)
    """Those of them that reached the stage marked MQL."""
    deals: list[str] = field(default_factory=list)
    """Those of them that reached a stage of sales."""
    won: list[str] = field(default_factory=list)
    """Those of them that are won."""
    sql: list[str] = field(default_factory=list)
    """Cards that first reached the stage marked SQL in the period while it was their campaign."""

    @property
    def rate(self) -> Rate:
        """Won of all leads."""
        return Rate(len(self.won), len(self.leads))

    @property
    def cost(self) -> int | None:
        """What it cost, in minor units: the actual cost, else the planned one."""
        if self.campaign is None:
            return None
        return self.campaign.planned_cost if self.campaign.actual_cost is None else self.campaign.actual_cost

    @property
    def is_planned(self) -> bool:
        """Whether its cost is only planned."""
        return self.cost is not None and self.campaign is not None and self.campaign.actual_cost is None

    @property
    def cost_per_won(self) -> int | None:
        """What a won lead cost, in minor units, half up; None where none is won."""
        cost = self.cost
        return round_half_up(Fraction(cost, len(self.won))) if cost is not None and self.won else None

    def encode(self) -> dict[str, Any]:
        """Return its record: money as decimal text."""
        campaign = self.campaign
        currency = campaign.currency if campaign else None

        def money(minor: int | None) -> str | None:
            return None if minor is None else decimal_text(minor, currency)

        return {
            "campaign": self.name,
            "type": campaign.type or None if campaign else None,
            "status": campaign.status or None if campaign else None,
            "currency": currency,
            "planned_cost": money(campaign.planned_cost if campaign else None),
            "actual_cost": money(campaign.actual_cost if campaign else None),
            **{figure: len(getattr(self, figure)) for figure in CAMPAIGNS},
            "n": self.rate.whole,
            "rate": self.rate.share,
            "interval": self.rate.interval,
            "cost_per_won": money(self.cost_per_won),
        }


def build_campaigns(
    pipeline: Pipeline,
    journeys: Iterable[Journey],
    bounds: Bounds,
    marks: Mapping[str, Stage],
    campaigns: Sequence[Campaign],
) -> list[CampaignFigures]:
    """Return the campaigns of a period, most leads first, then by name; cards without one come last.

    Listed campaigns stand in it without cards, too. Names that differ in case or accents are one campaign.
    """
    listed = {fold_name(campaign.name): campaign for campaign in reversed(campaigns) if not campaign.deleted}
    rows: dict[str, CampaignFigures] = {key: CampaignFigures(one.name, one) for key, one in listed.items()}
    spellings: dict[str, Counter[str]] = {}
    places = {mark: pipeline.places.get(stage.id) for mark, stage in marks.items()}
    door = [place for place, stage in enumerate(pipeline.stages) if stage.side == "sales"]

    def find_row(name: str | None) -> CampaignFigures:
        key = fold_name(name) if name else ""
        if name:
            spellings.setdefault(key, Counter())[name] += 1
        return rows.setdefault(key, CampaignFigures(name if key else None, None))

    for journey in journeys:
        reached = pipeline.find_reached(journey)
        sql = places.get("sql")
        if sql is not None and len(reached) > sql and is_within(reached[sql][0], bounds):
            find_row(journey.find_campaign(reached[sql][0])).sql.append(journey.card)
        if not journey.created_at or not is_within(journey.created_at, bounds):
            continue
        row = find_row(next((name for _, name in journey.campaigns if name), None))
        row.leads.append(journey.card)
        mql = places.get("mql")
        if mql is not None and len(reached) > mql:
            row.mql.append(journey.card)
        if door and len(reached) > door[0]:
            row.deals.append(journey.card)
        if pipeline.is_won(journey.moments[-1].stage):
            row.won.append(journey.card)
    for key, row in rows.items():
        if row.campaign is None and key:
            row.name = min(spellings[key], key=lambda name: (-spellings[key][name], name))
    return sorted(rows.values(), key=lambda row: (row.name is None, -len(row.leads), fold_name(row.name or "")))
