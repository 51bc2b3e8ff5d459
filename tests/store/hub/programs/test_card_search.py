"""What the server finds in its card table is what the query language says of each card, on SQLite and PostgreSQL
alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanban.domain.agreements.agreement import Content, Line
from kanban.domain.board import Board
from kanban.domain.change import CARD, COMMENT, MEMBER, STAGE
from kanban.domain.errors import KanbanError
from kanban.domain.ids import new_id
from kanban.domain.queries import matching, query
from kanban.domain.values.text import fold
from kanban.store import hub as server
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards.portable_sql import ask
from kanban.store.hub.cards.reader import BoardReader
from kanban.store.hub.cards.server_dialect import ServerDialect
from kanban.store.hub.members.accounts import member_of
from kanban.store.search.query_sql import Compiler
from tests.domain.agreement_samples import agreed
from tests.examples import examples
from tests.store.acts.test_agreement import FACTS
from tests.store.hub.world import BOARD_ID, STAGES, World
from tests.store.query_world import NEWER, fill_newer
from tests.store.search.test_matching import queries
from tests.store.search.test_query_sql import TERMS

CARDS, ROUNDS = 4, 5

odd = st.sampled_from(["a\nb", "x\x00y", "\x01\x02", "\ud800", "é\u0301", "ﬁ", "Ｗide"])
words = (
    st.sampled_from(
        ["Acme", "pilot", "Ümlaut & Söhne 1", "50%_off", "O'Neill", "größer", "VIP", "ana", "\\", "ß", "+49 30"]
    )
    | odd
)
titles = st.lists(words, min_size=1, max_size=3).map(" ".join)
text = st.none() | titles
handoffs = st.none() | st.fixed_dictionaries(
    {"offer": st.just(new_id()), "state": st.sampled_from(["offered", "asked", "accepted", "returned", "odd"])},
    optional={
        "by": st.just("somebody"), "due": st.sampled_from(["2025-10-01T10:00:00Z", "2030-01-01T00:00:00Z", "\x00"]),
        "reply_due": st.sampled_from(["2025-10-01T10:00:00Z", "2030-01-01T00:00:00Z"]),
    },
)  # fmt: skip
custom = (
    st.none()
    | st.booleans()
    | st.sampled_from(["XL", "0", "", 0, 41, 42.5, "1,000", "nan", [1, "xl"], {"a": None}])
    | words
)
ticks = st.none() | st.fixed_dictionaries(
    {"by": st.sampled_from(["ana", ""]), "evidence": st.just("they said so")},
    optional={"at": st.just("2025-10-01T10:00:00Z")},
)
registers = st.fixed_dictionaries(
    {"created": st.just(True), "title": titles, "stage": st.sampled_from([*STAGES.values(), None, new_id()])},
    optional={
        "company": text, "contact": text, "email": st.sampled_from(["jane@acme.example", None]), "phone": text,
        "value": st.sampled_from([0, 999_999, 1_000_000, -5, None]),
        "currency": st.sampled_from(["EUR", "JPY", "KWD", None]),
        "source": st.sampled_from(["Trade Show", "web", None]) | words, "campaign": st.sampled_from(["Spring", None]),
        "marketing_owner": st.sampled_from(["ANA", "Anna Maria", "Mia", "Member", None]),
        "sales_owner": st.sampled_from(["Ben Öz", "Dan", "Lead", None]) | words, "next_step": text,
        "next_on": st.sampled_from(["2025-11-20", "2026-12-24", None]),
        "close_on": st.sampled_from(["2026-11-30", None]), "probability": st.sampled_from([0.0, 0.02, 0.4, 1.0, None]),
        "lost_reason": st.sampled_from(["price", None]), "label.vip": st.booleans(), "label.Trade fair": st.booleans(),
        "label.a\nb": st.booleans(), "field.Größe": custom, "field.größe": custom, "field.size": custom,
        "link.1": st.sampled_from([{"url": "https://a.example"}, None]), "deleted": st.booleans(), "handoff": handoffs,
        "tick.tick": ticks, **dict.fromkeys(NEWER, text),
    },
)  # fmt: skip
bodies = st.lists(
    st.sampled_from(["Hello", "@Ana,", "@anabel", "@Anna Maria!", "@Ben Öz:", "größer", "zebra", "@",
                     "jane@acme.example", "中文", "c++"]) | words,
    max_size=4,
).map(" ".join)  # fmt: skip
cards = st.lists(st.tuples(registers, st.lists(bodies, max_size=2)), min_size=CARDS, max_size=CARDS)
one_world = settings(examples(250), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def prepare(world: World) -> None:
    """Let people have the names, and a stage the requirements, that the queries are about."""
    if not world.lead.base:
        return
    world.lead.base = 0
    for name, team, aliases in (
        ("Ana", "marketing", "Anna Maria"),
        ("Ben Öz", "sales", None),
        ("Mia", "marketing", None),
    ):
        member = {
            "created": True,
            "name": name,
            "team": team,
            "role": "member",
            "aliases": [aliases] if aliases else None,
        }
        assert world.lead.offer(MEMBER, new_id(), member, "member").status == "applied"
    world.lead.base = 10**6
    required = {"required": ["phone", "label.vip", "field.Größe", "value"], "stale_after": 3}
    assert world.lead.offer(STAGE, STAGES["MQL"], required, "stage").status == "applied"
    assert world.lead.offer(STAGE, STAGES["Engaged"], {"deleted": True}, "stage").status == "applied"


def put(world: World, made: list[tuple[dict[str, Any], list[str]]], merged: bool) -> list[str]:
    """Publish cards and comments as they are, which no judge looks at; returns the ids of the cards."""
    ids = [new_id() for _ in made]
    with world.hub.writing() as connection:
        connection.exec_driver_sql("UPDATE hub_board SET state = 'publishing'")
    changes = [world.lead.change(CARD, card, values, "create") for card, (values, _) in zip(ids, made, strict=True)]
    for number, (card, (_, said)) in enumerate(zip(ids, made, strict=True)):
        for body in said:
            team = "marketing" if number % 2 else "sales"
            note = {
                "created": True,
                "card": card,
                "author": world.lead.member,
                "team": team,
                "kind": "comment",
                "body": body,
            }
            changes.append(world.lead.change(COMMENT, new_id(), note, "comment"))
    if merged:
        changes += [
            world.lead.change(CARD, ids[0], {"merged_into": ids[1], "deleted": True}, "merge"),
            world.lead.change(CARD, ids[1], {"merged_into": ids[2]}, "merge"),
        ]
    world.lead.push(*changes)
    with world.hub.writing() as connection:
        connection.exec_driver_sql("UPDATE hub_board SET state = 'open'")
    return ids


class Asked:
    """The cards of one example, asked for in both ways."""

    def __init__(self, world: World, connection: Any, ids: list[str], agreement: Content | None = None) -> None:
        row = read_row(connection, BOARD_ID)
        self.board: Board = board_of(world.hub, connection, row)
        if agreement:
            self.board = agreed(agreement, self.board)
        self.reader = member_of(world.hub, connection, row, world.member.caller)
        self.now = datetime.fromtimestamp(world.now / 1000, UTC)
        self.connection, self.ids = connection, ids
        reader = BoardReader(connection, self.board)
        self.cards, self.talk = reader.cards_with_ids(ids), reader.read_talk(ids)

    def query(self, source: str) -> query.Query:
        return query.parse(source, self.now.astimezone(ZoneInfo(self.board.timezone)).date())

    def compiled(self, source: str) -> set[str]:
        """What the database finds."""
        condition = Compiler(
            ServerDialect(self.connection, self.board), self.board, self.reader, self.now
        ).compile_where(self.query(source))
        sql = f"SELECT id FROM hub_card WHERE {condition.sql} AND id IN ({','.join('?' * len(self.ids))})"
        return {row[0] for row in ask(self.connection, sql, [*condition.values, *self.ids])}

    def matched(self, source: str) -> set[str]:
        """What looking at each card finds."""
        talk = self.talk
        matcher = matching.Matcher(self.query(source), self.board, self.now, self.reader, lambda card: talk[card.id])
        matcher.check()
        return {card.id for card in self.cards if matcher.is_match(card)}

    def same(self, source: str) -> None:
        assert outcome(self.compiled, source) == outcome(self.matched, source), source


def outcome(find: Callable[[str], set[str]], source: str) -> set[str] | str:
    """What is found, or why nothing could be."""
    try:
        return find(source)
    except KanbanError as error:
        return str(error)


def asked(world: World, ids: list[str], agreement: Content | None, sources: list[str]) -> None:
    with world.hub.reading() as connection:
        both = Asked(world, connection, ids, agreement)
        for source in sources:
            both.same(source)


free = st.text(max_size=6).map(lambda typed: '"' + typed.replace('"', "") + '"')
sources = st.lists(queries | free, min_size=ROUNDS, max_size=ROUNDS)


@one_world
@given(made=cards, merged=st.booleans(), sources=sources)
def test_the_database_finds_what_the_query_says(world: World, made: Any, merged: bool, sources: list[str]) -> None:
    prepare(world)
    asked(world, put(world, made, merged), None, sources)


def varied(world: World) -> list[str]:
    """Forty cards of every kind, with comments, some of them merged."""
    prepare(world)
    pick = random.Random(7).choice
    tick = {"by": "ana", "evidence": "they said so", "at": "2025-10-01T10:00:00Z"}
    offer = {"offer": new_id(), "by": "somebody", "due": "2025-10-01T10:00:00Z", "reply_due": "2030-01-01T00:00:00Z"}
    made = []
    for number in range(40):
        values = {
            "created": True, "title": pick(["Acme pilot", "Ümlaut & Söhne", "50%_off", "O'Neill \"x\"",
                                            "ACME"]) + f" {number}",
            "stage": pick([*STAGES.values(), new_id()]), "company": pick(["Acme GmbH", "Böse\\Bar", None]),
            "contact": pick(["Jane Doe", "Ana", None]), "email": pick(["jane@acme.example", "50%_off", None]),
            "phone": pick(["+49 30", None]), "value": pick([0, 999_999, 1_000_000, None]),
            "currency": pick(["EUR", "JPY", "KWD", None]), "source": pick(["Trade Show", "web", None]),
            "campaign": pick(["Spring", None]), "marketing_owner": pick(["ANA", "Anna Maria", "Mia", "Member", None]),
            "sales_owner": pick(["Ben Öz", "Dan", "Member", None]), "next_step": pick(["Call", None]),
            "next_on": pick(["2025-11-20", "2026-12-24", None]), "close_on": pick(["2026-11-30", None]),
            "probability": pick([0.0, 0.4, None]), "lost_reason": pick(["price", None]),
            "label.vip": pick([True, False]), "label.Trade fair": pick([True, False]),
            "field.Größe": pick(["XL", "0", "", False, 0, None]), "field.größe": pick(["xl", None]),
            "link.1": pick([{"url": "https://a.example"}, None]), "deleted": pick([True, False, False, False]),
            "tick.tick": pick([tick, {**tick, "evidence": ""}, None]),
            "handoff": pick([{**offer, "state": s} for s in ("offered", "asked")]),
            **fill_newer(number),
        }  # fmt: skip
        said = [
            "Hello @Ana, look",
            "@anabel @Anna Maria!",
            "nothing here",
            "@Ben Öz: größer",
            "zebra",
            "@member",
            "@members",
        ]
        made.append((values, [pick(said) for _ in range(pick([0, 0, 1, 3]))]))
    return put(world, made, merged=True)


ASKED = [source for source in [*TERMS, "mentions:member", "has:field.size", "no:field.größe"] if "unread" not in source]


def test_each_term_finds_what_it_says(world: World) -> None:
    ids = varied(world)
    asked(world, ids, None, ASKED)
    with world.hub.reading() as connection:
        both = Asked(world, connection, ids)
        everything = both.compiled("")
        found = [both.compiled(source) for source in ASKED if source != "field.nothing:1"]
    assert sum(set() < each < everything for each in found) > 0.6 * len(ASKED)


def test_what_is_said_of_a_card_is_found_on_what_it_was_merged_into(world: World) -> None:
    said = [({"created": True, "title": str(number)}, [["zebra"], [], []][number]) for number in range(3)]
    ids = put(world, said, merged=True)
    asked(world, ids, None, ["zebra", "zebra deleted", "team:sales", "comments:1", "-zebra"])
    found = server.cards(world.hub, world.member.caller, BOARD_ID, "zebra").cards
    assert [card.id for card in found] == ids[1:]


def test_a_switched_off_field_is_there_and_holds_nothing(world: World) -> None:
    ids = put(
        world,
        [({"created": True, "title": "x", "field.size": value}, []) for value in (False, "", 0, None)],
        merged=False,
    )
    asked(
        world,
        ids,
        None,
        ["has:field.size", "no:field.size", "field.size:0", "field.size=0", "field.size>=0", "field.size<1"],
    )


def test_incomplete_goes_by_the_agreement(world: World) -> None:
    ids = varied(world)
    tick = Line("tick", (STAGES["Nurture"],), "judgement", "Somebody said so", "marketing")
    for fact in [*FACTS, "-field.nothing:1", "unreadable:fact"]:
        line = Line("fact", tuple(STAGES.values()), "fact", "It holds", "marketing", fact)
        asked(world, ids, Content((line, tick)), ["incomplete", "-incomplete", "incomplete deleted"])


SORTS = [*query.SORTS, "field.Größe", "field.size"]


@pytest.mark.parametrize("sort", ["value", "-value", "-title,next", "stage,-created"])
def test_pages_of_a_sorted_listing_are_one_listing(world: World, sort: str) -> None:
    varied(world)
    caller = world.member.caller
    whole = [card.id for card in server.cards(world.hub, caller, BOARD_ID, f"sort:{sort}").cards]
    found, after = list[str](), None
    while True:
        page = server.cards(world.hub, caller, BOARD_ID, f"sort:{sort}", after, 7)
        found += [card.id for card in page.cards]
        after = page.after
        if after is None:
            break
    assert found == whole
    assert len(whole) == len(set(whole)) > 20
    with pytest.raises(KanbanError, match="ask for the first page again"):
        server.cards(world.hub, caller, BOARD_ID, "title:acme sort:title", new_id())


def test_cards_are_sorted_by_each_field(world: World) -> None:
    varied(world)
    key = {
        "title": lambda card: fold(card.title), "company": lambda card: fold(card.company or ""),
        "next": lambda card: card.next_on, "comments": lambda card: card.marketing_comments + card.sales_comments,
        "created": lambda card: card.created_at, "source": lambda card: (card.source or "").lower(),
        "value": lambda card: None if card.value is None else ((card.currency or "EUR") != "EUR",
                                                               card.currency or "EUR", card.value),
    }  # fmt: skip
    for sort in SORTS:
        listed = server.cards(world.hub, world.member.caller, BOARD_ID, f"sort:{sort}").cards
        turned = server.cards(world.hub, world.member.caller, BOARD_ID, f"sort:-{sort}").cards
        assert {card.id for card in listed} == {card.id for card in turned}
        if sort in key:
            held = [key[sort](card) for card in listed]
            filled = [each for each in held if each not in {None, ""}]
            assert filled == sorted(filled), sort
            assert held[: len(filled)] == filled, sort


def test_committed_deals_are_found(world):
    deal = world.lead.add("Proposal", title="Deal", sales_owner="Lead", value=100)
    world.lead.add("Proposal", title="Other", **{"field.commit": '"commit":true'})
    lead = world.lead.add("Nurture", title="Lead")
    assert world.lead.offer("card", deal, {"commit": True}, "commit").status == "applied"
    assert world.lead.offer("card", lead, {"commit": True}, "commit").status == "rejected"
    found = server.cards(world.hub, world.lead.caller, BOARD_ID, "committed").cards
    assert [card.id for card in found] == [deal]
    assert {card.title for card in server.cards(world.hub, world.lead.caller, BOARD_ID, "-committed").cards} == {
        "Other", "Lead",
    }  # fmt: skip
    assert world.lead.offer("card", deal, {"commit": False}, "commit").status == "applied"
    assert server.cards(world.hub, world.lead.caller, BOARD_ID, "committed").cards == ()
