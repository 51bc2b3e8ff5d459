"""Which own changes wait for a newer server."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    present = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("outbox")}
    if "held" not in present:
        op.add_column("outbox", sa.Column("held", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take the step back."""
    op.drop_column("outbox", "held")
