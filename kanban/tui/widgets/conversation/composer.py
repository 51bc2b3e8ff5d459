"""The composer of comments: several lines, completion of names, and a draft that stays until it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from kanban import cell_width
from kanban.domain import permissions
from kanban.domain.board import Member
from kanban.domain.card import Comment
from kanban.domain.errors import KanbanError
from kanban.domain.values import text
from kanban.tui.messages import CommentAsked, CommentEditAsked, DraftKept, PlaceChanged
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.conversation.comment_input import CommentInput, NameList, is_nobody, match_names

PAUSE = 1.0
"""Seconds without a key before the draft is saved."""


class Composer(Vertical):
    """One line while it is empty; it grows with the text."""

    DEFAULT_CSS = """
    Composer { height: auto; max-height: 60%; background: $surface; padding: 0 1; }
    Composer CommentInput {
        height: auto; min-height: 1; max-height: 8; border: none; padding: 0; background: $surface;
        scrollbar-size-vertical: 1;
    }
    Composer CommentInput:focus { border: none; }
    Composer CommentInput .text-area--placeholder { color: $muted; }
    Composer CommentInput .text-area--cursor-line { background: $surface; }
    Composer .who { height: auto; color: $muted; }
    Composer .names { height: auto; background: $panel; display: none; }
    Composer.-writing { border-top: solid $muted; }
    Composer.-writing CommentInput { min-height: 2; }
    Composer.-low CommentInput { max-height: 3; }
    Composer.-offering .names { display: block; }
    """

    @property
    def hint_place(self) -> str:
        """The footer's hint place: the list of names, the edit of a comment, or a new comment."""
        return "names" if self._words.offering else "comment again" if self._rewriting else "composer"

    class Left(Message):
        """The writer left; the draft is saved."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._words = CommentInput(soft_wrap=True, highlight_cursor_line=False)
        self._who = Static(classes="who")
        self._told = Content("")
        self._names = NameList(classes="names")
        self._view: CardView | None = None
        self._rewriting: Comment | None = None
        self._kept = ""
        """The draft of a new comment, put aside while a comment is edited."""
        self._sent: tuple[str, frozenset[str]] | None = None
        """The text that was sent, and the ids of the comments before; None once it arrived."""
        self._known = ""
        """The draft as it was saved last."""
        self._edits: dict[str, str] = {}
        """Begun edits of this card's comments, by the comment's id."""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Yield the line with the writer, the list of names, and the text."""
        yield self._who
        yield self._names
        yield self._words

    # -- what is shown

    def show(self, view: CardView) -> None:
        """Show this card; the draft of another one is saved first. For the same card the typed text stays."""
        if self._view is None or self._view.card.id != view.card.id:
            self._save_draft()
            self._rewriting, self._sent = None, None
            self._view, self._edits = view, dict(view.edits)
            self._load(view.draft)
            self._known = view.draft
        else:
            self._view = view
            self._clear_if_arrived(view)
        self._draw()

    def _clear_if_arrived(self, view: CardView) -> None:
        """Clear the text when the comment that was sent is among the card's comments."""
        if self._sent is None:
            return
        body, before = self._sent
        if self._rewriting:
            comment_id = self._rewriting.id
            bodies = {c.id: c.body for c in view.comments} | {entry.id: entry.text for entry in view.activities}
            arrived = bodies.get(comment_id) == body
        else:
            arrived = any(c.body == body and c.id not in before for c in view.comments)
        if arrived:
            self._sent = None
            if self._rewriting:
                self._edits.pop(self._rewriting.id, None)
            self._restore_text()

    def _restore_text(self) -> None:
        """Clear the text after sending, or restore the draft that an edit put aside."""
        edited, self._rewriting = self._rewriting, None
        self._load(self._kept if edited else "")
        self._kept = ""
        if not edited:
            self._save_draft()
        self._draw()

    @property
    def has_draft(self) -> bool:
        """Whether there is a draft of a new comment."""
        return bool(self._kept if self._rewriting else self._words.text)

    @property
    def is_writing(self) -> bool:
        """Whether the text has the focus."""
        return self._words.has_focus

    @property
    def unsent(self) -> tuple[str, str, str] | None:
        """The card's id, the text being written, and the id of the comment that it edits, if any; None if idle."""
        if self._view is None or not self.is_writing:
            return None
        return self._view.card.id, self._words.text, self._rewriting.id if self._rewriting else ""

    def _find_refusal(self) -> str:
        """Return why the member may not write here; empty if they may."""
        me = self._view.me if self._view else None
        if me is None:
            return "Choose a member first, then write."
        try:
            permissions.require_role(me, "commenter", "comment")
        except KanbanError as error:
            return str(error)
        return ""

    def _draw(self, wrong: str = "") -> None:
        refusal = self._find_refusal()
        self._words.read_only = bool(refusal)
        invitation = "▏ write a comment… (c · markdown · @name)"
        if self.content_size.width < len(invitation):
            invitation = "▏ write a comment… (c)"
        self._words.placeholder = Content(refusal or invitation)
        writing = self._words.has_focus or bool(self._words.text)
        self.set_class(writing, "-writing")
        self._who.display = writing
        if wrong:
            self._show_line(Content(wrong).stylize("bold $overdue"))
        elif self._view and self._view.me:
            self._show_line(self._draw_head(self._view, self._view.me))

    def _show_line(self, line: Content) -> None:
        """Show a line above the text; skip it if it is the same, because an update costs a layout for every key."""
        if not self._told.is_same(line):
            self._told = line
            self._who.update(line)

    def _draw_head(self, view: CardView, me: Member) -> Content:
        name = cell_width.shorten(text.clean_line(me.name), 24)
        letter = me.team[:1].upper()
        if self._rewriting:
            what = "activity" if self._is_of_activity(view) else "comment"
            start = Content.assemble(f"editing your {what} of ", view.format_moment(self._rewriting.at))
            note = ""
        else:
            start = Content.assemble("as ", (f"{letter} {name}", f"bold ${me.team}"), f" · {me.team}")
            note = " · draft, not sent" if self._words.text and not self._words.has_focus else ""
        return (start + Content(note)).stylize_before("$muted").truncate(max(1, self.content_size.width), ellipsis=True)

    def on_resize(self) -> None:
        """Fit the hint into the width."""
        self._draw()

    # -- writing

    def leave_to(self, widget: Widget) -> None:
        """Set the widget that gets the focus when the writer leaves."""
        self._words.refuge = widget

    def write(self) -> None:
        """Give the text the focus."""
        self._words.focus()

    def rewrite(self, comment: Comment) -> None:
        """Edit one's own comment, or go on with an edit that was begun; the draft of a new comment is put aside."""
        self._save_draft()
        if self._rewriting is None:
            self._kept = self._words.text
        self._rewriting, self._sent = comment, None
        self._load(self._edits.get(comment.id, comment.body))
        self._draw()
        self.write()

    def reply(self, comment: Comment, name: str) -> None:
        """Insert a quote of a comment, and a mention of its author unless `name` is empty."""
        first = next((line for line in comment.body.splitlines() if line.strip()), "")
        # Without the empty line, Markdown reads the answer as part of the quote.
        mention = f"@{text.clean_line(name)} " if name else ""
        answer = f"> {cell_width.shorten(text.clean_line(first), 120)}\n\n{mention}"
        before = self._words.text.rstrip()
        self._load(f"{before}\n\n{answer}" if before else answer)
        self._draw()
        self.write()

    def _load(self, body: str) -> None:
        self._words.load_text(text.clean(body))
        self._words.move_cursor(self._words.document.end)
        self._offer_names([])

    @on(CommentInput.Sent)
    def _send(self, event: CommentInput.Sent) -> None:
        event.stop()
        view = self._view
        if view is None or self._sent is not None:
            return
        try:
            if refusal := self._find_refusal():
                self._draw(refusal)
                return
            is_activity = self._is_of_activity(view)  # its words may be removed
            body = text.clean(self._words.text).strip() if is_activity else text.clean_body(self._words.text)
        except KanbanError as error:
            self._draw(str(error))
            return
        self._sent = (body, frozenset(comment.id for comment in view.comments))
        if self._rewriting:
            if body == self._rewriting.body:
                self._sent = None
                self._restore_text()
                return
            self.post_message(CommentEditAsked(self._rewriting.id, body, is_activity))
        else:
            self.post_message(CommentAsked(view.card.id, body, self._known))

    def _is_of_activity(self, view: CardView) -> bool:
        """Whether what is edited is an activity."""
        edited = self._rewriting
        return edited is not None and any(entry.id == edited.id for entry in view.activities)

    def allow_resend(self) -> None:
        """Let the comment be sent again: it could not be saved."""
        self._sent = None

    @on(CommentInput.Left)
    def _leave(self, event: CommentInput.Left) -> None:
        event.stop()
        self._save_draft()
        if self._rewriting:
            self._sent = None
            self._restore_text()
        self.post_message(self.Left())

    def _save_draft(self) -> None:
        """Ask for the draft to be saved, if it changed."""
        if self._timer:
            self._timer.stop()
            self._timer = None
        if self._view and self._rewriting:
            self._save_edit(self._view.card.id, self._rewriting)
        body = self._kept if self._rewriting else self._words.text
        if self._view and body.strip() != self._known.strip():
            known, self._known = self._known, body
            self.post_message(DraftKept(self._view.card.id, body, known=known))

    def _save_edit(self, card: str, comment: Comment) -> None:
        """Ask for the edit of a comment to be saved as a draft; text equal to the comment is no edit."""
        body = "" if self._words.text.strip() == comment.body.strip() else self._words.text
        known = self._edits.get(comment.id, "")
        if body.strip() == known.strip():
            return
        if body.strip():
            self._edits[comment.id] = body
        else:
            self._edits.pop(comment.id, None)
        self.post_message(DraftKept(card, body, comment.id, known))

    @on(TextArea.Changed)
    def _note_change(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._sent and self._words.text.strip() != self._sent[0]:
            self._sent = None
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._save_draft)
        self._draw()
        self._suggest()

    def on_descendant_focus(self) -> None:
        """Show who writes."""
        self._draw()

    def on_descendant_blur(self) -> None:
        """Save the draft."""
        self._offer_names([])
        self._save_draft()
        self._draw()

    # -- names

    def _suggest(self) -> None:
        """Offer the members whose name begins as the mention does, but not the writer, who is never notified."""
        typed = self._words.mention if self._words.has_focus else None
        members = self._view.board.members if self._view else ()
        colleagues = [member for member in members if not (self._view and member == self._view.me)]
        self._offer_names([] if typed is None else match_names(colleagues, typed))
        if typed and is_nobody(members, typed):
            self._names.tell(f"No member is called “{cell_width.shorten(typed.split()[0], 30)}”")
            self.add_class("-offering")

    def _offer_names(self, members: Sequence[Member]) -> None:
        self._names.offer(members)
        if self._words.offering != bool(members):
            self._words.offering = bool(members)
            self.set_class(bool(members), "-offering")
            self.post_message(PlaceChanged())

    @on(CommentInput.NameKey)
    def _handle_name_key(self, event: CommentInput.NameKey) -> None:
        event.stop()
        if event.key in {"up", "down"}:
            self._names.go(-1 if event.key == "up" else 1)
        elif event.key == "escape":
            self._offer_names([])
        else:
            self._take_name()

    @on(NameList.Clicked)
    def _take_clicked(self, event: NameList.Clicked) -> None:
        event.stop()
        self._take_name()
        self.write()

    def _take_name(self) -> None:
        """Insert the chosen name."""
        if member := self._names.chosen:
            self._words.put_name(text.clean_line(member.name))
        self._offer_names([])
