"""The card table that writes keep up is the one that is built from what the server holds, and says what reading it
all says."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kanban.domain.acts import verbs
from kanban.domain.change import CARD, COMMENT
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.protocol.types import Stopped
from kanban.store import derive
from kanban.store import hub as server
from kanban.store.hub import server_tables
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards import card_columns, table_building
from kanban.store.hub.cards.portable_sql import ask
from kanban.store.hub.cards.reader import BoardReader
from kanban.store.hub.programs import card_search
from tests.examples import examples
from tests.store.hub.programs.test_card_search import bodies, registers
from tests.store.hub.world import BOARD_ID, World, hearing

CARDS = 5
NAMES = ("hub_card", "hub_field", "hub_comment", "hub_sign", "hub_building")

places = st.integers(0, CARDS - 1)
edits = registers.map(
    lambda values: {name: value for name, value in values.items() if name not in {"created", "handoff"}}
)
acts = st.one_of(
    st.tuples(st.just("edit"), places, edits),
    st.tuples(st.just("comment"), places, bodies),
    st.tuples(st.just("reword"), places, bodies),
    st.tuples(st.just("retract"), places, st.booleans()),
    st.tuples(st.just("merge"), places, places),
    st.tuples(st.just("part"), places, st.none()),
    st.tuples(st.just("rehome"), places, places),
    st.tuples(st.just("await"), places, bodies),
    st.tuples(st.just("purge"), places, st.none()),
    st.tuples(st.just("build"), places, st.none()),
)  # fmt: skip

SAID = ("comment", 0, "Hello")


class Player:
    """Plays acts on a few cards, as a board that is being published: no judge looks at them, so that all may come."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cards = [new_id() for _ in range(CARDS)]
        self.notes: list[str] = []
        self.push(
            *((CARD, card, {"created": True, "title": f"Card {n}"}, "create") for n, card in enumerate(self.cards))
        )

    def push(self, *changes: tuple[str, str, dict[str, Any], str]) -> None:
        self._state("publishing")
        self.world.lead.push(*(self.world.lead.change(*change) for change in changes))
        self._state("open")

    def _state(self, state: str) -> None:
        with self.world.hub.writing() as connection:
            connection.exec_driver_sql(f"UPDATE hub_board SET state = '{state}'")

    def play(self, kind: str, place: int, what: Any) -> None:
        card = self.cards[place]
        note = self.notes[place % len(self.notes)] if self.notes else None
        match kind:
            case "edit":
                self.push((CARD, card, what, "edit"))
            case "comment":
                self.notes.append(new_id())
                told = {
                    "created": True,
                    "card": card,
                    "author": "ana",
                    "team": "sales" if what else "marketing",
                    "body": what,
                }
                self.push((COMMENT, self.notes[-1], told, "comment"))
            case "reword" if note:
                self.push((COMMENT, note, {"body": what}, "edit_comment"))
            case "retract" if note:
                self.push((COMMENT, note, {"deleted": what}, "retract"))
            case "rehome" if note:
                self.push((COMMENT, note, {"card": self.cards[what]}, "edit_comment"))
            case "merge":
                self.push((CARD, card, {"merged_into": self.cards[what], "deleted": True}, "merge"))
            case "part":
                self.push((CARD, card, {"merged_into": None, "deleted": False}, "undo"))
            case "await":
                new, note = new_id(), new_id()
                told = {"created": True, "card": new, "author": "ana", "team": "sales", "body": what}
                self.push((COMMENT, note, told, "comment"), (CARD, card, {"merged_into": new}, "merge"))
                self.push((CARD, new, {"created": True, "title": "Late"}, "create"))
            case "purge":
                with suppress(Refused):  # one that was merged into another is erased with that one
                    server.purge(self.world.hub, self.world.lead.caller, BOARD_ID, card)
            case "build":
                server.build(self.world.hub)


def rows(world: World) -> dict[str, list[Any]]:
    with world.hub.reading() as connection:
        return {name: sorted(map(tuple, ask(connection, f"SELECT * FROM {name}"))) for name in NAMES}


def forget(world: World) -> None:
    """Let the board be one from before there was a card table."""
    with world.hub.writing() as connection:
        for name in NAMES:
            connection.exec_driver_sql(f"DELETE FROM {name}")
        connection.exec_driver_sql("INSERT INTO hub_building (board, after) SELECT id, '' FROM hub_board")


