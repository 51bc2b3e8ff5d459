"""The goal: one number for both teams, its plan for each link of both chains, what came, and who signed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from kanban import cell_width
from kanban.domain.board import TEAMS, Board
from kanban.domain.goals.goal import Goal
from kanban.domain.values.text import clean_line
from kanban.reports.goals.goal_result import GoalReport
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line
from kanban.tui.widgets.dashboard_view.figure_lines import BLANK, Figure, line
from kanban.tui.widgets.dashboard_view.figure_list import FigureList
from kanban.tui.widgets.dashboard_view.goal_lines import draw_goal

HINTS = (
    Hint("p", "propose"), Hint("s", "sign"), Hint("enter", "cards"), Hint("[ ]", "other goal"), Hint("u", "undo"),
    Hint("esc", "back"), Hint("?", "help"),
)  # fmt: skip
EMPTY = (Hint("p", "propose"), Hint("esc", "back"), Hint("?", "help"))


class GoalScreen(ModalScreen[str | None]):
    """`GoalScreen(read, act, open_cards)`; `read` (the goal's hash) ends in `show` or `complain`.

    `act` does `propose`, `sign` or `undo` with the goal that shows. It returns nothing.
    """

    DEFAULT_CSS = """
    GoalScreen { background: $background; }
    GoalScreen Vertical { padding: 0 1; background: $background; }
    GoalScreen .title { height: 1; margin-bottom: 1; }
    GoalScreen FigureList { background: $background; scrollbar-background: $background; }
    GoalScreen .told { height: auto; max-height: 2; }
    GoalScreen .keys { height: 1; color: $muted; margin: 0 -1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("p,e", "do('propose')", show=False),
        Binding("s", "do('sign')", show=False),
        Binding("u", "do('undo')", show=False),
        Binding("right_square_bracket", "go_goal(1)", show=False),
        Binding("left_square_bracket", "go_goal(-1)", show=False),
        Binding("question_mark,f1", "app.help", show=False),
        Binding("ctrl+q", "app.quit", show=False),
    ]

    def __init__(
        self,
        read: Callable[[str], None],
        act: Callable[[str, Goal | None], None],
        open_cards: Callable[[Figure], None],
    ) -> None:
        super().__init__()
        self._read, self._act, self._open_cards = read, act, open_cards
        self._title, self._told, self._keys = Static(classes="title"), Static(classes="told"), Static(classes="keys")
        self._list = FigureList()
        self._board: Board | None = None
        self._report: GoalReport | None = None

    @property
    def goal(self) -> Goal | None:
        """The goal that shows."""
        return self._report.goal if self._report else None

    def compose(self) -> ComposeResult:
        """Yield title, table, a sentence and the keys."""
        with Vertical():
            yield self._title
            yield self._list
            yield self._told
            yield self._keys

    def on_mount(self) -> None:
        """Count what came of the present goal."""
        self._list.focus()
        self._draw()
        self._read("")

    def on_resize(self) -> None:
        """Lay it out again."""
        self.call_after_refresh(self._draw)

    def show(self, board: Board, report: GoalReport | None) -> None:
        """Show a goal, or that there is none yet."""
        self._board, self._report = board, report
        self._draw()

    def say(self, sentence: str) -> None:
        """Show what was done."""
        self._told.update(Content(clean_line(sentence)).stylize("$muted"))

    def complain(self, sentence: str) -> None:
        """Show why something can't be done."""
        self._told.update(Content(clean_line(sentence)).stylize("$overdue"))

    def _draw(self) -> None:
        if not self.is_attached:
            return
        self._title.update(self._draw_title(self.size.width - 2))
        self._keys.update(draw_hint_line(HINTS if self._report else EMPTY, self.size.width))
        if self._report:
            self._list.show_lines(list(draw_goal(self._report, self._list.line_width)))
        elif self._board:
            words = "No goal yet. p: propose one number for both teams, e.g. €600,000 by 31 Dec"
            self._list.show_lines([BLANK, line((cell_width.shorten(words, self._list.line_width), ""))])

    def _draw_title(self, width: int) -> Content:
        report, board = self._report, self._board
        if report is None or board is None:
            return Content.assemble(("Goal", "bold $lane-title"), ("" if board else "  counting…", "$muted"))
        name = clean_line(report.goal.plan.name)
        head = f" · {name} · {report.days_over} of {report.days} business days over"
        tail = describe_signatures(board, report.goal)
        room = width - len("Goal") - cell_width.cells(tail) - 1
        if room < cell_width.cells(head):
            head = f" · {name} · {report.days_over}/{report.days} days"
        head = cell_width.pad(cell_width.shorten(head, max(0, room)), max(0, room))
        return Content.assemble(("Goal", "bold $lane-title"), head, " ", (tail, "$muted"))

    # -- keys

    def action_do(self, what: str) -> None:
        """Propose, sign or undo."""
        self._told.update("")
        self._act(what, self.goal)

    def action_go_goal(self, step: int) -> None:
        """Show the goal that was proposed before or after."""
        goals = self._board.goals if self._board else ()
        hashes = [goal.hash for goal in goals]
        if self.goal and self.goal.hash in hashes:
            place = hashes.index(self.goal.hash) + step
            if 0 <= place < len(hashes):
                self._read(hashes[place])
                return
        self.complain("There is no other goal.")

    @on(FigureList.Opened)
    def _open_figure(self, event: FigureList.Opened) -> None:
        event.stop()
        self._open_cards(event.figure)

    def action_goal(self) -> None:
        """Go back, by the key that led here."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)


def describe_signatures(board: Board, goal: Goal) -> str:
    """Return who signed a goal, and whose signature it waits for: `signed M Ana, waits for a lead of sales`."""
    names = [
        f"{team[0].upper()} {clean_line(board.find_person_name(goal.signatures[team].member))}"
        for team in TEAMS
        if team in goal.signatures
    ]
    signed = f"signed {', '.join(names)}" if names else ""
    if goal.is_live:
        return signed
    waiting = " and ".join(team for team in TEAMS if team not in goal.signatures)
    return f"{signed or 'proposed'}, waits for a lead of {waiting}"
