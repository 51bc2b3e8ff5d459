"""An index by which a card finds its guesses.

A server may have sent guesses before this version knew them: their rows are here, and join their card's history now.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STORIES = (
    "UPDATE change SET story = (SELECT card.n FROM entity JOIN card ON card.id = json_extract(entity.body, '$.card') "
    "AND card.board = entity.board WHERE entity.id = change.entity AND entity.etype = 'guess') "
    "WHERE etype = 'guess' AND story IS NULL"
)


def upgrade() -> None:
    """Bring the database forward."""
    op.execute("CREATE INDEX entity_guess ON entity (board, json_extract(body, '$.card')) WHERE etype = 'guess'")
    op.execute(STORIES)
