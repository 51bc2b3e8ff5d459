"""The values that people type: text, names, dates, times, money, labels, links and fields.

Each module reads a value, checks it and formats it for people. They import only one another and the errors, never a
card or a board.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.values import dates as dates
    from kanban.domain.values import links as links
    from kanban.domain.values import moments as moments
    from kanban.domain.values import money as money
else:
    __getattr__ = lazy.submodules(__name__)
