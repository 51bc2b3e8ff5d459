"""The widgets of the board and of the open card.

In come plain summaries; out go messages that say what the user wants. No widget sees the store or sync, or does what it
asks for.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.widgets import card_view as card_view
else:
    __getattr__ = lazy.submodules(__name__)
