"""Figures for both teams on the board's screen: counted in a thread of their own, and the cards behind them."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.tui.parts.figures import counting as counting
else:
    __getattr__ = lazy.submodules(__name__)
