"""Two devices and a server: what one does arrives at the other, and nothing is lost on the way."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kanban.domain.acts import verbs
from kanban.domain.change import Act, Json, Step
from kanban.domain.clock import stamp_ms
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.store.acts.writing import record
from kanban.store.replica import confirmed, remote
from tests.store.conftest import add
from tests.store.replica.comparing import check
from tests.store.replica.conftest import Device, Join, wrong
from tests.store.replica.server import Server


def test_a_published_board_is_live_where_its_log_ends(ann: Device, server: Server) -> None:
    remote = ann.replica.remote()
    assert (remote.state, remote.cursor, remote.tip) == ("live", server.head, server.log[-1].id)
    assert remote.digest == server.digest
    assert ann.replica.count_waiting() == 0
    check(ann.replica, server.log)


def test_what_one_does_arrives_at_the_other(ann: Device, join: Join, server: Server) -> None:
    ben = join("Ben")
    card = add(ann.ws, "Acme", value=100_00, currency="EUR")
    ann.ws.act(lambda view: verbs.comment(view, card, "Hello"))
    assert ann.replica.count_waiting() == 2
    ann.sync()
    ben.pull()
    assert ben.ws.card(card).title == "Acme"
    assert [note.body for note in ben.ws.list_comments(card)] == ["Hello"]
    assert ben.ws.list_unread(card)
    assert not ann.ws.list_unread(card)
    assert ann.replica.count_waiting() == 0
    for device in (ann, ben):
        check(device.replica, server.log)


def test_an_own_change_stays_in_the_outbox_until_it_comes_back(ann: Device, server: Server) -> None:
    card = add(ann.ws, "Acme")
    ann.push()
    assert ann.replica.count_waiting() == 0
    assert ann.replica.connection.execute("SELECT count(*) FROM confirmed").fetchone() == (1,)
    before = ann.replica.cursor
    ann.pull()
    assert ann.replica.cursor == before + 1
    assert ann.replica.connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    assert ann.ws.card(card).title == "Acme"
    check(ann.replica, server.log)


def test_a_row_that_a_version_without_a_column_kept_apart_has_it_after_the_upgrade(ann: Device, server: Server) -> None:
    card = add(ann.ws, "Acme", campaign="Spring fair")
    ann.sync()
    ann.ws.act(lambda view: verbs.edit(view, [card], {"title": "Acme pilot"}))
    with ann.ws.database.writing() as connection:
        ((text,),) = connection.execute("SELECT body FROM confirmed WHERE entity = ?", (card,)).fetchall()
        body = json.loads(text)
        body["extra"] = json.dumps(json.loads(body["extra"]) | {"campaign": body.pop("campaign")})
        connection.execute("UPDATE confirmed SET body = ? WHERE entity = ?", (json.dumps(body), card))
    ann.sync()
    assert (ann.ws.card(card).title, ann.ws.card(card).campaign) == ("Acme pilot", "Spring fair")
    assert ann.replica.connection.execute("SELECT count(*) FROM confirmed").fetchone() == (0,)
    check(ann.replica, server.log)
    assert wrong(ann) == {}


def test_a_page_that_does_not_go_on_here_changes_nothing(ann: Device, join: Join, server: Server) -> None:
    ben = join("Ben")
    add(ann.ws, "Acme")
    ann.sync()
    page = server.pull(ben.replica.cursor)
    before = list(ben.replica.connection.iterdump())
    for odd in (
        replace(page, since=page.since - 1),
        replace(page, since=page.since + 1),
        replace(page, epoch="other"),
    ):
        assert ben.replica.take(odd) is None
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
    assert [found.id for found, _, _ in ann.ws.list_cards()] == [card]
    refused, moved = ann.replica.list_notes()
    assert (refused.code, refused.detail, refused.card) == ("stage_gate", "No: stage_gate.", other)
    assert moved.summary == "Moved “Acme” to Engaged"
    assert "Umbrella" in refused.text
    assert ann.replica.count_waiting() == 0
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
    assert ann.ws.undo().summary == "Undone: Added “Acme” to Nurture"


def test_the_digest_is_counted_not_taken_over(ann: Device, server: Server) -> None:
    add(ann.ws, "Acme")
    ann.push()
    page = server.pull(ann.replica.cursor)
    ann.replica.take(replace(page, digest="0" * 16))
    assert ann.replica.has_diverged(replace(page, digest="0" * 16))
    assert not ann.replica.has_diverged(page)
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
        broken.setattr(remote, "note_contact", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            ben.replica.take(server.pull(ben.replica.cursor))
    assert list(ben.replica.connection.iterdump()) == before
    ben.pull()
    check(ben.replica, server.log)


# -- edits that did not know of each other


def together(ann: Device, ben: Device, first: Device) -> None:
    """Both come back, one before the other."""
    second = ben if first is ann else ann
    first.sync()
    second.sync()
    first.sync()


@pytest.mark.parametrize("ann_first", [True, False])
def test_who_loses_a_move_hears_of_it(ann: Device, join: Join, server: Server, ann_first: bool) -> None:
    ben = join("Ben")
    card = add(ann.ws, "Acme", "Discovery")
    ann.sync()
    ben.sync()
    for device, stage in ((ben, "Won"), (ann, "Lost")):
        where = device.ws.board.find_stage(stage)
        value = {"value": 100, "currency": "EUR", "win_reason": "Price", "lost_reason": "Price"}
        device.ws.act(lambda view, where=where, value=value: verbs.move(view, [card], to=where, inputs=value))
    together(ann, ben, ann if ann_first else ben)
    for device in (ann, ben):
        assert device.ws.board.stage(device.ws.card(card).stage).name == "Lost"
        check(device.replica, server.log)
    assert ann.ws.list_notes() == []
    (note,) = ben.ws.list_notes()
    assert (note.kind, note.summary, note.card) == (
        "overtaken",
        "Your move Discovery→Won was overtaken by Ann: Lost",
        card,
    )
    assert ben.ws.retry(note.id).summary == "Redone: what was overtaken"
    together(ann, ben, ben)
    for device in (ann, ben):
        assert device.ws.board.stage(device.ws.card(card).stage).name == "Won"
        assert device.ws.list_notes() == []


def test_who_knew_overtakes_nobody(ann: Device, join: Join) -> None:
    ben = join("Ben")
    card = add(ann.ws, "Acme")
    ann.sync()
    ben.sync()
    ben.ws.act(lambda view: verbs.edit(view, [card], {"company": "Acme Ltd"}))
    ben.sync()
    ann.sync()
    ann.ws.act(lambda view: verbs.edit(view, [card], {"company": "Acme Inc"}))
    ann.sync()
    ben.sync()
    assert ben.ws.card(card).company == "Acme Inc"
    assert ann.ws.list_notes() == ben.ws.list_notes() == []


def test_different_fields_and_equal_values_overtake_nothing(ann: Device, join: Join) -> None:
    ben = join("Ben")
    card = add(ann.ws, "Acme")
    ann.sync()
    ben.sync()
    ben.ws.act(lambda view: verbs.edit(view, [card], {"company": "Acme Ltd", "source": "Fair"}))
    ann.ws.act(lambda view: verbs.edit(view, [card], {"contact": "Jane", "source": "Fair"}))
    together(ann, ben, ben)
    assert (ann.ws.card(card).company, ann.ws.card(card).contact) == ("Acme Ltd", "Jane")
    assert ann.ws.list_notes() == ben.ws.list_notes() == []


def test_other_overtaken_fields_are_told_in_their_words(ann: Device, join: Join) -> None:
    ben = join("Ben")
    card = add(ann.ws, "Acme")
    ann.sync()
    ben.sync()
    ben.ws.act(lambda view: verbs.edit(view, [card], {"value": 500_00, "currency": "EUR", "label.hot": True}))
    ben.ws.act(lambda view: verbs.delete(view, [card]))
    ann.ws.act(lambda view: verbs.edit(view, [card], {"value": 700_00, "currency": "EUR"}))
    ann.ws.act(lambda view: verbs.edit(view, [card], {"label.hot": True}))
    ann.ws.act(lambda view: verbs.edit(view, [card], {"label.hot": False}))
    ann.ws.act(lambda view: verbs.delete(view, [card]))
    ann.ws.act(lambda view: verbs.restore(view, [card]))
    together(ann, ben, ben)
    assert {note.summary for note in ben.ws.list_notes()} == {
        "Your label hot was overtaken by Ann: it is off",
        "Your deletion was overtaken by Ann: it is back",
    }
    assert "Your “€500.00” for the value was overtaken by Ann: €700.00" in {note.detail for note in ben.ws.list_notes()}


# -- several windows on one database


def test_another_window_hears_of_what_was_taken_back(ann: Device, server: Server) -> None:
    other = ann.ws.open_sibling()
    card = add(ann.ws, "Acme")
    ann.sync()
    news = other.read_news(0)
    assert news
    assert card in news.cards
    server.judge = lambda change: "forbidden"
    ann.ws.act(lambda view: verbs.edit(view, [card], {"company": "Acme Ltd"}))
    news = other.read_news(news.head)
    assert news
    assert news.cards == {card}
    ann.push()
    server.judge = lambda change: ""
    ann.ws.act(lambda view: verbs.edit(view, [card], {"contact": "Jane"}))
    later = other.read_news(news.head)
    assert later
    assert later.cards == {card}
    assert other.read_news(later.head) is None
    other.close()


def test_the_number_of_a_comment_that_was_refused_is_not_read(ann: Device, join: Join, server: Server) -> None:
    ben = join("Ben")
    card = add(ann.ws, "Acme")
    ann.sync()
    ben.sync()
    server.judge = lambda change: "forbidden"
    ann.ws.act(lambda view: verbs.comment(view, card, "Mine"))
    ann.push()
    server.judge = lambda change: ""
    assert ann.ws.list_comments(card) == []
    ben.ws.act(lambda view: verbs.comment(view, card, "His"))
    ben.sync()
    ann.sync()
    assert len(ann.ws.list_unread(card)) == 1


def test_one_signs_as_who_one_is_on_the_server(ann: Device, join: Join) -> None:
    ben = join("Ben")
    ben.ws.member_id = ann.ws.member_id
    with pytest.raises(Refused, match="On this board's server you are Ben"):
        add(ben.ws, "Acme")


def test_what_people_see_of_the_server(ann: Device, server: Server) -> None:
    assert ann.ws.list_waiting_cards() == set()
    card = add(ann.ws, "Acme")
    server.judge = lambda change: "forbidden" if "company" in change.set else ""
    state = ann.ws.sync_state()
    assert state
    assert (state.url, state.state, state.waiting, state.attention) == ("https://team.example", "live", 1, 0)
    assert ann.ws.list_waiting_cards() == {card}
    ann.replica.offline()
    state = ann.ws.sync_state()
    assert state
    assert state.offline_since
    ann.ws.act(lambda view: verbs.edit(view, [card], {"company": "Acme Ltd"}))
    server.ms = ann.replica.now_ms() + 540_000
    ann.sync()
    state = ann.ws.sync_state()
    assert state
    assert state.offline_since is None
    assert state.synced_at
    assert state.attention == 1
    assert 535_000 < state.offset_ms < 545_000
    assert ann.ws.list_waiting_cards() == set()
    add(ann.ws, "Umbrella")
    stamp = ann.replica.list_outgoing()[0].stamp
    assert abs(stamp_ms(stamp) - server.ms) < 30_000


def test_acts_at_the_door_are_told_as_such(ann: Device, join: Join, server: Server) -> None:
    ben = join("Ben")
    card = add(ann.ws, "Acme")
    ann.sync()
    ben.sync()
    for device, verb, state in ((ben, "accept", "accepted"), (ann, "withdraw", "withdrawn")):
        with device.ws.database.writing() as connection:
            handoff: dict[str, Json] = {
                "offer": "x",
                "by": ann.ws.member_id,
                "state": state,
                "expects": ["x", "offered"],
            }
            act = Act(verb, (Step("card", card, {"handoff": handoff}, verb),), "At the door")
            record(connection, device.replica.board, device.ws.member_id or "", device.ws.now(), act, new_id())
    together(ann, ben, ben)
    assert [note.summary for note in ben.ws.list_notes()] == [
        "Your acceptance was overtaken by Ann: withdrew the offer"
    ]
    assert ann.ws.list_notes() == []
