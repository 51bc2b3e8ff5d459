"""After a purge no table of any machine keeps the words of the card, whatever somebody was doing with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from kanban.domain import clock
from kanban.domain.acts import activity_verbs, verbs
from kanban.domain.change import DECISION, LESSON, MEETING, OBJECTION, Act, Step
from kanban.domain.ids import new_id
from kanban.domain.lessons.lesson import Answer
from kanban.store import hub as store
from kanban.store.local.walk_state import WalkState
from kanban.store.local.walk_state import keep_walk as keep
from tests.sync.simulation.play import stage
from tests.sync.simulation.world import Device, World
from tests.sync.test_sync_round import add, edit

WORD = "Zanzibar"


@pytest.fixture
def world() -> Iterator[World]:
    with stage(seed=3, ruled=False) as made:
        made.faulty = False
        yield made


def everything(device: Device) -> str:
    return "\n".join(device.database.connection.iterdump())


def test_no_local_table_keeps_a_word_of_a_purged_card(world: World) -> None:
    ana, ben = world.devices[:2]
    card = add(ana, f"{WORD} pilot")
    note = ana.workspace.act(lambda view: verbs.comment(view, card, f"{WORD} called.")).entity_ids[0]
    world.sync(ana)
    world.sync(ben)
    ana.workspace.keep_draft(card, f"{WORD} wants")
    ana.workspace.keep_draft(note, f"{WORD} rang twice.")
    other = add(ana, "Another")
    ana.workspace.keep_draft(other, "Something else")
    keep_walk(ana, card)
    hanging = hang_on(ana, card, soon(ana))
    edit(ana, card, company=f"{WORD} Ltd")
    edit(ben, card, company=f"{WORD} plc")
    for device in (ana, ben, ana):
        world.sync(device)
    edit(ben, card, title=f"{WORD} once more")
    ben.workspace.act(lambda view: verbs.comment(view, card, f"{WORD} again."))
    ana.workspace.act(lambda view: verbs.delete(view, [card]))
    for device in (ben, ana, ben):
        world.sync(device)
    assert all(WORD in everything(device) for device in (ana, ben))
    store.purge(world.hub, ana.caller, world.board, card)
    for device in (ana, ben):
        world.sync(device)
        kept = [line for line in everything(device).splitlines() if WORD in line]
        assert not kept, device.name
        for etype, entity, kept in hanging:
            (body,) = device.database.connection.execute(
                "SELECT body FROM entity WHERE etype = ? AND id = ?", (etype, entity)
            ).fetchone()
            values = {name: value for name, value in json.loads(body).items() if value not in (None, True)}
            assert values.keys() == kept, (device.name, etype)
    assert ana.workspace.read_draft(other) == "Something else"


def keep_walk(device: Device, card: str) -> None:
    """Keep what somebody said on a walk through the card, and has not shared."""
    state = WalkState(card, "2026-11-01T10:00:00Z", 1, (Answer("c", "2026-11-01T10:00:00Z", f"Ring {WORD}"),))
    with device.database.writing() as connection:
        keep(connection, device.workspace.board.id, device.member, state)


def soon(device: Device) -> str:
    return (device.workspace.now() + timedelta(days=30)).date().isoformat()


def test_no_note_keeps_a_word_of_what_was_refused_on_a_purged_card(world: World) -> None:
    ana, ben = world.devices[:2]
    card = add(ana, f"{WORD} pilot")
    for device in (ana, ben):
        world.sync(device)
    hang_on(ana, card, "2999-01-01")
    assert world.sync(ana).refused
    assert f"{WORD} signs" in everything(ana)
    store.purge(world.hub, ana.caller, world.board, card)
    world.sync(ana)
    assert [line for line in everything(ana).splitlines() if WORD in line] == []


def hang_on(device: Device, card: str, due_on: str) -> list[tuple[str, str, set[str]]]:
    """Hang one entity of each type on a card, with words; returns type, id and the registers that a purge leaves."""
    logged = device.workspace.act(
        lambda view: activity_verbs.log_activity(view, [card], "call", "reached", words=f"{WORD} rang")
    )
    meeting, decision, objection = new_id(), new_id(), new_id()
    debrief, walk = new_id(), new_id()
    me, at = device.workspace.me, clock.iso(device.workspace.now())
    assert me is not None
    steps = (
        Step(MEETING, meeting, {"created": True, "begun_by": me.id, "begun_at": at}, "meet"),
        Step(DECISION, decision, {
            "created": True, "meeting": meeting, "text": f"Call {WORD}", "owner": me.id, "due_on": due_on,
            "measure": f"{WORD} signs", "card": card, "author": me.id, "at": at,
        }, "decide", card=card),
        Step(OBJECTION, objection, {
            "created": True, "card": card, "words": f"{WORD} is dear", "author": me.id, "team": me.team, "at": at,
            "outcome": "stalled", "outcome_by": me.id, "outcome_at": at,
        }, "object", card=card),
        Step(LESSON, debrief, {
            "created": True, "card": card, "kind": "debrief", "words": f"{WORD} was late", "author": me.id,
            "team": me.team, "at": at,
        }, "debrief", card=card),
        Step(LESSON, walk, {
            "created": True, "card": card, "kind": "walk", "author": me.id, "team": me.team, "at": at,
            "answers": [{"after": debrief, "at": at, "words": f"{WORD} first"}],
        }, "share_walk", card=card),
    )  # fmt: skip
    device.workspace.act(lambda _: Act("decide", steps, "Decided"))
    return [
        ("activity", logged.entity_ids[0], {"card", "kind", "outcome", "done_at", "team"}),
        ("decision", decision, {"card", "meeting", "due_on", "at"}),
        ("objection", objection, {"card", "at", "team", "outcome", "outcome_at"}),
        ("lesson", debrief, {"card", "kind", "at", "team"}),
        ("lesson", walk, {"card", "kind", "at", "team"}),
    ]
