"""What the policies read when they judge a change, and how they refuse it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from kanban.domain.errors import KanbanError

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member
    from kanban.domain.card import Card
    from kanban.domain.change import Change
    from kanban.domain.entity_state import EntityState
    from kanban.protocol.types import Code


class Rejected(KanbanError):
    """Why a change is not accepted, as a sentence for its author."""

    def __init__(self, code: Code, sentence: str, *, alone: bool = False) -> None:
        self.code: Code = code
        self.alone = alone
        """In an import, whether the rest of its transaction can go on: each card of a file stands alone."""
        super().__init__(sentence)


class Docket(Protocol):
    """The board as the policies see it: as the changes before this one left it."""

    @property
    def board(self) -> Board:
        """Its stages, members and rules as they are now; there may be no stages yet."""
        ...

    @property
    def actor(self) -> Member | None:
        """The member whose token carries the change; None for somebody who is no longer a member."""
        ...

    @property
    def now(self) -> str:
        """The server's time, UTC, ISO 8601."""
        ...

    def find(self, etype: str, entity: str) -> EntityState | None:
        """Return an entity as it is now; None where it is unknown."""
        ...

    def build_card_after(self, change: Change) -> Card:
        """Return the card of a change as it will be once the change is accepted."""
        ...

    def is_purged(self, etype: str, entity: str) -> bool:
        """Whether an entity was erased for good."""
        ...

    def find_time(self, change: Change) -> str:
        """Return when a change was made by its device's corrected clock, UTC; never later than now."""
        ...

    def list_changes(self, etype: str, entity: str) -> Sequence[Change]:
        """Return every change of an entity, in the order in which they were accepted."""
        ...

    def list_sets(self, etype: str, entity: str, name: str) -> Sequence[Change]:
        """Return the changes of an entity that set or imply a register, in the order of their keys."""
        ...

    def find_change(self, name: str) -> Change | None:
        """Return an accepted change by its id; None for an unknown one."""
        ...

    def find_owner(self, name: str) -> str | None:
        """Return the member whose act or transaction has this id; None where there is none yet."""
        ...

    def find_undone(self, acts: Collection[str], aside: Collection[str]) -> set[str]:
        """Return which acts don't count, because they were undone or undid others; `aside` are ignored.

        The answer is right for `acts`, and may contain others.
        """
        ...

    def has_activity(self, card: str) -> bool:
        """Whether somebody logged an activity on a card; those of a file don't count."""
        ...

    def has_foreign_talk(self, card: str, actor: str) -> bool:
        """Whether anybody but the actor has commented on a card, or logged an activity there."""
        ...
