"""The thread of a card: the comments of both teams, and the acts between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.events import Key
from textual.message import Message

from kanban.domain import permissions
from kanban.domain.card import Comment
from kanban.domain.errors import KanbanError
from kanban.domain.history import Event
from kanban.domain.values import text
from kanban.tui import reasons
from kanban.tui.commands import bound, key_label
from kanban.tui.messages import NothingDone, PlaceChanged, RetractAsked
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.conversation import story_lines
from kanban.tui.widgets.line_list import Block, Lines

BEGUN = "Your edit of this comment is not saved yet. e: continue"
"""The note below a comment that its author began to edit."""

NO_COMMENT = "There is no comment under the cursor."


class Thread(Lines):
    """Comments and acts, oldest first; the cursor stops on comments only."""

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
        self._deleting = False
        """Whether that sentence asks to confirm the deletion."""
        self._with_acts = True

    def show(self, view: CardView) -> None:
        """Show this card's thread; for the same card the reader's place stays."""
        anew = self._view is None or self._view.card.id != view.card.id
        if anew:
            self._fresh, self._unfolded, self._asking, self._deleting = set(), set(), None, False
        # A comment that was just read here keeps its unread mark until another card is opened.
        self._fresh |= view.unread
        self._view = view
        start = next((comment.id for comment in view.comments if comment.id in self._fresh), None)
        self.show_blocks(self._build_blocks(view), anew=anew, start=start)

    @property
    def hint_place(self) -> str:
        """The footer's hint place: a question, one's own comment, or any other place in the thread."""
        me = self._view.me if self._view else None
        if self._deleting:
            return "deleting"
        return "own comment" if me and self.comment and self.comment.author == me.id else "thread"

    @property
    def comment(self) -> Comment | None:
        """The comment under the cursor."""
        comments = self._view.comments if self._view else []
        return next((comment for comment in comments if comment.id == self.cursor), None)

    def _build_blocks(self, view: CardView) -> list[Block]:
        acts = [event for event in view.events if self._with_acts and story_lines.is_in_thread(event)]
        authors = [view.board.find_person_name(comment.author) for comment in view.comments]
        names = story_lines.name_column_width([*authors, *(event.actor for event in acts)])
        day = view.today
        entries: list[tuple[str, int, Block]] = []
        for comment in view.comments:
            key = comment.id
            asking = self._asking[1] if self._asking and self._asking[0] == key else ""
            asking = asking or (BEGUN if key in view.edits else "")
            unread, whole = key in self._fresh, key in self._unfolded
            stamp = (comment, unread, whole, asking, names, day, view.board.all_members)
            draw = partial(self._draw_comment, comment, view, names=names, unread=unread, whole=whole, asking=asking)
            entries.append((comment.at, 1, Block(key, stamp, draw)))
        for event in acts:
            draw_act = partial(self._draw_act, event, view, names=names)
            entries.append((event.at, 0, Block(f"act {event.id}", (event.said, names, day), draw_act, stop=False)))
        entries.sort(key=lambda entry: entry[:2])  # at the same time, an act stands before the comment
        if not view.comments:
            empty = Block("empty", bool(acts), partial(_draw_invitation, view), stop=False)
            return [*(block for _, _, block in entries), empty]
        return [block for _, _, block in entries]

    @staticmethod
    def _draw_comment(
        comment: Comment, view: CardView, width: int, *, names: int, unread: bool, whole: bool, asking: str
    ) -> list[Content]:
        lines = story_lines.draw_comment(comment, view, width, names, unread=unread, whole=whole)
        if asking:
            indent = Content(" " * story_lines.entry_columns(comment.team, width, names).words)
            lines += [
                indent + line.stylize("bold $overdue") for line in Content(asking).wrap(max(8, width - len(indent)))
            ]
        return lines

    @staticmethod
    def _draw_act(event: Event, view: CardView, width: int, *, names: int) -> list[Content]:
        return story_lines.draw_act(event, view, width, names)

    def _redraw(self) -> None:
        if self._view:
            self.show_blocks(self._build_blocks(self._view), anew=False)

    def watch_cursor(self, before: str | None, now: str | None) -> None:
        """Drop the question when the cursor leaves its comment."""
        super().watch_cursor(before, now)
        self.post_message(PlaceChanged())
        if self._asking and self._asking[0] != self.cursor:
            self._keep_comment()

    def on_key(self, event: Key) -> None:
        """Take any key but `x` as a no to the question; escape and enter then do nothing else."""
        if not self._deleting:
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
        if self._deleting:
            self._keep_comment()

    @property
    def _question(self) -> str:
        keys = (key for key, active in self.screen.active_bindings.items() if active.binding.action == "retract")
        return f"Delete this comment? {key_label(next(keys, 'x'))} again: delete · any other key: keep"

    def _keep_comment(self) -> None:
        """Remove the question or the refusal below a comment."""
        self._asking, self._deleting = None, False
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
        self._with_acts = not self._with_acts
        self._redraw()

    def action_reply(self) -> None:
        """Reply to the comment under the cursor."""
        if comment := self.comment:
            self.post_message(self.ReplyAsked(comment))
        else:
            self._do_nothing(NO_COMMENT)

    def action_rewrite(self) -> None:
        """Edit one's own comment under the cursor."""
        comment = self.comment
        if comment is None:
            self._do_nothing(NO_COMMENT)
        elif self._check_may_rewrite(comment):
            self.post_message(self.RewriteAsked(comment))

    def action_retract(self) -> None:
        """Delete one's own comment under the cursor; the first press asks to confirm."""
        comment = self.comment
        if comment is None:
            self._do_nothing(NO_COMMENT)
        if comment is None or not self._check_may_rewrite(comment):
            return
        if self._deleting:
            self._keep_comment()
            self.post_message(RetractAsked(comment.id))
        else:
            self._asking, self._deleting = (comment.id, self._question), True
            self.post_message(PlaceChanged())
        self._redraw()
        self._show_block(comment.id)

    def _check_may_rewrite(self, comment: Comment) -> bool:
        """Return whether the member may edit the comment; if not, show the reason below it."""
        me = self._view.me if self._view else None
        if me is None:
            self._do_nothing(reasons.NOBODY)
            return False
        try:
            permissions.require_role(me, "commenter", "edit comments")
            permissions.require_author(me, comment)
        except KanbanError as error:
            self._asking, self._deleting = (comment.id, str(error)), False
            self._redraw()
            self._show_block(comment.id)
            return False
        return True


def _draw_invitation(view: CardView, width: int) -> list[Content]:
    name = "nobody" if view.me is None else view.me.name
    may_write = view.me is not None and permissions.RANK[view.me.role] >= permissions.RANK["commenter"]
    words = "No comments yet. " + ("c: write one" if may_write else f"{text.clean_line(name)} can only read here.")
    return [Content(""), *(Content("  ") + line.stylize("$muted") for line in Content(words).wrap(max(8, width - 3)))]
