"""The playbook: what prospects object to, in their words, and what marketing has found to answer.

In come registers and what people typed; out come objections, plays, and acts that log, write, answer and settle them.
A request is no entity: it is the objections that nothing answers yet, gathered by their words. The store reads what is
needed; this package never does.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.playbook import book as book
    from kanban.domain.playbook import objection as objection
    from kanban.domain.playbook import objection_verbs as objection_verbs
    from kanban.domain.playbook import play as play
    from kanban.domain.playbook import play_verbs as play_verbs
    from kanban.domain.playbook import playbook_record as playbook_record
    from kanban.domain.playbook import starter_plays as starter_plays
    from kanban.domain.playbook import typeahead as typeahead
else:
    __getattr__ = lazy.submodules(__name__)
