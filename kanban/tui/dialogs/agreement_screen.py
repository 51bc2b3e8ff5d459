"""The agreement on a screen of its own: read, edited in place, proposed, replayed and signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from kanban.domain.agreements import backtest, gate, signing
from kanban.domain.agreements.agreement import Content as Agreed
from kanban.domain.agreements.agreement import Levels, Line, Version
from kanban.domain.agreements.backtest import StageTrial
from kanban.domain.board import Board, Member
from kanban.domain.errors import KanbanError
from kanban.domain.handoffs.precedent import Precedent
from kanban.domain.values import dates, text
from kanban.tui.dialogs.boards.agreement_forms import LevelsForm, LineForm, ReasonsForm, ReplayForm
from kanban.tui.dialogs.confirm import Confirm
from kanban.tui.widgets.agreement_view import (
    LEVELS,
    LOST,
    RETURNED,
    VERSION,
    AgreementSheet,
    draw_sheet,
    name_version,
    parse_line_key,
)
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line
from kanban.tui.widgets.line_list import LineList

KEYS = (
    Hint("enter", "edit"), Hint("p", "propose"), Hint("s", "sign"), Hint("n", "new"), Hint("x", "remove"),
    Hint("J K", "order"),
    Hint("r", "replay"), Hint("u", "drop the draft"), Hint("esc", "close"), Hint("?", "help"),
)  # fmt: skip
READER = (Hint("enter", "show the version"), Hint("r", "replay"), Hint("esc", "close"), Hint("?", "help"))


@dataclass(frozen=True, slots=True)
class AgreementActions:
    """What the agreement's screen can ask for: functions of the part that owns it."""

    propose: Callable[[Agreed], None]
    sign: Callable[[Version], None]
    replay: Callable[[Agreed, date, date], None]


class AgreementList(LineList):
    """The agreement's lines."""

    def activate_block(self) -> None:
        """Edit what was clicked twice."""
        if isinstance(self.screen, AgreementScreen):
            self.screen.action_edit()


