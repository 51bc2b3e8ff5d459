"""Pipeline reviews: when the teams met, what they decided, and whether it was kept.

In come registers and what people typed; out come meetings, decisions, and acts that begin, decide, judge and end. What
a review talks about is counted in `kanban.reports.meetings`.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.meetings import agenda_cards as agenda_cards
    from kanban.domain.meetings import meeting as meeting
    from kanban.domain.meetings import meeting_verbs as meeting_verbs
    from kanban.domain.meetings import reviews as reviews
else:
    __getattr__ = lazy.submodules(__name__)
