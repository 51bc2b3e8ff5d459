"""The win rate: of the deals that were closed in a period, how many were won."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kanban.domain.records.deal import Deal
from kanban.domain.values.money import decimal_text
from kanban.domain.values.text import fold
from kanban.reports import rates
from kanban.reports.rates import Rate

GROUPS = ("source", "campaign", "owner")
"""By what the deals are told apart, beside all of them together."""

FIGURES = ("won", "lost", "closed")
"""What can be opened as cards."""


@dataclass
class Closed:
    """Closed deals, counted and added up by currency in minor units. A deal without a value counts beside."""

    won: int = 0
    lost: int = 0
    value_won: Counter[str] = field(default_factory=Counter)
    value_lost: Counter[str] = field(default_factory=Counter)
    without_value: int = 0

    def add(self, deal: Deal) -> None:
        """Count one more."""
        is_won = deal.outcome == "won"
        if is_won:
            self.won += 1
        else:
            self.lost += 1
        if deal.value is None:
            self.without_value += 1
        else:
            (self.value_won if is_won else self.value_lost)[deal.currency or ""] += deal.value

    @property
    def rate(self) -> Rate:
        """The win rate by count."""
        return Rate(self.won, self.won + self.lost)

    def find_rate_by_value(self, currency: str) -> Rate | None:
        """Return the win rate by value in a currency; None where sums of zero or less tell of none."""
        won, lost = self.value_won[currency], self.value_lost[currency]
        return Rate(won, won + lost) if won >= 0 and lost >= 0 and won + lost else None

    @property
    def currencies(self) -> list[str]:
        """The currencies in which there is anything, by name: they are never added up."""
        return sorted({*self.value_won, *self.value_lost})

    def encode(self) -> dict[str, Any]:
        """Return its record: counts, the rate with its 95 % interval, and values for each currency."""
        rate = self.rate
        return {
            "won": self.won,
            "lost": self.lost,
            "n": rate.whole,
            "rate": rate.share,
            "interval": rate.interval,
            "values": [
                {
                    "currency": code or None,
                    "won": decimal_text(self.value_won[code], code or None),
                    "lost": decimal_text(self.value_lost[code], code or None),
                    "rate": share.share if (share := self.find_rate_by_value(code)) else None,
                }
                for code in self.currencies
            ],
            "without_value": self.without_value,
        }


@dataclass(frozen=True)
class WinRate:
    """The win rate of one period."""

    total: Closed
    groups: Mapping[str, Mapping[str | None, Closed]]
    """For each of `GROUPS` its names, most deals first; None for deals without one, last."""
    before: Closed | None
    """The period before; None where there is none."""

    def encode(self) -> dict[str, Any]:
        """Return its record; what was not counted is null."""
        return {
            **self.total.encode(),
            "before": self.before.encode() if self.before else None,
            **{
                f"by_{group}": [{group: name, **closed.encode()} for name, closed in groups.items()]
                for group, groups in self.groups.items()
            },
        }


def build_win_rate(deals: Iterable[Deal], bounds: tuple[str, str], before: tuple[str, str] | None) -> WinRate:
    """Count closed deals by close date; `bounds` and `before` are the UTC times of the period and of the one before."""
    total, earlier = Closed(), Closed()
    groups: dict[str, dict[str | None, Closed]] = {group: {} for group in GROUPS}
    spellings: dict[str, dict[str | None, Counter[str | None]]] = {group: {} for group in GROUPS}
    keys: dict[str | None, str | None] = {}
    for deal in deals:
        if before and is_within(deal, before):
            earlier.add(deal)
        if not is_within(deal, bounds):
            continue
        total.add(deal)
        for group, name in zip(GROUPS, (deal.source, deal.campaign, deal.owner), strict=True):
            if name not in keys:
                keys[name] = fold(name) if name else None  # one source in two spellings is one source
            key = keys[name]
            if key not in groups[group]:
                groups[group][key], spellings[group][key] = Closed(), Counter()
            groups[group][key].add(deal)
            spellings[group][key][name or None] += 1
    groups_by_name = {group: _name_groups(groups[group], spellings[group]) for group in GROUPS}
    return WinRate(total, groups_by_name, earlier if before else None)


def is_within(deal: Deal, bounds: tuple[str, str]) -> bool:
    """Return whether a deal was closed in a period."""
    return rates.is_within(deal.closed_at or "", bounds)


def select_cards(deals: Iterable[Deal], bounds: tuple[str, str], figure: str) -> list[str]:
    """Return the ids of the cards that a figure counts: one of `FIGURES`."""
    return [deal.card for deal in deals if is_within(deal, bounds) and figure in {"closed", deal.outcome}]


def _name_groups(
    groups: Mapping[str | None, Closed], spellings: Mapping[str | None, Counter[str | None]]
) -> dict[str | None, Closed]:
    """Return groups by their most frequent spelling, the largest first."""
    keys = sorted(groups, key=lambda key: (key is None, -groups[key].rate.whole, key or ""))
    return {min(spellings[key], key=lambda name: (-spellings[key][name], name or "")): groups[key] for key in keys}
