"""From 0.1.0 to 0.2.0: the search text computed anew, and which own changes wait for a newer server.

Search folds more letters than it did, and knows phone numbers and custom fields.
"""

import sqlalchemy as sa
from alembic import op

from kanban.domain.values import text
from kanban.store.derive import compute_search_text

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

AT_ONCE = 2_000
"""Rows that are held at a time."""

CARDS = sa.text(
    "SELECT n, title, company, contact, email, phone, labels, extra, hay FROM card WHERE n > :last "
    "ORDER BY n LIMIT :most"
)
COMMENTS = sa.text("SELECT n, body FROM comment WHERE deleted = 0 AND n > :last ORDER BY n LIMIT :most")


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("outbox", sa.Column("held", sa.Integer(), nullable=True))
    connection = op.get_bind()
    _update_cards(connection)
    _update_comments(connection)


def _update_cards(connection: sa.Connection) -> None:
    """Write the search text of those cards whose text is another now."""
    last = 0
    while rows := connection.execute(CARDS, {"last": last, "most": AT_ONCE}).mappings().all():
        last = rows[-1]["n"]
        changed = [{"n": row["n"], "hay": hay} for row in rows if (hay := compute_search_text({**row})) != row["hay"]]
        if changed:
            connection.execute(sa.text("UPDATE card SET hay = :hay WHERE n = :n"), changed)


def _update_comments(connection: sa.Connection) -> None:
    """Write the index entries of comments with letters that are folded."""
    last = 0
    while rows := connection.execute(COMMENTS, {"last": last, "most": AT_ONCE}).all():
        last = rows[-1][0]
        folded = [{"n": n, "body": text.build_index_text(body)} for n, body in rows if not body.isascii()]
        if folded:
            connection.execute(sa.text("UPDATE comment_search SET body = :body WHERE rowid = :n"), folded)
