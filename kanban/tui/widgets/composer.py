"""Where a comment is written: several lines, names completed, the draft kept until it is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.timer import Timer
from textual.widgets import Static, TextArea
from textual.widgets.text_area import Edit, EditResult

from kanban.domain import rules, text
from kanban.domain.board import Member
from kanban.domain.card import Comment
from kanban.domain.errors import KanbanError
from kanban.tui.commands import bound
from kanban.tui.messages import CommentAsked, CommentEditAsked, DraftKept
from kanban.tui.widgets.card_view import CardView

PAUSE = 1.0
"""Seconds without a key after which the draft is kept."""

MOST_NAMES = 5
"""Names that are offered at once."""

_MENTION = re.compile(r"(?:^|(?<=[\s(\[>]))@([\w.-]*(?: \w*)?)$")


class Words(TextArea):
    """The text itself; whatever comes in by key or paste is made harmless."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("panel_send", "send"),
        Binding("escape", "leave", "Keep the draft", show=False),
    ]

    class Sent(Message):
        """What is written is to be sent."""

    class Left(Message):
        """Escape: what is written is kept as a draft."""

    class NameKey(Message):
        """A key for the list of names."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    offering = False
    """Whether a list of names stands open, which then gets the keys that choose."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the text; nothing once it was taken off the screen, when Textual may ask for it a last time."""
        return super().render_lines(crop) if self.is_attached else []

    def edit(self, edit: Edit) -> EditResult:
        """Change the text, with what is new in it made harmless."""
        edit.text = text.clean(edit.text)
        return super().edit(edit)

    async def _on_key(self, event: events.Key) -> None:
        if self.offering and event.key in {"up", "down", "tab", "enter"}:
            event.prevent_default()
            event.stop()
            self.post_message(self.NameKey(event.key))
            return
        await super()._on_key(event)

    def action_send(self) -> None:
        """Send it."""
        self.post_message(self.Sent())

    def action_leave(self) -> None:
        """Close the names, or leave and keep the draft."""
        self.post_message(self.NameKey("escape") if self.offering else self.Left())


