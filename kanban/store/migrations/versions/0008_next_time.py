"""A column for the time of a card's next step."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("card", sa.Column("next_time", sa.String(), nullable=True))
    op.execute(
        "UPDATE card SET next_time = json_extract(extra, '$.next_time'), extra = json_remove(extra, '$.next_time') "
        "WHERE json_extract(extra, '$.next_time') GLOB '[0-2][0-9]:[0-5][0-9]'"
    )
