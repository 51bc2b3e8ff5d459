"""The list of conflicts: changes that the server refused or others overtook, each with its text and the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from kanban import cell_width
from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import WIDEST, Dialog
from kanban.tui.widgets.line_list import Block, Lines

if TYPE_CHECKING:
    from kanban.store.replica.conflicts.conflict_notes import Note

SIGNS = {"refused": "✗", "overtaken": "⇄", "removed": "−", "notice": "i"}
"""The signs of the kinds of notes, so that nothing is shown by colour alone."""

NOTHING = "Nothing needs attention."


class NoteList(Lines):
    """The notes, newest first."""


class Tray(Dialog[str]):
    """`Tray(notes, title_of, deal)` → the id of the card to open; `deal(note_id, "retry" or "discard")` acts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,o", "open", "Open", show=False),
        Binding("r", "deal('retry')", "Do it again", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("x,d,delete", "deal('discard')", "Discard", show=False),
    ]

    def __init__(
        self,
        notes: Sequence[Note],
        title_of: Callable[[str], str],
        deal: Callable[[str, str], None],
        say: Callable[[str], str] = str,
    ) -> None:
        """Take the notes; `title_of` returns a card's title, `say` formats a time."""
        self._say = say
        super().__init__(
            "Needs attention", (("enter", "open"), ("r", "retry"), ("y", "copy"), ("x", "discard")), leave="close"
        )
        self._notes, self._title_of, self._deal = list(notes), title_of, deal
        self._list = NoteList()

    def content(self) -> Iterable[Widget]:
        """Return the list."""
        yield self._list

    def on_mount(self) -> None:
        """Show the notes."""
        self.show(self._notes)
        self._list.focus()

    def show(self, notes: Sequence[Note]) -> None:
        """Show the notes as they are now."""
        self._notes = list(notes)
        self.complain("")
        drawn = [
            partial(_draw_note, note, self._title_of(note.card) if note.card else "the board", self._say(note.at))
            for note in notes
        ]
        blocks = [Block(note.id, note, lines) for note, lines in zip(notes, drawn, strict=True)]
        if not blocks:
            blocks = [
                Block("", NOTHING, lambda width: [Content(f" {NOTHING}").truncate(width, ellipsis=True)], stop=False)
            ]
        self._list.styles.height = max(1, sum(len(lines(WIDEST - 7)) for lines in drawn))
        self._list.show_blocks(blocks, anew=self._list.cursor is None)

    def on_resize(self, event: Resize) -> None:
        """Leave lines for the frame and a sentence."""
        self._list.styles.max_height = max(1, event.size.height - 4)

    @property
    def _note(self) -> Note | None:
        return next((note for note in self._notes if note.id == self._list.cursor), None)

    def action_open(self) -> None:
        """Open the card that the note is about."""
        note = self._note
        if note and note.card:
            self.dismiss(note.card)

    def action_deal(self, what: str) -> None:
        """Retry or discard the note under the cursor."""
        note = self._note
        if note:
            self._deal(note.id, what)

    def action_copy(self) -> None:
        """Copy the whole note: what was written, and why it is here."""
        note = self._note
        if note:
            self.app.copy_to_clipboard(text.clean(note.words))
            self.answer_with("Copied.")


def _draw_note(note: Note, title: str, at: str, width: int) -> list[Content]:
    """Return a note's lines: the card and the time, the change, the reason, and what `r` does."""
    head = Content.assemble(
        (f" {SIGNS.get(note.kind, '!')} ", "$overdue"), (cell_width.shorten(text.clean_line(title), 40), "bold"),
        (f"  {at}", "$muted"),
    )  # fmt: skip
    lines = [head.truncate(width, ellipsis=True)]
    for words, style in ((note.said, ""), (note.detail, "$muted"), (_retry_hint(note), "$muted")):
        if words:
            plain = cell_width.shorten(text.clean_line(words), 5 * (width - 4))
            lines += [Content(f"   {part}").stylize(style) for part in _wrap_words(plain, width - 4)]
    return lines


def _retry_hint(note: Note) -> str:
    """Return what `r` does with a note, if that is more than a retry."""
    if note.kind != "removed" or not note.changes:
        return ""
    return "r: restore the card" if note.restores else "r: set your value anyway"


def _wrap_words(words: str, width: int) -> list[str]:
    lines = [""]
    for word in words.split(" "):
        if lines[-1] and cell_width.cells(f"{lines[-1]} {word}") > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip() if lines[-1] else cell_width.shorten(word, width)
    return lines
