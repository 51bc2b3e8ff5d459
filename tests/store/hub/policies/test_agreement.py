"""The agreement on the server: who may propose and sign, and that no client that does not check gets a card past a
gate."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import clock
from kanban.domain.acts import verbs
from kanban.domain.agreements import agreement
from kanban.domain.agreements.agreement import AGREEMENT, Content, Levels, Line
from kanban.domain.agreements.gate import UnmetRequirement
from kanban.domain.card import Card
from kanban.domain.change import CARD, MEMBER, Json
from kanban.domain.handoffs.handoff import Handoff
from kanban.protocol.types import Verdict
from kanban.store import hub as server
from tests.examples import examples
from tests.store.hub.world import BOARD_ID, STAGES, Device, World

CONTENT = Content(
    (
        Line("email", (STAGES["MQL"], STAGES["Handoff"]), "fact", "The e-mail is known", "marketing", "has:email"),
        Line("budget", (STAGES["MQL"],), "judgement", "They told us a budget", "marketing"),
        Line("decider", (STAGES["Discovery"],), "judgement", "We met who decides", "sales"),
    ),
    Levels(answer=4 * 3600),
)


@pytest.fixture
def ann(world: World) -> Device:
    """A lead of marketing."""
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing", "role": "lead"}, "member")
    return world.member


@pytest.fixture
def ben(world: World) -> Device:
    """A lead of sales."""
    return world.lead


def propose(device: Device, content: Content = CONTENT, **more: Json) -> tuple[str, str, Verdict]:
    """Propose without asking anybody; returns the entity, the hash and the verdict."""
    written = agreement.encode_content(content)
    digest = agreement.hash_content(written)
    entity = agreement.entity_of(BOARD_ID, digest)
    registers = {
        "created": True,
        "content": written,
        "hash": digest,
        "by": device.member,
        "at": clock.iso_ms(device.world.now),
        **more,
    }
    return entity, digest, device.offer(AGREEMENT, entity, registers, "propose")


def sign(device: Device, entity: str, digest: str, team: str, **more: Json) -> Verdict:
    value: dict[str, Json] = {
        "hash": digest,
        "member": device.member,
        "at": clock.iso_ms(device.world.now),
        **more,
    }
    return device.offer(AGREEMENT, entity, {f"sign.{team}": value}, "sign")


def agree(ann: Device, ben: Device, content: Content = CONTENT) -> str:
    entity, digest, verdict = propose(ann, content)
    assert verdict.status == "applied"
    assert sign(ann, entity, digest, "marketing").status == "applied"
    assert sign(ben, entity, digest, "sales").status == "applied"
    return digest


def test_only_leads_propose_and_sign(world: World, ann: Device, ben: Device) -> None:
    for device in (world.viewer, world.commenter):
        assert propose(device)[2].code == "forbidden"
    entity, digest, _ = propose(ann)
    world.lead.offer(MEMBER, world.commenter.member, {"role": "member"}, "member")
    assert sign(world.commenter, entity, digest, "sales").code == "forbidden"


def test_nobody_signs_for_the_other_team_or_for_somebody_else(ann: Device, ben: Device) -> None:
    entity, digest, _ = propose(ann)
    assert sign(ann, entity, digest, "sales").code == "forbidden"
    assert sign(ben, entity, digest, "sales", member=ann.member).code == "forbidden"
    assert sign(ben, entity, "0" * 64, "sales").code == "invalid"
    assert ann.offer(AGREEMENT, entity, {"sign.marketing": None}, "undo").code == "invalid"
    assert sign(ben, entity, digest, "sales", alone=True).code == "invalid"
    assert sign(ben, entity, digest, "sales", at="2020-01-01T00:00:00Z").code == "invalid"
    assert sign(ben, entity, digest, "sales", at="soon").code == "invalid"
    value = {"hash": digest, "member": ben.member, "at": "2001-01-01T00:00:00Z"}
    old = f"{978_307_200_000:012x}-0000-{ben.id[-8:]}"
    assert ben.offer(AGREEMENT, entity, {"sign.sales": value}, "sign", at=value["at"], stamp=old).code == "invalid"
    assert sign(ben, entity, digest, "sales").status == "applied"


def test_a_version_never_changes_and_is_named_by_what_it_says(ann: Device, ben: Device) -> None:
    entity, digest, _ = propose(ann)
    other = agreement.encode_content(replace(CONTENT, levels=Levels(attempts=3)))
    assert ann.offer(AGREEMENT, entity, {"content": other}).code == "invalid"
    assert ann.offer(AGREEMENT, entity, {"hash": "0" * 64}).code == "invalid"
    assert ann.offer(AGREEMENT, entity, {"deleted": True}, "delete").code == "invalid"
    assert propose(ben)[2].status == "applied"  # who proposes the same says nothing new
    assert propose(ann, hash="1" * 64)[2].code == "invalid"
    assert propose(ann, replace(CONTENT, after="2" * 64), by=ben.member)[2].code == "invalid"
    nonsense = replace(CONTENT, lines=(replace(CONTENT.lines[0], fact="overdue"),))
    assert propose(ann, nonsense)[2].code == "invalid"
    assert propose(ann, Content())[2].code == "invalid"
    assert ann.offer(AGREEMENT, entity, {"sign.marketing": {"hash": digest}}, "sign").code == "invalid"


def test_one_that_another_overtook_is_not_signed(ann: Device, ben: Device) -> None:
    late = replace(CONTENT, levels=Levels(attempts=5))
    entity, digest, _ = propose(ann, late)
    first = agree(ann, ben)
    assert "went live first" in sign(ann, entity, digest, "marketing").detail
    agree(ann, ben, replace(late, after=first))


def test_one_signature_is_enough_where_the_other_team_has_no_lead(world: World) -> None:
    entity, digest, _ = propose(world.lead)
    assert sign(world.lead, entity, digest, "sales", alone=True).status == "applied"
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing"}, "member")
    card = world.member.add("Engaged")
    move = world.member.offer(CARD, card, {"stage": STAGES["MQL"], "rank": "a"}, "move")
    assert (move.code, "requirement 1 of agreement v1" in move.detail) == ("stage_gate", True)


def test_no_card_gets_past_a_gate_on_any_road(world: World, ann: Device, ben: Device) -> None:
    card, closed = ann.add("Engaged"), ann.add("Lost", lost_reason="price")
    ann.offer(CARD, card, {"stage": STAGES["MQL"], "rank": "a"}, "move")
    ann.offer(CARD, card, {"stage": STAGES["Engaged"], "rank": "a"}, "move")
    digest = agree(ann, ben)
    for verb in ("move", "edit", "undo", "redo", "label"):
        assert ann.offer(CARD, card, {"stage": STAGES["MQL"], "rank": "a"}, verb).code == "stage_gate"
    made = Handoff("o1", "offered", ann.member, source=STAGES["Engaged"], due="2099-01-01T00:00:00Z")
    through: dict[str, Json] = {"stage": STAGES["Handoff"], "rank": "a", "handoff": made.encode(None)}
    assert ann.offer(CARD, card, through, "offer").code == "stage_gate"
    tick: Json = {"by": ann.member, "evidence": "20k", "at": "2026-11-23T10:00:00Z"}
    there: dict[str, Json] = {"stage": STAGES["MQL"], "rank": "a", "email": "jane@acme.example", "tick.budget": tick}
    assert ann.offer(CARD, card, {**there, "email": None}, "move").code == "stage_gate"
    passed: Json = {"stage": STAGES["MQL"], "version": "0" * 64, "met": ["email", "budget"], "of": 2}
    assert ann.offer(CARD, card, {**there, "passed": passed}, "move").code == "invalid"
    passed = {"stage": STAGES["MQL"], "version": digest, "met": ["email", "budget"], "of": 2}
    assert ann.offer(CARD, card, {**there, "passed": passed}, "move").status == "applied"
    assert ann.offer(CARD, card, through, "offer").status == "applied"
    back = Handoff("o1", "withdrawn", ann.member, source=STAGES["Engaged"])
    assert (
        ann.offer(CARD, card, {"stage": STAGES["MQL"], "rank": "b", "handoff": back.encode(made)}, "withdraw").status
        == "applied"
    )
    assert ann.offer(CARD, ann.add("MQL"), {"title": "placed, and edited"}).status == "applied"
    assert ben.offer(CARD, closed, {"stage": STAGES["Discovery"], "rank": "a"}, "move").code == "stage_gate"


def test_only_its_own_team_ticks_a_line_and_in_ones_own_name(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("Engaged")
    agree(ann, ben)
    mine: dict[str, Json] = {"by": ann.member, "evidence": "20k", "at": "2026-11-23T10:00:00Z"}
    assert ben.offer(CARD, card, {"tick.budget": {**mine, "by": ben.member}}, "tick").code == "forbidden"
    assert ann.offer(CARD, card, {"tick.decider": mine}, "tick").code == "forbidden"
    assert ann.offer(CARD, card, {"tick.budget": {**mine, "by": ben.member}}, "tick").code == "forbidden"
    for value in (True, {"by": ann.member}, {**mine, "evidence": "x" * 281}):
        assert ann.offer(CARD, card, {"tick.budget": value}, "tick").code == "invalid"
    for name in ("email", "nothing"):
        assert ann.offer(CARD, card, {f"tick.{name}": mine}, "tick").code == "invalid"
    assert ann.offer(CARD, card, {"tick.budget": mine}, "tick").status == "applied"
    assert ben.offer(CARD, card, {"tick.budget": None}, "untick").code == "forbidden"
    assert ann.offer(CARD, card, {"tick.budget": None}, "untick").status == "applied"
    made = ben.change(
        CARD,
        card.replace(card[:8], "01890000"),
        {"created": True, "title": "x", "stage": STAGES["MQL"], "rank": "a", "tick.budget": mine},
        "create",
    )
    assert ben.push(made).verdicts[0].code == "forbidden"


@pytest.mark.usefixtures("unchecked")
def test_strange_registers_stop_nobody_but_their_own_card(world: World, ann: Device, ben: Device) -> None:
    agree(ann, ben)
    card = ann.add("Engaged", email=["no", "address"], value="much", labels=7)
    verdict = ann.offer(CARD, card, {"stage": STAGES["MQL"], "rank": "a"}, "move")
    assert verdict.code == "stage_gate"


def test_what_programs_do_over_rest_goes_through_the_same_gate(world: World, ann: Device, ben: Device) -> None:
    agree(ann, ben)
    card = ann.add("Engaged")
    with pytest.raises(UnmetRequirement):
        server.act(
            world.hub,
            ann.caller,
            BOARD_ID,
            lambda view: verbs.move(view, [card], to=view.board.stage(STAGES["MQL"]), inputs={"tick.budget": "20k"}),
        )


# -- whatever clients that check nothing may send


MOVES = ("Nurture", "Engaged", "MQL", "Discovery", "Proposal")

things = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(["ann", "ben", "stranger"]), st.sampled_from(MOVES),
              st.sampled_from(["move", "edit", "undo", "redo", "done"])),
    st.tuples(st.just("email"), st.sampled_from(["ann", "ben"]), st.sampled_from(["jane@acme.example", None, 7]),
              st.just("edit")),
    st.tuples(st.just("tick"), st.sampled_from(["ann", "ben"]), st.sampled_from(["budget", "decider", "email"]),
              st.sampled_from(["tick", "edit", "undo"])),
    st.tuples(st.just("untick"), st.sampled_from(["ann", "ben"]), st.sampled_from(["budget", "decider"]),
              st.sampled_from(["untick", "undo"])),
    st.tuples(st.just("agree"), st.sampled_from(["both", "ann", "ben"]), st.sampled_from([1, 2]), st.just("sign")),
)  # fmt: skip


@examples(40)
@given(st.lists(things, max_size=14))
def test_in_the_servers_order_no_card_enters_a_stage_whose_lines_it_fails(
    rows: list[tuple[str, str, Json, str]],
) -> None:
    world = World()
    try:
        world.lead.offer(MEMBER, world.member.member, {"team": "marketing", "role": "lead"}, "member")
        world.lead.offer(MEMBER, world.commenter.member, {"role": "member"}, "member")
        people = {"ann": world.member, "ben": world.lead, "stranger": world.commenter}
        # without a door a move between the teams is no handoff, so that every stage can be reached by a bare move
        world.lead.offer("stage", STAGES["Handoff"], {"deleted": True}, "stage")
        card = world.member.add("Engaged")
        versions = {}
        for kind, who, what, verb in rows:
            if kind == "agree":
                versions[what] = _signed_by(world, who, replace(CONTENT, levels=Levels(attempts=int(str(what)))))
                continue
            device = people[who]
            before = _card(world, card)
            if kind == "move":
                registers: dict[str, Json] = {"stage": STAGES[str(what)], "rank": "a"}
            elif kind == "email":
                registers = {"email": what}
            elif kind == "tick":
                registers = {f"tick.{what}": {"by": device.member, "evidence": "x", "at": "2026-11-23T10:00:00Z"}}
            else:
                registers = {f"tick.{what}": None}
            verdict = device.offer(CARD, card, registers, verb)
            after = _card(world, card)
            if verdict.status == "rejected":
                assert after == before
            if kind == "move" and after.stage != before.stage:
                _assert_met(world, after)
            if kind in {"tick", "untick"} and verdict.status == "applied":
                wanted = "marketing" if what == "budget" else "sales"
                assert (what != "email", {"ann": "marketing", "ben": "sales"}[who]) == (True, wanted)
    finally:
        world.close()


def _signed_by(world: World, who: str, content: Content) -> str:
    entity, digest, _ = propose(world.member, content)
    if who in {"both", "ann"}:
        sign(world.member, entity, digest, "marketing")
    if who in {"both", "ben"}:
        sign(world.lead, entity, digest, "sales")
    return digest


def _card(world: World, card: str) -> Card:
    return server.card(world.hub, world.member.caller, BOARD_ID, card)[0]


def _assert_met(world: World, card: Card) -> None:
    """By hand, and not by the gate: what CONTENT asks of the stage where the card is now."""
    _, board = server.card(world.hub, world.member.caller, BOARD_ID, card.id)
    if board.agreement is None:
        return
    name = board.stage(card.stage).name
    assert name != "MQL" or (card.email and card.extra.get("tick.budget"))
    assert name != "Discovery" or card.extra.get("tick.decider")


def test_what_passed_holds_whole_whatever_others_did_under_later_clocks(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("Engaged", email="jane@acme.example")
    digest = agree(ann, ben)
    late = world.device("lead")
    late.offset_ms = 60_000
    assert late.offer(CARD, card, {"email": None}).status == "applied"
    passed: Json = {"stage": STAGES["MQL"], "version": digest, "met": ["email", "budget"], "of": 2}
    tick: Json = {"by": ann.member, "evidence": "20k", "at": "2026-11-23T10:00:00Z"}
    moved = {"stage": STAGES["MQL"], "rank": "a", "email": "jane@acme.example", "tick.budget": tick, "passed": passed}
    assert ann.offer(CARD, card, moved, "move").status == "applied"
    there = _card(world, card)
    assert (there.email, next(name for name, each in STAGES.items() if each == there.stage)) == (
        "jane@acme.example",
        "MQL",
    )
