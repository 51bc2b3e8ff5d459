"""What cards tell of the activities on them: how many, how many reached the prospect, when the last ones took place.

A server may have sent activities before this version knew them: their rows are here, and are counted now.
"""

import json

import sqlalchemy as sa
from alembic import op

from kanban.store.derive import SQL_TO_SET_ACTIVITIES, count_activities

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = (
    ("attempts", sa.Integer(), "0"), ("contacts", sa.Integer(), "0"), ("attempted_at", sa.String(), "''"),
    ("sales_attempted_at", sa.String(), "''"),
)  # fmt: skip

STORIES = (
    "UPDATE change SET story = (SELECT card.n FROM entity JOIN card ON card.id = json_extract(entity.body, '$.card') "
    "AND card.board = entity.board WHERE entity.id = change.entity AND entity.etype = 'activity') "
    "WHERE etype = 'activity' AND story IS NULL"
)
MERGED = (
    "WITH RECURSIVE story(id, board) AS (SELECT id, board FROM card WHERE id = ? UNION SELECT card.id, card.board "
    "FROM card JOIN story ON card.merged_into = story.id AND card.board = story.board) "
    "SELECT body FROM entity JOIN story ON json_extract(body, '$.card') = story.id AND entity.board = story.board "
    "WHERE etype = 'activity'"
)


def upgrade() -> None:
    """Bring the database forward."""
    for name, kind, empty in COLUMNS:
        op.add_column("card", sa.Column(name, kind, nullable=False, server_default=sa.text(empty)))
    op.execute("CREATE INDEX entity_activity ON entity (board, json_extract(body, '$.card')) WHERE etype = 'activity'")
    connection = op.get_bind().connection.driver_connection
    assert connection is not None  # noqa: S101 - migrations run on an open database
    if connection.execute("SELECT 1 FROM entity WHERE etype = 'activity' LIMIT 1").fetchone() is None:
        return
    connection.execute(STORIES)
    worked_on = (
        "WITH RECURSIVE shown(id) AS (SELECT json_extract(body, '$.card') FROM entity WHERE etype = 'activity' UNION "
        "SELECT merged_into FROM card JOIN shown USING (id) WHERE merged_into IS NOT NULL) SELECT id FROM shown"
    )
    for (card,) in connection.execute(worked_on).fetchall():
        done = count_activities(json.loads(body) for (body,) in connection.execute(MERGED, (card,)))
        connection.execute(
            f"UPDATE card SET {SQL_TO_SET_ACTIVITIES}, touched_at = max(touched_at, ?), "
            "updated_at = max(updated_at, ?) WHERE id = ?",
            (*done, done.attempted_at, done.attempted_at, card),
        )
