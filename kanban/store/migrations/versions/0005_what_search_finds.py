"""What free words are looked for in, computed anew: search folds more letters, and knows phone numbers and custom fields."""

import sqlalchemy as sa
from alembic import op

from kanban.domain.values import text
from kanban.store.derive import hay_of

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

AT_ONCE = 2_000
"""Rows that are held at a time."""


def upgrade() -> None:
    """Bring the database forward."""
    connection = op.get_bind()
    last = 0
    cards = sa.text(
        "SELECT n, title, company, contact, email, phone, labels, extra, hay FROM card WHERE n > :last ORDER BY n LIMIT :most"
    )
    while rows := connection.execute(cards, {"last": last, "most": AT_ONCE}).mappings().all():
        last = rows[-1]["n"]
        derived = [{"n": row["n"], "hay": hay} for row in rows if (hay := hay_of({**row})) != row["hay"]]
        if derived:
            connection.execute(sa.text("UPDATE card SET hay = :hay WHERE n = :n"), derived)
    last = 0
    bodies = sa.text("SELECT n, body FROM comment WHERE deleted = 0 AND n > :last ORDER BY n LIMIT :most")
    while found := connection.execute(bodies, {"last": last, "most": AT_ONCE}).all():
        last = found[-1][0]
        odd = [{"n": n, "body": text.index_text(body)} for n, body in found if not body.isascii()]
        if odd:
            connection.execute(sa.text("UPDATE comment_search SET body = :body WHERE rowid = :n"), odd)


def downgrade() -> None:
    """Take the step back: version 0.1.0 reads these rows too, and finds a little more."""
