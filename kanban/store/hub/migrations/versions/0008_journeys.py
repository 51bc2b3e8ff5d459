"""Tables of what figures need to know of cards; filled when figures are first asked for."""

import sqlalchemy as sa
from alembic import op

from kanban.store.hub.migrations import TEXT

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "hub_journey",
        sa.Column("board", TEXT, nullable=False),
        sa.Column("card", TEXT, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("board", "card"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hub_counting",
        sa.Column("board", TEXT, nullable=False),
        sa.Column("epoch", TEXT, nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("after", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("board"),
    )
