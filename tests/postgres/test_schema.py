"""The migrations lead to the declared tables on PostgreSQL as well."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, make_url, text

from kanban.store import hub as server
from kanban.store.hub import migrations, tables


def test_the_migrations_lead_to_the_tables(cluster_url: str) -> None:
    engine = create_engine(cluster_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS brought"))
        connection.execute(text("CREATE DATABASE brought"))
    engine.dispose()
    url = make_url(cluster_url).set(database="brought")
    engine = create_engine(url)
    with engine.begin() as connection:
        migrations.upgrade(connection)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "hub_version"})
        assert compare_metadata(context, tables.metadata) == []
        odd = "SELECT count(*) FROM information_schema.columns WHERE table_name LIKE 'hub\\_%' AND data_type LIKE 'char%' "
        assert (
            connection.execute(
                text(odd + "AND collation_name IS DISTINCT FROM 'C' AND column_name <> 'version_num'")
            ).scalar()
            == 0
        )
    engine.dispose()
    hub = server.open_hub(url.render_as_string(hide_password=False))
    assert server.accounts(hub) == []
    hub.close()
