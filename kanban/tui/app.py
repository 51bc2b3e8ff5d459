"""The TUI's door: one app, one board at a time."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import sys
import threading
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.geometry import Size
from textual.screen import Screen
from textual.theme import Theme

from kanban import config, store
from kanban.config import Config, Places
from kanban.domain.errors import KanbanError, NotFound
from kanban.store import opening, replica
from kanban.store.schema import COPIES
from kanban.store.workspace import Workspace
from kanban.tui import dialogs, messages, screens, theme
from kanban.tui.commands import COMMANDS, PANEL, bindings, build_keymap, find, set_keys
from kanban.tui.key_queue import KeyDone, KeyQueue
from kanban.tui.palette import build_own_variables
from kanban.tui.screens.board_screen import BoardScreen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kanban.tui.screens.welcome import Welcome

Result = TypeVar("Result")

LOG = logging.getLogger("kanban.tui")

LAST = 8.0
"""Seconds after which a program that was told to end does: a terminal that is gone answers nothing."""


class ThemedApp(App[Result]):
    """An app in the user's theme, with the board's own colours under every theme."""

    TITLE = "kanban"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, where: Places, settings: Config) -> None:
        chosen = theme.load_one(settings.theme, where)
        self._worn = chosen or theme.load_one(config.DEFAULT_THEME, where)
        if self._worn and not self._worn.ansi and theme.has_few_colors(os.environ):
            self._worn = theme.load_one(theme.ansi_twin(self._worn, os.environ), where)
        if (
            self._worn
        ):  # before the app makes its stylesheet: to change it then costs as much as drawing the first frame
            self.set_reactive(App.theme, self._worn.name)
        super().__init__()
        self.where, self.settings = where, settings
        self.keys = KeyQueue(self, super().on_event)
        if self._worn:
            self.register_theme(self._worn)
        self.greeting = next((str(problem) for problem in settings.problems), "")
        if chosen is None and not self.greeting:
            self.greeting = theme.choose(settings.theme, ())[1]

    def on_load(self) -> None:
        """Leave in good order when the system or the terminal's end asks for it."""
        if sys.platform != "win32" and threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, self._end, 128 + number)
        self.app_resume_signal.subscribe(
            self, lambda _: self.screen.refresh(layout=True)
        )  # the terminal has forgotten all

    def _end(self, code: int) -> None:
        last = threading.Timer(LAST, os._exit, (code,))
        last.daemon = True
        last.start()
        self.exit(return_code=code)

    def _fatal_error(self) -> None:
        """Leave. Textual would print the traceback, and in it the values of all variables."""
        self._close_messages_no_wait()

    def panic(self, *_: object) -> None:
        """Leave, as above: of some errors Textual prints a picture of their own."""
        self._close_messages_no_wait()

    def run_to_end(self) -> Result | None:
        """Run until the user leaves; raises an uncaught error after the terminal is restored."""
        result = self.run()
        if self._exception is not None:
            raise self._exception
        return result

    def get_theme(self, theme_name: str) -> Theme | None:
        """Return a theme by its name; the theme of the start is known before any is registered."""
        return self._worn if self._worn and self._worn.name == theme_name else super().get_theme(theme_name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The board's own colours, so that every theme has them."""
        return build_own_variables(self.current_theme)

    async def on_event(self, event: events.Event) -> None:
        """Handle keys one after the other, so that each one meets the result of the one before."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.keys.take(event)
        else:
            await super().on_event(event)
            self.keys.show_pressed_key(event)

    def on_resize(self, event: events.Resize) -> None:
        """Ask the terminal again: of two changes that come at once, Textual may hear of the older one last."""
        if self.is_headless or self.supports_smooth_scrolling:  # with the latter the terminal says it, in order
            return
        size = Size(*shutil.get_terminal_size(event.size))
        if size != event.size:
            self.post_message(events.Resize(size, size))

    def on_key_done(self, event: KeyDone) -> None:
        """Hand on the next key."""
        self.keys.finish(event)


class KanbanApp(ThemedApp[int]):
    """Shows a board until its user quits; the exit code is what it returns."""

    def __init__(self, workspace: Workspace, where: Places, settings: Config, greeting: str = "") -> None:
        super().__init__(where, settings)
        self.workspace = workspace
        self.greeting = self.greeting or " ".join(_describe_copies(where.database)) or greeting
        self.begins_with_import = False
        """The import page opens at the start."""
        self.commands = set_keys(COMMANDS, settings.keys)
        self.set_keymap(build_keymap(settings.keys))
        own = (command for command in self.commands if hasattr(KanbanApp, f"action_{command.id}"))
        leave = Binding("ctrl+c", "how_to_quit", show=False)
        self._bindings = BindingsMap([*bindings(own), leave])  # not BINDINGS: the user's keys are known only now
        self.board = BoardScreen(
            workspace,
            self.commands,
            self.greeting,
            panel_commands=set_keys(PANEL, settings.keys),
            card_width=settings.card_width,
        )

    def get_default_screen(self) -> Screen[None]:
        """Begin with the board."""
        return self.board

    def on_ready(self) -> None:
        """Open the log file, for which the first frame did not wait."""
        config.log_to(self.where.log_file)
        for sentence in _describe_copies(self.where.database):
            LOG.warning(sentence)
        if self.begins_with_import:
            self.action_import()

    # -- boards

    def action_boards(self) -> None:
        """Ask which board to open."""
        lines = [
            dialogs.switch_dialogs.BoardLine(board, name) for board, name in opening.list_boards(self.where.database)
        ]
        self.push_screen(dialogs.switch_dialogs.SwitchBoard(lines, self.workspace.board.id), self._open_answer)

    async def _open_answer(self, answer: str | dialogs.switch_dialogs.NewBoard | None) -> None:
        if answer is None or answer == self.workspace.board.id:
            return
        try:
            if isinstance(answer, str):
                member = self.settings.as_member.get(answer)
                opened = opening.open_workspace(self.where.database, answer, member, now=self.workspace.now)
                _act_as(opened, self.workspace)
            else:
                me = self.workspace.me
                if me is None:
                    return
                opened = opening.create_board(
                    self.where.database,
                    answer.name,
                    me.name,
                    me.team,
                    currency=self.workspace.board.currency,
                    timezone=self.workspace.board.timezone,
                    now=self.workspace.now,
                )
        except KanbanError as fault:
            self.notify(str(fault), severity="error", markup=False)
            return
        await self._open(opened)

    async def on_database_replaced(self, event: messages.DatabaseReplaced) -> None:
        """Open the board again from the file that replaced its database; a comment being written is kept."""
        event.stop()
        before, panel, writing = self.workspace, self.board.parts.panel, self.board.parts.panel.unsent
        try:
            if not before.is_replaced(event.head):  # it was told of more than once
                return
            opened = _open_again(before)
        except KanbanError as fault:  # asked again at the next look, for a file may be missing for a moment
            self.board.say(f"The database was replaced, and can't be opened: {fault}", "error")
            return
        _act_as(opened, before)
        await self._open(
            opened, f"The database was restored from a backup or replaced. This is {opened.board.name} now."
        )
        if writing:
            await panel.go_on_writing(*writing)

    async def _open(self, workspace: Workspace, sentence: str = "") -> None:
        """Show another board in place of the one that is open."""
        self.workspace = workspace
        await self.board.turn_to(workspace, sentence)
        member = (workspace.board.id, workspace.member_id) if workspace.member_id else None
        self._remember(board=workspace.board.id, member=member)

    def on_width_chosen(self, event: messages.WidthChosen) -> None:
        """Open cards as wide at the next start too."""
        self._remember(card_width=event.columns)

    def on_member_picked(self, event: messages.MemberPicked) -> None:
        """Act as this member at the next start too."""
        self._remember(member=(self.workspace.board.id, event.member))

    def _remember(self, **settings: object) -> None:
        try:
            config.remember(self.where, **settings)  # type: ignore[arg-type]  # its own names and kinds
        except KanbanError as fault:
            self.notify(str(fault), severity="warning", markup=False)

    # -- themes

    def action_theme(self) -> None:
        """Ask for a theme; each is previewed while the cursor is on it."""
        themes = theme.load(self.where)
        for line in themes.by_name.values():
            self.register_theme(line)

        def keep(name: str | None) -> None:
            if name:
                self._remember(theme=name)

        self.push_screen(dialogs.switch_dialogs.PickTheme(theme.list_themes(themes), self.theme, self._wear), keep)

    def _wear(self, name: str) -> None:
        self.theme = name

    # -- help

    def action_help(self) -> None:
        """Show every key as the user has set it."""
        self.push_screen(screens.help_screen.HelpScreen((*self.commands, *set_keys(PANEL, self.settings.keys))))

    # -- files

    def action_import(self, paths: Sequence[Path] = ()) -> None:
        """Open the import page, with files to begin with."""
        imports = self.board.parts.imports
        if not imports.may("member", "import"):
            return
        self.push_screen(screens.import_screen.ImportScreen(imports.session, self.workspace.board, paths))

    # -- leaving

    async def action_quit(self) -> None:
        """Leave; while an import runs, only after a question."""
        if not self.board.parts.imports.is_running:
            self.exit(0)
            return
        sentence = "An import is running. It stops, and what it has saved so far stays on the board."
        question = dialogs.confirm.Confirm(sentence, "stop it and quit", heading="Quit?")
        self.push_screen(question, lambda is_sure: self.exit(0) if is_sure else None)

    def action_how_to_quit(self) -> None:
        """Say which key quits: ctrl+c stops other programs, but copies the selection here."""
        sentence = f"{find(self.commands, 'quit').first or 'The palette'} quits, esc closes what is open."
        if isinstance(self.screen, BoardScreen):
            self.screen.say(sentence)
        else:
            self.notify(sentence, markup=False)

    def action_suspend(self) -> None:
        """Go to the background; the shell's `fg` brings the board back."""
        self.action_suspend_process()


def _describe_copies(database: Path) -> list[str]:
    """Return the sentences about copies that were made of a database before this version upgraded it."""
    copies = [copy for copy in COPIES if copy.parent == database.parent]
    if not copies:
        return []
    return [store.database_file.describe_copy(copy) for copy in copies]


def _open_again(before: Workspace) -> Workspace:
    """Open the same board in the file that is there now, or its first board if it has no such board."""
    open_workspace, path = opening.open_workspace, before.database.path
    try:
        return open_workspace(path, before.board.id, before.member_id, now=before.now)
    except NotFound:
        return open_workspace(path, now=before.now)


def _act_as(opened: Workspace, before: Workspace) -> None:
    """Choose who acts on a board: who signed in to its server, the chosen member, or who acted on the last one."""
    shared = replica.remote.find(opened.connection, opened.board.id)
    if shared:
        opened.member_id = shared.member
    elif not opened.member_id or not opened.board.get_member(opened.member_id):
        opened.member_id = find_similar_theme(opened, before)


def find_similar_theme(opened: Workspace, before: Workspace) -> str | None:
    """Return who acts on another board: the member of the same name, else its only member."""
    me = before.me
    same = [member.id for member in opened.board.members if me and member.is_named(me.name)]
    if not same and len(opened.board.members) == 1:
        return opened.board.members[0].id
    return same[0] if same else None


class WelcomeApp(ThemedApp["Welcome"]):
    """Asks for name, team and first board at the first start."""

    def __init__(self, where: Places, settings: Config, before: Welcome | None = None, problem: str = "") -> None:
        """Take the answers of before, if there were any, and why they came to nothing."""
        super().__init__(where, settings)
        self._before, self._problem = before, problem

    def on_mount(self) -> None:
        """Ask."""
        self.push_screen(screens.welcome.WelcomeScreen(before=self._before, problem=self._problem), self.exit)


def ask_welcome(where: Places, settings: Config, before: Welcome | None = None, problem: str = "") -> Welcome | None:
    """Show the first start's questions; return the answers, or None if the user leaves.

    `before` are earlier answers, and `problem` says why they came to nothing.
    """
    return WelcomeApp(where, settings, before, problem).run_to_end()


def run_board(
    workspace: Workspace, where: Places, settings: Config, greeting: str = "", *, imports: bool = False
) -> int:
    """Show a board until its user quits, at first with the greeting or the import page; return the exit code.

    Closes the workspace.
    """
    app = KanbanApp(workspace, where, settings, greeting)
    app.begins_with_import = imports
    try:
        return app.run_to_end() or app.return_code or 0
    finally:
        app.workspace.close()
