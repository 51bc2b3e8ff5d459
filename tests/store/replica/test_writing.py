"""Whatever is written on a board that goes to a server waits in the outbox, with a copy of what was there before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.errors import Refused
from kanban.domain.records.arrival import Arrival, ArrivedComment, ImportResult
from kanban.exchange.files import export, json_lines
from kanban.store import migrations
from kanban.store.importing.importer import Importer
from kanban.store.importing.replay import Replay
from kanban.store.maintenance import doctor
from kanban.store.opening import create_board, open_workspace
from kanban.store.schema import open_database
from kanban.store.workspace import Workspace
from tests.made_by_0_1_0.files import take_back
from tests.store.conftest import NOON, add, joined, whole_log
from tests.store.replica.comparing import check
from tests.store.replica.conftest import Device, Join
from tests.store.replica.server import Server

AT = "2021-04-15T00:03:00Z"


def said(taken: ImportResult) -> str:
    return f"Imported {taken.leads} leads"


def arrivals(ws: Workspace, count: int, **more: str) -> list[Arrival]:
    stage = ws.board.find_stage("Engaged").id
    return [
        Arrival(
            (f"crm:{number}",), {"title": f"Lead {number}", "field.Size": "L", "label.vip": True, **more}, stage, AT,
            AT, comments=[ArrivedComment(f"crm:{number}.1", "Somebody", "sales", AT, "Called")],
        )
        for number in range(count)
    ]  # fmt: skip


def test_an_import_waits_and_can_be_refused(ann: Device, join: Join, server: Server) -> None:
    ben = join("Ben")
    Importer(ann.ws, said).run(arrivals(ann.ws, 4))
    assert ann.replica.count_waiting() == 8
    check(ann.replica, server.log)
    Importer(ann.ws, said).run(arrivals(ann.ws, 4, company="Acme"))
    check(ann.replica, server.log)
    ann.sync()
    ben.pull()
    assert [card.company for card, _, _ in ben.ws.list_cards()] == ["Acme"] * 4
    assert not any(ben.ws.list_unread(card.id) for card, _, _ in ben.ws.list_cards())
    for device in (ann, ben):
        check(device.replica, server.log)
    server.judge = lambda change: "forbidden"
    Importer(ann.ws, said).run(arrivals(ann.ws, 6, company="Umbrella"))
    ann.push()
    assert [note.summary for note in ann.ws.list_notes()] == ["Imported 6 leads"]
    check(ann.replica, server.log)


def test_a_replayed_export_waits(ann: Device, server: Server, tmp_path: Path) -> None:
    other = create_board(tmp_path / "other.db", "Other", "Bo", "sales")
    card = add(other, "Acme", "Nurture")
    colleague = joined(other, "Cy", "marketing")
    for ws, steps in ((colleague, 1), (other, 1), (colleague, -1)):
        ws.act(lambda view, steps=steps: verbs.move(view, [card], steps=steps))
    file = tmp_path / "all.jsonl"
    lines = [
        export.encode_board(other.board),
        export.encode_card(other.card(card), other.board, [], [], other.list_changes(card)),
    ]
    file.write_text("".join(lines), "utf-8")
    cards = ((each.id, each.changes) for each in json_lines.read_cards(file, []))
    Replay(ann.ws, lambda name: ann.ws.board.find_stage(name).id, said).run(cards)
    colleague.close()
    other.close()
    assert ann.replica.count_waiting() == 4
    txs = [change.tx for change in ann.replica.list_outgoing()]
    assert txs == sorted(txs, key=txs.index)
    assert [len(ann.replica.list_outgoing(most)) for most in (1, 2, 3, 4)] == [1, 2, 3, 4]
    check(ann.replica, server.log)
    ann.sync()
    check(ann.replica, server.log)
    assert ann.ws.board.stage(ann.ws.card(card).stage).name == "Engaged"


def test_undo_waits_too(ann: Device, server: Server) -> None:
    card = add(ann.ws, "Acme")
    ann.sync()
    ann.ws.undo()
    assert ann.replica.count_waiting() == 1
    check(ann.replica, server.log)
    ann.ws.redo()
    ann.sync()
    assert ann.ws.card(card).deleted is False
    check(ann.replica, server.log)


def test_a_push_cuts_through_no_transaction(ann: Device) -> None:
    cards = [add(ann.ws, f"Card {number}") for number in range(3)]
    ann.sync()
    ann.ws.act(lambda view: verbs.edit(view, cards, {"company": "Acme"}))
    ann.ws.act(lambda view: verbs.edit(view, cards[:2], {"contact": "Jane"}))
    assert [len(ann.replica.list_outgoing(most)) for most in (1, 2, 3, 4, 5, 6)] == [3, 3, 3, 3, 5, 5]
    assert len(ann.replica.list_outgoing(500, 1)) == 3
    assert len(ann.replica.list_outgoing(500, 2_000)) == 3


def test_a_local_board_keeps_nothing(tmp_path: Path) -> None:
    ws = create_board(tmp_path / "local.db", "Local", "Ann", "marketing")
    add(ws, "Acme")
    Importer(ws, said).run(arrivals(ws, 2))
    for table in ("outbox", "confirmed", "remote", "stirred", "attention"):
        assert ws.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert ws.sync_state() is None
    assert ws.list_waiting_cards() == set()
    assert ws.list_notes() == []
    ws.close()


def test_a_viewer_takes_nothing_back(ann: Device, join: Join) -> None:
    ben = join("Ben")
    add(ben.ws, "Acme")
    ben.sync()
    ann.sync()
    member = ann.ws.board.get_member(ben.ws.member_id or "")
    assert member
    ann.ws.act(lambda view: board_verbs.set_member(view, member, {"role": "viewer"}))
    ann.sync()
    ben.pull()
    with pytest.raises(Refused, match="Ben is a viewer on this board; only members and leads can undo that"):
        ben.ws.undo()
    assert ben.replica.count_waiting() == 0


def test_one_person_may_be_a_member_of_two_boards(ann: Device, join: Join, tmp_path: Path) -> None:
    """A server gives an account the same id on each of its boards."""
    ben = join("Ben")
    elsewhere = Server()
    other = create_board(tmp_path / "else.db", "Else", "Dee", "sales", now=lambda: NOON)
    second = Device(other, elsewhere)
    second.replica.publish("https://team.example", "acc-dee", other.member_id or "", "Dee", elsewhere.epoch)
    second.push()
    assert second.replica.finish_publishing(elsewhere.head)
    member = ben.ws.member_id or ""
    with other.database.writing() as connection:
        body = json.dumps({"created": True, "name": "Ben", "team": "sales", "role": "lead"})
        sql = "INSERT INTO entity (id, etype, board, body, keys) VALUES (?, 'member', ?, ?, '{}')"
        connection.execute(sql, (member, other.board.id, body))
        connection.execute(
            "INSERT INTO entity (id, etype, board, body, keys) VALUES (?, 'member', 'third', ?, '{}')", (member, body)
        )
    assert other.reload().get_member(member)
    other.close()


def test_a_retry_is_judged_before_it_is_written(ann: Device, server: Server) -> None:
    card = add(ann.ws, "Acme")
    server.judge = lambda change: "forbidden"
    ann.push()
    server.judge = lambda change: ""
    (note,) = ann.ws.list_notes()
    result = ann.ws.retry(note.id)
    assert result.summary == "Added “Acme” to Nurture, once more"
    assert ann.ws.list_notes() == []
    assert ann.ws.card(card).title == "Acme"
    ann.sync()
    check(ann.replica, server.log)
    ann.ws.act(lambda view: board_verbs.set_stage(view, ann.ws.board.find_stage("Engaged"), {"required": ["phone"]}))
    server.judge = lambda change: "stage_gate"
    ann.ws.act(lambda view: verbs.move(view, [card], steps=1, inputs={"phone": "030"}))
    ann.push()
    notes = ann.ws.list_notes()
    assert [note.code for note in notes] == ["stage_gate"] * 2
    assert ann.ws.resolve(notes[0].id) is True
    assert ann.ws.resolve(notes[0].id) is False
    server.judge = lambda change: ""
    ann.ws.act(lambda view: board_verbs.set_stage(view, ann.ws.board.find_stage("Engaged"), {"required": ["phone"]}))
    with ann.ws.database.writing() as connection:
        changes = [{**notes[0].changes[0], "set": {"stage": ann.ws.board.find_stage("Engaged").id, "rank": "a0"}}]
        connection.execute(
            "UPDATE attention SET resolved = 0, changes = ? WHERE id = ?", (json.dumps(changes), notes[0].id)
        )
    with pytest.raises(Refused, match="Engaged needs the phone"):
        ann.replica.retry(notes[0].id)
    assert notes[0].id in {note.id for note in ann.ws.list_notes()}


# -- a database of version 0.1.0


def test_an_older_database_brings_its_boards_along(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    ws = create_board(path, "Pipeline", "Ann", "marketing")
    card = add(ws, "Acme", value=5, currency="EUR")
    ws.act(lambda view: verbs.comment(view, card, "Hello"))
    before = [ws.board, ws.card(card), ws.list_comments(card), whole_log(ws.connection, ws.board.id)]
    ws.close()
    take_back(path)
    later = open_workspace(path, member=before[0].members[0].id)
    assert [
        later.board,
        later.card(card),
        later.list_comments(card),
        whole_log(later.connection, later.board.id),
    ] == before
    assert later.undo().summary
    later.close()
    assert all(each.is_ok for each in doctor.examine(path))
    assert "0004" in migrations.known_versions()
    open_database(path).close()
