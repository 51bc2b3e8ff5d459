"""Dialogs about the board: stages, rules, agreement, members, views, signing in.

Each shows what the screen passes in and returns what was asked for. None writes anything itself.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.dialogs.boards import board_form as board_form
    from kanban.tui.dialogs.boards import campaigns_dialog as campaigns_dialog
    from kanban.tui.dialogs.boards import people_dialog as people_dialog
    from kanban.tui.dialogs.boards import rules_dialog as rules_dialog
    from kanban.tui.dialogs.boards import stages_dialog as stages_dialog
    from kanban.tui.dialogs.boards import wants_dialog as wants_dialog
else:
    __getattr__ = lazy.submodules(__name__)
