"""Indexes for what waits for whom, notices apart from what is few, and what was dealt with in an inbox."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

HANDED = sa.text("deleted = 0 AND instr(extra, '\"handoff\"') > 0")
CONTESTED = sa.text("deleted = 0 AND instr(extra, '\"contest.') > 0")
PLANNED = sa.text("deleted = 0 AND next_on IS NOT NULL")
TALKED = sa.text("deleted = 0 AND talk > 0")
LIVE = sa.text("deleted = 0")

INDEXES = (
    "card_handoff", "card_offered", "card_contest", "card_marketing_next", "card_sales_next", "card_marketing_talk", "card_sales_talk",
)  # fmt: skip


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "dealt",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("member", "entry"),
    )
    op.drop_index("ix_entity_board", "entity")
    op.create_index("entity_kind", "entity", ["board", "etype"])
    op.create_index(
        "entity_notice",
        "entity",
        ["board", sa.text("json_extract(body, '$.to')")],
        sqlite_where=sa.text("etype = 'notice'"),
    )
    op.create_index("card_handoff", "card", ["board", *map(_said, ("state", "by", "again"))], sqlite_where=HANDED)
    op.create_index("card_offered", "card", ["board", *map(_said, ("to", "offered_at"))], sqlite_where=HANDED)
    op.create_index("card_contest", "card", ["board"], sqlite_where=CONTESTED)
    for team in ("marketing", "sales"):
        owner = f"{team}_owner"
        op.create_index(f"card_{team}_next", "card", ["board", owner, "n", "lane", "next_on"], sqlite_where=PLANNED)
        op.create_index(f"card_{team}_talk", "card", ["board", owner, "talk", "id"], sqlite_where=TALKED)
    op.drop_index("card_lane", "card")
    op.create_index("card_lane", "card", ["lane", "rank", "id", "touched_at", "entered_at"], sqlite_where=LIVE)


def downgrade() -> None:
    """Take the step back."""
    for index in INDEXES:
        op.drop_index(index, "card")
    op.drop_index("card_lane", "card")
    op.create_index("card_lane", "card", ["lane", "rank", "id", "touched_at"], sqlite_where=LIVE)
    op.drop_index("entity_notice", "entity")
    op.drop_index("entity_kind", "entity")
    op.create_index("ix_entity_board", "entity", ["board"])
    op.drop_table("dealt")


def _said(name: str) -> sa.TextClause:
    return sa.text(f"json_extract(extra, '$.handoff.{name}')")
