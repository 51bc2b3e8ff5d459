"""The thread of a card: the comments of both teams, and the acts between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Key
from textual.message import Message

from kanban.domain.activity import Activity
from kanban.domain.card import Comment
from kanban.domain.errors import KanbanError
from kanban.tui import reasons
from kanban.tui.commands import bound
from kanban.tui.messages import NothingDone, PlaceChanged, RetractAsked
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.conversation import thread_blocks
from kanban.tui.widgets.line_list import Block, LineList

NO_COMMENT = "There is no comment under the cursor."


class CommentThread(LineList):
    """Comments, activities and acts, oldest first; the cursor stops on comments and activities."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("panel_unfold", "unfold"),
        bound("panel_reply", "reply"),
        bound("panel_rewrite", "rewrite"),
        bound("panel_retract", "retract"),
        bound("panel_acts", "acts"),
    ]
    MARKED = True
    FROM_END = True

    @dataclass
    class RewriteAsked(Message):
        """Edit one's own comment."""

        comment: Comment

    @dataclass
    class ReplyAsked(Message):
        """Reply to a comment."""

        comment: Comment

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._view: CardView | None = None
        self._fresh: set[str] = set()
        self._unfolded: set[str] = set()
        self._asking: tuple[str, str] | None = None
        """A comment's id and the sentence below it: a question, or why an act is refused."""
        self._is_deleting = False
        """Whether that sentence asks to confirm the deletion."""
        self._has_acts = True

    def show(self, view: CardView) -> None:
        """Show this card's thread; for the same card the reader's place stays."""
        anew = self._view is None or self._view.card.id != view.card.id
        if anew:
            self._fresh, self._unfolded, self._asking, self._is_deleting = set(), set(), None, False
        # A comment that was just read here keeps its unread mark until another card is opened.
        self._fresh |= view.unread
        self._view = view
        start = next((comment.id for comment in view.comments if comment.id in self._fresh), None)
        self.show_blocks(self._make_blocks(view), anew=anew, start=start)

    @property
    def hint_place(self) -> str:
        """The footer's hint place: a question, one's own comment, or any other place in the thread."""
        me = self._view.me if self._view else None
        if self._is_deleting:
            return "deleting"
        entry = self.comment or self.activity
        return "own comment" if me and entry and entry.author == me.id else "thread"

    @property
    def activity(self) -> Activity | None:
        """The activity under the cursor."""
        return thread_blocks.find_activity(self._view, self.cursor)

    @property
    def comment(self) -> Comment | None:
        """The comment under the cursor."""
        return next((note for note in (self._view.comments if self._view else ()) if note.id == self.cursor), None)

    def _make_blocks(self, view: CardView) -> list[Block]:
        return thread_blocks.make(view, self._fresh, self._unfolded, self._asking or ("", ""), with_acts=self._has_acts)

    def _redraw(self) -> None:
        if self._view:
            self.show_blocks(self._make_blocks(self._view), anew=False)

    def watch_cursor(self, before: str | None, now: str | None) -> None:
        """Drop the question when the cursor leaves its comment."""
        super().watch_cursor(before, now)
        self.post_message(PlaceChanged())
        if self._asking and self._asking[0] != self.cursor:
            self._keep_comment()

    def on_key(self, event: Key) -> None:
        """Take any key but `x` as a no to the question; escape and enter then do nothing else."""
        if not self._is_deleting:
            return
        active = self.screen.active_bindings.get(event.key)
        if active is None or active.binding.action != "retract":
            self._keep_comment()
            if event.key in {"escape", "enter"}:
                event.stop()
                event.prevent_default()

    def on_blur(self) -> None:
        """Take a lost focus as a no to the question."""
        super().on_blur()
        if self._is_deleting:
            self._keep_comment()

    def _keep_comment(self) -> None:
        """Remove the question or the refusal below a comment."""
        self._asking, self._is_deleting = None, False
        self._redraw()
        self.post_message(PlaceChanged())

    # -- what can be done with the comment under the cursor

    def action_unfold(self) -> None:
        """Show the whole of a folded comment, or fold it again."""
        if self.comment is None or self.cursor is None:
            self._do_nothing(NO_COMMENT)
            return
        before = len(self._drawn[self.cursor][2]) if self.cursor in self._drawn else 0
        self._unfolded ^= {self.cursor}
        self._redraw()
        self._show_block(self.cursor)
        if self.cursor in self._drawn and len(self._drawn[self.cursor][2]) == before:
            self._do_nothing("The whole comment shows already.")

    def _do_nothing(self, sentence: str) -> None:
        self.post_message(NothingDone(sentence))

    def activate_block(self) -> None:
        """Unfold the comment that was clicked twice."""
        self.action_unfold()

    def action_acts(self) -> None:
        """Show or hide the acts between the comments."""
        if self._view is None or not self._view.events:
            self._do_nothing("There are no acts between the comments.")
            return
        self._has_acts = not self._has_acts
        self._redraw()

    def action_reply(self) -> None:
        """Reply to the comment under the cursor."""
        if comment := self.comment:
            self.post_message(self.ReplyAsked(comment))
        else:
            self._do_nothing(NO_COMMENT)

    def action_rewrite(self) -> None:
        """Edit one's own comment under the cursor, or the words of one's own activity."""
        if comment := self._find_own_comment("edit"):
            self.post_message(self.RewriteAsked(comment))

    def action_retract(self) -> None:
        """Delete one's own comment or activity under the cursor; the first press asks to confirm."""
        if (comment := self._find_own_comment("delete")) is None or (key := self.cursor) is None:
            return
        if self._is_deleting:
            self._keep_comment()
            self.post_message(RetractAsked(comment.id, self.activity is not None))
        else:
            question = thread_blocks.ask_to_delete(self.screen.active_bindings, is_activity=self.activity is not None)
            self._asking, self._is_deleting = (key, question), True
            self.post_message(PlaceChanged())
        self._redraw()
        self._show_block(key)

    def _find_own_comment(self, what: str) -> Comment | None:
        """Return the comment or activity under the cursor if its reader may rewrite it; if not, show why."""
        entry, me = self.comment or self.activity, self._view.me if self._view else None
        if entry is None or me is None or self.cursor is None:
            self._do_nothing(reasons.NOBODY if entry else NO_COMMENT)
            return None
        try:
            return thread_blocks.require_own(me, entry, what)
        except KanbanError as error:
            self._asking, self._is_deleting = (self.cursor, str(error)), False
            self._redraw()
            self._show_block(self.cursor)
            return None
