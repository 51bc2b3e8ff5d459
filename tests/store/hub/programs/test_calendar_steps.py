"""A person's next steps over all their boards, and the links that read them; on PostgreSQL too."""

from __future__ import annotations

import random

import pytest

from kanban.domain.errors import NotFound, Refused
from kanban.store import hub as server
from kanban.store.hub import QueryStopper
from kanban.store.hub.members import calendar_links
from tests.store.hub.world import BOARD_ID, STAGES


def read(world, secret):
    """The titles that a link reads, or None where it opens nothing."""
    opened = server.open_link(world.hub, secret)
    if opened is None:
        return None
    steps = server.list_steps(world.hub, opened[1], QueryStopper())
    return None if steps is None else [step.row[2] for step in steps]


def test_steps_come_by_day_and_time(world):
    _, secret = server.add_link(world.hub, world.caller("member"))
    for title, day, time in (
        ("d", "2099-12-02", None), ("c", "2099-12-01", "10:00"), ("a", "2099-12-01", None), ("b", "2099-12-01", "09:00")
    ):  # fmt: skip
        more = {} if time is None else {"next_time": time}
        world.lead.add("Proposal", title=title, sales_owner="member", next_step="call", next_on=day, **more)
    assert read(world, secret) == ["a", "b", "c", "d"]
    assert read(world, "kbc_other") is None


def test_a_link_counts_its_days_and_ends(world):
    caller = world.caller("member")
    link, secret = server.add_link(world.hub, caller)
    assert [each.read_on for each in server.list_links(world.hub, caller)] == [""]
    read(world, secret)
    assert [each.read_on for each in server.list_links(world.hub, caller)] == [world.hub.now().date().isoformat()]
    with pytest.raises(NotFound):
        server.remove_link(world.hub, world.caller("lead"), link)
    server.remove_link(world.hub, caller, link)
    assert read(world, secret) is None
    for _ in range(calendar_links.MOST_LINKS):
        server.add_link(world.hub, caller)
    with pytest.raises(Refused):
        server.add_link(world.hub, caller)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_a_link_has_what_its_owner_owns_and_may_read(world, seed):
    """Random acts of people and leads; what is expected is kept beside it in plain words."""
    chance = random.Random(seed)
    people = {"viewer": "Viewer", "commenter": "Commenter", "member": "Member", "lead": "Lead"}
    cards: dict[str, dict[str, str | bool | None]] = {}
    links = {who: [server.add_link(world.hub, world.caller(who))] for who in people}
    gone, barred, ended = set(), set(), set()
    for turn in range(60):
        what = chance.choice(["add", "add", "own", "move", "clear", "delete", "leave", "bar", "end", "link"])
        card = chance.choice([*cards]) if cards else None
        if what == "add" or card is None:
            stage, owner = chance.choice(["Discovery", "Nurture", "Proposal"]), chance.choice([*people.values()])
            day = f"2099-01-{1 + turn % 28:02}"
            made = world.lead.add(stage, title=f"{turn}", sales_owner=owner, next_step="call", next_on=day)
            cards[made] = {"title": f"{turn}", "stage": stage, "owner": owner, "day": day, "deleted": False}
        elif what == "own":
            cards[card]["owner"] = chance.choice([None, *people.values()])
            world.lead.offer("card", card, {"sales_owner": cards[card]["owner"]})
        elif what == "move" and cards[card]["stage"] != "Nurture" and not cards[card]["deleted"]:
            stage = chance.choice(["Proposal", "Negotiation", "Lost"])
            registers = {"stage": STAGES[stage], "rank": "a", "lost_reason": "price"}
            if world.lead.offer("card", card, registers, "move").status == "applied":
                cards[card]["stage"] = stage
        elif what == "clear":
            world.lead.offer("card", card, {"next_on": None})
            cards[card]["day"] = None
        elif what == "delete":
            cards[card]["deleted"] = not cards[card]["deleted"]
            world.lead.offer("card", card, {"deleted": cards[card]["deleted"]}, "delete")
        elif what == "leave":
            who = chance.choice(["viewer", "commenter", "member"])
            gone ^= {who}
            member = world.devices[who].member
            assert world.lead.offer("member", member, {"deleted": who in gone}, "member").status == "applied"
        elif what == "bar":
            who = chance.choice(["viewer", "commenter", "member"])
            act = server.admit if who in barred else server.bar
            act(world.hub, world.caller("lead"), BOARD_ID, world.caller(who).token_id)
            barred ^= {who}
        elif what == "end":
            who = chance.choice([*people])
            for link, _ in links[who]:
                if link not in ended and chance.random() < 0.5:
                    server.remove_link(world.hub, world.caller(who), link)
                    ended.add(link)
        elif what == "link":
            who = chance.choice([*people])
            if len({link for link, _ in links[who]} - ended) < calendar_links.MOST_LINKS:
                links[who].append(server.add_link(world.hub, world.caller(who)))
        for who, name in people.items():
            own = {
                each["title"]
                for each in cards.values()
                if each["owner"] == name and each["day"] and not each["deleted"]
                and each["stage"] not in {"Nurture", "Lost"}
            }  # fmt: skip
            for link, secret in links[who]:
                found = read(world, secret)
                expected = None if link in ended or who in gone | barred else own
                assert (None if found is None else set(found)) == expected, (turn, what, who)
