"""The server's key, machines from which a board was taken, prepared invitations, and who made a code."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "hub_barred",
        sa.Column("board", TEXT, nullable=False),
        sa.Column("token", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("board", "token"),
    )
    op.create_table(
        "hub_invitation",
        sa.Column("board", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("member", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("board", "account"),
    )
    op.create_table(
        "hub_key",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("secret", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("hub_code") as batch_op:
        batch_op.add_column(sa.Column("token", TEXT, nullable=True))
    with op.batch_alter_table("hub_token") as batch_op:
        batch_op.add_column(sa.Column("board", TEXT, nullable=True))


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("hub_token") as batch_op:
        batch_op.drop_column("board")
    with op.batch_alter_table("hub_code") as batch_op:
        batch_op.drop_column("token")
    op.drop_table("hub_key")
    op.drop_table("hub_invitation")
    op.drop_table("hub_barred")
