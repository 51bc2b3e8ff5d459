"""What the card panel is given to show: one card with its story, as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from kanban.domain.agreements import gate
from kanban.domain.agreements.agreement_lines import Check
from kanban.domain.board import Board, Member
from kanban.domain.card import Card, Comment
from kanban.domain.history import Event
from kanban.domain.values import moments, text

MET, OPEN = "✓", "○"
"""What stands for a line of the agreement that is met, and for one that is not."""


@dataclass(frozen=True, slots=True)
class CardView:
    """A card and all that its panel draws; the screen reads it in one go and gives a new one after every change."""

    board: Board
    me: Member | None
    """Who reads and writes here."""
    card: Card
    now: datetime
    comments: list[Comment] = field(default_factory=list)
    """Oldest first, without retracted ones."""
    events: list[Event] = field(default_factory=list)
    """The history, oldest first."""
    missing_history: str = ""
    """What is to be said where the oldest part of it is not here; empty where it is whole."""
    unread: frozenset[str] | set[str] = frozenset()
    """The ids of the comments that `me` has not read."""
    draft: str = ""
    """What `me` began to write here and did not send."""
    edits: Mapping[str, str] = field(default_factory=dict)
    """New words that `me` began for comments and did not save, by the comment's id."""
    missing: tuple[str, ...] = ()
    """Fields that the card's stage asks for and the card lacks."""

    @property
    def checks(self) -> list[Check]:
        """How the card stands to the lines of the agreement that are ahead of it."""
        return gate.check_lines(
            self.board, self.card, gate.list_lines_ahead(self.board, self.card, gate.find_effective_version(self.board))
        )

    @property
    def standing(self) -> str:
        """The same in short: `v4 6/7`, or `unsigned 1/3`; empty where no line is ahead."""
        found, version = self.checks, gate.find_effective_version(self.board)
        called = self.board.name_version(version) if version.is_live else "unsigned"
        return f"{called} {sum(check.met for check in found)}/{len(found)}" if found else ""

    @property
    def today(self) -> date:
        """The day it is in the board's zone."""
        return moments.find_today(self.now, self.board.timezone)

    @property
    def teams(self) -> dict[str, str]:
        """Team by folded name of everybody who can be mentioned."""
        return {text.fold(name): m.team for m in self.board.members for name in (m.name, *m.aliases)}

    def when(self, at: str) -> str:
        """Say a moment shortly, in the board's zone."""
        return moments.format_short(at, self.today, self.board.timezone)
