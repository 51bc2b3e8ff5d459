"""What members of a board on a server are proposed: on both databases, and as on their own machines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kanban.domain import clock
from kanban.domain.acts import verbs
from kanban.domain.change import CARD, MEMBER
from kanban.domain.ids import new_id
from kanban.domain.waiting import next_marks
from kanban.domain.wants import want_verbs
from kanban.domain.wants.want import TIE
from kanban.reports.next_five import next_choice
from kanban.store import hub as server
from tests.store.hub.policies.test_agreement import agree
from tests.store.hub.policies.test_door import offered
from tests.store.hub.world import BOARD_ID, World


def want(world: World, query: str, number: int = 2) -> str:
    today = clock.from_ms(world.now).date()

    def verb(view: server.ServerView):
        return want_verbs.add_want(view, query, number, today + timedelta(days=30))

    return server.act(world.hub, world.member.caller, BOARD_ID, verb).entities[0]


def progress(world: World):
    return server.read_wants(world.hub, world.viewer.caller, BOARD_ID)[0]


def proposed(world: World, device=None):
    read = server.read_next(world.hub, (device or world.member).caller, BOARD_ID)
    zone = read.board.zone
    return next_choice.choose(
        read.waiting.cards, read.closed, read.now, zone, skipped=read.waiting.skipped, more=read.waiting.more
    )


QUERIES = (
    "source:fair", 'source="Fair" value>=50', "acme", "label:vip", "has:email", "open -stage:won",
    "created>=2020-01-01", "owner:me", "stage:nurture", "next<2030-01-01",
    "field.Industry:steel", 'email="jo@steel.example"', "overdue",
    "stale", "incomplete", "comments>=0", "team:sales", "probability>=1%",
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_want_ties_what_a_search_finds(world: World, query: str) -> None:
    asked = want(world, query)
    card = world.member.add(
        source="Fair", value=6000, email="jo@steel.example", marketing_owner="Member", next_on="2026-01-01",
        **{"label.VIP": True, "field.Industry": "Steel"},
    )  # fmt: skip
    edit = lambda view: verbs.edit(view, [card], {"company": "Steelco"})  # noqa: E731 - one verb
    server.act(world.hub, world.member.caller, BOARD_ID, edit)
    searched = {one.id for one in server.cards(world.hub, world.member.caller, BOARD_ID, query).cards}
    (row,) = progress(world)
    assert (row.want.id, set(row.cards)) == (asked, searched & {card})


def test_a_filter_that_nobody_can_read_any_more_ties_nothing(world: World) -> None:
    asked = new_id()
    today = clock.from_ms(world.now).date().isoformat()
    registers = {
        "created": True, "owner": world.member.member, "query": "nosuchfield:x", "number": 2, "by": today,
        "at": clock.iso_ms(world.now),
    }  # fmt: skip
    assert world.member.offer("want", asked, registers, "want").status == "applied"
    card = world.member.add()
    server.act(world.hub, world.member.caller, BOARD_ID, lambda view: verbs.edit(view, [card], {"company": "X"}))
    (row,) = progress(world)
    assert (row.cards, row.matching) == ((), ())


def test_what_a_device_tied_is_not_tied_again_and_one_undo_takes_both_back(world: World) -> None:
    asked = want(world, "source:fair")
    card = world.member.add(source="Fair", **{TIE + asked: True})
    server.act(world.hub, world.member.caller, BOARD_ID, lambda view: verbs.edit(view, [card], {"company": "X"}))
    assert [change.verb for change in world.lead.pull().changes if change.entity == card] == ["create", "edit"]
    other = world.member.add()
    server.act(world.hub, world.member.caller, BOARD_ID, lambda view: verbs.edit(view, [other], {"source": "Fair"}))
    changes = [change for change in world.lead.pull().changes if change.entity == other][1:]
    assert [change.verb for change in changes] == ["edit", "tie"]
    assert len({change.act for change in changes}) == 1
    assert changes[1].actor == world.member.member


def test_an_ended_or_met_want_ties_nothing(world: World) -> None:
    met = want(world, "source:fair", 1)
    ended = want(world, "source:fair")
    view_want = next(row.want for row in progress(world) if row.want.id == ended)
    server.act(world.hub, world.member.caller, BOARD_ID, lambda view: want_verbs.end_want(view, view_want))
    cards = [world.member.add() for _ in range(2)]
    server.act(world.hub, world.member.caller, BOARD_ID, lambda view: verbs.edit(view, cards, {"source": "Fair"}))
    assert [(row.want.id, len(row.cards), row.state) for row in progress(world)] == [
        (met, 1, "met"), (ended, 0, "ended"),
    ]  # fmt: skip


def test_circles_answers_and_skips(world: World) -> None:
    world.lead.offer(MEMBER, world.lead.member, {"team": "marketing"}, "member")
    mine = world.member.add("Discovery", sales_owner="Member", title="Mine")
    free = world.member.add("Proposal", title="Free")
    other = world.member.add("Proposal", sales_owner="Viewer", title="Other", next_step="call", next_on="2020-01-01")
    left = world.member.add("Nurture", title="Left", marketing_owner="Lead")
    waits = world.member.add("MQL", title="Offered", marketing_owner="Lead", value=1)
    offered(world.lead, waits)
    skip = {"until": "2999-01-01", "why": "not now"}
    world.member.offer(CARD, free, {next_marks.SKIP + world.member.member: skip}, "skip")
    five = proposed(world)
    assert [(one.card.id, one.card.circle) for one in five.cards][:2] == [(waits, 0), (mine, 0)]
    assert {(one.card.id, one.card.circle) for one in five.cards[2:]} == {(left, 2), (other, 2)}
    assert five.cards[0].reasons[0].text.startswith("answer runs out in")
    assert (five.skipped, five.looked_at) == (1, (2, 0, 2))
    assert [(one.card.id, one.card.circle) for one in proposed(world, world.lead).cards][:1] == [(left, 0)]
    assert waits not in {one.card.id for one in proposed(world, world.lead).cards if one.card.circle == 0}


def test_few_read_what_many_would(world: World) -> None:
    for number in range(6):
        world.member.add("Discovery", sales_owner="Member", title=f"Mine {number}")
        world.member.add("Nurture", title=f"Rest {number}")
        world.member.add("Discovery", title=f"Free {number}")
    five = proposed(world)
    assert {one.card.circle for one in five.cards} == {0}
    assert five.looked_at == (6, 6, 6)


def test_requirements_met_are_counted_for_the_stage_ahead(world: World) -> None:
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing", "role": "lead"}, "member")
    agree(world.member, world.lead)
    known = world.member.add("Engaged", marketing_owner="Member", title="Known", email="a@b.example")
    world.member.add("Engaged", marketing_owner="Member", title="Unknown")
    first, second = proposed(world).cards
    assert (first.card.id, first.card.met, first.card.ahead) == (known, 1, 2)
    assert first.reasons[0].text.endswith("1 of 2")
    assert (second.card.met, [reason.kind for reason in second.reasons]) == (0, ["waits"])
