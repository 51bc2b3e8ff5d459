"""Whose a guess is, and until when it may be made or changed: what a verb asks early, and a server of every change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from kanban.domain.guesses.guess import CHANCE, FIRST, REVEALED, SHOWN, is_chance

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.domain.change import Json

Code = Literal["forbidden", "not_author", "invalid"]

_NEW = frozenset(
    {"created", "deleted", "card", "team", "author", "at", "base_won", "base_of", "base_source", "revised_at"}
)
"""What a new guess may set."""

STAYS = "The guesses of this card have been shown, so they stay as they are."
CLOSED_ALREADY = "Only an open card can be guessed."
ONE_REVISION = "A guess can be changed once, and this one was."


def find_refusal(
    actor: Member,
    registers: Mapping[str, Json],
    seal: Json,
    before: Mapping[str, Json] | None,
    other: Mapping[str, Json] | None,
    *,
    is_closed: bool,
) -> tuple[Code, str] | None:
    """Return why a change of a guess is refused; None where it is not.

    `before` has the registers of the guess as it is, `other` those of the other team's; `seal` what it says in secret.
    """
    if registers.keys() & REVEALED:
        return "forbidden", "Only the board itself shows what was guessed."
    if why := find_obstacle(before, other, is_closed=is_closed):
        return "invalid", why
    if before is None or before.get("deleted") is True:
        return _find_fault_of_new(actor, registers, seal)
    if before.get("author") != actor.id:
        return "not_author", "Only whoever guessed can change a guess."
    if dict(registers) == {"deleted": True}:
        return None
    if registers.keys() != {"revised_at"} or not isinstance(registers["revised_at"], str):
        return "invalid", "Your team has guessed already; a guess is changed, not made twice."
    if before.get("revised_at"):
        return "invalid", ONE_REVISION
    return None if _has_only(seal, CHANCE) else ("invalid", "Guess again: the chance did not come along.")


def find_obstacle(
    before: Mapping[str, Json] | None, other: Mapping[str, Json] | None, *, is_closed: bool
) -> str | None:
    """Return why nothing can be done to a guess any more: not even an undo may follow what was shown."""
    if (before and before.get(SHOWN)) or (other and other.get(SHOWN)):
        return STAYS
    return CLOSED_ALREADY if is_closed else None


def _find_fault_of_new(actor: Member, registers: Mapping[str, Json], seal: Json) -> tuple[Code, str] | None:
    if registers.get("author") != actor.id:
        return "not_author", "A guess is made in one's own name."
    if registers.get("team") != actor.team:
        return "invalid", f"{actor.name} guesses for {actor.team}."
    is_whole = registers.get("created") is True and isinstance(registers.get("at"), str)
    is_unrevised = not registers.get("deleted") and not registers.get("revised_at")
    if not is_whole or not is_unrevised or registers.keys() - _NEW:
        return "invalid", "That is no guess."
    return None if _has_only(seal, FIRST) else ("invalid", "Guess again: the chance did not come along.")


def _has_only(seal: Json, name: str) -> bool:
    return isinstance(seal, dict) and seal.keys() == {name} and is_chance(seal[name])
