"""Whose each act and transaction is, which of them undo others, and the story of one entity."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
READABLE = r"regexp_replace(body, '(\\\\)|\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\1', 'g')::json"
"""A body without the signs for which PostgreSQL has no text (a NUL, half a character): it would read nothing beside them either."""
UNDOING = sa.text("undo_of IS NOT NULL")


def upgrade() -> None:
    """Bring the database forward; what the log tells of acts is written down once."""
    op.create_table(
        "hub_act",
        sa.Column("board", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("undo_of", TEXT, nullable=True),
        sa.Column("seq", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("board", "id"),
    )
    with op.batch_alter_table("hub_act", schema=None) as batch_op:
        batch_op.create_index(
            "hub_act_undone", ["board", "undo_of"], unique=False, sqlite_where=UNDOING, postgresql_where=UNDOING
        )
    with op.batch_alter_table("hub_change", schema=None) as batch_op:
        batch_op.create_index("hub_change_entity", ["board", "entity"], unique=False)
    undo_of = "json_extract(body, '$.undo_of')"
    if op.get_bind().dialect.name == "postgresql":
        undo_of = f"{READABLE} ->> 'undo_of'"
    for name, undone in (("act", undo_of), ("tx", "NULL")):
        op.execute(
            f"INSERT INTO hub_act (board, id, actor, undo_of, seq) SELECT whole.board, whole.{name}, actor, {undone}, seq FROM hub_change "
            f"AS whole JOIN (SELECT board, min(seq) AS first FROM hub_change GROUP BY board, {name}) AS firsts "
            "ON firsts.board = whole.board AND firsts.first = whole.seq WHERE true ON CONFLICT DO NOTHING"
        )
    offer = "json_extract(body, '$.handoff.{}')"
    if op.get_bind().dialect.name == "postgresql":
        offer = READABLE.replace("{2}", "{{2}}") + " -> 'handoff' ->> '{}'"
    op.execute(
        f"INSERT INTO hub_act (board, id, actor, seq) SELECT board, {offer.format('offer')}, {offer.format('by')}, seq FROM hub_entity "
        f"WHERE etype = 'card' AND body LIKE '%\"handoff\"%' AND {offer.format('offer')} IS NOT NULL AND {offer.format('by')} IS NOT NULL "
        "ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("hub_change", schema=None) as batch_op:
        batch_op.drop_index("hub_change_entity")
    with op.batch_alter_table("hub_act", schema=None) as batch_op:
        batch_op.drop_index("hub_act_undone", sqlite_where=UNDOING, postgresql_where=UNDOING)
    op.drop_table("hub_act")
