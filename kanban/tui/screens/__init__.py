"""The screens of the board."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.screens import help_screen as help_screen
    from kanban.tui.screens import import_screen as import_screen
    from kanban.tui.screens import welcome as welcome
else:
    __getattr__ = lazy.submodules(__name__)
