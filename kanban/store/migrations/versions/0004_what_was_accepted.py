"""What waits apart from what was accepted, in the index of the outbox: neither is looked for among the other."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.drop_index("outbox_order", "outbox")
    op.create_index("outbox_order", "outbox", ["board", "acked", "dseq"])


def downgrade() -> None:
    """Take the step back."""
    op.drop_index("outbox_order", "outbox")
    op.create_index("outbox_order", "outbox", ["board", "dseq"])
