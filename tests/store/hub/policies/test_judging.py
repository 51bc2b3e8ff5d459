"""Who may change what: roles against verbs, the gate before a stage, whose a comment is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kanban.domain.change import BOARD, CARD, COMMENT, MEMBER, STAGE
from kanban.domain.ids import new_id
from kanban.protocol.types import Stopped, Verdict
from tests.store.hub.world import BOARD_ID, PUBLISHER, STAGES, Device, World

DOES: dict[str, Callable[[Device, str], Verdict]] = {
    "create": lambda d, _: d.offer(CARD, new_id(), {"created": True, "title": "x", "stage": STAGES["Nurture"]},
                                   "create"),
    "edit": lambda d, card: d.offer(CARD, card, {"title": "y"}),
    "label": lambda d, card: d.offer(CARD, card, {"label.vip": True}, "label"),
    "move": lambda d, card: d.offer(CARD, card, {"stage": STAGES["MQL"], "rank": "a"}, "move"),
    "delete": lambda d, card: d.offer(CARD, card, {"deleted": True}, "delete"),
    "import": lambda d, card: d.offer(CARD, card, {"title": "z"}, "import"),
    "comment": lambda d, card: d.comment(card)[1],
    "stage": lambda d, _: d.offer(STAGE, STAGES["MQL"], {"limit": 3}, "stage"),
    "board": lambda d, _: d.offer(BOARD, BOARD_ID, {"name": "Mine"}, "board"),
    "member": lambda d, _: d.offer(MEMBER, PUBLISHER, {"team": "marketing"}, "member"),
    "promote oneself": lambda d, _: d.offer(MEMBER, d.member, {"role": "lead"}, "member"),
    "away": lambda d, _: d.offer(MEMBER, d.member, {"away": True}, "member"),
    "another away": lambda d, _: d.offer(MEMBER, PUBLISHER, {"away": True}, "member"),
}  # fmt: skip
MAY = {
    "viewer": set(),
    "commenter": {"comment", "away"},
    "member": {"comment", "away", "create", "edit", "label", "move", "delete", "import"},
    "lead": set(DOES),
}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("what", DOES)
def test_each_role_may_what_it_may(world: World, role: str, what: str) -> None:
    card = world.lead.add()
    found = DOES[what](world.devices[role], card)
    assert (found.status, found.code) == (("applied", "") if what in MAY[role] else ("rejected", "forbidden"))
    assert bool(found.detail) == (found.status == "rejected")


def test_a_role_that_changes_counts_from_the_next_change_on(world: World) -> None:
    card = world.member.add()
    world.lead.offer(MEMBER, world.member.member, {"role": "viewer"}, "member")
    assert world.member.offer(CARD, card, {"title": "no"}).code == "forbidden"
    world.lead.offer(MEMBER, world.viewer.member, {"role": "lead"}, "member")
    demoted = world.lead.change(MEMBER, world.lead.member, {"role": "viewer"}, "member")
    after = world.lead.change(CARD, card, {"title": "no"})
    assert [v.code for v in world.lead.push(demoted, after).verdicts] == ["", "forbidden"]


def test_who_was_removed_is_told_so_as_a_whole(world: World) -> None:
    card = world.member.add()
    world.lead.offer(MEMBER, world.member.member, {"deleted": True}, "member")
    for ask in (lambda: world.member.offer(CARD, card, {"title": "no"}), world.member.pull, world.member.push):
        with pytest.raises(Stopped) as stopped:
            ask()
        assert stopped.value.kind == "forbidden"
    world.lead.offer(MEMBER, world.member.member, {"deleted": False}, "member")
    world.member.dseq -= 1
    assert world.member.offer(CARD, card, {"title": "again"}).status == "applied"


@pytest.mark.parametrize("change", [{"role": "member"}, {"deleted": True}, {"role": None}])
def test_of_two_leads_who_demote_each_other_one_stays(world: World, change: dict[str, str | bool | None]) -> None:
    world.lead.offer(MEMBER, world.member.member, {"role": "lead"}, "member")
    assert world.lead.offer(MEMBER, world.member.member, change, "member").status == "applied"
    last = world.device("lead").offer(MEMBER, world.lead.member, change, "member")
    assert (last.code, last.detail) == (
        "invalid",
        "Lead is the only lead of this board; make someone else a lead first.",
    )
    assert world.lead.offer(MEMBER, world.lead.member, {"name": "Leah", "role": "lead"}, "member").status == "applied"


def test_nobody_pushes_a_purge(world: World) -> None:
    assert world.lead.offer(CARD, world.lead.add(), {"deleted": True}, "purge").code == "forbidden"


# -- the gate


def test_a_move_needs_what_its_stage_requires(world: World) -> None:
    device = world.member
    card = device.add(stage="Proposal")
    found = device.offer(CARD, card, {"stage": STAGES["Lost"], "rank": "a"}, "move")
    assert (found.code, found.detail) == ("stage_gate", "Lost needs the lost reason.")
    assert (
        device.offer(CARD, card, {"stage": STAGES["Lost"], "rank": "a", "lost_reason": ""}, "move").code == "stage_gate"
    )
    moved = device.offer(CARD, card, {"stage": STAGES["Lost"], "rank": "a", "lost_reason": "price"}, "move")
    assert moved.status == "applied"
    assert device.offer(CARD, card, {"lost_reason": None}).code == "stage_gate"
    assert device.offer(CARD, card, {"lost_reason": "other"}).status == "applied"
    back = device.offer(CARD, card, {"stage": STAGES["Won"], "rank": "b", "lost_reason": None, "value": 1}, "move")
    assert back.status == "applied"


def test_what_is_brought_along_but_was_overtaken_opens_no_gate(world: World) -> None:
    card = world.member.add(stage="Proposal")
    offline, base = world.device("member"), world.member.base
    late = offline.change(CARD, card, {"stage": STAGES["Won"], "rank": "a", "value": 5}, "move", base=base)
    for value in (7, None):
        world.member.offer(CARD, card, {"value": value})
    verdict = offline.push(late).verdicts[0]
    assert (verdict.code, verdict.detail) == ("stage_gate", "Won needs the value.")
    again = {"stage": STAGES["Won"], "rank": "a", "value": 5}
    assert offline.push(offline.change(CARD, card, again, "move")).verdicts[0].status == "applied"


def test_what_the_card_has_already_opens_the_gate(world: World) -> None:
    card = world.member.add(lost_reason="price", stage="Proposal")
    assert world.member.offer(CARD, card, {"stage": STAGES["Lost"], "rank": "a"}, "move").status == "applied"


def test_an_amount_of_nothing_is_something(world: World) -> None:
    world.lead.offer(STAGE, STAGES["Won"], {"required": ["value", "label.vip", "field.Size"]}, "stage")
    card = world.member.add(value=0, stage="Proposal")
    move = {"stage": STAGES["Won"], "rank": "a"}
    assert world.member.offer(CARD, card, move | {"field.Size": "XL"}, "move").code == "stage_gate"
    assert world.member.offer(CARD, card, move | {"field.Size": "XL", "label.vip": True}, "move").status == "applied"


def test_a_stage_must_be_one(world: World) -> None:
    card = world.member.add()
    for stage in (new_id(), None, 7):
        assert world.member.offer(CARD, card, {"stage": stage}, "move").code == "invalid"
    world.lead.offer(STAGE, STAGES["MQL"], {"deleted": True}, "stage")
    assert world.member.offer(CARD, card, {"stage": STAGES["MQL"]}, "move").status == "applied"


def test_creation_and_import_place_freely(world: World) -> None:
    card = world.member.add("Lost")
    assert world.member.offer(CARD, card, {"title": "edited"}).status == "applied"
    registers = {"created": True, "title": "x", "stage": STAGES["Lost"], "rank": "a"}
    assert world.member.offer(CARD, new_id(), registers, "import", at="2020-01-01T00:00:00Z").status == "applied"
    again = {"created": True, "stage": STAGES["Lost"]}
    assert world.member.offer(CARD, world.member.add(), again, "create").code == "stage_gate"


def test_a_requirement_that_came_later_asks_at_the_next_move(world: World) -> None:
    card = world.member.add("Discovery")
    world.lead.offer(STAGE, STAGES["Discovery"], {"required": ["phone"]}, "stage")
    assert world.member.offer(CARD, card, {"title": "still here", "phone": None}).status == "applied"
    assert world.member.offer(CARD, card, {"stage": STAGES["Proposal"]}, "move").status == "applied"
    assert world.member.offer(CARD, card, {"stage": STAGES["Discovery"]}, "move").code == "stage_gate"


# -- comments


def test_a_comment_is_its_authors(world: World) -> None:
    card = world.member.add()
    note, written = world.commenter.comment(card)
    assert written.status == "applied"
    for device in (world.member, world.lead):
        for change in ({"body": "other words"}, {"deleted": True}, {"kind": "decision"}):
            assert device.offer(COMMENT, note, change, "edit_comment").code == "not_author"
    assert world.commenter.offer(COMMENT, note, {"body": "my words"}, "edit_comment").status == "applied"
    assert world.commenter.offer(COMMENT, note, {"deleted": True}, "retract").status == "applied"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"author": PUBLISHER}, "not_author"),
        ({"author": "Somebody"}, "not_author"),
        ({"author": None}, "missing_parent"),
        ({"team": "marketing"}, "invalid"),
        ({"card": new_id()}, "missing_parent"),
        ({"card": None}, "missing_parent"),
    ],
)
def test_a_comment_says_who_wrote_it_on_what(world: World, more: dict[str, str | None], code: str) -> None:
    _, found = world.member.comment(world.member.add(), **more)
    assert (found.status, found.code) == ("rejected", code)


@pytest.mark.parametrize("name", ["card", "author", "team"])
def test_where_it_belongs_never_changes(world: World, name: str) -> None:
    card, other = world.member.add(), world.member.add()
    note, _ = world.member.comment(card)
    held = {"card": card, "author": world.member.member, "team": "sales"}
    assert world.member.offer(COMMENT, note, {name: other}).code == "invalid"
    assert world.member.offer(COMMENT, note, {name: held[name]}).status in {"applied", "superseded"}


def test_an_import_brings_what_others_said(world: World) -> None:
    card, note = world.member.add(), new_id()
    registers = {"created": True, "card": card, "author": "Mia of old", "team": "", "kind": "comment", "body": "Called"}
    assert world.member.offer(COMMENT, note, registers, "comment").code == "not_author"
    note, act = new_id(), new_id()
    assert (
        world.member.offer(COMMENT, note, registers, "import", at="2020-01-01T00:00:00Z", act=act).status == "applied"
    )
    assert world.lead.offer(COMMENT, note, {"body": "Never called"}, "edit_comment").code == "not_author"
    assert world.commenter.offer(COMMENT, note, {"deleted": True}, "undo", undo_of=act).code == "forbidden"
    assert world.member.offer(COMMENT, note, {"deleted": True}, "undo").code == "not_author"
    assert world.member.offer(COMMENT, note, {"deleted": True}, "undo", undo_of=act).status == "applied"
    forged = registers | {"author": PUBLISHER}
    assert world.member.offer(COMMENT, new_id(), forged, "import").code == "not_author"


def test_a_comment_comes_with_its_card_in_one_transaction(world: World) -> None:
    device, card, tx = world.member, new_id(), new_id()
    made = device.change(CARD, card, {"created": True, "title": "x", "stage": STAGES["Nurture"]}, "create", tx=tx)
    registers = {
        "created": True,
        "card": card,
        "author": device.member,
        "team": "sales",
        "kind": "comment",
        "body": "Hi",
    }
    note = device.change(COMMENT, new_id(), registers, "comment", tx=tx)
    assert [v.status for v in device.push(made, note).verdicts] == ["applied", "applied"]
