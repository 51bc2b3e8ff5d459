"""What every dialog stands in: one question in the middle of the screen, enter for yes, escape for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Click, Resize
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from kanban import cell_width
from kanban.domain.values import text
from kanban.tui.dialogs.entry import Entry
from kanban.tui.widgets.bars.hints import Hint, framed, line
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.inputs.type_ahead import Pick

Result = TypeVar("Result")

WIDEST = 60
"""Cells of a dialog with its border."""

Hints = Sequence[tuple[str, str]]
"""Keys, each with the verb of what it does."""

LONGEST_VERB = 30
"""Cells of a verb: some name a stage."""

CONFIRM: Hints = (("enter", "confirm"),)
FORM: Hints = (("enter", "save"), ("tab", "next field"))


class Dialog(ModalScreen[Result | None]):
    """One question. Its result is plain data; None means that everything stays as it was."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 50%; }
    Dialog .box {
        width: 60; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        background: $panel; color: $foreground; border: round $primary; scrollbar-size-vertical: 1;
        border-title-color: $lane-title; border-title-style: bold; border-title-background: $panel;
        border-subtitle-color: $muted; border-subtitle-background: $panel;
    }
    Dialog .said { height: auto; }
    Dialog .wrong { height: auto; color: $overdue; display: none; }
    Dialog .wrong.-some { display: block; }
    Dialog .wrong.-well { color: $foreground; }
    Dialog Entry { height: auto; }
    Dialog Entry .called { width: 17; height: 1; color: $muted; }
    Dialog Entry LineInput { width: 1fr; background: $surface; }
    Dialog Entry .line { height: 1; }
    Dialog Entry .unit { width: auto; height: 1; color: $muted; background: $surface; }
    Dialog Entry Choices { padding-left: 17; }
    Dialog Entry .above { height: auto; margin-top: 1; }
    Dialog .lines { height: auto; color: $muted; }
    Dialog Entry .note { height: auto; padding-left: 17; color: $muted; display: none; }
    Dialog Entry .note.-some { display: block; }
    Dialog Entry .note.-wrong { color: $overdue; }
    Dialog .apart { margin-top: 1; }
    Dialog .footer { dock: bottom; height: 1; background: $background; color: $muted; }
    Dialog Lines { background: $panel; scrollbar-background: $panel; scrollbar-color: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        Binding("question_mark,f1", "app.help", "Help", show=False),
    ]

    hint_place = "dialog"

    WIDE: ClassVar[int] = WIDEST
    """Its cells, the border included."""
    HELPS: ClassVar[bool] = True
    """There is help already: not before there is a board."""

    def __init__(self, heading: str, hints: Hints = CONFIRM, *, leave: str = "cancel") -> None:
        """Take what it asks, and its keys with what they do; escape's is added as the last one."""
        super().__init__()
        self._heading, self._hints = (
            heading,
            [
                *(Hint(key, cell_width.shorten(text.clean_line(verb), LONGEST_VERB)) for key, verb in hints),
                Hint("esc", leave),
            ],
        )
        self._wrong = Static(classes="wrong")
        self._footer = Static(classes="footer")

    def compose(self) -> ComposeResult:
        """The box with what the dialog puts into it; the frame names what enter does and the way out."""
        box = self._box = VerticalScroll(*self.content(), self._wrong, classes="box")
        box.can_focus = False
        box.border_title = Content(cell_width.shorten(text.clean_line(self._heading), WIDEST - 6))
        box.border_subtitle = Content(framed([self._hints[0], *self._hints[1:][-1:]], self.WIDE - 6))
        yield box
        yield self._footer

    def content(self) -> Iterable[Widget]:
        """Return what stands in the box, from top to bottom."""
        return ()

    def complain(self, sentence: str) -> None:
        """Say below the question why what was given won't do; an empty sentence takes it away."""
        self._wrong.update(Content(text.clean(sentence)))
        self._wrong.set_class(bool(sentence), "-some")
        self._wrong.remove_class("-well")
        if sentence:
            self._wrong.scroll_visible(animate=False)

    def answer_with(self, sentence: str) -> None:
        """Say something good in the same place."""
        self.complain(sentence)
        self._wrong.add_class("-well")

    def on_descendant_focus(self) -> None:
        """Say which keys count: a letter is text where one types."""
        self._say_keys()

    def _say_keys(self) -> None:
        """Name in the last line, in place of the board's keys, those that the frame does not name."""
        hints = self._hints[1:-1]
        if any(pick.display for pick in self.query(Pick)):
            hints.append(Hint("↑ ↓", "choose"))
        hints += [Hint(*pair) for entry in self.query(Entry) if entry.has_focus_within for pair in entry.keys]
        typing = isinstance(self.focused, Input | TextArea)
        if self.HELPS:
            hints.append(Hint("f1" if typing else "?", "help"))
        self._footer.update(line(hints, self.size.width))

    def on_resize(self, event: Resize) -> None:
        """Fit the keys to the width, and let lists have what the height leaves them."""
        self._say_keys()
        for pick in self.query(Pick):
            pick.grow(min(12, event.size.height - self.around(pick)))

    def around(self, pick: Pick) -> int:  # noqa: ARG002 - other dialogs have several lists
        """Return how many lines of the screen are not the list's."""
        return 5

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost by leaving."""
        return False

    def on_click(self, event: Click) -> None:
        """Leave by a click beside the box, where nothing is lost by that."""
        if not self.HELPS or self._box.region.contains(int(event.screen_x), int(event.screen_y)):
            return
        if self.unsaved:
            self.complain("What you typed is not saved. Esc: drop it")
        else:
            self.action_leave()

    @on(LineInput.GivenUp)
    def _given_up(self, event: LineInput.GivenUp) -> None:
        event.stop()
        self.action_leave()

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)


def said(words: str, *, style: str = "", classes: str = "said") -> Static:
    """Return words of people as they are, never as markup."""
    content = Content(text.clean(words))
    return Static(content.stylize(style) if style else content, classes=classes)
