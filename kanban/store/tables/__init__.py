"""The tables of a client's database, declared once with SQLModel.

Classes stand here, one for a table; a database's schema comes out. No row is read or written through them.
"""

from kanban.store.tables.card_tables import CardRow as CardRow
