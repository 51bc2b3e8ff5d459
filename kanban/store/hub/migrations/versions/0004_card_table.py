"""A table of cards, made of what the server holds already by and by, while it serves."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "hub_card",
        *(sa.Column(name, TEXT, nullable=False) for name in ("board", "id")),
        sa.Column("deleted", WHOLE, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("hay", "ref")),
        sa.Column("stage", TEXT, nullable=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("rank", "title")),
        *(sa.Column(name, TEXT, nullable=True) for name in ("company", "contact", "email", "phone")),
        sa.Column("value", WHOLE, nullable=True),
        *(
            sa.Column(name, TEXT, nullable=True)
            for name in (
                "currency",
                "source",
                "campaign",
                "marketing_owner",
                "sales_owner",
                "next_step",
                "next_on",
                "close_on",
                "lost_reason",
                "win_reason",
            )
        ),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("merged_into", TEXT, nullable=True),
        *(
            sa.Column(name, TEXT, nullable=False)
            for name in ("created_at", "entered_at", "acted_at", "changed_at", "labels")
        ),
        *(sa.Column(name, TEXT, nullable=True) for name in ("handoff_state", "answer_due")),
        sa.Column("linked", WHOLE, nullable=False),
        sa.Column("ticks", TEXT, nullable=False),
        *(sa.Column(name, WHOLE, nullable=False) for name in ("marketing_comments", "sales_comments")),
        *(sa.Column(name, TEXT, nullable=False) for name in ("talked_at", "touched_at", "updated_at")),
        sa.PrimaryKeyConstraint("board", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hub_comment",
        *(sa.Column(name, TEXT, nullable=False) for name in ("board", "id", "card", "team", "at")),
        sa.Column("by_board", WHOLE, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("words", "calls")),
        sa.PrimaryKeyConstraint("board", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("hub_comment_card", "hub_comment", ["board", "card"])
    op.create_table(
        "hub_field",
        *(sa.Column(name, TEXT, nullable=False) for name in ("board", "name", "card", "exact", "value")),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("given", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("board", "name", "card", "exact"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hub_building",
        *(sa.Column(name, TEXT, nullable=False) for name in ("board", "after")),
        sa.PrimaryKeyConstraint("board"),
    )
    op.execute("INSERT INTO hub_building (board, after) SELECT id, '' FROM hub_board")


def downgrade() -> None:
    """Take the step back."""
    for name in ("hub_building", "hub_field", "hub_comment", "hub_card"):
        op.drop_table(name)
