"""Today: what the member promised, by what runs out first, worked through in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from textual.content import Content

from kanban import cell_width
from kanban.domain.board import Board
from kanban.domain.values import dates, moments, text
from kanban.domain.values.money import format_short_money
from kanban.domain.waiting.today import SECTIONS, SHOWN, Section, TodayRow
from kanban.tui.dialogs.list_editor import ListEditor, Row, RowAct
from kanban.tui.widgets.board_view.card_face import OVERDUE

WHEN = 14
"""Cells of the day or the time in a row, with its sign."""
MONEY = 11
"""Cells of the value."""
NARROW = 56
"""Below so many cells a row shows its day, its step and its company alone."""

Act = Callable[[TodayRow, str], None]
"""Does `answer`, `done`, `comment` or `later` with a row."""


class TodayDialog(ListEditor[TodayRow, TodayRow]):
    """`TodayDialog(board, now, act)` → the row whose card to open."""

    WIDE = 100
    DEFAULT_CSS = """
    TodayDialog .box { width: 100; }
    """

    def __init__(self, board: Board, now: Callable[[], datetime], act: Act) -> None:
        acts: list[RowAct[TodayRow]] = [
            RowAct("enter,o", "open", self.dismiss),
            RowAct("x", "done", partial(self._do, "done"), refusal=_refuse_done),
            RowAct("plus", "later", partial(self._do, "later"), refusal=_refuse_later, label="+"),
            RowAct("a", "answer", partial(self._do, "answer"), refusal=_refuse_answer),
            RowAct("p", "log", partial(self._do, "log")),
            RowAct("c", "comment", partial(self._do, "comment")),
            RowAct("T,q", always=self.action_leave),
        ]
        day = moments.find_today(now(), board.timezone)
        super().__init__(f"Today · {dates.format_date(day, day)}", acts)
        self._board, self._now, self._act = board, now, act
        self._rows: Sequence[TodayRow] | None = None

    def show(self, board: Board, rows: Sequence[TodayRow]) -> None:
        """Show the rows as they are now."""
        self._board, self._rows = board, rows
        self.show_rows()

    def list_rows(self) -> list[Row[TodayRow]]:
        """Return a heading for each section that has rows, and below it the rows."""
        self.nothing = Content(" Reading …" if self._rows is None else " Nothing waits for you today.")
        listed: list[Row[TodayRow]] = []
        day = moments.find_today(self._now(), self._board.timezone)
        for section, title in SECTIONS.items():
            members = [row for row in self._rows or () if row.section == section]
            if members:
                draw = partial(_draw_heading, title, len(members), section)
                listed.append(Row(f"section {section}", members[0], (len(members), day), draw, is_heading=True))
            listed += [
                Row(f"{section} {row.card}", row, (row, day), partial(_draw_row, row, self._board, self._now()))
                for row in members
            ]
        return listed

    def _do(self, act: str, row: TodayRow) -> None:
        """Act on the row under the cursor; the list stays open."""
        self.complain("")
        self._act(row, act)


def _refuse_answer(row: TodayRow) -> str:
    return "" if row.section == "answers" else "Nothing to answer here."


def _refuse_done(row: TodayRow) -> str:
    return "It waits for an answer. a: answer" if row.section == "answers" else ""


def _refuse_later(row: TodayRow) -> str:
    if row.section == "answers":
        return "Its clock runs until there is an answer. a: answer"
    return "" if row.step else "No next step to move. x: set one"


def _draw_heading(title: str, count: int, section: Section, width: int) -> list[Content]:
    """Return a section's title with its number of rows, and a line to the right edge."""
    name = f" {title} {count:,}{'+' * (count == SHOWN and section == 'none')} "
    style = "bold $overdue" if section == "late" else "bold $primary"
    rule = "─" * max(0, width - cell_width.cells(name) - 1)
    return [Content.assemble((name, style), (rule, "$muted")).truncate(width)]


def _draw_row(row: TodayRow, board: Board, now: datetime, width: int) -> list[Content]:
    """Return a row's line: when, what, the card, its value."""
    when = _format_when(row, board, now)
    step = text.clean_line(row.step) or "—"
    title = text.clean_line(row.title)
    if row.company and text.fold(row.company) not in text.fold(row.title):
        title = f"{title} · {text.clean_line(row.company)}"
    value = "" if row.value is None else format_short_money(row.value, row.currency)
    sign = OVERDUE if row.is_overdue else " "
    room = width - WHEN - 4
    money = MONEY if room + WHEN >= NARROW else 0
    step_room = max(8, (room - money) * 9 // 20)
    title_room = max(8, room - money - step_room - 2)
    parts = [
        (f" {sign} ", "bold $overdue"),
        (cell_width.pad(cell_width.shorten(when, WHEN), WHEN), "$overdue" if row.is_overdue else "$muted"),
        (cell_width.pad(cell_width.shorten(step, step_room), step_room) + "  ", "bold"),
        (cell_width.pad(cell_width.shorten(title, title_room), title_room), ""),
        (cell_width.pad(value, money, "right") if money else "", "$muted"),
    ]
    return [Content.assemble(*parts).truncate(width, ellipsis=True)]


def _format_when(row: TodayRow, board: Board, now: datetime) -> str:
    today = moments.find_today(now, board.timezone)
    match row.section:
        case "answers":
            return moments.format_near(row.due, today, board.timezone) if row.due else ""
        case "none":
            return f"quiet {moments.format_age(row.touched_at, now)}"
        case "today":
            return ""  # the heading says it
        case _:
            return dates.format_due(date.fromisoformat(row.due), row.time or None, today)
