"""Looking after a database: verify it against its log, repair it, back it up.

The second opinion on every row is computed here on purpose, apart from `kanban.store.projection`. It works on a whole
database and is loaded by few verbs. It never makes an act and never changes what a log entry sets: rows are mended from
the log, and a log that is not whole is fetched again by `sync`. The server's database is looked after by
`kanban.store.hub.maintenance`.
"""
