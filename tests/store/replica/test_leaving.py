"""A card that is erased goes from everywhere, and a board that leaves its server goes on whole."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.domain.errors import Refused
from tests.store.conftest import add
from tests.store.replica.comparing import check, kept
from tests.store.replica.conftest import Device, Join, whole, wrong
from tests.store.replica.server import Server


def test_who_is_erased_is_nowhere_any_more(ann: Device, join: Join, busy: str, server: Server) -> None:
    ben, cleo = join("Ben"), join("Cleo")
    whole(ben)
    ben.ws.act(lambda view: verbs.edit(view, [busy], {"contact": "Jane Doe"}))
    ben.ws.act(lambda view: verbs.comment(view, busy, "Jane is back"))
    ben.sync()
    ben.ws.keep_draft(busy, "Dear Jane")
    ben.ws.act(lambda view: verbs.comment(view, busy, "Ask Jane again"))
    server.purge(ann.ws.member_id or "", busy)
    server.judge = lambda change: "gone" if change.entity == busy or change.card == busy else ""
    for device in (ann, ben, cleo):
        device.pull()
        check(device.replica, server.log)
        for line in device.ws.connection.iterdump():
            assert "Jane" not in line
            assert "Acme" not in line
        assert wrong(device) == {}
    ben.push()
    assert [note.code for note in ben.ws.list_notes()] == ["gone"]
    cleo.boot()
    whole(cleo)
    check(cleo.replica, server.log)
    assert wrong(cleo) == {}


def test_leaving_keeps_the_board_and_what_waited(ann: Device, busy: str, server: Server) -> None:
    card = add(ann.ws, "Umbrella")
    ann.replica.detach()
    assert ann.ws.sync_state() is None
    assert ann.ws.list_waiting_cards() == set()
    ann.ws.act(lambda view: verbs.move(view, [card, busy], steps=1))
    assert ann.ws.undo().summary.startswith("Undone: Moved")
    assert wrong(ann) == {}
    kept(ann.ws.connection)


def test_a_board_that_was_left_can_be_published_again(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    ben.sync()
    ann.sync()
    ann.replica.detach()
    add(ann.ws, "Umbrella")
    other = Server(epoch="elsewhere")
    ann.server = other
    ann.replica.publish("https://other.example", "acc-ann", ann.ws.member_id or "", "Ann", "elsewhere")
    add(ann.ws, "Initech")
    assert ann.replica.count_waiting() > 5
    ann.push()
    late = add(ann.ws, "Hooli")
    assert not ann.replica.finish_publishing(other.head)
    ann.push()
    assert ann.replica.finish_publishing(other.head)
    check(ann.replica, other.log)
    assert ann.replica.remote().digest == other.digest
    ann.sync()
    assert ann.ws.card(late).title == "Hooli"
    assert wrong(ann) == {}


def test_a_part_of_a_board_is_not_published(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    ben.replica.detach()
    assert wrong(ben) == {}
    with pytest.raises(Refused, match="Part of this board's history is on the server that it came from"):
        ben.replica.publish("https://other.example", "acc", ben.ws.member_id or "", "Ben", "e")
