"""The data of the card panel: one card with its comments and history, as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from kanban.domain.activity import Activity
from kanban.domain.agreements import gate
from kanban.domain.agreements.agreement_lines import Check
from kanban.domain.board import Board, Member
from kanban.domain.card import Card, Comment
from kanban.domain.history import Event
from kanban.domain.values import moments, text

if TYPE_CHECKING:
    from kanban.domain.guesses.guess import Guess
    from kanban.domain.lessons.lesson import Lesson
    from kanban.domain.playbook.objection import Objection

MET, OPEN = "✓", "○"
"""The signs of a requirement that is met, and of one that is not."""


@dataclass(frozen=True, slots=True)
class CardView:
    """A card and all that its panel draws; the screen reads it at once, and again after every change."""

    board: Board
    me: Member | None
    """The member who reads and writes here."""
    card: Card
    now: datetime
    comments: list[Comment] = field(default_factory=list)
    """Oldest first, without deleted ones."""
    activities: list[Activity] = field(default_factory=list)
    """In the order in which they took place, without deleted ones."""
    lessons: list[Lesson] = field(default_factory=list)
    """Its debriefs and shared walks."""
    objections: list[Objection] = field(default_factory=list)
    """Oldest first, without deleted ones."""
    guesses: list[Guess] = field(default_factory=list)
    """Those about the card, with the chances that `me` may know."""
    play_titles: Mapping[str, str] = field(default_factory=dict)
    """The titles of the plays that answer them, by id."""
    events: list[Event] = field(default_factory=list)
    """The history, oldest first."""
    missing_history: str = ""
    """The warning that the oldest part of the history is not here; empty if it is complete."""
    unread: frozenset[str] | set[str] = frozenset()
    """The ids of the comments that `me` has not read."""
    draft: str = ""
    """The comment that `me` began here and did not send."""
    edits: Mapping[str, str] = field(default_factory=dict)
    """Edits of comments that `me` began and did not save, by the comment's id."""
    missing: tuple[str, ...] = ()
    """Fields that the card's stage requires and the card lacks."""
    earlier: Card | None = None
    """The card of an earlier deal of the same person, where an import linked this one to it."""

    @property
    def checks(self) -> list[Check]:
        """Check the card against the requirements of its stage and the next."""
        return gate.check_lines(
            self.board, self.card, gate.list_lines_ahead(self.board, self.card, gate.find_effective_version(self.board))
        )

    @property
    def requirements_met(self) -> str:
        """Count the requirements met, such as `v4 6/7` or `unsigned 1/3`; empty if there are none."""
        checks, version = self.checks, gate.find_effective_version(self.board)
        name = self.board.name_version(version) if version.is_live else "unsigned"
        return f"{name} {sum(check.is_met for check in checks)}/{len(checks)}" if checks else ""

    @property
    def today(self) -> date:
        """Today in the board's time zone."""
        return moments.find_today(self.now, self.board.timezone)

    @property
    def teams(self) -> dict[str, str]:
        """The team of everybody who can be mentioned, by case-folded name."""
        return {text.fold(name): m.team for m in self.board.members for name in (m.name, *m.aliases)}

    def format_moment(self, at: str) -> str:
        """Format a moment in short, in the board's time zone."""
        return moments.format_short(at, self.today, self.board.timezone)
