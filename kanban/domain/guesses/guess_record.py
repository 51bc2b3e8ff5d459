"""Guesses as JSON has them, and as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.change import Change
    from kanban.domain.guesses.guess import BaseRate, Guess

LOCAL = "Out of sight only: both use this computer."
"""What is said of a guess on a board that lives on one machine."""


def build_records(guesses: Iterable[Guess], board: Board, reader: str) -> list[dict[str, Any]]:
    """Return guesses as JSON shows them to a member, by team; how like cards ended comes after one's own guess."""
    live = sorted((guess for guess in guesses if not guess.deleted), key=lambda guess: guess.team)
    knows = find_known(live, reader) is not None
    return [{**build_record(guess, board), **({} if knows else {"base": None})} for guess in live]


def find_known(guesses: Iterable[Guess], reader: str) -> Guess | None:
    """Return the guess whose rate of like cards a member may see: their own, or one that is shown."""
    known = list(guesses)
    own = next((guess for guess in known if guess.author == reader), None)
    return own or next((guess for guess in known if guess.is_shown), None)


def build_record(guess: Guess, board: Board) -> dict[str, Any]:
    """Return a guess as JSON shows it: the chances are null where they are not for this reader."""
    return {
        "id": guess.id, "team": guess.team, "author": board.find_person_name(guess.author) or None, "at": guess.at,
        "first": guess.first, "percent": guess.final, "revised": guess.is_revised, "revealed": guess.reason or None,
        "base": build_base_record(guess.base),
    }  # fmt: skip


def build_base_record(base: BaseRate | None) -> dict[str, Any] | None:
    """Return how like cards ended, as JSON shows it; `source` is null where they are all closed cards."""
    if base is None:
        return None
    return {"won": base.won, "of": base.of, "rate": base.share, "source": base.source or None}


def describe_base(base: BaseRate | None) -> str:
    """Say how like cards ended, as in: Like cards (webinar): 14 of 31 won, 45 %."""
    if base is None:
        return "No card has closed yet, so nothing is known of like cards."
    share = f", {base.percent} %" if base.of >= 8 else ""
    label = base.label[:1].upper() + base.label[1:]
    return f"{label}: {base.won} of {base.of} won{share}."


def describe_chances(guess: Guess) -> str:
    """Say what was guessed, as far as this reader may know: `60, then 50`, `40, kept`, or `in`."""
    if guess.first is None:
        return "changed once" if guess.is_revised else "in"
    if guess.is_revised:
        return f"{guess.first}, then {guess.chance}" if guess.chance is not None else f"{guess.first}, then changed"
    return f"{guess.first}, kept" if guess.is_shown else str(guess.first)


def describe_guesses(guesses: Iterable[Guess], board: Board) -> str:
    """Say in one line who guessed, and what as far as this reader may know: `M Ana 60, then 50 · S Raj 40, kept`."""
    live = sorted((guess for guess in guesses if not guess.deleted), key=lambda guess: guess.team)
    return " · ".join(
        f"{guess.team[0].upper()} {board.find_person_name(guess.author)} {describe_chances(guess)}" for guess in live
    )


def describe_missing(guesses: Iterable[Guess]) -> str:
    """Say whose guess is not in yet; empty where both are, or none is."""
    teams = {guess.team for guess in guesses if not guess.deleted}
    if len(teams) != 1:
        return ""
    return "Sales has not guessed yet." if teams == {"marketing"} else "Marketing has not guessed yet."


def describe_change(change: Change, _: Board) -> str:
    """Say what a change did to a guess, for a history."""
    if reason := change.set.get("shown"):
        chances = ", then ".join(f"{change.set[name]} %" for name in ("first", "chance") if name in change.set)
        return f"showed {'both guesses' if reason == 'both' else 'the guess'}: {chances}"
    if "created" in change.set:
        return "guessed the outcome"
    if "deleted" in change.set:
        return "removed the guess" if change.set["deleted"] else "guessed the outcome again"
    return "changed the guess" if change.set.get("revised_at") else "undid the change of the guess"
