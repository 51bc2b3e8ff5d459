"""A column for the time of a card's next step; the server fills it while it serves."""

import sqlalchemy as sa
from alembic import op

from kanban.store.hub.migrations import TEXT

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BUILDING = "INSERT INTO hub_building (board, after) SELECT id, '' FROM hub_board WHERE true ON CONFLICT DO NOTHING"


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("hub_card", sa.Column("next_time", TEXT, nullable=True))
    op.execute(BUILDING)
