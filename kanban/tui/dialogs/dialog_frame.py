"""The frame of every dialog: one question in the middle of the screen, enter to confirm, escape to cancel."""

from __future__ import annotations

from abc import abstractmethod
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
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line, frame_hints
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.inputs.type_ahead import TypeAhead

Result = TypeVar("Result")

WIDEST = 60
"""Cells of a dialog with its border."""

Hints = Sequence[tuple[str, str]]
"""Keys, each with the verb of its act."""

LONGEST_VERB = 30
"""The most cells of a verb: some contain the name of a stage."""

CONFIRM: Hints = (("enter", "confirm"),)
FORM: Hints = (("enter", "save"), ("tab", "next field"))


class Dialog(ModalScreen[Result | None]):
    """One question. Its result is plain data; None means cancel."""

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
    Dialog Entry TypeAheadList { padding-left: 17; }
    Dialog Entry .above { height: auto; margin-top: 1; }
    Dialog .lines { height: auto; color: $muted; }
    Dialog Entry .note { height: auto; padding-left: 17; color: $muted; display: none; }
    Dialog Entry .note.-some { display: block; }
    Dialog Entry .note.-wrong { color: $overdue; }
    Dialog .apart { margin-top: 1; }
    Dialog .footer { dock: bottom; height: 1; background: $background; color: $muted; }
    Dialog LineList { background: $panel; scrollbar-background: $panel; scrollbar-color: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        Binding("question_mark,f1", "app.help", "Help", show=False),
    ]

    hint_place = "dialog"

    WIDE: ClassVar[int] = WIDEST
    """Its cells, with the border."""
    HELPS: ClassVar[bool] = True
    """Whether the help screen can be opened; there is none before the first board."""

    def __init__(self, heading: str, hints: Hints = CONFIRM, *, leave: str = "cancel") -> None:
        """Take the heading and the keys with their verbs; escape is added as the last one."""
        super().__init__()
        self._heading, self._leave = heading, Hint("esc", leave)
        self._hints = self._make_hints(hints)
        self._wrong = Static(classes="wrong")
        self._footer = Static(classes="footer")
        self._box: VerticalScroll | None = None

    def compose(self) -> ComposeResult:
        """Yield the box, with the first and the last key in its border, and the footer."""
        box = self._box = VerticalScroll(*self.content(), self._wrong, classes="box")
        box.can_focus = False
        box.border_title = Content(cell_width.shorten(text.clean_line(self._heading), WIDEST - 6))
        self._show_border()
        yield box
        yield self._footer

    def _make_hints(self, hints: Hints) -> list[Hint]:
        words = [Hint(key, cell_width.shorten(text.clean_line(verb), LONGEST_VERB)) for key, verb in hints]
        return [*words, self._leave]

    def show_hints(self, hints: Hints) -> None:
        """Show other keys with their verbs, before the one that leaves."""
        self._hints = self._make_hints(hints)
        self._show_border()
        self._show_keys()

    def _show_border(self) -> None:
        """Show the first and the last key in the border."""
        if self._box:  # what a list shows may be read before it is composed
            self._box.border_subtitle = Content(frame_hints([self._hints[0], *self._hints[1:][-1:]], self.WIDE - 6))

    def content(self) -> Iterable[Widget]:
        """Return the widgets in the box, from top to bottom."""
        return ()

    def complain(self, sentence: str) -> None:
        """Show below the question why the answer is refused; an empty sentence removes it."""
        if not sentence and not self._wrong.has_class("-some"):
            return  # nothing is shown, and an update lays the dialog out anew
        self._wrong.update(Content(text.clean(sentence)))
        self._wrong.set_class(bool(sentence), "-some")
        self._wrong.remove_class("-well")
        if sentence:
            self._wrong.scroll_visible(animate=False)

    def answer_with(self, sentence: str) -> None:
        """Show a sentence in the same place that is no error."""
        self.complain(sentence)
        self._wrong.add_class("-well")

    def on_descendant_focus(self) -> None:
        """Show the keys that work now: in an input, a letter is text."""
        self._show_keys()

    def _show_keys(self) -> None:
        """Show in the footer, over the board's, the keys that the border does not show."""
        hints = self._hints[1:-1]
        if any(pick.display for pick in self.query(TypeAhead)):
            hints.append(Hint("↑ ↓", "choose"))
        hints += [Hint(*pair) for entry in self.query(Entry) if entry.has_focus_within for pair in entry.keys]
        typing = isinstance(self.focused, Input | TextArea)
        if self.HELPS:
            hints.append(Hint("f1" if typing else "?", "help"))
        self._footer.update(draw_hint_line(hints, self.size.width))

    def on_resize(self, event: Resize) -> None:
        """Fit the footer to the width, and the lists to the height."""
        self._show_keys()
        for pick in self.query(TypeAhead):
            pick.grow(min(12, event.size.height - self.lines_around(pick)))

    def lines_around(self, pick: TypeAhead) -> int:  # noqa: ARG002 - other dialogs have several lists
        """Return how many lines of the screen the list can't use."""
        return 5

    @property
    def has_unsaved(self) -> bool:
        """Whether leaving would lose something."""
        return False

    def on_click(self, event: Click) -> None:
        """Cancel on a click beside the box, unless something would be lost."""
        if not self._box or not self.HELPS or self._box.region.contains(int(event.screen_x), int(event.screen_y)):
            return
        if self.has_unsaved:
            self.complain("What you typed is not saved. Esc: discard")
        else:
            self.action_leave()

    @on(LineInput.GivenUp)
    def _leave_on_escape(self, event: LineInput.GivenUp) -> None:
        event.stop()
        self.action_leave()

    def action_leave(self) -> None:
        """Cancel."""
        self.dismiss(None)


def text_widget(words: str, *, style: str = "", classes: str = "said") -> Static:
    """Return a widget with text from people, which is never read as markup."""
    content = Content(text.clean(words))
    return Static(content.stylize(style) if style else content, classes=classes)


class PickDialog(Dialog[Result]):
    """A list that gets shorter as one types; what is chosen there is the answer."""

    _pick: TypeAhead

    def content(self) -> Iterable[Widget]:
        """Return the list."""
        yield self._pick

    @on(TypeAhead.Picked)
    def _dismiss_pick(self, event: TypeAhead.Picked) -> None:
        event.stop()
        self.dismiss(self.answer(event.key, event.typed))

    @abstractmethod
    def answer(self, key: str, typed: str) -> Result:
        """Return the result for the chosen line's key and what was typed."""


class PickKey(PickDialog[str]):
    """A list whose answer is the key of the chosen line."""

    def answer(self, key: str, typed: str) -> str:  # noqa: ARG002 - other lists need what was typed
        """Return the key."""
        return key
