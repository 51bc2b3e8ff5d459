"""Keys in, lines out."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui import app as app
    from kanban.tui import board_model as board_model
    from kanban.tui import board_worker as board_worker
    from kanban.tui import card_filter as card_filter
    from kanban.tui import commands as commands
    from kanban.tui import comment_jobs as comment_jobs
    from kanban.tui import files as files
    from kanban.tui import key_queue as key_queue
    from kanban.tui import lane_summaries as lane_summaries
    from kanban.tui import messages as messages
    from kanban.tui import move_jobs as move_jobs
    from kanban.tui import palette as palette
    from kanban.tui import reasons as reasons
    from kanban.tui import theme as theme
    from kanban.tui import told as told

__getattr__ = lazy.submodules(__name__)
