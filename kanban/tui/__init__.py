"""Keys in, lines out.

In come keys, the mouse and the facts that the worker reports; out come lines of the terminal. Widgets say what the user
wants, parts turn that into jobs, and the worker alone writes; nothing outside of it knows Textual.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui import app as app
    from kanban.tui import board_worker as board_worker
    from kanban.tui import theme as theme
else:
    __getattr__ = lazy.submodules(__name__)
