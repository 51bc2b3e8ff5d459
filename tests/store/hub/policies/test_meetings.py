"""Pipeline reviews and decisions on the server: whose they are, and what of them stays."""

from __future__ import annotations

import pytest

from kanban.domain.change import DECISION, MEETING, MEMBER, Json
from kanban.domain.ids import new_id
from kanban.protocol.types import Verdict
from kanban.store import hub as server
from tests.store.hub.world import BOARD_ID, Device, World

LATE = "2099-01-01T00:00:00Z"
THEN = "2025-09-01T00:00:00Z"


def begin(device: Device, **more: Json) -> tuple[str, Verdict]:
    meeting = new_id()
    registers: dict[str, Json] = {"created": True, "begun_by": device.member, "begun_at": THEN}
    return meeting, device.offer(MEETING, meeting, registers | more, "meet")


def decide(device: Device, meeting: str, **more: Json) -> tuple[str, Verdict]:
    decision = new_id()
    registers: dict[str, Json] = {
        "created": True, "meeting": meeting, "text": "Call within a day", "owner": device.member,
        "due_on": "2026-12-01", "measure": "median under 24 h", "author": device.member, "at": THEN,
    }  # fmt: skip
    return decision, device.offer(DECISION, decision, registers | more, "decide")


def board(world: World):
    return server.board(world.hub, world.lead.caller, BOARD_ID)


def test_members_begin_decide_judge_and_end(world: World) -> None:
    meeting, verdict = begin(world.member, begun_at=LATE)
    assert verdict.status == "applied"
    decision, verdict = decide(world.lead, meeting, measure="median under 24 h")
    assert verdict.status == "applied"
    judged: dict[str, Json] = {"verdict": "kept", "judged_by": world.member.member, "judged_at": LATE}
    assert world.member.offer(DECISION, decision, judged, "judge").status == "applied"
    ended: dict[str, Json] = {"ended_by": world.lead.member, "ended_at": THEN, "figures": {"stale": 3}}
    assert world.lead.offer(MEETING, meeting, ended, "meet").status == "applied"
    (found,), (made,) = board(world).meetings, board(world).decisions
    assert (found.begun_by, found.ended_by, found.figures) == (world.member.member, world.lead.member, {"stale": 3})
    assert found.begun_at < LATE, "a clock that is fast begins it now"
    assert (made.text, made.measure, made.verdict, made.judged_by) == (
        "Call within a day", "median under 24 h", "kept", world.member.member,
    )  # fmt: skip
    assert made.judged_at < LATE


def test_only_members_may_and_in_their_own_name(world: World) -> None:
    for device in (world.commenter, world.viewer):
        assert begin(device)[1].code == "forbidden"
    assert begin(world.member, begun_by=world.lead.member)[1].code == "not_author"
    meeting, _ = begin(world.member)
    for device in (world.commenter, world.viewer):
        assert decide(device, meeting)[1].code == "forbidden"
    assert decide(world.member, meeting, author=world.lead.member)[1].code == "not_author"
    decision, _ = decide(world.member, meeting)
    judged: dict[str, Json] = {"verdict": "not kept", "judged_by": world.lead.member, "judged_at": THEN}
    assert world.member.offer(DECISION, decision, judged, "judge").code == "not_author"
    ended: dict[str, Json] = {"ended_by": world.lead.member, "ended_at": THEN}
    assert world.member.offer(MEETING, meeting, ended, "meet").code == "not_author"
    assert board(world).decisions[0].verdict is None
    assert not board(world).meetings[0].ended_at


def test_nobody_rewrites_what_stands_in_the_name_of_another(world: World) -> None:
    meeting, _ = begin(world.member)
    ended: dict[str, Json] = {"ended_by": world.member.member, "ended_at": THEN, "figures": {"stale": 3}}
    world.member.offer(MEETING, meeting, ended, "meet")
    decision, _ = decide(world.member, meeting)
    judged: dict[str, Json] = {"verdict": "kept", "judged_by": world.member.member, "judged_at": THEN}
    world.member.offer(DECISION, decision, judged, "judge")
    before = board(world)
    for forged in ({"figures": {"stale": 99}}, {"ended_at": None}, {"ended_by": None, "figures": None}):
        assert world.lead.offer(MEETING, meeting, forged, "meet").code == "not_author"
    late: dict[str, Json] = {**judged, "judged_at": "1999-01-01T00:00:00Z"}
    assert world.lead.offer(DECISION, decision, late, "judge").code == "not_author"
    for part in (
        {"judged_by": None},
        {"verdict": None},
        {"judged_at": "1999-01-01T00:00:00Z"},
        {**judged, "verdict": None},
    ):
        assert world.lead.offer(DECISION, decision, part, "judge").code == "invalid"
    assert (board(world).meetings, board(world).decisions) == (before.meetings, before.decisions)


def test_what_was_decided_stays(world: World) -> None:
    meeting, _ = begin(world.member)
    decision, _ = decide(world.member, meeting)
    for registers in ({"text": "Call within a week"}, {"due_on": "2027-01-01"}, {"deleted": True}):
        assert world.member.offer(DECISION, decision, registers).code == "invalid"
    assert world.lead.offer(MEETING, meeting, {"begun_at": LATE}).code == "invalid"
    assert world.lead.offer(MEETING, meeting, {"deleted": True}).code == "invalid"
    assert board(world).decisions[0].text == "Call within a day"


def test_a_decision_needs_words_and_its_review(world: World) -> None:
    meeting, _ = begin(world.member)
    assert decide(world.member, new_id())[1].code == "missing_parent"
    assert decide(world.member, meeting, card=new_id())[1].code == "missing_parent"
    assert decide(world.member, meeting, text=" ")[1].code == "invalid"
    assert world.member.offer(DECISION, new_id(), {"verdict": "kept"}).code == "missing_parent"


