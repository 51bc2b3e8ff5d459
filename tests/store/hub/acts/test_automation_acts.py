"""Rules on a server: who may change them, what devices' rules did, what REST and time set off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kanban.domain import clock
from kanban.domain.acts import verbs
from kanban.domain.change import CARD, MEMBER, RULE, Change, Json
from kanban.domain.ids import new_id
from kanban.store import hub as server
from tests.store.hub.policies.test_door import due_of, offered, past
from tests.store.hub.world import BOARD_ID, STAGES, Device, World


@pytest.fixture
def ann(world: World) -> Device:
    """A marketer."""
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing"}, "member")
    return world.member


def rule(world: World, when: str, *then: dict[str, str], **more: Json) -> str:
    made = new_id()
    registers: dict[str, Json] = {
        "created": True, "name": when, "when": when, "then": [*then], "on": True, "since": clock.iso_ms(world.now),
        **more,
    }  # fmt: skip
    assert world.lead.offer(RULE, made, registers, "rule").status == "applied"
    return made


VIP = {"do": "label", "text": "vip"}


def labels(world: World, card: str) -> tuple[str, ...]:
    return server.card(world.hub, world.lead.caller, BOARD_ID, card)[0].labels


def by_rules(device: Device) -> list[Change]:
    return [change for change in device.pull().changes if "rule" in change.extra]


@pytest.mark.usefixtures("unchecked")
def test_only_leads_change_rules_and_any_content_is_kept(world: World) -> None:
    for device in (world.viewer, world.commenter, world.member):
        verdict = device.offer(RULE, new_id(), {"created": True, "name": "Mine"}, "rule")
        assert (verdict.code, verdict.detail.endswith("only leads can change rules.")) == ("forbidden", True)
    odd: dict[str, Json] = {
        "created": True,
        "name": 3,
        "when": {"moon": "full"},
        "then": "dance",
        "on": "perhaps",
        "if": ["x"],
    }
    assert world.lead.offer(RULE, new_id(), odd, "rule").status == "applied"
    card = world.member.add()
    assert world.member.offer(CARD, card, {"stage": STAGES["Engaged"], "rank": "b"}, "move").status == "applied"
    world.now += 10**9
    assert server.let_pass(world.hub) == 0
    assert by_rules(world.lead) == []


def test_what_a_rule_did_falls_with_what_set_it_off(world: World, ann: Device) -> None:
    made = rule(world, "enters", VIP)
    card = ann.add()

    def moved(stage: str) -> tuple[Change, Change]:
        whole = new_id()
        first = ann.change(CARD, card, {"stage": STAGES[stage], "rank": "b"}, "move", act=whole)
        label = ann.change(CARD, card, {"label.vip": True}, "label", act=whole, extra={"rule": made, "of": first.id})
        return first, label

    pushed = ann.push(*moved("Engaged"))
    assert [each.status for each in pushed.verdicts] == ["applied"] * 2
    assert next(change.extra for change in by_rules(world.lead))["rule"] == made
    first, label = moved("Discovery")  # marketing may not
    pushed = ann.push(first, label)
    assert [each.code for each in pushed.verdicts] == ["forbidden", "missing_parent"]
    assert pushed.verdicts[1].detail == "The change that triggered the rule was refused, so the rule did nothing."
    first, label = moved("Discovery")
    assert ann.push(first).verdicts[0].code == "forbidden"
    assert ann.push(label).verdicts[0].code == "missing_parent"  # also in a request of its own
    first, label = moved("MQL")
    assert [each.status for each in ann.push(first, label).verdicts] == ["applied"] * 2


def test_a_rule_does_no_more_than_whoever_set_it_off_may(world: World) -> None:
    made = rule(world, "commented", VIP)
    card = world.member.add()
    _, verdict = world.commenter.comment(card)
    label = world.commenter.change(CARD, card, {"label.vip": True}, "label", extra={"rule": made, "of": verdict.id})
    assert world.commenter.push(label).verdicts[0].code == "forbidden"
    note = {f"rule.{made}": {"trouble": "Commenter is a commenter."}}
    assert world.commenter.offer(CARD, card, note, "rule", extra={"rule": made, "of": verdict.id}).status == "applied"


def test_a_push_sets_nothing_off_and_rest_does(world: World, ann: Device) -> None:
    rule(world, "enters", VIP, stage=STAGES["MQL"], **{"if": "value>=50k"})
    card = ann.add("MQL", value=6_000_000, currency="EUR")
    assert labels(world, card) == ()  # the device that made it looked at its own rules
    registers: dict[str, Json] = {"title": "From the form", "value": 6_000_000, "currency": "EUR"}

    def verb(view: server.ServerView):
        return verbs.create(view, registers, stage=view.board.find_stage("MQL"))

    done = server.act(world.hub, ann.caller, BOARD_ID, verb, "key")
    assert labels(world, done.entities[0]) == ("vip",)
    made, label = [change for change in ann.pull().changes if change.entity == done.entities[0]]
    assert (label.act, label.actor, label.extra["of"]) == (made.act, ann.member, made.id)
    assert label.tx != made.tx
    again = server.act(world.hub, ann.caller, BOARD_ID, verb, "key")
    assert again.is_repeat
    assert again.entities[0] == done.entities[0]
    assert len(by_rules(ann)) == 1


def test_rest_says_what_kept_a_rule_from_its_part(world: World) -> None:
    rule(world, "enters", VIP, {"do": "offer", "text": "it is time"})
    done = server.act(world.hub, world.member.caller, BOARD_ID, lambda view: verbs.create(view, {"title": "New"}))
    assert done.warnings == ("The rule “enters” changed nothing: Only marketing can offer cards to sales.",)
    assert labels(world, done.entities[0]) == ()


def test_what_falls_due_sets_a_rule_off_once_whoever_looks(world: World, ann: Device) -> None:
    late, quiet = rule(world, "overdue", VIP), rule(world, "stale", {"do": "comment", "text": "Wake it up"})
    day = clock.from_iso(clock.iso_ms(world.now)).date()
    card = ann.add("Engaged", next_step="call", next_on=(day + timedelta(days=1)).isoformat())
    old = ann.add(next_step="call", next_on=(day - timedelta(days=9)).isoformat())
    assert server.let_pass(world.hub) == 0
    world.now += 2 * 86_400_000
    assert server.let_pass(world.hub) == 1
    assert server.let_pass(world.hub) == 0
    world.hub.due_times.clear()  # another worker, or the same after a new start
    assert server.let_pass(world.hub) == 0
    assert (labels(world, card), labels(world, old)) == (("vip",), ())
    assert [(each.actor, each.extra["rule"], each.id[14]) for each in by_rules(ann)] == [("board", late, "8")] * 2
    world.now += 29 * 86_400_000
    assert server.let_pass(world.hub) == 1
    found, _ = server.card(world.hub, ann.caller, BOARD_ID, card)
    assert found.touched_at < clock.iso_ms(world.now - 30 * 86_400_000)  # a rule's words wake nothing up
    assert server.let_pass(world.hub) == 0
    assert [each.extra["rule"] for each in by_rules(ann)][2:] == [quiet] * 2


def test_a_diary_follows_what_changes(world: World, ann: Device) -> None:
    rule(world, "overdue", VIP, **{"if": "label:hot"})
    day = clock.from_iso(clock.iso_ms(world.now)).date()
    card = ann.add("Engaged", next_step="call", next_on=(day + timedelta(days=1)).isoformat())
    assert server.let_pass(world.hub) == 0
    ann.offer(CARD, card, {"next_on": (day + timedelta(days=5)).isoformat(), "label.hot": True})
    world.now += 3 * 86_400_000
    assert server.let_pass(world.hub) == 0
    world.now += 3 * 86_400_000
    assert server.let_pass(world.hub) == 1
    other = ann.add("Engaged", next_step="call", next_on=(day + timedelta(days=6)).isoformat())
    world.now += 3 * 86_400_000
    assert server.let_pass(world.hub) == 0  # its query does not find it
    assert world.hub.due_times[BOARD_ID].due == {}
    assert labels(world, other) == ()


def test_an_offer_that_runs_out_sets_rules_off(world: World, ann: Device) -> None:
    rule(world, "enters", VIP, stage=STAGES["MQL"])
    card = ann.add("MQL")
    offered(ann, card)
    past(world, due_of(world, card))
    assert server.let_pass(world.hub) == 1
    assert labels(world, card) == ("vip",)
