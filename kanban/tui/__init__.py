"""Keys in, lines out."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui import app as app
    from kanban.tui import board_worker as board_worker
    from kanban.tui import theme as theme
else:
    __getattr__ = lazy.submodules(__name__)