def test_its_author_undoes_it_and_nobody_else(world: World) -> None:
    meeting, _ = begin(world.member)
    act, decision = new_id(), new_id()
    registers: dict[str, Json] = {
        "created": True, "meeting": meeting, "text": "Call", "owner": world.member.member, "due_on": "2026-12-01",
        "measure": "a figure", "author": world.member.member, "at": THEN,
    }  # fmt: skip
    assert world.member.offer(DECISION, decision, registers, "decide", act=act).status == "applied"
    undone: dict[str, Json] = {"deleted": True}
    assert world.lead.offer(DECISION, decision, undone, "undo", undo_of=act).code == "forbidden"
    assert world.member.offer(DECISION, decision, undone, "undo", undo_of=act).status == "applied"
    assert board(world).decisions == ()


def test_a_decision_on_a_card_is_erased_with_it(world: World) -> None:
    meeting, _ = begin(world.member)
    card = world.member.add()
    decision, verdict = decide(world.member, meeting, card=card, text="Ask Jane Doe")
    assert verdict.status == "applied"
    kept, _ = decide(world.member, meeting)
    assert server.purge(world.hub, world.lead.caller, BOARD_ID, card) == 2
    assert [one.id for one in board(world).decisions] == [kept]
    assert "Jane Doe" not in str(world.lead.pull().changes)
    late: dict[str, Json] = {"verdict": "kept", "judged_by": world.member.member, "judged_at": THEN}
    assert world.member.offer(DECISION, decision, late, "judge").code == "gone"


def test_a_review_in_which_others_decided_stays_when_it_is_undone(world: World) -> None:
    act, meeting = new_id(), new_id()
    begun: dict[str, Json] = {"created": True, "begun_by": world.member.member, "begun_at": THEN}
    world.member.offer(MEETING, meeting, begun, "meet", act=act)
    decide(world.lead, meeting)
    assert world.member.offer(MEETING, meeting, {"deleted": True}, "undo", undo_of=act).status == "superseded"
    assert [one.id for one in board(world).meetings] == [meeting]


@pytest.mark.parametrize(
    "registers",
    [{"owner": "Raj"}, {"owner": new_id()}, {"owner": ""}, {"measure": None}, {"measure": " \u200b"}, {"measure": 7},
     {"due_on": "0001-01-01"}, {"due_on": "9999-12-31"}, {"due_on": "2040-01-01"}, {"due_on": "soon"},
     {"at": "0001-01-01T00:00:00Z"}, {"created": False}, {"created": None}, {"created": 1}],
)  # fmt: skip
def test_what_makes_no_decision_is_refused_and_not_there(world: World, registers: dict[str, Json]) -> None:
    meeting, _ = begin(world.member)
    decision, verdict = decide(world.member, meeting, **registers)
    assert (verdict.status, verdict.code) == ("rejected", "invalid"), verdict
    assert verdict.detail
    assert board(world).decisions == ()
    judged: dict[str, Json] = {"verdict": "kept", "judged_by": world.member.member, "judged_at": THEN}
    assert world.member.offer(DECISION, decision, judged, "judge").code in {"missing_parent", "not_author", "invalid"}


def test_the_owner_of_a_decision_is_a_member_now(world: World) -> None:
    meeting, _ = begin(world.member)
    assert decide(world.member, meeting, owner=world.viewer.member)[1].status == "applied"
    world.lead.offer(MEMBER, world.viewer.member, {"deleted": True}, "member")
    assert decide(world.member, meeting, owner=world.viewer.member)[1].code == "invalid"


def test_times_of_another_century_are_refused(world: World) -> None:
    assert begin(world.member, begun_at="0001-01-01T00:00:00Z")[1].code == "invalid"
    meeting, _ = begin(world.member)
    ended: dict[str, Json] = {"ended_by": world.member.member, "ended_at": "0001-01-01T00:00:00Z"}
    assert world.member.offer(MEETING, meeting, ended, "meet").code == "invalid"
    decision, _ = decide(world.member, meeting)
    judged: dict[str, Json] = {"verdict": "kept", "judged_by": world.member.member, "judged_at": "0001-01-01T00:00:00Z"}
    assert world.member.offer(DECISION, decision, judged, "judge").code == "invalid"


def test_a_decision_that_was_judged_is_not_undone(world: World) -> None:
    meeting, _ = begin(world.lead)
    act = new_id()
    decision = new_id()
    registers: dict[str, Json] = {
        "created": True, "meeting": meeting, "text": "Call", "owner": world.member.member, "due_on": "2026-12-01",
        "measure": "a figure", "author": world.member.member, "at": THEN,
    }  # fmt: skip
    assert world.member.offer(DECISION, decision, registers, "decide", act=act).status == "applied"
    judged: dict[str, Json] = {"verdict": "not kept", "judged_by": world.lead.member, "judged_at": THEN}
    assert world.lead.offer(DECISION, decision, judged, "judge").status == "applied"
    world.member.base = world.lead.pull(0, limit=1000).to
    undone = world.member.offer(DECISION, decision, {"deleted": True}, "undo", undo_of=act)
    assert (undone.status, undone.code) == ("rejected", "invalid")
    assert [one.verdict for one in board(world).decisions] == ["not kept"]
    removed: dict[str, Json] = {"verdict": None, "judged_by": None, "judged_at": None}
    assert world.lead.offer(DECISION, decision, removed, "judge").status == "applied"
    assert world.member.offer(DECISION, decision, {"deleted": True}, "undo", undo_of=act).status == "applied"
    assert board(world).decisions == ()
