"""Cards and comments for programs: the verbs of the board, once for each key, and what they leave to be read."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.domain.change import CARD, COMMENT, MEMBER, STAGE
from kanban.domain.clock import iso_ms
from kanban.domain.errors import KanbanError, NotFound, Refused, UsageFault
from kanban.domain.ids import derive_id, new_id
from kanban.protocol.types import Stopped
from kanban.store import hub as server
from tests.store.hub.world import BOARD_ID, PUBLISHER, STAGES, World, log_of


def create(
    world: World, title: str, key: str | None = None, role: str = "member", stage: str | None = None
) -> server.ActResult:
    caller = world.caller(role)
    card = derive_id(BOARD_ID, caller.account, key) if key else None
    return server.act(
        world.hub,
        caller,
        BOARD_ID,
        lambda view: verbs.create(
            view, {"title": title}, card_id=card, stage=view.board.find_stage(stage) if stage else None
        ),
        key,
    )


def listed(world: World, source: str = "", role: str = "member") -> list[str]:
    found = server.cards(world.hub, world.caller(role), BOARD_ID, source)
    return [card.title for card in found.cards]


def test_the_server_writes_in_the_callers_name(world: World) -> None:
    (card,) = create(world, "Acme").entities
    change = log_of(world)[-1]
    assert (change.entity, change.actor, change.verb) == (card, world.member.member, "create")
    assert change.device not in {device.id for device in world.devices.values()}
    found, board = server.card(world.hub, world.viewer.caller, BOARD_ID, card)
    assert (found.title, found.sales_owner, board.lane_of(found.stage).name) == ("Acme", "Member", "Nurture")
    assert found.created_at == found.entered_at == found.touched_at == iso_ms(world.now)


def test_a_key_does_it_once(world: World) -> None:
    first = create(world, "Acme", "order-1")
    world.now += 1000
    again = create(world, "Something else", "order-1")
    assert (first.entities, first.is_repeat) == (again.entities, False)
    assert again.is_repeat
    assert listed(world) == ["Acme"]
    assert create(world, "Acme", "order-2").entities != first.entities
    assert create(world, "Acme", "order-1", role="lead").entities != first.entities
    assert create(world, "Acme").entities != create(world, "Acme").entities


def test_what_the_verbs_refuse_is_refused(world: World) -> None:
    head = len(log_of(world))
    with pytest.raises(Refused, match="only members and leads can add cards"):
        create(world, "Acme", role="viewer")
    (card,) = create(world, "Acme").entities
    lost = "Lost"
    with pytest.raises(KanbanError, match="Lost needs the"):
        server.act(
            world.hub,
            world.member.caller,
            BOARD_ID,
            lambda view: verbs.move(view, [card], to=view.board.find_stage(lost)),
        )
    with pytest.raises(NotFound):
        server.act(world.hub, world.member.caller, BOARD_ID, lambda view: verbs.delete(view, [new_id()]))
    with pytest.raises(Stopped):
        server.act(
            world.hub, server.Caller(new_id(), "Eve", new_id()), BOARD_ID, lambda view: verbs.delete(view, [card])
        )
    assert len(log_of(world)) == head + 1


def test_it_is_after_all_that_came_before(world: World) -> None:
    world.member.offset_ms = 250_000
    card = world.member.add(title="From a fast clock")
    world.now -= 100_000
    server.act(
        world.hub,
        world.lead.caller,
        BOARD_ID,
        lambda view: verbs.edit(view, [card], {"title": "Later"}),
        None,
    )
    assert listed(world) == ["Later"]
    assert len({change.stamp for change in log_of(world)[-2:]}) == 2


def test_nothing_to_do_writes_nothing(world: World) -> None:
    (card,) = create(world, "Acme").entities
    head = len(log_of(world))
    done = server.act(
        world.hub, world.member.caller, BOARD_ID, lambda view: verbs.edit(view, [card], {"title": "Acme"}), "key"
    )
    assert done.entities == ()
    assert len(log_of(world)) == head


def test_cards_stand_in_lanes_as_on_a_device(world: World) -> None:
    top, middle = create(world, "1").entities[0], create(world, "2").entities[0]
    other = create(world, "3", stage="MQL").entities[0]

    def near(lane: str, at: str | None, *, down: bool) -> list[str]:
        seen: list[str] = []

        def look(view: server.ServerView) -> verbs.Act:
            place = (view.card(at).rank, at) if at else None
            seen.extend(card for _, card in view.list_neighbours(STAGES[lane], place, 9, down=down))
            seen.append(str(view.count_cards(STAGES[lane])))
            return verbs.Act("look", (), "")

        server.act(world.hub, world.member.caller, BOARD_ID, look)
        return seen

    assert near("Nurture", None, down=True) == [middle, top, "2"]
    assert near("Nurture", middle, down=True) == [top, "2"]
    assert near("Nurture", top, down=False) == [middle, "2"]
    world.lead.base = 10**6
    world.lead.offer(STAGE, STAGES["MQL"], {"deleted": True}, "stage")
    world.lead.offer(STAGE, STAGES["Engaged"], {"deleted": True}, "stage")
    assert set(near("Nurture", None, down=True)) == {middle, top, other, "3"}
    unplaced = new_id()
    world.member.offer(CARD, unplaced, {"created": True, "title": "4"}, "create")
    world.member.offer(CARD, other, {"deleted": True}, "delete")
    assert set(near("Nurture", None, down=True)) == {middle, top, unplaced, "3"}


def test_comments_are_shown_where_their_card_went(world: World) -> None:
    keep, lose = create(world, "Keep").entities[0], create(world, "Lose").entities[0]
    world.now += 60_000
    note, _ = world.commenter.comment(lose, "On what is lost")
    own, _ = world.lead.comment(keep, "On what stays")
    gone, _ = world.lead.comment(keep, "Taken back")
    world.lead.offer(COMMENT, gone, {"deleted": True}, "retract")
    world.lead.offer(COMMENT, own, {"body": "On what stays, edited"}, "edit_comment")
    server.act(world.hub, world.member.caller, BOARD_ID, lambda view: verbs.merge(view, keep, lose))
    found, board = server.comments(world.hub, world.viewer.caller, BOARD_ID, keep)
    assert [(c.id, c.author, c.edited) for c in found] == [
        (note, world.commenter.member, False),
        (own, PUBLISHER, True),
    ]
    card, _ = server.card(world.hub, world.viewer.caller, BOARD_ID, keep)
    assert (card.sales_comments, card.marketing_comments) == (2, 0)
    assert card.touched_at == max(c.at for c in found) > card.entered_at
    assert board.find_person_name(found[1].author) == "Lead"
    assert listed(world, '"is lost"') == ["Keep"]
    assert listed(world, "comments=2") == ["Keep"]
    assert listed(world, "deleted") == ["Lose"]


def test_a_comment_is_written_and_edited_by_its_author(world: World) -> None:
    (card,) = create(world, "Acme").entities
    hub, who = world.hub, world.commenter.caller
    (note,) = server.act(hub, who, BOARD_ID, lambda view: verbs.comment(view, card, "Hello"), "c1").entities
    server.act(hub, who, BOARD_ID, lambda view: verbs.edit_comment(view, note, "Hello!"), "c2")
    with pytest.raises(Refused, match="Only the author"):
        server.act(hub, world.lead.caller, BOARD_ID, lambda view: verbs.retract_comment(view, note))
    with pytest.raises(NotFound):
        server.act(hub, who, BOARD_ID, lambda view: verbs.retract_comment(view, new_id()))
    found, _ = server.comments(hub, who, BOARD_ID, card)
    assert [(c.body, c.edited) for c in found] == [("Hello!", True)]


def test_a_listing_goes_on_behind_its_last_card(world: World) -> None:
    made = [create(world, f"Card {n}").entities[0] for n in range(10)]
    world.member.offer(CARD, made[4], {"label.vip": True}, "label")
    found, after = list[str](), None
    while True:
        page = server.cards(world.hub, world.viewer.caller, BOARD_ID, "card -label:vip", after, 2)
        assert len(page.cards) <= 2
        found += [card.id for card in page.cards]
        after = page.after
        if after is None:
            break
    assert found == [card for card in sorted(made) if card != made[4]]
    assert listed(world, "label:vip") == ["Card 4"]
    assert listed(world, "mine", role="lead") == []
    assert len(listed(world, "mine")) == 10
    assert listed(world, "unread") == []


def test_a_query_that_means_nothing_is_said(world: World) -> None:
    for source in ("stage:nowhere", "nonsense:1", 'an "open quote'):
        with pytest.raises(UsageFault):
            listed(world, source)


def test_a_board_without_stages_says_so(world: World) -> None:
    with world.hub.writing() as connection:
        connection.exec_driver_sql("DELETE FROM hub_entity WHERE etype = 'stage'")
    world.hub.boards.clear()
    with pytest.raises(Refused, match="no stages yet"):
        listed(world)
    with pytest.raises(Refused, match="no stages yet"):
        create(world, "Acme")


@pytest.mark.usefixtures("unchecked")
def test_odd_registers_read_as_if_they_were_empty(world: World) -> None:
    card = new_id()
    odd = {
        "created": True,
        "title": 7,
        "value": "much",
        "stage": [],
        "rank": {},
        "next_on": "soon",
        "label.x": "yes",
        "deleted": "no",
    }
    assert world.member.offer(CARD, card, odd, "create").status == "applied"
    world.lead.offer(MEMBER, new_id(), {"created": True, "name": 5, "role": "boss", "aliases": 3}, "member")
    found, _ = server.card(world.hub, world.viewer.caller, BOARD_ID, card)
    assert (found.title, found.value, found.next_on, found.labels, found.deleted) == ("", None, None, (), False)
    assert listed(world, "no:value") == [""]
