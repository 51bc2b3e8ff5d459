"""The screens of the board.

In come the intents of widgets and the facts of the worker; a screen owns its widgets and passes both on. What a topic
does stands in `tui/parts`, never here.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.screens import help_screen as help_screen
    from kanban.tui.screens import import_screen as import_screen
    from kanban.tui.screens import welcome as welcome
else:
    __getattr__ = lazy.submodules(__name__)
