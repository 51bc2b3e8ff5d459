"""A backup is restored, or the file replaced, while a board is open: the window notices, and what is being written goes on."""

from __future__ import annotations

import shutil
from contextlib import closing

import pytest

from kanban.domain import verbs
from kanban.store import backup
from kanban.store.opening import open_workspace
from tests.tui.boards import card_named, make_board, playing, press, settled, shown

NOTICED = "The database was restored from a backup or replaced."


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


@pytest.fixture
def saved(board, tmp_path):
    """A backup from before a card was added."""
    file = tmp_path / "backup.db"
    backup.backup(board.database.path, file)
    board.act(lambda view: verbs.create(view, {"title": "Later card"}))
    return file


def restored(path, file):
    """As `kanban restore` does it over a sound database: in place."""
    backup.restore(file, path)


def copied(path, file):
    """As a shell does it: another file, moved over the one that is there."""
    shutil.copy(file, path.with_name("copy.db"))
    path.with_name("copy.db").replace(path)


def put_in_place(path, file):
    """As `kanban restore` does it where the database is none any more, and as `kanban doctor --mend` does."""
    with path.open("r+b") as opened:
        opened.write(b"no database, for all that anybody can tell")
    backup.restore(file, path)


WAYS = [restored, copied, put_in_place]


async def notices(screen, pilot):
    """Look, as the screen does twice a second."""
    for _ in range(100):
        screen._poll()
        await settled(pilot)
        if NOTICED in shown(pilot):
            return
    raise AssertionError(shown(pilot))


@pytest.mark.parametrize("way", WAYS)
async def test_the_window_shows_what_is_there_now(board, saved, way):
    async with playing(board) as (screen, pilot):
        assert "Later card" in shown(pilot)
        way(board.database.path, saved)
        await notices(screen, pilot)
        assert "Later card" not in shown(pilot)
        assert "9 cards" in shown(pilot)
        await press(pilot, "n", *"Written since", "enter")
        await settled(pilot)
        assert "Written since" in shown(pilot)
    with closing(open_workspace(board.database.path)) as now:
        assert card_named(now, "Written since")
        assert len(list(now.listed())) == 10
