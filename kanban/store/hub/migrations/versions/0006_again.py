"""The day on which to try a returned card again, which queries for stale cards ask for."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
RETURNED = sa.text(
    "SELECT c.board, c.id, e.body FROM hub_card c JOIN hub_entity e ON e.board = c.board AND e.etype = 'card' AND e.id = c.id "
    "WHERE c.handoff_state = 'returned'"
)
FILL = sa.text("UPDATE hub_card SET again = :again WHERE board = :board AND id = :id")


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("hub_card", sa.Column("again", TEXT, nullable=True))
    connection = op.get_bind()
    for board, card, body in connection.execute(RETURNED).all():
        again = json.loads(body)["handoff"].get("again")
        if isinstance(again, str) and again != "never":
            connection.execute(FILL, {"again": again.replace("\0", "\x7f"), "board": board, "id": card})


def downgrade() -> None:
    """Take the step back."""
    op.drop_column("hub_card", "again")
