"""After a purge no byte of anybody's home, nor of the server's folder, holds a word of the card: databases, logs,
copies, indexes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kanban import config
from kanban.domain.clock import utc_now
from kanban.store.hub.maintenance import server_backup
from kanban.store.opening import open_workspace

SECRET = "Zyx"
"""What every word of the card begins with; nothing else does."""


def word(name: str) -> str:
    return f"{SECRET}{name}"


FIELDS = {
    "company": word("company"), "contact": word("contact"), "email": f"{word('mail')}@{word('host')}.example",
    "phone": "+49 170 5557731", "source": word("source"), "campaign": word("campaign"), "next_step": word("step"),
    "field.Colour": word("colour"), "label": word("label"),
}  # fmt: skip


def fill(at, who: str) -> str:
    """Put words wherever a card can have some, and overwrite some of them; returns the card's id."""
    assert at(who, "add", word("title"), "--stage", "MQL").code == 0
    card = json.loads(at(who, "show", word("title"), "--json").out)["id"]
    for round_ in ("first", "second"):
        for name, value in FIELDS.items():
            ran = at(who, "edit", card, f"{name}={value}{round_ if '@' not in value and '+' not in value else ''}")
            assert ran.code == 0, ran.err
    for number in range(30):
        assert (
            at(who, "comment", card, f"{word('said')} {word('again')}{number} " + f"{word('filler')} " * 40).code == 0
        )
    assert at(who, "sync").code == 0
    return card


def left(*folders: Path) -> list[tuple[str, str]]:
    """Return (file, what follows) of every place in these folders where a word of the card is left."""
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    return [
        (str(file), str(data[max(0, place - 60) : place + 60]))
        for file in files
        for data in (file.read_bytes().lower(),)
        for secret in (SECRET.lower().encode(), b"5557731")
        if (place := data.find(secret)) >= 0
    ]


def older(database: Path) -> None:
    """Let a database be one of before this version: what it freed was never overwritten."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE gone (word TEXT)")
        connection.executemany("INSERT INTO gone VALUES (?)", [(word("freed") * 500,)] * 50)
        connection.execute("DROP TABLE gone")
        connection.execute("PRAGMA user_version=0")


@pytest.mark.parametrize("age", ["new", "older"])
def test_a_purge_leaves_no_byte_of_the_card(team, server, tmp_path, age):
    at = team
    card = fill(at, "Ann")
    assert at("Raj", "sync").code == 0
    raj = config.places_below(tmp_path / "Raj").database
    workspace = open_workspace(raj, now=utc_now)
    workspace.keep_draft(card, word("draft"))
    workspace.database.close()
    if age == "older":
        for file in (raj, config.places_below(tmp_path / "Ann").database):
            older(file)
        assert server.hub.file
        older(server.hub.file)
    for who in ("Ann", "Raj"):
        file = config.places_below(tmp_path / who).database
        for name in ("before-0.1.9", "before-restore"):
            assert at(who, "backup", str(file.with_name(f"{file.name}.{name}"))).code == 0
    folder = server.folder
    server_backup.backup(server.hub, folder / "hub.db.before-0.1.9")
    server_backup.backup(server.hub, folder / "mine.db")
    server_backup.restore(server.hub, folder / "mine.db")
    (folder / "mine.db").unlink()
    assert (folder / "mine.db.replaced").exists()
    for who in ("Ann", "Raj"):
        assert at(who, "sync").code == 0
    assert left(tmp_path / "Ann", tmp_path / "Raj", folder)

    ran = at("Ann", "purge", card, "--yes")
    assert ran.code == 0, ran.err
    assert "kanban.db.before-0.1.9" in ran.err
    assert "kanban.db.before-restore" in ran.err
    assert "people exported" in ran.err
    assert at("Raj", "sync").code == 0
    assert left(tmp_path / "Ann", tmp_path / "Raj", folder) == []
    for who in ("Ann", "Raj"):
        assert at(who, "doctor").code == 0, at(who, "doctor").out
        assert not [*config.places_below(tmp_path / who).database.parent.glob("*before*")]


def test_a_copy_in_which_the_card_is_erased_already_stays(team, server, tmp_path):
    at = team
    card = fill(at, "Ann")
    assert at("Ann", "purge", card, "--yes").code == 0
    server_backup.backup(server.hub, server.folder / "mine.db")
    _, kept = server_backup.restore(server.hub, server.folder / "mine.db")
    assert kept
    assert kept.exists()
    assert left(server.folder) == []
