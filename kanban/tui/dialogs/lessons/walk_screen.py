"""A deal that is over, step by step, its end hidden: what was done, what would you do now, what was done then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kanban import cell_width
from kanban.domain.lessons import walking
from kanban.domain.values import moments
from kanban.domain.values.text import clean, clean_line
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line
from kanban.tui.widgets.board_view.card_face import LETTERS
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.line_list import Block, LineList

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.board import Board
    from kanban.domain.lessons.lesson import Lesson
    from kanban.domain.lessons.walking import End, Line, Step
    from kanban.store.lessons.walks import Walk

PRIVATE = "Only you see this, until you share it. It is kept on this computer alone."
DAY, NAME = 13, 12
"""Cells of the columns of days and names."""

Act = Callable[[str], None]
"""Takes an answer, empty to go on without one."""

TYPING = (
    Hint("enter", "answer and go on"), Hint("ctrl+n", "go on without"), Hint("tab", "the card then"),
    Hint("esc", "stop here, keep my place"), Hint("f1", "help"),
)  # fmt: skip
OVER = (Hint("s", "share with the thread"), Hint("tab", "the card then"), Hint("esc", "board"), Hint("?", "help"))


class WalkList(LineList):
    """The steps that were shown, read from the end."""

    FROM_END = True


class WalkScreen(ModalScreen[None]):
    """`WalkScreen(board, today, go_on, share)`; `show` shows a walk as far as it has come."""

    DEFAULT_CSS = """
    WalkScreen { background: $background; }
    WalkScreen .whole { background: $background; padding: 0 1; }
    WalkScreen .title { height: 1; margin-bottom: 1; }
    WalkScreen WalkList { background: $background; scrollbar-background: $background; }
    WalkScreen .question { height: 1; margin-top: 1; }
    WalkScreen LineInput { background: $surface; }
    WalkScreen .told { height: auto; max-height: 3; color: $muted; }
    WalkScreen .keys { height: 1; color: $muted; margin: 0 -1; }
    WalkScreen.-over .question { display: none; }
    WalkScreen.-over LineInput { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("q", "leave", show=False),
        Binding("ctrl+n", "go_on", show=False, priority=True),
        Binding("tab", "turn", show=False, priority=True),
        Binding("s", "share", show=False),
        Binding("up,pageup", "scroll(-1)", show=False, priority=True),
        Binding("down,pagedown", "scroll(1)", show=False, priority=True),
        Binding("question_mark,f1", "app.help", show=False),
        Binding("ctrl+q", "app.quit", show=False),
    ]

    def __init__(self, board: Board, today: date, go_on: Act, share: Callable[[], None]) -> None:
        super().__init__()
        self._board, self._today, self._go_on, self._share = board, today, go_on, share
        self._title, self._question = Static(classes="title"), Static(classes="question")
        self._told, self._keys = Static(classes="told"), Static(classes="keys")
        self._list, self._line = WalkList(), LineInput(placeholder="e.g. write to the plant manager")
        self._walk: Walk | None = None
        self._is_on_card = False
        """The card as it was is shown instead of the steps."""

    def compose(self) -> ComposeResult:
        """Yield title, steps, the question with its line, a sentence, and the keys."""
        with Vertical(classes="whole"):
            yield self._title
            yield self._list
            yield self._question
            yield self._line
            yield self._told
            yield self._keys

    def on_mount(self) -> None:
        """Begin to type."""
        self._line.focus()
        self._draw()

    def on_resize(self) -> None:
        """Lay it out again."""
        self.call_after_refresh(self._draw)

    def show(self, walk: Walk) -> None:
        """Show a walk as far as it has come."""
        self._walk, self._is_on_card = walk, False
        self._line.value = ""
        if walk.is_over:
            self._list.focus()
        self._draw()

    def complain(self, sentence: str) -> None:
        """Show why something was refused."""
        self._told.update(Content(clean_line(sentence)).stylize("$overdue"))

    def say(self, sentence: str) -> None:
        """Show what was done."""
        self._told.update(Content(clean_line(sentence)))

    # -- drawing

    def _draw(self) -> None:
        if not self.is_attached:
            return
        walk = self._walk
        is_over = walk is not None and walk.is_over
        self.set_class(is_over, "-over")
        self._draw_title(self.size.width - 2)
        self._question.update(Content(walking.QUESTION).stylize("bold"))
        shared = walk is not None and walk.state.is_shared
        self._told.update(Content("Shared with the thread." if shared else "" if is_over else PRIVATE))
        hints = tuple(hint for hint in OVER if hint.keys != "s" or self._may_share) if is_over else TYPING
        self._keys.update(draw_hint_line(hints, self.size.width))
        if walk:
            blocks = self._list_card(walk) if self._is_on_card else self._list_steps(walk)
            self._list.show_blocks(list(blocks), anew=True)

    @property
    def _may_share(self) -> bool:
        walk = self._walk
        return bool(walk and walk.is_over and walk.state.answers and not walk.state.is_shared)

    def _draw_title(self, width: int) -> None:
        walk = self._walk
        if walk is None:
            self._title.update(Content.assemble(("Walk", "bold $lane-title"), ("  reading…", "$muted")))
            return
        end = walk.story.end.stage if walk.is_over else "how it ended: hidden"
        section = " · the card as it was" if self._is_on_card else ""
        room = max(8, width - len("Walk") - cell_width.cells(end) - 1)
        words = cell_width.pad(cell_width.shorten(f" · {clean_line(walk.past.title)}{section}", room), room)
        style = "bold" if walk.is_over else "$muted"
        self._title.update(Content.assemble(("Walk", "bold $lane-title"), words, " ", (end, style)))

    def _list_steps(self, walk: Walk) -> Iterator[Block]:
        answers = {answer.after: answer.words for answer in walk.state.answers}
        for number, step in enumerate(walk.steps):
            is_last = number == len(walk.steps) - 1 and not walk.is_over
            yield Block(step.id, (step, is_last), partial(self._draw_step, step, is_last=is_last))
            if step.id in answers:
                words = answers[step.id]
                yield Block(f"answer {step.id}", words, partial(_draw_answer, words), is_stop=False)
        if walk.is_over:
            yield Block("end", walk.story.end, partial(self._draw_end, walk.story.end))
            for lesson in walk.lessons:
                yield Block(lesson.id, lesson, partial(self._draw_lesson, lesson))

    def _draw_step(self, step: Step, width: int, *, is_last: bool) -> list[Content]:
        lines: list[Content] = []
        for line in step.lines:
            lines += self._draw_line(line, width)
        return [line.stylize("bold") for line in lines] if is_last else lines

    def _draw_line(self, line: Line, width: int) -> list[Content]:
        letter = LETTERS.get(line.team, "·")
        day = moments.format_short(line.at, self._today, self._board.timezone)
        name = cell_width.pad(cell_width.shorten(clean_line(line.author), NAME), NAME)
        head = Content.assemble(
            (f"{letter} ", f"bold ${line.team}" if line.team else "$muted"), name, " ",
            (cell_width.pad(cell_width.shorten(day, DAY), DAY), "$muted"), " ",
        )  # fmt: skip
        room = max(20, width - NAME - DAY - 4)
        words = line.body if line.body.count("\n") else line.summary
        lines = Content(clean(words)).wrap(room)
        indent = Content(" " * (NAME + DAY + 4))
        return [head + lines[0], *(indent + one for one in lines[1:])] if lines else [head]

    def _draw_end(self, end: End, width: int) -> list[Content]:
        day = moments.format_short(end.at, self._today, self._board.timezone)
        reason = end.lost_reason or end.win_reason
        words = f"{end.stage} · {day}{f' · {clean_line(reason)}' if reason else ''}"
        return [Content(""), Content(words).truncate(width, ellipsis=True).stylize("bold")]

    def _draw_lesson(self, lesson: Lesson, width: int) -> list[Content]:
        who = f"{LETTERS.get(lesson.team, '·')} {clean_line(self._board.format_author(lesson))}"
        what = "debrief" if lesson.kind == "debrief" else "would have done"
        words = lesson.words or "; ".join(answer.words for answer in lesson.answers)
        return list(Content(f"{who} · {what}: {clean_line(words)}").wrap(max(20, width - 2)))

    def _list_card(self, walk: Walk) -> Iterator[Block]:
        for name, value in walking.list_fields(walk.past, self._board, self._today):
            yield Block(f"field {name}", value, partial(_draw_field, name, value))

    # -- keys

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        event.stop()
        self._go_on(event.value)

    def action_go_on(self) -> None:
        """Show the next step without an answer."""
        if self._walk and not self._walk.is_over:
            self._go_on("")

    def action_turn(self) -> None:
        """Show the card as it was, or the steps again."""
        self._is_on_card = not self._is_on_card
        self._draw()

    def action_scroll(self, direction: int) -> None:
        """Scroll by a few lines."""
        self._list.scroll_relative(y=3 * direction, animate=False)

    def action_share(self) -> None:
        """Share what was said."""
        if self._may_share:
            self._share()

    def action_leave(self) -> None:
        """Stop here; the place is kept."""
        self.dismiss(None)

    @on(LineInput.GivenUp)
    def _leave_on_escape(self, event: LineInput.GivenUp) -> None:
        event.stop()
        self.action_leave()


def _draw_answer(words: str, width: int) -> list[Content]:
    label = "you said  "
    lines = Content(clean_line(words)).wrap(max(20, width - len(label) - 2))
    return [
        Content.assemble(("  " + (label if place == 0 else " " * len(label)), "$muted"), line)
        for place, line in enumerate(lines)
    ]


def _draw_field(name: str, value: str, width: int) -> list[Content]:
    label = cell_width.pad(cell_width.shorten(clean_line(name), 18), 20)
    return [Content.assemble((label, "$muted"), clean_line(value)).truncate(width, ellipsis=True)]
