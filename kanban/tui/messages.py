"""The messages of widgets to the screen: intents (`…Asked`), which change nothing themselves, and events.

Cards, comments, stages and members are given by id. Only a part of the screen turns an intent into a verb. What was
read or written comes back as a fact (`kanban.tui.facts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import get_annotations
from typing import ClassVar, dataclass_transform

from textual.message import Message


@dataclass_transform(eq_default=False)
class Event(Message):
    """A message with fields like a dataclass; two messages with equal fields are equal.

    Written once here: generated for each of them, it would cost the first frame as much as reading the board.
    """

    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, bubble: bool | None = None) -> None:
        """Collect the names of the fields."""
        super().__init_subclass__(bubble=bubble)
        cls._names = (*cls._names, *get_annotations(cls))

    def __init__(self, *values: object, **by_name: object) -> None:
        """Take the fields in order or by name; raises TypeError if they are not those of the class."""
        super().__init__()
        values_by_name = dict(zip(self._names, values, strict=False)) | by_name
        if len(values_by_name) != len(values) + len(by_name) or not values_by_name.keys() <= set(self._names):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self._names) or 'nothing'}")
        for name in self._names:
            if name in values_by_name:
                setattr(self, name, values_by_name[name])
            elif not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} lacks {name}")

    def __eq__(self, other: object) -> bool:
        """Compare the fields."""
        return type(self) is type(other) and self._fields() == other._fields()

    __hash__ = Message.__hash__

    def __repr__(self) -> str:
        """Name the fields."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._fields().items())})"

    def _fields(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self._names}


# -- the board's own


class CursorMoved(Event):
    """The cursor is on another card (None: on none). May be dropped if a later one waits."""

    card: str | None

    def can_replace(self, message: Message) -> bool:
        """Only the last one counts."""
        return isinstance(message, CursorMoved)


class CardOpened(Event):
    """Open a card: `enter`, a double click, or a link to it."""

    card: str


class LaneFolded(Event):
    """A lane was folded or unfolded by hand."""

    stage: str


class NothingDone(Event):
    """A key or click has no effect here; one sentence says why."""

    sentence: str
    is_warning: bool = False
    """It stays until something else is said."""


class FilterTyped(Event):
    """The text of the filter changed. May be dropped if a later one waits."""

    source: str

    def can_replace(self, message: Message) -> bool:
        """Only the last one counts."""
        return isinstance(message, FilterTyped)


class FilterLeft(Event):
    """The filter's line was left: its words are kept, or cleared."""

    is_kept: bool


class CommandPicked(Event):
    """A command was picked by mouse, from the footer or the header."""

    id: str


# -- intents for cards


class NewAsked(Event):
    """Create a card at the top of a stage, with fields as they were typed."""

    stage: str
    pairs: Mapping[str, str]


class MoveAsked(Event):
    """Move cards to a stage, or `steps` stages to the right (negative: left)."""

    cards: tuple[str, ...]
    steps: int = 0
    stage: str | None = None
    before: str | None = None
    """The card above which they are to land; None is the top."""


class ReorderAsked(Event):
    """Move a card so many places down its lane (negative: up)."""

    card: str
    steps: int


class EditAsked(Event):
    """Set fields of a card to what was typed, in the grammar of `kanban.domain.values.fields`."""

    card: str
    pairs: Mapping[str, str]


class DoneAsked(Event):
    """Mark the card's next step as done, and ask for the one after it."""

    card: str


class DeleteAsked(Event):
    """Delete cards."""

    cards: tuple[str, ...]


class TickAsked(Event):
    """Tick a requirement of the agreement on a card, or remove the tick."""

    card: str
    line: str
    """The line's id."""
    is_ticked: bool


class ImportUndoAsked(Event):
    """Take back the import that was done here last."""


class AgreementAsked(Event):
    """Propose or sign a version of the agreement."""

    what: str
    """`propose`, `sign` or `replay`."""


class LinkAsked(Event):
    """Add a link to a card."""

    card: str
    url: str
    name: str = ""


class UnlinkAsked(Event):
    """Remove a link from a card."""

    card: str
    link: str


class LinkOpened(Event):
    """Open a link in the browser."""

    url: str


# -- intents for comments


class CommentAsked(Event):
    """Send a comment on a card."""

    card: str
    body: str
    known: str = ""
    """The draft of it that this window kept."""


class CommentEditAsked(Event):
    """Edit one's own comment."""

    comment: str
    body: str
    is_activity: bool = False
    """It is an activity of one's own, whose words are edited."""


class RetractAsked(Event):
    """Delete one's own comment, or an activity of one's own."""

    comment: str
    is_activity: bool = False


class DraftKept(Event):
    """Save the draft of a comment; empty text deletes the draft."""

    card: str
    body: str
    comment: str = ""
    """The comment for which these are new words; empty for a new one."""
    known: str = ""
    """What this window knew of the draft before."""


# -- who, and where


class MemberAsked(Event):
    """Add a member, who acts from then on."""

    name: str
    team: str


class MemberPicked(Event):
    """Another member acts from now on."""

    member: str


# -- the panel


class PlaceChanged(Event):
    """The keys at the focus changed: another comment, a list of names. May be dropped if a later one waits."""

    def can_replace(self, message: Message) -> bool:
        """Once is enough."""
        return isinstance(message, PlaceChanged)


class EdgeMoved(Event):
    """Move the edge of the open card to this column of the screen."""

    column: int
    is_dragged: bool
    """The mouse still holds it."""


class WidthChosen(Event):
    """Make the open card so many columns wide, at the next start too."""

    columns: int


class PanelClosed(Event):
    """Close the card panel."""


class ViewPicked(Event):
    """Show a saved view: its query becomes the filter."""

    query: str


class DatabaseReplaced(Event):
    """A backup, or another file, took the place of the database: the board is to be opened anew."""

    head: int = 0
    """The newest log row that was read of the one before."""
