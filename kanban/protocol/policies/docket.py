"""What those who judge a change look into, and how they say no."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from kanban.domain.errors import KanbanError

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member
    from kanban.domain.card import Card
    from kanban.domain.change import Change
    from kanban.domain.entity_state import State
    from kanban.protocol.types import Code


class Rejected(KanbanError):
    """Why a change is not taken, as a sentence for its author."""

    def __init__(self, code: Code, sentence: str, *, alone: bool = False) -> None:
        self.code: Code = code
        self.alone = alone
        """In an import the other changes of its transaction can go on without it: each card of a file stands for itself."""
        super().__init__(sentence)


class Docket(Protocol):
    """The board as those who judge a change see it: as the changes before it left it."""

    @property
    def board(self) -> Board:
        """Its stages, members and rules as they are now; there may be no stages yet."""
        ...

    @property
    def actor(self) -> Member | None:
        """Whose token carries the change; None for somebody who is no member any more."""
        ...

    @property
    def now(self) -> str:
        """The server's time, UTC, ISO 8601."""
        ...

    def find(self, etype: str, entity: str) -> State | None:
        """Return an entity as it is now, None where nothing is known of it."""
        ...

    def build_card_after(self, change: Change) -> Card:
        """Return the card that a change is of, as it is once the change is taken."""
        ...

    def is_purged(self, etype: str, entity: str) -> bool:
        """Whether it was erased for good."""
        ...

    def find_time(self, change: Change) -> str:
        """Return when a change was made by its device's corrected clock, UTC: never after now."""
        ...

    def list_changes(self, etype: str, entity: str) -> Sequence[Change]:
        """Return every change of an entity, in the order in which they were taken."""
        ...

    def list_sets(self, etype: str, entity: str, name: str) -> Sequence[Change]:
        """Return the changes of an entity that set a register, or imply it, in the order of their keys."""
        ...

    def find_change(self, name: str) -> Change | None:
        """Return a change that was taken, by its id."""
        ...

    def find_owner(self, name: str) -> str | None:
        """Return the member whose act, or whose transaction, has this id; None where there is none yet."""
        ...

    def find_undone(self, acts: Collection[str], aside: Collection[str]) -> set[str]:
        """Return which acts count for nothing because they were undone, or undid others; `aside` are left out of that.

        The answer is right for `acts`; others may be among it.
        """
        ...

    def has_activity(self, card: str) -> bool:
        """Whether an activity was logged on a card."""
        ...

    def has_foreign_talk(self, card: str, actor: str) -> bool:
        """Whether anybody but the actor has said something on a card, or logged an activity there."""
        ...
