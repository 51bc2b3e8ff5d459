"""The tables of a client's database, declared once with SQLModel, a class for each.

The schema comes from these classes and is tested against them: `tests/store/test_schema.py` makes a database from the
classes, one from `schema.sql` and one by the migrations, and holds the three equal. So the classes say what each column
means, and a new column begins here, then goes to `schema.sql` and to a migration.

No row is read or written through them: reads that users wait for, and writes, are plain SQL on sqlite3 (an object of
SQLModel a row costs 5 to 11 times as much, and importing SQLModel 0.3 s). So only alembic and tests import this.
"""

from sqlmodel import SQLModel

from kanban.store.tables import card_tables, log_tables, member_tables, replica_tables

__all__ = ["card_tables", "log_tables", "member_tables", "metadata", "replica_tables"]

metadata = SQLModel.metadata
"""All of them."""
