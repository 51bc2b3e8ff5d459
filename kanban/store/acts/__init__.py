"""Acts on a board that is here: one write transaction each, what rules add to it, undo, and what time does.

A verb of the domain decides, `writing` puts its act down as log rows and card rows at once. Screens and the command
line come in through the workspace. Nothing here speaks to a server.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.acts import agreement_backtest as agreement_backtest
    from kanban.store.acts import guess_reveals as guess_reveals
    from kanban.store.acts import local_deadlines as local_deadlines
    from kanban.store.acts import rule_acts as rule_acts
    from kanban.store.acts import rule_backtest as rule_backtest
    from kanban.store.acts import undoing as undoing
    from kanban.store.acts import want_ties as want_ties
    from kanban.store.acts import writing as writing
else:
    __getattr__ = lazy.submodules(__name__)
