"""The server of the boards that a team shares: HTTP in front of `kanban.store.hub`. It knows no screen.

In come HTTP requests; out go JSON, streams of events and the description of all routes. What a client claims is checked
by the policies of `protocol`, and what is kept goes through `store.hub`: no SQL is written here.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.server import serve as serve  # the libraries of a server are an extra
    from kanban.server import settings as settings
else:
    __getattr__ = lazy.submodules(__name__)
