"""Whose words stand on a card and in an inbox: those of the token's member, or what a rule of the board says."""

from __future__ import annotations

import pytest

from kanban.domain.change import CARD, COMMENT, MEMBER, NOTICE, Json
from kanban.domain.ids import new_id
from tests.store.hub.acts.test_automation_acts import rule
from tests.store.hub.policies.test_forging import moment
from tests.store.hub.world import PUBLISHER, STAGES, Device, World, log_of


@pytest.fixture
def ann(world: World) -> Device:
    """A lead of marketing."""
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing", "role": "lead"}, "member")
    return world.member


# -- notices and notes of rules


def notice(card: str, **more: Json) -> dict[str, Json]:
    return {"created": True, "card": card, "to": "sales", "words": "Look at it", "at": "2001-01-01T00:00:00Z", **more}


def test_a_notice_is_its_authors_or_says_what_a_rule_says(world: World, ann: Device) -> None:
    made = rule(world, "commented", {"do": "notify", "to": "sales", "text": "Look at it"}, name="Watch")
    card = ann.add("MQL")
    commenter = world.commenter
    assert commenter.offer(NOTICE, new_id(), notice(card, rule="Watch"), "notify", card=card).code == "forbidden"
    assert commenter.offer(NOTICE, new_id(), notice(card, to="nobody"), "notify", card=card).code == "invalid"
    assert world.viewer.offer(NOTICE, new_id(), notice(card), "notify", card=card).code == "forbidden"
    own = new_id()
    assert commenter.offer(NOTICE, own, notice(card, by=PUBLISHER), "notify", card=card).status == "applied"
    assert log_of(world)[-1].set["by"] == commenter.member
    assert log_of(world)[-1].set["at"] == moment(world)
    assert ann.offer(NOTICE, own, {"words": "Else"}, "notify").code == "invalid"
    _, cause = commenter.comment(card)
    by_rule = {"rule": made, "of": cause.id}
    for wrong in (notice(card, rule="Watch", words="Pay me"), notice(card, rule="Watch", to="marketing")):
        assert commenter.offer(NOTICE, new_id(), wrong, "notify", card=card, extra=by_rule).code == "forbidden"
    other = notice(ann.add(), rule="Watch")
    assert commenter.offer(NOTICE, new_id(), other, "notify", extra=by_rule).code == "forbidden"
    assert (
        ann.offer(NOTICE, new_id(), notice(card, rule="Watch"), "notify", card=card, extra=by_rule).code == "forbidden"
    )
    assert (
        commenter.offer(NOTICE, new_id(), notice(card, rule="Else"), "notify", card=card, extra=by_rule).status
        == "applied"
    )
    assert log_of(world)[-1].set["rule"] == "Watch"


def test_nobody_notes_of_a_rule_what_it_did_not_do(world: World, ann: Device) -> None:
    of_time, of_acts = (
        rule(world, "stale", {"do": "label", "text": "vip"}),
        rule(world, "enters", {"do": "label", "text": "vip"}),
    )
    card = ann.add("Nurture")
    cause = ann.offer(CARD, card, {"stage": STAGES["Engaged"], "rank": "a"}, "move")
    for made in (of_time, of_acts):
        note: dict[str, Json] = {f"rule.{made}": {"due": "9999-01-01T00:00:00Z"}}
        for extra in ({}, {"rule": made, "of": cause.id}):
            assert ann.offer(CARD, card, note, "rule", extra=extra).status == "rejected"
    told: dict[str, Json] = {f"rule.{of_acts}": {"trouble": "No."}}
    assert ann.offer(CARD, new_id(), told, "rule", extra={"rule": of_acts, "of": cause.id}).status == "rejected"
    assert world.commenter.offer(CARD, card, told, "rule", extra={"rule": of_acts, "of": cause.id}).code == "forbidden"
    assert ann.offer(CARD, card, told, "rule", extra={"rule": of_acts, "of": cause.id}).status == "applied"


