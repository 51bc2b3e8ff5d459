"""The server's tables: boards as the fold of their changes, their logs, accounts and what these may reach.

SQLModel classes stand here, one for a table; out come the schema, and the tables with which the hub builds its
statements. No row is an object of a class.
"""

from kanban.store.hub.server_tables.hub_card_tables import *  # noqa: F403
