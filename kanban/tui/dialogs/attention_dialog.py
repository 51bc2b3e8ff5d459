"""The list of conflicts: changes that the server refused or others overtook, each with its text and the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from kanban import cell_width
from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import WIDEST
from kanban.tui.dialogs.list_editor import ListEditor, Row, RowAct

if TYPE_CHECKING:
    from kanban.store.replica.conflicts.conflict_notes import ConflictNote

SIGNS = {"refused": "✗", "overtaken": "⇄", "removed": "−", "notice": "i"}
"""The signs of the kinds of notes, so that nothing is shown by colour alone."""


class AttentionDialog(ListEditor["ConflictNote", str]):
    """`AttentionDialog(notes, title_of, deal)` → the card to open; `deal(note_id, "retry" or "discard")` acts."""

    nothing = Content(" Nothing needs attention.")

    def __init__(
        self,
        notes: Sequence[ConflictNote],
        title_of: Callable[[str], str],
        deal: Callable[[str, str], None],
        say: Callable[[str], str] = str,
    ) -> None:
        """Take the notes; `title_of` returns a card's title, `say` formats a time."""
        acts: list[RowAct[ConflictNote]] = [
            RowAct("enter,o", "open", self._open),
            RowAct("r", "retry", lambda note: deal(note.id, "retry")),
            RowAct("y", "copy", self._copy),
            RowAct("x,d,delete", "discard", lambda note: deal(note.id, "discard")),
        ]
        super().__init__("Needs attention", acts)
        self._notes, self._title_of, self._say = notes, title_of, say

    def show(self, notes: Sequence[ConflictNote]) -> None:
        """Show the notes as they are now."""
        self._notes = notes
        self.complain("")
        self.show_rows()

    def list_rows(self) -> list[Row[ConflictNote]]:
        """Return the notes, newest first."""
        rows = []
        for note in self._notes:
            title = self._title_of(note.card) if note.card else "the board"
            draw = partial(_draw_note, note, title, self._say(note.at))
            rows.append(Row(note.id, note, note, draw, height=len(draw(WIDEST - 7))))
        return rows

    def _open(self, note: ConflictNote) -> None:
        """Open the card that a note is about."""
        if note.card:
            self.dismiss(note.card)

    def _copy(self, note: ConflictNote) -> None:
        """Copy the whole note: what was written, and why it is here."""
        self.app.copy_to_clipboard(text.clean(note.words))
        self.answer_with("Copied.")


def _draw_note(note: ConflictNote, title: str, at: str, width: int) -> list[Content]:
    """Return a note's lines: the card and the time, the change, the reason, and what `r` does."""
    head = Content.assemble(
        (f" {SIGNS.get(note.kind, '!')} ", "$overdue"), (cell_width.shorten(text.clean_line(title), 40), "bold"),
        (f"  {at}", "$muted"),
    )  # fmt: skip
    lines = [head.truncate(width, ellipsis=True)]
    for words, style in ((note.summary, ""), (note.detail, "$muted"), (_retry_hint(note), "$muted")):
        if words:
            plain = cell_width.shorten(text.clean_line(words), 5 * (width - 4))
            lines += [Content(f"   {part}").stylize(style) for part in _wrap_words(plain, width - 4)]
    return lines


def _retry_hint(note: ConflictNote) -> str:
    """Return what `r` does with a note, if that is more than a retry."""
    if note.kind != "removed" or not note.changes:
        return ""
    return "r: restore the card" if note.is_restoring else "r: set your value anyway"


def _wrap_words(words: str, width: int) -> list[str]:
    lines = [""]
    for word in words.split(" "):
        if lines[-1] and cell_width.cells(f"{lines[-1]} {word}") > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip() if lines[-1] else cell_width.shorten(word, width)
    return lines
