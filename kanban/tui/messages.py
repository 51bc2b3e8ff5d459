"""What widgets tell the screen, and what the worker tells it.

From widgets: intents (`…Asked`), which change nothing themselves, and what was merely done on the screen. From the worker:
facts (`…Written`, `…Read`), which the screen shows.

Cards, comments, stages and members are given by id. Only the screen turns an intent into a verb.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual.message import Message

from kanban.domain.board import Board, Stage
from kanban.domain.card import Card
from kanban.tui.board_model import LaneSummary, Placed
from kanban.tui.told import Told

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.agreements.backtest import StageTrial
    from kanban.domain.automations.rules import Hit, Rule
    from kanban.domain.inbox import Entry


# -- the board's own


class CursorMoved(Told):
    """The cursor stands on another card (None: on none). May be dropped where a later one waits."""

    card: str | None

    def can_replace(self, message: Message) -> bool:
        """Only the last one counts."""
        return isinstance(message, CursorMoved)


class CardOpened(Told):
    """A card is to be shown whole: `enter`, a double click, or a link to it."""

    card: str


class LaneFolded(Told):
    """A lane was folded or unfolded by hand."""

    stage: str


class NothingDone(Told):
    """A key can do nothing here; one sentence says why."""

    sentence: str


class FilterTyped(Told):
    """The filter holds other words; may be dropped where a later one waits."""

    source: str

    def can_replace(self, message: Message) -> bool:
        """Only the last one counts."""
        return isinstance(message, FilterTyped)


class FilterLeft(Told):
    """The filter's line was left: its words are kept, or cleared."""

    kept: bool


class CommandPicked(Told):
    """A command was picked by mouse, from the footer or the header."""

    id: str


# -- intents for cards


class NewAsked(Told):
    """A card is to be made at the top of a stage, with fields as they were typed."""

    stage: str
    pairs: Mapping[str, str]


class MoveAsked(Told):
    """Cards are to go to a stage, or `steps` stages to the right (negative: left) of where each is."""

    cards: tuple[str, ...]
    steps: int = 0
    stage: str | None = None
    before: str | None = None
    """The card above which they are to land; None is the top."""


class ReorderAsked(Told):
    """A card is to go so many places down its lane (negative: up)."""

    card: str
    steps: int


class EditAsked(Told):
    """Fields of a card are to hold what was typed; the names and the grammar are those of `kanban.domain.values.fields`."""

    card: str
    pairs: Mapping[str, str]


class DoneAsked(Told):
    """The card's next step is done; what follows it, if anything, is asked for."""

    card: str


class DeleteAsked(Told):
    """Cards are to leave the board."""

    cards: tuple[str, ...]


class TickAsked(Told):
    """A line of the agreement is to be vouched for on a card, or no longer."""

    card: str
    line: str
    """The line's id."""
    on: bool


class AgreementAsked(Told):
    """A version of the agreement is to be proposed or signed."""

    what: str
    """`propose`, `sign` or `replay`."""


class Replaying(Told):
    """So far has a replay of the agreement come; may be dropped."""

    done: int
    total: int


class Replayed(Told):
    """What an agreement would have let pass."""

    some: tuple[StageTrial, ...]
    first: date
    last: date
    missing: str
    """What is to be said where older history was not here to be told; empty where all was."""


class LinkAsked(Told):
    """A document or page is to be put on a card."""

    card: str
    url: str
    name: str = ""


class UnlinkAsked(Told):
    """A link is to be taken off a card."""

    card: str
    link: str


class LinkOpened(Told):
    """A link is to be opened in the browser."""

    url: str


# -- intents for comments


class CommentAsked(Told):
    """Something was written on a card and is to be sent."""

    card: str
    body: str
    known: str = ""
    """The draft of it that this window kept."""


class CommentEditAsked(Told):
    """One's own comment is to have other words."""

    comment: str
    body: str


class RetractAsked(Told):
    """One's own comment is to be taken back."""

    comment: str


class DraftKept(Told):
    """A comment that was not sent is to be kept; empty text forgets it."""

    card: str
    body: str
    comment: str = ""
    """The comment for which these are new words; empty for a new one."""
    known: str = ""
    """What this window knew of the draft before."""


# -- who, and where


