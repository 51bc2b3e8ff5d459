"""A server's database looked over: all is well after whatever was done, and everything that was spoilt is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kanban.domain.acts import verbs
from kanban.store import hub as server
from kanban.store.database_file import MAGIC
from kanban.store.hub.maintenance.integrity import examine
from kanban.store.hub.maintenance.single_server import lock_alone
from kanban.store.hub.server_database import HEAD
from tests.store.hub.world import BOARD_ID, STAGES, World

STRAY = """INSERT INTO hub_entity SELECT board, 'zoo', id, body, keys, made_at, made_verb, changed_at, seq, card, stage,
    rank, deleted, purged FROM hub_entity WHERE etype = 'board'"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "server.db"


@pytest.fixture
def lived(file: Path) -> Iterator[World]:
    """A server on which things were done, refused, undone by a later hand, and erased."""
    world = World(f"sqlite:///{file}")
    cards = [world.member.add(title=f"Card {number}") for number in range(4)]
    world.lead.comment(cards[0], "Hello")
    world.member.offer("card", cards[0], {"stage": STAGES["Engaged"], "rank": "b"}, "move")
    world.viewer.offer("card", cards[1], {"title": "Mine"})
    late = world.lead.change("card", cards[1], {"title": "Late"}, stamp="000000000001-0000-00000000", base=0)
    world.member.offer("card", cards[1], {"title": "Newer"})
    world.lead.push(late)
    server.purge(world.hub, world.lead.caller, BOARD_ID, cards[2])
    server.act(world.hub, world.lead.caller, BOARD_ID, lambda view: verbs.delete(view, [cards[3]]))
    server.create_board(
        world.hub, world.lead.caller, "00000000-0000-7000-8000-000100000009", "00000000-0000-7000-8000-000600000009"
    )
    yield world
    world.close()


def faults(file: Path) -> dict[str, str]:
    return {each.name: each.detail for each in examine(file) if not each.is_ok}


def test_all_is_well_while_it_is_served(lived: World, file: Path) -> None:
    found = {each.name: each for each in examine(file)}
    assert list(found) == ["server database", "server schema", "server log", "server rows", "server accounts"]
    assert all(each.is_ok for each in found.values())
    assert "not served now" in found["server database"].detail
    assert "2 boards" in found["server log"].detail
    assert "4 accounts, 4 machines signed in" in found["server accounts"].detail
    with lock_alone(f"sqlite:///{file}"):
        assert "served by process" in examine(file)[0].detail


def test_one_is_told_as_one(file: Path) -> None:
    hub = server.open_hub(f"sqlite:///{file}")
    server.add_account(hub, "Ana", "marketing", "lead")
    hub.close()
    found = {each.name: each.detail for each in examine(file)}
    assert found["server accounts"] == "1 account, 1 machine signed in"


@pytest.mark.parametrize(
    ("spoil", "name", "said"),
    [
        ("DELETE FROM hub_change WHERE seq = 5", "server log", "changes from 1 to"),
        ("UPDATE hub_board SET head = head + 1", "server log", "and says"),
        ("UPDATE hub_board SET tip = 'other' WHERE head", "server log", "does not end with"),
        ("UPDATE hub_entity SET body = '{}' WHERE etype = 'comment'", "server rows", "is not what the log says"),
        ("UPDATE hub_entity SET seq = 1 WHERE etype = 'comment'", "server rows", "is not what the log says"),
        ("UPDATE hub_entity SET keys = '{}' WHERE etype = 'board'", "server rows", "is not what the log says"),
        ("DELETE FROM hub_entity WHERE etype = 'comment'", "server rows", "is in the log and has no row"),
        ((
            "UPDATE hub_entity SET id = 'zzz' WHERE etype = 'stage' AND rowid = (SELECT max(rowid) FROM hub_entity "
            "WHERE etype = 'stage')"
        ),
         "server rows", "is in the log and has no row"),
        (STRAY, "server rows", "is not in the log"),
        ("UPDATE hub_board SET digest = '7' WHERE head", "server rows", "has the digest 0000000000000007"),
        ("UPDATE hub_change SET body = 'no JSON' WHERE seq = 3", "server database", "can't be read"),
        ("UPDATE hub_token SET account = 'nobody'", "server accounts", "tokens without an account: 4"),
        ("UPDATE hub_membership SET board = 'none'", "server accounts", "memberships without a board"),
        ("UPDATE hub_version SET version_num = '9999'", "server schema", "version 9999"),
        ("DROP TABLE hub_version", "server schema", "version none"),
        ("DROP TABLE hub_change", "server database", "no such table"),
    ],
)  # fmt: skip
def test_what_was_spoilt_is_found(lived: World, file: Path, spoil: str, name: str, said: str) -> None:
    lived.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(spoil)
        connection.commit()
    found = faults(file)
    assert list(found) == [name]
    assert said in found[name]


def test_an_older_version_is_told_and_the_copy_of_one(lived: World, file: Path) -> None:
    lived.close()
    file.with_name("server.db.before-0001").write_bytes(MAGIC + bytes(2_000_000))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE hub_version SET version_num = '0001'")
        connection.commit()
    _, version, copies = (each.detail for each in examine(file))
    assert version == f"version 0001; it becomes {HEAD} when kanban serve next starts, and a copy is kept"
    assert copies.startswith("server.db.before-0001 (2.0 MB) beside it")


@pytest.mark.parametrize(
    "ruin",
    [
        lambda file: file.write_text("no database"),
        lambda file: file.write_bytes(file.read_bytes()[: 3 * 4096]),
        lambda file: file.write_bytes(file.read_bytes()[:4096] + bytes(4096) + file.read_bytes()[8192:]),
    ],
)
def test_a_file_that_is_damaged_is_told(lived: World, file: Path, ruin: Callable[[Path], object]) -> None:
    lived.close()
    ruin(file)
    assert list(faults(file)) == ["server database"]
