"""The door between the two teams: who holds a card, how it is offered, answered, returned and contested.

The state of a handoff is computed from registers; the verbs return acts like all others. Time is passed in, never
read here.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.handoffs import contest as contest
    from kanban.domain.handoffs import handoff as handoff
    from kanban.domain.handoffs import handoff_verbs as handoff_verbs
    from kanban.domain.handoffs import holders as holders
    from kanban.domain.handoffs import precedent as precedent
    from kanban.domain.handoffs import reoffer as reoffer
    from kanban.domain.handoffs import routing as routing
else:
    __getattr__ = lazy.submodules(__name__)
