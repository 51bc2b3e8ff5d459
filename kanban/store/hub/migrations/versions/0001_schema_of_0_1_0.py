"""The server's schema of version 0.1.0, whose databases say that they are at 0001."""

from kanban.store.hub.migrations import run_script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = """
CREATE TABLE hub_account (
    id VARCHAR NOT NULL, name VARCHAR NOT NULL, everywhere INTEGER NOT NULL, team VARCHAR NOT NULL,
    role VARCHAR NOT NULL, made_at VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE hub_board (
    id VARCHAR NOT NULL, epoch VARCHAR NOT NULL, head INTEGER NOT NULL, tip VARCHAR NOT NULL,
    digest VARCHAR NOT NULL, structure INTEGER NOT NULL, state VARCHAR NOT NULL, publisher VARCHAR NOT NULL,
    mapping VARCHAR NOT NULL, made_at VARCHAR NOT NULL, device VARCHAR NOT NULL, stamp VARCHAR NOT NULL,
    dseq INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE hub_change (
    board VARCHAR NOT NULL, seq INTEGER NOT NULL, id VARCHAR NOT NULL, device VARCHAR NOT NULL,
    dseq INTEGER NOT NULL, tx VARCHAR NOT NULL, act VARCHAR NOT NULL, entity VARCHAR NOT NULL,
    etype VARCHAR NOT NULL, verb VARCHAR NOT NULL, actor VARCHAR NOT NULL, at VARCHAR NOT NULL,
    stamp VARCHAR NOT NULL, base INTEGER NOT NULL, body VARCHAR NOT NULL, purged INTEGER NOT NULL,
    PRIMARY KEY (board, seq), UNIQUE (board, id)
);
CREATE TABLE hub_code (
    hash VARCHAR NOT NULL, account VARCHAR, board VARCHAR, name VARCHAR NOT NULL, team VARCHAR NOT NULL,
    role VARCHAR NOT NULL, "by" VARCHAR NOT NULL, until_ms INTEGER NOT NULL, used_at VARCHAR,
    PRIMARY KEY (hash)
);
CREATE TABLE hub_device (
    id VARCHAR NOT NULL, token VARCHAR NOT NULL, made_at VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE hub_entity (
    board VARCHAR NOT NULL, etype VARCHAR NOT NULL, id VARCHAR NOT NULL, body VARCHAR NOT NULL,
    keys VARCHAR NOT NULL, made_at VARCHAR NOT NULL, made_verb VARCHAR NOT NULL, changed_at VARCHAR NOT NULL,
    seq INTEGER NOT NULL, card VARCHAR, stage VARCHAR, rank VARCHAR NOT NULL, deleted INTEGER NOT NULL,
    purged INTEGER NOT NULL,
    PRIMARY KEY (board, etype, id)
);
CREATE INDEX hub_entity_card ON hub_entity (board, etype, card);
CREATE INDEX hub_entity_lane ON hub_entity (board, stage, rank, id) WHERE etype = 'card' AND deleted = 0 AND purged = 0;
CREATE TABLE hub_membership (
    board VARCHAR NOT NULL, account VARCHAR NOT NULL, member VARCHAR NOT NULL,
    PRIMARY KEY (board, account)
);
CREATE TABLE hub_progress (
    board VARCHAR NOT NULL, device VARCHAR NOT NULL, token VARCHAR NOT NULL, high INTEGER NOT NULL,
    at VARCHAR NOT NULL,
    PRIMARY KEY (board, device)
);
CREATE TABLE hub_token (
    id VARCHAR NOT NULL, account VARCHAR NOT NULL, hash VARCHAR NOT NULL, made_at VARCHAR NOT NULL,
    revoked_at VARCHAR,
    PRIMARY KEY (id), UNIQUE (hash)
);
CREATE INDEX ix_hub_token_account ON hub_token (account);
CREATE TABLE hub_verdict (
    board VARCHAR NOT NULL, id VARCHAR NOT NULL, device VARCHAR NOT NULL, dseq INTEGER NOT NULL,
    code VARCHAR NOT NULL, detail VARCHAR NOT NULL,
    PRIMARY KEY (board, id)
);
"""


def upgrade() -> None:
    """Make the tables in an empty database."""
    run_script(SCHEMA)
