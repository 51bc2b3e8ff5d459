"""How alembic reaches the server's tables: within the transaction of the caller."""

from alembic import context

from kanban.store.hub import server_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=server_tables.metadata,
    version_table="hub_version",
    render_as_batch=True,
)
context.run_migrations()
