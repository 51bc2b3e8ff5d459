"""The doctor finds whatever is wrong with a database, never raises, and can make rows what the log says."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.errors import KanbanError, NotFound
from kanban.domain.records.arrival import Arrival, ArrivedComment
from kanban.store.database import StoreFault
from kanban.store.importing.importer import Importer
from kanban.store.maintenance import repair
from kanban.store.maintenance.doctor import Finding, examine, mend
from kanban.store.maintenance.verify import Verification
from kanban.store.opening import create_board, open_workspace
from kanban.store.rows import CARD_COLUMNS
from kanban.store.schema import HEAD
from kanban.store.workspace import Workspace
from tests.examples import examples
from tests.store.conftest import Clockwork, add, joined
from tests.store.test_log import logged
from tests.store.world import changes, held


def _make_busy(file: Path) -> tuple[str, str | None]:
    """Make a board on which everything has happened once; gives its id, and Ana's, who leads it."""
    ana = create_board(file, "Pipeline", "Ana", "marketing", now=Clockwork())
    ben = joined(ana, "Ben", "sales")
    cards = [add(ana, f"Card {n}", value=n * 100, currency="EUR") for n in range(6)]
    ana.act(lambda view: verbs.move(view, cards[:3], steps=2))
    note = ben.act(lambda view: verbs.comment(view, cards[0], "Größe ändern")).entity_ids[0]
    ben.act(lambda view: verbs.comment(view, cards[1], "merged away"))
    ben.act(lambda view: verbs.comment(view, cards[2], "taken back"))
    ben.act(lambda view: verbs.retract_comment(view, ben.list_comments(cards[2])[0].id))
    ben.act(lambda view: verbs.edit_comment(view, note, "Größe geändert"))
    ana.act(lambda view: verbs.merge(view, cards[0], cards[1]))
    ana.act(lambda view: verbs.edit(view, cards[2:4], {"label.vip": True, "field.Größe": "12", "origin.crm:1": True}))
    ana.act(lambda view: verbs.delete(view, [cards[5]]))
    ana.act(
        lambda view: (
            board_verbs.add_stage(view, "Extra")
            if view.count_cards(view.board.find_stage("MQL").id)
            else board_verbs.remove_stage(view, view.board.find_stage("MQL"), marks_to=view.board.stages[0])
        )
    )
    ana.undo()
    ana.redo()
    ana.undo()
    stage = ana.board.stages[1].id
    arrivals = [
        Arrival((f"crm:{n}",), {"title": f"Lead {n}", "label.x": True}, stage, "2026-01-01T00:00:00Z",
                "2026-02-01T00:00:00Z", comments=[ArrivedComment(f"crm:{n}:0", "mia", "marketing",
                                                                 "2026-03-01T00:00:00Z", "note")])
        for n in range(3)
    ]  # fmt: skip
    Importer(ana, lambda taken: "Imported").run(arrivals)
    ben.close()
    ana.close()
    return ana.board.id, ana.member_id


@pytest.fixture(scope="module")
def busy_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str | None]:
    """The file of a busy board with its id and Ana's: copied for each test."""
    file = tmp_path_factory.mktemp("busy") / "kanban.db"
    return (file, *_make_busy(file))


@pytest.fixture
def busy(busy_file: tuple[Path, str, str | None], file: Path, clockwork: Clockwork) -> Iterator[Workspace]:
    """A board on which everything has happened once, as Ana has it open."""
    made, board, ana = busy_file
    for part in made.parent.iterdir():
        shutil.copyfile(part, file.parent / part.name)
    workspace = open_workspace(file, board, ana, now=clockwork)
    yield workspace
    workspace.close()


def wrong(path: Path) -> dict[str, str]:
    return {each.name: each.detail for each in examine(path) if not each.is_ok}


def test_a_healthy_database_has_nothing_wrong(busy: Workspace, file: Path) -> None:
    found = examine(file)
    assert [each for each in found if not each.is_ok] == []
    assert [each.name for each in found] == ["database", "schema", "log", "rows", "lanes", "search", "comments"]
    assert found[3] == Finding("rows", True, "8 cards and 6 comments are what the log says")
    busy.close()
    assert wrong(file) == {}
    assert mend(file) == "Nothing was to be mended"


def test_looking_writes_nothing(busy: Workspace, file: Path) -> None:
    busy.close()
    before = {path.name: path.read_bytes() for path in file.parent.iterdir()}
    examine(file)
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == before


def derived(connection: sqlite3.Connection) -> dict[str, Any]:
    """Everything that is made from the log, local numbers included."""
    found = held(connection)
    found["numbers"] = [
        list(connection.execute(f"SELECT n, id FROM {table} ORDER BY n")) for table in ("card", "comment")
    ]
    found["talk"] = list(connection.execute("SELECT id, talk FROM card ORDER BY id"))
    found["stories"] = list(connection.execute("SELECT id, story FROM change ORDER BY n"))
    found["meta"] = list(connection.execute("SELECT * FROM meta ORDER BY key"))
    return found


