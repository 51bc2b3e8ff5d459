"""The wants of reps, for both teams: how far each is, and the cards that would match today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from textual.content import Content

from kanban import cell_width
from kanban.domain.board import Board
from kanban.domain.errors import UsageFault
from kanban.domain.queries import query
from kanban.domain.values import dates, text
from kanban.domain.values.text import format_count
from kanban.domain.wants.want import MOST, WantProgress
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.list_editor import ListEditor, Row, RowAct

BAR = 10
"""Cells of a bar."""
NARROW = 64
"""Cells below which there is none."""


@dataclass(frozen=True, slots=True)
class TypedWant:
    """What was typed."""

    query: str
    number: int
    by: date
    because: str


class WantForm(Form[TypedWant]):
    """`WantForm(filter, today)` → the want; the filter of the board is what it begins with."""

    def __init__(self, typed: str, today: date) -> None:
        self._today = today
        entries = [
            Entry("query", "Which cards", typed, hint="e.g. source:fair value>=5000", reading=self._read_query),
            Entry("number", "How many", "10", reading=_read_number),
            Entry("by", "Until", dates.format_full_date(today + timedelta(days=28)), hint="+4w, 30 Nov",
                  reading=self._read_day),
            Entry("because", "Because", hint="e.g. the case study convinces them"),
        ]  # fmt: skip
        super().__init__("New want", entries, (("enter", "ask marketing"), ("tab", "next field")))

    def _read_query(self, typed: str) -> str:
        if not typed:
            raise UsageFault("Type which cards, as in the filter.")
        query.parse(typed, self._today)
        return ""

    def _read_day(self, typed: str) -> str:
        if not typed:
            raise UsageFault("Type a day: +4w, 30 Nov.")
        return f"→ {dates.format_full_date(dates.parse_day(typed, self._today))}"

    def answer(self, values: dict[str, str]) -> TypedWant:
        """Return the want."""
        return TypedWant(
            values["query"], int(values["number"]), dates.parse_day(values["by"], self._today), values["because"]
        )


class WantsDialog(ListEditor[WantProgress, bool]):
    """`WantsDialog(board, today, ask)`; `ask` does `cards`, `matching`, `offer`, `new` or `end` with a row."""

    WIDE = 100
    LEAST = 3
    DEFAULT_CSS = """
    WantsDialog .box { width: 100; }
    """

    def __init__(self, board: Board, today: date, ask: Callable[[WantProgress | None, str], None]) -> None:
        acts: list[RowAct[WantProgress]] = [
            RowAct("enter,o", "cards that would match", lambda row: ask(row, "matching"), refusal=_refuse_matching),
            RowAct("a", "offer them", lambda row: ask(row, "offer"), refusal=_refuse_offer),
            RowAct("t", "tied cards", lambda row: ask(row, "cards"), refusal=_refuse_tied),
            RowAct("n", "new want", always=lambda: ask(None, "new")),
            RowAct("x", "end", lambda row: ask(row, "end")),
            RowAct("q", always=self.action_leave),
        ]
        super().__init__("Wants", acts)
        self._board, self._today = board, today
        self._wants: Sequence[WantProgress] | None = None

    def show(self, board: Board, wants: Sequence[WantProgress]) -> None:
        """Show the wants as they are now: those that are open, and those that ended this week."""
        self._board, self._wants = board, [want for want in wants if want.is_recent(self._today)]
        self.complain("")
        self.show_rows()

    def list_rows(self) -> list[Row[WantProgress]]:
        """Return the open wants, then the others."""
        waiting = " counting…" if self._wants is None else " No wants yet. n: ask marketing for leads (sales)"
        self.nothing = Content(waiting).stylize("$muted")
        ordered = sorted(self._wants or (), key=lambda row: (row.state != "open", row.want.by, row.place))
        return [
            Row(row.want.id, row, (row, self._today), partial(_draw_want, row, self._board, self._today), height=2)
            for row in ordered
        ]


def _refuse_matching(row: WantProgress) -> str:
    return "" if row.matching else "No card would match today."


def _refuse_offer(row: WantProgress) -> str:
    if row.state not in {"open", "met"}:
        return "That want is over."
    return "" if row.matching or row.cards else "No card would match today."


def _refuse_tied(row: WantProgress) -> str:
    return "" if row.cards else "No card is tied to it yet."


def _read_number(typed: str) -> str:
    if not typed.isdecimal() or not 1 <= int(typed[:9]) <= MOST:
        raise UsageFault(f"Type a number from 1 to {MOST}.")
    return ""


def _draw_want(row: WantProgress, board: Board, today: date, width: int) -> list[Content]:
    """Return a want in two lines: for whom, what, how far and until when; because of what, and what would match."""
    want = row.want
    owner = board.get_member(want.owner)
    who = f" {owner.team[0].upper() if owner else '?'} {text.clean_line(board.find_person_name(want.owner))}"
    day = date.fromisoformat(want.by)
    is_short = row.state == "open" and (day - today).days <= 7
    until = {"open": f"until {dates.format_day(day, today)}", "met": "met", "ended": "ended", "over": "over"}[row.state]
    count = f"{len(row.cards)} of {want.number}"
    filled = BAR * len(row.cards) // want.number
    bar = f" {'▓' * min(BAR, filled)}{'░' * (BAR - min(BAR, filled))}" if width >= NARROW else ""
    tail = f"  {count}{bar}  {until}{' !' if is_short else ''}"
    room = max(6, width - cell_width.cells(who) - cell_width.cells(tail) - 2)
    says = cell_width.pad(cell_width.shorten(text.clean_line(want.query), room), room)
    first = Content.assemble((who, "$muted"), (f"  {says}", "bold"), (tail, "$overdue" if is_short else "$muted"))
    because = f"because {text.clean_line(want.because)} · " if want.because else ""
    second = f"   {because}{format_count(len(row.matching), 'card')} would match today"
    return [first.truncate(width), Content(cell_width.shorten(second, width)).stylize("$muted")]
