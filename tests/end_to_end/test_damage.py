"""A database whose pages were overwritten: every verb says one sentence or works, and none of them stumbles."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from kanban import config
from kanban.cli.board_verbs.demo import make_demo

PAGE = 4096
WORDS = (
    [], ["list", "--json"], ["list", "stale"], ["show", "{}", "--json"], ["history", "{}"], ["move", "{}", "MQL"],
    ["comment", "{}", "x"], ["undo"], ["add", "x"], ["board"], ["stage"], ["label"], ["export", "-"],
    ["export", "-", "--format", "jsonl"], ["import", "{file}"], ["doctor"],
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A small board in one file, and the ref of a card on it."""
    where = config.places_below(tmp_path_factory.mktemp("whole"))
    make_demo(where, 12)
    with closing(sqlite3.connect(where.database)) as connection, connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ref = connection.execute("SELECT ref FROM card ORDER BY n").fetchone()[0]
    connection.close()
    return where, where.database.read_bytes(), ref


def overwritten(content, page, kind, chance):
    """Return the file with one page lost, torn, or taken from elsewhere."""
    place = chance.randrange(len(content) // PAGE) * PAGE
    instead = {"zeros": bytes(PAGE), "noise": chance.randbytes(PAGE), "other": content[place : place + PAGE]}[kind]
    return content[: page * PAGE] + instead + content[(page + 1) * PAGE :]


@pytest.mark.parametrize("kind", ["zeros", "noise", "other"])
def test_whatever_page_is_damaged_it_is_said_in_one_sentence(whole, run_cli, home, tmp_path, kind):
    where, content, ref = whole
    file = tmp_path / "leads.csv"
    file.write_text("Name,Email\nAna,ana@x.example\n")
    shutil.copytree(where.database.parent.parent, home)
    database = home / "data" / "kanban.db"
    chance, pages = random.Random(kind), len(content) // PAGE
    failed = 0
    for page in chance.sample(range(pages), 12):
        torn = overwritten(content, page, kind, chance)
        for words in (WORDS[place] for place in chance.sample(range(len(WORDS)), 6)):
            for beside in home.glob("data/kanban.db*"):
                beside.unlink()
            database.write_bytes(torn)
            ran = run_cli(*(word.replace("{}", ref).replace("{file}", str(file)) for word in words))
            assert ran.code in {0, 1, 3}, (page, words)
            assert "should not have" not in ran.err, (page, words, ran.err)
            assert ran.err.count("\n") <= 2, (page, words, ran.err)
            failed += ran.code == 1
    assert failed
