"""The agenda of a pipeline review, out of what happened since the last one; and its minutes.

In come journeys, decisions and what the store lists of the cards as they stand; out come an agenda, the record of its
figures, and minutes as sections that Markdown, HTML and the terminal draw. Nothing here reads a database or a clock.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.reports.meetings import agenda as agenda
    from kanban.reports.meetings import minutes as minutes
else:
    __getattr__ = lazy.submodules(__name__)
