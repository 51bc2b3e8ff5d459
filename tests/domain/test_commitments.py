"""Committing to a deal: who may, and what ends it."""

import pytest

from kanban.domain import commitments
from kanban.domain.acts import verbs
from kanban.domain.errors import Refused
from kanban.domain.handoffs import handoff_verbs
from tests.domain.board import ANA, BEN, CLEO, stage
from tests.domain.handoffs.test_handoff_verbs import Desk


def test_its_owner_or_a_lead_commits_and_takes_it_back():
    desk = Desk("Proposal", sales_owner="Ben")
    assert desk.by(BEN, commitments.commit).summary == "Committed to “Card 1”"
    assert desk.one.value_of("commit") is True
    assert desk.by(BEN, commitments.commit).steps == ()
    desk.by(ANA, commitments.commit, is_on=False)
    assert desk.one.value_of("commit") is False


@pytest.mark.parametrize(("where", "owner", "actor"), [
    ("Proposal", "Dora", BEN), ("Proposal", None, BEN), ("MQL", "Ben", BEN), ("Won", "Ben", BEN),
    ("Proposal", "Cleo", CLEO),
])  # fmt: skip
def test_nobody_else_does_nor_to_anything_else(where, owner, actor):
    desk = Desk(where, sales_owner=owner)
    with pytest.raises(Refused):
        desk.by(actor, commitments.commit)


def test_another_owner_and_leaving_sales_end_it():
    desk = Desk("Accepted", sales_owner="Ben")
    desk.by(BEN, commitments.commit)
    desk.by(BEN, lambda view, name: verbs.edit(view, [name], {"sales_owner": "Dora"}))
    assert desk.one.value_of("commit") is False
    desk.by(ANA, commitments.commit)
    desk.by(BEN, lambda view, name: verbs.move(view, [name], to=stage("Proposal")))
    assert desk.one.value_of("commit") is True
    desk.by(BEN, handoff_verbs.send_back, {"return_reason": "no budget", "again": "2026-12-24"})
    assert (desk.where, desk.one.value_of("commit")) == ("Nurture", False)
