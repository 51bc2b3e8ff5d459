"""The card panel: one card with its thread, history, fields and requirements, beside the board or over it."""

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
from kanban.tui.widgets.card.agreement_pane import AgreementPane
from kanban.tui.widgets.card.card_head import CardHead
from kanban.tui.widgets.card.field_pane import FieldPane
from kanban.tui.widgets.card.link_line import LinkLine
from kanban.tui.widgets.card.panel_edge import PanelEdge
from kanban.tui.widgets.card.tab_line import TabLine
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.conversation.comment_thread import CommentThread
from kanban.tui.widgets.conversation.composer import Composer
from kanban.tui.widgets.conversation.history_list import HistoryList

__all__ = ["CardPanel", "CardView", "Section"]

Section = Literal["thread", "history", "fields", "lines"]
SECTIONS: tuple[Section, ...] = ("thread", "history", "fields", "lines")

LOW = 16
"""A panel of so many lines or fewer has a short head and a small composer."""


class CardPanel(Vertical):
    """Shows a card and posts intents; it changes nothing itself.

    The screen answers each `…Asked` by calling `show` with the changed card. Focus, cursor, scroll position and typed
    text stay while it is the same card.
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
        """The card that is shown."""
        self._labels: tuple[str, ...] = ()
        self._head = CardHead()
        self._links = LinkLine()
        self._tabs = TabLine()
        self._thread = CommentThread(id="thread")
        self._history = HistoryList(id="history")
        self._fields = FieldPane(id="fields")
        self._lines = AgreementPane(id="lines")
        self._sections = ContentSwitcher(self._thread, self._history, self._lines, initial="thread")
        self._composer = Composer()
        self._composer.leave_to(self._thread)
        self._main = Vertical(self._sections, self._composer, classes="main")
        self._edge = PanelEdge()
        self._edge.display = self._fields.display = False
        self._section: Section = "thread"
        self._is_beside = False
        """Whether the fields are shown beside the other sections."""
        self._last: Widget | None = None

    def compose(self) -> ComposeResult:
        """Yield the edge, the head, the links, the tabs, the sections with the composer, and the fields."""
        yield self._edge
        yield Static(Content("No card is open."), classes="nothing")
        yield self._head
        yield self._links
        yield self._tabs
        yield Horizontal(self._main, self._fields, classes="body")

    def on_mount(self) -> None:
        """Show the card that was set before the panel was mounted."""
        self.show(self.view, self._labels)

    def show(self, view: CardView | None, labels: tuple[str, ...] = ()) -> None:
        """Show a card as it is now, or none. `labels` are the board's, for completion."""
        other = view is None or self.view is None or self.view.card.id != view.card.id
        self.view, self._labels = view, labels
        if not self.is_attached:
            return
        self.set_class(view is None, "-empty")
        if view is None:
            return
        if other:
            self._switch_to("thread")
        self._links.show(view.card)
        self._thread.show(view)
        self._composer.show(view)
        self._draw(view)
        self._show_sections(view)

    def _draw(self, view: CardView) -> None:
        height = self.size.height or self.app.size.height  # its own is 0 before the first layout
        low = height <= LOW
        self._composer.set_class(low, "-low")
        self._head.show(view, max(1, height // 3 - 1) if low else 7, brief=self._is_beside)
        comments, acts = len(view.comments), len(view.events)
        tabs: tuple[tuple[int, str, str, str], ...] = (
            (
                1,
                "thread",
                "Thread",
                f"{text.format_count(comments, 'comment')}{' · draft' * self._composer.has_draft}",
            ),
            (2, "history", "History", f"{acts:,}"),
            (3, "fields", "Fields", ""),
            (4, "lines", "Agreement", view.requirements_met),
        )
        if self._is_beside:  # the fields show anyway; key 3 moves the focus there
            tabs = (*tabs[:2], tabs[3])
        self._tabs.show(tabs, self._sections.current or "" if self._is_beside else self.section)

    def _show_sections(self, view: CardView) -> None:
        """Pass the card to the visible sections; the others get it when they are opened."""
        visible = {self.section, self._sections.current if self._is_beside else self.section}
        if "history" in visible:
            self._history.show(view)
        if "lines" in visible:
            self._lines.show(view)
        if self._fields.display:
            self._fields.show(view, self._labels, beside=self._is_beside)
        self._composer.display = "thread" in visible

    def on_resize(self, _: Resize) -> None:
        """Fit the head into the new height."""
        if self.view:
            self._draw(self.view)

    # -- where one is

    @property
    def section(self) -> Section:
        """The section that was opened last."""
        return self._section

    def set_layout(self, *, edge: bool, fields: bool) -> None:
        """Set the layout: `edge` for a panel beside the board, `fields` to show them beside the other sections."""
        self._edge.display = edge
        if fields != self._is_beside:
            self._is_beside = fields
            self.set_class(fields, "-beside")
            self._switch_to(self._section)
            if self.view and self.is_attached:
                self._draw(self.view)
                self._show_sections(self.view)

    def _switch_to(self, section: Section) -> None:
        self._section = section
        if section != "fields" and self.is_attached:  # before it is mounted there is nothing to switch
            self._sections.current = section
        self._main.display = self._is_beside or section != "fields"
        self._fields.display = self._is_beside or section == "fields"

    def open_section(self, section: Section) -> None:
        """Show a section and give it the focus."""
        if self.view is None:
            return
        self._switch_to(section)
        self._draw(self.view)
        self._show_sections(self.view)
        if section == "fields":
            self._fields.focus_rows()
        else:
            {"thread": self._thread, "history": self._history, "lines": self._lines}[section].focus()

    def take_focus(self) -> None:
        """Give the focus to the widget of the panel that had it last."""
        if self._last is not None and self._last.is_attached and self._last.focusable:
            self._last.focus()
        else:
            self.open_section(self.section)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Remember where the focus is."""
        self._last = event.widget

    def action_link(self, steps: int) -> None:
        """Go to the links, or to the next link."""
        if not self.has_links:
            self.post_message(NothingDone("This card has no links."))
        elif self._is_beside:
            self._fields.walk_links(steps)
        else:
            self._links.walk(steps)

    def write(self) -> None:
        """Open the thread and put the focus on the composer."""
        if self.view:
            if self._sections.current != "thread" or not self._main.display:
                self.open_section("thread")
            self._composer.write()

    def edit_field(self, name: str | None = None) -> None:
        """Open the fields with the cursor on this one."""
        self.open_section("fields")
        self._fields.focus_rows(name)

    def allow_comment_resend(self) -> None:
        """Let a comment be sent again that could not be saved: its text is still in the composer."""
        self._composer.allow_resend()

    @property
    def unsent(self) -> tuple[str, str, str] | None:
        """The card's id, the text being written, and the id of the comment that it edits, if any; None if idle."""
        return self._composer.unsent

    @property
    def has_links(self) -> bool:
        """Whether the card has links."""
        return self._links.has_links

    @property
    def is_typing(self) -> bool:
        """Whether somebody is writing a comment or editing a field."""
        return self._composer.is_writing or self._fields.is_editing

    def cancel_edge_drag(self) -> bool:
        """Put a dragged edge back; return whether it was dragged."""
        return self._edge.cancel_drag()

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
        """Ask the screen to close the panel."""
        self.post_message(PanelClosed())

    # -- messages of its parts

    @on(TabLine.Picked)
    def _open_clicked(self, event: TabLine.Picked) -> None:
        event.stop()
        for section in SECTIONS:
            if section == event.section:
                self.open_section(section)

    @on(Composer.Left)
    def _return_to_thread(self, event: Composer.Left) -> None:
        event.stop()
        if self._composer.is_writing:
            self._thread.focus()

    @on(CommentThread.RewriteAsked)
    def _rewrite(self, event: CommentThread.RewriteAsked) -> None:
        event.stop()
        self._composer.rewrite(event.comment)

    @on(CommentThread.ReplyAsked)
    def _reply(self, event: CommentThread.ReplyAsked) -> None:
        event.stop()
        if self.view:
            self._composer.reply(event.comment, self.view.board.find_person_name(event.comment.author))
