"""What waits for a member: what others want from them (inbox, notices), what they promised (today), what is next.

In come entries and rows as the store reads them; out come their words, order and records. Nothing here reads a card
or writes a change.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.waiting import inbox as inbox
    from kanban.domain.waiting import next_card as next_card
    from kanban.domain.waiting import next_marks as next_marks
    from kanban.domain.waiting import today as today
else:
    __getattr__ = lazy.submodules(__name__)
