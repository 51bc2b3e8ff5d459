"""Wants: what a rep needs of marketing, as a filter with a number, a day and a because.

In come registers and acts of members; out come wants and the steps that change them. Cards that match are tied to a
want by a register of their own, which the store writes. Nothing here finds cards.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.wants import want as want
    from kanban.domain.wants import want_rights as want_rights
    from kanban.domain.wants import want_verbs as want_verbs
else:
    __getattr__ = lazy.submodules(__name__)
