"""What is reported to the screen, and to its parts: the classes of `fact_kinds`, loaded with the first fact.

To generate these frozen dataclasses takes as long as to read the board, and no fact is made before the first frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kanban.tui.fact_kinds import *  # noqa: F403 - a name of this module is one of that module
else:

    def __getattr__(name: str) -> object:
        from kanban.tui import fact_kinds  # noqa: PLC0415 - see above

        value = globals()[name] = getattr(fact_kinds, name)
        return value
