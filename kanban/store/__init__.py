"""Facts kept: the log of changes and the cards that the fold makes of them, in one SQLite file.

In come acts, imported leads and the changes of a server; out come cards, lanes, counts and conflicts as plain values.
It alone knows SQL, and it knows no HTTP, no file format and no screen.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store import database_file as database_file
    from kanban.store import disk as disk
    from kanban.store import hub as hub  # loads the tables of a server, 0.4 s
    from kanban.store import lessons as lessons
    from kanban.store import migrations as migrations  # loads alembic, 0.3 s, for databases of another version
    from kanban.store import playbooks as playbooks
else:
    __getattr__ = lazy.submodules(__name__)