STRAY = "INSERT INTO card (n, {}) SELECT {} FROM card WHERE n = 3".format(
    ", ".join(CARD_COLUMNS),
    ", ".join(
        {"n": "99", "id": "'01a20000-0000-7000-8000-00000000000a'"}.get(name, name) for name in ("n", *CARD_COLUMNS)
    ),
)
HARM = {
    "a title": ("UPDATE card SET title = 'x' WHERE n = 1", "rows"),
    "a lane": ("UPDATE card SET lane = '' WHERE n = 2", "rows"),
    "counts": ("UPDATE card SET sales_comments = 9, talk = 0 WHERE n = 1", "rows"),
    "keys": ("UPDATE card SET keys = '{}' WHERE n = 3", "rows"),
    "times": ("UPDATE card SET touched_at = '', changed_at = 'x', updated_at = '' WHERE n = 2", "rows"),
    "a stray card": (STRAY, "rows"),
    "a comment's words": ("UPDATE comment SET body = 'x' WHERE n = 1", "rows"),
    "a comment gone": ("DELETE FROM comment WHERE n = 1", "rows"),
    "a stage": ("UPDATE entity SET body = '{\"name\":\"x\"}' WHERE etype = 'stage'", "rows"),
    "a member gone": ("DELETE FROM entity WHERE etype = 'member'", "rows"),
    "an origin": ("DELETE FROM origin", "rows"),
    "a stray origin": ("INSERT INTO origin SELECT board, 'x:1', id FROM card LIMIT 1", "rows"),
    "a field's name": ("DELETE FROM own_field", "rows"),
    "totals": ("UPDATE lane_total SET cards = cards + 1, value = 7", "lanes"),
    "no totals": ("DELETE FROM lane_total", "lanes"),
    "the search index": ("DELETE FROM comment_search WHERE rowid = 1", "search"),
    "stray words": ("INSERT INTO comment_search (rowid, body) VALUES (999, 'x')", "search"),
    "searched words": ("UPDATE comment_search SET body = 'x' WHERE rowid = 1", "rows"),
    "stories": ("UPDATE change SET story = 1", "log"),
    "the counter": ("UPDATE meta SET value = '1' WHERE key LIKE 'dseq:%'", "log"),
    "the clock": ("UPDATE meta SET value = '000000000000-0000-00000000' WHERE key = 'stamp'", None),
}  # fmt: skip


@pytest.mark.parametrize("what", HARM)
def test_every_row_that_is_not_what_the_log_says_is_found_and_mended(busy: Workspace, file: Path, what: str) -> None:
    before = derived(busy.connection)
    sql, name = HARM[what]
    busy.connection.execute(sql)
    assert derived(busy.connection) != before or name is None
    if name:
        assert name in wrong(file)
    assert mend(file).startswith("Made ")
    assert wrong(file) == {}
    after = derived(busy.connection)
    if what == "a comment gone":  # it gets a new number, as if it had just arrived
        assert after["comments"] == before["comments"]
        assert len(after["numbers"][1]) == len(before["numbers"][1])
    else:
        assert after == before


def test_all_rows_can_be_made_from_the_log_alone(busy: Workspace, file: Path) -> None:
    before = held(busy.connection)
    for table in ("card", "comment", "entity", "origin", "own_field", "lane_total", "comment_search"):
        busy.connection.execute(f"DELETE FROM {table}")
    assert "rows" in wrong(file)
    mend(file)
    assert wrong(file) == {}
    assert held(busy.connection) == before


@examples(80)
@given(changes(wild=True), st.integers(1, 6))
def test_folding_the_whole_log_at_once_makes_the_same_rows_as_one_change_after_the_other(
    made: Any, at_once: int
) -> None:
    database = logged(made, at_once)
    verification = Verification(database.connection)
    parts = (verification.of_entities, verification.of_comments, verification.of_cards, verification.of_names)
    assert [difference for part in parts for difference in part()] == []
    kept = set(database.connection.execute("SELECT * FROM lane_total WHERE cards <> 0 OR value <> 0"))
    assert kept == set(database.connection.execute(repair.TOTALS))
    database.close()


@pytest.mark.parametrize(
    ("sql", "name", "said"),
    [
        ("DELETE FROM change WHERE n = 20", "log", "not counted without gaps"),
        ("UPDATE change SET dseq = 3 WHERE n = 20", "log", "not counted without gaps"),
        ("DELETE FROM tx WHERE n = 4", "log", "1 change without a transaction"),
        ("UPDATE change SET body = '{' WHERE n = 20", "rows", "can't be read"),
        ("UPDATE change SET body = '[]' WHERE n = 20", "rows", "can't be read"),
        ("UPDATE card SET extra = 'no JSON' WHERE n = 1", "rows", "not what the log says"),
        ("DROP TABLE change", "log", "can't be read"),
        ("DROP TABLE comment_search", "search", "can't be read"),
        ("DROP TABLE meta", "log", "can't be read"),
        ("UPDATE comment SET card = 'x'", "comments", "6 comments on no card"),
    ],
)
def test_a_log_that_is_none_is_found(busy: Workspace, file: Path, sql: str, name: str, said: str) -> None:
    busy.connection.execute(sql)
    assert said in wrong(file)[name]


