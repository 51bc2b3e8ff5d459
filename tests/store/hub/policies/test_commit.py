"""Whoever pushes: only the owner or a lead commits, and the server ends a commitment that an older client leaves."""

from kanban.domain.change import CARD
from kanban.store import hub as server
from tests.store.hub.world import BOARD_ID, World


def test_the_server_checks_who_commits(world: World) -> None:
    card = world.member.add(stage="Proposal", sales_owner="Somebody")
    assert world.member.offer(CARD, card, {"commit": True}, "commit").code == "forbidden"
    assert world.lead.offer(CARD, card, {"commit": True}, "commit").status == "applied"
    other = world.member.add(stage="MQL")
    assert world.lead.offer(CARD, other, {"commit": True}, "commit").code == "forbidden"


def test_another_owner_ends_it_whatever_the_client_says(world: World) -> None:
    card = world.member.add(stage="Proposal", sales_owner="Somebody")
    world.lead.offer(CARD, card, {"commit": True}, "commit")
    assert world.member.offer(CARD, card, {"sales_owner": "Other"}, "edit").status == "applied"
    (stored, *_) = server.card(world.hub, world.lead.caller, BOARD_ID, card)
    assert (stored.sales_owner, stored.value_of("commit")) == ("Other", False)
