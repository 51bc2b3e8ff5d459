"""Two devices and a server: what one does arrives at the other, and nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanban.domain import verbs
from kanban.store.replica import confirmed, remote
from tests.store.conftest import add
from tests.store.replica.comparing import check
from tests.store.replica.conftest import Device, Join
from tests.store.replica.server import Server


def test_a_published_board_is_live_where_its_log_ends(ann: Device, server: Server) -> None:
    remote = ann.replica.remote()
    assert (remote.state, remote.cursor, remote.tip) == ("live", server.head, server.log[-1].id)
    assert remote.digest == server.digest
    assert ann.replica.waiting() == 0
    check(ann.replica, server.log)


def test_what_one_does_arrives_at_the_other(ann: Device, join: Join, server: Server) -> None:
    ben = join("Ben")
    card = add(ann.ws, "Acme", value=100_00, currency="EUR")
    ann.ws.act(lambda view: verbs.comment(view, card, "Hello"))
    assert ann.replica.waiting() == 2
    ann.sync()
    ben.pull()
    assert ben.ws.card(card).title == "Acme"
    assert [note.body for note in ben.ws.comments(card)] == ["Hello"]
    assert ben.ws.unread(card)
    assert not ann.ws.unread(card)
    assert ann.replica.waiting() == 0
    for device in (ann, ben):
        check(device.replica, server.log)


def test_an_own_change_stays_in_the_outbox_until_it_comes_back(ann: Device, server: Server) -> None:
    card = add(ann.ws, "Acme")
    ann.push()
    assert ann.replica.waiting() == 0
    assert ann.replica.connection.execute("SELECT count(*) FROM confirmed").fetchone() == (1,)
    before = ann.replica.cursor
    ann.pull()
    assert ann.replica.cursor == before + 1
    assert ann.replica.connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    assert ann.ws.card(card).title == "Acme"
    check(ann.replica, server.log)


def test_a_page_that_does_not_go_on_here_changes_nothing(ann: Device, join: Join, server: Server) -> None:
    ben = join("Ben")
    add(ann.ws, "Acme")
    ann.sync()
    page = server.pull(ben.replica.cursor)
    before = list(ben.replica.connection.iterdump())
    for wrong in (
        replace(page, since=page.since - 1),
        replace(page, since=page.since + 1),
        replace(page, epoch="other"),
    ):
        assert ben.replica.take(wrong) is None
    assert list(ben.replica.connection.iterdump()) == before
    assert ben.replica.take(page) is not None
    assert ben.replica.take(page) is None


def test_what_is_refused_leaves_the_board_and_is_kept_with_its_reason(ann: Device, server: Server) -> None:
    card = add(ann.ws, "Acme", value=5_00, currency="EUR")
    ann.sync()
    before = ann.ws.card(card)
    server.judge = lambda change: "stage_gate"
    ann.ws.act(lambda view: verbs.move(view, [card], steps=1))
    other = add(ann.ws, "Umbrella", **{"field.Size": "L"})
    ann.push()
    assert ann.ws.card(card) == before
    assert [found.id for found, _, _ in ann.ws.listed()] == [card]
    refused, moved = ann.replica.notes()
    assert (refused.code, refused.detail, refused.card) == ("stage_gate", "No: stage_gate.", other)
    assert moved.said == "Moved “Acme” to Engaged"
    assert "Umbrella" in refused.text
    assert ann.replica.waiting() == 0
    check(ann.replica, server.log)
    server.judge = lambda change: ""
    add(ann.ws, "Initech")
    ann.sync()
    check(ann.replica, server.log)


def test_a_refused_change_can_no_longer_be_undone(ann: Device, server: Server) -> None:
    card = add(ann.ws, "Acme")
    ann.sync()
    server.judge = lambda change: "forbidden"
    ann.ws.act(lambda view: verbs.delete(view, [card]))
    ann.push()
    server.judge = lambda change: ""
    assert ann.ws.undo().said == "Undid: Added “Acme” to Nurture"


def test_the_digest_is_counted_not_taken_over(ann: Device, server: Server) -> None:
    add(ann.ws, "Acme")
    ann.push()
    page = server.pull(ann.replica.cursor)
    ann.replica.take(replace(page, digest="0" * 16))
    assert ann.replica.digest_differs(replace(page, digest="0" * 16))
    assert not ann.replica.digest_differs(page)
    assert int(ann.replica.remote().digest, 16) == confirmed.recount(ann.replica.connection, ann.replica.board)


def test_nothing_or_all_of_a_page_is_taken(
    ann: Device, join: Join, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = join("Ben")
    for title in ("Acme", "Umbrella"):
        add(ann.ws, title)
    ann.sync()
    before = list(ben.replica.connection.iterdump())
    with monkeypatch.context() as broken:
        broken.setattr(remote, "heard", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            ben.replica.take(server.pull(ben.replica.cursor))
    assert list(ben.replica.connection.iterdump()) == before
    ben.pull()
    check(ben.replica, server.log)
