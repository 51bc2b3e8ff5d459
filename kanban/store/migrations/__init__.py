"""The migrations of the store, run by alembic on a database that is behind.

They load alembic, so only a database of another version calls them. None of them is changed once it was released.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from kanban.store.database import explain_error

SCRIPTS = Path(__file__).parent


def _config(path: Path | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["path"] = path
    return config


def known_versions() -> set[str]:
    """Return every version that this program can bring forward or has itself."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def upgrade(path: Path) -> None:
    """Bring the database at `path` to the newest version, whole or not at all. Raises StoreFault."""
    try:
        command.upgrade(_config(path), "head")
    except DBAPIError as error:
        raise explain_error(error.orig, path) from error  # type: ignore[arg-type]  # of sqlite3, here
