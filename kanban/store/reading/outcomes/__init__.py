"""What people think of how deals end, read in plain SQL: debriefs, shared walks and guesses.

In come a connection and the ids of cards; out come values of the domain. Nothing here writes. What
is hidden from a reader is left out here, so that nobody above has to think of it.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.reading.outcomes import guess_rows as guess_rows
    from kanban.store.reading.outcomes import lesson_rows as lesson_rows
else:
    __getattr__ = lazy.submodules(__name__)
