"""Goals: one number for both teams, with the plan of how it comes about.

In come registers and what people typed; out come goals, and acts that propose and sign them. What came of a plan is
counted in `kanban.reports.goals`.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.goals import goal as goal
    from kanban.domain.goals import goal_verbs as goal_verbs
else:
    __getattr__ = lazy.submodules(__name__)
