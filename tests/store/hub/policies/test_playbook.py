"""Whose an objection is on a server, who may say how it ended, and who writes plays: told by the token."""

from __future__ import annotations

import pytest

from kanban.domain import clock
from kanban.domain.change import ACTIVITY, OBJECTION, PLAY, Json
from kanban.domain.ids import new_id
from kanban.protocol.types import Verdict
from kanban.store import hub as server
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards.reader import BoardReader
from tests.store.hub.world import BOARD_ID, Device, World, log_of

OWN: dict[str, Json] = {"created": True, "words": "no cloud for us", "team": "sales"}


def object_to(device: Device, card: str, verb: str = "object", entity: str = "", **more: Json) -> Verdict:
    registers = {**OWN, "card": card, "author": device.member, "at": clock.iso_ms(device.world.now), **more}
    return device.offer(OBJECTION, entity or new_id(), registers, verb, card=card)


def write(device: Device, entity: str, **more: Json) -> Verdict:
    registers = {"created": True, "title": "Own server", "author": device.member, **more}
    return device.offer(PLAY, entity, registers, "play")


def settled(device: Device, outcome: str | None = "resolved", **more: Json) -> dict[str, Json]:
    own: dict[str, Json] = {"outcome": outcome, "outcome_by": device.member, "outcome_at": clock.iso_ms(0)}
    return {**own, **more}


def read(world: World):
    with world.hub.reading() as connection:
        reader = BoardReader(connection, board_of(world.hub, connection, read_row(connection, BOARD_ID)))
        return reader.list_objections(), reader.list_plays()


def test_members_and_commenters_object_in_their_own_name(world: World) -> None:
    card = world.member.add()
    for device in (world.member, world.commenter):
        assert object_to(device, card).status == "applied"
    assert object_to(world.viewer, card).code == "forbidden"
    assert object_to(world.member, card, author=world.lead.member).code == "not_author"
    assert object_to(world.member, card, author_in_file="Ana").code == "not_author"
    assert object_to(world.member, card, team="marketing").code == "invalid"
    assert len(read(world)[0]) == 2


@pytest.mark.parametrize(
    "odd",
    [
        {"words": None}, {"words": " "}, {"words": 7}, {"words": "x" * 300_000}, {"at": "soon"}, {"at": None},
        {"play": "x"}, {"outcome": "maybe"}, {"outcome": "lost"}, {"request": "mine"},
    ],
)  # fmt: skip
def test_what_makes_no_objection_is_refused(world: World, odd: dict[str, Json]) -> None:
    assert object_to(world.member, world.member.add(), **odd).code in {"invalid", "too_large"}


def test_a_fast_clock_objects_to_nothing_ahead(world: World) -> None:
    card, entry = world.member.add(), new_id()
    assert object_to(world.member, card, entity=entry, at="2099-01-01T00:00:00Z").status == "applied"
    assert log_of(world)[-1].set["at"] <= clock.iso_ms(world.now)
    ahead = settled(world.member, outcome_at="2099-01-01T00:00:00Z")
    assert world.member.offer(OBJECTION, entry, ahead, "settle").status == "applied"
    assert log_of(world)[-1].set["outcome_at"] <= clock.iso_ms(world.now)


def test_it_needs_its_card_its_activity_and_its_play(world: World) -> None:
    assert object_to(world.member, new_id()).code == "missing_parent"
    card, other = world.member.add(), world.member.add()
    assert object_to(world.member, card, play=new_id()).code == "missing_parent"
    call = new_id()
    registers: dict[str, Json] = {
        "created": True, "kind": "call", "outcome": "reached", "team": "sales", "card": card,
        "author": world.member.member, "done_at": clock.iso_ms(world.now),
    }  # fmt: skip
    assert world.member.offer(ACTIVITY, call, registers, "log", card=card).status == "applied"
    assert object_to(world.member, other, activity=call).code == "missing_parent"
    assert object_to(world.member, card, activity=call).status == "applied"
    server.purge(world.hub, world.lead.caller, BOARD_ID, card)
    assert object_to(world.member, card).code == "gone"


