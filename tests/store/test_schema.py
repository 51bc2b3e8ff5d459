"""`schema.sql`, the migrations and the declared tables are one and the same; files of other kinds are told apart."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from kanban import __version__
from kanban.domain.acts import verbs
from kanban.store import migrations, schema, tables
from kanban.store.database import StoreFault
from kanban.store.maintenance import backup
from kanban.store.maintenance.doctor import examine
from kanban.store.opening import create_board, open_workspace
from kanban.store.schema import HEAD, NewerDatabase, open_database
from kanban.store.workspace import Workspace
from tests.made_by_0_1_0 import files as made_by_0_1_0
from tests.store.conftest import add

CHECKOUT = Path(__file__).resolve().parents[2]


def said(statement: str) -> str:
    """A statement as two writers of SQL would agree on it."""
    plain = re.sub(r"\s+", " ", statement.replace('"', "")).strip()
    return re.sub(r" ?([(),]) ?", r"\1", plain).lower()


def shape(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    return {name: said(sql) for name, sql in rows}


def shape_of(path: Path) -> dict[str, str]:
    connection = sqlite3.connect(path)
    found = shape(connection)
    connection.close()
    return found


@pytest.fixture
def made(tmp_path: Path) -> dict[str, str]:
    """The shape of a database made from `schema.sql`."""
    path = tmp_path / "made.db"
    open_database(path).close()
    return shape_of(path)


def test_the_migrations_lead_to_the_schema(made: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "brought forward.db"
    migrations.upgrade(path)
    assert shape_of(path) == made
    assert len(made) > 20
    workspace = create_board(path, "Pipeline", "Ana", "marketing")
    card = add(workspace, "Acme")
    workspace.act(lambda view: verbs.comment(view, card, "Hello"))
    assert [found.title for found, _, _ in workspace.list_cards("hello")] == ["Acme"]
    workspace.close()


def test_the_first_migration_makes_the_tables_of_0_1_0(tmp_path: Path) -> None:
    path = tmp_path / "first.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    command.upgrade(migrations._config(path), "0004")
    before, first = shape_of(made_by_0_1_0.restore("local", tmp_path / "local.db")), shape_of(path)
    assert before.pop("alembic_version")
    assert first.pop("alembic_version")
    assert first == before


def test_the_declared_tables_are_the_schema(made: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "declared.db"
    engine = create_engine(f"sqlite:///{path}")
    tables.metadata.create_all(engine)
    engine.dispose()
    declared = shape_of(path)
    assert declared == {
        name: sql for name, sql in made.items() if not name.startswith(("comment_search", "alembic_version"))
    }


def test_head_is_the_newest_migration() -> None:
    assert HEAD in migrations.known_versions()
    assert max(migrations.known_versions()) == HEAD


# -- older databases

LATER = '''
"""A later step."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9000", "{before}", None, None


def upgrade():
    op.create_table("more", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE card SET title = title || '!'")
    {rest}
'''


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that is one version further: gives the file that holds its newest step."""
    scripts = tmp_path / "100% later"
    shutil.copytree(migrations.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "SCRIPTS", scripts)
    monkeypatch.setattr(schema, "HEAD", "9000")
    step = scripts / "versions" / "9000_later.py"
    step.write_text(LATER.format(before=HEAD, rest="pass"))
    return step


def test_an_older_database_is_brought_forward_when_it_is_opened(ana: Workspace, file: Path, later: Path) -> None:
    card = add(ana, "Acme")
    ana.close()
    workspace = open_workspace(file)
    assert workspace.card(card).title == "Acme!"
    assert workspace.connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9000",)
    assert workspace.connection.execute("SELECT count(*) FROM more").fetchone() == (0,)
    workspace.close()
    open_workspace(file).close()


def test_a_step_that_fails_leaves_the_database_as_it_was(ana: Workspace, file: Path, later: Path) -> None:
    card = add(ana, "Acme")
    later.write_text(LATER.format(before=HEAD, rest='op.execute("UPDATE nowhere SET a = 1")'))
    before = shape(ana.connection)
    with pytest.raises(StoreFault, match="refused: no such table: nowhere"):
        open_workspace(file)
    assert shape(ana.connection) == before
    assert ana.card(card).title == "Acme"
    assert ana.connection.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)


@pytest.mark.parametrize("version", ["0003", "0005"])
def test_a_database_of_a_development_build_is_told_so_with_the_way_out(file: Path, version: str) -> None:
    create_board(file, "Pipeline", "Ana", "marketing").close()
    released, written = file.with_name("released.db"), file.with_name("written.db")
    backup.backup(file, released)
    with closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE alembic_version SET version_num = ?", (version,))
        other.commit()
    before = file.read_bytes()
    with pytest.raises(StoreFault) as fault:
        open_database(file)
    assert not isinstance(fault.value, NewerDatabase)
    assert str(fault.value) == (
        f"{file} was written by a development build from before {__version__} (its version is {version}, this one "
        f"has {HEAD}), and can't be brought forward; kanban restore FILE brings a backup of a release back, or "
        "export the cards with that build and import them here once the file is moved away."
    )
    assert file.read_bytes() == before
    assert [each.detail for each in examine(file) if not each.is_ok] == [
        f"version {version}, this program has {HEAD}; kanban restore FILE brings a backup back"
    ]
    backup.backup(file, written)
    with pytest.raises(
        StoreFault, match=rf"by a development build \(its version is {version}, .* name a backup of a release"
    ):
        backup.restore(written, file)
    assert backup.restore(released, file) is not None
    open_workspace(file).close()


def test_two_programs_may_bring_a_database_forward_at_once(tmp_path: Path, made: dict[str, str]) -> None:
    path = tmp_path / "both.db"
    script = f"from pathlib import Path; from kanban.store import migrations; migrations.upgrade(Path({str(path)!r}))"
    both = [subprocess.Popen([sys.executable, "-c", script], cwd=CHECKOUT) for _ in range(2)]
    assert [each.wait(60) for each in both] == [0, 0]
    assert shape_of(path) == made


def test_many_programs_may_make_a_database_at_once(tmp_path: Path, made: dict[str, str]) -> None:
    path = tmp_path / "many.db"
    start = threading.Barrier(8)
    faults: list[BaseException] = []

    def make() -> None:
        start.wait(10)
        try:
            open_database(path).close()
        except BaseException as error:  # noqa: BLE001 - told below
            faults.append(error)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert shape_of(path) == made


def test_a_statement_of_the_schema_ends_at_the_end_of_a_line() -> None:
    script = files("kanban.store").joinpath("schema.sql").read_text("utf-8")
    assert all(sqlite3.complete_statement(f"{part};") for part in script.split(";\n") if part.strip())
