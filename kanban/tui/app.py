"""The TUI's door: one app, one board at a time."""

from __future__ import annotations

from textual.app import App

from kanban import config
from kanban.config import Config, Places
from kanban.store.workspace import Workspace
from kanban.tui import theme
from kanban.tui.commands import COMMANDS, with_keys
from kanban.tui.palette import own_variables
from kanban.tui.screens.board import BoardScreen


class KanbanApp(App[int]):
    """Shows a board until its user quits; the exit code is what it returns."""

    TITLE = "kanban"
    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { background: $background; color: $foreground; }"

    def __init__(self, workspace: Workspace, where: Places, settings: Config) -> None:
        self._chosen = theme.load_one(settings.theme, where) or theme.load_one(config.DEFAULT_THEME, where)
        super().__init__()
        self.workspace, self.where, self.settings = workspace, where, settings
        self.commands = with_keys(COMMANDS, settings.keys)
        if self._chosen:
            self.register_theme(self._chosen)
            self.theme = self._chosen.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The board's own colours, so that every theme has them."""
        return own_variables(self.current_theme)

    def get_default_screen(self) -> BoardScreen:
        """Begin with the board."""
        return BoardScreen(self.workspace, self.commands)


def run_board(workspace: Workspace | None, where: Places, settings: Config) -> int:
    """Show a board until its user quits; return the exit code. Closes the workspace."""
    if workspace is None:
        return 0
    app = KanbanApp(workspace, where, settings)
    return app.run() or 0
