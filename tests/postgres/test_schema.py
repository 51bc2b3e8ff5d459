"""The migrations lead to the declared tables on PostgreSQL as well."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, create_engine, make_url, text

from kanban.store import hub as server
from kanban.store.hub import migrations, server_tables


def fresh(cluster_url: str, name: str) -> URL:
    """The address of a database without tables."""
    engine = create_engine(cluster_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(cluster_url).set(database=name)


ENTITY = text(
    "INSERT INTO hub_entity (board, etype, id, body, keys, made_at, made_verb, changed_at, seq, rank, deleted, purged) "
    "VALUES ('b', 'card', :id, :body, '{}', '', '', '', :seq, '', 0, 0)"
)


def test_the_migrations_lead_to_the_tables(cluster_url: str) -> None:
    url = fresh(cluster_url, "brought")
    engine = create_engine(url)
    with engine.begin() as connection:
        migrations.upgrade(connection)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "hub_version"})
        assert compare_metadata(context, server_tables.metadata) == []
        odd = (
            "SELECT count(*) FROM information_schema.columns WHERE table_name LIKE 'hub\\_%' AND data_type LIKE "
            "'char%' "
        )
        assert (
            connection.execute(
                text(odd + "AND collation_name IS DISTINCT FROM 'C' AND column_name <> 'version_num'")
            ).scalar()
            == 0
        )
    engine.dispose()
    hub = server.open_hub(url.render_as_string(hide_password=False))
    assert server.list_accounts(hub) == []
    hub.close()


def test_signs_that_postgresql_has_no_text_for_stop_no_upgrade(cluster_url: str) -> None:
    """The acts of a log are told from its bodies, which are kept as JSON: there a NUL or half a character may stand
    beside them."""
    url = fresh(cluster_url, "upgraded")
    odd = [r"a\u0000b", r"\ud800", r"\\u0000", r"\\\u0000", r"\ud83d\ude00 Ł", "plain"]
    handoff = '"handoff":{"offer":"offer%d","by":"ann","state":"offered"}'
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(migrations._config(connection), "0001")
        for n, title in enumerate(odd, 1):
            values = {
                "seq": n,
                "id": f"c{n}",
                "tx": f"txc{n}",
                "act": f"actc{n}",
                "body": f'{{"set":{{"title":"{title}"}},"undo_of":"act{n}"}}',
            }
            columns = "device, dseq, tx, act, entity, etype, verb, actor, at, stamp, base, purged"
            fixed = "'d', 1, :tx, :act, 'c', 'card', 'undo', 'ann', '', '', 0, 0"
            connection.execute(
                text(
                    f"INSERT INTO hub_change (board, seq, id, body, {columns}) VALUES ('b', :seq, :id, :body, {fixed})"
                ),
                values,
            )
            body = f'{{"title":"{title}",{handoff % n}}}'
            connection.execute(ENTITY, {"id": f"c{n}", "body": body, "seq": n})
        migrations.upgrade(connection)
        found = connection.execute(text("SELECT id, undo_of, actor FROM hub_act ORDER BY id")).all()
    engine.dispose()
    assert {(row.id, row.undo_of) for row in found if row.undo_of} == {
        (f"actc{n}", f"act{n}") for n in range(1, len(odd) + 1)
    }
    assert {row.id for row in found} >= {f"offer{n}" for n in range(1, len(odd) + 1)}
