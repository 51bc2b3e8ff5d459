"""An add or an import that is undone offline while a colleague works on its cards: those stay, and who undid it
hears of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kanban.domain.acts import verbs
from kanban.domain.change import CARD, Act, Step
from kanban.domain.errors import KanbanError
from kanban.domain.ids import new_id
from tests.sync.simulation.play import stage
from tests.sync.simulation.world import Device, World
from tests.sync.test_sync_round import add, all_agree, edit, titles
from tests.sync.together.test_recovering import push_alone
from tests.sync.together.test_removed_meanwhile import comment, sync, told


@pytest.fixture
def world() -> Iterator[World]:
    with stage(seed=6, ruled=False) as made:
        made.faulty = False
        yield made


def bring(device: Device, *names: str) -> list[str]:
    """Add several cards as one act, as an import does."""

    def verb(view):
        steps = [step for name in names for step in verbs.create(view, {"title": name}).steps if step.verb == "create"]
        return Act("create", tuple(steps), f"Added {len(names)} cards")

    return list(device.workspace.act(verb).entity_ids)


@pytest.mark.parametrize("first", ["undo", "work"])
@pytest.mark.parametrize("work", ["comment", "edit", "take"])
def test_the_card_stays_under_the_colleagues_work(world: World, first: str, work: str) -> None:
    ana, ben = world.devices[:2]
    one = add(ana, "One")
    sync(world, ana, ben)
    ana.workspace.undo()
    match work:
        case "comment":
            comment(ben, one, "They called.")
        case "edit":
            edit(ben, one, value=500_000, currency="EUR")
        case "take":
            stage = next(stage for stage in ben.workspace.board.stages if stage.side == "sales" and not stage.is_closed)
            ben.workspace.act(lambda view: verbs.move(view, [one], to=stage))
    sync(world, *((ana, ben, ana, ben) if first == "undo" else (ben, ana, ben)))
    for device in (ana, ben):
        assert "One" in titles(device), device.name
    assert told(ana) == ["Your undo left “One” on the board: Ben worked on it meanwhile"]
    assert told(ben) == []
    all_agree(world)


@pytest.mark.parametrize("first", ["undo", "work"])
def test_the_other_cards_of_the_act_stay_undone_and_can_still_be_redone(world: World, first: str) -> None:
    ana, ben = world.devices[:2]
    one, _, three = bring(ana, "One", "Two", "Three")
    sync(world, ana, ben)
    ana.workspace.undo()
    comment(ben, one, "They called.")
    edit(ben, three, phone="333")
    sync(world, *((ana, ben, ana, ben) if first == "undo" else (ben, ana, ben)))
    names = {"One", "Two", "Three"}
    for device in (ana, ben):
        assert names & titles(device) == {"One", "Three"}, device.name
    assert told(ana) == ["Your undo left 2 cards (“One”, “Three”) on the board: Ben worked on them meanwhile"]
    ana.workspace.redo()
    sync(world, ana, ben)
    for device in (ana, ben):
        assert names & titles(device) == names, device.name
    all_agree(world)


def test_its_comments_come_back_with_it(world: World) -> None:
    ana, ben = world.devices[:2]
    card, note = new_id(), new_id()

    def verb(view):
        (made,) = (step for step in verbs.create(view, {"title": "One"}, card_id=card).steps if step.entity == card)
        words = {
            "created": True,
            "card": card,
            "author": view.actor.id,
            "team": view.actor.team,
            "body": "From the fair.",
        }
        return Act("create", (made, Step("comment", note, words, "comment", card=card)), "Added One")

    ana.workspace.act(verb)
    sync(world, ana, ben)
    ana.workspace.undo()
    edit(ben, card, phone="333")
    sync(world, ben, ana, ben)
    for device in (ana, ben):
        assert [each.body for each in device.workspace.list_comments(card)] == ["From the fair."], device.name
    all_agree(world)


def test_a_colleague_who_restores_it_first_is_not_overruled(world: World) -> None:
    ana, ben = world.devices[:2]
    one = add(ana, "One")
    sync(world, ana, ben)
    ana.workspace.undo()
    push_alone(ana)
    comment(ben, one, "They called.")
    sync(world, ben)
    assert told(ben) == ["Ana removed “One” from the board while you worked on it: the comment “They called.”"]
    (note,) = ben.workspace.list_notes()
    ben.workspace.retry(note.id)
    sync(world, ben, ana, ben)
    assert "One" in titles(ana)
    assert [change.verb for change in ana.workspace.list_changes(one) if change.verb == "redo"] == []
    all_agree(world)


def test_the_colleague_who_was_told_has_nothing_left_to_look_at(world: World) -> None:
    ana, ben = world.devices[:2]
    one = add(ana, "One")
    sync(world, ana, ben)
    ana.workspace.undo()
    push_alone(ana)
    comment(ben, one, "They called.")
    sync(world, ben)
    assert len(told(ben)) == 1
    sync(world, ana, ben)
    assert told(ben) == []
    assert "One" in titles(ben)
    all_agree(world)


def test_nobody_else_may_redo_it_nor_set_anything_else_by_it(world: World) -> None:
    ana, ben = world.devices[:2]
    one = add(ana, "One")
    sync(world, ana, ben)
    undone = ana.workspace.undo().act
    sync(world, ana, ben)

    def redo(device: Device, registers: dict[str, object]) -> str:
        before = set(told(device))
        step = Step(CARD, one, registers, "redo")
        device.workspace.act(lambda _: Act("redo", (step,), "Did again", undo_of=undone))
        sync(world, device)
        return "".join(set(told(device)) - before)

    assert "Only the person who did it can undo or redo it." in redo(ben, {"deleted": None})
    assert "held another value" in redo(ana, {"deleted": True})
    assert "did not set the title" in redo(ana, {"deleted": None, "title": "Mine"})
    assert "One" not in titles(ana)
    assert redo(ana, {"deleted": None}) == ""
    assert "One" in titles(ana)


def test_who_has_left_the_board_redoes_nothing(world: World) -> None:
    ana, ben, cem = world.devices[:3]
    one = add(cem, "One")
    sync(world, cem, ana, ben)
    cem.workspace.undo()
    sync(world, cem)
    comment(ben, one, "They called.")
    world.leave_or_return()
    sync(world, ana, ben)
    try:
        world.sync(cem)
    except KanbanError as fault:
        pytest.fail(f"Nobody was to be stopped: {fault}")
    assert len(told(ben)) == 1


def test_what_spared_a_card_is_offered_to_a_restored_server_too(world: World) -> None:
    ana, ben = world.devices[:2]
    one = add(ana, "One")
    sync(world, ana, ben)
    world.back_up_server()
    comment(ben, one, "They called.")
    ana.workspace.undo()
    sync(world, ana, ben, ana, ben)
    world.restore_server()
    sync(world, ana, ben)
    unknown = "SELECT count(*) FROM change WHERE verb = 'redo' AND seq IS NULL"
    for device in (ana, ben):
        assert "One" in titles(device), device.name
        assert device.database.connection.execute(unknown).fetchone() == (0,), device.name
    all_agree(world)
