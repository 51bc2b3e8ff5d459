"""Reading a board in plain SQL: lanes, cards, comments, inbox, what waits.

What a first frame or a listing waits for loads no SQLModel. It returns records and rows of the domain. It never writes.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.reading import activity_rows as activity_rows
    from kanban.store.reading import comment_rows as comment_rows
    from kanban.store.reading import duplicates as duplicates
    from kanban.store.reading import earlier_deals as earlier_deals
    from kanban.store.reading import goal_won as goal_won
    from kanban.store.reading import history_gaps as history_gaps
    from kanban.store.reading import inbox as inbox
    from kanban.store.reading import outcomes as outcomes
    from kanban.store.reading import playbook_rows as playbook_rows
    from kanban.store.reading import requirements as requirements
    from kanban.store.reading import today as today
    from kanban.store.reading import vocabulary as vocabulary
    from kanban.store.reading import waiting as waiting
else:
    __getattr__ = lazy.submodules(__name__)
