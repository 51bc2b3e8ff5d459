"""The database file on the disk: made smaller, freed of erased words; and the log file beside it.

These act on a whole file, while nobody needs an answer. They never read what a card says.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.disk import log_file as log_file  # loads logging
else:
    __getattr__ = lazy.submodules(__name__)
