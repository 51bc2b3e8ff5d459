"""An index by which wants find the cards that are tied to them."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.execute("CREATE INDEX card_want ON card (board) WHERE deleted = 0 AND instr(extra, '\"want.') > 0")
