"""Pages of figures: the dashboard, and the cards behind one of its figures.

In come counted figures; out comes the card to open. Nothing here counts anything or reads a database.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.dialogs.figures import dashboard_screen as dashboard_screen
    from kanban.tui.dialogs.figures import figure_cards as figure_cards
else:
    __getattr__ = lazy.submodules(__name__)
