"""A change: one entity's fields set at one moment by one person, which is all that is ever written.

Everything on a board is the fold of its changes (`kanban.domain.fold`); the fields are those of the sync protocol,
so that a board that was made offline can be published later with its whole history.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What a register may hold."""

NOTHING: Mapping[str, Json] = MappingProxyType({})
"""What a change carries beside, mostly."""

CARD, COMMENT, STAGE, MEMBER, BOARD = "card", "comment", "stage", "member", "board"
RULE, NOTICE, AGREEMENT, FORMER_LABEL = "rule", "notice", "agreement", "label"
"""The entity types that this version knows; others are kept and merged all the same."""

STRUCTURE = (BOARD, STAGE, MEMBER, RULE, AGREEMENT, FORMER_LABEL)
"""Those of which a board is made: whoever has it open reads it anew when one of them changes."""

ACTIVITY = "activity"
"""What somebody did with the prospect: whoever logs one has acted on its card."""

HANGING = frozenset({COMMENT, NOTICE, ACTIVITY})
"""Those that hang on a card: their register `card` names it, and what erases it erases them."""

MAC = "mac"
"""What a change carries its code as that a server made itself: the code holds over all that the change says."""

TIME = "board"
"""The actor of what nobody does, and the author of what nobody says: that ends no card's silence."""


class Step(NamedTuple):
    """What a verb wants to write to one entity; it becomes a `Change` when the store stamps it."""

    etype: str
    entity: str
    set: Mapping[str, Json]
    verb: str
    at: str | None = None
    """When it happened in the world, UTC ISO 8601; None is now. Only imports may say otherwise."""
    card: str | None = None
    """The card whose story this belongs to, for comments."""
    extra: Mapping[str, Json] = NOTHING
    """What the change carries beside: the rule that made it, and the change that set that off."""


class Act(NamedTuple):
    """One thing a person does, in as many steps as it takes; undo, redo and history speak of acts."""

    verb: str
    steps: tuple[Step, ...]
    said: str
    """One line for the status bar and `kanban undo`, in the past tense: `Moved Acme pilot to Discovery`."""
    undo_of: str | None = None
    """The act that this one takes back (undo) or does again (redo)."""
    warnings: tuple[str, ...] = ()
    """What the actor should know although it was done, such as a stage over its limit."""


class Change(NamedTuple):
    """A stamped step: one row of the log, one message of the sync protocol."""

    id: str
    act: str
    tx: str
    verb: str
    at: str
    etype: str
    entity: str
    set: Mapping[str, Json]
    stamp: str
    actor: str
    """The member who made it, or `board` for acts of time."""
    device: str
    dseq: int
    """Counts densely per device and board."""
    base: int = 0
    """The highest server number that the device had applied when it made the change."""
    undo_of: str | None = None
    card: str | None = None
    seq: int | None = None
    """The server's number; None until a server has accepted it."""
    extra: Mapping[str, Json] = NOTHING
    """What a newer version wrote beside these, kept as it came."""

    @property
    def key(self) -> str:
        """What decides between two values of a field: the greater key wins. Compared as bytes."""
        return f"{self.stamp} {self.id}"
