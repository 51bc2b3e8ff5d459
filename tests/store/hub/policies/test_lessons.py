"""Whose a debrief or a shared walk is on a server: told by the token."""

from __future__ import annotations

import pytest

from kanban.domain import clock
from kanban.domain.change import LESSON, Json
from kanban.domain.ids import new_id
from kanban.protocol.types import Verdict
from kanban.store import hub as server
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards.reader import BoardReader
from tests.store.hub.world import BOARD_ID, Device, World, log_of

OWN: dict[str, Json] = {"created": True, "kind": "debrief", "words": "too late", "team": "sales"}
WALK: dict[str, Json] = {"kind": "walk", "words": None, "answers": [{"after": "c", "at": "x", "words": "call"}]}


def write(device: Device, card: str, verb: str = "debrief", entity: str = "", **more: Json) -> Verdict:
    registers = {**OWN, "card": card, "author": device.member, "at": clock.iso_ms(device.world.now), **more}
    return device.offer(LESSON, entity or new_id(), registers, verb, card=card)


def read(world: World, card: str):
    with world.hub.reading() as connection:
        reader = BoardReader(connection, board_of(world.hub, connection, read_row(connection, BOARD_ID)))
        return reader.list_lessons(card)


def test_members_and_commenters_write_them_in_their_own_name(world: World) -> None:
    card = world.member.add()
    for device in (world.member, world.commenter):
        assert write(device, card).status == "applied"
    assert write(world.member, card, "share_walk", **WALK).status == "applied"
    assert write(world.viewer, card).code == "forbidden"
    assert write(world.member, card, author=world.lead.member).code == "not_author"
    assert write(world.member, card, author_in_file="Ana").code == "not_author"
    assert write(world.member, card, team="marketing").code == "invalid"
    assert sorted(one.kind for one in read(world, card)) == ["debrief", "debrief", "walk"]


@pytest.mark.parametrize(
    "odd",
    [
        {"words": None}, {"words": " "}, {"words": 7}, {"words": "x" * 300_000}, {"at": "soon"}, {"at": None},
        {"kind": "poem"}, {"kind": "walk"}, {"kind": "walk", "answers": [7]}, {"kind": None},
    ],
)  # fmt: skip
def test_what_makes_none_is_refused(world: World, odd: dict[str, Json]) -> None:
    assert write(world.member, world.member.add(), **odd).code in {"invalid", "too_large"}


def test_a_fast_clock_writes_nothing_ahead(world: World) -> None:
    assert write(world.member, world.member.add(), at="2099-01-01T00:00:00Z").status == "applied"
    assert log_of(world)[-1].set["at"] <= clock.iso_ms(world.now)


def test_only_its_author_changes_the_words_and_nothing_else_changes(world: World) -> None:
    card, entry = world.member.add(), new_id()
    assert write(world.member, new_id()).code == "missing_parent"
    write(world.member, card, entity=entry)
    assert world.lead.offer(LESSON, entry, {"words": "mine"}, "edit_debrief").code == "not_author"
    assert world.commenter.offer(LESSON, entry, {"deleted": True}, "delete_lesson").code == "not_author"
    fixed: tuple[dict[str, Json], ...] = ({"kind": "walk"}, {"at": "2001-01-01T00:00:00Z"}, {"author": None})
    for changed in fixed:
        assert world.member.offer(LESSON, entry, changed, "edit").code == "invalid"
    for odd in (None, " "):
        assert world.member.offer(LESSON, entry, {"words": odd}, "edit_debrief").code == "invalid"
    assert world.member.offer(LESSON, entry, {"words": "too dear"}, "edit_debrief").status == "applied"
    assert [one.words for one in read(world, card)] == ["too dear"]
    assert world.member.offer(LESSON, entry, {"deleted": True}, "delete_lesson").status == "applied"
    assert read(world, card) == []


def test_a_file_brings_them_without_author_and_team(world: World) -> None:
    card, entry = world.member.add(), new_id()
    old: dict[str, Json] = {
        "at": "2019-01-01T00:00:00Z", "author": None, "team": None, "author_in_file": "Ana Müller",
    }  # fmt: skip
    assert write(world.commenter, card, "import", **old).code == "forbidden"
    assert write(world.member, card, "import", entry, **old).status == "applied"
    assert write(world.member, card, "import", entry, **old).status in {"applied", "superseded"}
    (told,) = read(world, card)
    assert (told.author, told.team, told.author_in_file, told.imported_by) == (
        "", "", "Ana Müller", world.member.member,
    )  # fmt: skip


def test_purging_a_card_erases_them(world: World) -> None:
    card, entry = world.member.add(), new_id()
    write(world.member, card, entity=entry)
    assert server.purge(world.hub, world.lead.caller, BOARD_ID, card) == 2
    assert "too late" not in str(log_of(world))
    assert world.member.offer(LESSON, entry, {"words": "again"}, "edit_debrief").code == "gone"
    assert read(world, card) == []
