"""The card panel: its head, its fields, its links, and its requirements.

It draws a `CardView` that the screen passes in, and posts intents. It never reads the store.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.widgets.card import card_panel as card_panel
    from kanban.tui.widgets.card import offer_words as offer_words
else:
    __getattr__ = lazy.submodules(__name__)
