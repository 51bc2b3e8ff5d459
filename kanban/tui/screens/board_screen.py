"""The board's screen: it owns widgets, model and worker, and lets its parts do the rest.

Sizes are set here and not in a stylesheet: parsing one costs the first frame more than all of its drawing.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from kanban.store.workspace import Workspace
from kanban.tui import facts, messages
from kanban.tui.commands import DO, PANEL, Command, bindings
from kanban.tui.parts.bars import Bars
from kanban.tui.parts.board_parts import BoardParts
from kanban.tui.parts.host import Answer, Dialog
from kanban.tui.screens.board_session import BoardSession
from kanban.tui.screens.partial_compositor import PartialCompositor
from kanban.tui.widgets.board_view.board_area import BlankBackground, BoardArea
from kanban.tui.widgets.board_view.size_notice import SizeNotice
from kanban.tui.widgets.styles import BoardStyles, make_board_styles

if TYPE_CHECKING:
    from kanban.tui.board_worker import BoardWorker

POLL = 0.5
"""Seconds between two looks at whether another process has written."""

TICK = 60.0
"""Seconds between two looks at the clock: what is stale, what is overdue."""


class BoardScreen(Screen[None]):
    """The screen of one board, with its filter, its open card and its dialogs: the host of its parts."""

    AUTO_FOCUS: ClassVar[str | None] = "Lanes"

    def __init__(
        self,
        workspace: Workspace,
        commands: Sequence[Command],
        greeting: str = "",
        *,
        panel_commands: Sequence[Command] = PANEL,
        card_width: int = 0,
    ) -> None:
        """Take the commands with the user's keys, and the columns of an open card (0: as many as usual)."""
        super().__init__()
        self._compositor = PartialCompositor()
        self.styles.overflow_x = self.styles.overflow_y = "hidden"
        self.commands, self.workspace = commands, workspace
        self.board_styles: BoardStyles | None = None
        self._was_shown = False
        self._background, self._notice = BlankBackground(), SizeNotice(self)
        self.bars, self.board_area = Bars((*commands, *panel_commands), greeting), BoardArea()
        self.say, self.do_nothing = self.bars.say, self.bars.do_nothing
        self.parts = BoardParts(self, self.bars, self.board_area, commands, self.action_do, card_width)
        self._own_commands = [command for command in commands if command.id in self.parts.actions]
        self._bindings = BindingsMap(bindings(self._own_commands, DO))  # not BINDINGS: the keys are known only now
        self._take(workspace)

    def _take(self, workspace: Workspace) -> None:
        """Set up what belongs to one board."""
        self.board = board = BoardSession(workspace, self.commands, self._own_commands, self.post_message)
        self.workspace, self.model, self.lanes = board.workspace, board.model, board.lanes
        for part in self.parts:
            part.on_opened()

    async def turn_to(self, workspace: Workspace, sentence: str = "") -> None:
        """Close this board and show another one; announce it, or show the sentence."""
        await self.parts.panel.close()
        before = self.board
        self._take(workspace)
        await self.board_area.mount(self.lanes)
        await before.lanes.remove()
        before.close()
        self.board.read_first_frame(self.app.size.height)
        self.dress()
        self.lanes.focus()
        self._start()
        self.say(sentence or f"This is {workspace.board.name}.")

    # -- what Textual asks

    def compose(self) -> ComposeResult:
        """Yield header, board, status line and keys."""
        yield self.bars.header
        with self.board_area:
            yield self.lanes
        yield self.bars.status
        yield self.bars.footer

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return a blank background where no widget covers it; board area and lanes draw nothing themselves."""
        widgets = (*self.children, *self.board_area.children, *self.lanes.children)
        return self._background.render(
            self, crop, [widget for widget in widgets if widget not in {self.board_area, self.lanes}]
        )

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Skip the first restyling: what is shown for the first time has just been styled."""
        event.refresh_styles = event.refresh_styles and self._was_shown
        self._was_shown = True

    def on_mount(self) -> None:
        """Draw the first frame; the rest comes after it."""
        self.board.read_first_frame(self.app.size.height)
        self.dress()
        self.app.theme_changed_signal.subscribe(self, lambda _: self.dress())
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        gc.freeze()  # what is there now stays until the end
        gc.enable()
        self._start()
        self.set_interval(POLL, lambda: self.board.poll())  # noqa: PLW0108 - it may be another board by then
        self.set_interval(TICK, self._tick)

    def _start(self) -> None:
        self.board.start()
        for part in self.parts:
            part.on_started()

    def on_unmount(self) -> None:
        """Let the worker finish what was asked."""
        for part in self.parts:
            part.on_closed()
        self.worker.close()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the bars and the open card to the room; say so if there is too little for a board."""
        width, height = event.size
        self.bars.fit(height)
        self._notice.fit(width, height)
        self.parts.panel.fit(width)
        self.draw_bars()

    def _tick(self) -> None:
        """Redraw what became stale or overdue; only changed lines are sent."""
        self.board.dress(self.board_styles)
        self.worker.age()

    # -- commands, intents and facts

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Block all commands but quit and escape while the terminal is too small for the board."""
        return action == "quit" or parameters == ("escape",) or not self._notice.is_shown

    async def action_do(self, command: str) -> None:
        """Run a command by its id: a part's, else the board widget's, else the app's."""
        if not await self.parts.run(command):
            await (self.lanes if hasattr(self.lanes, f"action_{command}") else self.app).run_action(command)

    @on(messages.Event)
    async def _dispatch(self, event: messages.Event) -> None:
        """Pass an intent of a widget to the part that handles it."""
        await self.parts.dispatch(event.handler_name, event)

    async def on_command_picked(self, event: messages.CommandPicked) -> None:
        """Run the clicked command."""
        await self.action_do(event.id)

    def on_nothing_done(self, event: messages.NothingDone) -> None:
        """Say why nothing was done."""
        (partial(self.say, kind="warning") if event.is_warning else self.do_nothing)(event.sentence)

    @on(events.DescendantFocus)
    @on(messages.PlaceChanged)
    def draw_keys(self) -> None:
        """Say which keys matter where the focus is now."""
        self.bars.draw_keys(self.focused, self.parts.situation, self.width)

    def on_cursor_moved(self) -> None:
        """Let the keys follow the cursor."""
        self.bars.give_way()
        self.draw_keys()

    async def on_reported(self, event: facts.Reported) -> None:
        """Show what the worker did or read: the board itself here, the rest is for the parts."""
        match event.fact:
            case facts.LanesRead() as lanes:
                self.board.take_lanes(lanes)
                self.draw_keys()
            case facts.Written() as written:
                await self._take_written(written)
            case facts.DatabaseReplaced() as replaced:
                self.post_message(messages.DatabaseReplaced(replaced.head))
            case fact:
                await self.parts.take(fact)

    async def _take_written(self, fact: facts.Written) -> None:
        touched = await self.board.take_written(fact, self.board_styles)
        for part in self.parts:
            part.on_written(fact)
        notes = self.parts.cards.find_new(fact)
        self.lanes.draw(None if touched is None else touched | {self.model.lane})
        self.bars.tell_result(fact, notes)
        self.draw_bars()

    # -- what the parts may ask (`Host`)

    @property
    def worker(self) -> BoardWorker:
        """The thread that does all writing."""
        return self.board.worker

    @property
    def targets(self) -> tuple[str, ...]:
        """The ids of the cards that a key is meant for: the selected ones, the focused open one, or the cursor's."""
        card = self.parts.panel.card_id
        return (card,) if card and not self.model.selected and not self.lanes.has_focus else self.model.list_ids()

    @property
    def width(self) -> int:
        """The columns of the terminal."""
        return self.app.size.width

    def ask(self, dialog: Screen[Answer], answer: Callable[[Answer | None], Any] | None = None) -> None:
        """Show a dialog, and give what it returns to `answer`."""
        self.app.push_screen(dialog, answer)

    def find_dialogs(self, kind: Callable[[], type[Dialog]]) -> list[Dialog]:
        """Return the open dialogs of a class, which is loaded only if any dialog is open; the lowest first."""
        above = self.app.screen_stack[1:]
        return [screen for screen in above if isinstance(screen, kind())] if above else []

    def copy(self, text: str) -> None:
        """Put text into the clipboard."""
        self.app.copy_to_clipboard(text)

    def draw_bars(self) -> None:
        """Draw header and footer anew."""
        self.parts.draw_header(self.bars)
        self.draw_keys()

    def dress(self) -> None:
        """Draw everything again, in the colours of the theme."""
        self.board_styles = make_board_styles(self.app.theme_variables, self.app.get_line_filters())
        self.bars.dress(self.board_styles)
        self.board.dress(self.board_styles)
        self.draw_bars()
