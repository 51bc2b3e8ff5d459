"""What people do, as acts: each verb looks at a `View` of the board, checks the permissions and returns an `Act`.

Here are the verbs on cards and comments, on the board and its labels, undo, merging and erasing. They import the
values and records of the domain. They never write, read a clock or know a database.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.acts import activity_verbs as activity_verbs
    from kanban.domain.acts import board_verbs as board_verbs
    from kanban.domain.acts import campaign_verbs as campaign_verbs
    from kanban.domain.acts import disqualifying as disqualifying
    from kanban.domain.acts import merging as merging
    from kanban.domain.acts import undo as undo
    from kanban.domain.acts import verbs as verbs
else:
    __getattr__ = lazy.submodules(__name__)
