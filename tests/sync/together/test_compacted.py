"""Machines and a server that were compacted: they agree, the doctor finds nothing, and old acts are taken back as
far as anybody knows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from kanban.domain.acts import verbs
from kanban.domain.clock import to_ms, utc_now
from kanban.store.disk import compacting
from kanban.store.hub.maintenance.hub_compacting import compact
from kanban.store.maintenance.doctor import look_inside
from kanban.store.replica.replica import Replica
from kanban.sync import account
from kanban.sync.sync_round import run_round
from tests.served import Colleague, colleagues, serving

LATER = timedelta(days=60)


@pytest.fixture
def server(tmp_path):
    with serving(tmp_path / "server") as served:
        yield served


@pytest.fixture
def team(server, tmp_path):
    """Ann and Raj, whose card was moved three times, and compacted everywhere but at Raj's two months later."""
    with colleagues(server, tmp_path, "Ann", "Raj") as people:
        ann, raj = people
        ann.act(lambda view: verbs.create(view, {"title": "Acme pilot"}))
        ann.act(lambda view: verbs.create(view, {"title": "Globex renewal"}))
        for steps in (1, 1, -1):
            ann.act(lambda view, steps=steps: verbs.move(view, [ann.workspace.find("Acme pilot").id], steps=steps))
            raj.sync()
        server.hub.now = lambda: utc_now() + LATER
        assert compact(server.hub).ranks == 3
        server.hub.now = utc_now
        assert compacting.compact(ann.workspace.database, to_ms(utc_now() + LATER)) == 3
        yield ann, raj


def healthy(person):
    return [found for found in look_inside(person.workspace.connection) if not found.is_ok] == []


def stage(person):
    person.workspace.reload()
    card = person.workspace.find("Acme pilot")
    return person.workspace.board.stage(card.stage).name, card.rank


def test_they_agree_and_who_joins_later_has_it_whole(server, team, tmp_path):
    ann, raj = team
    with closing(Colleague(server, tmp_path / "Vi", "Vi")) as joined:
        assert joined.sync().stopped is None
        assert joined.replica.remote().older_left == 0
        for each in (ann, raj, joined):
            each.sync()
            assert healthy(each)
        assert stage(ann) == stage(raj) == stage(joined)
        assert ann.replica.remote().digest == joined.replica.remote().digest


def test_an_old_move_is_taken_back_from_a_machine_that_was_compacted_and_one_that_was_not(team):
    ann, raj = team
    _, rank = stage(ann)
    ann.act(lambda view: verbs.move(view, [ann.workspace.find("Acme pilot").id], steps=-1))
    for _ in range(3):
        ann.workspace.undo()
        outcome = ann.sync()
        assert (outcome.stopped, outcome.refused) == (None, ())
    name, kept = stage(ann)
    assert name == "Engaged"
    assert kept == rank, "nobody knows any more where it stood there"
    raj.sync()
    assert stage(raj) == (name, kept)
    assert healthy(ann)
    assert healthy(raj)


def test_a_copy_that_was_kept_is_published_anew(team, tmp_path):
    ann, _ = team
    ann.replica.detach()
    with serving(tmp_path / "other") as other:
        signed = account.sign_in(other.url, token=other.tokens["Ann"])
        with account.Client(signed.url, signed.token) as client:
            assert account.publish(ann.workspace, signed, client, {}).stopped is None
            replica = Replica(ann.workspace.database, ann.workspace.board.id, ann.workspace.now)
            assert run_round(replica, client).stopped is None
    assert healthy(ann)


def test_once_a_day_and_free_pages_go_back(team, monkeypatch):
    monkeypatch.setattr(compacting, "LEAST", 0)
    ann, _ = team
    database, path = ann.workspace.database, ann.workspace.database.path
    with closing(sqlite3.connect(path)) as other:
        other.executescript("CREATE TABLE waste (a); INSERT INTO waste VALUES (zeroblob(3000000)); DROP TABLE waste")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before, now = path.stat().st_size, to_ms(utc_now())
    assert compacting.compact_daily(database, now, lambda: False) == 0
    assert path.stat().st_size == before
    compacting.compact_daily(database, now)
    assert path.stat().st_size == before, "not twice a day"
    compacting.compact_daily(database, now + 86_400_000)
    assert path.stat().st_size < before - 2_000_000


def test_a_history_that_came_newest_first_is_packed_once(server, team, tmp_path, monkeypatch):
    monkeypatch.setattr(compacting, "LEAST", 0)
    loose = "SELECT count(*) FROM meta WHERE key = 'loose'"
    with closing(Colleague(server, tmp_path / "Vi", "Vi")) as joined:
        assert joined.sync().stopped is None
        database, said = joined.workspace.database, list[str]()
        assert database.connection.execute(loose).fetchone() == (1,)
        database.connection.set_trace_callback(said.append)
        for _ in range(2):
            compacting.compact(database, to_ms(utc_now()))
        database.connection.set_trace_callback(None)
        assert said.count("VACUUM") == 1
        assert database.connection.execute(loose).fetchone() == (0,)
        assert healthy(joined)