def test_files_that_are_none_are_findings(tmp_path: Path) -> None:
    file = tmp_path / "k.db"
    assert wrong(file)["database"] == f"there is no file {file}"
    file.write_bytes(b"title,company\n" * 999)
    assert "is no database" in wrong(file)["database"]
    file.write_bytes(b"")
    assert "is empty (0 bytes)" in wrong(file)["database"]
    sqlite3.connect(file).execute("PRAGMA user_version = 1").connection.close()
    assert "version none" in wrong(file)["schema"]
    file.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 64)
    assert wrong(file)
    file.unlink()
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE songs (title)")
    other.close()
    assert "another program" in wrong(file)["schema"]
    with pytest.raises(NotFound):
        mend(tmp_path / "nothing.db")
    file.write_bytes(b"x" * 100)
    with pytest.raises(StoreFault):
        mend(file)


def test_a_newer_version_is_a_finding(ana: Workspace, file: Path) -> None:
    ana.connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert wrong(file) == {"schema": f"version 9999, this program has {HEAD}; upgrade this kanban"}


@pytest.fixture
def large(file: Path) -> dict[str, Any]:
    """What a board of some hundred pages holds; it is closed."""
    workspace = create_board(file, "Pipeline", "Ana", "marketing")
    other = joined(workspace, "Ben", "sales")
    cards = [add(workspace, f"Card {n} " + "x" * 200, value=n, currency="EUR") for n in range(150)]
    for card in cards[::5]:
        workspace.act(lambda view, card=card: verbs.comment(view, card, "words " * 20))
    other.mark_read(cards[0])
    workspace.save_view("Mine", "mine")
    other.close()
    found = held(workspace.connection)
    found["seen"] = list(workspace.connection.execute("SELECT * FROM seen ORDER BY 1, 2"))
    workspace.close()
    return found


def damage(file: Path, table: str) -> None:
    """Overwrite a page in the middle of a table."""
    connection = sqlite3.connect(file)
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    pages = [
        row[0] for row in connection.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,))
    ]
    connection.close()
    with file.open("r+b") as opened:
        opened.seek((pages[len(pages) // 2] - 1) * size)
        opened.write(b"\xa5" * size)


def has_dbstat() -> bool:
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("SELECT count(*) FROM dbstat")
    except sqlite3.OperationalError:
        return False
    return True


needs_dbstat = pytest.mark.skipif(not has_dbstat(), reason="this SQLite can't tell which page belongs to which table")


@needs_dbstat
@pytest.mark.parametrize(
    "table", ["card", "comment", "card_lane", "sqlite_autoindex_card_1", "comment_search_data", "change_story"]
)
def test_a_damaged_page_of_what_is_made_from_the_log_loses_nothing(
    large: dict[str, Any], file: Path, table: str
) -> None:
    damage(file, table)
    assert wrong(file)
    assert "Saved everything into a new file" in mend(file)
    assert wrong(file) == {}
    workspace = open_workspace(file)
    now = held(workspace.connection)
    now["seen"] = list(workspace.connection.execute("SELECT * FROM seen ORDER BY 1, 2"))
    assert now == large
    assert [view.name for view in workspace.list_views()] == ["Mine"]
    workspace.close()
    assert file.with_name(file.name + ".damaged").exists()


@needs_dbstat
@pytest.mark.parametrize("table", ["change", "tx"])
def test_a_damaged_page_of_the_log_is_told_and_nothing_is_changed(
    large: dict[str, Any], file: Path, table: str
) -> None:
    damage(file, table)
    before = file.read_bytes()
    assert wrong(file)
    with pytest.raises(KanbanError, match="so nothing was changed; kanban restore FILE brings a backup back"):
        mend(file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("seed", range(25))
def test_bytes_changed_at_random_never_make_the_doctor_raise(large: dict[str, Any], file: Path, seed: int) -> None:
    source, content = random.Random(seed), bytearray(file.read_bytes())
    for _ in range(source.choice((1, 5, 300))):
        at = source.randrange(len(content)) if seed % 3 else source.randrange(8192)
        content[at] = source.randrange(256)
    if seed % 5 == 0:
        del content[source.randrange(len(content)) :]
    file.write_bytes(content)
    found = examine(file)
    assert found
    assert all(each.detail and "\n" not in each.detail for each in found)


def test_one_is_told_as_one(ana: Workspace, file: Path) -> None:
    card = add(ana, "Acme")
    ana.act(lambda view: verbs.comment(view, card, "One"))
    found = {each.name: each.detail for each in examine(file)}
    assert found["rows"] == "1 card and 1 comment are what the log says"
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM tx WHERE n = (SELECT max(n) FROM tx)")
        connection.execute("UPDATE comment SET card = 'x'")
        connection.execute("UPDATE lane_total SET value = 5 WHERE cards = 1")
    said = wrong(file)
    assert said["log"].startswith("1 change without a transaction")
    assert said["comments"] == "1 comment on no card"
    assert said["lanes"].startswith("1 lane with other totals")
    assert not re.search(r"\b1 [a-z]+s\b", " ".join(said.values()))