@settings(examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(acts, max_size=8), meanwhile=st.lists(acts, max_size=8))
@example(before=[SAID, ("merge", 0, 1), ("merge", 1, 2)], meanwhile=[])
@example(before=[SAID, ("merge", 0, 1), ("part", 0, None)], meanwhile=[SAID, ("merge", 0, 1), ("part", 0, None)])
@example(before=[SAID, ("rehome", 0, 3)], meanwhile=[SAID, ("merge", 3, 4), ("rehome", 0, 3), ("retract", 0, True)])
@example(before=[SAID, ("await", 0, "Early")], meanwhile=[("await", 1, "Early")])
@example(before=[("merge", 0, 1), ("merge", 1, 0), SAID], meanwhile=[("merge", 0, 0), SAID])
def test_what_is_kept_is_what_is_built(world: World, before: Any, meanwhile: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_building, "PIECE", 2)
        player = Player(world)
        for act in before:
            player.play(*act)
        kept = rows(world)
        forget(world)
        while server.build(world.hub):
            pass
        assert rows(world) == kept
        forget(world)
        for act in meanwhile:
            player.play("build", 0, None)
            player.play(*act)
        while server.build(world.hub):
            pass
        kept = rows(world)
        forget(world)
        while server.build(world.hub):
            pass
        assert rows(world) == kept
    with world.hub.reading() as connection:
        reader = BoardReader(connection, board_of(world.hub, connection, read_row(connection, BOARD_ID)))
        talk = reader.read_talk(player.cards)
        for card in reader.cards_with_ids(player.cards):
            told = derive.count_comments(talk[card.id])
            assert (card.marketing_comments, card.sales_comments) == told[:2]
            assert card.touched_at >= told.last


def test_the_columns_stand_in_the_order_of_the_table() -> None:
    names = [column.name for column in server_tables.card.columns]
    begin = names.index(card_columns.TALK[0])
    assert tuple(names[begin : begin + len(card_columns.TALK)]) == card_columns.TALK
    at = card_columns.CARD.index("handoff_state")
    assert card_columns.CARD[at : at + 4] == ("handoff_state", "answer_due", "linked", "ticks")


def test_a_query_waits_until_a_large_table_is_built(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    card = world.member.add()
    world.member.comment(card, "Hello")
    forget(world)
    monkeypatch.setattr(card_search, "build_piece", lambda *_: False)
    with pytest.raises(Stopped, match="made ready for queries") as stopped:
        server.cards(world.hub, world.member.caller, BOARD_ID)
    assert (stopped.value.kind, stopped.value.retry_after) == ("slow_down", 5)
    found, _ = server.card(world.hub, world.member.caller, BOARD_ID, card)
    assert found.sales_comments == 1
    world.member.offer(CARD, card, {"title": "Written meanwhile"})
    while server.build(world.hub):
        pass
    (listed,) = server.cards(world.hub, world.member.caller, BOARD_ID, "hello").cards
    assert (listed.title, listed.sales_comments) == ("Written meanwhile", 1)


def test_a_query_makes_a_small_board_ready(world: World) -> None:
    card = world.member.add()
    world.member.comment(card, "Hello")
    forget(world)
    (listed,) = server.cards(world.hub, world.member.caller, BOARD_ID, "hello").cards
    assert (listed.id, listed.sales_comments) == (card, 1)
    assert rows(world)["hub_building"] == []


def test_comments_are_read_only_where_they_are_asked_for(world: World) -> None:
    card = world.member.add()
    world.member.comment(card, "Hello")
    with world.hub.writing() as connection:
        connection.exec_driver_sql("UPDATE hub_entity SET body = 'not to be read' WHERE etype = 'comment'")
    assert server.card(world.hub, world.member.caller, BOARD_ID, card)[0].sales_comments == 1
    assert len(server.cards(world.hub, world.member.caller, BOARD_ID, "hello").cards) == 1
    done = server.act(world.hub, world.member.caller, BOARD_ID, lambda view: verbs.edit(view, [card], {"title": "x"}))
    assert done.entities == (card,)


def test_a_long_way_of_merges_is_one_question(world: World) -> None:
    """The last of many cards that went one into the other shows what was said on the first, and nobody waits for
    that."""
    device = world.member
    cards = [device.add() for _ in range(60)]
    merges = [
        device.change(CARD, lost, {"merged_into": into, "deleted": True}, "merge") for lost, into in pairwise(cards)
    ]
    device.push(*merges)
    asked: dict[int, int] = {}
    for place in (58, 0):
        count = 0

        def seen(connection, cursor, statement, parameters, context, many) -> None:
            nonlocal count
            count += 1

        with hearing(world, seen):
            device.comment(cards[place])
        asked[place] = count
    assert asked[0] <= asked[58] + 1
    found, _ = server.card(world.hub, device.caller, BOARD_ID, cards[-1])
    assert found.sales_comments == 2
