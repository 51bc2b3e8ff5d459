"""The declared tables, the migrations and what `open_hub` makes are one and the same."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import String, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from kanban import __version__
from kanban.domain.errors import UsageFault
from kanban.store import hub as server
from kanban.store import tables as device_tables
from kanban.store.database import StoreFault
from kanban.store.hub import migrations, server_database, server_tables
from kanban.store.hub.maintenance import server_backup
from kanban.store.hub.maintenance.integrity import examine
from tests.made_by_0_1_0 import files as made_by_0_1_0


def shape(path: Path) -> dict[str, str]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: said(sql) for name, sql in rows if name != "hub_version"}


def said(statement: str) -> str:
    """A statement as two writers of SQL would agree on it."""
    plain = re.sub(r"\s+", " ", statement.replace('"', "")).strip()
    return re.sub(r" ?([(),]) ?", r"\1", plain)


def test_the_migrations_lead_to_the_tables(tmp_path: Path) -> None:
    made, brought = tmp_path / "made.db", tmp_path / "brought forward.db"
    server.open_hub(f"sqlite:///{made}").close()
    engine = create_engine(f"sqlite:///{brought}")
    with engine.begin() as connection:
        migrations.upgrade(connection)
    engine.dispose()
    assert shape(made) == shape(brought)
    assert len(shape(made)) >= len(server_tables.metadata.tables)
    server.open_hub(f"sqlite:///{brought}").close()


def test_the_first_migration_makes_the_tables_of_0_1_0(tmp_path: Path) -> None:
    path = tmp_path / "first.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        command.upgrade(migrations._config(connection), "0001")
    engine.dispose()
    assert shape(path) == shape(made_by_0_1_0.restore("server", tmp_path / "server.db"))


def test_head_is_the_newest_migration() -> None:
    assert max(migrations.known_versions()) == server_database.HEAD


def test_a_device_holds_none_of_them() -> None:
    assert "card" in device_tables.metadata.tables
    assert not any(name.startswith("hub_") for name in device_tables.metadata.tables)
    assert all(name.startswith("hub_") for name in server_tables.metadata.tables)


def test_all_text_is_compared_as_bytes_on_postgresql() -> None:
    for table in server_tables.metadata.tables.values():
        sql = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        texts = [column for column in table.columns if isinstance(column.type, String)]
        assert sql.count('COLLATE "C"') == len(texts) > 0


def test_it_opens_again_with_all_it_held(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'server.db'}"
    hub = server.open_hub(url)
    _, token = server.add_account(hub, "Ana", "marketing")
    hub.close()
    again = server.open_hub(url)
    assert server.caller_of(again, token) is not None
    with again.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    again.close()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    server.open_hub(f"sqlite:///{path}").close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE hub_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreFault, match="newer kanban"):
        server.open_hub(f"sqlite:///{path}")


@pytest.mark.parametrize("version", ["0002", "0005"])
def test_a_database_of_a_development_build_is_told_so_with_the_way_out(tmp_path: Path, version: str) -> None:
    path, backup = tmp_path / "server.db", tmp_path / "backup.db"
    hub = server.open_hub(f"sqlite:///{path}")
    server.add_account(hub, "Ana", "marketing")
    server_backup.backup(hub, backup)
    hub.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE hub_version SET version_num = ?", (version,))
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(StoreFault) as fault:
        server.open_hub(f"sqlite:///{path}")
    assert str(fault.value) == (
        f"{path} was written by a development build from before {__version__} (its version is {version}, this one has "
        f"{server_database.HEAD}), and can't be brought forward; kanban server restore FILE brings a backup of a "
        "release back into another database, which --database names."
    )
    assert path.read_bytes() == before
    assert [each.detail for each in examine(path) if not each.is_ok] == [
        (
            f"version {version}, this program has {server_database.HEAD}; restore a backup of a release into "
            "another database"
        )
    ]
    other = f"sqlite:///{tmp_path / 'other.db'}"
    server_backup.bring_back(other, backup)
    hub = server.open_hub(other)
    assert [each.name for each in server.list_accounts(hub)] == ["Ana"]
    hub.close()


NOW = server_database.HEAD
LATER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "NOW", None, None


def upgrade():
    op.create_table("hub_more", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE hub_account SET name = name || '!'")
    {rest}
""".replace("NOW", NOW)


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that is one version further: gives the file that holds its newest step."""
    scripts = tmp_path / "100% later"
    shutil.copytree(migrations.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "SCRIPTS", scripts)
    monkeypatch.setattr(server_database, "HEAD", "9999")
    return scripts / "versions" / "9999_later.py"


def test_an_older_database_is_brought_forward_whole_or_not_at_all(later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{later.parents[2] / 'server.db'}"
    with monkeypatch.context() as before:
        before.setattr(server_database, "HEAD", NOW)
        hub = server.open_hub(url)
        server.add_account(hub, "Ana", "marketing")
        hub.close()
    later.write_text(LATER.format(rest="raise RuntimeError"))
    with pytest.raises(RuntimeError):
        server.open_hub(url)
    later.write_text(LATER.format(rest="pass"))
    hub = server.open_hub(url)
    assert [each.name for each in server.list_accounts(hub)] == ["Ana!"]
    hub.close()
    server.open_hub(url).close()


def test_half_a_database_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    server.open_hub(f"sqlite:///{path}").close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE hub_version")
    connection.commit()
    connection.close()
    with pytest.raises(StoreFault, match="without their version"):
        server.open_hub(f"sqlite:///{path}")


@pytest.mark.parametrize("url", ["", "server.db", "mysql://x/y", "nosuch+thing://x"])
def test_what_is_no_address_is_told_so(url: str) -> None:
    with pytest.raises(UsageFault, match=r"Use sqlite:///FILE"):
        server.open_hub(url)


def test_a_file_that_can_not_be_opened_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match=r"server\.db can't be made \(No such file or directory\)"):
        server.open_hub(f"sqlite:///{tmp_path}/no/such/server.db")
    (tmp_path / "text.db").write_text("this is no database at all, just some text that goes on" * 20)
    with pytest.raises(StoreFault, match="is no database; kanban server restore FILE"):
        server.open_hub(f"sqlite:///{tmp_path / 'text.db'}")


def test_a_server_keeps_its_database_as_it_was(
    later: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = later.parents[2] / "server.db"
    with monkeypatch.context() as before:
        before.setattr(server_database, "HEAD", NOW)
        running = server.open_hub(f"sqlite:///{path}")
        server.add_account(running, "Ana", "marketing")
        assert path.with_name("server.db-wal").stat().st_size > 0
        backup = path.with_name("backup.db")
        server_backup.backup(running, backup)
    later.write_text(LATER.format(rest="pass"))
    server.open_hub(f"sqlite:///{path}").close()
    running.close()
    copy = path.with_name(f"server.db.before-{__version__}")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT name FROM hub_account").fetchall() == [("Ana",)]
        assert kept.execute("SELECT version_num FROM hub_version").fetchall() == [(NOW,)]
    assert [record.getMessage() for record in caplog.records if record.name == "kanban.store"] == [
        f"Version {__version__} changes the database; a copy of it as it was is kept as {copy}."
    ]
    hub = server.open_hub(f"sqlite:///{path}")  # an older backup is brought forward in passing: it is a copy itself
    server_backup.restore(hub, backup)
    assert [each.name for each in server.list_accounts(hub)] == ["Ana!"]
    hub.close()
    assert len(caplog.records) == 1


def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", exc_type=ImportError)
    with pytest.raises(StoreFault) as fault:
        server.open_hub(f"postgresql+psycopg:///kanban?host={tmp_path}")
    assert re.fullmatch(r"The server's database refused: [^\n?]*No such file or directory\.", str(fault.value))
