"""The thread of a card: what both teams wrote, and what was done to the card in between."""

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

BEGUN = "New words for this comment are not saved yet. e: go on"
"""What stands below a comment that its author began to edit."""

NO_COMMENT = "There is no comment under the cursor."


class Thread(Lines):
    """Comments and acts, oldest first; the cursor goes from comment to comment."""

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
        """One's own comment is to be written anew."""

        comment: Comment

    @dataclass
    class ReplyAsked(Message):
        """A comment is to be answered."""

        comment: Comment

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._view: CardView | None = None
        self._fresh: set[str] = set()
        self._unfolded: set[str] = set()
        self._asking: tuple[str, str] | None = None
        """What stands below a comment: its id, and a question or why something is refused."""
        self._deleting = False
        """That is the question whether the comment is to be deleted."""
        self._with_acts = True

    def show(self, view: CardView) -> None:
        """Show this card's thread; the same card's again stays where it was read."""
        anew = self._view is None or self._view.card.id != view.card.id
        if anew:
            self._fresh, self._unfolded, self._asking, self._deleting = set(), set(), None, False
        # A comment that was read here just now keeps its mark until another card is opened.
        self._fresh |= view.unread
        self._view = view
        start = next((comment.id for comment in view.comments if comment.id in self._fresh), None)
        self.show_blocks(self._made(view), anew=anew, start=start)

    @property
    def hint_place(self) -> str:
        """What the keys mean: for a question, for a comment of one's own, for all else."""
        me = self._view.me if self._view else None
        if self._deleting:
            return "deleting"
        return "own comment" if me and self.comment and self.comment.author == me.id else "thread"

    @property
    def comment(self) -> Comment | None:
        """The comment under the cursor."""
        comments = self._view.comments if self._view else []
        return next((comment for comment in comments if comment.id == self.cursor), None)

    def _made(self, view: CardView) -> list[Block]:
        acts = [event for event in view.events if self._with_acts and story_lines.belongs(event)]
        authors = [view.board.find_person_name(comment.author) for comment in view.comments]
        names = story_lines.names_width([*authors, *(event.actor for event in acts)])
        day = view.today
        made: list[tuple[str, int, Block]] = []
        for comment in view.comments:
            key = comment.id
            asking = self._asking[1] if self._asking and self._asking[0] == key else ""
            asking = asking or (BEGUN if key in view.edits else "")
            unread, whole = key in self._fresh, key in self._unfolded
            stamp = (comment, unread, whole, asking, names, day, view.board.all_members)
            draw = partial(self._comment, comment, view, names=names, unread=unread, whole=whole, asking=asking)
            made.append((comment.at, 1, Block(key, stamp, draw)))
        for event in acts:
            draw_act = partial(self._act, event, view, names=names)
            made.append((event.at, 0, Block(f"act {event.id}", (event.said, names, day), draw_act, stop=False)))
        made.sort(key=lambda entry: entry[:2])
        if not view.comments:
            empty = Block("empty", bool(acts), partial(_invitation, view), stop=False)
            return [*(block for _, _, block in made), empty]
        return [block for _, _, block in made]

    @staticmethod
    def _comment(
        comment: Comment, view: CardView, width: int, *, names: int, unread: bool, whole: bool, asking: str
    ) -> list[Content]:
        made = story_lines.comment_lines(comment, view, width, names, unread=unread, whole=whole)
        if asking:
            indent = Content(" " * story_lines.place(comment.team, width, names).words)
            made += [
                indent + line.stylize("bold $overdue") for line in Content(asking).wrap(max(8, width - len(indent)))
            ]
        return made

    @staticmethod
    def _act(event: Event, view: CardView, width: int, *, names: int) -> list[Content]:
        return story_lines.act_lines(event, view, width, names)

    def _again(self) -> None:
        if self._view:
            self.show_blocks(self._made(self._view), anew=False)

    def watch_cursor(self, before: str | None, now: str | None) -> None:
        """Forget the question about another comment."""
        super().watch_cursor(before, now)
        self.post_message(PlaceChanged())
        if self._asking and self._asking[0] != self.cursor:
            self._keep_comment()

    def on_key(self, event: Key) -> None:
        """Take any key but that of the question as a no to it; escape and enter mean nothing else then."""
        if not self._deleting:
            return
        there = self.screen.active_bindings.get(event.key)
        if there is None or there.binding.action != "retract":
            self._keep_comment()
            if event.key in {"escape", "enter"}:
                event.stop()
                event.prevent_default()

    def on_blur(self) -> None:
        """Take it as a no to the question when the focus goes elsewhere."""
        super().on_blur()
        if self._deleting:
            self._keep_comment()

    @property
    def _question(self) -> str:
        keys = (key for key, there in self.screen.active_bindings.items() if there.binding.action == "retract")
        return f"Delete this comment? {key_label(next(keys, 'x'))} again: delete · any other key: keep"

    def _keep_comment(self) -> None:
        """Take the question or the refusal away."""
        self._asking, self._deleting = None, False
        self._again()
        self.post_message(PlaceChanged())

    # -- what can be done with the comment under the cursor

    def action_unfold(self) -> None:
        """Show the whole of a folded comment, or fold it again."""
        if self.comment is None or self.cursor is None:
            self._do_nothing(NO_COMMENT)
            return
        before = len(self._drawn[self.cursor][2]) if self.cursor in self._drawn else 0
        self._unfolded ^= {self.cursor}
        self._again()
        self._show_block(self.cursor)
        if self.cursor in self._drawn and len(self._drawn[self.cursor][2]) == before:
            self._do_nothing("The whole comment shows already.")

    def _do_nothing(self, sentence: str) -> None:
        self.post_message(NothingDone(sentence))

    def picked(self) -> None:
        """Unfold by double click."""
        self.action_unfold()

    def action_acts(self) -> None:
        """Show comments alone, or the acts between them too."""
        if self._view is None or not self._view.events:
            self._do_nothing("There are no acts between the comments.")
            return
        self._with_acts = not self._with_acts
        self._again()

    def action_reply(self) -> None:
        """Answer the comment under the cursor."""
        if comment := self.comment:
            self.post_message(self.ReplyAsked(comment))
        else:
            self._do_nothing(NO_COMMENT)

    def action_rewrite(self) -> None:
        """Put other words into one's own comment."""
        comment = self.comment
        if comment is None:
            self._do_nothing(NO_COMMENT)
        elif self._mine(comment):
            self.post_message(self.RewriteAsked(comment))

    def action_retract(self) -> None:
        """Take one's own comment back, when asked twice."""
        comment = self.comment
        if comment is None:
            self._do_nothing(NO_COMMENT)
        if comment is None or not self._mine(comment):
            return
        if self._deleting:
            self._keep_comment()
            self.post_message(RetractAsked(comment.id))
        else:
            self._asking, self._deleting = (comment.id, self._question), True
            self.post_message(PlaceChanged())
        self._again()
        self._show_block(comment.id)

    def _mine(self, comment: Comment) -> bool:
        """Whether the comment may be rewritten; if not, the reason shows below it."""
        me = self._view.me if self._view else None
        if me is None:
            self._do_nothing(reasons.NOBODY)
            return False
        try:
            permissions.require_role(me, "commenter", "edit comments")
            permissions.require_author(me, comment)
        except KanbanError as error:
            self._asking, self._deleting = (comment.id, str(error)), False
            self._again()
            self._show_block(comment.id)
            return False
        return True


def _invitation(view: CardView, width: int) -> list[Content]:
    name = "nobody" if view.me is None else view.me.name
    may_write = view.me is not None and permissions.RANK[view.me.role] >= permissions.RANK["commenter"]
    said = "No comment yet." + (
        " c writes the first one." if may_write else f" {text.clean_line(name)} may read along."
    )
    return [Content(""), *(Content("  ") + line.stylize("$muted") for line in Content(said).wrap(max(8, width - 3)))]
