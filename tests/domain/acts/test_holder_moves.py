"""The setting `moves`: with `holder`, only the team that holds an open card changes its stage, and leads."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.domain.acts.board_verbs import read_setting
from kanban.domain.board import Member
from kanban.domain.errors import UsageFault
from kanban.domain.handoffs import handoff_verbs
from kanban.domain.permissions import Forbidden
from tests.domain.board import ANA, BEN, BOARD, Table, card, stage, uuid

BOB = Member(uuid(3, 7), "Bob", "marketing")
HELD = BOARD._replace(moves="holder", all_members=(*BOARD.all_members, BOB))


def table(where, actor, board=HELD, **fields):
    room = Table([card(1, where, **fields)], board=board)
    room.actor = actor
    return room


def move(room, name, **given):
    return room.do(verbs.move(room, [room.cards[0].id], to=stage(name), inputs=given))


@pytest.mark.parametrize(
    ("where", "actor", "to"),
    [
        ("Nurture", BEN, "Engaged"), ("Discovery", BOB, "Proposal"), ("Discovery", BOB, "Won"),
        ("Nurture", BEN, "Accepted"), ("Nurture", BEN, "Won"),
    ],
)  # fmt: skip
def test_who_does_not_hold_a_card_may_not_move_it(where, actor, to):
    room = table(where, actor, close_on="2026-12-01", lost_reason="price", value=100_000)
    with pytest.raises(Forbidden, match="leads change its stage"):
        move(room, to)
    assert room.cards[0].stage == stage(where).id


@pytest.mark.parametrize(
    ("where", "actor", "to"),
    [
        ("Nurture", BOB, "Engaged"), ("Discovery", BEN, "Proposal"), ("Discovery", ANA, "Proposal"),
        ("Won", BOB, "Discovery"),
    ],
)  # fmt: skip
def test_its_holder_and_leads_may_and_a_closed_card_is_held_by_nobody(where, actor, to):
    move(table(where, actor), to)


def test_by_default_every_member_may():
    move(table("Nurture", BEN, BOARD), "Engaged")


def test_reordering_editing_and_commenting_stay_free():
    room = table("Nurture", BEN)
    card_id = room.cards[0].id
    assert verbs.edit(room, [card_id], {"phone": "1"}).steps
    assert verbs.comment(room, card_id, "hello").steps
    verbs.reorder(room, card_id, 1)


def test_offers_and_their_answers_are_as_ever():
    room = table("MQL", BOB)
    room.do(handoff_verbs.offer(room, room.cards[0].id, {"why": "asked for a quote"}))
    room.actor = BEN
    room.do(handoff_verbs.accept(room, room.cards[0].id, {"next_step": "call", "next_on": "2026-12-01"}))
    assert room.cards[0].stage == stage("Accepted").id


def test_the_setting_takes_one_of_two_words():
    assert read_setting("moves", "Holder") == "holder"
    with pytest.raises(UsageFault, match="anyone"):
        read_setting("moves", "nobody")
