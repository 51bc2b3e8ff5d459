"""A want: so many cards that a filter finds, by a day, for one rep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.values import text
from kanban.domain.values.dates import format_full_date

if TYPE_CHECKING:
    from kanban.domain.card import Card
    from kanban.domain.change import Json

TIE = "want."
"""Prefix of a card's registers that tie it to wants: the want's id follows; true."""

MOST = 500
"""The most cards that one want asks for."""

MOST_OPEN = 100
"""The most wants of one rep that have not ended: each is looked at whenever a card is made or changed."""

LONGEST = 300
"""The most characters of a filter, and of a because."""

SHOWN_DAYS = 7
"""For how long a want that is over stays in the list."""

State = Literal["open", "met", "over", "ended"]

FIXED = frozenset({"created", "owner", "query", "number", "by", "because", "at"})
"""The registers that never change: another want is another one."""


@dataclass(frozen=True, slots=True)
class Want:
    """What a rep asks for."""

    id: str
    owner: str
    """The id of the rep."""
    query: str
    """Which cards: a query as it was typed."""
    number: int
    by: str
    """ISO date: the last day on which it is open."""
    because: str
    """May be empty."""
    at: str
    """When it was made, UTC."""
    has_ended: bool = False
    """Its owner, or a lead, ended it."""

    def find_state(self, tied: int, today: date) -> State:
        """Return whether it is open, by how many cards are tied to it."""
        if tied >= self.number:
            return "met"
        if self.has_ended:
            return "ended"
        return "over" if self.by < today.isoformat() else "open"


def read_want(entity: str, registers: Mapping[str, Json]) -> Want | None:
    """Return the want in an entity's registers; None where it was undone, or is none."""
    texts = {
        name: text.clean_line(value)
        for name in ("owner", "query", "by", "because", "at")
        if isinstance(value := registers.get(name), str)
    }
    number = registers.get("number")
    if registers.get("deleted") is True or not {"owner", "query", "by", "at"} <= texts.keys():
        return None
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST or not _is_day(texts["by"]):
        return None
    return Want(
        entity, texts["owner"], texts["query"], number, texts["by"], texts.get("because", ""), texts["at"],
        registers.get("ended") is True,
    )  # fmt: skip


def list_tied(card: Card) -> list[str]:
    """Return the ids of the wants that a card is tied to."""
    return [name for name, value in card.registers(TIE).items() if value is True]


def find_want(wants: Iterable[Want], name: str) -> Want:
    """Return the want that `name` means: its number in the list, from 1, its id, or a unique beginning of its filter.

    Raises NotFound, or UsageFault where several begin so.
    """
    listed, plain = list(wants), text.clean_line(name)
    if plain.isdecimal() and 1 <= int(plain) <= len(listed):
        return listed[int(plain) - 1]
    matching = [
        one for one in listed if one.id == plain or (plain and text.fold(one.query).startswith(text.fold(plain)))
    ]
    if not matching:
        raise NotFound(f"There is no want “{text.shorten(plain, 40)}”.")
    if len(matching) > 1:
        raise UsageFault(f"Several wants begin with “{text.shorten(plain, 40)}”; give the number of one.")
    return matching[0]


def describe(want: Want) -> str:
    """Return a want in a line: `10 by 30 Nov 2026: manufacturing`."""
    return f"{want.number} by {format_full_date(date.fromisoformat(want.by))}: {text.shorten(want.query, 60)}"


def _is_day(iso: str) -> bool:
    try:
        return date.fromisoformat(iso).isoformat() == iso
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class WantProgress:
    """How far a want is."""

    place: int
    """Its number in the list, from 1."""
    want: Want
    state: State
    cards: tuple[str, ...]
    """The ids of the cards that are tied to it."""
    matching: tuple[str, ...]
    """The ids of the cards that would match today."""

    def is_recent(self, today: date) -> bool:
        """Whether it is open, or its day is not over for longer than a week."""
        return self.state == "open" or (today - date.fromisoformat(self.want.by)).days <= SHOWN_DAYS


@dataclass(frozen=True, slots=True)
class WantedCards:
    """The wants of a board with their cards, as far as a report counts them."""

    progress: tuple[WantProgress, ...]
    """In the order in which the wants were made."""
    states: Mapping[str, str]
    """How each card that counts stands now: `open`, `won` or `lost`, by its id."""

    def limit(self, before: str | None) -> WantedCards:
        """Return it with the wants that were made before a UTC time alone; None for all."""
        known = (one for one in self.progress if before is None or one.want.at < before)
        return WantedCards(tuple(known), self.states)
