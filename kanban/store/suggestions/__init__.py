"""What members are proposed, out of the tables: the cards that may be their next, and what fits their wants.

In come a connection, a board and a member; out come plain values of the domain, which reports weigh. Nothing here
writes, or decides what is better. Other readings of the board stand in `store/reading`.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.suggestions import guessing as guessing
    from kanban.store.suggestions import next_cards as next_cards
    from kanban.store.suggestions import want_cards as want_cards
else:
    __getattr__ = lazy.submodules(__name__)
