"""The agreement in the rows: a version is read as it was written, and SQL tells the same cards as the gate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kanban.domain.acts import verbs
from kanban.domain.agreements import agreement_document, agreement_lines, gate, signing
from kanban.domain.agreements.agreement import Content, Line
from kanban.domain.errors import Refused
from kanban.store.opening import create_board
from kanban.store.reading import read
from kanban.store.reading.card_records import Listing
from kanban.store.search.conditions import incomplete_sql
from kanban.store.workspace import Workspace
from tests.domain.agreement_samples import agreed
from tests.store.conftest import Clockwork
from tests.store.query_world import World

FACTS = [
    "has:email", "no:phone", "has:owner", "has:label", "has:link", "has:next", "has:reason", "has:close",
    "has:marketing", "has:source|campaign", "has:field.größe", "label:vip", "label=vip", "source:trade",
    'source="trade show"', "campaign:spring", "company:acme -company:gmbh", "currency:eur", "value>=10000",
    "value<10000", 'value>="1000 KWD"', "value:10000", "field.größe:xl", "field.größe=XL", "field.größe>=0",
    "reason:price", "title:%", 'email:"50%_off"', "contact:jane", "-value>=10000", "value>=1000JPY|5000EUR",
    "-value>=1000JPY|5000EUR has:email", "value>=0 value<5000KWD",
]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    clockwork = Clockwork()
    path: Path = tmp_path_factory.mktemp("agreement") / "kanban.db"
    workspace = create_board(path, "Pipeline", "Ana", "marketing", now=clockwork)
    made = World(workspace, clockwork)
    made.board = workspace.reload()
    made.cards = [workspace.card(card.id) for card in made.cards]
    yield made
    made.ben.close()
    workspace.close()


@pytest.mark.parametrize("fact", FACTS)
def test_sql_and_the_gate_find_the_same_cards_short_of_a_fact(world: World, fact: str) -> None:
    every = tuple(stage.id for stage in world.board.stages)
    line = Line("fact", every, "fact", "It holds", "marketing", fact)
    _same(world, line)


def test_faces_tell_how_many_lines_ahead_are_met_as_the_gate_does(world: World) -> None:
    stages = world.board.stages
    some = Content(
        (
            Line("email", (stages[1].id, stages[2].id), "fact", "It holds", "marketing", "has:email"),
            Line("large", (stages[3].id, stages[5].id), "fact", "It is large", "marketing", "value>=10000"),
            Line("tick", (stages[2].id,), "judgement", "Somebody said so", "marketing"),
        )
    )
    board = agreed(some, world.board)
    for stage in stages:
        for summary in read.read_top(world.ana.connection, board, None, stage.id, 100):
            card = next(card for card in world.cards if card.id == summary.id)
            found = gate.check_lines(board, card, gate.list_lines_ahead(board, card, board.agreement))
            assert summary.met == (sum(check.is_met for check in found) if found else None)


def test_sql_and_the_gate_find_the_same_cards_without_a_tick(world: World) -> None:
    _same(
        world,
        Line("tick", tuple(stage.id for stage in world.board.stages), "judgement", "Somebody said so", "marketing"),
    )


def _same(world: World, line: Line) -> None:
    board = agreed(Content((line,)), world.board)
    sql = f"SELECT id FROM card WHERE board = ? AND {incomplete_sql(board)}"
    found = {row[0] for row in world.ana.connection.execute(sql, (board.id,))}
    wanted = {card.id for card in world.cards if gate.list_missing(board, card)}
    assert found == wanted


@pytest.fixture
def signed(tmp_path: Path) -> Iterator[Workspace]:
    """A board whose only lead has signed two lines for MQL."""
    made = create_board(tmp_path / "kanban.db", "Pipeline", "Ana", "marketing", now=Clockwork())
    tables = [
        {"stage": "MQL", "fact": "has:email", "id": "email"},
        {"stage": "MQL", "judgement": "A budget", "id": "budget"},
    ]
    content = agreement_document.read_document({"line": tables}, made.board)
    made.act(lambda view: signing.propose(view, content))
    assert made.board.agreement is None
    made.act(lambda view: signing.sign(view, view.board.versions[0]))
    yield made
    made.close()


def move(workspace: Workspace, card: str, name: str, **given: str) -> None:
    workspace.act(lambda view: verbs.move(view, [card], to=view.board.find_stage(name), inputs=given))


def add(workspace: Workspace, name: str = "Engaged", **registers: str) -> str:
    stage = workspace.board.find_stage(name)
    return workspace.act(lambda view: verbs.create(view, {"title": "Acme", **registers}, stage=stage)).entity_ids[0]


def test_a_version_outlives_the_program(signed: Workspace) -> None:
    again = signed.open_sibling()
    assert again.board.agreement == signed.board.agreement
    assert [line.id for line in again.board.agreement.content.lines] == ["email", "budget"]
    again.close()


def test_undo_passes_over_what_was_proposed_and_signed(signed: Workspace) -> None:
    with pytest.raises(Refused, match="Nothing to undo"):
        signed.undo()


def test_undo_and_redo_take_the_tick_along_and_pass_the_gate_again(signed: Workspace) -> None:
    card = add(signed, email="jane@acme.example")
    move(signed, card, "MQL", **{"tick.budget": "20k"})
    line = gate.find_line(signed.board, "budget")
    signed.undo()
    assert agreement_lines.tick_of(signed.card(card), line) is None
    assert signed.card(card).value_of("passed") is None
    signed.redo()
    assert agreement_lines.tick_of(signed.card(card), line) is not None
    move(signed, card, "Engaged")
    signed.act(lambda view: gate.untick(view, card, line))
    signed.undo()
    signed.undo()  # the move back to Engaged: MQL's lines are met
    other = add(signed, "MQL")
    move(signed, other, "Engaged")
    with pytest.raises(Refused, match=r"does not meet requirement 1 of agreement v1 for MQL.*; undo once more"):
        signed.undo()
    assert signed.board.lane_of(signed.card(other).stage).name == "Engaged"
    signed.undo()  # its making: what is before is not out of reach
    assert signed.card(other).deleted


def test_undo_of_many_leaves_those_where_they_are_that_their_former_stage_does_not_let_in(signed: Workspace) -> None:
    stays, goes = add(signed, "MQL"), add(signed, "MQL", email="jane@acme.example")
    signed.act(lambda view: gate.tick(view, goes, gate.find_line(view.board, "budget"), "20k"))
    signed.act(lambda view: verbs.move(view, [stays, goes], to=view.board.find_stage("Engaged")))
    (warning,) = signed.undo().warnings
    assert warning.startswith("One card stays where it is: “Acme” does not meet requirement 1")
    names = [signed.board.lane_of(signed.card(card).stage).name for card in (stays, goes)]
    assert names == ["Engaged", "MQL"]


def test_what_is_placed_is_incomplete_wherever_that_is_told(signed: Workspace) -> None:
    placed, fine = add(signed, "MQL"), add(signed)
    signed.act(lambda view: verbs.edit(view, [fine], {"email": "jane@acme.example"}))
    found = {card.id for card, *_ in signed.list_cards("incomplete", 10)}
    listing = Listing(signed.database, signed.board.id)
    told = {record["id"] for record in listing.records(None) if record["incomplete"]}
    assert found == told == {placed}
