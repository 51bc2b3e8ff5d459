"""What closed deals teach, out of a board that is here: debriefs, walks, and which deal to walk this week.

In comes a workspace; out come lessons of the domain. It reads the log of one card and cuts it off; it never sends what
nobody has shared.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.lessons import card_lessons as card_lessons
    from kanban.store.lessons import walks as walks
else:
    __getattr__ = lazy.submodules(__name__)
