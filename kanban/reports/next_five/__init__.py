"""The next five cards of a member, each with the reasons why it is among them.

What comes in are the cards that wait and how closed deals ended; the store reads both. It orders by urgency, then fit,
then history, and says for each reason what it counted and which query lists exactly that. It reads no database and no
clock, and never compares people.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.reports.next_five import next_choice as next_choice
    from kanban.reports.next_five import next_reasons as next_reasons
else:
    __getattr__ = lazy.submodules(__name__)
