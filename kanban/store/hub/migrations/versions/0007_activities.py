"""Columns for what cards tell of the activities on them, and when they were offered; filled while the server serves."""

import sqlalchemy as sa
from alembic import op

from kanban.store.hub.migrations import TEXT

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = (
    ("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), "0"),
    ("contacts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), "0"),
    ("attempted_at", TEXT, "''"),
    ("sales_attempted_at", TEXT, "''"),
)


BUILDING = "INSERT INTO hub_building (board, after) SELECT id, '' FROM hub_board WHERE true ON CONFLICT DO NOTHING"


def upgrade() -> None:
    """Bring the database forward."""
    for name, kind, empty in COLUMNS:
        op.add_column("hub_card", sa.Column(name, kind, nullable=False, server_default=sa.text(empty)))
    op.add_column("hub_card", sa.Column("offered_at", TEXT, nullable=True))
    op.execute(BUILDING)
