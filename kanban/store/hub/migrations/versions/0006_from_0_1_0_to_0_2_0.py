"""From 0.1.0 to 0.2.0: whose each act is, cards as queries ask for them, forms, and the server's own keys.

The log's acts are written down here; the card table is filled from what the server holds while it serves.
"""

import sqlalchemy as sa
from alembic import op

from kanban.store.hub.migrations import TEXT, run_script

revision = "0006"
down_revision = "0001"
branch_labels = None
depends_on = None

READABLE = r"regexp_replace(body, '(\\\\)|\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\1', 'g')::json"
"""A body without the characters that PostgreSQL's text can't hold (NUL, half a character): it would read none of it."""

NEW_TABLES = """
CREATE TABLE hub_act (
    board VARCHAR NOT NULL, id VARCHAR NOT NULL, actor VARCHAR NOT NULL, undo_of VARCHAR, seq INTEGER NOT NULL,
    PRIMARY KEY (board, id)
);
CREATE INDEX hub_act_undone ON hub_act (board, undo_of) WHERE undo_of IS NOT NULL;
CREATE TABLE hub_barred (
    board VARCHAR NOT NULL, token VARCHAR NOT NULL, "by" VARCHAR NOT NULL, at VARCHAR NOT NULL,
    PRIMARY KEY (board, token)
);
CREATE TABLE hub_building (
    board VARCHAR NOT NULL, "after" VARCHAR NOT NULL,
    PRIMARY KEY (board)
);
CREATE TABLE hub_card (
    board VARCHAR NOT NULL, id VARCHAR NOT NULL, deleted INTEGER NOT NULL, hay VARCHAR NOT NULL,
    ref VARCHAR NOT NULL, stage VARCHAR, rank VARCHAR NOT NULL, title VARCHAR NOT NULL, company VARCHAR,
    contact VARCHAR, email VARCHAR, phone VARCHAR, value INTEGER, currency VARCHAR, source VARCHAR,
    campaign VARCHAR, marketing_owner VARCHAR, sales_owner VARCHAR, next_step VARCHAR, next_on VARCHAR,
    close_on VARCHAR, lost_reason VARCHAR, win_reason VARCHAR, probability FLOAT, merged_into VARCHAR,
    created_at VARCHAR NOT NULL, entered_at VARCHAR NOT NULL, acted_at VARCHAR NOT NULL,
    changed_at VARCHAR NOT NULL, labels VARCHAR NOT NULL, handoff_state VARCHAR, answer_due VARCHAR,
    linked INTEGER NOT NULL, ticks VARCHAR NOT NULL, marketing_comments INTEGER NOT NULL,
    sales_comments INTEGER NOT NULL, talked_at VARCHAR NOT NULL, touched_at VARCHAR NOT NULL,
    updated_at VARCHAR NOT NULL, again VARCHAR,
    PRIMARY KEY (board, id)
) WITHOUT ROWID;
CREATE INDEX hub_change_entity ON hub_change (board, entity);
CREATE TABLE hub_comment (
    board VARCHAR NOT NULL, id VARCHAR NOT NULL, card VARCHAR NOT NULL, team VARCHAR NOT NULL, at VARCHAR NOT NULL,
    by_board INTEGER NOT NULL, words VARCHAR NOT NULL, calls VARCHAR NOT NULL,
    PRIMARY KEY (board, id)
) WITHOUT ROWID;
CREATE INDEX hub_comment_card ON hub_comment (board, card);
CREATE TABLE hub_field (
    board VARCHAR NOT NULL, name VARCHAR NOT NULL, card VARCHAR NOT NULL, exact VARCHAR NOT NULL,
    value VARCHAR NOT NULL, number FLOAT, given INTEGER NOT NULL,
    PRIMARY KEY (board, name, card, exact)
) WITHOUT ROWID;
CREATE TABLE hub_form (
    "key" VARCHAR NOT NULL, board VARCHAR NOT NULL, name VARCHAR NOT NULL, source VARCHAR, campaign VARCHAR,
    origins VARCHAR NOT NULL, page VARCHAR, made_at VARCHAR NOT NULL, removed_at VARCHAR, used_at VARCHAR NOT NULL,
    cards INTEGER NOT NULL,
    PRIMARY KEY ("key")
);
CREATE TABLE hub_invitation (
    board VARCHAR NOT NULL, account VARCHAR NOT NULL, member VARCHAR NOT NULL, "by" VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    PRIMARY KEY (board, account)
);
CREATE TABLE hub_key (
    id VARCHAR NOT NULL, secret VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE hub_sign (
    board VARCHAR NOT NULL, sign VARCHAR NOT NULL, card VARCHAR NOT NULL,
    PRIMARY KEY (board, sign, card)
) WITHOUT ROWID;
CREATE INDEX hub_sign_card ON hub_sign (board, card);
"""

BUILDING = "INSERT INTO hub_building (board, after) SELECT id, '' FROM hub_board"

FIRST_OF_EACH = """
INSERT INTO hub_act (board, id, actor, undo_of, seq)
SELECT log.board, log.{name}, actor, {undo_of}, seq FROM hub_change AS log
JOIN (SELECT board, min(seq) AS first FROM hub_change GROUP BY board, {name}) AS firsts
    ON firsts.board = log.board AND firsts.first = log.seq
WHERE true ON CONFLICT DO NOTHING
"""
"""The acts of the log, or its transactions, each as its first change tells of it."""

OFFERS = """
INSERT INTO hub_act (board, id, actor, seq)
SELECT board, {offer}, {by}, seq FROM hub_entity
WHERE etype = 'card' AND body LIKE '%"handoff"%' AND {offer} IS NOT NULL AND {by} IS NOT NULL
ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    """Bring the database forward."""
    run_script(NEW_TABLES)
    op.add_column("hub_code", sa.Column("token", TEXT, nullable=True))
    op.add_column("hub_token", sa.Column("board", TEXT, nullable=True))
    op.execute(FIRST_OF_EACH.format(name="act", undo_of=_register("undo_of")))
    op.execute(FIRST_OF_EACH.format(name="tx", undo_of="NULL"))
    op.execute(OFFERS.format(offer=_register("handoff", "offer"), by=_register("handoff", "by")))
    op.execute(BUILDING)


def _register(*path: str) -> str:
    """Return the SQL that reads a text out of a body's JSON."""
    if op.get_bind().dialect.name == "postgresql":
        *above, last = (f"'{name}'" for name in path)
        return f"{' -> '.join([READABLE, *above])} ->> {last}"
    return f"json_extract(body, '$.{'.'.join(path)}')"
