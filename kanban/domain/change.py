"""A change: registers of one entity, set at one moment by one person. Nothing else is ever written.

A board is the fold of its changes (`kanban.domain.fold`). The fields are those of the sync protocol, so that a board
made offline can be published later with its whole history.
"""

# no annotations from __future__: named tuples would compile each as text, 1 ms for which every verb waits

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What a register may hold."""

NOTHING: Mapping[str, Json] = MappingProxyType({})
"""The usual `extra` of a change: empty."""

CARD, COMMENT, STAGE, MEMBER, BOARD = "card", "comment", "stage", "member", "board"
RULE, NOTICE, AGREEMENT, FORMER_LABEL, CAMPAIGN = "rule", "notice", "agreement", "label", "campaign"
ACTIVITY, GOAL, MEETING, DECISION = "activity", "goal", "meeting", "decision"
OBJECTION, PLAY, WANT = "objection", "play", "want"
LESSON, GUESS = "lesson", "guess"
"""The entity types that this version knows; others are kept and merged all the same."""

STRUCTURE = (BOARD, STAGE, MEMBER, RULE, AGREEMENT, FORMER_LABEL, CAMPAIGN, GOAL, MEETING, DECISION, WANT)
"""The types that make up a board: when one changes, an open board is read again."""

HANGING = frozenset({COMMENT, NOTICE, ACTIVITY, DECISION, OBJECTION, LESSON, GUESS})
"""Types that belong to a card by their register `card`; erasing the card erases them."""

STORIED = (NOTICE, ACTIVITY, OBJECTION, LESSON, GUESS)
"""Those whose changes stand in the history of their card, beside its comments."""

MAC = "mac"
"""The key in `extra` of the code by which a server signs a change it made itself; it covers the whole change."""

SEALED = "sealed"
"""The key in `extra` of what a guess says in secret. A server takes it out and keeps it apart until it may be shown."""

TIME = "board"
"""The actor of what happens by time alone, and the author of what no person says. It ends no card's silence."""


class Step(NamedTuple):
    """What a verb sets on one entity; it becomes a `Change` when the store stamps it."""

    etype: str
    entity: str
    set: Mapping[str, Json]
    verb: str
    at: str | None = None
    """When it happened, UTC ISO 8601; None for now. Only imports may give another time."""
    card: str | None = None
    """The card whose history it belongs to, for comments."""
    extra: Mapping[str, Json] = NOTHING
    """What the change carries beside: the rule that made it, and the change that triggered the rule."""


class Act(NamedTuple):
    """One thing a person does, in as many steps as it takes. Undo, redo and history work on acts."""

    verb: str
    steps: tuple[Step, ...]
    summary: str
    """One line for the status bar and `kanban undo`, in the past tense: `Moved Acme pilot to Discovery`."""
    undo_of: str | None = None
    """The act that this one undoes or redoes."""
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
    """A number per device and board, without gaps."""
    base: int = 0
    """The highest server number that the device had applied when it made the change."""
    undo_of: str | None = None
    card: str | None = None
    seq: int | None = None
    """The server's number; None until a server accepts it."""
    extra: Mapping[str, Json] = NOTHING
    """What a newer version wrote beside these, kept unchanged."""

    @property
    def key(self) -> str:
        """Decides between two values of a register: the greater key wins. Compared as bytes."""
        return f"{self.stamp} {self.id}"
