"""Dialogs about deals that are over: the one question of a debrief, and the page on which a deal is walked.

In comes a walk as far as it has come; out comes what was typed. Nothing here writes, or reads a card.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.dialogs.lessons import debrief_dialog as debrief_dialog
    from kanban.tui.dialogs.lessons import walk_screen as walk_screen
else:
    __getattr__ = lazy.submodules(__name__)
