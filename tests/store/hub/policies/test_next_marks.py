"""Skips and doubts on a server: in one's own name, and ended by marketing."""

from __future__ import annotations

from kanban.domain.change import CARD
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards.reader import BoardReader
from tests.store.hub.world import BOARD_ID, World

SKIP = {"until": "2030-01-01", "why": "not now"}


def register(world: World, card: str, name: str):
    with world.hub.reading() as connection:
        board = board_of(world.hub, connection, read_row(connection, BOARD_ID))
        return BoardReader(connection, board).card(card).value_of(name)


def test_cards_are_skipped_in_ones_own_name(world: World) -> None:
    card = world.member.add()
    own, other = f"skip.{world.member.member}", f"skip.{world.lead.member}"
    assert world.member.offer(CARD, card, {own: SKIP}, "skip").status == "applied"
    assert world.member.offer(CARD, card, {other: SKIP}, "skip").code == "forbidden"
    assert world.member.offer(CARD, card, {own: {"until": "soon", "why": "x"}}, "skip").code == "forbidden"
    assert world.commenter.offer(CARD, card, {f"skip.{world.commenter.member}": SKIP}, "skip").code == "forbidden"
    assert world.member.offer(CARD, card, {own: None}, "skip").status == "applied"


def test_a_doubt_bears_the_name_of_its_author(world: World) -> None:
    card = world.member.add(source="Fair")
    doubt = {"was": "Fair", "says": "the web", "by": world.lead.member, "at": "2001-01-01T00:00:00Z"}
    assert world.member.offer(CARD, card, {"doubt.source": doubt}, "doubt").status == "applied"
    stored = register(world, card, "doubt.source")
    assert (stored["by"], stored["says"]) == (world.member.member, "the web")
    assert stored["at"] > "2001-01-02"
    assert world.member.offer(CARD, card, {"doubt.value": doubt}, "doubt").code == "forbidden"
    assert world.lead.offer(CARD, card, {"doubt.source": None}, "doubt").status == "applied"
    assert register(world, card, "doubt.source") is None
