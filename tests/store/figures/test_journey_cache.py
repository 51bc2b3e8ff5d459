"""What is kept beside a database tells the same as its log, whatever happened since."""

from __future__ import annotations

import os
import random
import shutil

import pytest

from kanban.domain.acts import verbs
from kanban.domain.errors import KanbanError
from kanban.domain.handoffs import handoff_verbs
from kanban.store.figures import journey_cache, journey_reading
from kanban.store.figures.journey_reading import read_journeys
from kanban.store.replica import invalidations
from tests.tui.boards import card_named, make_board, member_of


@pytest.fixture
def board(tmp_path):
    """Nine cards; the file beside the database takes in three at a time, or ten changes."""
    return make_board(tmp_path / "kanban.db")


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    monkeypatch.setattr(journey_cache, "CARDS", 3)
    monkeypatch.setattr(journey_cache, "PIECE", 10)


def cached(workspace):
    return {journey.card: journey for journey in read_journeys(workspace.database, workspace.board)}


def straight(workspace, monkeypatch):
    """The journeys out of the log alone."""
    with monkeypatch.context() as patch:
        patch.setattr(journey_reading, "open_cache", lambda _: None)
        return cached(workspace)


def file_of(workspace):
    return workspace.database.path.with_name("kanban.db.figures")


def test_it_tells_the_same_as_the_log(board, monkeypatch):
    assert cached(board) == straight(board, monkeypatch) != {}
    assert file_of(board).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_between_two_looks(board, monkeypatch, seed):
    play = random.Random(seed)
    offer = {"why": "now", "offer_to": member_of(board, "Raj")}
    for _ in range(40):
        cards = [card for card, _, _ in board.list_cards()]
        card, other = play.choice(cards), play.choice(cards)
        stage = play.choice(board.board.stages[:10])
        acts = [
            lambda: board.act(lambda view: verbs.move(view, [card.id], to=stage)),  # noqa: B023
            lambda: board.act(lambda view: verbs.edit(view, [card.id], {"value": play.randrange(10**6)})),  # noqa: B023
            lambda: board.act(lambda view: verbs.delete(view, [card.id])),  # noqa: B023
            lambda: board.act(lambda view: verbs.merge(view, card.id, other.id)),  # noqa: B023
            lambda: board.act(lambda view: handoff_verbs.offer(view, card.id, offer)),  # noqa: B023
            board.undo,
            board.undo,
            board.redo,
        ]
        try:
            play.choice(acts)()
        except KanbanError:
            continue
        if play.random() < 0.3:
            assert cached(board) == straight(board, monkeypatch)
    assert cached(board) == straight(board, monkeypatch)


def test_only_what_came_since_is_read(board, monkeypatch):
    cached(board)
    written = []
    write = journey_cache.JourneyCache._write
    monkeypatch.setattr(
        journey_cache.JourneyCache,
        "_write",
        lambda self, source, numbers: written.append(len(numbers)) or write(self, source, numbers),
    )
    cached(board)
    assert sum(written) == 0
    board.act(lambda view: verbs.edit(view, [card_named(board, "Acme pilot").id], {"value": 7}))
    assert max(moment.value for moment in cached(board)[card_named(board, "Acme pilot").id].moments[-1:]) == 7
    assert sum(written) == 1


def test_the_progress_ends_with_all(board):
    told = []
    list(read_journeys(board.database, board.board, None, lambda done, total: told.append((done, total))))
    assert told[-1][0] == told[-1][1]
    assert len(told) > 2
    assert told == sorted(told)


def test_a_change_that_a_server_refused_is_forgotten(board, monkeypatch):
    """It leaves the log without a new row; the board is told of by an invalidation, and so is this."""
    acme = card_named(board, "Acme pilot").id
    board.act(lambda view: verbs.move(view, [acme], to=board.board.find_stage("MQL")))
    before = cached(board)
    connection = board.database.connection
    connection.execute("DELETE FROM change WHERE n = (SELECT max(n) FROM change)")
    invalidations.invalidate_cards(connection, board.board.id, [acme])
    after = cached(board)
    assert after == straight(board, monkeypatch)
    assert len(after[acme].moments) == len(before[acme].moments) - 1


def test_another_database_in_its_place_is_read_anew(board, tmp_path, monkeypatch):
    cached(board)
    other = make_board(tmp_path / "other.db", (("Only one", "MQL", {}),))
    shutil.copy(file_of(board), tmp_path / "other.db.figures")
    assert cached(other) == straight(other, monkeypatch)
    assert len(cached(other)) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"no database at all, but long enough to look like one" * 99, b"SQLite format 3\0" + b"\xff" * 5000],
)
def test_a_damaged_file_is_made_anew(board, monkeypatch, content):
    cached(board)
    for name in ("-wal", "-shm"):
        file_of(board).with_name(f"kanban.db.figures{name}").unlink(missing_ok=True)
    file_of(board).write_bytes(content)
    assert cached(board) == straight(board, monkeypatch)
    assert cached(board) == straight(board, monkeypatch)


def test_a_file_of_another_version_is_made_anew(board, monkeypatch):
    cached(board)
    monkeypatch.setattr(journey_cache, "VERSION", "next")
    assert cached(board) == straight(board, monkeypatch)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_may_be_written_the_log_is_read(board, tmp_path, monkeypatch):
    tmp_path.chmod(0o500)
    try:
        assert cached(board) == straight(board, monkeypatch)
    finally:
        tmp_path.chmod(0o700)


def test_where_no_file_can_be_opened_the_log_is_read(board, monkeypatch):
    file_of(board).mkdir()
    assert cached(board) == straight(board, monkeypatch)


def test_two_processes_at_once(board, monkeypatch):
    """While one holds the file, the other reads the log and does not wait for long."""
    cached(board)
    board.act(lambda view: verbs.edit(view, [card_named(board, "Acme pilot").id], {"value": 7}))
    monkeypatch.setattr(journey_cache, "PATIENCE", 0.01)
    holder = journey_cache.open_cache(board.database)
    holder.connection.execute("BEGIN IMMEDIATE")
    try:
        assert cached(board) == straight(board, monkeypatch)
    finally:
        holder.connection.execute("ROLLBACK")
        holder.close()


def test_a_query_reads_its_cards_alone(board):
    journeys = list(read_journeys(board.database, board.board, board.condition("company:acme")))
    assert [journey.card for journey in journeys] == [card_named(board, "Acme pilot").id]
