"""Keys for forms, and by what cards are known elsewhere, which is made of what the server holds while it serves."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "hub_sign",
        *(sa.Column(name, TEXT, nullable=False) for name in ("board", "sign", "card")),
        sa.PrimaryKeyConstraint("board", "sign", "card"),
        sqlite_with_rowid=False,
    )
    op.create_index("hub_sign_card", "hub_sign", ["board", "card"])
    op.create_table(
        "hub_form",
        *(sa.Column(name, TEXT, nullable=False) for name in ("key", "board", "name")),
        *(sa.Column(name, TEXT, nullable=True) for name in ("source", "campaign")),
        sa.Column("origins", TEXT, nullable=False),
        sa.Column("page", TEXT, nullable=True),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("removed_at", TEXT, nullable=True),
        sa.Column("used_at", TEXT, nullable=False),
        sa.Column("cards", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.execute(
        "INSERT INTO hub_building (board, after) SELECT id, 'card ' FROM hub_board "
        "WHERE id NOT IN (SELECT board FROM hub_building)"
    )


def downgrade() -> None:
    """Take the step back."""
    for name in ("hub_form", "hub_sign"):
        op.drop_table(name)