class NameList(Static):
    """The names that are offered, one a line."""

    class Clicked(Message):
        """A name was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def show(self, members: Sequence[Member], chosen: int) -> None:
        """Show these members, the cursor on one of them."""
        lines = []
        for place, member in enumerate(members):
            letter, name = member.team[:1].upper(), text.shorten(text.clean_line(member.name), 40)
            line = Content.assemble((f" {letter} ", f"bold ${member.team}"), f"{name} ")
            if place == chosen:
                line = line.stylize("$selection-text on $selection")
            lines.append(line.stylize(Style.from_meta({"name": place})))
        self.update(Content("\n").join(lines))

    def on_click(self, event: events.Click) -> None:
        """Take the name under the mouse."""
        if (place := event.style.meta.get("name")) is not None:
            self.post_message(self.Clicked(place))


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
        self._timer: Timer | None = None
        self._offered: list[Member] = []
        self._place = 0

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
            self._view = view
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
    def writing(self) -> bool:
        """Whether the text has the focus."""
        return self._words.has_focus

    def _refusal(self) -> str:
        """Return why nobody may write here, empty where one may."""
        me = self._view.me if self._view else None
        if me is None:
            return "Nobody is chosen who could write; choose a member first."
        try:
            rules.may(me, "commenter", "comment")
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
        name = text.shorten(text.clean_line(me.name), 24)
        letter = me.team[:1].upper()
        if self._rewriting:
            start = Content.assemble("editing yours of ", view.when(self._rewriting.at))
            keys = "ctrl+s saves · esc leaves it as it was"
        else:
            start = Content.assemble("as ", (f"{letter} {name}", f"bold ${me.team}"), f" · {me.team}")
            keys = "ctrl+s sends · esc keeps the draft"
        hint = Content(f"   {keys}" if self.content_size.width >= start.cell_length + len(keys) + 3 else "")
        return (start + hint).stylize_before("$muted").truncate(max(1, self.content_size.width), ellipsis=True)

    def on_resize(self) -> None:
        """Fit the hint into the width."""
        self._draw()

    # -- writing

    def write(self) -> None:
        """Give the text the focus."""
        self._words.focus()

    def rewrite(self, comment: Comment) -> None:
        """Put one's own comment into the text, to be written anew; the draft is put aside."""
        if self._rewriting is None:
            self._kept = self._words.text
        self._rewriting, self._sent = comment, None
        self._load(comment.body)
        self._draw()
        self.write()

    def reply(self, comment: Comment, name: str) -> None:
        """Put a quote of a comment and its author's name into the text."""
        first = next((line for line in comment.body.splitlines() if line.strip()), "")
        # Without the empty line Markdown takes the answer for more of the quote.
        answer = f"> {text.shorten(text.clean_line(first), 120)}\n\n@{text.clean_line(name)} "
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
            body = text.body(self._words.text)
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
            self.post_message(CommentAsked(view.card.id, body))

    def refused(self) -> None:
        """Let what was sent be sent again: it could not be kept."""
        self._sent = None

    @on(Words.Left)
    def _leave(self, event: Words.Left) -> None:
        event.stop()
        if self._rewriting:
            self._sent = None
            self._done()
        self._keep()
        self.post_message(self.Left())

    def _keep(self) -> None:
        """Have the draft kept, where it changed."""
        if self._timer:
            self._timer.stop()
            self._timer = None
        body = self._kept if self._rewriting else self._words.text
        if self._view and body.strip() != self._known.strip():
            self._known = body
            self.post_message(DraftKept(self._view.card.id, body))

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
        if self._rewriting is None:
            self._keep()
        self._draw()

    # -- names

    def _suggest(self) -> None:
        """Offer the members whose name begins as what stands behind the @."""
        row, column = self._words.cursor_location
        line = self._words.document.get_line(row)[:column]
        match = _MENTION.search(line)
        if match is None or self._view is None or not self._words.has_focus:
            self._offer([])
            return
        wanted = text.fold(match[1])
        found = [m for m in self._view.board.members if _begins(m.name, wanted)]
        exact = len(found) == 1 and text.fold(found[0].name) == wanted
        self._offer([] if exact else found[:MOST_NAMES])

    def _offer(self, members: list[Member]) -> None:
        self._offered = members
        self._words.offering = bool(members)
        self.set_class(bool(members), "-offering")
        self._choose_name(0)

    def _choose_name(self, place: int) -> None:
        """Put the cursor on one of the names offered, round at the ends."""
        self._place = place % len(self._offered) if self._offered else 0
        self._names.show(self._offered, self._place)

    @on(Words.NameKey)
    def _choose(self, event: Words.NameKey) -> None:
        event.stop()
        if not self._offered:
            return
        if event.key == "up":
            self._choose_name(self._place - 1)
        elif event.key == "down":
            self._choose_name(self._place + 1)
        elif event.key == "escape":
            self._offer([])
        else:
            self._take(self._place)

    @on(NameList.Clicked)
    def _clicked(self, event: NameList.Clicked) -> None:
        event.stop()
        self._take(event.place)
        self.write()

    def _take(self, place: int) -> None:
        """Put the chosen name in place of what was typed of it."""
        if not 0 <= place < len(self._offered):
            return
        row, column = self._words.cursor_location
        match = _MENTION.search(self._words.document.get_line(row)[:column])
        if match is None:
            return
        name = text.clean_line(self._offered[place].name)
        self._words.replace(f"@{name} ", (row, match.start(1) - 1), (row, column))
        self._offer([])


def _begins(name: str, wanted: str) -> bool:
    """Whether a name, or a word of it, begins so."""
    folded = text.fold(name)
    return folded.startswith(wanted) or any(word.startswith(wanted) for word in folded.split())
