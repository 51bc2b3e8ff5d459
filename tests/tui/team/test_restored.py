"""A backup is restored, or the file replaced, while a board is open: the window notices, and what is being written
goes on."""

from __future__ import annotations

import shutil
from contextlib import closing

import pytest

from kanban.domain.acts import verbs
from kanban.store import database_file
from kanban.store.database import DatabaseReplaced
from kanban.store.maintenance import backup
from kanban.store.opening import create_board, open_workspace
from tests.served import colleagues, serving
from tests.tui.boards import card_named, cursor, make_board, playing, press, settled, shown
from tests.tui.team.test_sharing import at, synced, until

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
    """As somebody does it by hand, who also takes away what SQLite kept beside the old file."""
    shutil.copy(file, path.with_name("copy.db"))
    database_file.remove_beside(path)
    path.with_name("copy.db").replace(path)


def put_in_place(path, file):
    """As `kanban restore` does it where the database is none any more, and as `kanban doctor --mend` does."""
    kept = path.with_name("kanban.db.before-restore")
    database_file.put_in_place(path, kept, lambda draft: database_file.copy_into(file, draft))


WAYS = [restored, copied, put_in_place]


async def notices(screen, pilot):
    """Look, as the screen does twice a second."""
    for _ in range(100):
        screen.board.poll()
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
        assert len(list(now.list_cards())) == 10


@pytest.mark.parametrize("way", WAYS)
async def test_a_comment_that_is_being_written_is_written_on(board, saved, way):
    async with playing(board) as (screen, pilot):
        await press(pilot, "j")
        title = cursor(screen)
        assert title == "Acme pilot"
        await press(pilot, "c", *"Half a")
        way(board.database.path, saved)
        await notices(screen, pilot)
        await press(pilot, *" sentence", "ctrl+s")
        await settled(pilot)
    with closing(open_workspace(board.database.path)) as now:
        assert [each.body for each in now.list_comments(card_named(now, title).id)] == ["Half a sentence"]


@pytest.mark.parametrize("way", WAYS)
async def test_what_was_being_written_on_a_card_that_is_gone_is_in_the_clipboard(board, saved, way):
    async with playing(board) as (screen, pilot):
        assert cursor(screen) == "Later card"
        await press(pilot, "c", *"For nobody")
        way(board.database.path, saved)
        for _ in range(100):
            screen.board.poll()
            await settled(pilot)
            if "Can't write here" in shown(pilot):
                break
        await press(pilot, *"n x any more", "enter", "question_mark")
        assert "What you type now is ignored." in shown(pilot)
        assert shown(pilot).count("Esc: back to the board") == 1
        await press(pilot, "escape")
        assert "9 cards" in shown(pilot)
        assert "This card is not in the database any more." in shown(pilot)
        assert pilot.app.clipboard == "For nobody"
        assert screen.lanes.has_focus
    with closing(open_workspace(board.database.path)) as now:
        assert len(list(now.list_cards())) == 9


@pytest.mark.parametrize("key", ["c", "e"])
async def test_keys_that_are_typed_for_a_card_that_is_gone_are_no_commands(board, saved, key):
    async with playing(board) as (screen, pilot):
        screen.board.poll = lambda: None  # it has not looked yet
        restored(board.database.path, saved)
        await press(pilot, key, *"hello gone", "enter", *"dnx", "delete")
        assert "Can't write here" in shown(pilot)
        assert "New card" not in shown(pilot)
        await press(pilot, "escape")
        await settled(pilot)
        assert screen.parts.panel.widget is None
    with closing(open_workspace(board.database.path)) as now:
        assert len(list(now.list_cards())) == 9


async def test_a_comment_never_lands_on_the_card_that_is_open_instead(board, saved):
    async with playing(board) as (screen, pilot):
        await press(pilot, "j", "enter", "tab", "k")  # Acme is open, and the cursor back on the later card
        screen.board.poll = lambda: None
        restored(board.database.path, saved)
        await press(pilot, "c", *"hello", "ctrl+s", "escape")
        await settled(pilot)
    with closing(open_workspace(board.database.path)) as now:
        assert [now.list_comments(card.id) for card, _, _ in now.list_cards()] == [[]] * 9


async def test_on_an_empty_lane_there_is_nothing_to_comment_on(home):
    async with playing(make_board(home / "data" / "kanban.db", ())) as (_, pilot):
        await press(pilot, "c", *"n hello", "enter")
        assert "There is no card under the cursor" in shown(pilot)
        assert "New card" not in shown(pilot)
        await press(pilot, "escape")
        assert "Can't write here" not in shown(pilot)


async def test_a_board_that_is_not_in_the_backup_gives_way_to_the_first_one(board, saved, home):
    create_board(board.database.path, "Other", "Ana", "marketing", timezone="UTC").close()
    async with playing(open_workspace(board.database.path, "Other")) as (screen, pilot):
        restored(board.database.path, saved)
        await notices(screen, pilot)
        assert screen.workspace.board.name == board.board.name
        assert "9 cards" in shown(pilot)


async def test_while_no_file_is_there_the_window_waits(board, saved):
    path = board.database.path
    async with playing(board) as (screen, pilot):
        path.rename(path.with_name("away.db"))
        screen.board.poll()
        await settled(pilot)
        assert "The database was replaced, and can't be opened" in shown(pilot)
        assert "Later card" in shown(pilot)
        database_file.remove_beside(path)
        shutil.copy(saved, path)
        await notices(screen, pilot)
        assert "Later card" not in shown(pilot)


def test_nothing_is_written_to_a_file_that_is_no_more(board, saved):
    before = board.open_sibling()
    copied(board.database.path, saved)
    with (
        closing(before),
        pytest.raises(DatabaseReplaced, match="was replaced by another file while it was open, so nothing was"),
    ):
        before.act(lambda view: verbs.create(view, {"title": "Lost"}))
    with closing(open_workspace(board.database.path)) as now:
        assert len(list(now.list_cards())) == 9


async def test_what_others_write_is_no_restore(board):
    async with playing(board) as (screen, pilot):
        with closing(board.open_sibling()) as other:
            for number in range(3):
                other.act(lambda view, number=number: verbs.create(view, {"title": f"By another {number}"}))
                other.undo()
                screen.board.poll()
                await settled(pilot)
        assert NOTICED not in shown(pilot)
        assert screen.workspace is board


@pytest.mark.parametrize("way", WAYS)
async def test_a_shared_board_is_opened_anew_and_goes_on_syncing(tmp_path, way):
    with serving(tmp_path / "server") as served, colleagues(served, tmp_path, "Ann") as (ann,):
        ann.act(lambda view: verbs.create(view, {"title": "Acme pilot"}))
        file = tmp_path / "backup.db"
        backup.backup(ann.where.database, file)
        ann.act(lambda view: verbs.create(view, {"title": "Later card"}))
        ann.close()
        async with at(ann) as (screen, pilot):
            await synced(pilot)
            loop = screen.parts.sharing._loop
            way(ann.where.database, file)
            await until(
                pilot,
                lambda: (
                    screen.board.poll()
                    or (screen.parts.sharing._loop is not None and screen.parts.sharing._loop is not loop)
                ),
            )
            await synced(pilot)
            await until(pilot, lambda: "Later card" in shown(pilot), "the server gives back what the backup lacks")
            await press(pilot, "n", *"Since", "enter")
            await until(pilot, lambda: "Since" in shown(pilot))
