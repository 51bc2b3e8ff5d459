"""A card that somebody deletes or merges away while somebody else works on it: both hear of it, and no work is lost
unsaid."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kanban.domain.acts import verbs
from kanban.domain.history import list_events
from kanban.store import hub as store
from tests.sync.simulation.play import stage
from tests.sync.simulation.world import Device, World
from tests.sync.test_sync_round import add, all_agree, edit, titles
from tests.sync.together.test_merging_at_once import merge, shared


@pytest.fixture
def world() -> Iterator[World]:
    with stage(seed=5, ruled=False) as made:
        made.faulty = False
        yield made


def comment(device: Device, card: str, body: str) -> None:
    device.workspace.act(lambda view: verbs.comment(view, card, body))


def delete(device: Device, card: str) -> None:
    device.workspace.act(lambda view: verbs.delete(view, [card]))


def told(device: Device) -> list[str]:
    return [note.text for note in device.workspace.list_notes()]


def sync(world: World, *devices: Device) -> None:
    for device in devices:
        assert world.sync(device).stopped is None


@pytest.mark.parametrize("first", [0, 1])
def test_who_edits_and_who_deletes_both_hear_of_it_and_can_restore(world: World, first: int) -> None:
    ana, ben = world.devices[:2]
    (one,) = shared(world, "One")
    edit(ben, one, value=900_000, currency="EUR")
    comment(ben, one, "They signed!")
    delete(ana, one)
    sync(world, world.devices[first], world.devices[1 - first], ana, ben)
    assert told(ben) == [
        "Ana deleted “One” while you worked on it: “€9,000.00” for the value and the comment “They signed!”"
    ]
    assert told(ana) == [
        "Ben worked on “One”, which you deleted meanwhile: “€9,000.00” for the value and the comment “They signed!”"
    ]
    (note,) = (ana if first else ben).workspace.list_notes()
    assert note.kind == "removed"
    (ana if first else ben).workspace.retry(note.id)
    sync(world, ana, ben, ana)
    for device in (ana, ben):
        assert "One" in titles(device)
        assert device.workspace.card(one).value == 900_000
        assert told(device) == [], "it is back, so there is nothing to look at"
    all_agree(world)


def test_who_deletes_in_knowledge_of_an_edit_takes_nothing_from_anybody(world: World) -> None:
    ana, ben = world.devices[:2]
    (one,) = shared(world, "One")
    edit(ben, one, phone="333")
    sync(world, ben, ana)
    delete(ana, one)
    sync(world, ana, ben)
    assert told(ana) == told(ben) == []


def test_a_reordered_card_is_no_work(world: World) -> None:
    ana, ben = world.devices[:2]
    (one, _) = shared(world, "One", "Two")
    ben.workspace.act(lambda view: verbs.reorder(view, one, 1))
    delete(ana, one)
    sync(world, ben, ana, ben)
    assert told(ana) == told(ben) == []


@pytest.mark.parametrize("first", [0, 1])
def test_an_edit_of_a_merged_card_goes_to_the_one_that_was_kept_once(world: World, first: int) -> None:
    ana, ben, _, ben_too = world.devices
    one, two = shared(world, "One", "Two")
    merge(ana, one, two)
    edit(ben, two, phone="333")
    comment(ben, two, "They signed!")
    sync(world, world.devices[first], world.devices[1 - first], ana, ben_too, ben, ana, ben_too)
    for device in (ana, ben, ben_too):
        assert device.workspace.card(one).phone == "333"
        assert "They signed!" in [note.body for note in device.workspace.list_comments(one)]
        moves = [each for each in device.workspace.list_changes(one) if each.entity == one and "phone" in each.set]
        assert len(moves) == 1, "written on one machine"
    (text,) = told(ben)
    said, detail = text.split("\n")
    assert (
        said == "Ana merged “Two” into “One” while you worked on it: “333” for the phone and the comment “They signed!”"
    )
    assert detail == "Your phone is on “One” now. Your comment is shown on “One”."
    assert told(ana) == [
        "Ben worked on “Two”, which you merged into “One” meanwhile: “333” for the phone and the comment “They signed!”"
    ]
    assert told(ben_too) == []
    listed = store.cards(world.hub, ana.caller, world.board, limit=200).cards
    assert [card.sales_comments for card in listed if card.id == one] == [1]
    events = [event.summary for event in list_events(ana.workspace.list_changes(one), ana.workspace.board, one)]
    assert events.count("set the phone to 333") == 1
    assert "on “Two”: set the phone to 333" in events
    ben.workspace.undo()
    sync(world, ben, ana)
    assert ana.workspace.card(one).phone is None
    all_agree(world)


def test_what_the_kept_card_has_otherwise_is_kept_as_a_conflict_with_both_values(world: World) -> None:
    ana, ben = world.devices[:2]
    one, two = shared(world, "One", "Two")
    edit(ana, one, phone="111", value=100_000, currency="EUR")
    merge(ana, one, two)
    edit(ben, two, phone="222", company="Acme", value=200_000, currency="USD")
    sync(world, ana, ben, ana)
    assert ana.workspace.card(one).company == "Acme"
    (text,) = told(ben)
    assert "Your company is on “One” now." in text
    assert "“One” has “111” for the phone instead of your “222”." in text
    assert "“One” has “€1,000.00” for the value instead of your “$2,000.00”." in text
    (note,) = ben.workspace.list_notes()
    ben.workspace.retry(note.id)
    sync(world, ben, ana)
    card = ana.workspace.card(one)
    assert (card.phone, card.value, card.currency) == ("222", 200_000, "USD")
    all_agree(world)


def test_an_edit_follows_a_card_that_went_on(world: World) -> None:
    ana, ben, cem = world.devices[:3]
    one, two, three = shared(world, "One", "Two", "Three")
    merge(ana, two, three)
    merge(cem, one, two)
    edit(ben, three, phone="333")
    sync(world, ana, cem, ana, cem, ben, ana, cem)
    assert cem.workspace.card(one).phone == "333"
    all_agree(world)


def test_who_merges_into_a_card_that_is_deleted_hears_of_it(world: World) -> None:
    ana, ben = world.devices[:2]
    one, two = shared(world, "One", "Two")
    merge(ben, one, two)
    delete(ana, one)
    sync(world, ben, ana, ben)
    assert [text.partition(":")[0] for text in told(ben)] == ["Ana deleted “One” while you worked on it"]
    assert [text.partition(":")[0] for text in told(ana)] == ["Ben worked on “One”, which you deleted meanwhile"]
    (note,) = ana.workspace.list_notes()
    ana.workspace.retry(note.id)
    sync(world, ana, ben)
    assert "One" in titles(ben)
    all_agree(world)


def test_two_who_merge_one_card_into_different_ones_read_where_it_went(world: World) -> None:
    ana, ben = world.devices[:2]
    one, two, three = shared(world, "One", "Two", "Three")
    merge(ana, one, three)
    world.time.ms += 1_000
    merge(ben, two, three)
    sync(world, ana, ben, ana)
    assert told(ana)[0].startswith("Your merge into “One” was overtaken by Ben: it went into “Two”")
    all_agree(world)


def test_a_label_and_a_cleared_field_are_told_apart(world: World) -> None:
    ana, ben = world.devices[:2]
    one = add(ana, "One")
    two = add(ana, "Two")
    edit(ana, two, phone="111")
    edit(ana, one, email="a@b.example")
    for device in world.devices:
        sync(world, device)
    merge(ana, one, two)
    edit(ben, two, phone=None, **{"label.vip": True})
    sync(world, ben, ana, ben, ana)
    card = ana.workspace.card(one)
    assert (card.phone, card.labels) == ("111", ("vip",))
    (text,) = told(ben)
    assert "“One” has “111” for the phone, which you cleared." in text
    all_agree(world)
