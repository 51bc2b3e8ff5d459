"""argv in, text or JSON out.

In come the words of a command line, and what a pipe or a shell gives; out go data on stdout, narration on stderr and an
exit code. It may use all other floors and puts them together, and decides nothing about cards itself.
"""

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
