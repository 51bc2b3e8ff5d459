"""The listing's records are those of the domain, made straight from rows."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from kanban import config
from kanban.cli.board_verbs.demo import make_demo
from kanban.domain.acts import board_verbs, verbs
from kanban.domain.errors import NotFound
from kanban.domain.records.record import card_record
from kanban.store.database import StoreFault
from kanban.store.opening import open_as_it_is, open_workspace
from kanban.store.reading.card_records import Listing


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "home"
    make_demo(config.places_below(folder), cards=60)
    return folder


@pytest.fixture
def workspace(demo_home, tmp_path):
    shutil.copytree(demo_home, tmp_path / "home")
    where = config.places_below(tmp_path / "home")
    workspace = open_workspace(where.database)
    workspace.member_id = workspace.board.find_member("Raj").id
    yield workspace
    workspace.close()


def both(workspace, deleted=False, now=None):
    """The records of all cards, as the listing makes them and as the domain does."""
    source = "deleted" if deleted else ""
    condition = workspace.condition(source)
    made = list(
        Listing(workspace.database, workspace.board.id).records(
            workspace.member_id, where=condition.sql, values=condition.values, deleted=deleted, now=now
        )
    )
    wanted = [
        card_record(card, workspace.board, unread=workspace.has_unread_mark(card.id), now=now)
        for card in (workspace.card(record["id"]) for record in made)
    ]
    return made, wanted


def test_they_are_the_domains_on_a_whole_board(workspace):
    made, wanted = both(workspace)
    assert len(made) == 60
    assert made == wanted
    assert list(made[0]) == list(wanted[0])
    assert any(record["unread"] for record in made)
    assert {record["currency"] for record in made} >= {"EUR"}


def test_they_are_the_domains_in_odd_cases(workspace):
    cards = [card for card, _, _ in workspace.list_cards("stage:nurture")]
    odd = {"value": 500, "currency": "JPY", "probability": 0.0, "marketing_owner": "bo", "label.a b": True}
    workspace.act(lambda view: verbs.edit(view, [cards[0].id], odd))
    workspace.act(
        lambda view: verbs.edit(view, [cards[1].id], {"value": 1, "currency": "KWD", "sales_owner": "Nobody"})
    )
    workspace.act(lambda view: verbs.edit(view, [cards[2].id], {"value": None, "title": "x\u2028y"}))
    stage = workspace.board.find_stage("Nurture")
    needed = {"required": ["phone", "label.vip", "field.Size", "value"], "probability": None}
    workspace.act(lambda view: board_verbs.set_stage(view, stage, needed))
    workspace.act(lambda view: board_verbs.set_member(view, view.board.find_member("Bo"), {"name": "Bodil"}))
    workspace.act(lambda view: verbs.delete(view, [cards[3].id]))
    made, wanted = both(workspace)
    assert made == wanted
    assert made[0]["marketing_owner"] == "Bodil"
    assert any(record["incomplete"] for record in made)
    made, wanted = both(workspace, deleted=True)
    assert made == wanted
    assert [record["id"] for record in made] == [cards[3].id]


@pytest.mark.parametrize("days", [0, 8, 30, 61, 400])
def test_whether_a_card_is_stale_is_told_as_the_filter_finds_it(workspace, days):
    moment = workspace.now() + timedelta(days=days)
    workspace.now = lambda: moment
    made, wanted = both(workspace, now=moment)
    assert made == wanted
    assert list(made[0]) == list(wanted[0])
    stale = {record["id"] for record in made if record["stale"]}
    assert stale == {card.id for card, _, _ in workspace.list_cards("stale")}
    assert stale or days < 400
    assert not any("stale" in record for record in both(workspace)[0])


def test_whether_cards_are_stale_is_no_further_question_to_the_database(workspace):
    asked = []
    workspace.connection.set_trace_callback(asked.append)
    listing = Listing(workspace.database, workspace.board.id)
    counts, cards = [], 0
    for now in (None, workspace.now() + timedelta(days=61)):
        asked.clear()
        cards = len(list(listing.records(None, now=now)))
        counts.append(len(asked))
    workspace.connection.set_trace_callback(None)
    assert counts[0] == counts[1] < cards


def test_they_come_in_the_order_of_the_board(workspace):
    listing = Listing(workspace.database, workspace.board.id)
    ids = [card.id for card, _, _ in workspace.list_cards()]
    assert [record["id"] for record in listing.records(None)] == ids
    assert [record["id"] for record in listing.records(None, limit=17)] == ids[:17]
    assert list(listing.records(None, limit=0)) == []
    assert not any(record["unread"] for record in listing.records(None))


def test_a_board_is_looked_at_as_it_is(workspace, tmp_path):
    file, board = workspace.database.path, workspace.board.id
    for wanted in (None, "demo", board):
        looked = open_as_it_is(file, wanted)
        assert (looked.board.id, looked.member_id) == (board, None)
        looked.close()
    with pytest.raises(NotFound):
        open_as_it_is(file, "other")
    with pytest.raises(NotFound):
        open_as_it_is(tmp_path / "nothing.db")
    assert not (tmp_path / "nothing.db").exists()
    torn = tmp_path / "torn.db"
    torn.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(StoreFault):
        open_as_it_is(torn)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreFault):
        open_as_it_is(file)
