"""A query on a server finds the cards on which sales has made no attempt in the promised time, as on a device."""

from __future__ import annotations

import pytest

from kanban.domain import clock
from kanban.domain.acts import activity_verbs
from kanban.domain.agreements import signing
from kanban.domain.agreements.agreement import Content, Levels, Line
from kanban.domain.change import BOARD, MEMBER, STAGE
from kanban.domain.handoffs import handoff_verbs
from kanban.store import hub as server
from tests.store.hub.world import BOARD_ID, STAGES, World

HOUR_MS = 3_600_000


def overdue(world: World) -> list[str]:
    return [card.id for card in server.cards(world.hub, world.lead.caller, BOARD_ID, "overdue").cards]


def test_an_accepted_lead_is_overdue_until_sales_tries(world: World) -> None:
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing"}, "member")
    line = Line("email", (STAGES["MQL"],), "fact", "The e-mail is known", "sales", "has:email")
    content = Content((line,), Levels(first_response=4 * 3600))
    lead, marketer = world.lead.caller, world.member.caller
    server.act(world.hub, lead, BOARD_ID, lambda view: signing.propose(view, content))
    server.act(world.hub, lead, BOARD_ID, lambda view: signing.sign(view, view.board.versions[0]))
    card = world.member.add("MQL", email="a@x.example", source="Fair", company="Acme")
    server.act(world.hub, marketer, BOARD_ID, lambda view: handoff_verbs.offer(view, card, {"why": "now"}))
    step = {"next_step": "call", "next_on": "2099-01-01"}
    server.act(world.hub, lead, BOARD_ID, lambda view: handoff_verbs.accept(view, card, step))
    assert overdue(world) == []
    world.now += 6 * 24 * HOUR_MS
    assert overdue(world) == [card]
    server.act(world.hub, lead, BOARD_ID, lambda view: activity_verbs.log_activity(view, [card], "call", "no answer"))
    assert overdue(world) == []


@pytest.mark.parametrize("has_stage", [False, True])
def test_offers_of_before_an_upgrade_are_not_measured_and_no_client_says_since_when(
    world: World, has_stage: bool
) -> None:
    """With and without a stage Disqualified of the board's own."""
    forged = {"responses_since": "2099-01-01T00:00:00Z"}
    assert world.lead.offer(BOARD, BOARD_ID, forged, "board").code == "forbidden"
    if not has_stage:
        world.lead.offer(STAGE, STAGES["Disqualified"], {"side": "sales", "outcome": None, "name": "Later"}, "stage")
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing"}, "member")
    line = Line("email", (STAGES["MQL"],), "fact", "The e-mail is known", "sales", "has:email")
    content = Content((line,), Levels(first_response=4 * 3600))
    lead, marketer = world.lead.caller, world.member.caller
    server.act(world.hub, lead, BOARD_ID, lambda view: signing.propose(view, content))
    server.act(world.hub, lead, BOARD_ID, lambda view: signing.sign(view, view.board.versions[0]))

    def hand_over() -> str:
        card = world.member.add("MQL", email="a@x.example", source="Fair", company="Acme")
        server.act(world.hub, marketer, BOARD_ID, lambda view: handoff_verbs.offer(view, card, {"why": "now"}))
        step = {"next_step": "call", "next_on": "2099-01-01"}
        server.act(world.hub, lead, BOARD_ID, lambda view: handoff_verbs.accept(view, card, step))
        return card

    before = hand_over()
    world.now += 6 * 24 * HOUR_MS
    assert overdue(world) == [before]
    server.let_pass(world.hub)
    since = server.board(world.hub, lead, BOARD_ID).responses_since
    assert since == clock.iso_ms(world.now)
    assert overdue(world) == []
    after = hand_over()
    world.now += 6 * 24 * HOUR_MS
    server.let_pass(world.hub)
    assert overdue(world) == [after]
    assert server.board(world.hub, lead, BOARD_ID).responses_since == since, "it is said once"
