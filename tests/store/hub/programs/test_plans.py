"""What is asked with every write and for every open stream looks through no board's cards."""

from __future__ import annotations

from kanban.domain.acts import verbs
from kanban.store import hub as server
from kanban.store.hub import watching
from tests.store.hub.world import BOARD_ID, World, hearing


def plans(world: World, do) -> dict[str, list[str]]:
    """Return how SQLite goes about each statement that something runs."""
    found: dict[str, list[str]] = {}

    def seen(connection, cursor, statement, parameters, context, many) -> None:
        if statement.startswith("SELECT") and not many:
            asked = connection.connection.cursor()
            found[statement] = [row[3] for row in asked.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]

    with hearing(world, seen):
        do()
    return found


def test_making_a_card_reads_what_is_at_its_place(world: World) -> None:
    caller = world.caller("member")

    def make() -> None:
        server.act(
            world.hub, caller, BOARD_ID, lambda view: verbs.create(view, {"title": "Acme"}, stage=view.board.stages[0])
        )

    make()
    found = plans(world, make)
    assert any("hub_entity_lane" in step for steps in found.values() for step in steps)
    for statement, steps in found.items():
        for step in steps:
            if "hub_entity" in step:
                assert step.startswith("SEARCH"), (statement, steps)
                narrow = ("id=?", "stage=?", "stage>?", "stage<?", "card=?", "etype=?)")
                assert any(each in step for each in narrow), (statement, steps)


def test_what_a_stream_opens_is_asked_by_keys(world: World) -> None:
    tokens = [world.caller("member").token_id]
    found = plans(world, lambda: watching.heads(world.hub, tokens))
    assert found
    assert not [step for steps in found.values() for step in steps if step.startswith("SCAN hub_entity")]
