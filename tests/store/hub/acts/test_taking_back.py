"""Undo, redo and import on the server: no verb is a pass, and what honest devices take back or bring again is taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kanban.domain.change import CARD, COMMENT, MEMBER, STAGE, Json
from kanban.domain.ids import new_id
from kanban.protocol.types import Verdict
from kanban.store import hub as server
from tests.store.hub.policies.test_agreement import agree
from tests.store.hub.policies.test_door import offered
from tests.store.hub.world import BOARD_ID, STAGES, Device, World, hearing, log_of

LONG_AGO = "2020-02-03T00:00:00Z"


@pytest.fixture
def ann(world: World) -> Device:
    """A marketer."""
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing"}, "member")
    return world.member


@pytest.fixture
def ben(world: World) -> Device:
    """A lead of sales."""
    return world.lead


def held(world: World, card: str, name: str) -> Json:
    found = server.card(world.hub, world.lead.caller, BOARD_ID, card)[0]
    return getattr(found, name) if hasattr(found, name) else found.value_of(name)


def undo(
    device: Device, card: str, act: str, registers: dict[str, Json], verb: str = "undo", etype: str = CARD
) -> Verdict:
    device.base = device.pull().head
    return device.offer(etype, card, registers, verb, undo_of=act, act=f"{verb} of {act[:20]}".replace(" ", "-"))


# -- undo


def test_an_undo_sets_what_was_there_before_and_nothing_else(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("Nurture", company="Acme")
    assert ann.offer(CARD, card, {"title": "New", "company": None, "label.vip": True}, act="mine").status == "applied"
    for wrong in (
        {"title": "Forged"},
        {"phone": "1"},
        {"stage": STAGES["MQL"]},
        {"title": "Acme", "value": 5},
        {"deleted": True},
    ):
        assert undo(ann, card, "mine", wrong).status == "rejected"  # type: ignore[arg-type]
    assert undo(ben, card, "mine", {"title": "Acme"}).code == "forbidden"
    assert undo(ann, card, new_id(), {"title": "Acme"}).status == "rejected"
    assert (
        undo(ann, card, "mine", {"title": "Acme", "label.vip": None}).status == "applied"
    )  # and leaves the company out
    assert (held(world, card, "title"), held(world, card, "company")) == ("Acme", None)
    done = undo(ann, card, "undo-of-mine", {"title": "New", "label.vip": True}, "redo")
    assert (done.status, held(world, card, "title")) == ("applied", "New")
    assert undo(ann, card, "mine", {"title": "New"}, "redo").status == "rejected"  # that was no undo


@pytest.mark.parametrize("verb", ["undo", "redo", "merge", "import", "whatever", "create"])
def test_no_verb_opens_a_gate(world: World, ann: Device, ben: Device, verb: str) -> None:
    world.lead.offer(MEMBER, ann.member, {"role": "lead"}, "member")
    card = ann.add("Engaged")
    sold = ben.add("Discovery")
    agree(ann, ben)
    world.lead.offer(STAGE, STAGES["Won"], {"required": ["value"]}, "stage")
    for undo_of in (None, new_id()):
        for device, which, stage in (
            (ann, card, "MQL"),
            (ben, sold, "Won"),
            (ann, card, "Handoff"),
            (ben, card, "Discovery"),
        ):
            found = device.offer(
                CARD, which, {"stage": STAGES[stage], "rank": "a"}, verb, undo_of=undo_of, act=new_id()
            )
            assert found.status == "rejected", (verb, stage)
    assert (held(world, card, "stage"), held(world, sold, "stage")) == (STAGES["Engaged"], STAGES["Discovery"])


def test_an_undo_meets_the_gate_of_the_stage_to_which_it_leads(world: World, ann: Device, ben: Device) -> None:
    card = ben.add("Discovery")
    assert ben.offer(CARD, card, {"stage": STAGES["Proposal"], "rank": "b"}, "move", act="on").status == "applied"
    world.lead.offer(STAGE, STAGES["Discovery"], {"required": ["phone"]}, "stage")
    back = {"stage": STAGES["Discovery"], "rank": "a0"}
    assert undo(ben, card, "on", back).code == "stage_gate"
    assert ben.offer(CARD, card, {"phone": "1"}).status == "applied"
    assert undo(ben, card, "on", back).status == "applied"


def test_what_somebody_set_since_is_theirs(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    assert ann.offer(CARD, card, {"title": "Mine"}, act="mine").status == "applied"
    assert ben.offer(CARD, card, {"title": "Theirs"}, act="theirs").status == "applied"
    assert undo(ann, card, "mine", {"title": "Acme"}).code == "invalid"  # it has seen theirs
    offline = ann.change(CARD, card, {"title": "Acme"}, "undo", undo_of="mine", base=0)
    assert ann.push(offline).verdicts[0].status == "applied"  # it has not: clocks decide


def test_an_undo_gives_back_what_its_author_had_not_heard_of(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    assert ben.offer(CARD, card, {"title": "Theirs"}).status == "applied"
    assert ann.offer(CARD, card, {"title": "Mine"}, act="mine").status == "applied"  # made before theirs was pulled
    change = ann.change(CARD, card, {"title": "Acme"}, "undo", undo_of="mine", base=0)
    assert ann.push(change).verdicts[0].status == "applied"
    assert held(world, card, "title") == "Theirs"


def test_a_crossing_is_taken_back_whole_by_whoever_made_it(world: World, ann: Device, ben: Device) -> None:
    card = ann.add("MQL")
    offered(ann, card, act_id="offered")
    for part in ({"stage": STAGES["MQL"]}, {"handoff": None}, {"stage": STAGES["Nurture"], "handoff": None}):
        assert undo(ann, card, "offered", part).status == "rejected"  # type: ignore[arg-type]
    forged: Json = {"offer": "o1", "state": "withdrawn", "by": ann.member}
    assert undo(ann, card, "offered", {"stage": STAGES["MQL"], "handoff": forged}).status == "rejected"
    assert undo(ann, card, "offered", {"stage": STAGES["MQL"], "handoff": None}).status == "applied"
    again = {"offer": "o1", "state": "offered", "by": "somebody", "due": "9999-01-01T00:00:00Z"}
    whole: dict[str, Json] = {"stage": STAGES["Handoff"], "handoff": {**again}}
    assert undo(ann, card, "undo-of-offered", whole, "redo").status == "applied"
    kept = log_of(world)[-1].set["handoff"]
    assert (kept["by"], kept["due"]) == (ann.member, "2025-10-08T17:00:00Z")  # type: ignore[index,call-overload]


def test_taking_back_what_was_made_takes_it_off_the_board(world: World, ann: Device, ben: Device) -> None:
    card, note = new_id(), new_id()
    made = {"created": True, "title": "x", "stage": STAGES["MQL"], "rank": "a"}
    assert ann.offer(CARD, card, made, "create", act="made").status == "applied"
    said = {"created": True, "card": card, "author": ann.member, "team": "marketing", "kind": "comment", "body": "Hi"}
    assert ann.offer(COMMENT, note, said, "comment", act="said").status == "applied"
    assert undo(ann, card, "made", {"title": None}).status == "rejected"
    assert undo(ben, note, "said", {"deleted": True}, etype=COMMENT).code == "forbidden"
    assert undo(ann, note, "said", {"deleted": True}, etype=COMMENT).status == "applied"
    assert undo(ann, card, "made", {"deleted": True}).status == "applied"
    assert undo(ann, card, "undo-of-made", {"deleted": None}, "redo").status == "applied"
    assert held(world, card, "deleted") is False


def test_what_others_have_worked_on_stays_on_the_board(world: World, ann: Device, ben: Device) -> None:
    made = {"created": True, "title": "x", "stage": STAGES["MQL"], "rank": "a"}
    for number, work in enumerate(("edit", "comment")):
        card, act = new_id(), f"made-{number}"
        assert ann.offer(CARD, card, made, "create", act=act).status == "applied"
        if work == "edit":
            ben.offer(CARD, card, {"phone": "1"})
        else:
            ben.comment(card)
        assert undo(ann, card, act, {"deleted": True}).status == "superseded"
        assert held(world, card, "deleted") is False


# -- import


def imported(device: Device, stage: str, act: str = "", **more: Json) -> str:
    card = new_id()
    made = {"created": True, "title": "x", "stage": STAGES[stage], "rank": "a", **more}
    assert device.offer(CARD, card, made, "import", at=LONG_AGO, act=act or new_id()).status == "applied"
    return card


def bring(device: Device, card: str, stage: str, at: str = "2021-03-04T00:00:00Z") -> Verdict:
    return device.offer(CARD, card, {"stage": STAGES[stage], "rank": "b"}, "import", at=at)


def test_a_new_card_of_an_import_is_placed_and_dated_by_its_file(world: World, ann: Device) -> None:
    card = imported(ann, "Won")
    assert (log_of(world)[-1].at, log_of(world)[-1].verb) == (LONG_AGO, "import")
    assert (held(world, card, "created_at"), held(world, card, "entered_at")) == (LONG_AGO, LONG_AGO)
    ahead = ann.offer(
        CARD, new_id(), {"created": True, "title": "x", "stage": STAGES["Won"]}, "import", at="2099-01-01T00:00:00Z"
    )
    assert (ahead.status, log_of(world)[-1].at[:10]) == ("applied", "2025-10-08")
    tx, act, later = new_id(), new_id(), new_id()
    first = ann.change(CARD, later, {"created": True, "title": "y"}, "import", at=LONG_AGO, act=act, tx=tx)
    placed = ann.change(
        CARD, later, {"stage": STAGES["Lost"], "rank": "a"}, "import", at="2020-05-05T00:00:00Z", act=act, tx=tx
    )
    assert [each.status for each in ann.push(first, placed).verdicts] == ["applied"] * 2
    assert held(world, later, "entered_at") == "2020-05-05T00:00:00Z"
    for verb in ("create", "merge", "undo"):
        ann.offer(CARD, new_id(), {"created": True, "title": "x", "stage": STAGES["Won"]}, verb, at=LONG_AGO)
        assert log_of(world)[-1].at[:10] == "2025-10-08"


def test_a_later_import_moves_what_nobody_has_worked_on(world: World, ann: Device, ben: Device) -> None:
    for past, to in (
        ("Nurture", "MQL"),
        ("Discovery", "Proposal"),
        ("Discovery", "Won"),
        ("Nurture", "Lost"),
        ("Won", "Negotiation"),
    ):
        card = imported(ann, past)
        assert bring(ann, card, to).status == "applied"
        assert (held(world, card, "stage"), held(world, card, "entered_at")) == (STAGES[to], "2021-03-04T00:00:00Z")
        assert bring(ann, card, past).status == ("rejected" if (past, to) == ("Nurture", "Lost") else "applied")
    for past, to in (("Nurture", "Discovery"), ("Discovery", "MQL"), ("MQL", "Handoff"), ("Handoff", "Accepted")):
        refused = bring(ann, imported(ann, past), to)
        assert (refused.code, "A file can't move a card" in refused.detail) == ("forbidden", True)


def test_what_somebody_has_worked_on_no_file_moves(world: World, ann: Device, ben: Device) -> None:
    by_hand = ann.add("Nurture")
    moved = imported(ann, "Nurture")
    ann.offer(CARD, moved, {"stage": STAGES["Engaged"], "rank": "a"}, "move", act="moved")
    for card in (by_hand, moved):
        refused = bring(ann, card, "MQL")
        assert (refused.code, "has worked on this card" in refused.detail) == ("forbidden", True)
    at_the_door = imported(ann, "MQL")
    offered(ann, at_the_door, "o7")
    assert bring(ann, at_the_door, "Nurture").code == "handoff_moved"
    assert undo(ann, moved, "moved", {"stage": STAGES["Nurture"], "rank": "a"}).status == "applied"
    assert bring(ann, moved, "MQL").status == "applied"  # what was undone counts for nothing


def test_in_an_import_a_card_that_stays_keeps_no_other_one_back(world: World, ann: Device) -> None:
    fresh, by_hand, tx, act = imported(ann, "Nurture"), ann.add("Nurture"), new_id(), new_id()
    three = [
        ann.change(CARD, card, registers, "import", tx=tx, act=act)
        for card, registers in (
            (fresh, {"stage": STAGES["MQL"], "rank": "a"}), (by_hand, {"stage": STAGES["MQL"], "rank": "b"}),
            (by_hand, {"phone": "1"}),
        )
    ]  # fmt: skip
    assert [each.status for each in ann.push(*three).verdicts] == ["applied", "rejected", "applied"]
    assert [each.status for each in ann.push(*three).verdicts] == ["duplicate", "rejected", "duplicate"]
    mixed = [
        ann.change(CARD, by_hand, {"phone": "2"}, "edit", tx="one", act="one"),
        ann.change(CARD, by_hand, {"stage": STAGES["MQL"], "rank": "b"}, "import", tx="one", act="one"),
    ]
    assert [each.status for each in ann.push(*mixed).verdicts] == ["rejected"] * 2
    assert held(world, by_hand, "phone") == "1"


def test_two_who_import_the_same_file_make_one_card(world: World, ann: Device, ben: Device) -> None:
    card = imported(ann, "Nurture", company="Acme")
    ann.offer(CARD, card, {"stage": STAGES["Engaged"], "rank": "a"}, "move")
    again = {"created": True, "title": "x", "stage": STAGES["Nurture"], "rank": "a", "company": "Acme Ltd"}
    assert ben.offer(CARD, card, again, "import", at=LONG_AGO).status == "applied"
    assert (held(world, card, "stage"), held(world, card, "company")) == (STAGES["Engaged"], "Acme Ltd")
    assert log_of(world)[-1].set == {"title": "x", "company": "Acme Ltd"}
    note, said = new_id(), {"created": True, "card": card, "author": "Mia", "team": "", "kind": "comment", "body": "Hi"}
    assert ann.offer(COMMENT, note, said, "import", at=LONG_AGO).status == "applied"
    assert ben.offer(COMMENT, note, {**said, "body": "Else"}, "import", at=LONG_AGO).status == "superseded"
    own, _ = world.lead.comment(card)
    assert ann.offer(COMMENT, own, {**said, "body": "Else"}, "import", at=LONG_AGO).code == "not_author"


def test_a_file_brings_no_tick_and_no_offer(world: World, ann: Device) -> None:
    card = imported(ann, "Nurture")
    for name, value in (
        ("handoff", {"offer": "o", "state": "accepted", "by": ann.member}),
        ("contest.o", {"by": ann.member}),
    ):
        assert ann.offer(CARD, card, {name: value}, "import").status == "rejected"
        assert ann.offer(CARD, new_id(), {"created": True, "title": "x", name: value}, "import").status == "rejected"


def test_a_card_is_merged_into_one_that_is_there(world: World, ann: Device) -> None:
    card, other = ann.add(), ann.add()
    for into in (card, new_id(), 7):
        assert ann.offer(CARD, card, {"deleted": True, "merged_into": into}, "merge").status == "rejected"
    assert ann.offer(CARD, new_id(), {"created": True, "title": "x", "merged_into": other}, "create").code == "invalid"
    assert ann.offer(CARD, card, {"deleted": True, "merged_into": other}, "merge").status == "applied"


def test_many_undos_of_one_card_ask_for_its_past_once(world: World) -> None:
    member = world.member
    card = member.add()
    edits = [member.change(CARD, card, {"title": f"Title {number}"}) for number in range(400)]
    member.push(*edits)
    member.base = member.pull().head
    asked = {
        count: len(
            statements(
                world,
                lambda count=count: member.push(
                    *(member.change(CARD, card, {"title": "Else"}, "undo", undo_of=each.act) for each in edits[:count])
                ),
            )
        )
        for count in (2, 200)
    }
    assert asked[200] < asked[2] + 10


def statements(world: World, do: Callable[[], object]) -> list[str]:
    """Return the statements that something runs about acts and changes of the past."""
    found: list[str] = []

    def seen(connection, cursor, statement, parameters, context, many) -> None:
        if statement.startswith("SELECT") and ("FROM hub_act" in statement or "FROM hub_change" in statement):
            found.append(statement)

    with hearing(world, seen):
        do()
    return found
