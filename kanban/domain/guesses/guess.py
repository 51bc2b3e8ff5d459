"""A guess: the chance, in per cent, that a team gives a card to be won; the rate of like cards, and one revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kanban.domain.errors import UsageFault
from kanban.domain.ids import derive_id
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.change import Json
    from kanban.domain.waiting.next_card import ClosedDeals

TEAMS = ("marketing", "sales")

STEP = 10
SCALE = tuple(range(0, 101, STEP))
"""The chances that may be guessed, in per cent."""

FIRST, CHANCE, SHOWN = "first", "chance", "shown"
"""Registers of what was guessed: at first, after the revision, and why it may be seen. Only revealing sets them."""

REVEALED = frozenset({FIRST, CHANCE, SHOWN})

BOTH, CLOSED = "both", "closed"
"""Why guesses may be seen: both teams' are in, or the card closed before."""

LIKE = 8
"""From so many closed cards of the same source on, these are the like cards; else all of the board are."""


@dataclass(frozen=True, slots=True)
class BaseRate:
    """How closed cards like this one ended, when the guess was made."""

    won: int
    of: int
    source: str = ""
    """The source that makes them alike; empty for all closed cards of the board."""

    @property
    def share(self) -> float:
        """The share that was won, 0 to 1."""
        return self.won / self.of

    @property
    def percent(self) -> int:
        """The same in whole per cent, half up."""
        return (200 * self.won + self.of) // (2 * self.of)

    @property
    def label(self) -> str:
        """What they have in common, for people."""
        return f"like cards ({self.source})" if self.source else "the board's closed cards"


@dataclass(frozen=True, slots=True)
class Guess:
    """A team's guess about a card. Its card, team, author, time and base rate never change."""

    id: str
    card: str
    team: str
    author: str
    """A member's id."""
    at: str
    """When the first chance was set, UTC."""
    base: BaseRate | None = None
    """None where no card was closed yet."""
    revised_at: str = ""
    """When it was changed, UTC; empty while it was not."""
    reason: str = ""
    """Why it may be seen: `both` or `closed`; empty while it may not."""
    first: int | None = None
    """What was guessed at first, in per cent; None where it is not for this reader."""
    chance: int | None = None
    """What it was changed to; None where it was kept, or is not for this reader."""
    deleted: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether everybody may see what was guessed."""
        return bool(self.reason)

    @property
    def is_revised(self) -> bool:
        """Whether the one revision is used up."""
        return bool(self.revised_at)

    @property
    def final(self) -> int | None:
        """The chance that is scored, in per cent; None where it is not for this reader."""
        return self.first if self.chance is None else self.chance


def derive_guess_id(board: str, card: str, team: str) -> str:
    """Return the id of a team's guess about a card: there is one."""
    return derive_id(board, "guess", f"{card}:{team}")


def read_guess(guess_id: str, registers: Mapping[str, Json]) -> Guess | None:
    """Return a guess from its registers; None where they make none, as those of a newer version may."""
    card, team, author, at = (_read_line(registers, name) for name in ("card", "team", "author", "at"))
    if not card or team not in TEAMS or not author or not at:
        return None
    reason = _read_line(registers, SHOWN)
    is_shown = reason in {BOTH, CLOSED}
    return Guess(
        guess_id, card, team, author, at, _read_base(registers), _read_line(registers, "revised_at"),
        reason if is_shown else "", _read_chance(registers.get(FIRST)) if is_shown else None,
        _read_chance(registers.get(CHANCE)) if is_shown else None, registers.get("deleted") is True,
    )  # fmt: skip


def open_seals(guess: Guess, seals: Iterable[Json]) -> Guess:
    """Return a guess with what was sealed beside its changes, in their order; a shown one as it is."""
    if guess.is_shown:
        return guess
    values = merge_seals(seals)
    chance = values.get(CHANCE) if guess.is_revised else None
    return replace(guess, first=values.get(FIRST), chance=chance)


def merge_seals(seals: Iterable[Json]) -> dict[str, int]:
    """Return the chances that hold after these seals: a new first one begins anew."""
    values: dict[str, int] = {}
    for seal in seals:
        if not isinstance(seal, Mapping):
            continue
        first, chance = _read_chance(seal.get(FIRST)), _read_chance(seal.get(CHANCE))
        if first is not None:
            values = {FIRST: first}
        if chance is not None:
            values[CHANCE] = chance
    return values


def parse_percent(typed: str) -> int:
    """Return a chance typed as `60`, `60%` or `60 %`; raises UsageFault."""
    plain = text.clean_line(typed).removesuffix("%").strip()
    if not plain.isascii() or not plain.isdigit() or int(plain[:4]) not in SCALE or len(plain) > 3:
        raise UsageFault(
            f"Can't read “{text.shorten(text.clean_line(typed), 40)}” as a chance. Try 0, 10, 20 … 100 per cent."
        )
    return int(plain)


def find_base(closed: ClosedDeals, source: str | None) -> BaseRate | None:
    """Return how closed cards like one of this source ended; None where no card was closed yet."""
    alike = closed.by_field.get("source", {}).get(text.fold(source)) if source else None
    if alike is not None and alike.closed >= LIKE:
        return BaseRate(alike.won, alike.closed, text.clean_line(source or ""))
    return BaseRate(closed.total.won, closed.total.closed) if closed.total.closed else None


def is_chance(value: object) -> bool:
    """Whether a value is one of the scale's."""
    return _read_chance(value) is not None


def _read_chance(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value in SCALE else None


def _read_base(registers: Mapping[str, Json]) -> BaseRate | None:
    won, of = registers.get("base_won"), registers.get("base_of")
    if not isinstance(won, int) or not isinstance(of, int) or not 0 <= won <= of or not of:
        return None
    return BaseRate(won, of, _read_line(registers, "base_source"))


def _read_line(registers: Mapping[str, Json], name: str) -> str:
    value = registers.get(name)
    return text.clean_line(value) if isinstance(value, str) else ""
