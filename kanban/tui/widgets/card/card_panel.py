"""The card panel: one card with its thread, its history, its fields and how it meets the agreement, beside the board or over it."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantFocus, Resize
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static

from kanban.domain.values import text
from kanban.tui.commands import bound
from kanban.tui.messages import NothingDone, PanelClosed
from kanban.tui.widgets.card.agreement_pane import LinePane
from kanban.tui.widgets.card.card_head import CardHead
from kanban.tui.widgets.card.field_pane import FieldPane
from kanban.tui.widgets.card.link_line import LinkLine
from kanban.tui.widgets.card.panel_edge import PanelEdge
from kanban.tui.widgets.card.tab_line import TabLine
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.conversation.comment_thread import Thread
from kanban.tui.widgets.conversation.composer import Composer
from kanban.tui.widgets.conversation.history_list import HistoryList

__all__ = ["CardPanel", "CardView", "Section"]

Section = Literal["thread", "history", "fields", "lines"]
SECTIONS: tuple[Section, ...] = ("thread", "history", "fields", "lines")

LOW = 16
"""Lines of a panel from which on down its head is short and its composer small."""


class CardPanel(Vertical):
    """Shows a card and asks for what is to be done with it; it changes nothing itself.

    The screen answers each `…Asked` by giving the card anew with `show`. Focus, cursor, scrolling and what is being typed
    stay as long as it is the same card.
    """

    DEFAULT_CSS = """
    CardPanel { background: $surface; color: $foreground; }
    CardPanel ContentSwitcher { height: 1fr; }
    CardPanel .body, CardPanel .main { height: 1fr; }
    CardPanel .main { width: 1fr; }
    CardPanel.-beside FieldPane { width: 33; border-left: solid $panel; }
    CardPanel.-beside LinkLine { display: none; }
    CardPanel .nothing { height: 1fr; color: $muted; content-align: center middle; display: none; }
    CardPanel.-empty > * { display: none; }
    CardPanel.-empty > .nothing { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("panel_thread", "section('thread')"),
        bound("panel_history", "section('history')"),
        bound("panel_fields", "section('fields')"),
        bound("panel_lines", "section('lines')"),
        bound("panel_write", "write"),
        bound("panel_link_left", "link(-1)"),
        bound("panel_link_right", "link(1)"),
        bound("panel_close", "close"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, classes="-empty")
        self.view: CardView | None = None
        """What is shown."""
        self._labels: tuple[str, ...] = ()
        self._head = CardHead()
        self._links = LinkLine()
        self._tabs = TabLine()
        self._thread = Thread(id="thread")
        self._history = HistoryList(id="history")
        self._fields = FieldPane(id="fields")
        self._lines = LinePane(id="lines")
        self._sections = ContentSwitcher(self._thread, self._history, self._lines, initial="thread")
        self._composer = Composer()
        self._composer.leave_to(self._thread)
        self._main = Vertical(self._sections, self._composer, classes="main")
        self._edge = PanelEdge()
        self._edge.display = self._fields.display = False
        self._section: Section = "thread"
        self._beside = False
        """The fields stand beside the other sections."""
        self._last: Widget | None = None

    def compose(self) -> ComposeResult:
        """The edge, head, links, sections with where one writes, and fields."""
        yield self._edge
        yield Static(Content("No card is open."), classes="nothing")
        yield self._head
        yield self._links
        yield self._tabs
        yield Horizontal(self._main, self._fields, classes="body")

    def on_mount(self) -> None:
        """Show what was given before there was a screen."""
        self.show(self.view, self._labels)

    def show(self, view: CardView | None, labels: tuple[str, ...] = ()) -> None:
        """Show a card as it is now, or none. `labels` are the board's, to complete with."""
        other = view is None or self.view is None or self.view.card.id != view.card.id
        self.view, self._labels = view, labels
        if not self.is_attached:
            return
        self.set_class(view is None, "-empty")
        if view is None:
            return
        if other:
            self._turn_to("thread")
        self._links.show(view.card)
        self._thread.show(view)
        self._composer.show(view)
        self._draw(view)
        self._fill(view)

    def _draw(self, view: CardView) -> None:
        height = self.size.height or self.app.size.height  # before it is laid out for the first time
        low = height <= LOW
        self._composer.set_class(low, "-low")
        self._head.show(view, max(1, height // 3 - 1) if low else 7, brief=self._beside)
        comments, acts = len(view.comments), len(view.events)
        tabs: tuple[tuple[int, str, str, str], ...] = (
            (
                1,
                "thread",
                "Thread",
                f"{text.format_count(comments, 'comment')}{' · draft' * self._composer.drafted}",
            ),
            (2, "history", "History", f"{acts:,}"),
            (3, "fields", "Fields", ""),
            (4, "lines", "Agreement", view.standing),
        )
        if self._beside:  # they show anyway; 3 goes there
            tabs = (*tabs[:2], tabs[3])
        self._tabs.show(tabs, self._sections.current or "" if self._beside else self.section)

    def _fill(self, view: CardView) -> None:
        """Give the sections that show their card; the others get theirs when they show."""
        shown = {self.section, self._sections.current if self._beside else self.section}
        if "history" in shown:
            self._history.show(view)
        if "lines" in shown:
            self._lines.show(view)
        if self._fields.display:
            self._fields.show(view, self._labels, beside=self._beside)
        self._composer.display = "thread" in shown

    def on_resize(self, _: Resize) -> None:
        """Let the head have what the height allows."""
        if self.view:
            self._draw(self.view)

    # -- where one is

    @property
    def section(self) -> Section:
        """The section that was opened last."""
        return self._section

    def lay(self, *, edge: bool, fields: bool) -> None:
        """Stand beside the board, with an `edge` between, or over it; with the `fields` beside the other sections, or as one."""
        self._edge.display = edge
        if fields != self._beside:
            self._beside = fields
            self.set_class(fields, "-beside")
            self._turn_to(self._section)
            if self.view and self.is_attached:
                self._draw(self.view)
                self._fill(self.view)

    def _turn_to(self, section: Section) -> None:
        self._section = section
        if section != "fields" and self.is_attached:  # before that it has its first section, and none to switch to
            self._sections.current = section
        self._main.display = self._beside or section != "fields"
        self._fields.display = self._beside or section == "fields"

    def open_section(self, section: Section) -> None:
        """Show a section and give it the focus."""
        if self.view is None:
            return
        self._turn_to(section)
        self._draw(self.view)
        self._fill(self.view)
        if section == "fields":
            self._fields.focus_rows()
        else:
            {"thread": self._thread, "history": self._history, "lines": self._lines}[section].focus()

    def take_focus(self) -> None:
        """Take the focus back to where it was in the panel last."""
        if self._last is not None and self._last.is_attached and self._last.focusable:
            self._last.focus()
        else:
            self.open_section(self.section)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Remember where the focus is."""
        self._last = event.widget

    def action_link(self, steps: int) -> None:
        """Go to the links, and along them."""
        if not self.linked:
            self.post_message(NothingDone("This card has no links."))
        elif self._beside:
            self._fields.walk_links(steps)
        else:
            self._links.walk(steps)

    def write(self) -> None:
        """Go to the thread and begin, or go on, to write a comment."""
        if self.view:
            if self._sections.current != "thread" or not self._main.display:
                self.open_section("thread")
            self._composer.write()

    def edit_field(self, name: str | None = None) -> None:
        """Go to the fields, the cursor on this one."""
        self.open_section("fields")
        self._fields.focus_rows(name)

    def comment_refused(self) -> None:
        """Say that a comment could not be kept: it stays in the text and may be sent again."""
        self._composer.refused()

    @property
    def unsent(self) -> tuple[str, str, str] | None:
        """The card and the text that is being written for it, and the comment that it is to replace; None while nobody writes."""
        return self._composer.unsent

    @property
    def linked(self) -> bool:
        """Whether the card has links."""
        return self._links.some

    @property
    def typing(self) -> bool:
        """Whether somebody is writing a comment or editing a field."""
        return self._composer.writing or self._fields.editing

    def drop_edge(self) -> bool:
        """Put the edge back where it was before it was dragged; tell whether it was."""
        return self._edge.give_up()

    def action_section(self, section: Section) -> None:
        """Show a section."""
        before = (self._section, self.screen.focused)
        self.open_section(section)
        if before == (self._section, self.screen.focused):
            self.post_message(NothingDone("You are in this section."))

    def action_write(self) -> None:
        """Write a comment."""
        self.write()

    def action_close(self) -> None:
        """Ask for the panel to be closed."""
        self.post_message(PanelClosed())

    # -- what the parts ask for

    @on(TabLine.Picked)
    def _picked(self, event: TabLine.Picked) -> None:
        event.stop()
        for section in SECTIONS:
            if section == event.section:
                self.open_section(section)

    @on(Composer.Left)
    def _left(self, event: Composer.Left) -> None:
        event.stop()
        if self._composer.writing:
            self._thread.focus()

    @on(Thread.RewriteAsked)
    def _rewrite(self, event: Thread.RewriteAsked) -> None:
        event.stop()
        self._composer.rewrite(event.comment)

    @on(Thread.ReplyAsked)
    def _reply(self, event: Thread.ReplyAsked) -> None:
        event.stop()
        if self.view:
            self._composer.reply(event.comment, self.view.board.find_person_name(event.comment.author))