def test_nobody_does_in_the_name_of_a_rule_what_it_does_not(world: World, ann: Device) -> None:
    made = rule(
        world, "commented", {"do": "label", "text": "vip, -cold"}, {"do": "set", "name": "source", "text": "fair"},
        {"do": "set", "name": "close", "text": "+3d"}, {"do": "assign", "to": PUBLISHER},
        {"do": "comment", "text": "Look"}, {"do": "next", "text": "call", "on": "+1d"}, name="Watch",
    )  # fmt: skip
    card, other = ann.add("MQL", **{"label.Cold": True}), ann.add("MQL")
    _, cause = ann.comment(card, team="marketing")
    by_rule = {"rule": made, "of": cause.id}
    wrong: list[dict[str, Json]] = [
        {"title": "Forged"}, {"label.other": True}, {"label.vip": False}, {"label.cold": True},
        {"label.vip": True, "title": "Forged"}, {"source": "mine"}, {"source": "fair", "email": "a@b.example"},
        {"value": 5, "currency": "EUR"}, {"deleted": True}, {"sales_owner": "Member"}, {"merged_into": other},
        {"stage": STAGES["Engaged"], "rank": "a"}, {"rank": "a"}, {"next_step": "pay me"},
        {"next_step": "call", "next_on": "2026-12-01", "title": "Forged"}, {"field.x": "y"}, {},
    ]  # fmt: skip
    for registers in wrong:
        assert ann.offer(CARD, card, registers, extra=by_rule).status == "rejected", registers
    right: list[dict[str, Json]] = [
        {"label.VIP": True}, {"label.Cold": False}, {"source": "fair"}, {"close_on": "2026-12-01"},
        {"sales_owner": "Lead"}, {"next_step": "call", "next_on": "2026-12-01"},
    ]  # fmt: skip
    for registers in right:
        assert ann.offer(CARD, card, registers, extra=by_rule).status == "applied", registers
    long = rule(world, "commented", {"do": "comment", "text": "x" * 33_000}, {"do": "offer", "text": " "}, name="Long")
    for body, status in (("Look", "rejected"), ("Rule “Watch”: Pay", "rejected"), ("Rule “Watch”: Look", "applied")):
        registers = {
            "created": True, "card": card, "author": ann.member, "team": "marketing", "kind": "comment", "body": body,
        }  # fmt: skip
        found = ann.offer(COMMENT, new_id(), registers, "comment", card=card, extra=by_rule)
        assert found.status == status, body
        again = ann.offer(COMMENT, new_id(), registers, "comment", card=card, extra=by_rule | {"rule": long})
        assert again.code == "forbidden"


def test_where_something_came_from_is_the_servers_to_say(world: World) -> None:
    world.member.offer(CARD, world.member.add(), {"title": "x"}, extra={"via": "publish", "later": 1})
    assert log_of(world)[-1].extra == {"later": 1}


# -- comments


def test_no_file_decides_anything(world: World) -> None:
    card = world.member.add()
    brought: dict[str, Json] = {
        "created": True,
        "card": card,
        "author": "Lead",
        "team": "sales",
        "kind": "comment",
        "body": "40 % off.",
    }
    for verb in ("import", "undo", "redo", "merge", "whatever"):
        decided = {**brought, "kind": "decision"}
        assert world.commenter.offer(COMMENT, new_id(), decided, verb, at="2025-01-01T00:00:00Z").status == "rejected"
        assert world.member.offer(COMMENT, new_id(), decided, verb).status == "rejected"
    assert world.commenter.offer(COMMENT, new_id(), brought, "import").code == "forbidden"
    assert world.member.offer(COMMENT, new_id(), brought, "import").status == "applied"
    kept = log_of(world)[-1].set
    assert (kept["author"], kept["team"], kept["author_in_file"], kept["imported_by"]) == (
        None,
        None,
        "Lead",
        world.member.member,
    )
    assert (
        world.member.offer(
            COMMENT, new_id(), {**brought, "imported_by": world.member.member, "author": world.member.member}
        ).code
        == "not_author"
    )


def test_a_file_brings_back_only_what_a_file_brought(world: World) -> None:
    card = world.member.add()
    brought: dict[str, Json] = {"created": True, "card": card, "kind": "comment", "body": "Called", "author": "Jo"}
    ids = new_id()
    assert world.member.offer(COMMENT, ids, brought, "import").status == "applied"
    back: dict[str, Json] = {"deleted": False}
    assert world.commenter.offer(COMMENT, ids, back, "import").code == "forbidden"
    assert world.member.offer(COMMENT, ids, {**back, "body": "Else"}, "import").code == "not_author"
    assert world.member.offer(COMMENT, ids, back, "import").status == "applied"
    note, _ = world.commenter.comment(card)
    assert world.member.offer(COMMENT, note, back, "import").code == "not_author"


@pytest.mark.parametrize("kind", ["decision", "offer", "answer", "question", "return"])
def test_a_commenter_only_comments(world: World, kind: str) -> None:
    card = world.member.add()
    assert world.commenter.comment(card, kind=kind)[1].code == "forbidden"
    assert world.commenter.comment(card, kind="objection")[1].status == "applied"
    note, _ = world.commenter.comment(card)
    assert world.commenter.offer(COMMENT, note, {"kind": kind}, "edit_comment").code == "invalid"
