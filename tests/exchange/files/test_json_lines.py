"""JSON lines hold a card with its comments and whole history, and bring it back on another board."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kanban.domain.acts import verbs
from kanban.domain.errors import KanbanError
from kanban.domain.records import card_row
from kanban.exchange.files import export, json_lines
from kanban.store import log
from kanban.store.importing.replay import Replay
from kanban.store.opening import create_board
from kanban.store.workspace import Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    workspace = create_board(tmp_path / "one.db", "Pipeline", "Ana", "marketing")
    card = workspace.act(
        lambda view: verbs.create(
            view, {"title": "Acme [pilot]", "value": 1200, "currency": "EUR", "label.vip": True, "field.Size": "50"}
        )
    ).entity_ids[0]
    workspace.act(lambda view: verbs.move(view, [card], steps=1))
    note = workspace.act(lambda view: verbs.comment(view, card, "asked\u2028twice")).entity_ids[0]
    workspace.act(lambda view: verbs.edit_comment(view, note, "asked **twice**"))
    workspace.act(lambda view: verbs.link(view, card, "acme.example/proposal.pdf"))
    other = workspace.act(lambda view: verbs.create(view, {"title": "Twin"})).entity_ids[0]
    workspace.act(lambda view: verbs.merge(view, card, other))
    workspace.act(lambda view: verbs.create(view, {"title": "Gone"}))
    workspace.undo()
    yield workspace
    workspace.close()


def exported(ws: Workspace) -> list[str]:
    rows = ws.connection.execute("SELECT id FROM card ORDER BY id").fetchall()
    lines = [
        export.encode_card(
            ws.card(row[0]), ws.board, ws.list_comments(row[0]), ws.list_activities(row[0]), ws.list_changes(row[0])
        )
        for row in rows
    ]
    return [export.encode_board(ws.board), *lines]


def brought(ws: Workspace, file: Path):
    rejected: list[tuple[int, str]] = []
    cards = ((card.id, card.changes) for card in json_lines.read_cards(file, rejected))
    taken = Replay(ws, lambda name: ws.board.find_stage(name).id, lambda taken: f"Imported {taken.leads} cards").run(
        cards
    )
    return taken, rejected


def test_a_board_comes_back_as_it_was(ws, tmp_path):
    file = tmp_path / "all.jsonl"
    file.write_text("".join(exported(ws)), "utf-8")
    other = create_board(tmp_path / "two.db", "Pipeline", "Ana", "marketing")
    taken, rejected = brought(other, file)
    assert (taken.created, taken.updated, rejected) == (2, 0, [])  # the twin came with the card that it went into
    mine, theirs = ([json.loads(line) for line in exported(each)[1:]] for each in (ws, other))
    for record in (*mine, *theirs):
        for event in (*record["history"], *record["changes"]):
            del event["act"]
            event.pop("undo_of", None)
    assert mine == theirs
    head = log.read_head(other.connection)
    assert brought(other, file)[0].unchanged == 3
    assert log.read_head(other.connection) == head
    other.undo()
    assert list(other.list_cards()) == []
    assert brought(other, file)[0].updated == 1
    assert [card.title for card, _, _ in other.list_cards()] == [card.title for card, _, _ in ws.list_cards()]
    other.close()


def test_a_second_board_of_the_same_database_gets_cards_of_its_own(ws, tmp_path):
    file = tmp_path / "all.jsonl"
    file.write_text("".join(exported(ws)), "utf-8")
    second = create_board(ws.database.path, "Second", "Bo", "sales")
    assert brought(second, file)[0].created == 2
    assert brought(second, file)[0].unchanged == 3
    assert [card.title for card, _, _ in second.list_cards()] == ["Acme [pilot]"]
    assert second.find("Acme [pilot]").marketing_comments == 1
    second.close()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "does not begin"),
        ("[]\n", "does not begin"),
        ('{"kanban": 99}\n', "newer kanban"),
        ("\x00\x01", "does not begin"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_one_sentence(tmp_path, content, said):
    file = tmp_path / "x.jsonl"
    file.write_text(content, "utf-8")
    with pytest.raises(KanbanError, match=said):
        list(json_lines.read_cards(file, []))


def test_broken_lines_are_reported_with_their_number(ws, tmp_path):
    file = tmp_path / "x.jsonl"
    lines = exported(ws)
    file.write_text("".join([lines[0], "{nonsense\n", lines[1], '{"id": "x"}\n', "\n"]), "utf-8")
    rejected: list[tuple[int, str]] = []
    assert len(list(json_lines.read_cards(file, rejected))) == 1
    assert [number for number, _ in rejected] == [2, 4]


def test_csv_defuses_formulas_and_leaves_numbers_alone():
    assert [card_row.guard_cell(cell) for cell in ("=1+1", "@x", "+49 30 1234", "-5.00", "-x", None, "plain")] == [
        "'=1+1", "'@x", "+49 30 1234", "-5.00", "'-x", "", "plain",
    ]  # fmt: skip


def test_csv_has_a_column_for_each_field(ws):
    cards = [card for card, _, _ in ws.list_cards()]
    head, line = list(export.encode_csv(cards, ws.board, ["Size"]))
    assert head.split(",")[:3] == ["id", "ref", "title"]
    assert "Acme [pilot]" in line
    assert line.rstrip().endswith(",50")
