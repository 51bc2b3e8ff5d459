"""The pipeline review: an agenda stepped through item by item, with decisions, rulings and minutes in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kanban import cell_width
from kanban.domain.clock import from_iso
from kanban.domain.errors import KanbanError
from kanban.domain.meetings.meeting import MINUTES
from kanban.domain.values.dates import format_date
from kanban.domain.values.text import clean_line
from kanban.reports.meetings.agenda import ITEMS, Review, Row
from kanban.tui.dialogs.figures.review_lines import (
    Line,
    Target,
    describe_card,
    format_since,
    list_lines,
)
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.line_list import LineList

WIDE = 110
"""Cells from which on the agenda stands on the left, and the card on the right."""

TICK = 20.0
"""Seconds after which the clock is drawn again."""

BEGIN, NEXT, CARDS = Hint("b", "begin"), Hint("]", "next"), Hint("j k", "card")
REST = (Hint("d", "decision"), Hint("e", "end"), Hint("m", "minutes"), Hint("esc", "board"), Hint("?", "help"))
MINUTES_HINTS = (Hint("w", "write a file or page"), Hint("m", "agenda"), Hint("j k", "scroll"), Hint("?", "help"))
NAMING = (Hint("enter", "write the minutes"), Hint("esc", "cancel"), Hint("f1", "help"))

Act = Callable[[str, Target], None]
"""Does `begin`, `decide`, `kept`, `not kept`, `open verdict`, `rule`, `log`, `comment`, `cards`, `undo` or `end`."""


class ReviewList(LineList):
    """The lines of an item; the cursor is a mark, so that it shows without colours."""

    MARKED = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where the teams were in the review, to come back to it."""

    item: int
    visited: frozenset[int]
    line: str | None
    """The line under the cursor."""


LONG, SHORT = 5, 4
"""Cells that an item of the agenda takes beside its title; those of one that has a number alone."""


