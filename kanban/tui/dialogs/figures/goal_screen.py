"""The goal: one number for both teams, its plan for each link of both chains, what came, and who signed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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
from kanban.domain.errors import KanbanError
from kanban.domain.goals.goal import Goal, Plan
from kanban.domain.goals.plan_editing import edit_plan
from kanban.domain.values.text import clean_line
from kanban.reports.goals.goal_result import GoalReport, replan
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line
from kanban.tui.widgets.dashboard_view.figure_lines import BLANK, EditableFigure, Figure, line
from kanban.tui.widgets.dashboard_view.figure_list import FigureList
from kanban.tui.widgets.dashboard_view.goal_lines import CELL, NONE, draw_goal
from kanban.tui.widgets.inputs.line_input import LineInput

HINTS = (
    Hint("enter", "edit plan"), Hint("o", "cards"), Hint("p", "propose"), Hint("s", "sign"), Hint("[ ]", "other goal"),
    Hint("u", "undo"), Hint("esc", "back"), Hint("?", "help"),
)  # fmt: skip
CHANGED = (
    Hint("p", "propose it"), Hint("enter", "edit plan"), Hint("o", "cards"), Hint("esc", "drop the changes"),
    Hint("?", "help"),
)  # fmt: skip
TYPING = (Hint("enter", "take it"), Hint("esc", "leave it"))
EMPTY = (Hint("p", "propose"), Hint("esc", "back"), Hint("?", "help"))


class GoalList(FigureList):
    """The table: `enter` types a number of the plan, or opens the cards that one counts; `o` always opens cards."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("o", "screen.cards", show=False)]


class GoalScreen(ModalScreen[str | None]):
    """`GoalScreen(read, act, open_cards)`; `read` (the goal's hash) ends in `show` or `complain`.

    `act` does `edit`, `propose`, `propose_plan`, `sign` or `undo` with the goal that shows, as it was changed here. It
    returns nothing.
    """

    DEFAULT_CSS = """
    GoalScreen { background: $background; layers: base cell; }
    GoalScreen LineInput {
        layer: cell; position: absolute; height: 1; background: $selection; color: $selection-text;
    }
    GoalScreen Vertical { padding: 0 1; background: $background; }
    GoalScreen .title { height: 1; margin-bottom: 1; }
    GoalScreen GoalList { background: $background; scrollbar-background: $background; }
    GoalScreen .told { height: auto; max-height: 2; }
    GoalScreen .keys { height: 1; color: $muted; margin: 0 -1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("p,e", "do('propose')", show=False),
        Binding("o", "cards", show=False),
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
        self._list = GoalList()
        self._board: Board | None = None
        self._report: GoalReport | None = None
        self._plan: Plan | None = None
        """The plan as it was changed here; None where it was not."""
        self._typed_plan: Plan | None = None
        """The same while a cell is typed."""
        self._cell: tuple[LineInput, str] | None = None
        """What is typed in a cell of the plan, and what the cell is called."""

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
        """Lay it out again, what is typed in its cell too."""
        self.call_after_refresh(self._draw)
        self.call_after_refresh(self._place_cell)

    def _place_cell(self) -> None:
        place = self._list.find_offset()
        if self._cell and place is not None:
            self._cell[0].styles.offset = place

    def show(self, board: Board, report: GoalReport | None) -> None:
        """Show a goal, or that there is none yet."""
        if self._report is None or report is None or self._report.goal.hash != report.goal.hash:
            self._drop()
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
        hints = EMPTY if not self._report else TYPING if self._cell else CHANGED if self._plan else HINTS
        self._keys.update(draw_hint_line(hints, self.size.width))
        if self._report:
            plan = self._typed_plan or self._plan
            report = replan(self._report, plan) if plan else self._report
            self._list.show_lines(list(draw_goal(report, self._list.line_width)))
        elif self._board:
            words = "No goal yet. p: propose one number for both teams, e.g. €600,000 by 31 Dec"
            self._list.show_lines([BLANK, line((cell_width.shorten(words, self._list.line_width), ""))])

    def _draw_title(self, width: int) -> Content:
        report, board = self._report, self._board
        if report is None or board is None:
            return Content.assemble(("Goal", "bold $lane-title"), ("" if board else "  counting…", "$muted"))
        name = clean_line(report.goal.plan.name)
        if self._plan:
            return Content.assemble(
                ("Goal", "bold $lane-title"), f" · {name} · ", ("changed, not proposed", "$overdue")
            )
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
        if what == "propose" and self._plan and self.goal:
            self._act("propose_plan", replace(self.goal, plan=self._plan))
        else:
            self._act(what, self.goal)

    def take_changes(self) -> None:
        """Forget the changes, which were proposed."""
        self._drop()
        self._draw()

    def _drop(self) -> None:
        self._plan = None
        self._end_typing()

    def edit(self) -> None:
        """Let the number of the plan under the cursor be typed."""
        figure, place = self._list.figure, self._list.find_offset()
        if not isinstance(figure, EditableFigure) or place is None or self._cell:
            return
        number = figure.text.strip()
        cell = LineInput("" if number == NONE else number, selects=True)
        cell.styles.width, cell.styles.offset = CELL, place
        self._cell = cell, figure.name
        self.mount(cell)
        cell.focus()
        self._draw()

    @on(LineInput.Changed)
    def _follow(self, event: LineInput.Changed) -> None:
        """Show what follows from what is typed, or why it can't be read."""
        if self._cell is None or self.goal is None or event.input is not self._cell[0]:
            return
        self._typed_plan = None
        try:
            self._typed_plan = edit_plan(self._plan or self.goal.plan, self._cell[1], event.value)
        except KanbanError as fault:
            self.complain(str(fault))
        else:
            self._told.update("")
        self._draw()

    @on(LineInput.Submitted)
    def _take(self, event: LineInput.Submitted) -> None:
        """Take what was typed, where it can be read."""
        if self._cell is None or self.goal is None:
            return
        try:
            plan = edit_plan(self._plan or self.goal.plan, self._cell[1], event.value)
        except KanbanError as fault:
            self.complain(str(fault))
            return
        self._plan = plan if plan != self.goal.plan else None
        self._end_typing()
        self._draw()

    @on(LineInput.GivenUp)
    def _give_up(self) -> None:
        self._end_typing()
        self._draw()

    def _end_typing(self) -> None:
        self._typed_plan = None
        if self._cell:
            cell, _ = self._cell
            self._cell = None
            cell.remove()
            self._told.update("")
            self._list.focus()

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
        if isinstance(event.figure, EditableFigure):
            self._act("edit", self.goal)
        else:
            self._open_cards(event.figure)

    def action_cards(self) -> None:
        """Open the cards that are counted in the line under the cursor."""
        counted = next((figure for figure in self._list.figures if figure.cards), None)
        if counted:
            self._open_cards(counted)
        else:
            self.complain("No cards behind this number.")

    def action_goal(self) -> None:
        """Go back, by the key that led here."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back; first drop what was changed here."""
        if self._plan:
            self._drop()
            self._draw()
            self.say("The changes are dropped.")
        else:
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
