"""What two teams do at the door, act by act; and what no row of acts may lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import clock
from kanban.domain.acts import verbs
from kanban.domain.board import Member
from kanban.domain.errors import KanbanError, Refused, UsageFault
from kanban.domain.handoffs import handoff, handoff_verbs, routing
from kanban.domain.permissions import MissingFields
from kanban.domain.records import record
from tests.domain.board import ANA, BEN, BOARD, CLEO, VIC, Table, card, stage, uuid, with_stage

DORA = Member(uuid(3, 4), "Dora", "sales")
TEAM = BOARD._replace(all_members=(*BOARD.all_members, DORA), hours="Mon-Fri 9-17", timezone="UTC")


CALL = {"next_step": "call", "next_on": "2026-12-01"}
EVERYTHING = {**CALL, "why": "now", "return_reason": "no need", "lost_reason": "price"}


def to_stage(view, card_id, name):
    """Move it there, with whatever may be asked for on the way."""
    return verbs.move(view, [card_id], to=stage(name), inputs=EVERYTHING)


class Desk(Table):
    """A board with one card, on which both teams act."""

    def __init__(self, where: str = "MQL", **fields: object) -> None:
        super().__init__([card(1, where, **fields)], board=TEAM)

    @property
    def one(self):
        return self.cards[0]

    @property
    def handoff(self):
        return handoff.read(self.one.value_of("handoff"))

    @property
    def where(self):
        return self.board.lane_of(self.one.stage).name

    @property
    def holder(self):
        return record.find_holder(self.one, self.board)

    def by(self, actor: Member, verb, *words, **named):
        self.actor = actor
        return self.do(verb(self, self.one.id, *words, **named))

    def later(self, text: str) -> None:
        self.now = text


def test_an_offer_goes_through_the_door_and_sales_holds_it():
    desk = Desk()
    act = desk.by(ANA, handoff_verbs.offer, {"why": "  CFO asked\nfor a date ", "opening": "Ask about the audit."})
    assert act.summary == "Offered “Card 1” to Ben"
    assert (desk.where, desk.holder, desk.handoff.state, desk.handoff.to) == ("Handoff", "sales", "offered", BEN.id)
    assert desk.handoff.source == stage("MQL").id
    assert desk.handoff.due == "2026-11-24T12:00:00Z"  # Monday noon and eight hours: Tuesday noon
    assert [(note.kind, note.body) for note in desk.comments] == [
        ("offer", "CFO asked for a date\n\nAsk about the audit."),
    ]
    assert desk.handoff.why == desk.comments[0].id


def test_a_question_stops_sales_clock_and_its_answer_lets_it_go_on():
    desk = Desk()
    desk.by(ANA, handoff_verbs.offer, {"why": "CFO asked"})
    desk.later("2026-11-23T15:00:00Z")
    desk.by(BEN, handoff_verbs.ask, "Who signs?")
    assert (desk.where, desk.holder, desk.handoff.state, desk.handoff.due, desk.handoff.left) == (
        "Handoff", "marketing", "asked", None, 5 * 3600,
    )  # fmt: skip
    desk.later("2026-11-27T16:00:00Z")
    desk.by(ANA, handoff_verbs.answer, "The CFO.")
    assert (desk.holder, desk.handoff.state, desk.handoff.due) == ("sales", "offered", "2026-11-30T13:00:00Z")
    assert desk.one.entered_at == "2026-11-23T12:00:00Z"
    assert [note.kind for note in desk.comments] == ["offer", "question", "answer"]


def test_accepting_names_the_next_step_and_its_day():
    desk = Desk()
    desk.by(ANA, handoff_verbs.offer, {"why": "CFO asked"})
    with pytest.raises(MissingFields) as missing:
        desk.by(BEN, handoff_verbs.accept, {})
    assert missing.value.names == ("next_step", "next_on")
    desk.by(BEN, handoff_verbs.accept, {"next_step": "call the CFO", "next_on": "2026-11-25"})
    assert (desk.where, desk.holder, desk.handoff.state, desk.handoff.answered_by) == (
        "Accepted", "sales", "accepted", BEN.id,
    )  # fmt: skip
    assert (desk.one.next_step, desk.one.next_on, desk.one.sales_owner) == ("call the CFO", "2026-11-25", "Ben")


def test_a_return_says_why_and_when_again():
    desk = Desk()
    desk.by(ANA, handoff_verbs.offer, {"why": "CFO asked"})
    with pytest.raises(
        UsageFault, match="“no” could be any of these return reasons: not our profile, no budget, no need"
    ):
        desk.by(BEN, handoff_verbs.send_back, {"return_reason": "no"})  # no budget, no need
    for words, lacking in (
        ({}, "return_reason"),
        ({"return_reason": "bad timing"}, "again"),
        ({"return_reason": "other"}, "unless"),
    ):
        with pytest.raises(MissingFields) as missing:
            desk.by(BEN, handoff_verbs.send_back, words)
        assert missing.value.names == (lacking,)
    words = {"return_reason": "bad tim", "again": "2027-01-11", "unless": "the budget were there"}
    desk.by(BEN, handoff_verbs.send_back, words)
    assert (desk.where, desk.holder, desk.handoff.state) == ("Nurture", "marketing", "returned")
    assert (desk.handoff.reason, desk.handoff.again) == ("bad timing", "2027-01-11")
    assert desk.comments[-1].body == "bad timing: would have passed if the budget were there"
    desk.by(ANA, handoff_verbs.offer, {"why": "the budget is there"})
    assert desk.handoff.state == "offered"
    assert desk.handoff.reason is None


def test_sales_returns_what_is_open_with_them_too():
    desk = Desk("Proposal")
    desk.by(BEN, handoff_verbs.send_back, {"return_reason": "no budget", "again": "2026-12-24"})
    assert (desk.where, desk.handoff.state, desk.handoff.again) == ("Nurture", "returned", "2026-12-24")
    for where in ("Won", "Nurture"):
        with pytest.raises(Refused, match="only cards at the door or open with sales can be returned"):
            Desk(where).by(BEN, handoff_verbs.send_back, {"return_reason": "no budget"})


def test_an_offer_that_nobody_answers_runs_out_once():
    desk = Desk()
    desk.by(ANA, handoff_verbs.offer, {"why": "CFO asked"})
    with pytest.raises(Refused, match="not overdue"):
        handoff_verbs.expire(desk, desk.one)
    due = desk.handoff.due
    assert not desk.handoff.is_overdue(due)
    desk.later("2026-11-24T12:00:01Z")
    desk.do(handoff_verbs.expire(desk, desk.one))
    assert (desk.where, desk.holder, desk.handoff.state, desk.handoff.answered_at) == (
        "MQL",
        "marketing",
        "expired",
        due,
    )
    with pytest.raises(Refused):
        handoff_verbs.expire(desk, desk.one)


def test_what_was_offered_can_be_withdrawn_and_goes_back_where_it_was():
    desk = Desk("Engaged")
    desk.by(ANA, handoff_verbs.offer, {"why": "CFO asked"})
    desk.by(ANA, handoff_verbs.withdraw)
    assert (desk.where, desk.holder, desk.handoff.state) == ("Engaged", "marketing", "withdrawn")


def test_sales_takes_what_was_never_offered():
    desk = Desk("Nurture")
    desk.by(BEN, to_stage, "Discovery")
    assert (desk.where, desk.handoff.state, desk.handoff.by, desk.one.sales_owner) == (
        "Discovery",
        "taken",
        BEN.id,
        "Ben",
    )


@pytest.mark.parametrize(
    ("verb", "words", "wrong"),
    [
        (handoff_verbs.offer, ({"why": "now"},), BEN),
        (handoff_verbs.answer, ("yes",), BEN),
        (handoff_verbs.withdraw, (), BEN),
        (handoff_verbs.accept, (CALL,), ANA),
        (handoff_verbs.ask, ("why",), ANA),
        (handoff_verbs.send_back, ({"return_reason": "no budget"},), ANA),
        (handoff_verbs.accept, (CALL,), CLEO),  # of sales, but only comments
        (handoff_verbs.offer, ({"why": "now"},), VIC),
    ],
)
def test_neither_team_acts_for_the_other_nor_who_may_only_read(verb, words, wrong):
    desk = Desk("Handoff" if verb is handoff_verbs.accept else "MQL")
    other = {BEN.id: "Only marketing can", ANA.id: "Only sales can"}
    with pytest.raises(Refused, match=other.get(wrong.id, "only members and leads can")):
        desk.by(wrong, verb, *words)


def test_an_offer_says_why_in_a_line():
    with pytest.raises(MissingFields, match="--set why"):
        Desk().by(ANA, handoff_verbs.offer, {"why": " \n"})
    with pytest.raises(Refused, match="141 characters and at most 140"):
        Desk().by(ANA, handoff_verbs.offer, {"why": "x" * 141})


def test_what_the_door_requires_is_asked_for():
    desk = Desk()
    desk.board = with_stage("Handoff", required=("email",))._replace(all_members=TEAM.all_members)
    with pytest.raises(MissingFields):
        desk.by(ANA, handoff_verbs.offer, {"why": "now"})
    desk.by(ANA, handoff_verbs.offer, {"why": "now", "email": "a@b.example"})
    assert desk.one.email == "a@b.example"


def test_offers_go_round_and_past_who_is_away():
    desk = Desk()
    desk.cards = [card(n, "MQL") for n in range(1, 5)]
    desk.actor = ANA
    to = []
    for n, each in enumerate(list(desk.cards)):
        desk.later(f"2026-11-23T12:0{n}:00Z")
        desk.do(handoff_verbs.offer(desk, each.id, {"why": "now"}))
        to.append(handoff.read(desk.cards[n].value_of("handoff")).to)
    assert to == [BEN.id, DORA.id, BEN.id, DORA.id]
    away = TEAM._replace(all_members=(ANA, BEN._replace(away=True), DORA, CLEO))
    assert routing.choose_next_rep([DORA], {}, "round-robin") == DORA
    other = Desk()
    other.board = away
    with pytest.raises(Refused, match="Ben is away"):
        other.by(ANA, handoff_verbs.offer, {"why": "now", "offer_to": BEN.id})
    other.by(ANA, handoff_verbs.offer, {"why": "now"})
    assert other.handoff.to == DORA.id


def test_the_least_busy_is_who_has_the_fewest_waiting():
    routed = {BEN.id: (1, "2026-11-23T12:00:00Z"), DORA.id: (0, "2026-11-23T13:00:00Z")}
    assert routing.choose_next_rep([BEN, DORA], routed, "least-busy") == DORA
    assert routing.choose_next_rep([BEN, DORA], routed, "round-robin") == BEN


def test_without_reps_it_goes_to_sales_as_a_whole():
    desk = Desk()
    desk.board = BOARD._replace(all_members=(ANA, CLEO))
    assert desk.by(ANA, handoff_verbs.offer, {"why": "now"}).summary == "Offered “Card 1” to sales"
    assert desk.handoff.to is None


registers = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(["offer", "state", "by", "left", "due", "expects"]), below)
    ),
    max_leaves=8,
)


@given(registers)
def test_whatever_stands_in_the_register_is_read_or_is_none(value):
    found = handoff.read(value)
    assert found is None or (found.state in handoff.STATES and handoff.read(found.encode(None)) == found)
    assert handoff.read_expected(value) is None or len(handoff.read_expected(value)) == 2


acts = st.sampled_from(
    [
        "offer", "accept", "ask", "answer", "return", "withdraw", "expire", "wait",
        *(f"to {each.name}" for each in BOARD.stages),
    ]
)  # fmt: skip


@given(
    st.sampled_from(["Nurture", "MQL", "Discovery", "Won"]),
    st.lists(st.tuples(acts, st.sampled_from([ANA, BEN, DORA])), max_size=12),
)
def test_no_row_of_acts_leaves_a_card_without_a_holder_or_a_mixed_handoff(where, steps):
    desk = Desk(where)
    known = {
        "offer": (handoff_verbs.offer, {"why": "now"}), "accept": (handoff_verbs.accept, CALL),
        "ask": (handoff_verbs.ask, "who?"), "answer": (handoff_verbs.answer, "she"),
        "return": (handoff_verbs.send_back, {"return_reason": "no need"}), "withdraw": (handoff_verbs.withdraw,),
        **{f"to {each.name}": (to_stage, each.name) for each in BOARD.stages},
    }  # fmt: skip
    for name, actor in steps:
        try:
            if name == "wait":
                desk.later(clock.iso(clock.from_iso(desk.now) + timedelta(hours=20)))
            elif name == "expire":
                desk.do(handoff_verbs.expire(desk, desk.one))
            else:
                verb, *words = known[name]
                desk.by(actor, verb, *words)
        except KanbanError:
            continue
        present, here = desk.handoff, desk.board.lane_of(desk.one.stage)
        assert desk.holder in ({"marketing", "sales"} if not here.is_closed else {None})
        assert here.side == "door" or present is None or not present.is_open
        assert here.side != "door" or present is not None
        assert present is None or (present.due is not None) == (present.state == "offered")
        assert present is None or (present.question is not None) == (present.state == "asked")


def test_a_day_of_answers_is_counted_in_business_hours():
    friday = datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert handoff_verbs.calendar_of(TEAM).add_worked(friday, handoff.ANSWER_WITHIN) == datetime(
        2026, 11, 23, 15, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("asked", "left", "due"),
    [
        ("2026-11-24T11:59:00Z", 60, "2026-11-25T14:00:00Z"),
        ("2026-11-24T11:00:01Z", 3599, "2026-11-25T14:00:00Z"),
        ("2026-11-24T11:00:00Z", 3600, "2026-11-25T14:00:00Z"),
        ("2026-11-24T10:59:59Z", 3601, "2026-11-25T14:00:01Z"),
        ("2026-11-23T12:00:00Z", 8 * 3600, "2026-11-26T13:00:00Z"),
    ],
)
def test_after_an_answer_sales_has_what_was_left_of_its_time_and_an_hour_at_least(asked, left, due):
    desk = Desk()
    desk.by(ANA, handoff_verbs.offer, {"why": "CFO asked"})  # due on Tuesday at noon
    desk.later(asked)
    desk.by(BEN, handoff_verbs.ask, "Who signs?")
    assert desk.handoff.left == left
    desk.later("2026-11-25T13:00:00Z")
    desk.by(ANA, handoff_verbs.answer, "The CFO.")
    assert (desk.handoff.state, desk.handoff.due, desk.handoff.left) == ("offered", due, None)


def test_where_nothing_says_what_was_left_an_answer_gives_sales_a_whole_day():
    desk = Desk()
    desk.by(ANA, handoff_verbs.offer, {"why": "CFO asked"})
    now, calendar = datetime(2026, 11, 25, 13, tzinfo=UTC), handoff_verbs.calendar_of(TEAM)
    assert handoff.answer_question(replace(desk.handoff, left=None), now, calendar).due == "2026-11-26T13:00:00Z"


def test_a_person_who_opted_out_is_offered_only_after_a_confirmation():
    desk = Desk(labels=("Opted Out",))
    with pytest.raises(handoff_verbs.OptedOut, match="“Opted Out”: this person wants no contact"):
        desk.by(ANA, handoff_verbs.offer, {"why": "now"})
    with pytest.raises(handoff_verbs.OptedOut):
        desk.by(ANA, to_stage, "Handoff")
    desk.by(ANA, handoff_verbs.offer, {"why": "now", "anyway": "yes"})
    assert (desk.where, desk.one.value_of("anyway")) == ("Handoff", None)
