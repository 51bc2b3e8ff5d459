"""What widgets tell the screen: intents (`…Asked`), which change nothing themselves, and what was merely done on it.

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
    """A message with fields, as a dataclass has them, which is equal to another with the same ones.

    Written once here: generated for each of them, it would cost the first frame as much as reading the board.
    """

    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, bubble: bool | None = None) -> None:
        """Note the fields."""
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
    """The cursor stands on another card (None: on none). May be dropped where a later one waits."""

    card: str | None

    def can_replace(self, message: Message) -> bool:
        """Only the last one counts."""
        return isinstance(message, CursorMoved)


class CardOpened(Event):
    """A card is to be shown whole: `enter`, a double click, or a link to it."""

    card: str


class LaneFolded(Event):
    """A lane was folded or unfolded by hand."""

    stage: str


class NothingDone(Event):
    """A key or the mouse can do nothing here; one sentence says why."""

    sentence: str
    warning: bool = False
    """It stays until something else is said."""


class FilterTyped(Event):
    """The filter holds other words; may be dropped where a later one waits."""

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
    """A card is to be made at the top of a stage, with fields as they were typed."""

    stage: str
    pairs: Mapping[str, str]


class MoveAsked(Event):
    """Cards are to go to a stage, or `steps` stages to the right (negative: left) of where each is."""

    cards: tuple[str, ...]
    steps: int = 0
    stage: str | None = None
    before: str | None = None
    """The card above which they are to land; None is the top."""


class ReorderAsked(Event):
    """A card is to go so many places down its lane (negative: up)."""

    card: str
    steps: int


class EditAsked(Event):
    """Fields of a card are to hold what was typed, in the grammar of `kanban.domain.values.fields`."""

    card: str
    pairs: Mapping[str, str]


class DoneAsked(Event):
    """The card's next step is done; what follows it, if anything, is asked for."""

    card: str


class DeleteAsked(Event):
    """Cards are to leave the board."""

    cards: tuple[str, ...]


class TickAsked(Event):
    """A line of the agreement is to be vouched for on a card, or no longer."""

    card: str
    line: str
    """The line's id."""
    on: bool


class AgreementAsked(Event):
    """A version of the agreement is to be proposed or signed."""

    what: str
    """`propose`, `sign` or `replay`."""


class LinkAsked(Event):
    """A document or page is to be put on a card."""

    card: str
    url: str
    name: str = ""


class UnlinkAsked(Event):
    """A link is to be taken off a card."""

    card: str
    link: str


class LinkOpened(Event):
    """A link is to be opened in the browser."""

    url: str


# -- intents for comments


class CommentAsked(Event):
    """Something was written on a card and is to be sent."""

    card: str
    body: str
    known: str = ""
    """The draft of it that this window kept."""


class CommentEditAsked(Event):
    """One's own comment is to have other words."""

    comment: str
    body: str


class RetractAsked(Event):
    """One's own comment is to be taken back."""

    comment: str


class DraftKept(Event):
    """A comment that was not sent is to be kept; empty text forgets it."""

    card: str
    body: str
    comment: str = ""
    """The comment for which these are new words; empty for a new one."""
    known: str = ""
    """What this window knew of the draft before."""


# -- who, and where


class MemberAsked(Event):
    """Somebody new is to take part, and acts from then on."""

    name: str
    team: str


class MemberPicked(Event):
    """Another member acts from now on."""

    member: str


# -- the panel


class PlaceChanged(Event):
    """The keys mean something else where the focus is: another comment, a list of names. May be dropped."""

    def can_replace(self, message: Message) -> bool:
        """Once is enough."""
        return isinstance(message, PlaceChanged)


class EdgeMoved(Event):
    """The edge of the open card is to stand at this column of the screen."""

    column: int
    is_dragged: bool
    """The mouse still holds it."""


class WidthChosen(Event):
    """The open card is to be so many columns wide from now on, at the next start too."""

    columns: int


class PanelClosed(Event):
    """The card panel is to be closed."""


class ViewPicked(Event):
    """A saved view is to be shown: its query becomes the filter."""

    query: str


class DatabaseReplaced(Event):
    """A backup, or another file, took the place of the database: the board is to be opened anew."""

    head: int = 0
    """The newest log row that was read of the one before."""
