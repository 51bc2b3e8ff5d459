"""The migrations of the server's tables, on SQLite and on PostgreSQL; `hub_version` has their version.

They load alembic, so only a database of another version calls them. None of them is changed once it was released.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command, op
from alembic.config import Config
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCRIPTS = Path(__file__).parent

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
"""The type of text columns, which are compared as bytes."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def known_versions() -> set[str]:
    """Return every version that this program has or can migrate from."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def upgrade(connection: Connection) -> None:
    """Migrate the tables to the newest version, within the transaction of `connection`."""
    command.upgrade(_config(connection), "head")


def run_script(script: str) -> None:
    """Run SQL statements written for SQLite in the dialect of the database. No statement may contain a `;`."""
    if op.get_bind().dialect.name == "postgresql":
        for type_here, type_there in (
            ("VARCHAR", 'VARCHAR COLLATE "C"'),
            ("INTEGER", "BIGINT"),
            (" WITHOUT ROWID", ""),
        ):
            script = script.replace(type_here, type_there)
    for statement in filter(None, map(str.strip, script.split(";"))):
        op.execute(statement)
