"""A restore brings nothing back that ended since the backup: accounts, members, tokens, codes, and what was erased
for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kanban.domain.change import CARD, COMMENT, MEMBER
from kanban.protocol.types import Stopped
from kanban.store import hub as server
from kanban.store.hub.maintenance import integrity, roster, server_backup
from tests.store.hub.world import BOARD_ID, World

SECRETS = ("Very secret", "Hush hush", "Hushed merge")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(f"sqlite:///{tmp_path / 'server.db'}")
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "b.db"


def words_in(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        whole = "\n".join(connection.iterdump())
    return [word for word in SECRETS if word in whole]


def well(world: World) -> bool:
    assert world.hub.file
    return all(finding.is_ok for finding in integrity.examine(world.hub.file))


def test_what_was_erased_since_stays_erased(world: World, file: Path) -> None:
    card = world.member.add(title="Very secret")
    note, _ = world.member.comment(card, "Hush hush")
    merged = world.member.add(title="Hushed merge")
    world.member.offer(CARD, merged, {"merged_into": card}, "merge")
    server_backup.backup(world.hub, file)
    later = world.member.add(title="Later")
    for each in (card, later):
        server.purge(world.hub, world.lead.caller, BOARD_ID, each)
    for _ in range(2):  # a second restore of the same backup as well
        server_backup.restore(world.hub, file)
        assert words_in(Path(world.hub.engine.url.database or "")) == []
        assert well(world)
        member = world.device("member")
        assert member.offer(CARD, card, {"title": "Very secret"}).code == "gone"
        assert member.offer(COMMENT, note, {"body": "Hush hush"}).code == "gone"
        assert member.offer(CARD, later, {"created": True, "title": "Later"}, "create").code == "gone"


def test_who_was_removed_since_stays_removed(world: World, file: Path) -> None:
    server_backup.backup(world.hub, file)
    roster.remove_account(world.hub, "Viewer")
    assert world.lead.offer(MEMBER, world.commenter.member, {"deleted": True}, "remove").status == "applied"
    server_backup.restore(world.hub, file)
    assert "Viewer" not in [person.account.name for person in roster.list_people(world.hub)]
    assert server.caller_of(world.hub, world.tokens["viewer"]) is None
    with pytest.raises(Stopped):
        world.device("commenter")
    assert world.device("member").add()
    assert well(world)


def test_who_came_back_since_is_not_removed_again(world: World, file: Path) -> None:
    """The newer backup knows better than the database that it replaces."""
    old = file.with_name("old.db")
    world.lead.offer(MEMBER, world.commenter.member, {"deleted": True}, "remove")
    server_backup.backup(world.hub, old)
    world.lead.offer(MEMBER, world.commenter.member, {"deleted": False}, "restore")
    server_backup.backup(world.hub, file)
    server_backup.restore(world.hub, old)
    server_backup.restore(world.hub, file)
    assert world.device("commenter").comment(world.device("member").add(), "Back")[1].status == "applied"


def test_a_second_restore_keeps_what_the_first_one_kept(world: World, file: Path) -> None:
    server_backup.backup(world.hub, file)
    world.member.add(title="Since")
    _, first = server_backup.restore(world.hub, file)
    _, second = server_backup.restore(world.hub, file)
    assert first
    assert second
    assert first != second
    with closing(sqlite3.connect(first)) as connection:
        assert connection.execute("SELECT count(*) FROM hub_card WHERE title = 'Since'").fetchone() == (1,)


def test_a_lost_database_is_told_of_by_the_copies_that_are_left(world: World, file: Path, tmp_path: Path) -> None:
    card = world.member.add(title="Very secret")
    world.member.comment(card, "Hush hush")
    server_backup.backup(world.hub, file)
    server.purge(world.hub, world.lead.caller, BOARD_ID, card)
    roster.remove_account(world.hub, "Viewer")
    server_backup.restore(world.hub, file)
    url = world.hub.engine.url
    world.close()
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"server.db{suffix}").unlink(missing_ok=True)
    server_backup.bring_back(url.render_as_string(), file)
    assert words_in(tmp_path / "server.db") == []
    with closing(sqlite3.connect(tmp_path / "server.db")) as connection:
        assert connection.execute("SELECT 1 FROM hub_account WHERE name = 'Viewer'").fetchone() is None


def test_what_is_damaged_is_moved_aside_beside_what_was_before(world: World, file: Path, tmp_path: Path) -> None:
    server_backup.backup(world.hub, file)
    url = world.hub.engine.url.render_as_string()
    world.close()
    kept = []
    for number in range(2):
        for suffix in ("-wal", "-shm"):
            (tmp_path / f"server.db{suffix}").unlink(missing_ok=True)
        (tmp_path / "server.db").write_bytes(b"damaged %d" % number)
        kept.append(server_backup.bring_back(url, file)[1])
    assert [path.read_bytes() for path in kept if path] == [b"damaged 0", b"damaged 1"]
