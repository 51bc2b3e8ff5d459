"""Dialogs about cards: new card, fields, labels, destination, next step.

Each asks one question and returns a plain value or None. The screen does the act.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.dialogs.cards import ask_fields as ask_fields
    from kanban.tui.dialogs.cards import edit_fields as edit_fields
    from kanban.tui.dialogs.cards import find_card as find_card
    from kanban.tui.dialogs.cards import hidden_cards as hidden_cards
    from kanban.tui.dialogs.cards import line_to_team as line_to_team
    from kanban.tui.dialogs.cards import move_to as move_to
    from kanban.tui.dialogs.cards import new_card as new_card
    from kanban.tui.dialogs.cards import next_step as next_step
    from kanban.tui.dialogs.cards import pick_act as pick_act
    from kanban.tui.dialogs.cards import pick_labels as pick_labels
else:
    __getattr__ = lazy.submodules(__name__)
