"""What one machine keeps for a member and never sends: drafts, saved views, what was read.

Plain rows by member and card. Nothing here makes a change.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.local import comment_state as comment_state
    from kanban.store.local import saved_views as saved_views
    from kanban.store.local import walk_state as walk_state
else:
    __getattr__ = lazy.submodules(__name__)
