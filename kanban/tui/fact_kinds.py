"""What the worker and other threads report to the screen: frozen facts, given to all parts.

A part hears of a fact in the method that its class names: `on_written` for `Written`. Loaded after the first frame: to
generate these classes takes as long as to read the board.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual.case import camel_to_snake
from textual.message import Message

from kanban.domain.board import Board, Stage
from kanban.domain.card import Card
from kanban.tui.board_model import CardPlace, LaneSummary
from kanban.tui.messages import Event, MoveAsked

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.agreements.backtest import StageTrial
    from kanban.domain.automations.rules import Rule, RuleMatch
    from kanban.domain.goals.goal_progress import GoalProgress
    from kanban.domain.waiting.inbox import InboxEntry
    from kanban.domain.waiting.today import DueSteps, TodayRow
    from kanban.reports.dashboard import Dashboard
    from kanban.reports.meetings.agenda import Review
    from kanban.sync.loop import LoopReport

Summaries = Mapping[str, LaneSummary]
"""What stands over lanes, by stage id."""


class Fact:
    """Something that was done, read or refused."""

    __slots__ = ()
    handler: ClassVar[str]
    """The name of the method that hears of it."""

    def __init_subclass__(cls) -> None:
        """Name the handler after the class."""
        cls.handler = f"on_{camel_to_snake(cls.__name__)}"


class Reported(Event, bubble=False):
    """The message that brings a fact to the screen, from any thread."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class LanesRead(Fact):
    """Lanes were read: all their cards in order, and the figures of every lane."""

    lanes: Mapping[str, array[int]]
    summaries: Summaries = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written(Fact):
    """Something was written, here or by somebody else; these cards are to be replaced."""

    placed: tuple[CardPlace, ...] = ()
    summaries: Summaries = field(default_factory=dict)
    lanes: Mapping[str, array[int]] | None = None
    """Whole lanes, if so much was written that they were read anew."""
    board: Board | None = None
    """The board, if stages, members or settings changed."""
    cards: frozenset[str] = frozenset()
    """The ids of the cards that were written to."""
    sentence: str = ""
    """What was done here, for the status line; empty if somebody else did it."""
    warnings: tuple[str, ...] = ()
    entity_ids: tuple[str, ...] = ()
    """Ids of what the act wrote, in its order."""
    intent: Message | None = None
    """The intent that it answers, if one is known."""
    waiting: frozenset[str] | None = None
    """On a shared board the ids of the cards that the server does not have as they are here."""
    back: str = "undo"
    """The id of the command that takes back what was done."""


@dataclass(frozen=True, slots=True)
class InboxRead(Fact):
    """What waits for the member, in the order of the inbox."""

    member: str | None
    """Whose it is; somebody else may act here by now."""
    entries: tuple[InboxEntry, ...]
    due: DueSteps | None = None
    """How many next steps of the member are due today and late."""
    goal: GoalProgress | None = None
    """How the goal of both teams stands; None where there is none."""


@dataclass(frozen=True, slots=True)
class TodayRead(Fact):
    """What the member promised, in the order of Today."""

    member: str | None
    rows: tuple[TodayRow, ...]


@dataclass(frozen=True, slots=True)
class WaitingRead(Fact):
    """Which cards the server does not have as they are here, by id."""

    cards: frozenset[str]


@dataclass(frozen=True, slots=True)
class DraftsRead(Fact):
    """On which cards, by id, the member began something and did not send it."""

    cards: frozenset[str]
    comment: str = ""
    """The comment whose new words were just kept or forgotten."""


@dataclass(frozen=True, slots=True)
class CardsFound(Fact):
    """The cards that match a filter, by lane and in order."""

    source: str
    """The filter that was asked for."""
    lanes: Mapping[str, array[int]] | None = None
    """None if it finds everything."""
    problem: str = ""
    """Why the filter is not understood; what showed before still does."""
    hint: str = ""
    """What was probably meant, if nothing was found."""


@dataclass(frozen=True, slots=True)
class Refused(Fact):
    """An act was refused or failed; nothing was changed. One sentence for the status line."""

    sentence: str
    intent: Message | None = None
    """The intent that it answers, if one is known."""


@dataclass(frozen=True, slots=True)
class DatabaseReplaced(Fact):
    """A backup, or another file, took the place of the database: the board is to be opened anew."""

    head: int
    """The newest log row that was read of the one before."""


@dataclass(frozen=True, slots=True)
class DoneElsewhere(Fact):
    """The act to undo or redo was done in another window; the user is asked to confirm."""

    kind: str
    """`undo` or `redo`."""
    act: str
    sentence: str
    """What it did."""


@dataclass(frozen=True, slots=True)
class FieldsLacking(Fact):
    """A move needs fields that the card lacks; the move can be tried again with them."""

    intent: MoveAsked
    inputs: Mapping[str, str]
    """What the move brought along already."""
    card: Card
    stage: Stage
    names: tuple[str, ...]
    called: Mapping[str, str]
    """What the agreement's lines say that lack evidence, by name."""
    met: int = 0
    """How many of the cards meet all lines that guard the stage, if several are to go there."""


@dataclass(frozen=True, slots=True)
class OptOutFound(Fact):
    """A card that is to be offered is about somebody who opted out; the move can be confirmed."""

    intent: MoveAsked
    inputs: Mapping[str, str]
    """What the move brought along already."""
    sentence: str


@dataclass(frozen=True, slots=True)
class RuleTried(Fact):
    """A rule was tried on the past."""

    rule: Rule
    hits: tuple[RuleMatch, ...]
    """When it would have run, the earliest first."""
    missing: str
    """What to say if older history was not here; empty if all was."""


@dataclass(frozen=True, slots=True)
class ReplayAdvanced(Fact):
    """The progress of a replay of the agreement."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Replayed(Fact):
    """The result of a replay: which cards an agreement would have let pass."""

    some: tuple[StageTrial, ...]
    first: date
    last: date
    missing: str
    """What to say if older history was not here; empty if all was."""


@dataclass(frozen=True, slots=True)
class CountAdvanced(Fact):
    """How far the reading of the log is from which the dashboard is counted."""

    number: int
    """The question that this belongs to."""
    percent: int


@dataclass(frozen=True, slots=True)
class Counted(Fact):
    """The figures of the dashboard as far as they are counted, or why there are none."""

    number: int
    """The question that this answers."""
    dashboard: Dashboard | None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ReviewCounted(Fact):
    """The agenda of the pipeline review, or why there is none."""

    number: int
    """The question that this answers."""
    review: Review | None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Synced(Fact):
    """The sync loop's report on the board's server."""

    report: LoopReport
