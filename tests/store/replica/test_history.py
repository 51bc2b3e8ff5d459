"""What a snapshot leaves out comes after it, a restored server is met anew, and who asked to be erased is."""

from __future__ import annotations

import sqlite3

import pytest

from kanban.domain import verbs
from kanban.domain.clock import from_iso
from kanban.domain.errors import Refused
from kanban.domain.history import events
from kanban.domain.ids import new_id
from kanban.domain.traffic import Older
from kanban.store import doctor, mending, wholeness
from kanban.store.database import Database
from kanban.store.replica import confirmed
from kanban.store.rows import CARD_COLUMNS, blank
from kanban.store.schema import create
from tests.store.conftest import add
from tests.store.replica.comparing import check, kept, waiting
from tests.store.replica.conftest import Device, Join
from tests.store.replica.server import Server


def whole(device: Device) -> None:
    """Fetch what history is lacking."""
    while (before := device.replica.older_needed()) is not None:
        device.replica.older(device.server.older(before))


def state_left(device: Device) -> int:
    state = device.ws.sync_state()
    return state.history_left if state else 0


def wrong(device: Device) -> dict[str, str]:
    return {each.name: each.said for each in doctor.examine(device.ws.database.path) if not each.ok}


@pytest.fixture
def busy(ann: Device) -> str:
    """A card with a past, on the server."""
    card = add(ann.ws, "Acme", value=100_00, currency="EUR", contact="Jane")
    ann.ws.act(lambda view: verbs.move(view, [card], steps=1))
    ann.ws.act(lambda view: verbs.comment(view, card, "Jane is on leave"))
    ann.ws.act(lambda view: verbs.edit(view, [card], {"company": "Acme Ltd", "label.vip": True, "field.Size": "L"}))
    ann.sync()
    return card


# -- history


