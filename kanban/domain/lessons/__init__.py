"""What a closed deal teaches: the rep's debrief, and the walk through it with its end hidden.

In come registers and the changes of a card; out come lessons, acts that write and share them, and a card's story cut
off before its end. The store reads what is needed, and keeps answers that nobody has shared; this package never does.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.lessons import lesson as lesson
    from kanban.domain.lessons import lesson_verbs as lesson_verbs
    from kanban.domain.lessons import walking as walking
    from kanban.domain.lessons import weekly as weekly
else:
    __getattr__ = lazy.submodules(__name__)
