"""What a card is, what may be done, what a change means.

Standard library only. In come plain values and views of a board; out come acts, values and refusals. It opens no file,
no database and no connection.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain import activity as activity
    from kanban.domain import acts as acts
    from kanban.domain import agreements as agreements
    from kanban.domain import campaign as campaign
    from kanban.domain import commitments as commitments
    from kanban.domain import goals as goals
    from kanban.domain import guesses as guesses
    from kanban.domain import history as history
    from kanban.domain import lessons as lessons
    from kanban.domain import meetings as meetings
    from kanban.domain import permissions as permissions
    from kanban.domain import playbook as playbook
    from kanban.domain import rank as rank
    from kanban.domain import records as records
    from kanban.domain import waiting as waiting
    from kanban.domain import wants as wants
else:
    __getattr__ = lazy.submodules(__name__)
