"""Precedents: contested returns on which both leads ruled the same, shown when a similar case comes up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.handoffs.contest import RULED
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.handoffs.contest import Contest, Verdict


@dataclass(frozen=True, slots=True)
class Precedent:
    """What the leads decided about one return."""

    card: str
    """The card's id."""
    ref: str
    title: str
    verdict: Verdict
    reason: str
    """Why the card was returned."""
    line: str | None
    """The id of the requirement that it is about; None where it is about the reason."""
    words: str
    """What the marketer said."""
    because: str
    """What the leads said; may be empty."""
    at: str
    """When the later lead ruled, UTC."""

    @property
    def summary(self) -> str:
        """One sentence about it, without a full stop."""
        because = f" · {self.because}" if self.because else ""
        return f"{RULED[self.verdict]} on “{text.shorten(self.title, 30)}” ({self.ref}): {self.words}{because}"


def build_precedent(card: str, ref: str, title: str, contest: Contest) -> Precedent | None:
    """Return the precedent that a contest made; None while the leads don't agree."""
    verdict = contest.outcome
    if verdict is None:
        return None
    rulings = sorted(contest.rulings.values(), key=lambda ruling: ruling.at)
    because = " · ".join(ruling.because for ruling in rulings if ruling.because)
    return Precedent(card, ref, title, verdict, contest.reason, contest.line, contest.words, because, rulings[-1].at)


def find_precedents(precedents: Iterable[Precedent], *, reason: str = "", line: str = "") -> list[Precedent]:
    """Return the precedents for a requirement, or for a reason where no requirement was named, newest first."""
    matches = [
        precedent
        for precedent in precedents
        if (precedent.line == line if line else precedent.line is None and precedent.reason == reason)
    ]
    return sorted(matches, key=lambda precedent: precedent.at, reverse=True)
