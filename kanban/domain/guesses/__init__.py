"""Guesses: each team's chance that a deal is won, set before the end is known, and scored after it.

In come registers and what people typed; out come guesses, and acts that make and revise one. What a team guessed is no
register until both teams' guesses are in, or the card closes: it travels sealed beside the change, and a server keeps
that to itself. The store reads what is needed; this package never does.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.guesses import guess as guess
    from kanban.domain.guesses import guess_record as guess_record
    from kanban.domain.guesses import guess_rights as guess_rights
    from kanban.domain.guesses import guess_verbs as guess_verbs
    from kanban.domain.guesses import revealing as revealing
else:
    __getattr__ = lazy.submodules(__name__)
