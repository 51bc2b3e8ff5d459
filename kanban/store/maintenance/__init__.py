"""Looking after a database: verify it against its log, repair it, back it up.

The second opinion on every row is computed here on purpose, apart from `kanban.store.projection`. It works on a whole
database and is loaded by few verbs.
"""
