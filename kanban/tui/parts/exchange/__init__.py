"""Import and export as the board's screen has them: files read in a child process, and cards written to a file.

Paths and answers of the dialogs come in; jobs for the worker and for the child process go out. Nothing here reads a
column itself.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.parts.exchange import child_process as child_process
    from kanban.tui.parts.exchange import import_session as import_session
else:
    __getattr__ = lazy.submodules(__name__)
