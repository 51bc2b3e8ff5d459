"""Where a comment is written: several lines, names completed, the draft kept until it is sent."""

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
from kanban.tui.widgets.conversation.comment_input import NameList, Words, is_nobody, named_so

PAUSE = 1.0
"""Seconds without a key after which the draft is kept."""


class Composer(Vertical):
    """One line as long as nothing is written; it grows with the text."""

    DEFAULT_CSS = """
    Composer { height: auto; max-height: 60%; background: $surface; padding: 0 1; }
    Composer Words { height: auto; min-height: 1; max-height: 8; border: none; padding: 0; background: $surface; scrollbar-size-vertical: 1; }
    Composer Words:focus { border: none; }
    Composer Words .text-area--placeholder { color: $muted; }
    Composer Words .text-area--cursor-line { background: $surface; }
    Composer .who { height: auto; color: $muted; }
    Composer .names { height: auto; background: $panel; display: none; }
    Composer.-writing { border-top: solid $muted; }
    Composer.-writing Words { min-height: 2; }
    Composer.-low Words { max-height: 3; }
    Composer.-offering .names { display: block; }
    """

    @property
    def hint_place(self) -> str:
        """What the keys mean: in the list of names, in a comment that is written anew, in a new one."""
        return "names" if self._words.offering else "comment again" if self._rewriting else "composer"

    class Left(Message):
        """The writer went elsewhere; the draft is kept."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._words = Words(soft_wrap=True, highlight_cursor_line=False)
        self._who = Static(classes="who")
        self._told = Content("")
        self._names = NameList(classes="names")
        self._view: CardView | None = None
        self._rewriting: Comment | None = None
        self._kept = ""
        self._sent: tuple[str, frozenset[str]] | None = None
        self._known = ""
        self._edits: dict[str, str] = {}
        """New words for comments of this card that are kept and not saved, by the comment's id."""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Who writes, the names, the text."""
        yield self._who
        yield self._names
        yield self._words

    # -- what is shown

    def show(self, view: CardView) -> None:
        """Write on this card; another one's draft is kept first. What is being typed stays."""
        if self._view is None or self._view.card.id != view.card.id:
            self._keep()
            self._rewriting, self._sent = None, None
            self._view, self._edits = view, dict(view.edits)
            self._load(view.draft)
            self._known = view.draft
        else:
            self._view = view
            self._settle(view)
        self._draw()

    def _settle(self, view: CardView) -> None:
        """Empty the text once what was sent stands among the comments."""
        if self._sent is None:
            return
        body, before = self._sent
        if self._rewriting:
            wanted = self._rewriting.id
            arrived = any(c.id == wanted and c.body == body for c in view.comments)
        else:
            arrived = any(c.body == body and c.id not in before for c in view.comments)
        if arrived:
            self._sent = None
            if self._rewriting:
                self._edits.pop(self._rewriting.id, None)
            self._done()

    def _done(self) -> None:
        """Go back to what was written before: nothing, or the draft that a rewriting put aside."""
        rewritten, self._rewriting = self._rewriting, None
        self._load(self._kept if rewritten else "")
        self._kept = ""
        if not rewritten:
            self._keep()
        self._draw()

    @property
    def drafted(self) -> bool:
        """Whether a comment of this card is begun and not sent."""
        return bool(self._kept if self._rewriting else self._words.text)

    @property
    def writing(self) -> bool:
        """Whether the text has the focus."""
        return self._words.has_focus

    @property
    def unsent(self) -> tuple[str, str, str] | None:
        """The card and the text that is being written for it, and the comment that it is to replace; None while nobody writes."""
        if self._view is None or not self.writing:
            return None
        return self._view.card.id, self._words.text, self._rewriting.id if self._rewriting else ""

    def _refusal(self) -> str:
        """Return why nobody may write here, empty where one may."""
        me = self._view.me if self._view else None
        if me is None:
            return "Nobody is chosen who could write; choose a member first."
        try:
            permissions.require_role(me, "commenter", "comment")
        except KanbanError as error:
            return str(error)
        return ""

    def _draw(self, wrong: str = "") -> None:
        refusal = self._refusal()
        self._words.read_only = bool(refusal)
        invitation = "▏ write a comment… (c · markdown · @name)"
        if self.content_size.width < len(invitation):
            invitation = "▏ write a comment… (c)"
        self._words.placeholder = Content(refusal or invitation)
        writing = self._words.has_focus or bool(self._words.text)
        self.set_class(writing, "-writing")
        self._who.display = writing
        if wrong:
            self._tell(Content(wrong).stylize("bold $overdue"))
        elif self._view and self._view.me:
            self._tell(self._head(self._view, self._view.me))

    def _tell(self, told: Content) -> None:
        """Say something over the text; not again what stands there, for it costs a layout at every key."""
        if not self._told.is_same(told):
            self._told = told
            self._who.update(told)

    def _head(self, view: CardView, me: Member) -> Content:
        name = cell_width.shorten(text.clean_line(me.name), 24)
        letter = me.team[:1].upper()
        if self._rewriting:
            start = Content.assemble("editing your comment of ", view.when(self._rewriting.at))
            kept = ""
        else:
            start = Content.assemble("as ", (f"{letter} {name}", f"bold ${me.team}"), f" · {me.team}")
            kept = " · draft, not sent" if self._words.text and not self._words.has_focus else ""
        return (start + Content(kept)).stylize_before("$muted").truncate(max(1, self.content_size.width), ellipsis=True)

    def on_resize(self) -> None:
        """Fit the hint into the width."""
        self._draw()

    # -- writing

    def leave_to(self, widget: Widget) -> None:
        """Have the focus go there when the writer leaves."""
        self._words.refuge = widget

    def write(self) -> None:
        """Give the text the focus."""
        self._words.focus()

    def rewrite(self, comment: Comment) -> None:
        """Put one's own comment into the text, or the new words that were begun for it; the draft is put aside."""
        self._keep()
        if self._rewriting is None:
            self._kept = self._words.text
        self._rewriting, self._sent = comment, None
        self._load(self._edits.get(comment.id, comment.body))
        self._draw()
        self.write()

    def reply(self, comment: Comment, name: str) -> None:
        """Put a quote of a comment, and its author's name if it has any here, into the text."""
        first = next((line for line in comment.body.splitlines() if line.strip()), "")
        # Without the empty line Markdown takes the answer for more of the quote.
        mention = f"@{text.clean_line(name)} " if name else ""
        answer = f"> {cell_width.shorten(text.clean_line(first), 120)}\n\n{mention}"
        before = self._words.text.rstrip()
        self._load(f"{before}\n\n{answer}" if before else answer)
        self._draw()
        self.write()

    def _load(self, body: str) -> None:
        self._words.load_text(text.clean(body))
        self._words.move_cursor(self._words.document.end)
        self._offer([])

    @on(Words.Sent)
    def _send(self, event: Words.Sent) -> None:
        event.stop()
        view = self._view
        if view is None or self._sent is not None:
            return
        try:
            if refusal := self._refusal():
                self._draw(refusal)
                return
            body = text.clean_body(self._words.text)
        except KanbanError as error:
            self._draw(str(error))
            return
        self._sent = (body, frozenset(comment.id for comment in view.comments))
        if self._rewriting:
            if body == self._rewriting.body:
                self._sent = None
                self._done()
                return
            self.post_message(CommentEditAsked(self._rewriting.id, body))
        else:
            self.post_message(CommentAsked(view.card.id, body, self._known))

    def refused(self) -> None:
        """Let what was sent be sent again: it could not be kept."""
        self._sent = None

    @on(Words.Left)
    def _leave(self, event: Words.Left) -> None:
        event.stop()
        self._keep()
        if self._rewriting:
            self._sent = None
            self._done()
        self.post_message(self.Left())

    def _keep(self) -> None:
        """Have the draft kept, where it changed."""
        if self._timer:
            self._timer.stop()
            self._timer = None
        if self._view and self._rewriting:
            self._keep_edit(self._view.card.id, self._rewriting)
        body = self._kept if self._rewriting else self._words.text
        if self._view and body.strip() != self._known.strip():
            known, self._known = self._known, body
            self.post_message(DraftKept(self._view.card.id, body, known=known))

    def _keep_edit(self, card: str, comment: Comment) -> None:
        """Have new words for a comment kept; those that it has already are none."""
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
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._sent and self._words.text.strip() != self._sent[0]:
            self._sent = None
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._keep)
        self._draw()
        self._suggest()

    def on_descendant_focus(self) -> None:
        """Say who writes."""
        self._draw()

    def on_descendant_blur(self) -> None:
        """Keep the draft."""
        self._offer([])
        self._keep()
        self._draw()

    # -- names

    def _suggest(self) -> None:
        """Offer the members whose name begins as what stands behind the @, but not the writer: nothing comes of that."""
        typed = self._words.mention if self._words.has_focus else None
        members = self._view.board.members if self._view else ()
        others = [member for member in members if not (self._view and member == self._view.me)]
        self._offer([] if typed is None else named_so(others, typed))
        if typed and is_nobody(members, typed):
            self._names.tell(f"No member is called “{cell_width.shorten(typed.split()[0], 30)}”")
            self.add_class("-offering")

    def _offer(self, members: Sequence[Member]) -> None:
        self._names.offer(members)
        if self._words.offering != bool(members):
            self._words.offering = bool(members)
            self.set_class(bool(members), "-offering")
            self.post_message(PlaceChanged())

    @on(Words.NameKey)
    def _choose(self, event: Words.NameKey) -> None:
        event.stop()
        if event.key in {"up", "down"}:
            self._names.go(-1 if event.key == "up" else 1)
        elif event.key == "escape":
            self._offer([])
        else:
            self._take()

    @on(NameList.Clicked)
    def _clicked(self, event: NameList.Clicked) -> None:
        event.stop()
        self._take()
        self.write()

    def _take(self) -> None:
        """Put the chosen name in place of what was typed of it."""
        if member := self._names.chosen:
            self._words.put_name(text.clean_line(member.name))
        self._offer([])
