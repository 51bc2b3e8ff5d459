"""Lines and lists in which people type and choose.

They clean what is pasted, offer what fits, and hand on a value. What a value means is decided by the domain.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.widgets.inputs import filter_line as filter_line
    from kanban.tui.widgets.inputs import type_ahead as type_ahead
else:
    __getattr__ = lazy.submodules(__name__)
