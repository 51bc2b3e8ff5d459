"""The widgets of the board and of the open card."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.widgets import card_view as card_view
else:
    __getattr__ = lazy.submodules(__name__)