class AgreementScreen(ModalScreen[None]):
    """`AgreementScreen(board, me, today, actions)`; results come back by `show`, `tell` and `complain`."""

    DEFAULT_CSS = """
    AgreementScreen { background: $background; }
    AgreementScreen Vertical { padding: 0 1; background: $background; }
    AgreementScreen Lines { background: $background; scrollbar-background: $background; }
    AgreementScreen .title { height: 1; }
    AgreementScreen .told { height: auto; max-height: 3; }
    AgreementScreen .keys { height: 1; color: $muted; margin: 0 -1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Leave", show=False),
        Binding("question_mark,f1", "app.help", "Help", show=False),
        Binding("enter,e", "edit", "Edit", show=False),
        Binding("n,a", "add", "New requirement", show=False),
        Binding("x,d,delete", "remove", "Remove", show=False),
        Binding("J,shift+down", "shift(1)", "Lower", show=False),
        Binding("K,shift+up", "shift(-1)", "Higher", show=False),
        Binding("r", "replay", "Replay", show=False),
        Binding("p", "propose", "Propose", show=False),
        Binding("s", "sign", "Sign", show=False),
        Binding("u", "drop", "Drop the draft", show=False),
    ]

    def __init__(
        self,
        board: Board,
        me: Member | None,
        today: date,
        actions: AgreementActions,
        precedents: tuple[Precedent, ...] = (),
    ) -> None:
        super().__init__()
        self._me, self._today, self._actions = me, today, actions
        self._sheet = AgreementSheet(board, today, self._choose_first_version(board), precedents=precedents)
        self._is_leaving = False
        self._title, self._told, self._keys = Static(classes="title"), Static(classes="told"), Static(classes="keys")
        self._list = AgreementList()

    def _choose_first_version(self, board: Board) -> Version:
        """Return the version shown first: one that waits for the member's signature, else the live one."""
        if self._me and self._me.role == "lead":
            for version in signing.list_signable(board):
                if self._me.team not in version.signatures:
                    return version
        return gate.find_effective_version(board)

    @property
    def _is_lead(self) -> bool:
        return self._me is not None and self._me.role == "lead"

    def compose(self) -> ComposeResult:
        """Yield the heading, the list, the message and the keys."""
        with Vertical():
            yield self._title
            yield self._list
            yield self._told
            yield self._keys

    def on_mount(self) -> None:
        """Show it."""
        self._draw(anew=True)
        self._list.focus()

    def on_resize(self) -> None:
        """Fit the keys to the width."""
        self._keys.update(draw_hint_line(KEYS if self._is_lead else READER, self.size.width))

    # -- what it is given

    def show(self, board: Board, me: Member | None) -> None:
        """Show the board's agreement as it is now; a draft stays."""
        earlier = {version.hash for version in self._sheet.board.versions}
        self._me = me
        here = self._sheet.version.hash
        version = next((known for known in board.versions if known.hash == here), self._sheet.version)
        new = [added for added in board.versions if added.hash not in earlier and me and added.by == me.id]
        draft = self._sheet.draft
        if new and draft and replace(new[-1].content, after=draft.content.after) == draft.content:
            version, draft = new[-1], None  # what was drafted is proposed
        if not here:
            version = gate.find_effective_version(board) if not draft else version
        self._sheet = replace(self._sheet, board=board, version=version, draft=draft)
        self._draw()

    def complain(self, sentence: str) -> None:
        """Show why something was refused."""
        self.tell(sentence, "$overdue")

    def tell(self, sentence: str, style: str = "") -> None:
        """Show a message below the list."""
        note = Content(text.clean_line(sentence))
        self._told.update(note.stylize(style) if style else note)

    def show_progress(self, done: int, total: int) -> None:
        """Show the progress of a replay."""
        self.tell(f"replaying: {done:,} of {text.format_count(total, 'card')}", "$muted")

    def show_replay(self, trials: Sequence[StageTrial], first: date, last: date, *, missing: str) -> None:
        """Show the result of a replay; `missing` says which history was not available."""
        days = f"{dates.format_full_date(first)} to {dates.format_full_date(last)}"
        self._sheet = replace(self._sheet, tried=(days, tuple(trials)))
        self.tell(f"{missing} and is left out." if missing else "")
        self._draw()
        self._list.action_edge(-1)

    def _draw(self, *, anew: bool = False) -> None:
        sheet = self._sheet
        signed = "" if sheet.version.is_live else "  not signed" if not sheet.version.hash else "  proposed"
        waits = [version for version in signing.list_signable(sheet.board) if version.hash != sheet.version.hash]
        more = f"  {len(waits)} proposed below" if waits else ""
        self._title.update(
            Content.assemble(
                ("Agreement " if sheet.version.hash else "Default agreement", "bold $lane-title"),
                (name_version(sheet.version, sheet.board) if sheet.version.hash else "", "bold $primary"),
                (signed + (" · draft" if sheet.draft else ""), "$unread"), (more, "$muted"),
            )
        )  # fmt: skip
        self._list.show_blocks(draw_sheet(sheet), anew=anew)

    # -- editing

    def _take_draft(self, content: Agreed) -> None:
        """Use other content as the draft; content equal to the version is no draft."""
        same = content == self._sheet.version.content
        draft = None if same else Version("", content)
        self._sheet = replace(self._sheet, draft=draft, tried=None)
        self._is_leaving = False
        self.tell("")
        self._draw()

    def _check_may_edit(self) -> bool:
        if not self._is_lead:
            self.complain("A lead may edit, propose and sign the agreement.")
        return self._is_lead

    @property
    def _content(self) -> Agreed:
        return self._sheet.shown.content

    def _find_cursor_line(self) -> tuple[str, Line | None]:
        """Return the stage and the line under the cursor, else the first guarded stage."""
        key = parse_line_key(self._list.cursor)
        if key:
            stage, name = key
            return stage, next((line for line in self._content.lines if line.id == name), None)
        lines = self._content.lines
        return (lines[0].stages[0] if lines else self._sheet.board.stages[0].id), None

    def action_edit(self) -> None:
        """Edit what is under the cursor; on a version, show that version."""
        key = self._list.cursor or ""
        if key.startswith(VERSION):
            self._turn_to(key.removeprefix(VERSION))
            return
        if not self._check_may_edit():
            return
        content = self._content
        stage, line = self._find_cursor_line()
        if line is not None:
            self.app.push_screen(LineForm(self._sheet.board, content, line, stage), self._put)
        elif key == LEVELS:

            def levels(answer: Levels | None) -> None:
                if answer is not None:
                    self._take_draft(replace(self._content, levels=answer))

            self.app.push_screen(LevelsForm(content.levels), levels)
        elif key in {RETURNED, LOST}:
            name = "return_reasons" if key == RETURNED else "lost_reasons"

            def reasons(answer: tuple[str, ...] | None) -> None:
                if answer is not None:
                    now = self._content
                    changed = (
                        replace(now, return_reasons=answer) if key == RETURNED else replace(now, lost_reasons=answer)
                    )
                    self._take_draft(changed)

            heading = "Reasons for a return" if key == RETURNED else "Reasons for a loss"
            self.app.push_screen(ReasonsForm(heading, getattr(content, name)), reasons)

    def _turn_to(self, digest: str) -> None:
        if self._sheet.draft:
            self.complain("Propose the draft (p) or drop it (u) first.")
            return
        board = self._sheet.board
        version = next((known for known in board.versions if known.hash == digest), gate.build_default_version(board))
        self._sheet = replace(self._sheet, version=version, tried=None)
        self.tell("")
        self._draw()
        self._list.action_edge(-1)

    def action_add(self) -> None:
        """Ask for a new line of the stage under the cursor."""
        if self._check_may_edit():
            stage, _ = self._find_cursor_line()
            self.app.push_screen(LineForm(self._sheet.board, self._content, None, stage), self._put)

    def _put(self, line: Line | None) -> None:
        """Replace the line with the same id, or insert the line after the cursor."""
        if line is None:
            return
        lines = list(self._content.lines)
        place = next((n for n, other in enumerate(lines) if other.id == line.id), None)
        if place is not None:
            lines[place] = line
        else:
            _, beside = self._find_cursor_line()
            lines.insert(lines.index(beside) + 1 if beside in lines else len(lines), line)
        self._take_draft(replace(self._content, lines=tuple(lines)))

    def action_remove(self) -> None:
        """Remove the line under the cursor."""
        _, line = self._find_cursor_line()
        if line is not None and self._check_may_edit():
            self._take_draft(
                replace(self._content, lines=tuple(other for other in self._content.lines if other != line))
            )

    def action_shift(self, steps: int) -> None:
        """Move the line under the cursor past the next line of its stage."""
        stage, line = self._find_cursor_line()
        if line is None or not self._check_may_edit():
            return
        lines = list(self._content.lines)
        place = lines.index(line) + steps
        while 0 <= place < len(lines) and stage not in lines[place].stages:
            place += steps
        if 0 <= place < len(lines):
            lines.remove(line)
            lines.insert(place, line)
            self._take_draft(replace(self._content, lines=tuple(lines)))

    def action_drop(self) -> None:
        """Drop the draft."""
        if self._sheet.draft:
            self._take_draft(self._sheet.version.content)
            self.tell("Dropped the draft.")

    # -- what others do

    def action_propose(self) -> None:
        """Propose the draft, or propose the shown version again on top of the live one."""
        if self._check_may_edit():
            self._actions.propose(self._content)

    def action_sign(self) -> None:
        """Sign the shown version, after a question."""
        if not self._check_may_edit() or self._me is None:
            return
        team, board = self._me.team, self._sheet.board
        if self._sheet.draft:
            self.complain("A draft is proposed (p) before it is signed.")
            return
        version = self._sheet.version
        try:
            if not version.hash or team in version.signatures:
                version = signing.find_version_to_sign(board, None, team)
        except KanbanError as fault:
            self.complain(str(fault))
            return

        def sign_if_sure(answer: bool | None) -> None:
            if answer:
                self._actions.sign(version)

        question = f"Sign {version.short} for {team}? A signature stays; only another version follows it."
        self.app.push_screen(Confirm(question, "sign", heading="Sign the agreement"), sign_if_sure)

    def action_replay(self) -> None:
        """Ask for the days over which to replay the shown version."""

        def replay_days(days: tuple[date, date] | None) -> None:
            if days:
                self.replay(*days)

        first = self._today - timedelta(days=backtest.WINDOW)
        self.app.push_screen(ReplayForm(first, self._today, self._today), replay_days)

    def replay(self, first: date | None = None, last: date | None = None) -> None:
        """Replay the shown version, by default over the last 90 days."""
        last = last or self._today
        self._actions.replay(self._content, first or last - timedelta(days=backtest.WINDOW), last)

    def action_leave(self) -> None:
        """Close the screen; a draft is dropped only after a second press."""
        if self._sheet.draft and not self._is_leaving:
            self._is_leaving = True
            self.complain("The draft is not proposed. p: propose · Esc again: drop it")
            return
        self.dismiss(None)