def test_members_of_both_teams_settle_it_in_their_own_name(world: World) -> None:
    card, entry = world.member.add(), new_id()
    object_to(world.commenter, card, entity=entry)

    def settle(device: Device, registers: dict[str, Json]) -> Verdict:
        return device.offer(OBJECTION, entry, registers, "settle")

    assert settle(world.commenter, settled(world.commenter)).code == "forbidden"
    assert settle(world.member, settled(world.lead)).code == "not_author"
    assert settle(world.member, {"outcome": "resolved"}).code == "invalid"
    assert settle(world.member, settled(world.member, None)).code == "invalid"
    assert settle(world.member, settled(world.member)).status == "applied"
    assert settle(world.lead, dict.fromkeys(settled(world.lead))).status == "applied"
    assert settle(world.lead, {"play": new_id()}).code == "missing_parent"
    assert read(world)[0][0].outcome == ""


def test_its_words_stay_and_only_its_author_deletes_it(world: World) -> None:
    card, entry = world.member.add(), new_id()
    object_to(world.member, card, entity=entry)
    for changed in ({"words": "something else"}, {"at": "2001-01-01T00:00:00Z"}, {"author": world.lead.member}):
        assert world.member.offer(OBJECTION, entry, changed, "edit").code == "invalid"
    assert world.commenter.offer(OBJECTION, entry, {"deleted": True}, "delete_objection").code == "not_author"
    assert world.member.offer(OBJECTION, entry, {"deleted": True}, "delete_objection").status == "applied"
    assert read(world)[0] == []


def test_only_marketing_and_leads_write_plays(world: World) -> None:
    play = new_id()
    for device in (world.viewer, world.commenter, world.member):
        assert write(device, play).code == "forbidden"
    assert write(world.lead, play, author=world.member.member).code == "not_author"
    assert write(world.lead, play, title=" ").code == "invalid"
    assert world.lead.offer(PLAY, play, {"answer": "Yes"}, "play").code == "missing_parent"
    assert write(world.lead, play, questions=["Who decides?"]).status == "applied"
    assert world.lead.offer(PLAY, play, {"author": world.member.member}, "play").code == "invalid"
    assert world.lead.offer(PLAY, play, {"title": None}, "play").code == "invalid"
    assert world.lead.offer(PLAY, play, {"answer": "On your server.", "label.cloud": True}, "play").status == "applied"
    (told,) = read(world)[1]
    assert (told.title, told.questions, told.labels) == ("Own server", ("Who decides?",), ("cloud",))


def test_a_file_brings_them_without_author_and_team(world: World) -> None:
    card, entry = world.member.add(), new_id()
    old: dict[str, Json] = {
        "at": "2019-01-01T00:00:00Z", "author": None, "team": None, "author_in_file": "Ana Müller",
    }  # fmt: skip
    assert object_to(world.commenter, card, "import", **old).code == "forbidden"
    assert object_to(world.member, card, "import", entry, **old).status == "applied"
    assert object_to(world.member, card, "import", entry, **old).status in {"applied", "superseded"}
    (told,) = read(world)[0]
    assert (told.author, told.team, told.author_in_file, told.imported_by) == (
        "", "", "Ana Müller", world.member.member,
    )  # fmt: skip


def test_purging_a_card_erases_its_objections(world: World) -> None:
    card, entry = world.member.add(), new_id()
    object_to(world.member, card, entity=entry)
    assert server.purge(world.hub, world.lead.caller, BOARD_ID, card) == 2
    assert "no cloud" not in str(log_of(world))
    assert world.member.offer(OBJECTION, entry, settled(world.member), "settle").code == "gone"
    assert read(world)[0] == []


def test_only_members_say_how_an_objection_ended_also_while_they_log_it(world: World) -> None:
    card = world.member.add()
    assert object_to(world.commenter, card, **settled(world.commenter)).code == "forbidden"
    assert object_to(world.member, card, **settled(world.member)).status == "applied"


def test_an_import_ends_no_objection_in_the_name_of_another(world: World) -> None:
    forged = {
        "author": None,
        "team": None,
        "author_in_file": "Mia",
        **settled(world.member, outcome_by=world.lead.member),
    }
    assert object_to(world.member, world.member.add(), "import", **forged).status == "applied"
    assert read(world)[0][0].outcome_by == world.member.member
