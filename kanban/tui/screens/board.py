"""The board's screen: hands intents to the desk, shows what the desk says was written, opens dialogs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from kanban.domain import clock, verbs
from kanban.domain.card import Face
from kanban.store import read
from kanban.store.workspace import Workspace
from kanban.tui import messages
from kanban.tui.commands import Command, Situation, bindings
from kanban.tui.deck import Deck
from kanban.tui.desk import Desk, heads_of
from kanban.tui.widgets.bar import Bar, Bit
from kanban.tui.widgets.board import Lanes
from kanban.tui.widgets.face import LETTERS, Eyes, eyes_for
from kanban.tui.widgets.look import Look, look_for

POLL = 0.5
"""Seconds between two looks at whether another process has written."""


class Middle(Widget):
    """The board, and the card panel beside it or over it."""

    DEFAULT_CSS = "Middle { layout: horizontal; height: 1fr; } Lanes { width: 1fr; height: 1fr; }"

    def render_lines(self, crop: Region) -> list[Strip]:  # noqa: ARG002 - Textual's
        """Return nothing: what it holds covers it."""
        return []


class BoardScreen(Screen[None]):
    """One board, open."""

    def __init__(self, workspace: Workspace, commands: Sequence[Command]) -> None:
        super().__init__()
        self.workspace, self.commands = workspace, commands
        self.deck = Deck(workspace.board, self._fetch)
        self.desk = Desk(workspace, self.post_message)
        self.header = Bar(id="header")
        self.status = Bar(id="status")
        self.footer = Bar(id="footer")
        self.lanes = Lanes(self.deck, commands)
        self._bindings = BindingsMap(list(bindings(self._mine(commands))))
        self._version = workspace.database.version()
        self._look: Look | None = None

    def _mine(self, commands: Sequence[Command]) -> Iterable[Command]:
        return (command for command in commands if hasattr(self, f"action_{command.id}"))

    def compose(self) -> ComposeResult:
        """Header, board, status and keys."""
        yield self.header
        with Middle():
            yield self.lanes
        yield self.status
        yield self.footer

    def render_lines(self, crop: Region) -> list[Strip]:  # noqa: ARG002 - Textual's
        """Return nothing: what it holds covers it."""
        return []

    def on_mount(self) -> None:
        """Read what the first frame draws, in plain SQL; the rest comes after it."""
        workspace = self.workspace
        heads = heads_of(workspace, {})
        fitting = self.app.size.height // 3 + 1
        for stage in workspace.board.stages:
            self.deck.piles[stage.id].head = heads[stage.id]
            if stage.id not in self.lanes.folded:
                faces = read.top(workspace.connection, workspace.board, workspace.me, stage.id, fitting)
                self.deck.begin(stage.id, faces)
        self.deck.go(0)
        self.dress()
        self.lanes.focus()
        self.call_after_refresh(self._begun)

    def _begun(self) -> None:
        self.desk.start()
        self.desk.load()
        self.set_interval(POLL, self._poll)

    def _poll(self) -> None:
        version = self.workspace.database.version()
        if version != self._version:
            self._version = version
            self.desk.look()

    def _fetch(self, numbers: Sequence[int]) -> list[Face]:
        return read.faces(self.workspace.connection, self.workspace.board, self.workspace.me, numbers)

    def dress(self) -> None:
        """Draw everything anew."""
        self._look = look_for(self.app.theme_variables, self.app.get_line_filters())
        for bar in (self.header, self.status, self.footer):
            bar.look = self._look
            bar.forget()
        self.lanes.dress(self._look, self._eyes())
        self._say_header()
        self._say_keys()

    def _eyes(self) -> dict[str, Eyes]:
        board, now, today = self.workspace.board, self.workspace.now(), self.workspace.today
        return {
            stage.id: eyes_for(
                board,
                stage,
                today,
                clock.iso(now - timedelta(days=stage.stale_after))
                if stage.stale_after is not None and not stage.closed
                else "",
            )
            for stage in board.stages
        }

    # -- bars

    def _say_header(self) -> None:
        me = self.workspace.me
        who = f"{LETTERS[me.team]} " if me else ""
        left = [
            Bit(f" {self.workspace.board.name}", "strong", "boards"), Bit(" ▾  ", "muted", "boards"),
            Bit(who, me.team if me else "muted", "member"), Bit(f"{me.name} · {me.team}" if me else "nobody yet", "text", "member"),
            Bit("   ● local"),
        ]  # fmt: skip
        self.header.say(left, [Bit(f"{self.deck.total:,} cards ")])

    def _say_keys(self) -> None:
        now = self.situation
        bits = [Bit(" ")]
        for command in self.commands:
            if command.palette and command.available(now):
                bits += [
                    Bit(command.label.split(" ")[0], "strong", command.id),
                    Bit(f" {command.title}  ", "muted", command.id),
                ]
        self.footer.say(bits)

    @property
    def situation(self) -> Situation:
        """What decides which commands make sense now."""
        face = self.deck.face
        me = self.workspace.me
        return Situation(
            card=face is not None,
            selected=len(self.deck.selected),
            filtered=self.deck.filtered,
            lead=me is not None and me.role == "lead",
            next_step=bool(face and (face.next_step or face.next_on)),
        )

    def say(self, said: str, kind: str = "text") -> None:
        """Say in the status line what was done."""
        self.status.say([Bit(f" {said}", kind)])  # type: ignore[arg-type]

    # -- facts from the desk

    def on_board_read(self, event: messages.BoardRead) -> None:
        """Take all cards of all lanes."""
        self.deck.load(event.lanes)
        self.lanes.draw()

    def on_board_written(self, event: messages.BoardWritten) -> None:
        """Replace what was written to."""
        for lane, head in event.heads.items():
            if lane in self.deck.piles:
                self.deck.piles[lane].head = head
        self.deck.put(event.placed)
        if event.lanes is not None:
            self.deck.load(event.lanes)
        self.lanes.draw()
        self._say_header()
        if event.said:
            self.say(event.said)

    def on_refused(self, event: messages.Refused) -> None:
        """Say why nothing happened."""
        self.say(event.sentence, "warning")

    def on_fields_lacking(self, event: messages.FieldsLacking) -> None:
        """Say what is missing."""
        self.say(f"{event.stage.name} needs {', '.join(event.names)}", "warning")

    # -- intents

    def on_move_asked(self, event: messages.MoveAsked) -> None:
        """Hand it to the desk."""
        self.desk.move(event)

    def on_reorder_asked(self, event: messages.ReorderAsked) -> None:
        """Hand it to the desk."""
        self.desk.act(lambda view: verbs.reorder(view, event.card, event.steps))

    def action_undo(self) -> None:
        """Take back the last act."""
        self.desk.undo()

    def action_redo(self) -> None:
        """Do it again."""
        self.desk.redo()

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit(0)
