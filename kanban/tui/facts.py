"""What is reported to the screen, and to its parts: the classes of `fact_kinds`, loaded with the first fact.

To generate these frozen dataclasses takes 6 ms, as long as to read the board, and no fact is made before the first
frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.fact_kinds import *  # noqa: F403 - a name of this module is one of that module
else:
    __getattr__ = lazy.names(globals(), "kanban.tui.fact_kinds")
