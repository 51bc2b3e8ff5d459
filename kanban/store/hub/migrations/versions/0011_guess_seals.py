"""A table of what guesses say in secret, until it may be shown."""

import sqlalchemy as sa
from alembic import op

from kanban.store.hub.migrations import TEXT

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "hub_seal",
        sa.Column("board", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("seq", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("card", TEXT, nullable=False),
        sa.Column("guess", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("board", "id"),
    )
    op.create_index("hub_seal_guess", "hub_seal", ["board", "guess"])