class MemberAsked(Told):
    """Somebody new is to take part, and acts from then on."""

    name: str
    team: str


class MemberPicked(Told):
    """Another member acts from now on."""

    member: str


# -- the panel


class PlaceChanged(Told):
    """The keys mean something else where the focus is: another comment, a list of names. May be dropped where a later one waits."""

    def can_replace(self, message: Message) -> bool:
        """Once is enough."""
        return isinstance(message, PlaceChanged)


class EdgeMoved(Told):
    """The edge of the open card is to stand at this column of the screen."""

    column: int
    held: bool
    """The mouse still holds it."""


class WidthChosen(Told):
    """The open card is to be so many columns wide from now on, at the next start too."""

    columns: int


class PanelClosed(Told):
    """The card panel is to be closed."""


class ViewPicked(Told):
    """A saved view is to be shown: its query becomes the filter."""

    query: str


# -- facts from the worker

Summaries = Mapping[str, LaneSummary]
"""What stands over lanes, by stage id."""


class Fact(Told, bubble=False):
    """What the screen is told and nobody beyond it."""


class BoardRead(Fact):
    """Lanes were read: all their cards in order, and what stands over every lane."""

    lanes: Mapping[str, array[int]]
    summaries: Summaries = MappingProxyType({})


class BoardWritten(Fact):
    """Something was written, here or by somebody else; these cards are to be replaced."""

    placed: tuple[Placed, ...] = ()
    summaries: Summaries = MappingProxyType({})
    lanes: Mapping[str, array[int]] | None = None
    """Whole lanes, where so much was written that they were read anew."""
    board: Board | None = None
    """The board, where stages, members or settings changed."""
    cards: frozenset[str] = frozenset()
    """The ids of the cards that were written to."""
    said: str = ""
    """What was done here, for the status line; empty where somebody else did it."""
    warnings: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    """Ids of what the act wrote, in its order."""
    asked: Message | None = None
    """The intent that it answers, where one is known."""
    waiting: frozenset[str] | None = None
    """On a shared board the ids of the cards that the server does not have as they are here."""
    back: str = "undo"
    """The id of the command that takes back what was done."""


class InboxRead(Fact):
    """What waits for the member, in the order of the inbox."""

    member: str | None
    """Whose it is; somebody else may act here by now."""
    entries: tuple[Entry, ...]


class Waiting(Fact):
    """Which cards the server does not have as they are here, by id."""

    cards: frozenset[str]


class DraftsRead(Fact):
    """On which cards, by id, the member began something and did not send it."""

    cards: frozenset[str]
    comment: str = ""
    """The comment whose new words were just kept or forgotten."""


class Found(Fact):
    """What a filter leaves: the cards of each lane in order."""

    source: str
    """The filter that was asked for."""
    lanes: Mapping[str, array[int]] | None = None
    """None where it finds everything."""
    problem: str = ""
    """Why the filter is not understood; what showed before still does."""
    hint: str = ""
    """What was probably meant, where nothing was found."""


class Refused(Fact):
    """An act was refused or failed; nothing was changed. One sentence for the status line."""

    sentence: str
    asked: Message | None = None
    """The intent that it answers, where one is known."""


class DatabaseReplaced(Told):
    """A backup, or another file, took the place of the database: the board is to be opened anew."""

    head: int = 0
    """The newest log row that was read of the one before."""


class RuleTried(Fact):
    """A rule was tried on the past."""

    rule: Rule
    hits: tuple[Hit, ...]
    """When it would have run, the earliest first."""
    missing: str
    """What is to be said where older history was not here to be told; empty where all was."""


class DoneElsewhere(Fact):
    """What is to be undone or redone was not done in this window; it waits for a yes."""

    kind: str
    """`undo` or `redo`."""
    act: str
    said: str
    """What it did."""


class FieldsLacking(Fact):
    """A move needs fields that the card lacks; with them it may be asked for again."""

    asked: MoveAsked
    given: Mapping[str, str]
    """What the move brought along already."""
    card: Card
    stage: Stage
    names: tuple[str, ...]
    called: Mapping[str, str]
    """What the agreement's lines say that lack evidence, by name."""
    met: int = 0
    """How many of the cards meet all lines that guard the stage, where several are to go there."""
