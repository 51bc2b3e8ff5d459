"""Campaigns: what marketing runs and pays for. A card names its campaign as text; the entity is found by that name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.ids import derive_id
from kanban.domain.values import text
from kanban.domain.values.money import decimal_text

if TYPE_CHECKING:
    from kanban.domain.change import Json

LONGEST_NAME = 200
"""The most characters of a campaign's name, type or status."""

COSTS = ("planned_cost", "actual_cost")
"""Registers that hold money, in minor units of the campaign's currency."""

DAYS = ("from", "to")
"""Registers that hold ISO dates; the attributes are `begins` and `ends`."""

REGISTERS = ("name", "type", "status", "currency", *COSTS, *DAYS)
"""All registers that tell of a campaign, in the order of its record."""

SETTINGS = REGISTERS[1:]
"""Those that people change beside the name, by which cards find their campaign."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign of a board."""

    id: str
    name: str
    type: str = ""
    """What it is: `Webinar`, `Trade show`."""
    status: str = ""
    """How far it is: `Planned`, `Active`."""
    currency: str | None = None
    """Of its costs; None while it has none."""
    planned_cost: int | None = None
    """In minor units."""
    actual_cost: int | None = None
    begins: str | None = None
    """Its first day, ISO."""
    ends: str | None = None
    """Its last day, ISO."""
    deleted: bool = False

    def encode(self) -> dict[str, Json]:
        """Return its registers; None for what is absent."""
        return {
            "name": self.name, "type": self.type or None, "status": self.status or None, "currency": self.currency,
            "planned_cost": self.planned_cost, "actual_cost": self.actual_cost, "from": self.begins, "to": self.ends,
        }  # fmt: skip

    def build_record(self) -> dict[str, Json]:
        """Return it as JSON shows it: money as decimal text."""
        costs: dict[str, Json] = {
            name: None if minor is None else decimal_text(minor, self.currency)
            for name, minor in zip(COSTS, (self.planned_cost, self.actual_cost), strict=True)
        }
        return {"id": self.id, **self.encode(), **costs}


def derive_campaign_id(board: str, name: str) -> str:
    """Return the id of the campaign of this name: spellings that differ in case or accents are one campaign."""
    return derive_id(board, "campaign", fold_name(name))


def fold_name(name: str) -> str:
    """Return what the spellings of a campaign's name share."""
    return text.fold(text.clean_line(name))


def read(campaign: str, registers: Mapping[str, Json]) -> Campaign | None:
    """Return the campaign in an entity's registers, whoever wrote them; None without a name."""

    def read_text(name: str) -> str:
        value = registers.get(name)
        return text.shorten(text.clean_line(value), LONGEST_NAME) if isinstance(value, str) else ""

    def read_amount(name: str) -> int | None:
        value = registers.get(name)
        return value if isinstance(value, int) else None

    name = read_text("name")
    if not name:
        return None
    return Campaign(
        campaign,
        name,
        read_text("type"),
        read_text("status"),
        read_text("currency") or None,
        read_amount("planned_cost"),
        read_amount("actual_cost"),
        read_text("from") or None,
        read_text("to") or None,
        deleted=registers.get("deleted") is True,
    )


def sort_campaigns(campaigns: Iterable[Campaign]) -> tuple[Campaign, ...]:
    """Return campaigns by name; of two entities of one name, the one that its name leads to comes first."""
    return tuple(sorted(campaigns, key=lambda campaign: (campaign.name.casefold(), campaign.id)))
