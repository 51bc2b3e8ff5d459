"""A board is fetched anew, also from a restored server: nothing that waits is lost, and what has no row here still
counts."""

from __future__ import annotations

from kanban.domain.acts import verbs
from kanban.domain.clock import from_iso
from kanban.domain.ids import new_id
from kanban.store.opening import create_board
from kanban.store.replica import confirmed
from kanban.store.rows import CARD_COLUMNS, blank
from tests.store.conftest import add
from tests.store.replica.comparing import check
from tests.store.replica.conftest import Device, Join, whole, wrong
from tests.store.replica.server import Server

# -- booting again


def test_booting_again_keeps_what_waits_and_what_was_read(ann: Device, join: Join, busy: str, server: Server) -> None:
    ben = join("Ben")
    whole(ben)
    ann.ws.act(lambda view: verbs.comment(view, busy, "New"))
    ann.sync()
    waits = add(ben.ws, "Umbrella")
    ben.ws.act(lambda view: verbs.comment(view, busy, "Mine"))
    ben.boot()
    assert ben.replica.count_waiting() == 2
    assert len(ben.ws.list_unread(busy)) == 1
    assert {card.id for card, _, _ in ben.ws.list_cards()} == {busy, waits}
    check(ben.replica, server.log)
    assert ben.replica.find_older_needed() is not None
    whole(ben)
    ben.sync()
    ann.sync()
    assert [note.body for note in ann.ws.list_comments(busy)] == ["Jane is on leave", "New", "Mine"]
    assert wrong(ben) == wrong(ann) == {}


def test_what_has_no_row_any_more_takes_nobodys_number(ann: Device, busy: str, server: Server) -> None:
    for words in ("First", "Second"):
        ann.ws.act(lambda view, words=words: verbs.comment(view, busy, words))
    with ann.ws.database.writing() as connection:  # as after a copy of a server that had lost the first one
        (number,) = connection.execute("SELECT n FROM comment WHERE body = 'First'").fetchone()
        connection.execute("DELETE FROM comment_search WHERE rowid >= ?", (number,))
        connection.execute("DELETE FROM comment WHERE n = ?", (number,))
        connection.execute("UPDATE comment SET n = ? WHERE body = 'Second'", (number,))
        connection.execute("INSERT INTO comment_search (rowid, body) VALUES (?, 'Second')", (number,))
    ann.boot()
    assert [note.body for note in ann.ws.list_comments(busy)][-2:] == ["First", "Second"]
    assert ann.replica.count_waiting() == 2


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
    ann.replica.now = ben.replica.now = lambda: from_iso("2026-12-01T00:00:00Z")
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
        assert {card.id for card, _, _ in device.ws.list_cards()} == {old, lost, bens, waits}
        assert device.ws.card(old).company == "Acme Ltd"
        assert device.replica.count_waiting() == 0
        assert device.ws.list_notes() == []
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
    assert [(change.device, change.dseq) for change in ann.replica.list_outgoing()] == [
        (ann.replica.device, 1),
        (ann.replica.device, 2),
    ]
    add(ann.ws, "Hooli")
    assert [change.dseq for change in ann.replica.list_outgoing()] == [1, 2, 3]
    ann.sync()
    check(ann.replica, server.log)
    assert wrong(ann) == {}


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
        assert [card.id for card, _, _ in device.ws.list_cards()] == [busy]
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


def test_a_stage_that_another_board_here_has_stays_that_boards(ann: Device, join: Join, server: Server) -> None:
    ben = join("Ben")
    other = create_board(ben.ws.database.path, "Other", "Ben", "sales", now=ann.ws.now)
    stage, theirs = other.board.stages[0].id, add(other, "Theirs", other.board.stages[0].name)
    own = add(ann.ws, "Ours")
    ann.sync()
    put = {"created": True, "name": "Nurture", "side": "marketing", "rank": "a"}
    for entity, etype, registers in (
        (stage, "stage", put),
        (own, "card", {"stage": stage, "rank": "a"}),
        (stage, "stage", {"name": "Taken", "deleted": True}),
        (stage, "stage", {"deleted": False}),
    ):
        change = {"id": new_id(), "tx": new_id(), "act": new_id(), "etype": etype, "entity": entity, "set": registers}
        server.accept(server.log[-1]._replace(**change, card=None))
        ben.pull()
        assert other.connection.execute("SELECT id, board FROM entity WHERE id = ?", (stage,)).fetchall() == [
            (stage, other.board.id)
        ]
    ben.boot()
    assert ben.replica.remote().digest == server.digest
    assert [card.id for card, _, _ in other.list_cards()] == [theirs]
    assert [card.id for card, _, _ in ben.ws.list_cards()] == [own]
    whole(ben)
    assert wrong(ben) == {}
    other.close()
