"""The forecast: open deals by the month in which they are expected to close, and what was won beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from kanban.domain.records.deal import Deal
from kanban.domain.values.money import decimal_text
from kanban.reports.measured import MeasuredRates
from kanban.reports.period import Months

SLIPPED, UNDATED = "slipped", "undated"
"""The rows of open deals whose day is over, and of those without a day; all others are months, `2026-12`."""


@dataclass
class Outlook:
    """The deals of one row in one currency; money in minor units."""

    won_count: int = 0
    won: int = 0
    open_count: int = 0
    open: int = 0
    values: Counter[float] = field(default_factory=Counter)
    """The open value by probability."""
    by_stage: Counter[str] = field(default_factory=Counter)
    """The open value by the id of its stage."""
    commit_count: int = 0
    """Open deals that somebody commits to."""
    commit: int = 0
    """The value of those."""
    without_value: int = 0
    """Open deals without a value: they are counted and weigh nothing."""

    @property
    def weighted(self) -> int:
        """Σ value × probability, rounded once, half up."""
        return round_half_up(sum((Fraction(str(chance)) * value for chance, value in self.values.items()), Fraction()))

    def weigh_measured(self, measured: MeasuredRates | None) -> int | None:
        """Return Σ value × measured probability of its stage, rounded once, half up; None where nothing is measured."""
        if measured is None:
            return None
        return round_half_up(sum((measured.find(stage) * value for stage, value in self.by_stage.items()), Fraction()))

    def add_open(self, deal: Deal) -> None:
        """Count one more open deal."""
        self.open_count += 1
        if deal.value is None:
            self.without_value += 1
        else:
            self.open += deal.value
            self.values[deal.probability] += deal.value
            self.by_stage[deal.stage] += deal.value
        if deal.is_committed:
            self.commit_count += 1
            self.commit += deal.value or 0

    def add_won(self, deal: Deal) -> None:
        """Count one more won deal."""
        self.won_count += 1
        self.won += deal.value or 0

    def encode(self, currency: str | None, measured: MeasuredRates | None = None) -> dict[str, Any]:
        """Return its record: counts, and money as decimal text; `measured` is null where nothing is measured."""
        money = {"won": self.won, "open": self.open, "weighted": self.weighted, "commit": self.commit}
        weighed = self.weigh_measured(measured)
        return {
            "currency": currency,
            "won_count": self.won_count,
            "open_count": self.open_count,
            **{name: decimal_text(minor, currency) for name, minor in money.items()},
            "measured": None if weighed is None else decimal_text(weighed, currency),
            "commit_count": self.commit_count,
            "without_value": self.without_value,
        }


Row = dict[str | None, Outlook]
"""The outlook of a row by currency: they are never added up."""


@dataclass(frozen=True)
class Forecast:
    """The forecast on one day."""

    rows: Mapping[str, Row]
    """By row: the months in order, `undated`, `slipped`. Rows without deals are left out."""
    total: Row
    """All open deals, and what was won in the period."""
    measured: MeasuredRates | None = None
    """How likely a deal of each stage is won by what the board's closed deals did; None where that is not known."""

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        return {
            "rows": [{"row": name, "values": _encode_row(row, self.measured)} for name, row in self.rows.items()],
            "total": _encode_row(self.total, self.measured),
            "measured": self.measured.encode() if self.measured else None,
        }


def build_forecast(
    deals: Iterable[Deal], today: date, months: Months, measured: MeasuredRates | None = None
) -> Forecast:
    """Lay out open deals by the month of their close date, and won ones by the month of their close (`months`)."""
    rows: dict[str, Row] = {}
    total: Row = {}
    for deal in deals:
        name = find_row(deal, today, months)
        if name is None:
            continue
        for row in (rows.setdefault(name, {}), total):
            outlook = row.setdefault(deal.currency, Outlook())
            (outlook.add_won if deal.outcome else outlook.add_open)(deal)
    places = sorted(
        rows, key=lambda name: ((UNDATED, SLIPPED).index(name) + 1 if name in {UNDATED, SLIPPED} else 0, name)
    )
    return Forecast({name: rows[name] for name in places}, total, measured)


def find_row(deal: Deal, today: date, months: Months) -> str | None:
    """Return the row in which a deal counts; None for lost deals, and for those won outside the period."""
    if deal.outcome == "won":
        return months.find(deal.closed_at or "")
    if deal.outcome:
        return None
    if not deal.close_on:
        return UNDATED
    return SLIPPED if deal.close_on < today.isoformat() else deal.close_on[:7]


def round_half_up(exact: Fraction) -> int:
    """Return a fraction as a whole number; halves go away from zero."""
    return int(exact + Fraction(1, 2)) if exact >= 0 else -int(-exact + Fraction(1, 2))


def _encode_row(row: Row, measured: MeasuredRates | None) -> list[dict[str, Any]]:
    return [row[currency].encode(currency, measured) for currency in sorted(row, key=lambda code: code or "")]