class ReviewScreen(ModalScreen[str | None]):
    """`ReviewScreen(now, read, act, tell, write)`; `read` ends in `show` or `complain`. Returns the card to open.

    `tell` says of a card's contest who said what; `write` writes minutes into a file and returns the sentence to show.
    """

    DEFAULT_CSS = """
    ReviewScreen { background: $background; }
    ReviewScreen Vertical { background: $background; }
    ReviewScreen .whole { padding: 0 1; }
    ReviewScreen .title { height: 1; }
    ReviewScreen .tabs { height: 1; margin-bottom: 1; }
    ReviewScreen .agenda { width: 18; height: 1fr; display: none; }
    ReviewScreen .middle { height: 1fr; }
    ReviewScreen ReviewList { background: $background; scrollbar-background: $background; width: 1fr; }
    ReviewScreen .card { width: 32%; height: 1fr; padding-left: 2; display: none; }
    ReviewScreen .below { height: auto; max-height: 6; color: $foreground; }
    ReviewScreen .told { height: auto; max-height: 2; }
    ReviewScreen LineInput { background: $surface; display: none; }
    ReviewScreen LineInput.-open { display: block; }
    ReviewScreen .keys { height: 1; color: $muted; margin: 0 -1; }
    ReviewScreen.-wide .tabs { display: none; }
    ReviewScreen.-wide .title { margin-bottom: 1; }
    ReviewScreen.-wide .agenda { display: block; }
    ReviewScreen.-wide .card { display: block; }
    ReviewScreen.-wide .below { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("right_square_bracket,tab,l,right", "step(1)", show=False, priority=True),
        Binding("left_square_bracket,shift+tab,h,left", "step(-1)", show=False, priority=True),
        *(Binding(str(number), f"go_item({number})", show=False) for number in range(1, len(ITEMS) + 1)),
        Binding("enter,o", "open", show=False),
        Binding("b", "do('begin')", show=False),
        Binding("d", "do('decide')", show=False),
        Binding("D", "decide_generally", show=False),
        Binding("y", "do('kept')", show=False),
        Binding("n", "do('not kept')", show=False),
        Binding("x", "do('open verdict')", show=False),
        Binding("r", "do('rule')", show=False),
        Binding("p", "do('log')", show=False),
        Binding("c", "do('comment')", show=False),
        Binding("u", "do('undo')", show=False),
        Binding("e", "do('end')", show=False),
        Binding("m", "minutes", show=False),
        Binding("w", "name_file", show=False),
        Binding("question_mark,f1", "app.help", show=False),
        Binding("ctrl+q", "app.quit", show=False),
    ]

    def __init__(
        self,
        now: Callable[[], datetime],
        read: Callable[[], None],
        act: Act,
        tell: Callable[[str], Sequence[str]],
        minutes: Callable[[], tuple[str, Sequence[Line]]],
        write: Callable[[str], str],
        place: Place | None = None,
    ) -> None:
        super().__init__()
        self._now, self._read, self._act, self._tell, self._write = now, read, act, tell, write
        self._minutes = minutes
        self._title, self._tabs, self._agenda = (Static(classes=name) for name in ("title", "tabs", "agenda"))
        self._card, self._below = Static(classes="card"), Static(classes="below")
        self._told, self._keys = Static(classes="told"), Static(classes="keys")
        self._list, self._line = ReviewList(), LineInput()
        self._review: Review | None = None
        self._item = 0
        self._seen = {0}
        """The items that were looked at."""
        self._targets: dict[str, Target | None] = {}
        self._has_minutes = False
        """Minutes show instead of an item."""
        self._start: str | None = None
        """The line on which the cursor begins."""
        if place:
            self._item, self._seen, self._start = place.item, set(place.visited), place.line

    @property
    def place(self) -> Place:
        """Where the teams are."""
        return Place(self._item, frozenset(self._seen), self._list.cursor)

    def compose(self) -> ComposeResult:
        """Yield title, agenda, lines, the card under the cursor, a sentence, the line for a name, and the keys."""
        with Vertical(classes="whole"):
            yield self._title
            yield self._tabs
            with Horizontal(classes="middle"):
                yield self._agenda
                yield self._list
                yield self._card
            yield self._below
            yield self._told
            yield self._line
            yield self._keys

    def on_mount(self) -> None:
        """Count the agenda."""
        self._list.focus()
        self.watch(self._list, "cursor", self._draw_card, init=False)
        self.set_interval(TICK, self._draw_title)
        self._draw()
        self._read()

    def on_resize(self) -> None:
        """Lay it out again."""
        self.set_class(self.size.width >= WIDE, "-wide")
        self.call_after_refresh(self._draw)

    # -- what was counted

    def show(self, review: Review) -> None:
        """Show the agenda as it is now; item and cursor stay."""
        is_first = self._review is None
        self._review = review
        self._draw(anew=is_first)

    def complain(self, sentence: str) -> None:
        """Show why something was refused."""
        self._told.update(Content(clean_line(sentence)).stylize("$overdue"))

    def say(self, sentence: str) -> None:
        """Show what was done."""
        self._told.update(Content(clean_line(sentence)).stylize("$muted"))

    @property
    def target(self) -> Target:
        """What stands under the cursor."""
        return self._targets.get(self._list.cursor or "") or Target()

    @property
    def review(self) -> Review | None:
        """What was counted last."""
        return self._review

    # -- drawing

    def _draw(self, *, anew: bool = False) -> None:
        if not self.is_attached:
            return
        self._draw_title()
        lines: Sequence[Line] = ()
        if self._has_minutes:
            lines = self._minutes()[1]
        elif self._review:
            lines = list(list_lines(self._review, list(ITEMS)[self._item]))
        self._targets = {block.key: target for block, target in lines}
        start, self._start = (self._start, None) if lines else (None, self._start)
        if start is not None and not any(block.key == start and block.is_stop for block, _ in lines):
            start = None
        self._list.show_blocks([block for block, _ in lines], anew=anew, start=start if anew else None)
        self._tabs.update(self._draw_tabs(self.size.width - 2))
        self._agenda.update(Content("\n").join(self._list_agenda()))
        self._draw_card()

    def _draw_title(self) -> None:
        review = self._review
        head = [("Pipeline review", "bold $lane-title")]
        if review is None:
            self._title.update(Content.assemble(*head, ("  counting…", "$muted")))
            return
        meeting = review.agenda.meeting
        words = f" · {format_date(review.today, review.today)} · since {format_since(review)}"
        clock, style = "not begun", ""
        if meeting:
            spent = int((self._now() - from_iso(meeting.begun_at)).total_seconds() // 60)
            clock = f"{max(0, spent)} of {MINUTES} min"
            style = "bold $overdue" if spent > MINUTES else ""
        room = max(0, self.size.width - 2 - len("Pipeline review") - len(clock) - 1)
        words = cell_width.pad(cell_width.shorten(words, room), room)
        self._title.update(Content.assemble(*head, (words, "$muted"), " ", (clock, style)))

    def _draw_tabs(self, width: int) -> Content:
        """Return the agenda in one line, the open item in brackets.

        Where there is little room, those behind it have a number alone, first the left ones; where there is less, it
        stands alone.
        """
        titles = list(ITEMS.values())
        widths = [len(title) + LONG for title in titles]
        numbered: set[int] = set()
        for place in [*range(self._item), *range(len(titles) - 1, self._item, -1)]:
            if sum(SHORT if one in numbered else widths[one] for one in range(len(titles))) <= width:
                break
            numbered.add(place)
        if sum(SHORT if one in numbered else widths[one] for one in range(len(titles))) > width:
            return Content.assemble((f"{self._item + 1} of {len(titles)}  {titles[self._item]}", "bold"))
        return Content("").join(self._name_item(place, is_short=place in numbered) for place in range(len(titles)))

    def _list_agenda(self) -> list[Content]:
        return [self._name_item(place) for place in range(len(ITEMS))]

    def _name_item(self, place: int, *, is_short: bool = False) -> Content:
        is_seen = place in self._seen
        if is_short:
            return Content.assemble((f" {place + 1}{'✓' if is_seen else ' '} ", "$muted"))
        title = f"{place + 1} {list(ITEMS.values())[place]}"
        if place == self._item and not self._has_minutes:
            return Content.assemble((f"[{title}] ", "bold"))
        return Content.assemble((f" {title}{' ✓' if is_seen else ' '} ", "$muted"))

    def _draw_card(self, *_: object) -> None:
        """Tell of the card under the cursor, and which keys there are."""
        target, review = self.target, self._review
        card = review.cards.get(target.card) if review and target.card else None
        lines = describe_card(review, card, self._tell(card.id)) if review and card else []
        texts = [Content(line).stylize("bold" if not place else "") for place, line in enumerate(lines)]
        self._below.update(Content("\n").join([Content(""), *texts] if texts else []))
        self._card.update(Content("\n").join(texts))
        hints = NAMING if self._line.has_class("-open") else self._list_hints(target)
        self._keys.update(draw_hint_line(hints, self.size.width - 1))

    def _list_hints(self, target: Target) -> Sequence[Hint]:
        if self._has_minutes:
            return MINUTES_HINTS
        hints = [NEXT]
        if self._review and self._review.agenda.meeting is None:
            hints.append(BEGIN)
        if target.decision and list(ITEMS)[self._item] == "last":
            hints += [Hint("y", "kept"), Hint("n", "not kept")]
        elif target.card:
            contested = [row.card for row in self._list_contested()]
            hints += [CARDS, *([Hint("r", "rule")] if target.card in contested else []), Hint("enter", "open")]
        elif target.cards:
            hints.append(Hint("enter", "cards"))
        decision, *rest = REST
        return [*hints, decision, *([Hint("D", "about no card"), Hint("p", "log")] if target.card else []), *rest]

    def _list_contested(self) -> list[Row]:
        rows = self._review.agenda.list_rows("handoffs") if self._review else []
        return [row for row in rows if "contested" in row.tags]

    # -- keys

    def action_step(self, step: int) -> None:
        """Go to the next item, or the one before."""
        self._go(max(0, min(len(ITEMS) - 1, self._item + step)))

    def action_go_item(self, number: int) -> None:
        """Go to an item by its number."""
        self._go(number - 1)

    def _go(self, item: int) -> None:
        is_same = item == self._item and not self._has_minutes
        self._item, self._has_minutes = item, False
        self._seen.add(item)
        if is_same:
            self.say("That is the last item. e: end the review" if item else "That is the first item.")
            return
        self._told.update("")
        self._draw(anew=True)

    def action_open(self) -> None:
        """Open the card under the cursor, or the cards behind the figure."""
        target = self.target
        if target.cards:
            self._act("cards", target)
        elif target.card and self._review and target.card == self._review.agenda.walk:
            self._act("walk", target)
        elif target.card:
            self.dismiss(target.card)

    def action_do(self, what: str) -> None:
        """Do something, with what stands under the cursor."""
        target = self.target
        if self._has_minutes and what not in {"undo", "end"}:
            return
        if what in {"kept", "not kept", "open verdict"} and (
            target.decision is None or list(ITEMS)[self._item] != "last"
        ):
            self.complain("Only a decision of last time is kept or not. 1: go there")
            return
        if what in {"rule", "log", "comment"} and not target.card:
            self.complain("No card under the cursor.")
            return
        self._told.update("")
        self._act(what, target)

    def action_decide_generally(self) -> None:
        """Decide something that is about no card, wherever the cursor is."""
        if not self._has_minutes:
            self._told.update("")
            self._act("decide", Target())

    def action_minutes(self) -> None:
        """Show the minutes as they are so far, or the agenda again."""
        self._has_minutes = not self._has_minutes and self._review is not None
        self._draw(anew=True)

    def action_name_file(self) -> None:
        """Type the name of a file for the minutes."""
        if self._review:
            self._line.value = f"review-{self._review.today.isoformat()}.md"
            self._line.add_class("-open")
            self._line.focus()
            self._draw_card()

    @on(Input.Submitted)
    def _write_file(self, event: Input.Submitted) -> None:
        event.stop()
        self._close_line()
        name = event.value.strip()
        if not name or not PurePath(name).name:
            return
        try:
            self.say(self._write(name))
        except KanbanError as fault:
            self.complain(str(fault))

    @on(LineInput.GivenUp)
    def _give_up(self, event: LineInput.GivenUp) -> None:
        event.stop()
        self._close_line()

    def _close_line(self) -> None:
        self._line.remove_class("-open")
        self._list.focus()
        self._draw_card()

    def action_leave(self) -> None:
        """Go back: from the minutes to the agenda, from there to the board."""
        if self._has_minutes:
            self.action_minutes()
        else:
            self.dismiss(None)
