"""The dialogs of the board; each asks one question and returns plain data.

In come plain values; out comes what was typed or chosen, or None. A dialog reads no database and changes no card: the
part that asked does.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.dialogs import agreement_screen as agreement_screen
    from kanban.tui.dialogs import attention_dialog as attention_dialog
    from kanban.tui.dialogs import boards as boards
    from kanban.tui.dialogs import cards as cards
    from kanban.tui.dialogs import confirm as confirm
    from kanban.tui.dialogs import dialog_frame as dialog_frame
    from kanban.tui.dialogs import export_dialog as export_dialog
    from kanban.tui.dialogs import figures as figures
    from kanban.tui.dialogs import find_dialogs as find_dialogs
    from kanban.tui.dialogs import form as form
    from kanban.tui.dialogs import import_dialogs as import_dialogs
    from kanban.tui.dialogs import inbox_dialog as inbox_dialog
    from kanban.tui.dialogs import lessons as lessons
    from kanban.tui.dialogs import playbook as playbook
    from kanban.tui.dialogs import switch_dialogs as switch_dialogs
    from kanban.tui.dialogs import today_dialog as today_dialog
else:
    __getattr__ = lazy.submodules(__name__)
