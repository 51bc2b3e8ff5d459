"""Rules of a board: when something happens to a card, what is done then by itself.

A rule is read from words or TOML, changed by verbs, and fired by the engine, which returns acts. It never writes them.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.automations import engine as engine
    from kanban.domain.automations import rule_verbs as rule_verbs
    from kanban.domain.automations import rules as rules
else:
    __getattr__ = lazy.submodules(__name__)
