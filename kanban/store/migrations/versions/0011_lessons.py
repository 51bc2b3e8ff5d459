"""An index by which a card finds its debriefs and shared walks, and the walks that a member keeps on this machine.

A server may have sent debriefs before this version knew them: their rows are here, and join their card's history now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STORIES = (
    "UPDATE change SET story = (SELECT card.n FROM entity JOIN card ON card.id = json_extract(entity.body, '$.card') "
    "AND card.board = entity.board WHERE entity.id = change.entity AND entity.etype = 'lesson') "
    "WHERE etype = 'lesson' AND story IS NULL"
)


def upgrade() -> None:
    """Bring the database forward."""
    op.execute("CREATE INDEX entity_lesson ON entity (board, json_extract(body, '$.card')) WHERE etype = 'lesson'")
    op.execute(STORIES)
    op.create_table(
        "walk",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("begun_at", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(), nullable=True),
        sa.Column("shared", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member", "board", "card"),
    )
