"""Offers that nobody answers run out by themselves, once, as of their own time."""

from __future__ import annotations

import pytest

from kanban.domain import history
from kanban.domain.acts import board_verbs
from kanban.domain.change import CARD, Act, Step
from kanban.domain.handoffs import handoff, handoff_verbs
from kanban.domain.ids import derive_id, new_id
from kanban.store.workspace import Workspace
from tests.store.conftest import Clockwork, add


def state(workspace: Workspace, card: str) -> tuple[str, str]:
    found = workspace.card(card)
    present = handoff.read(found.value_of("handoff"))
    assert present
    return workspace.board.lane_of(found.stage).name, present.state


def test_an_offer_runs_out_once_and_as_of_its_time(ana: Workspace, ben: Workspace, clockwork: Clockwork) -> None:
    ana.act(lambda view: board_verbs.set_board(view, {"hours": "Mon-Fri 9-17", "timezone": "UTC"}))
    late, asked = add(ana, "late", "MQL"), add(ana, "asked", "MQL")
    for card in (late, asked):
        ana.act(lambda view, card=card: handoff_verbs.offer(view, card, {"why": "now"}))
    ben.act(lambda view: handoff_verbs.ask(view, asked, "Who?"))
    clockwork.turn(hours=23)  # Tuesday 11 o'clock
    assert not ana.let_time_pass()
    clockwork.turn(hours=2)
    assert [card.id for card, _, _ in ana.list_cards("overdue holder:sales")] == [late]
    assert ana.let_time_pass()
    assert not ben.let_time_pass()
    assert state(ana, late) == ("MQL", "expired")
    assert state(ana, asked) == ("Handoff", "asked")
    events = history.list_events(ana.list_changes(late), ana.board)
    assert [event.at for event in events if event.verb == "expire"] == ["2026-11-24T12:00:00Z"]
    assert ana.card(late).entered_at == "2026-11-24T12:00:00Z"


def test_whose_turn_it_is_is_read_from_the_board(ana: Workspace, ben: Workspace, clockwork: Clockwork) -> None:
    ben.reload()
    ana.act(lambda view: board_verbs.add_member(view, "Dora", "sales"))
    to = []
    for number in range(4):
        clockwork.turn(minutes=1)
        card = add(ana, f"{number}", "MQL")
        ana.act(lambda view, card=card: handoff_verbs.offer(view, card, {"why": "now"}))
        present = handoff.read(ana.card(card).value_of("handoff"))
        assert present
        to.append(ana.board.find_person_name(present.to or ""))
    assert to[:2] == to[2:]
    assert set(to) == {"Ben", "Dora"}


@pytest.mark.parametrize("version", ["this", "0.1.0"])
def test_an_offer_that_was_brought_back_as_it_was_ran_out_once(
    ana: Workspace, clockwork: Clockwork, version: str
) -> None:
    card = add(ana, "late", "MQL")
    ana.act(lambda view: handoff_verbs.offer(view, card, {"why": "now"}))
    before = ana.card(card)
    offer = handoff.read(before.value_of("handoff"))
    assert offer
    clockwork.turn(days=9)
    assert ana.let_time_pass()
    made = [(change.id, change.act) for change in ana.list_changes(card) if change.verb == "expire"]
    name = f"{offer.offer}:{offer.due}"
    act = derive_id(ana.board.id, "expiry", name)
    assert made == [(derive_id(ana.board.id, "expire", f"{name}:{place}"), act) for place in range(len(made))]
    if version == "0.1.0":  # it named the act alone
        with ana.database.writing() as connection:
            for change, _ in made:
                connection.execute("UPDATE change SET id = ? WHERE id = ?", (new_id(), change))
    back = {"handoff": before.value_of("handoff"), "stage": before.stage}
    ana.act(lambda _: Act("edit", (Step(CARD, card, back, "edit"),), ""))
    assert state(ana, card) == ("Handoff", "offered")
    assert not ana.let_time_pass()
    assert state(ana, card) == ("Handoff", "offered")
