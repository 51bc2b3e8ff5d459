"""argv in, text or JSON out."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.cli import asking as asking
    from kanban.cli import board_text as board_text
    from kanban.cli import editing as editing
    from kanban.cli import history_notice as history_notice
    from kanban.cli import init as init
    from kanban.cli import main as main
    from kanban.cli import opening as opening
    from kanban.cli import output as output
    from kanban.cli import parsing as parsing
    from kanban.cli import progress as progress
    from kanban.cli import retired_names as retired_names
    from kanban.cli import screen as screen
    from kanban.cli import verbs as verbs

__getattr__ = lazy.submodules(__name__)
