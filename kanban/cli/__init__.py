"""argv in, text or JSON out."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.cli import board_text as board_text
    from kanban.cli import editing as editing
    from kanban.cli import parsing as parsing
    from kanban.cli import screen as screen
    from kanban.cli import unexpected as unexpected
else:
    __getattr__ = lazy.submodules(__name__)
