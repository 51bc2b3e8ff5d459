"""The playbook: all plays with what came of them, and the requests that wait for one; tab goes between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.content import Content

from kanban import cell_width
from kanban.domain.board import Board
from kanban.domain.playbook.book import Playbook, Request
from kanban.domain.playbook.play import Play
from kanban.domain.values import dates, moments, money, text
from kanban.tui.dialogs.list_editor import ListEditor, Row, RowAct

PlaybookAct = Literal["write", "edit", "show", "cards", "take", "same", "archive", "starter", "propose"]
Act = Callable[[PlaybookAct, "Play | Request | None"], None]

NARROW = 76
"""Below so many cells a row leaves out who has a request, and since when."""


class PlaybookDialog(ListEditor["Play | Request", bool]):
    """`PlaybookDialog(board, today, may_write, act)`; the screen answers with `show`, or `complain`."""

    WIDE: ClassVar[int] = 100
    DEFAULT_CSS = """
    PlaybookDialog .box { width: 100; }
    """
    LEAST = 4
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab", "turn", "Plays or requests", show=False, priority=True)
    ]

    def __init__(self, board: Board, today: date, act: Act, *, may_write: bool, with_requests: bool = False) -> None:
        acts: list[RowAct[Play | Request]] = [
            RowAct("enter,o", "open", self._open),
            RowAct("n", "write a play" if may_write else "", always=self._write),
            RowAct("e", "edit" if may_write else "", partial(self._do, "edit"), refusal=_refuse_request),
            RowAct("at", "take" if may_write else "", partial(self._do, "take"), refusal=_refuse_play, label="@"),
            RowAct("ampersand", "same as a play" if may_write else "", partial(self._do, "same"),
                   refusal=_refuse_play, label="&"),
            RowAct("x", "archive" if may_write else "", partial(self._do, "archive"), refusal=_refuse_request),
            RowAct("s", "starter plays" if may_write else "", always=partial(act, "starter", None)),
            RowAct("p", "" if may_write else "propose a change", partial(self._do, "propose"), refusal=_refuse_request),
            RowAct("tab", "plays or requests", always=self.action_turn),
            RowAct("O,q", always=self.action_leave),
        ]  # fmt: skip
        super().__init__("Playbook", acts)
        self._board, self._today, self._act = board, today, act
        self._playbook: Playbook | None = None
        self._with_requests = with_requests

    def show(self, board: Board, playbook: Playbook) -> None:
        """Show the playbook as it is now."""
        self._board, self._playbook = board, playbook
        self.complain("")
        self.show_rows()

    @property
    def request(self) -> Request | None:
        """The request under the cursor."""
        return self.item if isinstance(self.item, Request) else None

    def list_rows(self) -> list[Row[Play | Request]]:
        """Return the plays, or the requests."""
        playbook = self._playbook
        if playbook is None:
            self.nothing = Content(" Reading …")
            return []
        plays = [play for play in playbook.present if not play.is_archived]
        cards, values = playbook.sum_waiting()
        amounts = "".join(f" · {money.format_short_money(minor, code)}" for code, minor in values.items())
        waiting = f"   {text.format_count(cards, 'card')}{amounts} wait" if cards else ""
        marks = ("Plays", f"[Requests {len(playbook.requests)}]")
        if not self._with_requests:
            marks = (f"[Plays {len(plays)}]", "Requests")
        count = f"{len(playbook.requests)}" if not self._with_requests else f"{len(plays)}"
        head = f"{marks[0]}   {marks[1]} {count}" if not self._with_requests else f"{marks[0]} {count}   {marks[1]}"
        rows: list[Row[Play | Request]] = []
        first: Play | Request | None = (
            next(iter(playbook.requests), None) if self._with_requests else next(iter(plays), None)
        )
        self.nothing = Content(
            f" {head}{waiting}\n "
            + (
                "No request waits."
                if self._with_requests
                else "No plays yet. s: the twelve starter plays · n: write one"
            )
        )
        if first is None:
            return []
        rows.append(Row("head", first, (head, waiting), partial(_draw_head, head + waiting), is_heading=True))
        if self._with_requests:
            rows += [
                Row(one.id, one, (one, self._today), partial(_draw_request, one, self._board, self._today))
                for one in playbook.requests
            ]
        else:
            rows += [
                Row(one.id, one, (one, playbook.find_figures(one), self._today), partial(self._draw_play, one))
                for one in plays
            ]
        return rows

    def _draw_play(self, play: Play, width: int) -> list[Content]:
        playbook = self._playbook
        if playbook is None:
            return [Content("")]
        figures = playbook.find_figures(play)
        note, style = f"used {figures.used:,} · resolved {figures.resolved:,}", "$muted"
        if not play.is_written:
            note = "begun"
        elif play.is_due(self._today):
            due = dates.format_date(date.fromisoformat(play.review_on), self._today)
            note, style = f"review was due {due}", "$overdue"
        elif playbook.is_unused(play, self._today):
            note = "unused two quarters · archive? x"
        room = max(8, width - cell_width.cells(note) - 3)
        title = cell_width.pad(cell_width.shorten(text.clean_line(play.title), room), room)
        return [Content.assemble((f" {title} ", "bold"), (note, style)).truncate(width, ellipsis=True)]

    def action_turn(self) -> None:
        """Show the requests instead of the plays, or the plays again."""
        self._with_requests = not self._with_requests
        self.complain("")
        self._list.cursor = None
        self.show_rows()

    def _open(self, item: Play | Request) -> None:
        self._act("cards" if isinstance(item, Request) else "show", item)

    def _write(self) -> None:
        self._act("write", self.request)

    def _do(self, act: PlaybookAct, item: Play | Request) -> None:
        self.complain("")
        self._act(act, item)


def _refuse_request(item: Play | Request) -> str:
    return "That is a request. n: write the play for it" if isinstance(item, Request) else ""


def _refuse_play(item: Play | Request) -> str:
    return "" if isinstance(item, Request) else "That is a play already. Tab: requests"


def _draw_head(words: str, width: int) -> list[Content]:
    return [Content(f" {words}").stylize("$primary").truncate(width, ellipsis=True)]


def _draw_request(request: Request, board: Board, today: date, width: int) -> list[Content]:
    """Return a request's line: what it blocks, how many cards, the words, since when, who has it."""
    amounts = " + ".join(money.format_short_money(minor, code) for code, minor in request.values.items()) or "–"
    owner = board.find_person_name(request.draft.owner) if request.draft and request.draft.owner else "nobody"
    cards = text.format_count(len(request.cards), "card")
    since = moments.format_short(request.since, today, board.timezone)
    note = f"  {since} · {owner}" if width >= NARROW else f"  {owner}"
    start = f" {cell_width.pad(amounts, 9, 'right')}  {cell_width.pad(cards, 9)} "
    room = max(8, width - cell_width.cells(start) - cell_width.cells(note) - 1)
    words = cell_width.pad(cell_width.shorten(f"“{text.clean_line(request.words)}”", room), room)
    line = Content.assemble((start, ""), (words, "bold"), (note, "$muted"))
    return [line.truncate(width, ellipsis=True)]
