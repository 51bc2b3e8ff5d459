"""A return that the leads overturn is offered again: by the ruling that decides, or by the server where neither
device knew."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid5

import pytest

from kanban.domain import clock
from kanban.domain.change import CARD, MEMBER, Act, Change, Json
from kanban.domain.errors import Refused
from kanban.domain.handoffs import contest, handoff
from kanban.domain.handoffs.handoff import Handoff
from kanban.domain.ids import new_id
from kanban.store import hub as server
from tests.store.hub.acts.test_automation_acts import VIP, rule
from tests.store.hub.policies.test_contest import contested, ruling
from tests.store.hub.policies.test_door import act, offered
from tests.store.hub.world import BOARD_ID, STAGES, Device, World, log_of


@pytest.fixture
def ann(world: World) -> Device:
    """A lead of marketing."""
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing", "role": "lead"}, "member")
    return world.member


@pytest.fixture
def ben(world: World) -> Device:
    """A lead of sales."""
    return world.lead


@pytest.fixture
def offer() -> str:
    return new_id()


@pytest.fixture
def card(ann: Device, ben: Device, offer: str) -> str:
    """A card that was returned, which Ann contests."""
    made = ann.add("MQL")
    there = offered(ann, made, offer)
    after = handoff.read({**there.encode(None), "state": "returned", "reason": "no budget"})  # type: ignore[dict-item]
    assert after is not None
    assert act(ben, made, "Nurture", after, there, "return").status == "applied"
    assert ann.offer(CARD, made, contested(ann, offer), "contest").status == "applied"
    return made


def after(offer: str) -> str:
    return str(uuid5(UUID(offer), "overturned"))


def again(device: Device, old: str, **more: str) -> dict[str, Json]:
    """What a device writes that offers a card again along with its ruling."""
    past = Handoff(old, "returned", device.member)
    made = Handoff(after(old), "offered", device.member, due="2099-01-01T00:00:00Z", overturned=old)
    handoff: dict[str, Json] = {**made.encode(past), **more}  # type: ignore[dict-item]
    return {"stage": STAGES["Handoff"], "rank": "a1", "handoff": handoff}


def present(world: World, card: str) -> Handoff:
    found = handoff.read(server.card(world.hub, world.lead.caller, BOARD_ID, card)[0].value_of("handoff"))
    assert found is not None
    return found


def new_offers(world: World) -> list[Change]:
    return [each for each in log_of(world) if "overturned" in str(each.set.get("handoff")) and each.undo_of is None]


def test_the_ruling_that_decides_carries_the_new_offer_as_the_server_words_it(
    world: World, ann: Device, ben: Device, card: str, offer: str
) -> None:
    assert ben.offer(CARD, card, ruling(ben, "sales", "overturn", offer), "rule_on").status == "applied"
    given = ruling(ann, "marketing", "overturn", offer) | again(ann, offer, to=new_id(), by=ben.member)
    assert ann.offer(CARD, card, given, "rule_on", act="ruled").status == "applied"
    found, now = present(world, card), clock.iso_ms(world.now)
    assert (found.offer, found.state, found.by, found.to) == (after(offer), "offered", ann.member, None)
    assert found.overturned == offer
    assert found.due is not None
    assert now < found.due < "2099"
    assert len(new_offers(world)) == 1
    ann.base = world.device("lead").base
    answered = handoff.read({**found.encode(None), "state": "accepted"})  # type: ignore[dict-item]
    assert answered is not None
    assert act(ben, card, "Accepted", answered, found, "accept").status == "applied"
    assert present(world, card).overturned == offer
    back: dict[str, Json] = dict.fromkeys(given)
    assert ann.offer(CARD, card, back, "undo", undo_of="ruled").status == "rejected"


def test_a_ruling_with_its_offer_is_undone_and_redone_in_one(
    world: World, ann: Device, ben: Device, card: str, offer: str
) -> None:
    before = server.card(world.hub, ben.caller, BOARD_ID, card)[0]
    ben.offer(CARD, card, ruling(ben, "sales", "overturn", offer), "rule_on")
    given = ruling(ann, "marketing", "overturn", offer) | again(ann, offer)
    ann.offer(CARD, card, given, "rule_on", act="ruled")
    back: dict[str, Json] = {
        f"ruling.{offer}.marketing": None, "stage": before.stage, "rank": before.rank,
        "handoff": before.value_of("handoff"), "entered_at": before.entered_at,
    }  # fmt: skip
    undone = ann.offer(CARD, card, back, "undo", undo_of="ruled", act="undone")
    assert (undone.status, undone.detail) == ("applied", "")
    assert present(world, card).state == "returned"
    assert ann.offer(CARD, card, given, "rule_on").status == "applied"
    assert present(world, card).offer == after(offer)


@pytest.mark.parametrize("first", ["marketing", "sales"])
def test_the_server_adds_the_offer_once_where_both_ruled_at_once(
    world: World, ann: Device, ben: Device, card: str, offer: str, first: str
) -> None:
    rule(world, "offered", VIP)
    devices = {"marketing": ann, "sales": ben}
    for team in (first, *({"marketing", "sales"} - {first})):
        device = devices[team]
        change = device.change(CARD, card, ruling(device, team, "overturn", offer), "rule_on")
        assert device.push(change).verdicts[0].status == "applied"
        assert device.push(change).verdicts[0].status == "duplicate"
    found = present(world, card)
    assert (found.offer, found.state, found.by, found.overturned) == (after(offer), "offered", ann.member, offer)
    (made,) = new_offers(world)
    assert (made.actor, made.id[14], "mac" in made.extra) == ("board", "8", True)
    shown = server.card(world.hub, ben.caller, BOARD_ID, card)[0]
    assert (shown.stage, shown.labels) == (STAGES["Handoff"], ("vip",))


def test_only_a_ruling_that_decides_offers_a_card_again(
    world: World, ann: Device, ben: Device, card: str, offer: str
) -> None:
    bare = again(ann, offer)
    assert ann.offer(CARD, card, bare, "offer").status == "rejected"  # no ruling at all
    given = ruling(ann, "marketing", "overturn", offer)
    assert ann.offer(CARD, card, given | bare, "rule_on").code == "forbidden"  # sales has not ruled
    assert ben.offer(CARD, card, ruling(ben, "sales", "overturn", offer), "rule_on").status == "applied"
    assert ann.offer(CARD, card, ruling(ann, "marketing", "uphold", offer) | bare, "rule_on").code == "forbidden"
    assert ann.offer(CARD, card, given | again(ann, offer, offer=new_id()), "rule_on").code == "invalid"
    assert ann.offer(CARD, card, given | again(ann, offer, state="accepted"), "rule_on").code == "invalid"
    assert ann.offer(CARD, card, given | bare | {"value": 1}, "rule_on").code == "invalid"
    assert ann.offer(CARD, card, given | bare, "import").status == "rejected"
    third = world.device("lead")
    assert third.offer(CARD, card, ruling(ben, "sales", "overturn", offer) | bare, "rule_on").code == "forbidden"
    assert (present(world, card).state, new_offers(world)) == ("returned", [])
    assert ann.offer(CARD, card, given, "rule_on").status == "applied"
    assert present(world, card).offer == after(offer)  # it decided, and its device did not know
    assert ann.offer(CARD, card, bare, "offer").status == "rejected"
    assert len(new_offers(world)) == 1


def test_a_ruling_stands_by_itself_where_the_card_went_on_meanwhile(
    world: World, ann: Device, ben: Device, card: str, offer: str
) -> None:
    ben.offer(CARD, card, ruling(ben, "sales", "overturn", offer), "rule_on")
    own = new_id()
    offered(ann, card, own, present(world, card))
    given = ruling(ann, "marketing", "overturn", offer) | again(ann, offer)
    assert ann.offer(CARD, card, given, "rule_on").status == "applied"
    assert present(world, card).offer == own
    assert new_offers(world) == []
    (taken,) = [each for each in log_of(world) if f"ruling.{offer}.marketing" in each.set]
    assert set(taken.set) == {f"ruling.{offer}.marketing"}


def test_it_goes_to_the_same_rep_and_to_sales_where_they_are_away(world: World, ann: Device, ben: Device) -> None:
    for away in (False, True):
        offer, made = new_id(), ann.add("MQL")
        there = Handoff(offer, "offered", ann.member, to=ben.member, source=STAGES["MQL"], due="2099-01-01T00:00:00Z")
        assert act(ann, made, "Handoff", there, None, "offer").status == "applied"
        back = handoff.read({**there.encode(None), "state": "returned", "reason": "no need"})  # type: ignore[dict-item]
        assert back is not None
        assert act(ben, made, "Nurture", back, there, "return").status == "applied"
        ann.offer(CARD, made, contested(ann, offer), "contest")
        ben.offer(MEMBER, ben.member, {"away": away}, "member")
        ben.offer(CARD, made, ruling(ben, "sales", "overturn", offer), "rule_on")
        ann.offer(CARD, made, ruling(ann, "marketing", "overturn", offer), "rule_on")
        assert present(world, made).to == (None if away else ben.member)


@pytest.mark.parametrize("at_once", [False, True])
def test_a_board_without_business_hours_holds_up_nobody(
    world: World, ann: Device, ben: Device, card: str, offer: str, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> None:
    """What can't be reckoned with is refused by itself, or left to people: the changes behind it are taken all the
    same."""
    assert ben.offer(CARD, card, ruling(ben, "sales", "overturn", offer), "rule_on").status == "applied"
    monkeypatch.setattr("kanban.domain.handoffs.handoff.answer_seconds", lambda _: 10**12)
    more = {} if at_once else again(ann, offer, by=ann.member)
    decides = ann.change(CARD, card, ruling(ann, "marketing", "overturn", offer) | more, "rule_on")
    pushed = ann.push(decides, ann.change(CARD, card, {"title": "Behind it"}))
    assert [each.status for each in pushed.verdicts] == ["applied" if at_once else "rejected", "applied"]
    assert at_once or "holidays" in pushed.verdicts[0].detail
    assert present(world, card).state == "returned"


@pytest.mark.parametrize("again_on", [None, "2026-12-24", "never"])
def test_a_card_that_was_disqualified_since_stays_there(
    world: World, ann: Device, ben: Device, offer: str, again_on: str | None
) -> None:
    """Overturning a final return brings the lead back; nothing does where marketing ended it afterwards."""
    made = ann.add("MQL")
    there = offered(ann, made, offer)
    answered = replace(there, state="returned", reason="no budget", again=again_on)
    returned = handoff.read(answered.encode(None))
    assert returned is not None
    to = "Disqualified" if again_on == "never" else "Nurture"
    assert act(ben, made, to, returned, there, "return", lost_reason="no budget").status == "applied"
    assert ann.offer(CARD, made, contested(ann, offer), "contest").status == "applied"
    if again_on != "never":
        given_up: dict[str, Json] = {"stage": STAGES["Disqualified"], "rank": "a", "lost_reason": "no need"}
        assert ann.offer(CARD, made, given_up, "move").status == "applied"
    for device, team in ((ben, "sales"), (ann, "marketing")):
        assert device.offer(CARD, made, ruling(device, team, "overturn", offer), "rule_on").status == "applied"
    shown = server.card(world.hub, ben.caller, BOARD_ID, made)[0]
    expected = ("Handoff", "offered") if again_on == "never" else ("Disqualified", "returned")
    assert (shown.stage, present(world, made).state) == (STAGES[expected[0]], expected[1])
    dispute = contest.read(shown.extra)
    assert dispute is not None
    assert dispute.outcome == "overturn", "the ruling stands in any case"


def test_a_ruling_that_carries_an_offer_leaves_a_disqualified_card(
    world: World, ann: Device, ben: Device, card: str, offer: str
) -> None:
    assert ben.offer(CARD, card, ruling(ben, "sales", "overturn", offer), "rule_on").status == "applied"
    given_up: dict[str, Json] = {"stage": STAGES["Disqualified"], "rank": "a", "lost_reason": "no need"}
    assert ann.offer(CARD, card, given_up, "move").status == "applied"
    forged = ruling(ann, "marketing", "overturn", offer) | again(ann, offer)
    assert ann.offer(CARD, card, forged, "rule_on").status == "applied"
    assert server.card(world.hub, ben.caller, BOARD_ID, card)[0].stage == STAGES["Disqualified"]
    assert present(world, card).state == "returned"
    assert new_offers(world) == []


def test_whoever_rules_is_told_why_a_card_stays_or_whence_it_goes(
    world: World, ann: Device, ben: Device, card: str, offer: str
) -> None:
    assert ben.offer(CARD, card, ruling(ben, "sales", "overturn", offer), "rule_on").status == "applied"

    def summarize() -> str:
        acts: list[str] = []

        def verb(view: server.ServerView) -> Act:
            acts.append(contest.rule_on(view, card, "overturn").summary)
            raise Refused("only to look")

        with pytest.raises(Refused):
            server.act(world.hub, ann.caller, BOARD_ID, verb)
        return acts[0]

    assert summarize().endswith("offered to sales again")
    assert ann.offer(CARD, card, {"stage": STAGES["Engaged"], "rank": "a"}, "move").status == "applied"
    assert summarize().endswith("offered to sales again from Engaged")
    given_up: dict[str, Json] = {"stage": STAGES["Disqualified"], "rank": "a", "lost_reason": "no need"}
    assert ann.offer(CARD, card, given_up, "move").status == "applied"
    assert "it stays in Disqualified, because marketing disqualified it since" in summarize()
