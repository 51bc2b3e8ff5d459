"""The server of the boards that a team shares: HTTP over the store's server side, and nothing that knows a screen."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.server import access as access
    from kanban.server import app as app
    from kanban.server import limits as limits
    from kanban.server import live as live
    from kanban.server import moved as moved
    from kanban.server import problems as problems
    from kanban.server import serve as serve
    from kanban.server import settings as settings
    from kanban.server import shapes as shapes

__getattr__ = lazy.submodules(__name__)
