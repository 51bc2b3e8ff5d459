"""Dialogs about cards: new card, fields, labels, destination, next step.

Each asks one question and returns a plain value or None. The screen does the act.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.dialogs.cards import ask_fields as ask_fields
    from kanban.tui.dialogs.cards import card_forms as card_forms
    from kanban.tui.dialogs.cards import guess_dialog as guess_dialog
    from kanban.tui.dialogs.cards import log_activity as log_activity
    from kanban.tui.dialogs.cards import move_to as move_to
    from kanban.tui.dialogs.cards import pick_labels as pick_labels
else:
    __getattr__ = lazy.submodules(__name__)
