"""What people do with guesses: set their team's chance that a card is won, and change it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.acts.view import find_live_cards, name_cards
from kanban.domain.change import GUESS, SEALED, Act, Step
from kanban.domain.errors import Refused
from kanban.domain.guesses import guess_rights
from kanban.domain.guesses.guess import CHANCE, FIRST, SCALE, BaseRate, Guess, derive_guess_id

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.change import Json

VERB = "guess"
"""The verb of a guess, and of its one revision."""


def guess_outcome(view: View, card_id: str, percent: int, base: BaseRate | None) -> Act:
    """Set the chance that the actor's team gives a card, or change it once.

    `base` is how like cards ended until now; it stands beside a first guess, and is not looked at for a revision.
    """
    permissions.require_role(view.actor, "member", "guess how a deal ends")
    if percent not in SCALE:
        raise Refused("A chance is 0, 10, 20 … 100 per cent.")
    (card,) = find_live_cards(view, [card_id])
    guesses = view.list_guesses(card_id)
    if any(guess.is_shown for guess in guesses):
        raise Refused(guess_rights.STAYS)
    if view.board.lane_of(card.stage).is_closed:
        raise Refused(guess_rights.CLOSED_ALREADY)
    mine = next((guess for guess in guesses if guess.team == view.actor.team and not guess.deleted), None)
    if mine is None:
        return Act(VERB, (_build_first(view, card_id, percent, base),), f"Guessed {name_cards([card])}: {percent} %")
    if mine.author != view.actor.id:
        raise Refused(f"{view.board.find_person_name(mine.author)} has guessed for {mine.team} already.")
    if mine.first == percent and not mine.is_revised:
        return Act(VERB, (), f"Kept the guess of {name_cards([card])}: {percent} %")
    if mine.is_revised:
        raise Refused(guess_rights.ONE_REVISION)
    step = Step(GUESS, mine.id, {"revised_at": view.now}, VERB, card=card_id, extra={SEALED: {CHANCE: percent}})
    return Act(VERB, (step,), f"Changed the guess of {name_cards([card])}: {percent} %")


def _build_first(view: View, card_id: str, percent: int, base: BaseRate | None) -> Step:
    registers: dict[str, Json] = {
        "created": True, "deleted": False, "card": card_id, "team": view.actor.team, "author": view.actor.id,
        "at": view.now, "base_won": base.won if base else None, "base_of": base.of if base else None,
        "base_source": base.source or None if base else None, "revised_at": None,
    }  # fmt: skip
    entity = derive_guess_id(view.board.id, card_id, view.actor.team)
    return Step(GUESS, entity, registers, VERB, card=card_id, extra={SEALED: {FIRST: percent}})


def find_guess(guesses: list[Guess], team: str) -> Guess | None:
    """Return a team's guess, unless it was taken back."""
    return next((guess for guess in guesses if guess.team == team and not guess.deleted), None)