def test_what_is_missing_of_history_is_said_of_whom_it_is_missing(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    mine = add(ben.ws, "Umbrella")
    state = ben.ws.sync_state()
    assert state
    assert state.history_left == ben.replica.cursor
    assert (ben.ws.missing_history(), ben.ws.missing_history(busy)) == (wholeness.COMING, wholeness.COMING)
    assert ben.ws.missing_history(mine) == ""
    ben.sync()
    assert ben.ws.missing_history(mine) == ""
    whole(ben)
    assert (ben.ws.missing_history(), ben.ws.missing_history(busy)) == ("", "")
    assert state_left(ben) == 0
    assert ann.ws.missing_history(busy) == ""


def test_a_copy_that_left_without_its_history_says_so(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    ben.replica.detach()
    later = add(ben.ws, "Umbrella")
    assert ben.ws.missing_history(busy) == wholeness.ELSEWHERE
    assert ben.ws.missing_history(later) == ""


def test_what_was_before_is_not_undone_by_guess(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    card = add(ben.ws, "Umbrella")
    ben.ws.act(lambda view: verbs.edit(view, [busy, card], {"company": "Bets", "contact": "Jim"}))
    ben.sync()
    with pytest.raises(Refused, match=r"older history that is still to come .* kanban sync"):
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
    assert "1 of its changes were left alone: what they were before" in warning
    assert (ben.ws.card(busy).company, ben.ws.card(card).company) == ("Bets", None)
    ben.ws.act(lambda view: verbs.edit(view, [busy], {"company": "Cats"}))
    ben.ws.act(lambda view: verbs.edit(view, [busy], {"contact": "Jim"}))
    with pytest.raises(Refused, match="on the server that the board came from"):
        ben.ws.undo()


def test_history_comes_after_the_board_and_is_no_news(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    assert ben.ws.changes(busy) == []
    state = ben.ws.sync_state()
    assert state
    assert state.history_from == ""
    add(ann.ws, "Umbrella")
    ann.sync()
    ben.pull()
    news = ben.ws.news(0)
    whole(ben)
    assert news
    assert ben.ws.news(news.head) is None
    assert ben.replica.older_needed() is None
    assert [event.said for event in events(ben.ws.changes(busy), ben.ws.board)] == [
        event.said for event in events(ann.ws.changes(busy), ann.ws.board)
    ]
    assert [change.seq for change in ben.ws.changes(busy)] == sorted(change.seq or 0 for change in ben.ws.changes(busy))
    assert wrong(ben) == {}
    check(ben.replica, ben.server.log)


def test_the_first_page_of_history_may_come_before_anything_else(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    whole(ben)
    head = ben.ws.news(0)
    assert head
    card = add(ben.ws, "Umbrella")
    news = ben.ws.news(head.head)
    assert news
    assert news.cards == {card}


def test_a_page_of_history_may_come_twice(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    page = ben.server.older(ben.replica.older_needed() or 0)
    assert ben.replica.older(page) == len(page.changes)
    assert ben.replica.older(page) == 0
    ben.replica.older(Older("before the server was restored", (), None))
    assert ben.replica.older_needed() is not None
    ben.replica.older(Older(page.epoch, (), None))
    assert ben.replica.older_needed() is None


def test_the_doctor_understands_a_board_without_its_history(ann: Device, join: Join, busy: str) -> None:
    ben = join("Ben")
    add(ben.ws, "Umbrella")
    assert wrong(ben) == {}
    with ben.ws.database.writing() as connection:
        connection.execute("UPDATE lane_total SET cards = 9")
        connection.execute("DELETE FROM comment_search")
    assert wrong(ben).keys() == {"lanes", "search"}
    before = waiting(ben.replica)
    assert mending.mend(ben.ws.database) > 0
    assert waiting(ben.replica) == before
    assert [card.title for card, _, _ in ben.ws.listed()] == ["Umbrella", "Acme"]


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
    assert {card.id for card, _, _ in ben.ws.listed()} == {busy, waits}
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
        with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        fresh = copy.with_suffix(".fresh")
        database = Database(fresh)
        create(database)
        mending.salvage(sqlite3.connect(copy, isolation_level=None), database)
        mending.mend(database)
        device.ws.database = device.replica.database = database
        device.ws.connection = device.replica.connection = database.connection
        assert device.replica.waiting() == 1
        assert device.replica.remote().state == "booting"
        assert "Acme" in {card.title for card, _, _ in device.ws.listed()}
        assert wrong(device) == {}
        device.boot()
        device.sync()
        check(device.replica, device.server.log)


# -- booting again


def test_booting_again_keeps_what_waits_and_what_was_read(ann: Device, join: Join, busy: str, server: Server) -> None:
    ben = join("Ben")
    whole(ben)
    ann.ws.act(lambda view: verbs.comment(view, busy, "New"))
    ann.sync()
    waits = add(ben.ws, "Umbrella")
    ben.ws.act(lambda view: verbs.comment(view, busy, "Mine"))
    ben.boot()
    assert ben.replica.waiting() == 2
    assert len(ben.ws.unread(busy)) == 1
    assert {card.id for card, _, _ in ben.ws.listed()} == {busy, waits}
    check(ben.replica, server.log)
    assert ben.replica.older_needed() is not None
    whole(ben)
    ben.sync()
    ann.sync()
    assert [note.body for note in ann.ws.comments(busy)] == ["Jane is on leave", "New", "Mine"]
    assert wrong(ben) == wrong(ann) == {}


def test_nothing_is_taken_while_the_board_is_fetched(ann: Device, busy: str, server: Server) -> None:
    assert ann.replica.begin_boot(server.snapshot()) is False
    assert ann.replica.take(server.pull(ann.replica.cursor)) is None
    assert ann.replica.finish_boot() is False
    assert ann.ws.card(busy).title == "Acme"
    ann.boot()
    assert ann.replica.remote().state == "live"
    check(ann.replica, server.log)


# -- a restored server, a copied database


def test_a_restored_server_gets_back_what_it_lost(ann: Device, join: Join, server: Server) -> None:
    ben = join("Ben")
    old = add(ann.ws, "Acme")
    ann.sync()
    kept_log, kept_states = list(server.log), len(server.log)
    lost = add(ann.ws, "Umbrella")
    ann.ws.act(lambda view: verbs.edit(view, [old], {"company": "Acme Ltd"}))
    ann.sync()
    ben.sync()
    bens = add(ben.ws, "Initech")
    ben.sync()
    waits = add(ben.ws, "Hooli")
    restored = Server(epoch="epoch-2")
    for change in kept_log:
        restored.accept(change)
    assert restored.head == kept_states
    ann.replica.now_ms = ben.replica.now_ms = lambda: int(from_iso("2026-12-01T00:00:00Z").timestamp() * 1000)
    for device in (ben, ann):
        before = device.replica.device
        device.server = restored
        device.replica.new_epoch("epoch-2")
        assert device.replica.device != before
        assert device.replica.remote().state == "booting"
        device.boot()
        device.sync()
        check(device.replica, restored.log)
    ben.sync()
    for device in (ann, ben):
        whole(device)
        assert {card.id for card, _, _ in device.ws.listed()} == {old, lost, bens, waits}
        assert device.ws.card(old).company == "Acme Ltd"
        assert device.replica.waiting() == 0
        assert device.ws.notes() == []
        check(device.replica, restored.log)
        assert wrong(device) == {}


def test_a_fork_counts_what_waits_anew(ann: Device, server: Server) -> None:
    add(ann.ws, "Acme")
    ann.push()
    for title in ("Umbrella", "Initech"):
        add(ann.ws, title)
    before = ann.replica.device
    ann.replica.fork()
    assert ann.replica.device != before
    assert [(change.device, change.dseq) for change in ann.replica.outgoing()] == [
        (ann.replica.device, 1),
        (ann.replica.device, 2),
    ]
    add(ann.ws, "Hooli")
    assert [change.dseq for change in ann.replica.outgoing()] == [1, 2, 3]
    ann.sync()
    check(ann.replica, server.log)
    assert wrong(ann) == {}


# -- purge


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
    assert [note.code for note in ben.ws.notes()] == ["gone"]
    cleo.boot()
    whole(cleo)
    check(cleo.replica, server.log)
    assert wrong(cleo) == {}


# -- leaving


def test_leaving_keeps_the_board_and_what_waited(ann: Device, busy: str, server: Server) -> None:
    card = add(ann.ws, "Umbrella")
    ann.replica.detach()
    assert ann.ws.sync_state() is None
    assert ann.ws.waiting_cards() == set()
    ann.ws.act(lambda view: verbs.move(view, [card, busy], steps=1))
    assert ann.ws.undo().said.startswith("Undid: Moved")
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
    assert ann.replica.waiting() > 5
    ann.push()
    late = add(ann.ws, "Hooli")
    assert not ann.replica.published(other.head)
    ann.push()
    assert ann.replica.published(other.head)
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


# -- what has no row here


def test_what_is_no_card_counts_and_is_not_shown(ann: Device, join: Join, busy: str, server: Server) -> None:
    ben = join("Ben")
    for number, entity in enumerate(("odd", "odd", busy.upper())):
        last = server.log[-1]._replace(device="elsewhere")
        values = {"created": True, "title": f"Odd {number}"}
        server.accept(
            last._replace(id=new_id(), tx=new_id(), act=new_id(), etype="card", entity=entity, set=values, card=None)
        )
    gadget = server.log[-1]._replace(
        id=new_id(), tx=new_id(), act=new_id(), etype="gadget", entity="odd", set={"size": 1}
    )
    server.accept(gadget)
    ann.pull()
    ben.boot()
    for device in (ann, ben):
        assert device.replica.remote().digest == server.digest
        assert int(server.digest, 16) == confirmed.recount(device.ws.connection, device.replica.board)
        assert [card.id for card, _, _ in device.ws.listed()] == [busy]
        assert wrong(device) == {}
    server.accept(gadget._replace(id=new_id(), entity="odd", etype="card", set={"title": "Odder"}, base=server.head))
    ben.pull()
    assert ben.replica.remote().digest == server.digest


def test_a_card_that_another_board_here_has_stays_that_boards(ann: Device, join: Join, server: Server) -> None:
    ben = join("Ben")
    with ben.ws.database.writing() as connection:
        row = dict(zip(CARD_COLUMNS, blank("another", "0" * 36).values(), strict=True)) | {
            "id": new_id(),
            "title": "Theirs",
        }
        row["ref"] = row["id"][:7]
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO card ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    card = server.log[-1]._replace(
        id=new_id(),
        tx=new_id(),
        act=new_id(),
        etype="card",
        entity=row["id"],
        set={"title": "Ours"},
        card=None,
    )
    server.accept(card)
    ben.pull()
    assert ben.ws.connection.execute("SELECT board, title FROM card").fetchall() == [("another", "Theirs")]
    ben.boot()
    assert ben.replica.remote().digest == server.digest
    assert ben.ws.connection.execute("SELECT board, title FROM card").fetchall() == [("another", "Theirs")]
