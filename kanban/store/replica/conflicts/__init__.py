"""What somebody should look at: refused changes, overtaken edits, cards that are gone, and trying again.

Pull and push results put notes down here; the workspace reads them. Nothing here decides what a server takes.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.replica.conflicts import conflict_notes as conflict_notes
    from kanban.store.replica.conflicts import retrying as retrying
else:
    __getattr__ = lazy.submodules(__name__)
