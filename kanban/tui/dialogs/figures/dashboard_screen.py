"""The dashboard: five questions under one period. Every figure opens exactly the cards that it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kanban import cell_width
from kanban.domain.errors import KanbanError
from kanban.domain.values.dates import format_full_date
from kanban.domain.values.text import clean_line
from kanban.reports.dashboard import Dashboard
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line
from kanban.tui.widgets.dashboard_view.figure_lines import BLANK, Figure, FigureLine, line
from kanban.tui.widgets.dashboard_view.figure_list import FigureList
from kanban.tui.widgets.dashboard_view.number_lines import draw_number
from kanban.tui.widgets.dashboard_view.sections import Section, build_accuracy_section, list_sections
from kanban.tui.widgets.inputs.line_input import LineInput

WIDE = 110
"""Cells from which on all sections stand open, in two columns."""

LOW = 20
"""Lines below which the number has one line."""

HINTS = (
    Hint("enter", "cards"), Hint("tab", "section"), Hint("[ ]", "period"), Hint("/", "query"), Hint("esc", "board"),
    Hint("g", "goal"), Hint("w", "page"), Hint("h j k l", "figure"), Hint("m", "currency"), Hint("?", "help"),
)  # fmt: skip
NAMING = (Hint("enter", "write the page"), Hint("esc", "cancel"), Hint("f1", "help"))
TYPING = (Hint("enter", "count these cards"), Hint("esc", "keep the query"), Hint("f1", "help"))

Read = Callable[[int, str, str | None], None]
"""Asks for the figures of a quarter (0 is this one, -1 the one before), a query and a currency."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was on the dashboard, to come back to it."""

    quarter: int
    query: str
    currency: str | None
    dashboard: Dashboard | None
    """What was counted last: it shows until it is counted again."""
    section: int
    figure: tuple[int, int]
    """The line of the figure under the cursor, and its place in the line."""


