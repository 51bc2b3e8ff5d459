"""Whose an activity is on a server, and when it took place: told by the token and the card, not by who pushes."""

from __future__ import annotations

import pytest

from kanban.domain import clock
from kanban.domain.change import ACTIVITY, Json
from kanban.domain.ids import new_id
from kanban.protocol.types import Verdict
from kanban.store import hub as server
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards.reader import BoardReader
from tests.store.hub.world import BOARD_ID, Device, World, log_of

CALL: dict[str, Json] = {"created": True, "kind": "call", "outcome": "no answer", "team": "sales"}


def log(device: Device, card: str, verb: str = "log", entity: str = "", **more: Json) -> Verdict:
    registers = {**CALL, "card": card, "author": device.member, "done_at": clock.iso_ms(device.world.now), **more}
    return device.offer(ACTIVITY, entity or new_id(), registers, verb, card=card)


def card_of(world: World, card: str):
    with world.hub.reading() as connection:
        reader = BoardReader(connection, board_of(world.hub, connection, read_row(connection, BOARD_ID)))
        return reader.card(card), reader.list_activities(card)


def test_members_and_commenters_log_in_their_own_name(world: World) -> None:
    card = world.member.add()
    for device in (world.member, world.commenter):
        assert log(device, card, outcome="reached", text="Hello").status == "applied"
    assert log(world.viewer, card).code == "forbidden"
    assert log(world.member, card, author=world.lead.member).code == "not_author"
    assert log(world.member, card, author_in_file="Ana").code == "not_author"
    assert log(world.member, card, team="marketing").code == "invalid"
    told, activities = card_of(world, card)
    assert (told.attempts, told.contacts, len(activities)) == (2, 2, 2)
    assert told.sales_attempted_at == told.attempted_at == max(each.done_at for each in activities)


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": "fax"}, {"outcome": "held"}, {"outcome": None}, {"done_at": None}, {"done_at": "soon"}, {"kind": 7},
        {"done_at": "2001-01-01T00:00:00Z"}, {"text": "x" * 300_000},
    ],
)  # fmt: skip
def test_what_makes_no_activity_is_refused(world: World, odd: dict[str, Json]) -> None:
    assert log(world.member, world.member.add(), **odd).code in {"invalid", "too_large"}


def test_a_fast_clock_logs_nothing_ahead(world: World) -> None:
    card = world.member.add()
    assert log(world.member, card, done_at="2099-01-01T00:00:00Z").status == "applied"
    assert log_of(world)[-1].set["done_at"] <= clock.iso_ms(world.now)


def test_it_needs_its_card(world: World) -> None:
    assert log(world.member, new_id()).code == "missing_parent"
    card = world.member.add()
    server.purge(world.hub, world.lead.caller, BOARD_ID, card)
    assert log(world.member, card).code == "gone"


def test_only_its_author_changes_its_text_or_deletes_it(world: World) -> None:
    card, logged = world.member.add(), new_id()
    assert log(world.member, card, entity=logged).status == "applied"
    assert world.commenter.offer(ACTIVITY, logged, {"deleted": True}, "delete_activity").code == "not_author"
    assert world.member.offer(ACTIVITY, logged, {"outcome": "reached"}, "edit").code == "invalid"
    assert world.member.offer(ACTIVITY, logged, {"text": "Again"}, "edit").status == "applied"
    assert world.member.offer(ACTIVITY, logged, {"deleted": True}, "delete_activity").status == "applied"
    assert (card_of(world, card)[0].attempts, card_of(world, card)[1]) == (0, [])


def test_a_file_brings_them_without_author_and_team(world: World) -> None:
    card, logged = world.member.add(), new_id()
    old = {"done_at": "2019-01-01T00:00:00Z", "author": None, "team": None, "author_in_file": "Ana Müller"}
    assert log(world.commenter, card, "import", **old).code == "forbidden"
    assert (
        log(world.member, card, "import", logged, **{**old, "author": world.lead.member, "author_in_file": None}).code
        == "not_author"
    )
    for lost in ("0001-01-01T00:00:00Z", "1899-12-31T23:59:59Z"):
        refused = log(world.member, card, "import", logged, **{**old, "done_at": lost})
        assert (refused.code, refused.detail) == ("invalid", "An activity can't be earlier than the year 1900.")
    assert log(world.member, card, "import", logged, **old).status == "applied"
    _, (told,) = card_of(world, card)
    assert (told.author, told.team, told.author_in_file, told.imported_by) == (
        "",
        "",
        "Ana Müller",
        world.member.member,
    )
    assert log(world.member, card, "import", logged, **old).status in {"applied", "superseded"}
    assert len(card_of(world, card)[1]) == 1


def test_purging_a_card_erases_its_activities(world: World) -> None:
    card, logged = world.member.add(), new_id()
    log(world.member, card, entity=logged, text="Jane said so")
    assert server.purge(world.hub, world.lead.caller, BOARD_ID, card) == 2
    assert "Jane" not in str(log_of(world))
    assert world.member.offer(ACTIVITY, logged, {"text": "Jane"}, "edit").code == "gone"
