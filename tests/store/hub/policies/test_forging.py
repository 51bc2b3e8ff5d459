"""What a client that checks nothing says of people, times and deadlines: refused, or told by the server itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanban.domain import clock
from kanban.domain.change import CARD, MEMBER, Json
from kanban.domain.handoffs import handoff
from kanban.domain.handoffs.handoff import Handoff
from kanban.domain.ids import derive_id, new_id
from kanban.protocol.types import Stopped, Verdict
from kanban.store import hub as server
from tests.store.hub.policies.test_agreement import agree
from tests.store.hub.policies.test_contest import contested, returned, ruling
from tests.store.hub.policies.test_door import act, due_of, offered, past
from tests.store.hub.world import BOARD_ID, PUBLISHER, STAGES, Device, World, log_of


@pytest.fixture
def ann(world: World) -> Device:
    """A lead of marketing."""
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing", "role": "lead"}, "member")
    return world.member


@pytest.fixture
def ben(world: World) -> Device:
    """A lead of sales."""
    return world.lead


def present(world: World, card: str) -> Handoff:
    found = handoff.read(server.card(world.hub, world.lead.caller, BOARD_ID, card)[0].value_of("handoff"))
    assert found is not None
    return found


def registers(world: World, card: str) -> dict[str, Json]:
    found = server.card(world.hub, world.lead.caller, BOARD_ID, card)[0]
    return {**found.extra, "entered_at": found.entered_at, "created_at": found.created_at, "stage": found.stage}


def moment(world: World, seconds: int = 0) -> str:
    return clock.iso_ms(world.now + 1000 * seconds)


# -- offers


@pytest.mark.parametrize(
    "claims",
    [
        {"due": "9999-01-01T00:00:00Z"}, {"due": "2001-01-01T00:00:00Z"}, {"due": "zzzz"}, {"due": ""}, {"due": None},
        {"by": PUBLISHER}, {"by": "board"}, {"source": STAGES["Won"]}, {"source": STAGES["Discovery"]},
        {"source": STAGES["Handoff"]}, {"to": "nobody"}, {"offered_at": "soon"},
    ],
)  # fmt: skip
def test_an_absurd_or_forged_offer_is_refused(world: World, ann: Device, claims: dict[str, str | None]) -> None:
    card = ann.add("MQL")
    made = Handoff(
        "o1", "offered", ann.member, source=STAGES["MQL"], offered_at=moment(world), due=moment(world, 30_000)
    )
    whole = {**made.encode(None), **claims}  # type: ignore[dict-item]
    found = ann.offer(CARD, card, {"stage": STAGES["Handoff"], "rank": "a", "handoff": whole}, "offer")
    assert (found.status, bool(found.code and found.detail)) == ("rejected", True)
    assert found.code in {"invalid", "forbidden", "handoff_moved"}
    assert registers(world, card)["stage"] == STAGES["MQL"]


def test_an_offer_goes_to_whoever_may_answer_it(world: World, ann: Device, ben: Device) -> None:
    for nobody in (ann.member, world.viewer.member, world.commenter.member):
        made = Handoff("o1", "offered", ann.member, to=nobody, source=STAGES["MQL"], due="2099-01-01T00:00:00Z")
        assert act(ann, ann.add("MQL"), "Handoff", made, None, "offer").code == "invalid"
    made = Handoff("o1", "offered", ann.member, to=ben.member, source=STAGES["MQL"], due="2099-01-01T00:00:00Z")
    assert act(ann, card := ann.add("MQL"), "Handoff", made, None, "offer").status == "applied"
    assert present(world, card).to == ben.member


def test_deadline_time_and_origin_of_an_offer_are_the_servers(world: World, ann: Device) -> None:
    card = ann.add("Engaged")
    made = Handoff(
        "o1", "offered", ann.member, source=STAGES["MQL"], offered_at="2001-01-01T00:00:00Z", due="2001-01-02T00:00:00Z"
    )
    assert act(ann, card, "Handoff", made, None, "offer").status == "applied"
    found = present(world, card)
    assert (found.offered_at, found.source, found.by) == (moment(world), STAGES["Engaged"], ann.member)
    assert found.due == "2025-10-08T17:00:00Z"  # eight business hours on


def test_an_offer_has_an_id_of_its_own(world: World, ann: Device, ben: Device) -> None:
    card, other = ann.add("MQL"), ann.add("MQL")
    there = offered(ann, card)
    for taken in (
        "o1",
        derive_id(BOARD_ID, "x", "y"),
        "00000000-0000-8000-8000-000000000000",
        "",
        "a.b",
        "o\n2",
        "o" * 65,
    ):
        made = Handoff(taken, "offered", ann.member, source=STAGES["MQL"], due="2099-01-01T00:00:00Z")
        assert act(ann, other, "Handoff", made, None, "offer").code == "invalid"
    back = replace(there, state="withdrawn")
    assert act(ann, card, "MQL", back, there, "withdraw").status == "applied"
    assert (
        act(ann, card, "Handoff", there, back, "offer").code == "handoff_moved"
    )  # it speaks of the one that was withdrawn


# -- answers


def answer(device: Device, card: str, there: Handoff, state: handoff.State, stage: str, **claims: Json) -> Verdict:
    registers = replace(there, state=state).encode(there)
    whole = {**registers, "answered_by": device.member, **claims}  # type: ignore[dict-item]
    return device.offer(CARD, card, {"stage": STAGES[stage], "rank": "a", "handoff": whole}, state)


def test_an_answer_is_given_in_ones_own_name(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    there = offered(ann, card)
    assert answer(ben, card, there, "accepted", "Accepted", answered_by=ann.member).code == "forbidden"
    assert answer(ben, card, there, "accepted", "Accepted", by=ben.member).code == "forbidden"
    assert answer(ben, card, there, "returned", "Nurture", again="some day").code == "invalid"
    for closed in ("Won", "Lost"):
        assert answer(ben, card, there, "accepted", closed).status == "rejected"
    assert answer(ben, card, there, "accepted", "Accepted").status == "applied"
    found = present(world, card)
    assert (found.by, found.answered_by, found.due) == (ann.member, ben.member, None)


def test_an_answer_keeps_nothing_that_it_may_not_say(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    there = offered(ann, card)
    claims = {
        "to": ann.member,
        "source": STAGES["Won"],
        "offered_at": "2001-01-01T00:00:00Z",
        "answered_at": "2001-01-01T00:00:00Z",
        "left": 9,
    }
    assert answer(ben, card, there, "accepted", "Accepted", **claims).status == "applied"
    found = present(world, card)
    assert (found.to, found.source, found.left) == (None, STAGES["MQL"], None)
    assert found.offered_at <= str(found.answered_at) <= moment(world)


def test_a_question_stops_the_clock_and_its_answer_starts_it_by_the_servers(
    world: World, ann: Device, ben: Device
) -> None:
    card = ann.add("MQL")
    there = offered(ann, card)
    entered = registers(world, card)["entered_at"]
    world.now = clock.ms_of("2025-10-08T10:00:00Z")
    asked_now = replace(there, state="asked", left=10**9).encode(there)
    whole = {**asked_now, "reply_due": "9999-01-01T00:00:00Z"}  # type: ignore[dict-item]
    stays = {"stage": STAGES["Handoff"], "entered_at": "2001-01-01T00:00:00Z"}
    assert ben.offer(CARD, card, {**stays, "handoff": whole}, "ask").status == "applied"
    asked = present(world, card)
    assert (asked.left, asked.due, asked.reply_due) == (7 * 3600, None, "2025-10-09T10:00:00Z")
    assert registers(world, card)["entered_at"] == entered
    world.now += 86_400_000
    replied = {**replace(asked, state="offered", due="9999-01-01T00:00:00Z").encode(asked)}  # type: ignore[dict-item]
    assert ann.offer(CARD, card, {**stays, "handoff": replied}, "answer").status == "applied"
    assert present(world, card).due == "2025-10-09T17:00:00Z"


def late(ann: Device, ben: Device, *, hours: float, base: int | None = None) -> tuple[str, Verdict]:
    """An answer that is made offline in time and arrives so many hours after the offer ran out."""
    world, card = ann.world, ann.add("MQL")
    there = offered(ann, card)
    due = due_of(world, card)
    ben.base = ben.pull().head
    registers = {"stage": STAGES["Accepted"], "rank": "a", "handoff": replace(there, state="accepted").encode(there)}
    made = ben.change(CARD, card, registers, "accept")
    past(world, due)
    assert server.let_pass(world.hub) >= 1
    past(world, due, int(hours * 3600))
    (verdict,) = ben.push(made._replace(base=made.base if base is None else base)).verdicts
    return card, verdict


def test_an_answer_in_time_counts_for_three_days(world: World, ann: Device, ben: Device) -> None:
    card, verdict = late(ann, ben, hours=71.9)
    assert verdict.status == "applied"
    found = present(world, card)
    assert (found.state, found.offered_at <= str(found.answered_at) < "2025-10-08T17:00:00Z") == ("accepted", True)


def test_an_answer_that_comes_after_three_days_is_too_late(world: World, ann: Device, ben: Device) -> None:
    assert late(ann, ben, hours=72.1)[1].code == "handoff_moved"


def test_who_knew_that_the_offer_ran_out_did_not_answer_it_in_time(world: World, ann: Device, ben: Device) -> None:
    assert late(ann, ben, hours=1, base=10**6)[1].code == "handoff_moved"


def test_an_answer_is_never_older_than_its_offer(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    there = offered(ann, card)
    ben.offset_ms = -400 * 86_400_000
    whole = replace(there, state="accepted").encode(there)
    change = ben.change(
        CARD, card, {"stage": STAGES["Accepted"], "rank": "a", "handoff": whole}, "accept", base=ben.pull().head
    )
    assert ben.push(change).verdicts[0].status == "applied"
    found = present(world, card)
    assert found.answered_at == found.offered_at


# -- ticks, signatures, contests


def test_ticks_and_signatures_are_dated_by_the_server(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("Engaged")
    agree(ann, ben)
    tick: Json = {"by": ann.member, "evidence": "20k", "at": "2001-01-01T00:00:00Z"}
    assert ann.offer(CARD, card, {"tick.budget": tick}, "tick").status == "applied"
    assert registers(world, card)["tick.budget"] == {"by": ann.member, "evidence": "20k", "at": moment(world)}
    _, board = server.card(world.hub, ann.caller, BOARD_ID, card)
    assert board.agreement is not None
    assert all(each.at[:10] == "2025-10-08" for each in board.agreement.signatures.values())
    for forged in ({**tick, "by": ben.member}, {**tick, "by": "board"}):  # type: ignore[dict-item]
        assert ann.offer(CARD, card, {"tick.budget": forged}, "redo", undo_of=new_id()).status == "rejected"


def test_nobody_rules_alone_who_is_not(world: World, ann: Device, ben: Device) -> None:
    card, _ = returned(ann, ben)
    assert ann.offer(CARD, card, contested(ann), "contest").status == "applied"
    assert registers(world, card)["contest.o1"] == {
        "by": ann.member,
        "at": moment(world),
        "words": "No.",
        "reason": "no budget",
    }
    said = ruling(ann, "marketing", "overturn")
    alone = {name: {**value, "alone": True} for name, value in said.items()}  # type: ignore[dict-item]
    assert ann.offer(CARD, card, alone, "rule_on").code == "forbidden"
    long = {name: {**value, "because": "x" * 141} for name, value in said.items()}  # type: ignore[dict-item]
    assert ann.offer(CARD, card, long, "rule_on").code == "forbidden"
    assert ann.offer(CARD, card, said, "rule_on").status == "applied"


def test_what_a_card_passed_under_is_the_servers_to_say(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("Engaged", email="jane@acme.example")
    digest = agree(ann, ben)
    passed: Json = {"stage": STAGES["MQL"], "version": digest, "met": ["email", "budget", "more"], "of": 9}
    assert ann.offer(CARD, card, {"passed": passed}).code == "invalid"
    tick: Json = {"by": ann.member, "evidence": "20k", "at": moment(world)}
    move = {"stage": STAGES["MQL"], "rank": "a", "tick.budget": tick}
    assert ann.offer(CARD, card, {**move, "passed": passed}, "move").status == "applied"
    assert registers(world, card)["passed"] == {
        "stage": STAGES["MQL"],
        "version": digest,
        "met": ["email", "budget"],
        "of": 2,
    }


# -- times and acts


@pytest.mark.parametrize("name", ["created_at", "entered_at", "acted_at"])
def test_nobody_says_when_a_card_was_made_or_moved(world: World, name: str) -> None:
    card = world.member.add()
    assert world.member.offer(CARD, card, {name: "2001-01-01T00:00:00Z"}).code == "invalid"
    assert (
        world.member.offer(CARD, card, {"stage": STAGES["MQL"], "rank": "a", name: "2001-01-01T00:00:00Z"}, "move").code
        == "invalid"
    )
    new = {"created": True, "title": "x", "stage": STAGES["MQL"], "rank": "a", name: "2001-01-01T00:00:00Z"}
    assert world.member.offer(CARD, new_id(), new, "create").code == "invalid"
    assert world.member.offer(CARD, card, {"created": True}, "edit").code == "invalid"


def test_nothing_happened_before_its_author_had_an_account(world: World) -> None:
    device = world.member
    device.offset_ms = -20 * 365 * 86_400_000
    card = device.add()
    device.comment(card)
    assert {change.at[:10] for change in log_of(world)[-2:]} == {"2025-10-07"}


@pytest.mark.parametrize("verb", ["purge", "expire", "join"])
def test_what_only_the_server_does_nobody_pushes(world: World, verb: str) -> None:
    assert world.lead.offer(CARD, world.lead.add(), {"title": "x"}, verb).code == "forbidden"


def test_an_act_is_one_persons(world: World) -> None:
    card = world.lead.add()
    theirs = world.lead.change(CARD, card, {"title": "x"})
    world.lead.push(theirs)
    for claim in ({"act": theirs.act}, {"tx": theirs.tx}, {"act": theirs.tx}, {"tx": theirs.act}):
        found = world.member.offer(CARD, card, {"title": "y"}, **claim)
        assert (found.code, found.detail) == ("invalid", "That act is somebody else's.")
    both = [world.lead.change(CARD, card, {"title": "z"}, act=theirs.act) for _ in range(2)]
    assert [each.status for each in world.lead.push(*both).verdicts] == ["applied"] * 2


def test_the_servers_own_device_is_nobody_elses(world: World) -> None:
    joined = next(change for change in log_of(world) if change.verb == "join")
    stolen = world.device("member")
    stolen.id = joined.device
    with pytest.raises(Stopped, match="take a new"):
        stolen.push(stolen.change(CARD, new_id(), {"created": True, "title": "x"}, "create"))
