"""The door on the server: no client crosses between the teams but by a handoff, and the first answer wins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanban.domain import clock
from kanban.domain.agreements import signing
from kanban.domain.agreements.agreement import Content, Levels, Line
from kanban.domain.change import BOARD, CARD, MEMBER, Json
from kanban.domain.handoffs import handoff, handoff_verbs
from kanban.domain.handoffs.handoff import Handoff
from kanban.domain.ids import new_id
from kanban.protocol.types import Verdict
from kanban.store import hub as server
from tests.store.hub.world import BOARD_ID, STAGES, Device, World


@pytest.fixture
def ann(world: World) -> Device:
    """A marketer."""
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing"}, "member")
    return world.member


@pytest.fixture
def ben(world: World) -> Device:
    """A rep."""
    return world.lead


def act(
    device: Device, card: str, stage: str, after: Handoff, before: Handoff | None, verb: str, **more: Json
) -> Verdict:
    registers = {"stage": STAGES[stage], "rank": "a", "handoff": after.encode(before), **more}
    return device.offer(CARD, card, registers, verb)


def offered(
    device: Device, card: str, offer: str = "o1", before: Handoff | None = None, act_id: str | None = None
) -> Handoff:
    made = Handoff(offer, "offered", device.member, source=STAGES["MQL"], due="2099-01-01T00:00:00Z")
    registers = {"stage": STAGES["Handoff"], "rank": "a", "handoff": made.encode(before)}
    assert device.offer(CARD, card, registers, "offer", act=act_id or new_id()).status == "applied"
    return made


def due_of(world: World, card: str) -> str:
    """Until when the server says that an offer is to be answered."""
    present = handoff.read(server.card(world.hub, world.lead.caller, BOARD_ID, card)[0].value_of("handoff"))
    assert present is not None
    assert present.due is not None
    return present.due


def past(world: World, moment: str, seconds: int = 1) -> None:
    """Let it be so many seconds later than a moment."""
    world.now = clock.ms_of(moment) + seconds * 1000


def test_a_bare_move_goes_nowhere_between_the_teams(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("MQL", value=1)
    for device in (ann, ben):
        for stage in ("Handoff", "Discovery", "Won"):
            verdict = device.offer(CARD, card, {"stage": STAGES[stage], "rank": "a"}, "move")
            assert (verdict.code, "not by a plain move" in verdict.detail) == ("forbidden", True)
    assert ann.offer(CARD, card, {"stage": STAGES["Nurture"], "rank": "a"}, "move").status == "applied"
    placed = ann.add("Discovery")
    assert ann.offer(CARD, placed, {"stage": STAGES["Proposal"], "rank": "a"}, "move").status == "applied"
    assert ann.offer(CARD, placed, {"stage": STAGES["Nurture"], "rank": "a"}, "move").code == "forbidden"
    assert world.lead.offer(CARD, ann.add("Handoff"), {"title": "x"}).status == "applied"


def test_neither_team_acts_for_the_other(ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    made = Handoff("o1", "offered", ben.member)
    assert act(ben, card, "Handoff", made, None, "offer").code == "forbidden"
    there = offered(ann, card)
    for state, stage in (
        ("accepted", "Accepted"),
        ("asked", "Handoff"),
        ("returned", "Nurture"),
        ("taken", "Accepted"),
    ):
        other = replace(there, state=state)  # type: ignore[arg-type]
        assert act(ann, card, stage, other, there, "move").code == "forbidden"
    assert act(ben, card, "MQL", replace(there, state="withdrawn"), there, "withdraw").code == "forbidden"
    for device in (ann, ben):
        assert act(device, card, "MQL", replace(there, state="expired"), there, "expire").code == "forbidden"


def test_of_two_answers_the_first_one_wins(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    there = offered(ann, card)
    assert act(ben, card, "Accepted", replace(there, state="accepted"), there, "accept").status == "applied"
    late = act(ben, card, "Nurture", replace(there, state="returned"), there, "return")
    assert (late.code, late.detail) == ("handoff_moved", "Somebody accepted it first.")
    assert act(ann, card, "MQL", replace(there, state="withdrawn"), there, "withdraw").code == "handoff_moved"


def test_an_offer_is_made_once_and_stands_at_the_door(ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    there = offered(ann, card)
    again = Handoff("o2", "offered", ann.member)
    assert act(ann, card, "Handoff", again, None, "offer").code == "handoff_moved"
    assert act(ann, card, "Handoff", again, there, "offer").code == "handoff_moved"
    assert act(ben, card, "MQL", replace(there, state="asked"), there, "ask").code == "invalid"
    assert act(ben, card, "Accepted", replace(again, state="accepted"), there, "accept").code == "handoff_moved"
    assert ann.offer(CARD, card, {"handoff": None}).code == "invalid"
    assert (
        ann.offer(CARD, card, {"handoff": {"state": "offered"}, "stage": STAGES["Handoff"]}, "offer").code == "invalid"
    )
    back = replace(there, state="withdrawn")
    assert act(ann, card, "MQL", back, there, "withdraw").status == "applied"
    assert offered(ann, card, "o3", back).offer == "o3"


def test_who_crossed_takes_it_back_until_somebody_goes_on(ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    there = offered(ann, card, act_id="first")
    undo = {"stage": STAGES["MQL"], "handoff": None}
    assert ben.offer(CARD, card, undo, "undo", undo_of="first").code == "forbidden"
    assert ann.offer(CARD, card, undo, "undo").code == "invalid"
    assert ann.offer(CARD, card, undo, "undo", undo_of="first").status == "applied"
    there = offered(ann, card, "o2", act_id="second")
    assert act(ben, card, "Handoff", replace(there, state="asked", due=None), there, "ask").status == "applied"
    assert ann.offer(CARD, card, undo, "undo", undo_of="second").code == "handoff_moved"


def test_an_offer_that_nobody_answers_runs_out_once_as_of_its_time(world: World, ann: Device, ben: Device) -> None:
    card, other = ann.add("MQL"), ann.add("MQL")
    offered(ann, card)
    due = due_of(world, card)
    world.now += 8 * 3_600_000
    offered(ann, other, "o2")
    assert server.let_pass(world.hub) == 0
    base = ben.pull().head
    past(world, due)
    assert server.let_pass(world.hub) == 1
    assert server.let_pass(world.hub) == 0
    (change,) = ben.pull(base).changes
    assert (change.verb, change.actor, change.at, change.entity) == ("expire", "board", due, card)
    found = handoff.read(change.set["handoff"])
    assert found is not None
    assert (found.state, found.answered_at, change.set["stage"]) == ("expired", due, STAGES["MQL"])


def test_an_answer_in_time_beats_the_expiry_that_came_before_it(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    there = offered(ann, card)
    accepted = {
        "stage": STAGES["Accepted"],
        "rank": "a",
        "handoff": replace(there, state="accepted", due=None).encode(there),
    }
    ben.base = ben.pull().head
    in_time = ben.change(CARD, card, accepted, "accept")  # made offline
    past(world, due_of(world, card))
    assert server.let_pass(world.hub) == 1
    (verdict,) = ben.push(in_time).verdicts
    assert verdict.status == "applied"
    found = server.card(world.hub, ben.caller, BOARD_ID, card)[0]
    assert found.stage == STAGES["Accepted"]
    present = handoff.read(found.value_of("handoff"))
    assert present is not None
    assert present.state == "accepted"


def test_an_answer_that_came_too_late_is_told_so(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    there = offered(ann, card)
    past(world, due_of(world, card))
    server.let_pass(world.hub)
    late = act(ben, card, "Accepted", replace(there, state="accepted", due=None), there, "accept")
    assert (late.code, late.detail) == ("handoff_moved", "The offer had run out.")


def test_an_offer_is_refused_whole_where_somebody_moved_the_card_later_and_came_first(
    world: World, ann: Device, ben: Device
) -> None:
    card = ann.add("MQL")
    made = Handoff("o1", "offered", ann.member, source=STAGES["MQL"], due="2099-01-01T00:00:00Z")
    registers = {"stage": STAGES["Handoff"], "rank": "a", "handoff": made.encode(None)}
    offline = ann.change(CARD, card, registers, "offer")
    assert ben.offer(CARD, card, {"stage": STAGES["Engaged"], "rank": "a"}, "move").status == "applied"
    (verdict,) = ann.push(offline).verdicts
    assert (verdict.code, verdict.detail) == ("handoff_moved", "It was moved to another stage meanwhile.")
    found = server.card(world.hub, ann.caller, BOARD_ID, card)[0]
    assert (found.stage, found.value_of("handoff")) == (STAGES["Engaged"], None)
    ann.base = ann.pull().head
    assert ann.offer(CARD, card, registers, "offer").status == "applied"


def test_what_was_closed_meanwhile_is_not_returned(ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    there = offered(ann, card)
    taken = replace(there, state="accepted", due=None)
    assert act(ben, card, "Discovery", taken, there, "accept").status == "applied"
    assert ben.offer(CARD, card, {"stage": STAGES["Won"], "rank": "a", "value": 1}, "move").status == "applied"
    late = act(ben, card, "Nurture", replace(taken, state="returned"), taken, "return")
    assert (late.code, late.detail) == ("handoff_moved", "It was moved to another stage meanwhile.")


def test_half_a_crossing_is_never_taken_back(ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    there = offered(ann, card)
    accepted = replace(there, state="accepted", due=None)
    registers = {"stage": STAGES["Accepted"], "rank": "a", "handoff": accepted.encode(there)}
    assert ben.offer(CARD, card, registers, "accept", act="accepted").status == "applied"
    assert ben.offer(CARD, card, {"handoff": there.encode(None)}, "undo", undo_of="accepted").code == "handoff_moved"
    assert ben.offer(CARD, card, {"stage": STAGES["Handoff"]}, "undo", undo_of="accepted").code == "handoff_moved"
    whole = {"handoff": there.encode(None), "stage": STAGES["Handoff"]}
    assert ben.offer(CARD, card, whole, "undo", undo_of="accepted").status == "applied"


def test_a_file_brings_no_offer_and_carries_none_away(ann: Device, ben: Device) -> None:
    forged = Handoff("o1", "accepted", ann.member, to=ben.member)
    registers = {
        "created": True,
        "title": "x",
        "stage": STAGES["Accepted"],
        "rank": "a",
        "handoff": forged.encode(None),
    }
    assert ann.offer(CARD, new_id(), registers, "create").code == "invalid"
    card = ann.add("MQL")
    there = offered(ann, card)
    for verb in ("import", "merge"):
        verdict = act(ann, card, "Accepted", replace(there, state="accepted"), there, verb)
        assert verdict.code in {"invalid", "forbidden"}
        assert ann.offer(CARD, card, {"stage": STAGES["Won"], "rank": "a"}, verb).status == "rejected"
    assert ann.offer(CARD, card, {"title": "y"}, "import").status == "applied"


def test_a_file_brings_a_card_from_marketing_to_sales_as_a_deal_alone(world: World) -> None:
    values: dict[str, Json] = {"created": True, "title": "Acme", "stage": STAGES["Nurture"], "rank": "a0"}
    cards = [new_id() for _ in range(4)]
    assert {world.member.offer(CARD, card, values, "import").status for card in cards} == {"applied"}
    proposal: dict[str, Json] = {"stage": STAGES["Proposal"], "rank": "a5"}
    assert world.member.offer(CARD, cards[0], proposal, "import").code == "forbidden"
    assert world.member.offer(CARD, cards[1], {**proposal, "deal": True}, "import").status == "applied"
    assert world.member.offer(CARD, cards[2], {"deal": True}, "import").status == "applied"
    act = new_id()
    assert world.member.offer(CARD, cards[2], proposal, "import", act=act).status == "applied"
    back = {"stage": STAGES["Nurture"], "rank": "a0"}
    assert world.member.offer(CARD, cards[2], back, "undo", undo_of=act).status == "applied"
    world.member.offer(CARD, cards[3], {"stage": STAGES["Engaged"], "rank": "a6"}, "move")
    assert world.member.offer(CARD, cards[3], {**proposal, "deal": True}, "import").code == "forbidden"
    assert world.member.offer(CARD, cards[1], {"stage": STAGES["MQL"], "rank": "a7"}, "import").code == "forbidden"


def test_where_the_holder_moves_the_other_team_may_not_by_any_verb(world: World) -> None:
    card, open_sale = world.member.add("Nurture"), world.member.add("Discovery")
    assert world.lead.offer(BOARD, BOARD_ID, {"moves": "holder"}, "board").status == "applied"
    for verb in ("move", "edit", "whatever"):
        verdict = world.member.offer(
            CARD, card, {"stage": STAGES["Engaged"], "rank": "a5"}, verb
        )  # of sales, as all are here
        assert (verdict.status, verdict.code) == ("rejected", "forbidden"), verb
        assert "marketing and leads change its stage" in verdict.detail
    imported = world.member.offer(CARD, card, {"stage": STAGES["Engaged"], "rank": "a5"}, "import")
    assert (imported.status, imported.code) == ("rejected", "forbidden")
    assert world.member.offer(CARD, card, {"rank": "a7"}, "reorder").status == "applied"
    assert world.member.offer(CARD, card, {"phone": "1"}).status == "applied"
    assert world.member.offer(CARD, open_sale, {"stage": STAGES["Accepted"], "rank": "a5"}, "move").status == "applied"
    assert world.lead.offer(CARD, card, {"stage": STAGES["Engaged"], "rank": "a5"}, "move").status == "applied"


def test_the_server_sets_by_when_a_question_is_answered(world: World, ann: Device, ben: Device) -> None:
    """Whatever a client says: as the live agreement promises, from when it was asked."""
    line = Line("email", (STAGES["MQL"],), "fact", "The e-mail is known", "sales", "has:email")
    server.act(
        world.hub, ben.caller, BOARD_ID, lambda view: signing.propose(view, Content((line,), Levels(reply=7200)))
    )
    server.act(world.hub, ben.caller, BOARD_ID, lambda view: signing.sign(view, view.board.versions[0]))
    card = ann.add("MQL", email="a@x.example")
    there = offered(ann, card)
    asked = replace(there, state="asked", due=None, question="q", reply_due="2099-01-01T00:00:00Z", left=99)
    assert act(ben, card, "Handoff", asked, there, "ask").status == "applied"
    kept = server.card(world.hub, ben.caller, BOARD_ID, card)[0].value_of("handoff")
    assert isinstance(kept, dict)
    calendar = handoff_verbs.calendar_of(server.board(world.hub, ben.caller, BOARD_ID))
    assert kept["reply_due"] == clock.iso(calendar.add_worked(clock.from_iso(str(kept["since"])), 7200))
