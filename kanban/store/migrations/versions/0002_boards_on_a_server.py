"""What a board that goes to a server needs; a member may be one of several boards under one id."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "attention",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("resolved", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attention_board", "attention", ["board"])
    op.create_table(
        "confirmed",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("etype", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("board", "etype", "entity"),
    )
    op.create_table(
        "outbox",
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("etype", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("dseq", sa.Integer(), nullable=False),
        sa.Column("acked", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("change"),
    )
    op.create_index("outbox_entity", "outbox", ["entity"])
    op.create_index("outbox_order", "outbox", ["board", "dseq"])
    op.create_table(
        "remote",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("tip", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("server_offset", sa.Integer(), nullable=False),
        sa.Column("synced_at", sa.String(), nullable=True),
        sa.Column("offline_since", sa.String(), nullable=True),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("boot_head", sa.Integer(), nullable=True),
        sa.Column("boot_tip", sa.String(), nullable=True),
        sa.Column("boot_after", sa.String(), nullable=True),
        sa.Column("boot_count", sa.Integer(), nullable=True),
        sa.Column("older", sa.Integer(), nullable=True),
        sa.Column("older_floor", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("board"),
    )
    op.create_table(
        "staged",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("etype", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("board", "etype", "id"),
    )
    op.create_table(
        "stirred",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=True),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    _rebuild_entity("id", "etype", "board")


def downgrade() -> None:
    """Take the step back; of a member of several boards only one stays."""
    _rebuild_entity("id", "etype")
    for table in ("stirred", "staged", "remote", "outbox", "confirmed", "attention"):
        op.drop_table(table)


def _rebuild_entity(*key: str) -> None:
    """Give the table of what is few another key, which SQLite only does by copying it."""
    op.create_table(
        "entity_next",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("etype", sa.String(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("keys", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(*key),
    )
    op.execute(
        "INSERT OR IGNORE INTO entity_next (id, etype, board, body, keys) SELECT id, etype, board, body, keys FROM entity"
    )
    op.drop_table("entity")
    op.rename_table("entity_next", "entity")
    op.create_index("ix_entity_board", "entity", ["board"])
