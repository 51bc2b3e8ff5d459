"""What a shell needs: completion of verbs and of what stands behind them; and the themes on this machine.

At every TAB this is loaded anew, so it loads neither a parser nor tables. It never writes a board.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.cli.shell import complete_words as complete_words
else:
    __getattr__ = lazy.submodules(__name__)
