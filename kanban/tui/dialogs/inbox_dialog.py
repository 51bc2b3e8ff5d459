"""The inbox: everything that waits for the member, answered in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from textual.content import Content

from kanban import cell_width
from kanban.domain.board import Board
from kanban.domain.handoffs import handoff_verbs
from kanban.domain.values import dates, moments, text
from kanban.domain.values.business_time import format_worked
from kanban.domain.waiting.inbox import KINDS, InboxEntry
from kanban.tui.dialogs.list_editor import ListEditor, Row, RowAct
from kanban.tui.widgets.board_view.card_face import LETTERS

SIGNS = {
    "offer": "▸", "question": "?", "contest": "§", "returned": "◂", "expired": "◔",
    "mention": "@", "ruled": "§", "unread": "•", "notice": "i", "want": "=", "walk": "※",
}  # fmt: skip
"""The signs of the kinds of entries, so that nothing is shown by colour alone."""

LONGEST_NAME, LONGEST_RULE = 20, 36
"""The most cells of a person's name, and of a rule's, which says what it is about."""

Answer = Callable[[InboxEntry, str], None]
"""Does `act`, `comment` or `read` with an entry."""


class InboxDialog(ListEditor[InboxEntry, InboxEntry]):
    """`InboxDialog(board, entries, now, answer)` → the entry whose card to open."""

    WIDE = 88
    DEFAULT_CSS = """
    InboxDialog .box { width: 88; }
    """

    def __init__(
        self, board: Board, entries: Sequence[InboxEntry] | None, now: Callable[[], datetime], answer: Answer
    ) -> None:
        acts: list[RowAct[InboxEntry]] = [
            RowAct("enter,o", "open", self.dismiss),
            RowAct("a", "act", partial(self._answer_entry, "act")),
            RowAct("c", "comment", partial(self._answer_entry, "comment")),
            RowAct("x,d,delete", "mark as read", partial(self._answer_entry, "read")),
            RowAct("i,q", always=self.action_leave),
        ]
        super().__init__("Inbox", acts)
        self._board, self._entries, self._now, self._answer = board, entries, now, answer

    def show(self, board: Board, entries: Sequence[InboxEntry] | None) -> None:
        """Show the entries as they are now; None while they are still being read."""
        self._board, self._entries = board, entries
        self.show_rows()

    def list_rows(self) -> list[Row[InboxEntry]]:
        """Return the entries, overdue ones first."""
        self.nothing = Content(" Reading …" if self._entries is None else " Nothing waits for you.")
        board, now = self._board, self._now()
        return [
            Row(entry.key, entry, (entry, now.date()), partial(_draw_entry, entry, board, now), height=2)
            for entry in self._entries or ()
        ]

    def _answer_entry(self, act: str, entry: InboxEntry) -> None:
        """Act on the entry under the cursor; the inbox stays open."""
        self.complain("")
        self._answer(entry, act)


def _draw_entry(entry: InboxEntry, board: Board, now: datetime, width: int) -> list[Content]:
    """Return an entry's two lines: the card and its deadline, then what waits, from whom, and their words."""
    end = _format_deadline(entry, board, now)
    title = text.clean_line(entry.title)
    company = f"  {text.clean_line(entry.company)}" if entry.company and entry.company != entry.title else ""
    room = max(8, width - 4 - cell_width.cells(end))
    title = cell_width.shorten(title, room)
    company = cell_width.shorten(company, room - cell_width.cells(title)) if room - cell_width.cells(title) > 6 else ""
    late = "$overdue" if entry.is_overdue else "$unread" if entry.kind in {"mention", "unread"} else "$primary"
    gap = " " * max(1, width - 3 - cell_width.cells(title) - cell_width.cells(company) - cell_width.cells(end))
    head = Content.assemble(
        (f" {SIGNS[entry.kind]} ", f"bold {late}"), (title, "bold"), (company, "$muted"), gap,
        (end, "bold $overdue" if entry.is_overdue else "$muted"),
    )  # fmt: skip
    return [head.truncate(width, ellipsis=True), _describe_entry(entry, board).truncate(width, ellipsis=True)]


def _describe_entry(entry: InboxEntry, board: Board) -> Content:
    """Return what waits, who caused it, and their words."""
    kind = KINDS[entry.kind] if entry.count == 1 else f"{entry.count:,} {KINDS[entry.kind]}"
    parts: list[tuple[str, str]] = [("   ", ""), (kind, "$muted")]
    member = board.get_member(entry.who)
    if entry.who:
        letter, most = (LETTERS[member.team], LONGEST_NAME) if member else ("·", LONGEST_RULE)
        style = f"bold ${member.team}" if member else "$muted"
        parts += [
            ("  ", ""),
            (f"{letter} {cell_width.shorten(text.clean_line(board.find_person_name(entry.who)), most)}", style),
        ]
    if entry.words:
        parts.append((f"  {cell_width.shorten(text.clean_line(entry.words), 200)}", ""))
    return Content.assemble(*parts)


def _format_deadline(entry: InboxEntry, board: Board, now: datetime) -> str:
    """Return the deadline of an entry; without one, the time since when it waits."""
    today = moments.find_today(now, board.timezone)
    if not entry.due:
        return moments.format_short(entry.at, today, board.timezone)
    if len(entry.due) == len("2026-11-23"):
        day = dates.format_day(date.fromisoformat(entry.due), today)
        return f"overdue since {day}" if entry.is_overdue else day
    moment, end = moments.format_near(entry.due, today, board.timezone), moments.to_local(entry.due, board.timezone)
    if entry.is_overdue or end is None:
        return f"overdue since {moment}"
    business = handoff_verbs.calendar_of(board)
    return f"{format_worked(business.count_worked(now, end), business.hours.seconds)} left, until {moment}"
