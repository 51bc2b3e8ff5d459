"""The query language without a database finds what its SQL finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.acts import board_verbs
from kanban.domain.errors import KanbanError
from kanban.domain.queries import matching, query
from kanban.store.opening import create_board
from kanban.store.search.client_dialect import DeviceDialect
from kanban.store.search.query_sql import Compiler
from tests.examples import examples
from tests.store.conftest import Clockwork
from tests.store.query_world import NEWER, World

WORDS = [
    "acme", "ACME", "umlaut", "sohne", "50%_off", "o'neill", "jane", "jane@acme.example", "+49", "größer", "grosser",
    "hello", "hello @ana", "ana", "zeb", "nothing here", "z", "Ü", '"trade fair"', '"@ben öz"', "vip", "öz",
]  # fmt: skip
FIELDS = {
    "stage": ["nurture", "won", "n", "lost|won"], "side": ["marketing", "door", "s"], "holder": ["marketing", "sales"],
    "owner": ["ana", "me", "ben", '"ben öz"', "mia|dan", "z"], "marketing": ["ana", '"anna maria"', "me"],
    "sales": ["dan", "b", "me"], "source": ["trade", "web", '"trade show"', "x"], "campaign": ["spring", "s"],
    "label": ["vip", '"trade fair"', "expo", "VIP|x"], "company": ["acme", '"acme gmbh"', "böse\\bar", "bose"],
    "contact": ["jane", "ana"], "email": ["jane"], "phone": ["49"], "title": ["acme", '"umlaut & söhne 1"', "%"],
    "currency": ["eur", "jpy", "kwd"], "reason": ["price"], "team": ["marketing", "s"],
    "mentions": ["ana", "me", '"anna maria"', "ben", "anabel",
                                                                  '"ben öz"'],
    "ref": [*"0123456789abcdefghjkmnpqrstvwxyz"], "field.größe": ["xl", "0", "x", "1"], "field.Größe": ["XL", '""'],
    **{name: ["north", "w", '"south west"'] for name in NEWER},
}  # fmt: skip
NUMBERS = {
    "value": ["0", "9999.99", "10000", "10k", "9999.99 EUR", '"9999 JPY"', "1000", "999999", '"1000 KWD"', "999.999"],
    "probability": ["0", "40%", "0.4", "1", "2%", "10"],
    "comments": ["0", "1", "2", "4"], "attempts": ["0", "1", "2"], "contacts": ["0", "1"],
    "field.größe": ["0", "1", "41", "42.5", "1000"],
}  # fmt: skip
DAYS = [
    "today",
    "yesterday",
    "7d",
    "30d",
    "+1d",
    "2026-11-20",
    "2026-12-24",
    "2026-11-30",
    "2026-12-01",
    "0002-01-02",
    "9999-12-31",
]

terms = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(query.FLAGS).filter(lambda flag: flag not in {"unread", "deleted"}),
    st.sampled_from([(f, v) for f, values in FIELDS.items() for v in values]).flatmap(
        lambda pair: st.sampled_from(":=").map(lambda op: f"{pair[0]}{op}{pair[1]}")
    ),
    st.sampled_from([(f, v) for f, values in NUMBERS.items() for v in values]).flatmap(
        lambda pair: st.sampled_from([":", "=", ">", ">=", "<", "<="]).map(lambda op: f"{pair[0]}{op}{pair[1]}")
    ),
    st.tuples(
        st.sampled_from(query.DAYS), st.sampled_from([":", "=", ">", ">=", "<", "<="]), st.sampled_from(DAYS)
    ).map("".join),
    st.tuples(st.sampled_from(["has:", "no:"]), st.sampled_from([*query.HAVABLE, "field.größe"])).map("".join),
)
queries = st.tuples(
    st.lists(st.tuples(st.sampled_from(["", "", "-"]), terms).map("".join), max_size=3),
    st.sampled_from([[], [], ["deleted"]]),
).map(lambda parts: " ".join([*parts[0], *parts[1]]))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    clockwork = Clockwork()
    path: Path = tmp_path_factory.mktemp("matching") / "kanban.db"
    workspace = create_board(path, "Pipeline", "Ana", "marketing", now=clockwork)
    made = World(workspace, clockwork)
    workspace.act(lambda view: board_verbs.set_stage(view, view.board.find_stage("MQL"), {"stale_after": 3}))
    made.board = workspace.reload()
    made.cards = [workspace.card(card.id) for card in made.cards]
    yield made
    made.ben.close()
    workspace.close()


def compiled(world: World, source: str) -> set[str]:
    """What the SQL finds."""
    compiler = Compiler(DeviceDialect(world.ana.connection, world.board), world.board, world.ana.me, world.now)
    condition = compiler.compile_where(query.parse(source, compiler.today))
    return {
        row[0] for row in world.ana.connection.execute(f"SELECT id FROM card WHERE {condition.sql}", condition.values)
    }


def matched(world: World, source: str) -> set[str]:
    """What a matcher finds."""
    asked = query.parse(source, world.now.date())
    matcher = matching.Matcher(asked, world.board, world.now, world.ana.me, lambda card: world.talk[card.id])
    matcher.check()
    return {card.id for card in world.cards if matcher.is_match(card)}


def outcome(find: Callable[[World, str], set[str]], world: World, source: str) -> set[str] | str:
    """What is found, or why nothing could be."""
    try:
        return find(world, source)
    except KanbanError as error:
        return str(error)


@examples(600)
@given(source=queries)
def test_it_finds_what_the_database_finds(world: World, source: str) -> None:
    assert outcome(matched, world, source) == outcome(compiled, world, source)


@pytest.mark.parametrize("field", [*FIELDS, *NUMBERS, *query.DAYS, "flag", "has", "word"])
def test_every_kind_of_term_tells_cards_apart(world: World, field: str) -> None:
    """Else the comparison above would compare nothing with nothing."""
    if field == "flag":
        found = [matched(world, flag) for flag in query.FLAGS if flag not in {"unread", "deleted"}]
    elif field == "has":
        found = [matched(world, f"has:{name}") for name in query.HAVABLE]
    elif field == "word":
        found = [matched(world, word) for word in WORDS]
    elif field in NUMBERS:
        found = [matched(world, f"{field}>={value}") for value in NUMBERS[field]]
    elif field in query.DAYS:
        found = [matched(world, f"{field}<{day}") for day in DAYS]
    else:
        found = [matched(world, f"{field}:{value}") for value in FIELDS[field] if value != '""']
    assert any(0 < len(each) < len(world.cards) - 2 for each in found)


@pytest.mark.parametrize("source", ["stage:nowhere", "side:middle", "holder:nobody", "team:x", "-stage:nowhere"])
def test_what_means_nothing_is_said_before_any_card_is_looked_at(world: World, source: str) -> None:
    with pytest.raises(KanbanError) as here:
        matching.Matcher(query.parse(source, world.now.date()), world.board, world.now, None, lambda _: []).check()
    with pytest.raises(KanbanError) as there:
        compiled(world, source)
    assert str(here.value) == str(there.value)


@pytest.mark.parametrize("source", ["owner:me", "mine", "mentions:me", "-sales:me"])
def test_a_reader_who_is_nobody_has_nothing(world: World, source: str) -> None:
    with pytest.raises(KanbanError, match="say who you are"):
        matching.Matcher(query.parse(source, world.now.date()), world.board, world.now, None, lambda _: []).check()
