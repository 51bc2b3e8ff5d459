"""What a snapshot leaves out comes after it; until then it is said to be missing, and nothing is guessed or taken
for wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from kanban.domain.acts import verbs
from kanban.domain.errors import Refused
from kanban.domain.history import list_events
from kanban.protocol.types import Older
from kanban.store.database import Database
from kanban.store.maintenance import doctor, repair
from kanban.store.reading import history_gaps
from kanban.store.schema import create
from tests.store.conftest import add
from tests.store.replica.comparing import check, waiting
from tests.store.replica.conftest import Device, Join, whole, wrong


def state_left(device: Device) -> int:
    state = device.ws.sync_state()
    return state.history_left if state else 0


def test_what_is_missing_of_history_is_said_of_whom_it_is_missing(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    mine = add(ben.ws, "Umbrella")
    state = ben.ws.sync_state()
    assert state
    assert state.history_left == ben.replica.cursor
    assert (ben.ws.describe_missing_history(), ben.ws.describe_missing_history(busy)) == (
        history_gaps.COMING,
        history_gaps.COMING,
    )
    assert ben.ws.describe_missing_history(mine) == ""
    ben.sync()
    assert ben.ws.describe_missing_history(mine) == ""
    whole(ben)
    assert (ben.ws.describe_missing_history(), ben.ws.describe_missing_history(busy)) == ("", "")
    assert state_left(ben) == 0
    assert ann.ws.describe_missing_history(busy) == ""


def test_a_copy_that_left_without_its_history_says_so(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    ben.replica.detach()
    later = add(ben.ws, "Umbrella")
    assert ben.ws.describe_missing_history(busy) == history_gaps.ELSEWHERE
    assert ben.ws.describe_missing_history(later) == ""


def test_what_was_before_is_not_undone_by_guess(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    card = add(ben.ws, "Umbrella")
    ben.ws.act(lambda view: verbs.edit(view, [busy, card], {"company": "Bets", "contact": "Jim"}))
    ben.sync()
    with pytest.raises(Refused, match="older history that is still to come"):
        ben.ws.undo()
    assert ben.ws.card(busy).company == "Bets"
    whole(ben)
    ben.ws.undo()
    assert (ben.ws.card(busy).company, ben.ws.card(busy).contact) == ("Acme Ltd", "Jane")


def test_what_nobody_here_can_know_is_left_alone_by_undo(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    ben.replica.detach()
    card = add(ben.ws, "Umbrella")
    ben.ws.act(lambda view: verbs.edit(view, [busy, card], {"company": "Bets"}))
    (warning,) = ben.ws.undo().warnings
    assert "1 of its changes was left alone: what they were before" in warning
    assert (ben.ws.card(busy).company, ben.ws.card(card).company) == ("Bets", None)
    ben.ws.act(lambda view: verbs.edit(view, [busy], {"company": "Cats"}))
    ben.ws.act(lambda view: verbs.edit(view, [busy], {"contact": "Jim"}))
    with pytest.raises(Refused, match="on the server that the board came from"):
        ben.ws.undo()


def test_history_comes_after_the_board_and_is_no_news(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    assert ben.ws.list_changes(busy) == []
    state = ben.ws.sync_state()
    assert state
    assert state.history_from == ""
    add(ann.ws, "Umbrella")
    ann.sync()
    ben.pull()
    news = ben.ws.read_news(0)
    whole(ben)
    assert news
    assert ben.ws.read_news(news.head) is None
    assert ben.replica.find_older_needed() is None
    assert [event.summary for event in list_events(ben.ws.list_changes(busy), ben.ws.board)] == [
        event.summary for event in list_events(ann.ws.list_changes(busy), ann.ws.board)
    ]
    assert [change.seq for change in ben.ws.list_changes(busy)] == sorted(
        change.seq or 0 for change in ben.ws.list_changes(busy)
    )
    assert wrong(ben) == {}
    check(ben.replica, ben.server.log)


def test_the_first_page_of_history_may_come_before_anything_else(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    whole(ben)
    head = ben.ws.read_news(0)
    assert head
    card = add(ben.ws, "Umbrella")
    news = ben.ws.read_news(head.head)
    assert news
    assert news.cards == {card}


def test_a_page_of_history_may_come_twice(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    page = ben.server.older(ben.replica.find_older_needed() or 0)
    assert ben.replica.take_older(page) == len(page.changes)
    assert ben.replica.take_older(page) == 0
    ben.replica.take_older(Older("before the server was restored", (), None))
    assert ben.replica.find_older_needed() is not None
    ben.replica.take_older(Older(page.epoch, (), None))
    assert ben.replica.find_older_needed() is None


def test_the_doctor_understands_a_board_without_its_history(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    add(ben.ws, "Umbrella")
    assert wrong(ben) == {}
    with ben.ws.database.writing() as connection:
        connection.execute("UPDATE lane_total SET cards = 9")
        connection.execute("DELETE FROM comment_search")
    assert wrong(ben).keys() == {"lanes", "search"}
    before = waiting(ben.replica)
    assert repair.mend(ben.ws.database) > 0
    assert waiting(ben.replica) == before
    assert [card.title for card, _, _ in ben.ws.list_cards()] == ["Umbrella", "Acme"]


def test_confirmed_rows_that_were_tampered_with_are_fetched_anew(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    waits = add(ben.ws, "Umbrella")
    with ben.ws.database.writing() as connection:
        connection.execute("DELETE FROM card WHERE id = ?", (busy,))
    assert "server" in wrong(ben)
    doctor.mend(ben.ws.database.path)
    assert ben.replica.remote().state == "booting"
    ben.boot()
    assert wrong(ben) == {}
    assert {card.id for card, _, _ in ben.ws.list_cards()} == {busy, waits}
    ben.sync()
    check(ben.replica, ben.server.log)


def test_a_damaged_file_keeps_what_waits(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    whole(ann)
    for device in (ann, ben):
        add(device.ws, f"By {device.ws.me.name if device.ws.me else ''}")
        path = device.ws.database.path
        device.ws.close()
        copy = path.with_suffix(".copy")
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        fresh = copy.with_suffix(".fresh")
        database = Database(fresh)
        create(database)
        with closing(sqlite3.connect(copy, isolation_level=None)) as source:
            repair.salvage(source, database)
        repair.mend(database)
        device.ws.database = device.replica.database = database
        device.ws.connection = device.replica.connection = database.connection
        assert device.replica.count_waiting() == 1
        assert device.replica.remote().state == "booting"
        assert "Acme" in {card.title for card, _, _ in device.ws.list_cards()}
        assert wrong(device) == {}
        device.boot()
        device.sync()
        check(device.replica, device.server.log)
