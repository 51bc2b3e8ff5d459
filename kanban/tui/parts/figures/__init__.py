"""Figures for both teams on the board's screen: counted in a thread of their own, and the cards behind them.

In come a quarter, a query and a currency; out come the facts that the dashboard shows. It changes nothing on the board.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.parts.figures import counting as counting
else:
    __getattr__ = lazy.submodules(__name__)
