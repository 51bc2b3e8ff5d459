"""When guesses are shown: once both teams' are in, or the card closes. Then they stay shown, whatever comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kanban.domain.change import GUESS, Step
from kanban.domain.guesses.guess import BOTH, CHANCE, CLOSED, FIRST, SHOWN
from kanban.domain.ids import derive_id

if TYPE_CHECKING:
    from kanban.domain.change import Json
    from kanban.domain.guesses.guess import Guess

REVEAL = "reveal"
"""The verb by which the board itself shows guesses."""


def build_reveals(
    board: str, guesses: Sequence[Guess], read_seals: Callable[[Guess], dict[str, int]], *, is_closed: bool
) -> list[tuple[Step, str]]:
    """Return the steps that show the guesses of one card, each with the id (UUIDv5) of what happens once.

    There are none where it is too early, and none for a guess whose seal is nowhere.
    """
    live = [guess for guess in guesses if not guess.deleted]
    if not is_closed and len({guess.team for guess in live}) < 2:
        return []
    steps = []
    for guess in live:
        values = {} if guess.is_shown else read_seals(guess)
        if FIRST not in values:
            continue
        registers: dict[str, Json] = {FIRST: values[FIRST], SHOWN: CLOSED if len(live) < 2 else BOTH}
        if guess.is_revised and CHANCE in values:
            registers[CHANCE] = values[CHANCE]
        steps.append((Step(GUESS, guess.id, registers, REVEAL, card=guess.card), derive_id(board, REVEAL, guess.id)))
    return steps
