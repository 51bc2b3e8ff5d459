"""Pages of figures: the dashboard, the goal, the pipeline review with its decisions, and the cards behind a figure.

In come counted figures; out comes the card to open. Nothing here counts anything or reads a database.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.dialogs.figures import dashboard_screen as dashboard_screen
    from kanban.tui.dialogs.figures import decision_form as decision_form
    from kanban.tui.dialogs.figures import figure_cards as figure_cards
    from kanban.tui.dialogs.figures import goal_form as goal_form
    from kanban.tui.dialogs.figures import goal_screen as goal_screen
    from kanban.tui.dialogs.figures import next_forms as next_forms
    from kanban.tui.dialogs.figures import next_screen as next_screen
    from kanban.tui.dialogs.figures import review_lines as review_lines
    from kanban.tui.dialogs.figures import review_screen as review_screen
else:
    __getattr__ = lazy.submodules(__name__)