class DashboardScreen(ModalScreen[str | None]):
    """`DashboardScreen(read, open_cards, write_page, open_goal, place)`; `read` ends in `show` or `complain`.

    It returns the card to open. `write_page` writes the figures into a file, and returns the sentence to show; it may
    raise KanbanError. It begins where `place` says.
    """

    DEFAULT_CSS = """
    DashboardScreen { background: $background; }
    DashboardScreen Vertical { padding: 0 1; background: $background; }
    DashboardScreen .title { height: 1; margin-bottom: 1; }
    DashboardScreen FigureList { background: $background; scrollbar-background: $background; }
    DashboardScreen .told { height: auto; max-height: 2; }
    DashboardScreen LineInput { background: $surface; display: none; }
    DashboardScreen LineInput.-open { display: block; }
    DashboardScreen .keys { height: 1; color: $muted; margin: 0 -1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,r", "leave", show=False),
        Binding("tab", "go_section(1)", show=False, priority=True),
        Binding("shift+tab", "go_section(-1)", show=False, priority=True),
        *(Binding(str(number), f"open_section({number})", show=False) for number in range(1, 6)),
        Binding("left_square_bracket", "go_period(-1)", show=False),
        Binding("right_square_bracket", "go_period(1)", show=False),
        Binding("slash", "type_query", show=False),
        Binding("m", "next_currency", show=False),
        Binding("w", "name_page", show=False),
        Binding("question_mark,f1", "app.help", show=False),
        Binding("ctrl+q", "app.quit", show=False),
    ]

    def __init__(
        self,
        read: Read,
        open_cards: Callable[[Figure], None],
        write_page: Callable[[Dashboard, str], str],
        open_goal: Callable[[], object],
        place: Place | None = None,
    ) -> None:
        super().__init__()
        self._read, self._open_cards, self._write_page = read, open_cards, write_page
        self._open_goal = open_goal
        self._title, self._told, self._keys = Static(classes="title"), Static(classes="told"), Static(classes="keys")
        self._list = FigureList()
        self._line = LineInput(placeholder="e.g. source:webinar owner:ana")
        self._dashboard: Dashboard | None = None
        self._quarter, self._query = 0, ""
        self._is_naming = False
        """The line asks for the file of the page."""
        self._currency: str | None = None
        self._is_counting, self._percent = True, 0
        self._open = 0
        """The section that stands open where they are folded."""
        self._starts: list[int] = []
        """The line at which each section begins."""
        if place:
            self._quarter, self._query, self._currency = place.quarter, place.query, place.currency
            self._dashboard, self._open = place.dashboard, place.section
            self._list.go_to_place(place.figure)

    @property
    def quarter(self) -> int:
        """The quarter that is shown: 0 is this one."""
        return self._quarter

    @property
    def place(self) -> Place:
        """Where the reader is."""
        return Place(
            self._quarter, self._query, self._currency, self._dashboard, self._open, self._list.place
        )  # fmt: skip

    def compose(self) -> ComposeResult:
        """Yield title, figures, a sentence, the query's line and the keys."""
        with Vertical():
            yield self._title
            yield self._list
            yield self._told
            yield self._line
            yield self._keys

    def on_mount(self) -> None:
        """Count the figures of this quarter."""
        self._list.focus()
        self._count()

    def on_resize(self) -> None:
        """Lay out the sections again."""
        self.call_after_refresh(self._draw)

    # -- what was counted

    def show(self, dashboard: Dashboard) -> None:
        """Show the figures, as far as they are counted."""
        self._is_counting = bool(dashboard.pending)
        before = self._dashboard
        is_again = before and (before.period, before.query) == (dashboard.period, dashboard.query)
        if not dashboard.pending or not is_again or (before and before.pending):
            self._dashboard = dashboard  # else what was counted last shows all of it until all is counted again
        self._told.update("")
        self._draw()

    def show_progress(self, percent: int) -> None:
        """Show how far the counting is."""
        if self._is_counting:
            self._percent = percent
            self._title.update(self._draw_title(self.size.width - 2))

    def complain(self, sentence: str) -> None:
        """Show why nothing could be counted; what was there stays."""
        self._is_counting = False
        self._told.update(Content(clean_line(sentence)).stylize("$overdue"))
        if self._dashboard:
            self._query = self._dashboard.query
        self._draw()

    def _count(self) -> None:
        self._is_counting, self._percent = True, 0
        self._draw()
        self._read(self._quarter, self._query, self._currency)

    # -- drawing

    def _draw(self) -> None:
        if not self.is_attached:
            return
        self._title.update(self._draw_title(self.size.width - 2))
        typing = NAMING if self._is_naming else TYPING
        hints = typing if self._line.has_class("-open") else self._list_hints()
        self._keys.update(draw_hint_line(hints, self.size.width))
        if self._dashboard:
            self._list.show_lines(list(self._lay_out(self._dashboard, self._list.line_width)))

    def _list_hints(self) -> Sequence[Hint]:
        several = self._dashboard is not None and len(self._dashboard.currencies) > 1
        return [hint for hint in HINTS if several or hint.verb != "currency"]

    def _draw_title(self, width: int) -> Content:
        counting = f"counting {self._percent} %" if self._percent else "counting…"
        if self._dashboard is None:
            return Content.assemble(
                ("Dashboard", "bold $lane-title"), (f"  {counting}" if self._is_counting else "", "$muted")
            )
        dashboard = self._dashboard
        first, last = dashboard.period.first, dashboard.period.last
        days = f"{format_full_date(first)} – {format_full_date(last)}" if first else format_full_date(last)
        cards = clean_line(dashboard.query) or "all cards"
        head = f" · {days} · {cards}"
        if len(dashboard.currencies) > 1:
            head += f" · {dashboard.currency} only"
        tail = counting if self._is_counting else ""
        room = width - len("Dashboard") - cell_width.cells(tail) - 1
        return Content.assemble(("Dashboard", "bold $lane-title"), cell_width.pad(head, max(0, room)), (tail, "$muted"))

    def _lay_out(self, dashboard: Dashboard, width: int) -> Iterator[FigureLine]:
        sections = list_sections(dashboard)
        top = list(draw_number(dashboard, width, is_low=self.size.height < LOW))
        yield from top
        if width < WIDE:
            yield from self._fold(sections, width, len(top))
            return
        left = width * 53 // 100
        right = width - left - 2
        self._starts = []
        sections = [*sections, build_accuracy_section(dashboard)]
        columns: list[list[FigureLine]] = [[], []]
        for number, section in enumerate(sections, 1):
            place, room = (0, left) if number <= 3 else (1, right)
            column = columns[place]
            if column:
                column.append(BLANK)
            self._starts.append(len(top) + len(column))
            column.append(line((f"{number} {section.name}", "bold $lane-title")))
            lines = section.build_lines(room)
            column += lines or [line(("  ", ""), *section.build_answer(room - 2))]
        for here, beside in zip_longest(*columns, fillvalue=BLANK):
            yield here.pad(left + 2).join(beside)

    def _fold(self, sections: Sequence[Section], width: int, row: int) -> Iterator[FigureLine]:
        """Yield each section as its answer, and the lines of the open one below its own; `row` is the first line."""
        self._starts = []
        for place, section in enumerate(sections):
            is_open = place == self._open
            self._starts.append(row)
            sign = "▾" if is_open else "▸"
            name = cell_width.pad(f"{place + 1} {section.name}", 14)
            answer = section.build_answer(width - 18)
            yield line((f"{sign} ", "$muted"), (name, "bold $lane-title"), *answer)
            row += 1
            if is_open:
                for drawn in section.build_lines(width):
                    yield drawn
                    row += 1

    # -- keys

    def action_go_section(self, step: int) -> None:
        """Go to the next section, or the one before."""
        self.action_open_section((self._open + step) % max(1, len(self._starts)) + 1)

    def action_open_section(self, number: int) -> None:
        """Go to a section by its number; where they are folded, it opens."""
        if self._dashboard and number <= len(self._starts):
            self._open = number - 1
            self._draw()
            self._list.go_to_line(self._starts[self._open])

    def action_go_period(self, step: int) -> None:
        """Count the quarter before or after."""
        if self._quarter + step > 0:
            self._told.update(Content("This is the present quarter.").stylize("$muted"))
            return
        self._quarter += step
        self._count()

    def action_next_currency(self) -> None:
        """Show the amounts in the next currency."""
        if self._dashboard and len(self._dashboard.currencies) > 1:
            currencies = self._dashboard.currencies
            place = currencies.index(self._dashboard.currency) if self._dashboard.currency in currencies else -1
            self._currency = currencies[(place + 1) % len(currencies)]
            self._count()

    def action_type_query(self) -> None:
        """Type which cards are counted."""
        self._ask(self._query, is_naming=False)

    def action_name_page(self) -> None:
        """Type the name of a file for these figures as a page."""
        if self._dashboard:
            self._ask(f"dashboard-{self._dashboard.period.last.isoformat()}.html", is_naming=True)

    def _ask(self, words: str, *, is_naming: bool) -> None:
        self._is_naming = is_naming
        self._line.value = words
        self._line.add_class("-open")
        self._line.focus()
        self._draw()

    @on(Input.Submitted)
    def _take_query(self, event: Input.Submitted) -> None:
        event.stop()
        self._close_line()
        if self._is_naming:
            self._write(event.value.strip())
            return
        self._query = event.value.strip()
        self._count()

    def _write(self, name: str) -> None:
        if self._dashboard is None or not name:
            return
        try:
            sentence, style = self._write_page(self._dashboard, name), "$muted"
        except KanbanError as fault:
            sentence, style = str(fault), "$overdue"
        self._told.update(Content(clean_line(sentence)).stylize(style))

    @on(LineInput.GivenUp)
    def _keep_query(self, event: LineInput.GivenUp) -> None:
        event.stop()
        self._close_line()

    def _close_line(self) -> None:
        self._line.remove_class("-open")
        self._list.focus()
        self._draw()

    @on(FigureList.Opened)
    def _open_figure(self, event: FigureList.Opened) -> None:
        event.stop()
        self._open_cards(event.figure)

    def action_goal(self) -> None:
        """Show the goal, on top of this page."""
        self._open_goal()

    def action_leave(self) -> None:
        """Go back to the board."""
        self.dismiss(None)
