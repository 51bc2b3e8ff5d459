"""A table of links from which calendars read people's next steps."""

import sqlalchemy as sa
from alembic import op

from kanban.store.hub.migrations import TEXT

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "hub_calendar",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("token", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("revoked_at", TEXT, nullable=True),
        sa.Column("read_on", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
