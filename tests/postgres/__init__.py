"""The server on PostgreSQL: a room of its own, because it starts one. `KANBAN_POSTGRES=1 pytest tests/postgres -n0`."""
