"""Dialogs about objections and plays: what they said, the play that answers it, the playbook, its editor.

In come the playbook and a card's objections as they were read; out comes what was typed or chosen. Nothing here writes.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.dialogs.playbook import objection_dialog as objection_dialog
    from kanban.tui.dialogs.playbook import pick_play as pick_play
    from kanban.tui.dialogs.playbook import play_dialog as play_dialog
    from kanban.tui.dialogs.playbook import play_editor as play_editor
    from kanban.tui.dialogs.playbook import playbook_dialog as playbook_dialog
else:
    __getattr__ = lazy.submodules(__name__)
